/*  collect.SaveRequests: turns one snapshot of sessions and their blockers into chains and incidents, and
    follows transactions and requests that take long.
    @InstanceId        config.Instance
    @RunId             the orchestrator's run
    @CapturedAt        UTC time the snapshot was taken on the watched server
    @ServerStartedAt   UTC start of the watched server: incidents from before a restart have ended
    @IsTruncated       1 when the collector hit its row limit
    @Rows              one row per session and blocker, see stage.Requests
    @OffsetMinutes     what was added to the server's local time to get UTC; NULL:
                       its times are taken as they are
    Result             one row: SavedRows (nodes of chains), WasDuplicate
    Errors             50010 unknown instance
    A repeated or late call (same or earlier @CapturedAt) changes nothing.
    AxMonitor's own sessions are left out, see collect.LeaveOutOwnSessions.  */
CREATE PROCEDURE collect.SaveRequests
    @InstanceId      int,
    @RunId           uniqueidentifier,
    @CapturedAt      datetime2(3),
    @ServerStartedAt datetime2(3) = NULL,
    @IsTruncated     bit = 0,
    @Rows            stage.Requests READONLY,
    @OffsetMinutes   int = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @SnapshotId bigint;
DECLARE @ClockChangedAt datetime2(3);
DECLARE @PreviousOffsetMinutes int;
DECLARE @HasChains bit = 0;
DECLARE @Texts stage.StatementText;
DECLARE @ShowOwnSessions int = (SELECT s.Value FROM config.SettingNumber(N'ShowOwnSessions') AS s);
DECLARE @OwnBlockingMinMs int = (SELECT s.Value FROM config.SettingNumber(N'OwnBlockingMinMs') AS s);
DECLARE @LongTransactionMs int = (SELECT s.Value FROM config.SettingNumber(N'LongTransactionMs') AS s);
DECLARE @LongRequestMs int = (SELECT s.Value FROM config.SettingNumber(N'LongRequestMs') AS s);

