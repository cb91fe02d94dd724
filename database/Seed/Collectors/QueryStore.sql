-- The collector QueryStore (changes of plans and regressions): its metrics and the retention of its tables.
EXEC config.DefineMetric N'query_store.is_collecting', N'QueryStore', N'flag', N'lower', N'none',
    N'1 when Query Store of the AX database is on and takes down what runs, 0 when it is off or read-only.';
EXEC config.DefineMetric N'query_store.used_percent', N'QueryStore', N'percent', N'higher', N'none',
    N'Share of its maximum size that Query Store has taken. When it is full it becomes read-only.';
EXEC config.DefineMetric N'query_store.plan_changes', N'QueryStore', N'count', N'higher', N'none',
    N'Queries that ran mostly under another plan than before, since the last capture.', N'event count';
EXEC config.DefineMetric N'query_store.regressions', N'QueryStore', N'count', N'higher', N'none',
    N'Queries that run under a plan worse than their older one.';
EXEC config.DefineMetric N'query_store.regression_factor', N'QueryStore', N'ratio', N'higher', N'query',
    N'Mean time of a regressed query (query_hash) as a multiple of what it took under its older plan.';
EXEC config.DefineMetric N'query_store.force_failures', N'QueryStore', N'count', N'higher', N'none',
    N'Times a forced plan could not be used, since the last capture.', N'event count';
EXEC config.DefineFactTable N'fact.QueryStoreCapture', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.QueryStorePlan', N'Detail', N'IntervalEndedAt';
EXEC config.DefineFactTable N'fact.QueryPlanChange', N'Incidents', N'ChangedAt';
EXEC config.DefineFactTable N'fact.QueryRegression', N'Incidents', N'LastSeenAt';
EXEC config.DefineFactTable N'collect.QueryStoreState', N'Detail', N'LastSeenAt';
EXEC config.DefineFactTable N'dim.QueryStorePlan', N'Detail', N'LastSeenAt';
