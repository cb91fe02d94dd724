/*  collect.SaveAttentions: turns attention events (requests cancelled or given up by their
    client) into facts and metrics.
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
    time goes to collect.Quarantine. Metrics are of the events saved by this run; the key is the AOS (host of
    Microsoft Dynamics AX), else other.  */
CREATE PROCEDURE collect.SaveAttentions
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

BEGIN TRANSACTION;

EXEC collect.AdvanceWatermark @InstanceId, N'Attentions', @CapturedAt, @RunId, @WasDuplicate OUTPUT;

IF @WasDuplicate = 0
BEGIN
    EXEC collect.StageEvents @Rows;

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
    WHERE s.EventAt IS NOT NULL
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

    INSERT @Points (MetricName, KeyText, Value)
    SELECT N'attention.count', k.KeyText, COUNT(*)
    FROM #Attention AS q
    CROSS APPLY
    (
        SELECT KeyText = CASE
            WHEN q.ProgramName LIKE N'Microsoft Dynamics AX%' AND q.HostName IS NOT NULL THEN q.HostName
            ELSE N'other'
        END
    ) AS k
    GROUP BY k.KeyText
    UNION ALL
    SELECT N'attention.total_count', N'', @SavedRows;

    EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;

    EXEC collect.FinishEvents @InstanceId, N'Attentions', @CapturedAt, N'The XML is no attention with a time.',
        @NextFile, @NextOffset, @HasPossibleGap, @DroppedEvents, @SessionBegan, @SessionDropped;
END;

COMMIT TRANSACTION;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
