-- The collector Attentions (requests that their client cancelled or gave up): its defaults, its metrics and
-- the retention of its tables. What an administrator has changed stays.
EXEC config.DefineCollector @CollectorName = N'Attentions', @IntervalMs = 30000, @TimeoutMs = 20000, @RowLimit = 2000,
    @TargetProcedure = N'collect.SaveAttentions', @TableType = N'stage.Event', @HasBookmark = 1;

EXEC config.DefineMetric N'attention.count', N'Attentions', N'requests', N'higher', N'AOS',
    N'Requests cancelled or given up by their client that were read in one run (30 s), by the AOS. Nothing is stored for an AOS without any.';
EXEC config.DefineMetric N'attention.total_count', N'Attentions', N'requests', N'higher', N'none',
    N'All of them, 0 when there were none.';

EXEC config.DefineFactTable N'fact.Attention', N'Detail', N'EventAt';
