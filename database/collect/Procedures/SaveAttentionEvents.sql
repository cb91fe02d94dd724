/*  collect.SaveAttentionEvents: saves a portion of attention events (requests cancelled or given up by their
    client), see collect.SaveEvents.
    Works on the caller's temp table #Event.
    @InstanceId, @CapturedAt   as there
    @SavedRows      out: events saved for the first time
    @WasDuplicate   out: see collect.BeginEvents
    Metrics are of the minutes in which the events happened; the key is the AOS (lib.AosKey).  */
CREATE PROCEDURE collect.SaveAttentionEvents
    @InstanceId   int,
    @CapturedAt   datetime2(3),
    @SavedRows    int OUTPUT,
    @WasDuplicate bit OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Texts stage.StatementText;
DECLARE @Points stage.MetricPoint;

CREATE TABLE #Attention
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
    DurationMs    bigint        NULL,
    RequestId     int           NULL,
    Statement     nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    StatementHash binary(32)    NULL,
    QueryHash     binary(8)     NULL
);

INSERT #Attention
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
    DurationMs,
    RequestId,
    Statement,
    StatementHash,
    QueryHash
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
    TRY_CAST(e.EventXml.value(N'(/event/data[@name="duration"]/value)[1]', N'nvarchar(64)') AS bigint) / 1000,
    TRY_CAST(COALESCE(
        e.EventXml.value(N'(/event/data[@name="request_id"]/value)[1]', N'nvarchar(64)'),
        e.EventXml.value(N'(/event/action[@name="request_id"]/value)[1]', N'nvarchar(64)')) AS int),
    s.SqlText,
    HASHBYTES(N'SHA2_256', s.SqlText),
    s.QueryHash
FROM #Event AS e
CROSS APPLY lib.ParseEventSession(e.EventXml) AS s
WHERE s.EventAt BETWEEN '19900101' AND DATEADD(minute, 10, @CapturedAt)
  AND s.EventName = N'attention';

UPDATE e
SET EventAt = q.EventAt,
    IsRead = 1
FROM #Event AS e
INNER JOIN #Attention AS q ON q.EventHash = e.EventHash;

-- AxMonitor's own are no trouble of AX.
DELETE q
FROM #Attention AS q
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
FROM #Attention AS q
CROSS JOIN collect.AtCollection(@InstanceId) AS k
CROSS APPLY lib.MaskedSession(k.NameKey, q.LoginName, q.AxUser, q.HostName, q.ProgramName) AS m
CROSS APPLY collect.KeptText(k.HidesLiterals, q.Statement) AS t;

BEGIN TRANSACTION;

EXEC collect.BeginEvents @InstanceId, @CapturedAt, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    DELETE q
    FROM #Attention AS q
    WHERE EXISTS (
        SELECT 1
        FROM fact.Attention AS k
        WHERE k.InstanceId = @InstanceId AND k.EventAt = q.EventAt AND k.EventHash = q.EventHash
    );

    INSERT @Texts (TextHash, TextValue)
    SELECT q.StatementHash, q.Statement
    FROM #Attention AS q
    WHERE q.StatementHash IS NOT NULL;

    EXEC collect.SaveStatementTexts @CapturedAt, @Texts;

    INSERT fact.Attention
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
        DurationMs,
        RequestId,
        StatementHash,
        QueryHash
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
        q.DurationMs,
        q.RequestId,
        q.StatementHash,
        q.QueryHash
    FROM #Attention AS q;

    SET @SavedRows = @@ROWCOUNT;

    -- Each event counts in the minute it happened in; counts of minutes with new events are written again.
    INSERT @Points (MetricName, KeyText, Value, CapturedAt)
    SELECT N'attention.count', k.KeyText, COUNT(*), m.MinuteAt
    FROM (SELECT DISTINCT t.MinuteAt FROM #Attention AS q CROSS APPLY lib.MinuteOf(q.EventAt) AS t) AS m
    INNER JOIN fact.Attention AS f ON f.InstanceId = @InstanceId
        AND f.EventAt >= m.MinuteAt
        AND f.EventAt < DATEADD(minute, 1, m.MinuteAt)
    CROSS APPLY lib.AosKey(f.ProgramName, f.HostName) AS k
    GROUP BY m.MinuteAt, k.KeyText;

    INSERT @Points (MetricName, KeyText, Value, CapturedAt)
    SELECT N'attention.total_count', N'', SUM(p.Value), p.CapturedAt
    FROM @Points AS p
    GROUP BY p.CapturedAt
    UNION ALL
    SELECT N'attention.total_count', N'', 0, NULL WHERE @SavedRows = 0;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;

    EXEC collect.FinishEvents @InstanceId, @CapturedAt;
END;

COMMIT TRANSACTION;
