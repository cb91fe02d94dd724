-- The collector Errors (errors that statements met): its metrics and the retention of its tables.
EXEC config.DefineMetric N'error.count', N'Errors', N'errors', N'higher', N'error number',
    N'Errors reported by the server that happened in one minute, by their number. Nothing is stored for a number that did not occur.',
    N'event count';
EXEC config.DefineMetric N'error.total_count', N'Errors', N'errors', N'higher', N'none', N'All of them, 0 when there were none.',
    N'event count';

EXEC config.DefineFactTable N'fact.ErrorEvent', N'Detail', N'EventAt';
