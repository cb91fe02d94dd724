/*  collect.SaveErrorEvents: saves a portion of error_reported events, see
    collect.SaveEvents.
    Works on the caller's temp table #Event.
    @InstanceId, @CapturedAt   as there
    @SavedRows      out: events saved for the first time
    @WasDuplicate   out: see collect.BeginEvents
    Metrics are of the minutes in which the events happened; the key is the error number.  */
CREATE PROCEDURE collect.SaveErrorEvents
    @InstanceId   int,
    @CapturedAt   datetime2(3),
    @SavedRows    int OUTPUT,
    @WasDuplicate bit OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Texts stage.StatementText;
DECLARE @Points stage.MetricPoint;

CREATE TABLE #Error
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
    ErrorNumber   int           NOT NULL,
    ErrorCategory nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    Severity      int           NULL,
    State         int           NULL,
    IsUserDefined bit           NULL,
    IsIntercepted bit           NULL,
    Message       nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    MessageHash   binary(32)    NULL,
    Statement     nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    StatementHash binary(32)    NULL,
    QueryHash     binary(8)     NULL
);

INSERT #Error
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
    ErrorNumber,
    ErrorCategory,
    Severity,
    State,
    IsUserDefined,
    IsIntercepted,
    Message,
    MessageHash,
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
    d.ErrorNumber,
    COALESCE(
        c.Category,
        CASE
            WHEN d.ErrorNumber >= 50000 OR d.IsUserDefined = 1 THEN N'user'
            WHEN d.Severity >= 20 THEN N'fatal'
            ELSE N'other'
        END),
    d.Severity,
    d.State,
    d.IsUserDefined,
    d.IsIntercepted,
    d.Message,
    HASHBYTES(N'SHA2_256', d.Message),
    s.SqlText,
    HASHBYTES(N'SHA2_256', s.SqlText),
    s.QueryHash
FROM #Event AS e
CROSS APPLY lib.ParseEventSession(e.EventXml) AS s
CROSS APPLY lib.ParseErrorEvent(e.EventXml) AS d
LEFT JOIN config.ErrorCategory AS c ON c.ErrorNumber = d.ErrorNumber
WHERE s.EventAt BETWEEN '19900101' AND DATEADD(minute, 10, @CapturedAt)
  AND d.ErrorNumber IS NOT NULL;

UPDATE e
SET EventAt = q.EventAt,
    IsRead = 1
FROM #Event AS e
INNER JOIN #Error AS q ON q.EventHash = e.EventHash;

-- AxMonitor's own are no trouble of AX.
DELETE q
FROM #Error AS q
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
    StatementHash = HASHBYTES(N'SHA2_256', t.Body),
    Message = CASE WHEN k.HidesLiterals = 0 THEN q.Message END,
    MessageHash = CASE WHEN k.HidesLiterals = 0 THEN q.MessageHash END
FROM #Error AS q
CROSS JOIN collect.AtCollection(@InstanceId) AS k
CROSS APPLY lib.MaskedSession(k.NameKey, q.LoginName, q.AxUser, q.HostName, q.ProgramName) AS m
CROSS APPLY collect.KeptText(k.HidesLiterals, q.Statement) AS t;

BEGIN TRANSACTION;

EXEC collect.BeginEvents @InstanceId, @CapturedAt, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    DELETE q
    FROM #Error AS q
    WHERE EXISTS (
        SELECT 1
        FROM fact.ErrorEvent AS k
        WHERE k.InstanceId = @InstanceId AND k.EventAt = q.EventAt AND k.EventHash = q.EventHash
    );

    INSERT @Texts (TextHash, TextValue)
    SELECT q.MessageHash, q.Message FROM #Error AS q WHERE q.MessageHash IS NOT NULL
    UNION ALL
    SELECT q.StatementHash, q.Statement FROM #Error AS q WHERE q.StatementHash IS NOT NULL;

    EXEC collect.SaveStatementTexts @CapturedAt, @Texts;

    INSERT fact.ErrorEvent
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
        ErrorNumber,
        ErrorCategory,
        Severity,
        State,
        IsUserDefined,
        IsIntercepted,
        MessageHash,
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
        q.ErrorNumber,
        q.ErrorCategory,
        q.Severity,
        q.State,
        q.IsUserDefined,
        q.IsIntercepted,
        q.MessageHash,
        q.StatementHash,
        q.QueryHash
    FROM #Error AS q;

    SET @SavedRows = @@ROWCOUNT;

    -- Each event counts in the minute it happened in; counts of minutes with new events are written again.
    INSERT @Points (MetricName, KeyText, Value, CapturedAt)
    SELECT N'error.count', CAST(f.ErrorNumber AS nvarchar(12)), COUNT(*), m.MinuteAt
    FROM (SELECT DISTINCT t.MinuteAt FROM #Error AS q CROSS APPLY lib.MinuteOf(q.EventAt) AS t) AS m
    INNER JOIN fact.ErrorEvent AS f ON f.InstanceId = @InstanceId
        AND f.EventAt >= m.MinuteAt
        AND f.EventAt < DATEADD(minute, 1, m.MinuteAt)
    GROUP BY m.MinuteAt, f.ErrorNumber;

    INSERT @Points (MetricName, KeyText, Value, CapturedAt)
    SELECT N'error.total_count', N'', SUM(p.Value), p.CapturedAt
    FROM @Points AS p
    GROUP BY p.CapturedAt
    UNION ALL
    SELECT N'error.total_count', N'', 0, NULL WHERE @SavedRows = 0;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;

    EXEC collect.FinishEvents @InstanceId, @CapturedAt;
END;

COMMIT TRANSACTION;
