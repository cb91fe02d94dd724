EXEC config.DefineCollector @CollectorName = N'Batch', @IntervalMs = 60000, @TimeoutMs = 10000, @RowLimit = 20000,
    @TargetProcedure = N'collect.SaveBatch', @TableType = N'stage.BatchTask', @HasBookmark = 1;
EXEC config.DefineFactTable N'fact.BatchCapture', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BatchBacklog', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BatchExecution', N'Executions', N'LastSeenAt';
