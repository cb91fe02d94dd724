/*  collect.SaveLongQueryEvents: saves a portion of rpc_completed and sql_batch_completed events over the
    threshold of their session, see collect.SaveEvents.
    Works on the caller's temp table #Event.
    @InstanceId, @CapturedAt   as there
    @SavedRows      out: events saved for the first time
    @WasDuplicate   out: see collect.BeginEvents
    Metrics are of the minutes in which the events happened; the key is the AOS (lib.AosKey).  */
CREATE PROCEDURE collect.SaveLongQueryEvents
    @InstanceId   int,
    @CapturedAt   datetime2(3),
    @SavedRows    int OUTPUT,
    @WasDuplicate bit OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Texts stage.StatementText;
DECLARE @Points stage.MetricPoint;

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
WHERE s.EventAt BETWEEN '19900101' AND DATEADD(minute, 10, @CapturedAt)
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

-- Before anything of it is stored.
UPDATE q
SET LoginName = m.LoginName,
    AxUser = m.AxUser,
    HostName = m.HostName,
    Statement = t.Body,
    StatementHash = HASHBYTES(N'SHA2_256', t.Body)
FROM #Query AS q
CROSS JOIN collect.AtCollection(@InstanceId) AS k
CROSS APPLY lib.MaskedSession(k.NameKey, q.LoginName, q.AxUser, q.HostName, q.ProgramName) AS m
CROSS APPLY collect.KeptText(k.HidesLiterals, q.Statement) AS t;

BEGIN TRANSACTION;

EXEC collect.BeginEvents @InstanceId, @CapturedAt, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
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

    -- Each event counts in the minute it happened in; counts of minutes with new events are written again.
    INSERT @Points (MetricName, KeyText, Value, CapturedAt)
    SELECT v.MetricName, q.KeyText, v.Value, q.MinuteAt
    FROM
    (
        SELECT
            m.MinuteAt,
            k.KeyText,
            Events = COUNT(*),
            TotalMs = SUM(CAST(f.DurationMs AS float)),
            MaxMs = MAX(f.DurationMs)
        FROM (SELECT DISTINCT t.MinuteAt FROM #Query AS n CROSS APPLY lib.MinuteOf(n.EventAt) AS t) AS m
        INNER JOIN fact.LongQuery AS f ON f.InstanceId = @InstanceId
            AND f.EventAt >= m.MinuteAt
            AND f.EventAt < DATEADD(minute, 1, m.MinuteAt)
        CROSS APPLY lib.AosKey(f.ProgramName, f.HostName) AS k
        GROUP BY m.MinuteAt, k.KeyText
    ) AS q
    CROSS APPLY (
        VALUES (N'longquery.count', q.Events), (N'longquery.duration_ms', q.TotalMs), (N'longquery.max_ms', q.MaxMs)
    ) AS v (MetricName, Value);

    INSERT @Points (MetricName, KeyText, Value, CapturedAt)
    SELECT N'longquery.total_count', N'', SUM(p.Value), p.CapturedAt
    FROM @Points AS p
    WHERE p.MetricName = N'longquery.count'
    GROUP BY p.CapturedAt
    UNION ALL
    SELECT N'longquery.total_count', N'', 0, NULL WHERE @SavedRows = 0;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;

    EXEC collect.FinishEvents @InstanceId, @CapturedAt;
END;

COMMIT TRANSACTION;
