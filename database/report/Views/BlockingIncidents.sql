/*  report.BlockingIncidents: blocking from first to last sight, for Management Studio: one row for each
    incident; EndedAt is NULL while it goes on. Ask for a time by FirstSeenAt.  */
CREATE VIEW report.BlockingIncidents
AS
SELECT
    r.IncidentId,
    r.InstanceName,
    r.FirstSeenAt,
    r.LastSeenAt,
    r.EndedAt,
    r.DurationMs,
    r.HeadSessionId,
    r.HeadLabel,
    r.HeadState,
    r.HeadAdvice,
    r.AxUser,
    r.AxSessionId,
    r.AxConfidence,
    AosName = r.HostName,
    r.BatchTask,
    r.ObjectName,
    r.VictimCount,
    r.PeakVictimCount,
    r.MaxDepth,
    r.TotalWaitMs,
    r.LongestWaitMs,
    r.HeadStatement,
    r.Severity
FROM report.BlockingIncidentRow() AS r;
