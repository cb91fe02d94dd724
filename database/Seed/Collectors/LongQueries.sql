-- The collector LongQueries (calls and batches over the threshold of the event session): its metrics and
-- the retention of its tables.
EXEC config.DefineMetric N'longquery.count', N'LongQueries', N'queries', N'higher', N'AOS',
    N'Calls and batches over the threshold of the event session that happened in one minute, by the AOS that sent them. Nothing is stored for an AOS without any.',
    N'event count';
EXEC config.DefineMetric N'longquery.duration_ms', N'LongQueries', N'ms', N'higher', N'AOS', N'Sum of their durations.',
    N'event count';
EXEC config.DefineMetric N'longquery.max_ms', N'LongQueries', N'ms', N'higher', N'AOS', N'The longest of them.', N'event value';
EXEC config.DefineMetric N'longquery.total_count', N'LongQueries', N'queries', N'higher', N'none',
    N'All of them, 0 when there were none.', N'event count';

EXEC config.DefineFactTable N'fact.LongQuery', N'Detail', N'EventAt';
