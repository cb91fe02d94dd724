/*  report.BlockingChain: the chain of one incident, one row per session, parents before children.
    @IncidentId   fact.BlockingIncident
    @SnapshotId   NULL: the snapshot with most victims, of equals the latest
    NodeId and ParentNodeId are session ids, which are unique in a snapshot. An incident that no snapshot saw is told from its
    blocked-process reports: its head and the sessions they name.  */
CREATE PROCEDURE report.BlockingChain
    @IncidentId bigint,
    @SnapshotId bigint = NULL
AS
SET NOCOUNT ON;

DECLARE @ShownSnapshotId bigint = @SnapshotId;

IF @ShownSnapshotId IS NULL
    SELECT TOP (1) @ShownSnapshotId = x.SnapshotId
    FROM fact.BlockingIncidentSnapshot AS x
    WHERE x.IncidentId = @IncidentId
    ORDER BY x.VictimCount DESC, x.SnapshotId DESC;

IF @ShownSnapshotId IS NOT NULL
BEGIN
    SELECT
        NodeId = n.SessionId,
        ParentNodeId = n.ParentSessionId,
        n.Depth,
        n.SessionId,
        l.SessionLabel,
        n.AxUser,
        n.AxSessionId,
        n.AxConfidence,
        n.HostName,
        n.ProgramName,
        n.LoginName,
        n.Status,
        n.WaitType,
        n.WaitMs,
        n.WaitResource,
        ObjectName = COALESCE(n.ObjectName, CASE WHEN o.ObjectName IS NOT NULL THEN CONCAT(o.DatabaseName, N'.', o.SchemaName, N'.', o.ObjectName) END),
        n.LockMode,
        n.IsolationLevel,
        Statement = t.TextValue,
        n.Flags
    FROM fact.BlockingNode AS n
    CROSS APPLY report.SessionLabel(n.SessionId, n.AxUser, n.AxConfidence, n.ProgramName, n.HostName, CASE WHEN n.Flags LIKE N'%missing%' THEN 1 ELSE 0 END) AS l
    LEFT JOIN dim.StatementText AS t ON t.TextHash = n.StatementHash
    LEFT JOIN dim.ObjectName AS o ON o.InstanceId = n.InstanceId AND o.DatabaseId = n.ResourceDatabaseId AND o.IdKind = n.ResourceObjectKey AND o.ResourceId = n.ResourceObjectId
    WHERE n.SnapshotId = @ShownSnapshotId
      AND n.IncidentId = @IncidentId
    ORDER BY n.Depth, n.SessionId;

    RETURN;
END;

WITH Victim AS
(
    SELECT
        b.BlockedSessionId, b.BlockingSessionId, b.InstanceId, b.BlockedApp, b.BlockedHost, b.BlockedLogin, b.BlockedStatus, b.WaitMs, b.WaitResource, b.LockMode,
        b.BlockedIsolationLevel, b.BlockedStatementHash, b.RootSessionId, b.DatabaseId, b.ResourceObjectKey, b.ResourceObjectId,
        VictimOrder = ROW_NUMBER() OVER (PARTITION BY b.BlockedSessionId ORDER BY b.WaitMs DESC, b.BlockedProcessId)
    FROM fact.BlockedProcess AS b
    WHERE b.IncidentId = @IncidentId
)
SELECT
    NodeId = i.HeadSessionId,
    ParentNodeId = CAST(NULL AS int),
    Depth = 0,
    SessionId = i.HeadSessionId,
    l.SessionLabel,
    i.AxUser,
    i.AxSessionId,
    i.AxConfidence,
    i.HostName,
    i.ProgramName,
    i.LoginName,
    i.Status,
    WaitType = CAST(NULL AS nvarchar(60)),
    WaitMs = CAST(NULL AS bigint),
    WaitResource = CAST(NULL AS nvarchar(3072)),
    ObjectName = CAST(NULL AS nvarchar(512)),
    LockMode = CAST(NULL AS nvarchar(32)),
    IsolationLevel = CAST(NULL AS nvarchar(64)),
    Statement = t.TextValue,
    Flags = CAST(N'report' AS nvarchar(100))
FROM fact.BlockingIncident AS i
CROSS APPLY report.SessionLabel(i.HeadSessionId, i.AxUser, i.AxConfidence, i.ProgramName, i.HostName, 0) AS l
LEFT JOIN dim.StatementText AS t ON t.TextHash = i.StatementHash
WHERE i.IncidentId = @IncidentId
UNION ALL
SELECT
    v.BlockedSessionId,
    CASE WHEN EXISTS (SELECT 1 FROM Victim AS p WHERE p.BlockedSessionId = v.BlockingSessionId) THEN v.BlockingSessionId ELSE v.RootSessionId END,
    CASE WHEN v.BlockingSessionId = v.RootSessionId THEN 1 ELSE 2 END,
    v.BlockedSessionId,
    l.SessionLabel,
    NULL,
    NULL,
    N'none',
    v.BlockedHost,
    v.BlockedApp,
    v.BlockedLogin,
    v.BlockedStatus,
    NULL,
    v.WaitMs,
    v.WaitResource,
    CASE WHEN o.ObjectName IS NOT NULL THEN CONCAT(o.DatabaseName, N'.', o.SchemaName, N'.', o.ObjectName) END,
    v.LockMode,
    v.BlockedIsolationLevel,
    t.TextValue,
    N'report'
FROM Victim AS v
CROSS APPLY report.SessionLabel(v.BlockedSessionId, NULL, N'none', v.BlockedApp, v.BlockedHost, 0) AS l
LEFT JOIN dim.StatementText AS t ON t.TextHash = v.BlockedStatementHash
LEFT JOIN dim.ObjectName AS o ON o.InstanceId = v.InstanceId AND o.DatabaseId = v.DatabaseId AND o.IdKind = v.ResourceObjectKey AND o.ResourceId = v.ResourceObjectId
WHERE v.VictimOrder = 1
  AND v.BlockedSessionId <> v.RootSessionId
ORDER BY Depth, SessionId;
