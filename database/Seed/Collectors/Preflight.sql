-- What is counted of every collector alike. It belongs to the collector Preflight, which runs on every
-- instance and is never switched off.
EXEC config.DefineMetric N'collector.set_aside_count', N'Preflight', N'rows', N'higher', N'collector',
    N'Rows and events of one capture that a collector set aside, because they could not be understood or not be true, or had to be repaired. Nothing is stored for a capture without any.',
    N'event count';

-- The keys are there from the start: a save that sets something aside has no time to wait for them.
INSERT dim.MetricKey (KeyText)
SELECT c.CollectorName
FROM config.Collector AS c
WHERE NOT EXISTS (SELECT 1 FROM dim.MetricKey AS k WHERE k.KeyText = c.CollectorName);
