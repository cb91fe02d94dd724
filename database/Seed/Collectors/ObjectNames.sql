-- The collector ObjectNames (the hourly inventory of object names): its defaults. What an
-- administrator has changed stays.
EXEC config.DefineCollector @CollectorName = N'ObjectNames', @IntervalMs = 3600000, @TimeoutMs = 30000, @RowLimit = 200000,
    @TargetProcedure = N'collect.SaveObjectNames', @TableType = N'stage.ObjectNames', @HasBookmark = 0;
