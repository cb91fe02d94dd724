/*  collect.SaveDeadlockEvents: saves a portion of xml_deadlock_report events, see
    collect.SaveEvents.
    Works on the caller's temp table #Event.
    @InstanceId, @CapturedAt   as there
    @SavedRows      out: deadlocks saved for the first time
    @WasDuplicate   out: see collect.BeginEvents
    A deadlock is known by its processes and what they were doing, whatever file it comes from and however it
    is wrapped; without processes by its text. A text that was read before is not taken apart again; one that
    tells the time of a deadlock known without is used for that.
    Reports of a parallel plan that deadlocks with itself are one deadlock per batch and transaction: some
    builds report one occurrence many times.
    Statement of a process: of the innermost frame that is none of the server's own procedures and tells
    anything (FrameNumber), else the input buffer, else the name of the transaction.
    Signature: see collect.ComputeDeadlockSignatures. The metric is of the minutes in which they happened.  */
CREATE PROCEDURE collect.SaveDeadlockEvents
    @InstanceId   int,
    @CapturedAt   datetime2(3),
    @SavedRows    int OUTPUT,
    @WasDuplicate bit OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Texts stage.StatementText;
DECLARE @Points stage.MetricPoint;

CREATE TABLE #Report
(
    ReportId     int          NOT NULL IDENTITY (1, 1) PRIMARY KEY CLUSTERED,
    EventHash    binary(32)   NOT NULL,
    EventAt      datetime2(3) NULL,
    DeadlockXml  xml          NOT NULL,
    DeadlockKind nvarchar(16) COLLATE DATABASE_DEFAULT NULL,
    DeadlockHash binary(32)   NULL,
    Signature    binary(32)   NULL,
    DeadlockId   bigint       NULL
);

CREATE TABLE #Process
(
    ReportId             int           NOT NULL,
    ProcessNumber        int           NOT NULL,
    ProcessKey           nvarchar(64)  COLLATE DATABASE_DEFAULT NOT NULL,
    IsVictim             bit           NOT NULL,
    SessionId            int           NULL,
    BatchId              int           NULL,
    Ecid                 int           NULL,
    TransactionId        bigint        NULL,
    TransactionName      nvarchar(64)  COLLATE DATABASE_DEFAULT NULL,
    TransactionBeganTime datetime2(3)  NULL,
    BatchBeganTime       datetime2(3)  NULL,
    BatchEndedTime       datetime2(3)  NULL,
    OpenTransactionCount int           NULL,
    LogBytesUsed         bigint        NULL,
    DeadlockPriority     int           NULL,
    WaitResource         nvarchar(400) COLLATE DATABASE_DEFAULT NULL,
    WaitMs               bigint        NULL,
    LockMode             nvarchar(32)  COLLATE DATABASE_DEFAULT NULL,
    Status               nvarchar(30)  COLLATE DATABASE_DEFAULT NULL,
    ProgramName          nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    HostName             nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    HostProcessId        int           NULL,
    LoginName            nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    IsolationLevel       nvarchar(64)  COLLATE DATABASE_DEFAULT NULL,
    DatabaseId           int           NULL,
    DatabaseName         nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    FrameNumber          int           NULL,
    Statement            nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    InputBuffer          nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    PRIMARY KEY CLUSTERED (ReportId, ProcessKey)
);

CREATE TABLE #Frame
(
    ReportId      int            NOT NULL,
    ProcessKey    nvarchar(64)   COLLATE DATABASE_DEFAULT NOT NULL,
    FrameNumber   int            NOT NULL,
    ProcedureName nvarchar(512)  COLLATE DATABASE_DEFAULT NULL,
    LineNumber    int            NULL,
    StartOffset   int            NULL,
    EndOffset     int            NULL,
    SqlHandle     varbinary(64)  NULL,
    Statement     nvarchar(max)  COLLATE DATABASE_DEFAULT NULL,
    IsServerOwn   bit            NOT NULL
);

