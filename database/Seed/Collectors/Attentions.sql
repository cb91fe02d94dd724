-- The collector Attentions (requests that their client cancelled or gave up): its metrics and the retention
-- of its tables.
EXEC config.DefineMetric N'attention.count', N'Attentions', N'requests', N'higher', N'AOS',
    N'Requests cancelled or given up by their client that happened in one minute, by the AOS. Nothing is stored for an AOS without any.',
    N'event count';
EXEC config.DefineMetric N'attention.total_count', N'Attentions', N'requests', N'higher', N'none',
    N'All of them, 0 when there were none.', N'event count';

EXEC config.DefineFactTable N'fact.Attention', N'Detail', N'EventAt';
