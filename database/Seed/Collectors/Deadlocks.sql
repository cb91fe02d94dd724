EXEC config.DefineCollector @CollectorName = N'Deadlocks', @IntervalMs = 10000, @TimeoutMs = 10000, @RowLimit = 1000,
    @TargetProcedure = N'collect.SaveDeadlocks', @TableType = N'stage.Event', @HasBookmark = 1;
EXEC config.DefineFactTable N'fact.Deadlock', N'Incidents', N'DetectedAt', N'ops.PurgeDeadlocks';