CREATE TABLE #Resource
(
    ReportId           int            NOT NULL,
    ElementNumber      int            NOT NULL,
    ResourceNumber     int            NOT NULL,
    ResourceKind       nvarchar(64)   COLLATE DATABASE_DEFAULT NOT NULL,
    ResourceClass      nvarchar(8)    COLLATE DATABASE_DEFAULT NOT NULL,
    ResourceKey        nvarchar(128)  COLLATE DATABASE_DEFAULT NULL,
    DatabaseId         int            NULL,
    ObjectName         nvarchar(512)  COLLATE DATABASE_DEFAULT NULL,
    IndexName          nvarchar(256)  COLLATE DATABASE_DEFAULT NULL,
    AssociatedObjectId bigint         NULL,
    FileId             int            NULL,
    PageId             bigint         NULL,
    LockMode           nvarchar(32)   COLLATE DATABASE_DEFAULT NULL,
    WaitType           nvarchar(64)   COLLATE DATABASE_DEFAULT NULL,
    PlanNodeId         int            NULL,
    Attributes         nvarchar(max)  COLLATE DATABASE_DEFAULT NULL,
    ResourceXml        xml            NULL,
    PRIMARY KEY CLUSTERED (ReportId, ElementNumber)
);

-- Deadlocks of this portion that the repository has.
CREATE TABLE #Known
(
    DeadlockHash binary(32)   NOT NULL,
    EventAt      datetime2(3) NULL
);

CREATE TABLE #Holder
(
    ReportId       int          NOT NULL,
    ResourceNumber int          NOT NULL,
    HolderRole     nvarchar(8)  COLLATE DATABASE_DEFAULT NOT NULL,
    ProcessKey     nvarchar(64) COLLATE DATABASE_DEFAULT NOT NULL,
    LockMode       nvarchar(32) COLLATE DATABASE_DEFAULT NULL,
    RequestType    nvarchar(32) COLLATE DATABASE_DEFAULT NULL
);

UPDATE e
SET EventAt = d.DetectedAt,
    IsRead = 1
FROM #Event AS e
INNER JOIN fact.Deadlock AS d ON d.InstanceId = @InstanceId AND d.EventHash = e.EventHash;

INSERT #Report (EventHash, EventAt, DeadlockXml)
SELECT e.EventHash, CASE WHEN p.EventAt BETWEEN '19900101' AND DATEADD(minute, 10, @CapturedAt) THEN p.EventAt END, p.DeadlockXml
FROM #Event AS e
CROSS APPLY lib.ParseDeadlockEvent(e.EventXml) AS p
WHERE e.IsRead = 0;

UPDATE e
SET EventAt = r.EventAt,
    IsRead = 1
FROM #Event AS e
INNER JOIN
(
    SELECT EventHash, EventAt = MAX(EventAt) FROM #Report GROUP BY EventHash
) AS r ON r.EventHash = e.EventHash;

INSERT #Process
(
    ReportId,
    ProcessNumber,
    ProcessKey,
    IsVictim,
    SessionId,
    BatchId,
    Ecid,
    TransactionId,
    TransactionName,
    TransactionBeganTime,
    BatchBeganTime,
    BatchEndedTime,
    OpenTransactionCount,
    LogBytesUsed,
    DeadlockPriority,
    WaitResource,
    WaitMs,
    LockMode,
    Status,
    ProgramName,
    HostName,
    HostProcessId,
    LoginName,
    IsolationLevel,
    DatabaseId,
    DatabaseName,
    Statement,
    InputBuffer
)
SELECT
    p.ReportId,
    ROW_NUMBER() OVER (PARTITION BY p.ReportId ORDER BY p.SessionId, p.Ecid, p.ProcessKey),
    p.ProcessKey,
    0,
    p.SessionId,
    p.BatchId,
    p.Ecid,
    p.TransactionId,
    p.TransactionName,
    p.TransactionBeganTime,
    p.BatchBeganTime,
    p.BatchEndedTime,
    p.OpenTransactionCount,
    p.LogBytesUsed,
    p.DeadlockPriority,
    p.WaitResource,
    p.WaitMs,
    p.LockMode,
    p.Status,
    p.ProgramName,
    p.HostName,
    p.HostProcessId,
    p.LoginName,
    p.IsolationLevel,
    p.DatabaseId,
    p.DatabaseName,
    COALESCE(p.InputBuffer, p.TransactionName),
    p.InputBuffer
