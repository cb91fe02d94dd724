/*  collect.SaveLongQueries: turns rpc_completed and sql_batch_completed events over the threshold of their
    session into facts and metrics.
    @InstanceId       config.Instance
    @RunId            the orchestrator's run
    @CapturedAt       UTC time of the watched server when the files were read
    @NextFile         name and …
    @NextOffset       … offset of the last block that was read, wanted or not; both
                      NULL when nothing new was there
    @HasPossibleGap   1 when the bookmarked file had vanished and reading began anew
    @Rows             the events as text, see stage.Event
    @DroppedEvents, @SessionBegan, @SessionDropped   see collect.FinishEvents
    Result            one row: SavedRows (events saved for the first time), WasDuplicate
    Errors            50010 unknown instance
    The bookmark moves in the same transaction, also when no row was wanted. Text without a readable
    time and duration goes to collect.Quarantine. Metrics are of the events saved by this run; the key is the
    AOS (host of Microsoft Dynamics AX), else other.  */
CREATE PROCEDURE collect.SaveLongQueries
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

CREATE TABLE #Query
(
    EventHash     binary(32)    NOT NULL PRIMARY KEY CLUSTERED,
    EventAt       datetime2(3)  NOT NULL,
    EventSequence bigint        NULL,
    SessionId     int           NULL,
    DatabaseName  nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    HostName      nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    ProgramName   nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    LoginName     nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    AxUser        nvarchar(128) COLLATE DATABASE_DEFAULT NULL,
    AxSessionId   int           NULL,
    AxConfidence  nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    EventName     nvarchar(60)  COLLATE DATABASE_DEFAULT NOT NULL,
    ProcedureName nvarchar(512) COLLATE DATABASE_DEFAULT NULL,
    ResultText    nvarchar(30)  COLLATE DATABASE_DEFAULT NULL,
    DurationMs    bigint        NOT NULL,
    CpuMs         bigint        NULL,
    LogicalReads  bigint        NULL,
    PhysicalReads bigint        NULL,
    Writes        bigint        NULL,
    ResultRows    bigint        NULL,
    Statement     nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    StatementHash binary(32)    NULL,
    QueryHash     binary(8)     NULL,
    QueryPlanHash binary(8)     NULL
);

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'LongQueries', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    EXEC collect.StageEvents @Rows;

    INSERT #Query
    (
        EventHash,
        EventAt,
        EventSequence,
        SessionId,
        DatabaseName,
        HostName,
        ProgramName,
        LoginName,
        AxUser,
        AxSessionId,
        AxConfidence,
        EventName,
        ProcedureName,
        ResultText,
        DurationMs,
        CpuMs,
        LogicalReads,
        PhysicalReads,
        Writes,
        ResultRows,
        Statement,
        StatementHash,
        QueryHash,
        QueryPlanHash
    )
    SELECT
        e.EventHash,
        s.EventAt,
        s.EventSequence,
        s.SessionId,
        s.DatabaseName,
        s.HostName,
        s.ProgramName,
        s.LoginName,
        s.AxUser,
        s.AxSessionId,
        s.AxConfidence,
        COALESCE(s.EventName, N''),
        d.ProcedureName,
        d.ResultText,
        d.DurationMs,
        d.CpuMs,
        d.LogicalReads,
        d.PhysicalReads,
        d.Writes,
        d.ResultRows,
        t.Body,
        HASHBYTES(N'SHA2_256', t.Body),
        s.QueryHash,
        s.QueryPlanHash
    FROM #Event AS e
    CROSS APPLY lib.ParseEventSession(e.EventXml) AS s
    CROSS APPLY lib.ParseLongQuery(e.EventXml) AS d
    CROSS APPLY (SELECT Body = COALESCE(d.Statement, s.SqlText)) AS t
    WHERE s.EventAt IS NOT NULL
      AND d.DurationMs IS NOT NULL
      AND s.EventName <> N'attention';

    UPDATE e
    SET EventAt = q.EventAt,
        IsRead = 1
    FROM #Event AS e
    INNER JOIN #Query AS q ON q.EventHash = e.EventHash;

    -- AxMonitor's own are no trouble of AX.
    DELETE q
    FROM #Query AS q
    CROSS APPLY lib.OwnProgram(q.ProgramName) AS o
    CROSS JOIN config.SettingNumber(N'ShowOwnSessions') AS w
    WHERE o.IsOwn = 1
      AND w.Value = 0;

    DELETE q
    FROM #Query AS q
    WHERE EXISTS (
        SELECT 1
        FROM fact.LongQuery AS k
        WHERE k.InstanceId = @InstanceId AND k.EventAt = q.EventAt AND k.EventHash = q.EventHash
    );

    INSERT @Texts (TextHash, TextValue)
    SELECT q.StatementHash, q.Statement
    FROM #Query AS q
    WHERE q.StatementHash IS NOT NULL;

    EXEC collect.SaveStatementSignatures @CapturedAt, @Texts;

    INSERT fact.LongQuery
    (
        InstanceId,
        EventAt,
        EventHash,
        CapturedAt,
        EventSequence,
        SessionId,
        DatabaseName,
        HostName,
        ProgramName,
        LoginName,
        AxUser,
        AxSessionId,
        AxConfidence,
        EventName,
        ProcedureName,
        ResultText,
        DurationMs,
        CpuMs,
        LogicalReads,
        PhysicalReads,
        Writes,
        ResultRows,
        StatementHash,
        SignatureHash,
        QueryHash,
        QueryPlanHash
    )
    SELECT
        @InstanceId,
        q.EventAt,
        q.EventHash,
        @CapturedAt,
        q.EventSequence,
        q.SessionId,
        q.DatabaseName,
        q.HostName,
        q.ProgramName,
        q.LoginName,
        q.AxUser,
        q.AxSessionId,
        q.AxConfidence,
        q.EventName,
        q.ProcedureName,
        q.ResultText,
        q.DurationMs,
        q.CpuMs,
        q.LogicalReads,
        q.PhysicalReads,
        q.Writes,
        q.ResultRows,
        q.StatementHash,
        d.SignatureHash,
        q.QueryHash,
        q.QueryPlanHash
    FROM #Query AS q
    LEFT JOIN dim.StatementText AS d ON d.TextHash = q.StatementHash;

    SET @SavedRows = @@ROWCOUNT;

    INSERT @Points (MetricName, KeyText, Value)
    SELECT v.MetricName, q.KeyText, v.Value
    FROM
    (
        SELECT k.KeyText, Events = COUNT(*), TotalMs = SUM(CAST(q.DurationMs AS float)), MaxMs = MAX(q.DurationMs)
        FROM #Query AS q
        CROSS APPLY
        (
            SELECT KeyText = CASE
                WHEN q.ProgramName LIKE N'Microsoft Dynamics AX%' AND q.HostName IS NOT NULL THEN q.HostName
                ELSE N'other'
            END
        ) AS k
        GROUP BY k.KeyText
    ) AS q
    CROSS APPLY (
        VALUES (N'longquery.count', q.Events), (N'longquery.duration_ms', q.TotalMs), (N'longquery.max_ms', q.MaxMs)
    ) AS v (MetricName, Value)
    UNION ALL
    SELECT N'longquery.total_count', N'', @SavedRows;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;

    EXEC collect.FinishEvents @InstanceId, N'LongQueries', @CapturedAt,
        N'The XML is no completed call or batch with a time and a duration.',
        @NextFile, @NextOffset, @HasPossibleGap, @DroppedEvents, @SessionBegan, @SessionDropped;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
