EXEC config.DefineCollector @CollectorName = N'Requests', @IntervalMs = 10000, @TimeoutMs = 5000, @RowLimit = 5000,
    @TargetProcedure = N'collect.SaveRequests', @TableType = N'stage.Request', @HasBookmark = 0;
