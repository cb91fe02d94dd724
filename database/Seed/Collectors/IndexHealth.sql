-- The collector IndexHealth (statistics, missing and unused indexes, fragmentation): its metrics and the
-- retention of its tables.
EXEC config.DefineMetric N'stats.examined_count', N'IndexHealth', N'count', N'none', N'none',
    N'Statistics that the daily reading looked at: those of tables with many rows.';
EXEC config.DefineMetric N'stats.stale_count', N'IndexHealth', N'count', N'higher', N'none',
    N'Statistics of which more changed since their update than trace flag 2371 allows, and more than the setting StatisticsStalePercent.';
EXEC config.DefineMetric N'stats.oldest_stale_hours', N'IndexHealth', N'hours', N'higher', N'none',
    N'Time since the oldest stale statistic was updated.';
EXEC config.DefineMetric N'index.missing_count', N'IndexHealth', N'count', N'higher', N'none',
    N'Indexes that the optimizer missed and that look worthwhile (settings MissingIndex…). They have to be made in the AOT.';
EXEC config.DefineMetric N'index.unused_count', N'IndexHealth', N'count', N'higher', N'none',
    N'Indexes that were never read since the server''s start but kept up to date with every change.';
EXEC config.DefineMetric N'index.scanned_rows_per_s', N'IndexHealth', N'rows/s', N'higher', N'table',
    N'Rows that scans of a table went through since the last daily reading, estimated as scans times rows. Of the ten tables with most of them.';
EXEC config.DefineMetric N'index.fragmented_count', N'IndexHealth', N'count', N'higher', N'none',
    N'Indexes that were fragmented by half or more when last measured.';
EXEC config.DefineFactTable N'fact.IndexHealthCapture', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.StatisticHealth', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.MissingIndex', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.IndexUsage', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.IndexFragmentation', N'Detail', N'CapturedAt';
