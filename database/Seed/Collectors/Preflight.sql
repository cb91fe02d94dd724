-- The collector Preflight (what each collector needs on the watched server): its defaults. What an
-- administrator has changed stays.
EXEC config.DefineCollector @CollectorName = N'Preflight', @IntervalMs = 3600000, @TimeoutMs = 15000, @RowLimit = 10000,
    @TargetProcedure = N'collect.SavePreflight', @TableType = N'stage.Preflight', @HasBookmark = 0;