FROM
(
    SELECT
        r.ReportId,
        d.ProcessKey,
        d.SessionId,
        d.BatchId,
        d.Ecid,
        d.TransactionId,
        d.TransactionName,
        d.TransactionBeganTime,
        d.BatchBeganTime,
        d.BatchEndedTime,
        d.OpenTransactionCount,
        d.LogBytesUsed,
        d.DeadlockPriority,
        d.WaitResource,
        d.WaitMs,
        d.LockMode,
        d.Status,
        d.ProgramName,
        d.HostName,
        d.HostProcessId,
        d.LoginName,
        d.IsolationLevel,
        d.DatabaseId,
        d.DatabaseName,
        d.InputBuffer,
        KeyOrder = ROW_NUMBER() OVER (PARTITION BY r.ReportId, d.ProcessKey ORDER BY d.SessionId, d.Ecid)
    FROM #Report AS r
    CROSS APPLY lib.ParseDeadlockProcesses(r.DeadlockXml) AS d
) AS p
WHERE p.KeyOrder = 1;

-- Elements of one kind and id are one resource, known by the first of them.
INSERT #Resource
(
    ReportId,
    ElementNumber,
    ResourceNumber,
    ResourceKind,
    ResourceClass,
    ResourceKey,
    DatabaseId,
    ObjectName,
    IndexName,
    AssociatedObjectId,
    FileId,
    PageId,
    LockMode,
    WaitType,
    PlanNodeId,
    Attributes,
    ResourceXml
)
SELECT
    r.ReportId,
    d.ElementNumber,
    CASE
        WHEN d.ResourceKey IS NULL THEN d.ElementNumber
        ELSE MIN(d.ElementNumber) OVER (PARTITION BY r.ReportId, d.ResourceKind, d.ResourceKey)
    END,
    d.ResourceKind,
    d.ResourceClass,
    d.ResourceKey,
    d.DatabaseId,
    d.ObjectName,
    d.IndexName,
    d.AssociatedObjectId,
    d.FileId,
    d.PageId,
    d.LockMode,
    d.WaitType,
    d.PlanNodeId,
    d.Attributes,
    d.ResourceXml
FROM #Report AS r
CROSS APPLY lib.ParseDeadlockResources(r.DeadlockXml) AS d;

EXEC collect.ComputeDeadlockHashes;

-- Of several reports of one deadlock the one with a time is kept.
DELETE r
FROM #Report AS r
INNER JOIN
(
    SELECT
        ReportId,
        KeyOrder = ROW_NUMBER() OVER (
            PARTITION BY DeadlockHash ORDER BY CASE WHEN EventAt IS NULL THEN 1 ELSE 0 END, EventAt, ReportId)
    FROM #Report
) AS k ON k.ReportId = r.ReportId
WHERE k.KeyOrder > 1;

INSERT #Known (DeadlockHash, EventAt)
SELECT r.DeadlockHash, r.EventAt
FROM #Report AS r
WHERE EXISTS (SELECT 1 FROM fact.Deadlock AS d WHERE d.InstanceId = @InstanceId AND d.DeadlockHash = r.DeadlockHash);

