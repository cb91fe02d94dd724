/*  collect.SaveDeadlocks: turns xml_deadlock_report events into deadlocks with their
    processes, stacks and resources.
    @InstanceId       config.Instance
    @RunId            the orchestrator's run
    @CapturedAt       UTC time of the watched server when the files were read
    @NextFile         name and …
    @NextOffset       … offset of the last block that was read, wanted or not; both
                      NULL when nothing new was there
    @HasPossibleGap   1 when the bookmarked file had vanished and reading began anew
    @Rows             the events as text, see stage.Event
    @DroppedEvents, @SessionBegan, @SessionDropped   see collect.FinishEvents
    Result            one row: SavedRows (deadlocks saved for the first time), WasDuplicate
    Errors            50010 unknown instance
    The bookmark moves in the same transaction, also when no row was wanted. Text that holds no deadlock in
    readable XML goes to collect.Quarantine.
    A deadlock is known by its processes and what they were doing, whatever file it comes from and however it
    is wrapped; without processes by its text.
    Reports of a parallel plan that deadlocks with itself are one deadlock per batch and transaction: some
    builds report one occurrence many times.
    Signature: see collect.ComputeDeadlockSignatures.  */
CREATE PROCEDURE collect.SaveDeadlocks
    @InstanceId     int,
    @RunId          uniqueidentifier,
    @CapturedAt     datetime2(3),
    @NextFile       nvarchar(512) = NULL,
    @NextOffset     bigint = NULL,
    @HasPossibleGap bit = 0,
    @Rows           stage.Event READONLY,
    @DroppedEvents  int = 0,
    @SessionBegan   datetime2(3) = NULL,
    @SessionDropped bigint = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @WasDuplicate bit;
DECLARE @SavedRows int = 0;
DECLARE @Texts stage.StatementText;
DECLARE @Points stage.MetricPoint;

CREATE TABLE #Event
(
    EventHash  binary(32)    NOT NULL PRIMARY KEY CLUSTERED,
    EventData  nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    EventXml   xml           NULL,
    EventAt    datetime2(3)  NULL,
    IsRepaired bit           NOT NULL,
    IsRead     bit           NOT NULL
);

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
    Statement     nvarchar(max)  COLLATE DATABASE_DEFAULT NULL
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
    PRIMARY KEY CLUSTERED (ReportId, ElementNumber)
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

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'Deadlocks', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    EXEC collect.StageEvents @Rows;

    IF EXISTS (SELECT 1 FROM #Event)
    BEGIN
        INSERT #Report (EventHash, EventAt, DeadlockXml)
        SELECT e.EventHash, p.EventAt, p.DeadlockXml
        FROM #Event AS e
        CROSS APPLY lib.ParseDeadlockEvent(e.EventXml) AS p;

        UPDATE e
        SET EventAt = r.EventAt,
            IsRead = 1
        FROM #Event AS e
        INNER JOIN
        (
            SELECT EventHash, EventAt = MAX(EventAt) FROM #Report GROUP BY EventHash
        ) AS r ON r.EventHash = e.EventHash;
    END;

    IF EXISTS (SELECT 1 FROM #Report)
    BEGIN
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
            Statement
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
            f.Statement
        FROM #Report AS r
        CROSS APPLY lib.ParseDeadlockFrames(r.DeadlockXml) AS f;

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
            COALESCE(f.Statement, p.InputBuffer, p.TransactionName),
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
        OUTER APPLY
        (
            SELECT TOP (1) s.Statement
            FROM #Frame AS s
            WHERE s.ReportId = p.ReportId
              AND s.ProcessKey = p.ProcessKey
              AND s.Statement IS NOT NULL
            ORDER BY s.FrameNumber
        ) AS f
        WHERE p.KeyOrder = 1;

        UPDATE p
        SET IsVictim = 1
        FROM #Process AS p
        INNER JOIN
        (
            SELECT r.ReportId, v.ProcessKey
            FROM #Report AS r
            CROSS APPLY lib.ParseDeadlockVictims(r.DeadlockXml) AS v
        ) AS v ON v.ReportId = p.ReportId AND v.ProcessKey = p.ProcessKey;

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
            Attributes
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
            d.Attributes
        FROM #Report AS r
        CROSS APPLY lib.ParseDeadlockResources(r.DeadlockXml) AS d;

        INSERT #Holder (ReportId, ResourceNumber, HolderRole, ProcessKey, LockMode, RequestType)
        SELECT DISTINCT r.ReportId, s.ResourceNumber, h.HolderRole, h.ProcessKey, h.LockMode, h.RequestType
        FROM #Report AS r
        CROSS APPLY lib.ParseDeadlockHolders(r.DeadlockXml) AS h
        INNER JOIN #Resource AS s ON s.ReportId = r.ReportId AND s.ElementNumber = h.ElementNumber;

        DELETE FROM #Resource WHERE ElementNumber <> ResourceNumber;

        EXEC collect.ComputeDeadlockSignatures;

        -- What is known already, from a file or an event before, adds nothing; of two in this
        -- call the one with a time is kept.
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
        WHERE k.KeyOrder > 1
           OR EXISTS (SELECT 1 FROM fact.Deadlock AS d WHERE d.InstanceId = @InstanceId AND d.DeadlockHash = r.DeadlockHash);

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
    END;

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

    INSERT @Points (MetricName, KeyText, Value)
    SELECT N'deadlock.count', N'', @SavedRows;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;

    EXEC collect.FinishEvents @InstanceId, N'Deadlocks', @CapturedAt, N'The XML holds no deadlock.',
        @NextFile, @NextOffset, @HasPossibleGap, @DroppedEvents, @SessionBegan, @SessionDropped;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
