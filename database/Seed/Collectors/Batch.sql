EXEC config.DefineCollector @CollectorName = N'Batch', @IntervalMs = 60000, @TimeoutMs = 10000, @RowLimit = 20000,
    @TargetProcedure = N'collect.SaveBatch', @TableType = N'stage.BatchTask', @HasBookmark = 1;
