-- The collector BlockedProcesses (the server's own reports of blocked processes): its defaults and the
-- retention of its tables. What an administrator has changed stays.
EXEC config.DefineCollector @CollectorName = N'BlockedProcesses', @IntervalMs = 10000, @TimeoutMs = 10000, @RowLimit = 1000,
    @TargetProcedure = N'collect.SaveBlockedProcesses', @TableType = N'stage.Event', @HasBookmark = 1;

-- All collectors of event files write it.
EXEC config.DefineFactTable N'fact.EventLoss', N'Operations', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BlockedProcess', N'Detail', N'EventAt';
EXEC config.DefineFactTable N'fact.BlockedProcessEvent', N'Detail', N'EventAt';
