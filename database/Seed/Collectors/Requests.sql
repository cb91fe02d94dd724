-- The collector Requests (blocking chains, long transactions and long requests): its metrics and the
-- retention of its tables.
EXEC config.DefineFactTable N'fact.BlockingSnapshot', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BlockingIncidentSnapshot', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BlockingNode', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BlockingEdge', N'Detail', N'CapturedAt';
EXEC config.DefineFactTable N'fact.BlockingIncident', N'Incidents', N'LastSeenAt', N'alert.PurgeIncidents';
EXEC config.DefineFactTable N'fact.LongRequest', N'Detail', N'LastSeenAt';
EXEC config.DefineFactTable N'fact.LongTransaction', N'Detail', N'LastSeenAt';

EXEC config.DefineMetric N'requests.oldest_transaction_ms', N'Requests', N'ms', N'higher', N'AOS',
    N'Age of the oldest open transaction of an AX server, or of another computer; 0 when none is older than ten seconds and nobody waits.';
EXEC config.DefineMetric N'requests.long_transaction_count', N'Requests', N'count', N'higher', N'AOS',
    N'Transactions that have been open for longer than the setting LongTransactionMs.';
EXEC config.DefineMetric N'requests.long_count', N'Requests', N'count', N'higher', N'AOS',
    N'Requests that have been running for longer than the setting LongRequestMs.';
EXEC config.DefineMetric N'requests.blocked_count', N'Requests', N'count', N'higher', N'AOS',
    N'Sessions that wait for another session.';
EXEC config.DefineMetric N'requests.blocked_wait_ms', N'Requests', N'ms', N'higher', N'none',
    N'What all blocked sessions have waited so far, together.';
