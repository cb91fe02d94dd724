/*  collect.SaveErrors: turns error_reported events into facts and metrics.
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
    time and error number goes to collect.Quarantine. Metrics are of the events saved by this run;
    the key is the error number.  */
CREATE PROCEDURE collect.SaveErrors
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

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'Errors', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    EXEC collect.StageEvents @Rows;

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
    WHERE s.EventAt IS NOT NULL
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

    INSERT @Points (MetricName, KeyText, Value)
    SELECT N'error.count', CAST(q.ErrorNumber AS nvarchar(12)), COUNT(*)
    FROM #Error AS q
    GROUP BY q.ErrorNumber
    UNION ALL
    SELECT N'error.total_count', N'', @SavedRows;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;

    EXEC collect.FinishEvents @InstanceId, N'Errors', @CapturedAt, N'The XML is no error_reported with a time and a number.',
        @NextFile, @NextOffset, @HasPossibleGap, @DroppedEvents, @SessionBegan, @SessionDropped;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
