-- One statistic per index, with its columns; what is known of its age and of the use of the index only a real or told server knows.
CREATE TABLE dbo.T (A int NOT NULL CONSTRAINT PK_T PRIMARY KEY CLUSTERED, B int NOT NULL, C int NOT NULL);
CREATE INDEX IX_T_CB ON dbo.T (C, B) WHERE B > 0;
SELECT s.name, s.stats_id, s.auto_created, s.has_filter, c.stats_column_id, ColumnName = COL_NAME(c.object_id, c.column_id)
FROM sys.stats AS s
INNER JOIN sys.stats_columns AS c ON c.object_id = s.object_id AND c.stats_id = s.stats_id
WHERE s.object_id = OBJECT_ID(N'dbo.T')
ORDER BY s.stats_id, c.stats_column_id;
SELECT p.rows FROM sys.stats AS s OUTER APPLY sys.dm_db_stats_properties(s.object_id, s.stats_id) AS p WHERE s.object_id = OBJECT_ID(N'dbo.T');
SELECT
    n = (SELECT COUNT(*) FROM sys.dm_db_index_usage_stats) + (SELECT COUNT(*) FROM sys.dm_db_missing_index_details) + (SELECT COUNT(*) FROM sys.dm_db_missing_index_groups)
      + (SELECT COUNT(*) FROM sys.dm_db_missing_index_group_stats) + (SELECT COUNT(*) FROM sys.dm_db_index_physical_stats(DB_ID(), NULL, NULL, NULL, N'LIMITED'));
GO
-- VIEW SERVER STATE covers the state of every database.
CREATE LOGIN plain WITH PASSWORD = 'x';
CREATE USER plain FOR LOGIN plain;
EXECUTE AS LOGIN = 'plain';
SELECT COUNT(*) FROM sys.database_query_store_options;
GO
REVERT;
EXEC master.sys.sp_executesql N'GRANT VIEW SERVER STATE TO plain;';
EXECUTE AS LOGIN = 'plain';
SELECT n = COUNT(*) FROM sys.database_query_store_options;
REVERT;
