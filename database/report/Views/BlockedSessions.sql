/*  report.BlockedSessions: who blocks whom now, for Management Studio: one row for each session of the latest
    snapshot of each incident that goes on, the head (Depth 0) included. Order by IncidentId, ChainPath.  */
CREATE VIEW report.BlockedSessions
AS
SELECT
    i.InstanceName,
    n.IncidentId,
    n.CapturedAt,
    n.Depth,
    n.SessionId,
    BlockedBySessionId = n.ParentSessionId,
    HeadSessionId = n.RootSessionId,
    n.AxUser,
    n.AxSessionId,
    n.AxConfidence,
    AosName = n.HostName,
    n.ProgramName,
    n.BatchTask,
    n.WaitType,
    n.WaitMs,
    n.LockMode,
    n.ObjectName,
    n.OpenTransactionCount,
    n.LogBytesUsed,
    StatementText = t.TextValue,
    ChainPath = n.[Path]
FROM fact.BlockingIncident AS x
INNER JOIN config.Instance AS i ON i.InstanceId = x.InstanceId
CROSS APPLY
(
    SELECT TOP (1) s.SnapshotId, s.CapturedAt
    FROM fact.BlockingIncidentSnapshot AS s
    WHERE s.IncidentId = x.IncidentId
    ORDER BY s.CapturedAt DESC
) AS k
INNER JOIN fact.ShownBlockingNode(0) AS n
    ON n.SnapshotId = k.SnapshotId
   AND n.CapturedAt = k.CapturedAt
   AND n.IncidentId = x.IncidentId
OUTER APPLY dim.ShownText(n.HidesLiterals, n.StatementHash) AS t
WHERE x.EndedAt IS NULL;
