EXEC config.DefineCollector @CollectorName = N'Requests', @IntervalMs = 10000, @TimeoutMs = 5000, @RowLimit = 5000,
    @TargetProcedure = N'collect.SaveRequests', @TableType = N'stage.Request', @HasBookmark = 0;
EXEC config.DefineFactTable N'fact.BlockingSnapshot', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BlockingIncidentSnapshot', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BlockingNode', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BlockingEdge', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BlockingIncident', N'Incidents', N'LastSeenAt', N'ops.PurgeIncidents';