-- One edge per waiting session and blocker; IsPrimary marks the one the tree follows.
CREATE TABLE #Edge
(
    SessionId          int            NOT NULL,
    BlockingSessionId  int            NOT NULL,
    IsPrimary          bit            NOT NULL,
    WaitType           nvarchar(60)   COLLATE DATABASE_DEFAULT NULL,
    WaitMs             bigint         NOT NULL,
    WaitResource       nvarchar(3072) COLLATE DATABASE_DEFAULT NULL,
    ResourceKind       nvarchar(16)   COLLATE DATABASE_DEFAULT NOT NULL,
    ResourceDatabaseId int            NULL,
    ResourceObjectKey  nvarchar(8)    COLLATE DATABASE_DEFAULT NULL,
    ResourceObjectId   bigint         NULL,
    PageKind           nvarchar(8)    COLLATE DATABASE_DEFAULT NULL,
    DatabaseName       nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    SchemaName         nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    ObjectName         nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    IndexName          nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (SessionId, BlockingSessionId)
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

-- What is known of each session of a chain, and of those with an old transaction or
-- request, attributed and hashed.
CREATE TABLE #Session
(
    SessionId            int            NOT NULL PRIMARY KEY CLUSTERED,
    LoginTime            datetime2(3)   NULL,
    HostName             nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    HostProcessId        int            NULL,
    ProgramName          nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    LoginName            nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    AxUser               nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    AxSessionId          int            NULL,
    AxConfidence         nvarchar(16)   COLLATE DATABASE_DEFAULT NOT NULL,
    Status               nvarchar(30)   COLLATE DATABASE_DEFAULT NULL,
    Command              nvarchar(32)   COLLATE DATABASE_DEFAULT NULL,
    DatabaseName         nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    OpenTransactionCount int            NULL,
    TransactionId        bigint         NULL,
    TransactionStartedAt datetime2(3)   NULL,
    LogBytesUsed         bigint         NULL,
    IdleInTransactionMs  bigint         NULL,
    IsolationLevel       nvarchar(32)   COLLATE DATABASE_DEFAULT NULL,
    TextSource           nvarchar(16)   COLLATE DATABASE_DEFAULT NULL,
    StatementText        nvarchar(max)  COLLATE DATABASE_DEFAULT NULL,
    InputBuffer          nvarchar(max)  COLLATE DATABASE_DEFAULT NULL,
    StatementHash        binary(32)     NULL,
    InputBufferHash      binary(32)     NULL,
    IsInChain            bit            NOT NULL,
    TransactionBeganTime datetime2(3)   NULL,
    RequestBeganTime     datetime2(3)   NULL,
    RequestElapsedMs     bigint         NULL,
    RequestWaitType      nvarchar(60)   COLLATE DATABASE_DEFAULT NULL,
    CpuMs                bigint         NULL,
    LogicalReads         bigint         NULL,
    TempDbBytes          bigint         NULL,
    BatchId              bigint         NULL,
    BatchTask            nvarchar(300)  COLLATE DATABASE_DEFAULT NULL,
    PercentComplete      decimal(5, 2)  NULL,
    RemainingMs          bigint         NULL
);

-- AxMonitor's own sessions, which no page, metric or alert shows as trouble (setting ShowOwnSessions).
CREATE TABLE #Own
(
    SessionId int NOT NULL PRIMARY KEY CLUSTERED
);

CREATE TABLE #Head
(
    SessionId     int            NOT NULL PRIMARY KEY CLUSTERED,
    LoginTime     datetime2(3)   NOT NULL,
    HeadKind      nvarchar(16)   COLLATE DATABASE_DEFAULT NOT NULL,
    VictimCount   int            NOT NULL,
    MaxDepth      int            NOT NULL,
    TotalWaitMs   bigint         NOT NULL,
    LongestWaitMs bigint         NOT NULL,
    ObjectName    nvarchar(512)  COLLATE DATABASE_DEFAULT NULL,
    IncidentId    bigint         NULL
);

-- An absurd value in the head of a capture is none.
SELECT
    @ServerStartedAt = (SELECT k.At FROM lib.KnownStart(@ServerStartedAt, @CapturedAt) AS k),
    @OffsetMinutes = CASE WHEN @OffsetMinutes BETWEEN -1440 AND 1440 THEN @OffsetMinutes END;

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'Requests', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A row without what it must tell is set aside, an absurd value elsewhere is none.
    SELECT
        r.SessionId,
        r.BlockingSessionId,
        r.WaitType,
        WaitMs = k1.Value,
        r.WaitResource,
        LoginTime = k2.At,
        r.HostName,
        r.HostProcessId,
        r.ProgramName,
        r.LoginName,
        r.ClientAddress,
        r.IsUserProcess,
        r.Status,
        r.Command,
        r.DatabaseName,
        OpenTransactionCount = k3.Value,
        r.TransactionId,
        r.TransactionName,
        TransactionStartedAt = k4.At,
        LogBytesUsed = k5.Value,
        r.IsolationLevel,
        LastRequestStartedAt = k6.At,
        LastRequestEndedAt = k7.At,
        r.ContextInfo,
        r.IsAxSessionAlive,
        r.StatementText,
        r.CursorText,
        r.InputBuffer,
        r.ResourceDatabaseName,
        r.ResourceSchemaName,
        r.ResourceObjectName,
        r.ResourceIndexName,
        TransactionBeganTime = k8.At,
        RequestBeganTime = k9.At,
        RequestElapsedMs = k10.Ms,
        r.RequestWaitType,
        CpuMs = k11.Ms,
        LogicalReads = k12.Value,
        TempDbBytes = k13.Value,
        r.BatchId,
        r.BatchJobId,
        r.BatchClassNumber,
        r.BatchCaption,
        BatchStartedAt = k14.At,
        PercentComplete = CASE WHEN r.PercentComplete BETWEEN 0 AND 100 THEN r.PercentComplete END,
        RemainingMs = kr.Value,
        r.IsRequestBlocker,
        StagedNumber = ROW_NUMBER() OVER (ORDER BY (SELECT NULL)),
        OddColumn = o.ColumnName
    INTO #Staged
    FROM @Rows AS r
    CROSS APPLY lib.KnownCount(r.WaitMs) AS k1
    CROSS APPLY lib.KnownTime(r.LoginTime) AS k2
    CROSS APPLY lib.KnownNumber(r.OpenTransactionCount) AS k3
    CROSS APPLY lib.KnownTime(r.TransactionStartedAt) AS k4
    CROSS APPLY lib.KnownCount(r.LogBytesUsed) AS k5
    CROSS APPLY lib.KnownTime(r.LastRequestStartedAt) AS k6
    CROSS APPLY lib.KnownTime(r.LastRequestEndedAt) AS k7
    CROSS APPLY lib.KnownTime(r.TransactionBeganTime) AS k8
    CROSS APPLY lib.KnownTime(r.RequestBeganTime) AS k9
    CROSS APPLY lib.KnownMs(
        r.RequestElapsedMs, r.RequestBeganTime, DATEADD(minute, -COALESCE(@OffsetMinutes, 0), @CapturedAt)) AS k10
    CROSS APPLY lib.KnownMs(r.CpuMs, NULL, NULL) AS k11
    CROSS APPLY lib.KnownCount(r.LogicalReads) AS k12
    CROSS APPLY lib.KnownCount(r.TempDbBytes) AS k13
    CROSS APPLY lib.KnownTime(r.BatchStartedAt) AS k14
    CROSS APPLY lib.KnownCount(r.RemainingMs) AS kr
    OUTER APPLY
    (
        SELECT TOP (1) ColumnName = CONCAT(v.ColumnName, N' ' + NULLIF(v.Told, N''))
        FROM
        (
            VALUES
                (N'SessionId', DATALENGTH(r.SessionId), N'')
        ) AS v (ColumnName, Known, Told)
        WHERE v.Known IS NULL
    ) AS o;

    EXEC collect.SetAsideRows @InstanceId, N'Requests', @CapturedAt;

    EXEC collect.SaveServerClock @InstanceId, @CapturedAt, @OffsetMinutes, @ClockChangedAt OUTPUT,
        @PreviousOffsetMinutes OUTPUT;

    -- Self-edges (workers of one parallel plan) are no blocking. Of several tasks of
    -- one pair the longest wait speaks.
    -- Of several blockers the longest wait is primary, then a real session before a
    -- pseudo-blocker, then the one that the request is said to wait for, then the lowest id.
    INSERT #Edge
    (
        SessionId,
        BlockingSessionId,
        IsPrimary,
        WaitType,
        WaitMs,
        WaitResource,
        ResourceKind,
        ResourceDatabaseId,
        ResourceObjectKey,
        ResourceObjectId,
        PageKind,
        DatabaseName,
        SchemaName,
        ObjectName,
        IndexName
    )
    SELECT
        e.SessionId,
        e.BlockingSessionId,
        CASE WHEN ROW_NUMBER() OVER (PARTITION BY e.SessionId
                                     ORDER BY e.WaitMs DESC, CASE WHEN e.BlockingSessionId > 0 THEN 0 ELSE 1 END,
                                         COALESCE(e.IsRequestBlocker, 0) DESC, e.BlockingSessionId) = 1 THEN 1 ELSE 0 END,
        e.WaitType,
        e.WaitMs,
        e.WaitResource,
        p.ResourceKind,
        p.DatabaseId,
        p.ObjectKey,
        p.ObjectId,
        p.PageKind,
        e.ResourceDatabaseName,
        e.ResourceSchemaName,
        e.ResourceObjectName,
        e.ResourceIndexName
    FROM
    (
        SELECT
            r.SessionId,
            r.BlockingSessionId,
            r.WaitType,
            WaitMs = COALESCE(r.WaitMs, 0),
            r.WaitResource,
            r.ResourceDatabaseName,
            r.ResourceSchemaName,
            r.ResourceObjectName,
            r.ResourceIndexName,
            r.IsRequestBlocker,
            PairOrder = ROW_NUMBER() OVER (
                PARTITION BY r.SessionId, r.BlockingSessionId ORDER BY r.WaitMs DESC, r.WaitType, r.WaitResource)
        FROM #Staged AS r
        WHERE r.BlockingSessionId <> 0
          AND r.BlockingSessionId <> r.SessionId
    ) AS e
    CROSS APPLY lib.ParseWaitResource(e.WaitResource) AS p
    WHERE e.PairOrder = 1;

    IF @ShowOwnSessions = 0
    BEGIN
        INSERT #Own (SessionId)
        SELECT DISTINCT r.SessionId
        FROM #Staged AS r
        CROSS APPLY lib.OwnProgram(r.ProgramName) AS o
        WHERE o.IsOwn = 1;

        IF @@ROWCOUNT > 0
            EXEC collect.LeaveOutOwnSessions @OwnBlockingMinMs;
    END;

    IF EXISTS (SELECT 1 FROM #Edge)
    BEGIN
        -- Every victim and every blocker is a node, also a blocker that the snapshot does not hold.
        INSERT #Chain (GroupId, SessionId, ParentId, IsHead, IsCycle, RootId, Depth, LowestId)
        SELECT 0, n.SessionId, e.BlockingSessionId, 0, 0, n.SessionId, 0, n.SessionId
        FROM
        (
            SELECT SessionId FROM #Edge
            UNION
            SELECT BlockingSessionId FROM #Edge
        ) AS n
        LEFT JOIN #Edge AS e ON e.SessionId = n.SessionId AND e.IsPrimary = 1;

        SET @SavedRows = @@ROWCOUNT;

        EXEC lib.ResolveChains;

        SET @HasChains = 1;
    END;

    INSERT #Session
    (
        SessionId,
        LoginTime,
        HostName,
        HostProcessId,
        ProgramName,
        LoginName,
        AxUser,
        AxSessionId,
        AxConfidence,
        Status,
        Command,
        DatabaseName,
        OpenTransactionCount,
        TransactionId,
        TransactionStartedAt,
        LogBytesUsed,
        IdleInTransactionMs,
        IsolationLevel,
        TextSource,
        StatementText,
        InputBuffer,
        StatementHash,
        InputBufferHash,
        IsInChain,
        TransactionBeganTime,
        RequestBeganTime,
        RequestElapsedMs,
        RequestWaitType,
        CpuMs,
        LogicalReads,
        TempDbBytes,
        BatchId,
        BatchTask,
        PercentComplete,
        RemainingMs
    )
    SELECT
        s.SessionId,
        s.LoginTime,
        s.HostName,
        s.HostProcessId,
        s.ProgramName,
        s.LoginName,
        x.AxUser,
        x.AxSessionId,
        f.AxConfidence,
        s.Status,
        s.Command,
        s.DatabaseName,
        s.OpenTransactionCount,
        s.TransactionId,
        s.TransactionStartedAt,
        s.LogBytesUsed,
        -- In its transaction it cannot have been idle before that began.
        CASE WHEN s.Status = N'sleeping' AND s.OpenTransactionCount > 0 AND le.At < @CapturedAt
             THEN DATEDIFF_BIG(
                 millisecond,
                 CASE WHEN s.TransactionStartedAt BETWEEN le.At AND @CapturedAt THEN s.TransactionStartedAt ELSE le.At END,
                 @CapturedAt) END,
        i.Name,
        t.TextSource,
        t.StatementText,
        t.InputBuffer,
        HASHBYTES(N'SHA2_256', t.StatementText),
        HASHBYTES(N'SHA2_256', t.InputBuffer),
        s.IsInChain,
        s.TransactionBeganTime,
        s.RequestBeganTime,
        s.RequestElapsedMs,
        s.RequestWaitType,
        s.CpuMs,
        s.LogicalReads,
        s.TempDbBytes,
        b.BatchId,
        CASE WHEN b.BatchId IS NOT NULL THEN LEFT(CONCAT(n.Name, N' · ' + NULLIF(s.BatchCaption, N'')), 300) END,
        s.PercentComplete,
        s.RemainingMs
    FROM
    (
        SELECT
            r.SessionId,
            r.LoginTime,
            r.HostName,
            r.HostProcessId,
            r.ProgramName,
            r.LoginName,
            r.Status,
            r.Command,
            r.DatabaseName,
            r.OpenTransactionCount,
            r.TransactionId,
            TransactionStartedAt = ts.At,
            r.LogBytesUsed,
            r.IsolationLevel,
            r.LastRequestEndedAt,
            r.ContextInfo,
            r.IsAxSessionAlive,
            r.StatementText,
            r.CursorText,
            r.InputBuffer,
            IsInChain = CASE WHEN c.SessionId IS NULL THEN 0 ELSE 1 END,
            r.TransactionBeganTime,
            r.RequestBeganTime,
            r.RequestElapsedMs,
            r.RequestWaitType,
            r.CpuMs,
            r.LogicalReads,
            r.TempDbBytes,
            r.BatchId,
            r.BatchClassNumber,
            r.BatchCaption,
            r.BatchStartedAt,
            r.PercentComplete,
            r.RemainingMs,
            RowOrder = ROW_NUMBER() OVER (
                PARTITION BY r.SessionId ORDER BY r.LoginTime DESC, r.WaitMs DESC, r.BlockingSessionId)
        FROM #Staged AS r
        CROSS APPLY lib.ServerTime(
            r.TransactionStartedAt, @CapturedAt, @ClockChangedAt, @OffsetMinutes, @PreviousOffsetMinutes) AS ts
        LEFT JOIN #Chain AS c ON c.GroupId = 0 AND c.SessionId = r.SessionId
        WHERE r.LoginTime IS NOT NULL
          AND (c.SessionId IS NOT NULL
                   OR ts.At <= DATEADD(millisecond, -@LongTransactionMs, @CapturedAt)
                   OR r.RequestElapsedMs >= @LongRequestMs)
          AND (c.SessionId IS NOT NULL OR NOT EXISTS (SELECT 1 FROM #Own AS o WHERE o.SessionId = r.SessionId))
    ) AS s
    CROSS APPLY lib.ServerTime(
        s.LastRequestEndedAt, @CapturedAt, @ClockChangedAt, @OffsetMinutes, @PreviousOffsetMinutes) AS le
    CROSS APPLY lib.ParseContextInfo(s.ContextInfo) AS x
    CROSS APPLY lib.AxConfidence(
        x.AxSessionId, CASE WHEN s.Status <> N'sleeping' OR s.OpenTransactionCount > 0 THEN 1 ELSE 0 END,
        s.IsAxSessionAlive) AS f
    CROSS APPLY lib.IsolationLevelName(s.IsolationLevel) AS i
    -- A task is named when the AX session is the SQL session's own now, and what the SQL session does
    -- began after the task did. AX stores whole seconds.
    OUTER APPLY
    (
        SELECT s.BatchId
        WHERE f.AxConfidence IN (N'confirmed', N'current')
          AND s.BatchStartedAt <= DATEADD(
              second, 1,
              COALESCE(
                  s.TransactionStartedAt,
                  DATEADD(
                      millisecond,
                      -CAST(CASE WHEN s.RequestElapsedMs > 86400000 THEN 86400000 ELSE s.RequestElapsedMs END AS int),
                      @CapturedAt),
                  @CapturedAt))
    ) AS b
    CROSS APPLY dim.BatchClassName(@InstanceId, s.BatchClassNumber) AS n
    -- An API cursor's fetch says nothing: the cursor's own text does.
    CROSS APPLY
    (
        SELECT
            StatementText = CASE
                WHEN s.CursorText IS NOT NULL AND (s.StatementText IS NULL OR s.StatementText LIKE N'FETCH API[_]CURSOR%')
                    THEN s.CursorText
                ELSE COALESCE(s.StatementText, s.InputBuffer)
            END,
            -- The input buffer is kept of who blocks and waits.
            InputBuffer = CASE WHEN s.IsInChain = 1 THEN s.InputBuffer END,
            TextSource = CASE
                WHEN s.CursorText IS NOT NULL AND (s.StatementText IS NULL OR s.StatementText LIKE N'FETCH API[_]CURSOR%')
                    THEN N'cursor'
                WHEN s.StatementText IS NULL AND s.InputBuffer IS NOT NULL THEN N'input-buffer'
                WHEN s.StatementText IS NOT NULL AND s.Status = N'sleeping' THEN N'last-batch'
            END
    ) AS t
    WHERE s.RowOrder = 1;

    -- Before anything of it is stored.
    UPDATE s
    SET LoginName = m.LoginName,
        AxUser = m.AxUser,
        HostName = m.HostName,
        StatementText = t.Body,
        StatementHash = HASHBYTES(N'SHA2_256', t.Body),
        InputBuffer = b.Body,
        InputBufferHash = HASHBYTES(N'SHA2_256', b.Body)
    FROM #Session AS s
    CROSS JOIN collect.AtCollection(@InstanceId) AS k
    CROSS APPLY lib.MaskedSession(k.NameKey, s.LoginName, s.AxUser, s.HostName, s.ProgramName) AS m
    CROSS APPLY collect.KeptText(k.HidesLiterals, s.StatementText) AS t
    CROSS APPLY collect.KeptText(k.HidesLiterals, s.InputBuffer) AS b;

    INSERT @Texts (TextHash, TextValue)
    SELECT StatementHash, StatementText FROM #Session WHERE StatementHash IS NOT NULL
    UNION ALL
    SELECT InputBufferHash, InputBuffer FROM #Session WHERE InputBufferHash IS NOT NULL;

    EXEC collect.SaveStatementTexts @CapturedAt, @Texts;

    IF @HasChains = 1
    BEGIN
        EXEC collect.SaveResourceNames @InstanceId, @CapturedAt;

        INSERT #Head (SessionId, LoginTime, HeadKind, VictimCount, MaxDepth, TotalWaitMs, LongestWaitMs, ObjectName)
        SELECT
            h.SessionId,
            COALESCE(s.LoginTime, '19000101'),
            CASE
                WHEN h.SessionId < 0 THEN N'pseudo'
                WHEN h.IsCycle = 1 THEN N'cycle'
                WHEN s.SessionId IS NULL THEN N'missing'
                ELSE N'session'
            END,
            v.VictimCount,
            v.MaxDepth,
            v.TotalWaitMs,
            v.LongestWaitMs,
            o.ObjectName
        FROM
        (
            SELECT
                c.RootId,
                VictimCount = COUNT(*),
                MaxDepth = MAX(c.Depth),
                TotalWaitMs = SUM(e.WaitMs),
                LongestWaitMs = MAX(e.WaitMs)
            FROM #Chain AS c
            INNER JOIN #Edge AS e ON e.SessionId = c.SessionId AND e.IsPrimary = 1
            WHERE c.Depth > 0
            GROUP BY c.RootId
        ) AS v
        INNER JOIN #Chain AS h ON h.GroupId = 0 AND h.SessionId = v.RootId
        LEFT JOIN #Session AS s ON s.SessionId = h.SessionId
        -- The object the head's own victims have waited for longest.
        OUTER APPLY
        (
            SELECT TOP (1) ObjectName = CASE
                WHEN e.ObjectName IS NOT NULL THEN CONCAT(e.DatabaseName, N'.', e.SchemaName, N'.', e.ObjectName)
                ELSE N'tempdb ' + e.PageKind + N' page'
            END
            FROM #Edge AS e
            WHERE e.BlockingSessionId = h.SessionId
              AND e.IsPrimary = 1
              AND (e.ObjectName IS NOT NULL OR e.PageKind IS NOT NULL)
            GROUP BY e.DatabaseName, e.SchemaName, e.ObjectName, e.PageKind
            ORDER BY SUM(e.WaitMs) DESC, e.DatabaseName, e.SchemaName, e.ObjectName
        ) AS o;
    END;

    EXEC collect.SaveLongTransactions @InstanceId, @CapturedAt, @LongTransactionMs, @IsTruncated;
    EXEC collect.SaveLongRequests @InstanceId, @CapturedAt, @LongRequestMs, @IsTruncated;
    EXEC collect.SaveIncidents @InstanceId, @CapturedAt, @ServerStartedAt;

    IF EXISTS (SELECT 1 FROM #Head)
    BEGIN
        INSERT fact.BlockingSnapshot
            (InstanceId, CapturedAt, RunId, HeadCount, VictimCount, TotalWaitMs, MaxDepth, IsTruncated)
        SELECT
            @InstanceId,
            @CapturedAt,
            @RunId,
            COUNT(*),
            SUM(VictimCount),
            SUM(TotalWaitMs),
            MAX(MaxDepth),
            COALESCE(@IsTruncated, 0)
        FROM #Head;

        SET @SnapshotId = SCOPE_IDENTITY();

        INSERT fact.BlockingIncidentSnapshot
            (IncidentId, SnapshotId, CapturedAt, VictimCount, MaxDepth, TotalWaitMs, LongestWaitMs)
        SELECT IncidentId, @SnapshotId, @CapturedAt, VictimCount, MaxDepth, TotalWaitMs, LongestWaitMs
        FROM #Head;

        INSERT fact.BlockingNode
        (
            SnapshotId,
            CapturedAt,
            SessionId,
            InstanceId,
            IncidentId,
            RootSessionId,
            ParentSessionId,
            Depth,
            [Path],
            Flags,
            LoginTime,
            HostName,
            HostProcessId,
            ProgramName,
            LoginName,
            AxUser,
            AxSessionId,
            AxConfidence,
            Status,
            Command,
            DatabaseName,
            OpenTransactionCount,
            TransactionStartedAt,
            LogBytesUsed,
            IdleInTransactionMs,
            IsolationLevel,
            WaitType,
            WaitMs,
            LockMode,
            WaitResource,
            ResourceKind,
            ResourceDatabaseId,
            ResourceObjectKey,
            ResourceObjectId,
            ObjectName,
            StatementHash,
            InputBufferHash,
            BatchId,
            BatchTask,
            PercentComplete,
            RemainingMs
        )
        SELECT
            @SnapshotId,
            @CapturedAt,
            c.SessionId,
            @InstanceId,
            h.IncidentId,
            c.RootId,
            c.ParentId,
            c.Depth,
            c.[Path],
            LTRIM(CONCAT(
                CASE WHEN c.SessionId < 0 THEN N' pseudo' WHEN s.SessionId IS NULL THEN N' missing' END,
                CASE WHEN h.HeadKind = N'cycle' THEN N' cycle' END,
                CASE WHEN c.Depth > 50 THEN N' depth-cap' END,
                N' ' + s.TextSource)),
            s.LoginTime,
            s.HostName,
            s.HostProcessId,
            s.ProgramName,
            s.LoginName,
            s.AxUser,
            s.AxSessionId,
            COALESCE(s.AxConfidence, N'none'),
            s.Status,
            s.Command,
            s.DatabaseName,
            s.OpenTransactionCount,
            s.TransactionStartedAt,
            s.LogBytesUsed,
            s.IdleInTransactionMs,
            s.IsolationLevel,
            e.WaitType,
            e.WaitMs,
            CASE WHEN e.WaitType LIKE N'LCK[_]M[_]%' THEN SUBSTRING(e.WaitType, 7, 32) END,
            e.WaitResource,
            e.ResourceKind,
            e.ResourceDatabaseId,
            e.ResourceObjectKey,
            e.ResourceObjectId,
            CASE
                WHEN e.ObjectName IS NOT NULL THEN CONCAT(e.DatabaseName, N'.', e.SchemaName, N'.', e.ObjectName)
                ELSE N'tempdb ' + e.PageKind + N' page'
            END,
            s.StatementHash,
            s.InputBufferHash,
            s.BatchId,
            s.BatchTask,
            s.PercentComplete,
            s.RemainingMs
        FROM #Chain AS c
        INNER JOIN #Head AS h ON h.SessionId = c.RootId
        LEFT JOIN #Session AS s ON s.SessionId = c.SessionId
        LEFT JOIN #Edge AS e ON e.SessionId = c.SessionId AND e.IsPrimary = 1;

        INSERT fact.BlockingEdge (SnapshotId, CapturedAt, SessionId, BlockingSessionId, IsPrimary, WaitType, WaitMs)
        SELECT @SnapshotId, @CapturedAt, SessionId, BlockingSessionId, IsPrimary, WaitType, WaitMs
        FROM #Edge;
    END;

    EXEC collect.SaveRequestMetrics @InstanceId, @CapturedAt, @LongTransactionMs, @LongRequestMs, @ClockChangedAt,
        @OffsetMinutes, @PreviousOffsetMinutes;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
