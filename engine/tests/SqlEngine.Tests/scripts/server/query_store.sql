-- Query Store is off in a new database, and says so; its views are empty but there.
SELECT desired_state, desired_state_desc, actual_state, actual_state_desc, interval_length_minutes, max_storage_size_mb FROM sys.database_query_store_options;
GO
ALTER DATABASE CURRENT SET QUERY_STORE = ON (OPERATION_MODE = READ_WRITE, INTERVAL_LENGTH_MINUTES = 15, MAX_STORAGE_SIZE_MB = 512);
SELECT actual_state, actual_state_desc, interval_length_minutes, max_storage_size_mb FROM sys.database_query_store_options;
SELECT is_query_store_on FROM sys.databases WHERE database_id = DB_ID();
GO
ALTER DATABASE CURRENT SET QUERY_STORE (OPERATION_MODE = READ_ONLY);
SELECT actual_state_desc FROM sys.database_query_store_options;
GO
ALTER DATABASE CURRENT SET QUERY_STORE = OFF;
SELECT actual_state_desc FROM sys.database_query_store_options;
GO
SELECT
    n = (SELECT COUNT(*) FROM sys.query_store_query) + (SELECT COUNT(*) FROM sys.query_store_query_text) + (SELECT COUNT(*) FROM sys.query_store_plan)
      + (SELECT COUNT(*) FROM sys.query_store_runtime_stats) + (SELECT COUNT(*) FROM sys.query_store_runtime_stats_interval);
GO
-- Later versions have it, 2016 does not.
SELECT plan_forcing_type FROM sys.query_store_plan;
GO
