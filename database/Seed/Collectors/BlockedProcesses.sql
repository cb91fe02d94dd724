EXEC config.DefineCollector @CollectorName = N'BlockedProcesses', @IntervalMs = 10000, @TimeoutMs = 10000, @RowLimit = 1000,
    @TargetProcedure = N'collect.SaveBlockedProcesses', @TableType = N'stage.BlockedProcess', @HasBookmark = 1;
