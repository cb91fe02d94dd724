-- The collector Storage (sizes of databases, logs, volumes and tables, age of backups): its metrics and the
-- retention of its tables.
EXEC config.DefineMetric N'size.data_mb', N'Storage', N'MB', N'higher', N'database', N'Size of the data files of a database.';
EXEC config.DefineMetric N'size.data_used_mb', N'Storage', N'MB', N'higher', N'database',
    N'What is used of the data files of a database. No value where the login may not enter the database.';
EXEC config.DefineMetric N'size.log_mb', N'Storage', N'MB', N'higher', N'database', N'Size of the log of a database.';
EXEC config.DefineMetric N'size.volume_free_mb', N'Storage', N'MB', N'lower', N'volume',
    N'Free space on a volume that holds database files.';
EXEC config.DefineMetric N'size.volume_free_percent', N'Storage', N'percent', N'lower', N'volume',
    N'Free share of a volume that holds database files.';
EXEC config.DefineMetric N'size.table_mb', N'Storage', N'MB', N'higher', N'table',
    N'Space reserved for a table of the AX database with its indexes. The thirty biggest tables only.';
EXEC config.DefineMetric N'size.table_rows', N'Storage', N'count', N'higher', N'table',
    N'Rows of a table of the AX database. The thirty biggest tables only.';
EXEC config.DefineMetric N'size.full_backup_age_h', N'Storage', N'h', N'higher', N'database',
    N'Hours since the last full backup of a database; 1440 when there was none in 60 days. No value where the backup history may not be read.';
EXEC config.DefineMetric N'log.used_percent', N'Storage', N'percent', N'higher', N'database',
    N'What is used of the log of a database.';
EXEC config.DefineMetric N'log.vlf_count', N'Storage', N'count', N'higher', N'database',
    N'Virtual log files of a database. Many of them make recovery and restore slow.';
EXEC config.DefineMetric N'log.backup_age_min', N'Storage', N'min', N'higher', N'database',
    N'Minutes since the last backup of the log of a database that needs one (recovery model FULL or BULK_LOGGED); 86400 when there was none in 60 days.';
EXEC config.DefineFactTable N'fact.DatabaseSize', N'Metrics', N'CapturedAt';
EXEC config.DefineFactTable N'fact.VolumeSize', N'Metrics', N'CapturedAt';
EXEC config.DefineFactTable N'fact.TableSize', N'Metrics', N'CapturedAt';