DELETE r
FROM #Report AS r
WHERE EXISTS (SELECT 1 FROM #Known AS k WHERE k.DeadlockHash = r.DeadlockHash);

DELETE p
FROM #Process AS p
WHERE NOT EXISTS (SELECT 1 FROM #Report AS r WHERE r.ReportId = p.ReportId);

DELETE s
FROM #Resource AS s
WHERE NOT EXISTS (SELECT 1 FROM #Report AS r WHERE r.ReportId = s.ReportId);

INSERT #Frame
(
    ReportId,
    ProcessKey,
    FrameNumber,
    ProcedureName,
    LineNumber,
    StartOffset,
    EndOffset,
    SqlHandle,
    Statement,
    IsServerOwn
)
SELECT
    r.ReportId,
    f.ProcessKey,
    f.FrameNumber,
    f.ProcedureName,
    f.LineNumber,
    f.StartOffset,
    f.EndOffset,
    f.SqlHandle,
    f.Statement,
    f.IsServerOwn
FROM #Report AS r
CROSS APPLY lib.ParseDeadlockFrames(r.DeadlockXml) AS f;

UPDATE p
SET FrameNumber = f.FrameNumber,
    Statement = COALESCE(f.Statement, p.Statement)
FROM #Process AS p
CROSS APPLY
(
    SELECT TOP (1) s.FrameNumber, s.Statement
    FROM #Frame AS s
    WHERE s.ReportId = p.ReportId
      AND s.ProcessKey = p.ProcessKey
      AND s.IsServerOwn = 0
      AND (s.Statement IS NOT NULL OR s.ProcedureName NOT IN (N'adhoc', N'unknown'))
    ORDER BY s.FrameNumber
) AS f;

UPDATE p
SET IsVictim = 1
FROM #Process AS p
INNER JOIN
(
    SELECT r.ReportId, v.ProcessKey
    FROM #Report AS r
    CROSS APPLY lib.ParseDeadlockVictims(r.DeadlockXml) AS v
) AS v ON v.ReportId = p.ReportId AND v.ProcessKey = p.ProcessKey;

INSERT #Holder (ReportId, ResourceNumber, HolderRole, ProcessKey, LockMode, RequestType)
SELECT DISTINCT s.ReportId, s.ResourceNumber, h.HolderRole, h.ProcessKey, h.LockMode, h.RequestType
FROM #Resource AS s
CROSS APPLY lib.ParseDeadlockHolders(s.ResourceXml) AS h;

DELETE FROM #Resource WHERE ElementNumber <> ResourceNumber;

EXEC collect.ComputeDeadlockSignatures;

-- Before anything of it is stored; hash and signature above are those of the report as it came.
UPDATE p
SET LoginName = m.LoginName,
    HostName = m.HostName,
    Statement = t.Body,
    InputBuffer = b.Body
FROM #Process AS p
CROSS JOIN collect.AtCollection(@InstanceId) AS k
CROSS APPLY lib.MaskedSession(k.NameKey, p.LoginName, NULL, p.HostName, p.ProgramName) AS m
CROSS APPLY collect.KeptText(k.HidesLiterals, p.Statement) AS t
CROSS APPLY collect.KeptText(k.HidesLiterals, p.InputBuffer) AS b;

UPDATE f
SET Statement = t.Body
FROM #Frame AS f
CROSS JOIN collect.AtCollection(@InstanceId) AS k
CROSS APPLY collect.KeptText(k.HidesLiterals, f.Statement) AS t;

UPDATE r
SET DeadlockXml = CAST(N'<not-kept/>' AS xml)
FROM #Report AS r
CROSS JOIN collect.AtCollection(@InstanceId) AS k;

BEGIN TRANSACTION;

EXEC collect.BeginEvents @InstanceId, @CapturedAt, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    -- A text that another run took apart meanwhile.
    DELETE r
    FROM #Report AS r
    WHERE EXISTS (SELECT 1 FROM fact.Deadlock AS d WHERE d.InstanceId = @InstanceId AND d.DeadlockHash = r.DeadlockHash);

    INSERT fact.Deadlock
    (
        InstanceId,
        DeadlockHash,
        DetectedAt,
        HasEventTime,
        DeadlockKind,
        ProcessCount,
        SessionCount,
        VictimCount,
        VictimSessionCount,
        ResourceCount,
        Signature,
        SignatureVersion,
        EventHash,
        ReportText
    )
    SELECT
        @InstanceId,
        r.DeadlockHash,
        COALESCE(r.EventAt, @CapturedAt),
        CASE WHEN r.EventAt IS NULL THEN 0 ELSE 1 END,
        r.DeadlockKind,
        c.ProcessCount,
        c.SessionCount,
        c.VictimCount,
        c.VictimSessionCount,
        (SELECT COUNT(*) FROM #Resource AS s WHERE s.ReportId = r.ReportId),
        r.Signature,
        2,
        r.EventHash,
        COMPRESS(CAST(r.DeadlockXml AS nvarchar(max)))
    FROM #Report AS r
    CROSS APPLY
    (
        SELECT
            ProcessCount = COUNT(*),
            SessionCount = COUNT(DISTINCT p.SessionId),
            VictimCount = COUNT(CASE WHEN p.IsVictim = 1 THEN 1 END),
            VictimSessionCount = COUNT(DISTINCT CASE WHEN p.IsVictim = 1 THEN p.SessionId END)
        FROM #Process AS p
        WHERE p.ReportId = r.ReportId
    ) AS c
    ORDER BY COALESCE(r.EventAt, @CapturedAt), r.ReportId;

    SET @SavedRows = @@ROWCOUNT;

    UPDATE d
    SET DetectedAt = k.EventAt,
        HasEventTime = 1
    FROM fact.Deadlock AS d
    INNER JOIN #Known AS k ON k.DeadlockHash = d.DeadlockHash
    WHERE d.InstanceId = @InstanceId
      AND d.HasEventTime = 0
      AND k.EventAt IS NOT NULL;

    IF @SavedRows > 0
    BEGIN
        UPDATE r
        SET DeadlockId = d.DeadlockId
        FROM #Report AS r
        INNER JOIN fact.Deadlock AS d ON d.InstanceId = @InstanceId AND d.DeadlockHash = r.DeadlockHash;

        INSERT @Texts (TextHash, TextValue)
        SELECT HASHBYTES(N'SHA2_256', u.TextValue), u.TextValue
        FROM
        (
            SELECT ReportId, TextValue = Statement FROM #Process WHERE Statement IS NOT NULL
            UNION ALL
            SELECT ReportId, InputBuffer FROM #Process WHERE InputBuffer IS NOT NULL
            UNION ALL
            SELECT ReportId, Statement FROM #Frame WHERE Statement IS NOT NULL
        ) AS u
        INNER JOIN #Report AS r ON r.ReportId = u.ReportId;

        EXEC collect.SaveStatementTexts @CapturedAt, @Texts;

        INSERT fact.DeadlockProcess
        (
            DeadlockId,
            ProcessNumber,
            ProcessKey,
            IsVictim,
            SessionId,
            BatchId,
            Ecid,
            TransactionId,
            TransactionName,
            TransactionBeganTime,
            BatchBeganTime,
            BatchEndedTime,
            OpenTransactionCount,
            LogBytesUsed,
            DeadlockPriority,
            WaitResource,
            WaitMs,
            LockMode,
            Status,
            ProgramName,
            HostName,
            HostProcessId,
            LoginName,
            IsolationLevel,
            DatabaseId,
            DatabaseName,
            FrameNumber,
            StatementHash,
            InputBufferHash
        )
        SELECT
            r.DeadlockId,
            p.ProcessNumber,
            p.ProcessKey,
            p.IsVictim,
            p.SessionId,
            p.BatchId,
            p.Ecid,
            p.TransactionId,
            p.TransactionName,
            p.TransactionBeganTime,
            p.BatchBeganTime,
            p.BatchEndedTime,
            p.OpenTransactionCount,
            p.LogBytesUsed,
            p.DeadlockPriority,
            p.WaitResource,
            p.WaitMs,
            p.LockMode,
            p.Status,
            p.ProgramName,
            p.HostName,
            p.HostProcessId,
            p.LoginName,
            p.IsolationLevel,
            p.DatabaseId,
            p.DatabaseName,
            p.FrameNumber,
            HASHBYTES(N'SHA2_256', p.Statement),
            HASHBYTES(N'SHA2_256', p.InputBuffer)
        FROM #Process AS p
        INNER JOIN #Report AS r ON r.ReportId = p.ReportId;

        INSERT fact.DeadlockFrame
        (
            DeadlockId,
            ProcessNumber,
            FrameNumber,
            ProcedureName,
            LineNumber,
            StartOffset,
            EndOffset,
            SqlHandle,
            StatementHash
        )
        SELECT
            r.DeadlockId,
            p.ProcessNumber,
            ROW_NUMBER() OVER (PARTITION BY r.DeadlockId, p.ProcessNumber ORDER BY f.FrameNumber),
            f.ProcedureName,
            f.LineNumber,
            f.StartOffset,
            f.EndOffset,
            f.SqlHandle,
            HASHBYTES(N'SHA2_256', f.Statement)
        FROM #Frame AS f
        INNER JOIN #Process AS p ON p.ReportId = f.ReportId AND p.ProcessKey = f.ProcessKey
        INNER JOIN #Report AS r ON r.ReportId = f.ReportId;

        INSERT fact.DeadlockResource
        (
            DeadlockId,
            ResourceNumber,
            ResourceKind,
            ResourceClass,
            ResourceKey,
            DatabaseId,
            ObjectName,
            IndexName,
            AssociatedObjectId,
            FileId,
            PageId,
            LockMode,
            WaitType,
            PlanNodeId,
            Attributes
        )
        SELECT
            r.DeadlockId,
            s.ResourceNumber,
            s.ResourceKind,
            s.ResourceClass,
            s.ResourceKey,
            s.DatabaseId,
            s.ObjectName,
            s.IndexName,
            s.AssociatedObjectId,
            s.FileId,
            s.PageId,
            s.LockMode,
            s.WaitType,
            s.PlanNodeId,
            s.Attributes
        FROM #Resource AS s
        INNER JOIN #Report AS r ON r.ReportId = s.ReportId;

        INSERT fact.DeadlockResourceHolder
            (DeadlockId, ResourceNumber, HolderNumber, HolderRole, ProcessKey, ProcessNumber, LockMode, RequestType)
        SELECT
            r.DeadlockId,
            h.ResourceNumber,
            ROW_NUMBER() OVER (
                PARTITION BY r.DeadlockId, h.ResourceNumber ORDER BY h.HolderRole, h.ProcessKey, h.LockMode, h.RequestType),
            h.HolderRole,
            h.ProcessKey,
            p.ProcessNumber,
            h.LockMode,
            h.RequestType
        FROM #Holder AS h
        INNER JOIN #Report AS r ON r.ReportId = h.ReportId
        LEFT JOIN #Process AS p ON p.ReportId = h.ReportId AND p.ProcessKey = h.ProcessKey;
    END;

    -- Each deadlock counts in the minute it happened in: of minutes with new ones the count is written again.
    INSERT @Points (MetricName, KeyText, Value, CapturedAt)
    SELECT N'deadlock.count', N'', COUNT(*), m.MinuteAt
    FROM
    (
        SELECT DISTINCT t.MinuteAt
        FROM #Report AS r
        CROSS APPLY lib.MinuteOf(COALESCE(r.EventAt, @CapturedAt)) AS t
    ) AS m
    INNER JOIN fact.Deadlock AS d ON d.InstanceId = @InstanceId
        AND d.DetectedAt >= m.MinuteAt
        AND d.DetectedAt < DATEADD(minute, 1, m.MinuteAt)
    GROUP BY m.MinuteAt
    UNION ALL
    SELECT N'deadlock.count', N'', 0, NULL WHERE @SavedRows = 0;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;

    EXEC collect.FinishEvents @InstanceId, @CapturedAt;
END;

COMMIT TRANSACTION;
