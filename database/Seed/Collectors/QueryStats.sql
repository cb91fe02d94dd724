-- The collector QueryStats (statements of the plan cache as differences): its metrics and the retention of
-- its tables.
EXEC config.DefineMetric N'query.cpu_ms_per_s', N'QueryStats', N'ms/s', N'higher', N'none',
    N'CPU time of all statements in the plan cache per second: 1000 is one processor.';
EXEC config.DefineMetric N'query.duration_ms_per_s', N'QueryStats', N'ms/s', N'higher', N'none',
    N'Time that executions took, waits included, per second: about how many statements run at once, times 1000.';
EXEC config.DefineMetric N'query.logical_reads_per_s', N'QueryStats', N'pages/s', N'higher', N'none',
    N'Pages read from memory by all statements per second.';
EXEC config.DefineMetric N'query.physical_reads_per_s', N'QueryStats', N'pages/s', N'higher', N'none',
    N'Pages read from storage by all statements per second.';
EXEC config.DefineMetric N'query.logical_writes_per_s', N'QueryStats', N'pages/s', N'none', N'none',
    N'Pages written to by all statements per second.';
EXEC config.DefineMetric N'query.executions_per_s', N'QueryStats', N'1/s', N'none', N'none',
    N'Executions of all statements per second.';
EXEC config.DefineMetric N'query.new_plans_per_s', N'QueryStats', N'1/s', N'higher', N'none',
    N'Plans that appeared in the cache per second. Many of them: literals instead of parameters, or a cache too small.';
EXEC config.DefineMetric N'query.cache_entries', N'QueryStats', N'count', N'none', N'none',
    N'Statements in the plan cache, counted once an hour.';
EXEC config.DefineMetric N'query.statement_cpu_ms_per_s', N'QueryStats', N'ms/s', N'higher', N'query',
    N'CPU time of one statement (query_hash) per second. Of leading statements only.';
EXEC config.DefineMetric N'query.statement_reads_per_s', N'QueryStats', N'pages/s', N'higher', N'query',
    N'Pages one statement reads from memory per second.';
EXEC config.DefineMetric N'query.statement_duration_ms', N'QueryStats', N'ms', N'higher', N'query',
    N'Mean time of an execution of one statement in the interval; none where it did not run.';
EXEC config.DefineMetric N'query.statement_reads', N'QueryStats', N'pages', N'higher', N'query',
    N'Pages one execution of a statement reads on average. A sudden rise at the same number of rows: a new plan.';
EXEC config.DefineFactTable N'fact.QueryStat', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.QueryStatCapture', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'dim.Query', N'Texts', N'LastTopAt';
EXEC config.DefineFactTable N'dim.QueryPlan', N'Texts', N'FirstSeenAt';
