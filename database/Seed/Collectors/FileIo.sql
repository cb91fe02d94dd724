-- The collector FileIo (reads, writes and latency of database files): its metrics and the retention of its
-- tables.
EXEC config.DefineMetric N'fileio.read_latency_ms', N'FileIo', N'ms', N'higher', N'file',
    N'Mean time of a read from the file (database/logical name) since the capture before, as SQL Server waited for it. No value where nothing was read.';
EXEC config.DefineMetric N'fileio.write_latency_ms', N'FileIo', N'ms', N'higher', N'file',
    N'Mean time of a write to the file (database/logical name) since the capture before, as SQL Server waited for it. No value where nothing was written.';
EXEC config.DefineMetric N'fileio.read_mb_per_s', N'FileIo', N'MB/s', N'none', N'database',
    N'Read from the data or log files of a database.';
EXEC config.DefineMetric N'fileio.write_mb_per_s', N'FileIo', N'MB/s', N'none', N'database',
    N'Written to the data or log files of a database.';
EXEC config.DefineMetric N'fileio.pending_requests', N'FileIo', N'count', N'higher', N'none',
    N'Reads and writes of database files that Windows had not answered at the moment of the capture.';
EXEC config.DefineFactTable N'fact.FileIo', N'Metrics', N'CapturedAt';
EXEC config.DefineFactTable N'fact.FileChange', N'Incidents', N'CapturedAt';
