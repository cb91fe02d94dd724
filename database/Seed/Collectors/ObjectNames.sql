EXEC config.DefineCollector @CollectorName = N'ObjectNames', @IntervalMs = 3600000, @TimeoutMs = 30000, @RowLimit = 200000,
    @TargetProcedure = N'collect.SaveObjectInventory', @TableType = N'stage.ObjectName', @HasBookmark = 0;
