/*  report.BlockingChain: the chain of one incident, one row per session, parents before children.
    @IncidentId   fact.BlockingIncident
    @SnapshotId   NULL: the snapshot with most victims, of equals the latest
    NodeId and ParentNodeId are session ids, which are unique in a snapshot. An incident that no snapshot saw
    is taken from its blocked-process reports: its head and the sessions they name.  */
CREATE PROCEDURE report.BlockingChain
    @IncidentId bigint = NULL,
    @SnapshotId bigint = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BlockingChain';
    RETURN;
END;

DECLARE @ShownSnapshotId bigint;
DECLARE @ShownAt datetime2(3);

SELECT TOP (1) @ShownSnapshotId = x.SnapshotId, @ShownAt = x.CapturedAt
FROM fact.BlockingIncidentSnapshot AS x
WHERE x.IncidentId = @IncidentId
  AND (@SnapshotId IS NULL OR x.SnapshotId = @SnapshotId)
ORDER BY x.VictimCount DESC, x.SnapshotId DESC;

IF @SnapshotId IS NOT NULL OR @ShownSnapshotId IS NOT NULL
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
        n.BatchTask,
        StateText = h.HeadState,
        n.WaitType,
        n.WaitMs,
        n.WaitResource,
        ObjectName = COALESCE(
            n.ObjectName,
            CASE WHEN o.ObjectName IS NOT NULL THEN CONCAT(o.DatabaseName, N'.', o.SchemaName, N'.', o.ObjectName) END),
        n.LockMode,
        n.IsolationLevel,
        Statement = t.TextValue,
        StatementSource = CASE
            WHEN n.Flags LIKE N'%cursor%' THEN N'of its open cursor'
            WHEN n.Flags LIKE N'%last-batch%' THEN N'of its last batch'
            WHEN n.Flags LIKE N'%input-buffer%' THEN N'as the client sent it'
        END,
        n.Flags
    FROM fact.ShownBlockingNode(0) AS n
    CROSS APPLY lib.SessionLabel(
        n.SessionId, n.AxUser, n.AxConfidence, n.BatchTask, n.ProgramName, n.HostName,
        CASE WHEN n.Flags LIKE N'%missing%' THEN 1 ELSE 0 END) AS l
    CROSS APPLY lib.HeadState(
        n.SessionId, NULL, n.Status, n.Command, n.OpenTransactionCount, n.IdleInTransactionMs, n.PercentComplete,
        n.RemainingMs, n.LogBytesUsed) AS h
    OUTER APPLY dim.ShownText(n.HidesLiterals, n.StatementHash) AS t
    LEFT JOIN dim.ObjectName AS o ON o.InstanceId = n.InstanceId
        AND o.DatabaseId = n.ResourceDatabaseId
        AND o.IdKind = n.ResourceObjectKey
        AND o.ResourceId = n.ResourceObjectId
    WHERE n.SnapshotId = @ShownSnapshotId
      AND n.CapturedAt = @ShownAt
      AND n.IncidentId = @IncidentId
    ORDER BY n.Depth, n.SessionId;

    RETURN;
END;

CREATE TABLE #Victim
(
    SessionId        int            NOT NULL PRIMARY KEY CLUSTERED,
    BlockedProcessId bigint         NOT NULL,
    BlockerId        int            NOT NULL
);

CREATE TABLE #Chain
(
    GroupId   bigint        NOT NULL,
    SessionId int           NOT NULL,
    ParentId  int           NULL,
    IsHead    bit           NOT NULL,
    IsCycle   bit           NOT NULL,
    RootId    int           NOT NULL,
    Depth     int           NOT NULL,
    LowestId  int           NOT NULL,
    [Path]    nvarchar(400) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (GroupId, SessionId)
);

DECLARE @HeadSessionId int = (SELECT HeadSessionId FROM fact.BlockingIncident WHERE IncidentId = @IncidentId);

-- Of several waits of a session the longest is shown.
INSERT #Victim (SessionId, BlockedProcessId, BlockerId)
SELECT v.BlockedSessionId, v.BlockedProcessId, v.BlockingSessionId
FROM
(
    SELECT
        w.BlockedSessionId, w.BlockedProcessId, w.BlockingSessionId,
        VictimOrder = ROW_NUMBER() OVER (PARTITION BY w.BlockedSessionId ORDER BY w.WaitMs DESC, w.BlockedProcessId)
    FROM fact.BlockedProcess AS w
    WHERE w.IncidentId = @IncidentId
      AND w.BlockedSessionId <> @HeadSessionId
) AS v
WHERE v.VictimOrder = 1;

-- Reports of different moments together may name each other as blockers: the chain cuts such a circle, and
-- what has no other parent hangs on the head.
INSERT #Chain (GroupId, SessionId, ParentId, IsHead, IsCycle, RootId, Depth, LowestId)
SELECT 0, h.HeadSessionId, NULL, 0, 0, h.HeadSessionId, 0, h.HeadSessionId
FROM fact.BlockingIncident AS h
WHERE h.IncidentId = @IncidentId
UNION ALL
SELECT
    0,
    v.SessionId,
    CASE WHEN EXISTS (SELECT 1 FROM #Victim AS p WHERE p.SessionId = v.BlockerId) THEN v.BlockerId ELSE @HeadSessionId END,
    0,
    0,
    v.SessionId,
    0,
    v.SessionId
FROM #Victim AS v;

EXEC lib.ResolveChains;

SELECT
    NodeId = c.SessionId,
    ParentNodeId = CASE WHEN c.SessionId <> @HeadSessionId THEN COALESCE(c.ParentId, @HeadSessionId) END,
    Depth = c.Depth + CASE WHEN c.RootId <> @HeadSessionId THEN 1 ELSE 0 END,
    c.SessionId,
    l.SessionLabel,
    AxUser = CASE WHEN v.SessionId IS NULL THEN i.AxUser END,
    AxSessionId = CASE WHEN v.SessionId IS NULL THEN i.AxSessionId END,
    AxConfidence = CASE WHEN v.SessionId IS NULL THEN i.AxConfidence ELSE N'none' END,
    HostName = COALESCE(b.BlockedHost, i.HostName),
    ProgramName = COALESCE(b.BlockedApp, i.ProgramName),
    LoginName = COALESCE(b.BlockedLogin, i.LoginName),
    BatchTask = CASE WHEN v.SessionId IS NULL THEN i.BatchTask END,
    StateText = h.HeadState,
    WaitType = CAST(NULL AS nvarchar(60)),
    b.WaitMs,
    WaitResource = CAST(b.WaitResource AS nvarchar(3072)),
    ObjectName = CASE WHEN o.ObjectName IS NOT NULL THEN CONCAT(o.DatabaseName, N'.', o.SchemaName, N'.', o.ObjectName) END,
    b.LockMode,
    IsolationLevel = b.BlockedIsolationLevel,
    Statement = t.TextValue,
    StatementSource = CAST(NULL AS nvarchar(32)),
    Flags = CAST(N'report' AS nvarchar(100))
FROM #Chain AS c
INNER JOIN fact.ShownBlockingIncident(0) AS i ON i.IncidentId = @IncidentId
LEFT JOIN #Victim AS v ON v.SessionId = c.SessionId
LEFT JOIN fact.ShownBlockedProcess(0) AS b ON b.BlockedProcessId = v.BlockedProcessId
CROSS APPLY lib.SessionLabel(
    c.SessionId,
    CASE WHEN v.SessionId IS NULL THEN i.AxUser END,
    i.AxConfidence,
    CASE WHEN v.SessionId IS NULL THEN i.BatchTask END,
    COALESCE(b.BlockedApp, i.ProgramName),
    COALESCE(b.BlockedHost, i.HostName),
    0) AS l
CROSS APPLY lib.HeadState(
    c.SessionId,
    NULL,
    COALESCE(b.BlockedStatus, i.Status),
    CASE WHEN v.SessionId IS NULL THEN i.Command END,
    CASE WHEN v.SessionId IS NULL THEN i.OpenTransactionCount END,
    CASE WHEN v.SessionId IS NULL THEN i.IdleInTransactionMs END,
    CASE WHEN v.SessionId IS NULL THEN i.PercentComplete END,
    CASE WHEN v.SessionId IS NULL THEN i.RemainingMs END,
    CASE WHEN v.SessionId IS NULL THEN i.LogBytesUsed END) AS h
OUTER APPLY dim.ShownText(
    i.HidesLiterals, CASE WHEN v.SessionId IS NULL THEN i.StatementHash ELSE b.BlockedStatementHash END) AS t
LEFT JOIN dim.ObjectName AS o ON o.InstanceId = b.InstanceId
    AND o.DatabaseId = b.DatabaseId
    AND o.IdKind = b.ResourceObjectKey
    AND o.ResourceId = b.ResourceObjectId
ORDER BY Depth, c.SessionId;
