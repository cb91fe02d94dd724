/*  collect.SaveEvents: what the save procedures of events have in common. Hands the events over in portions,
    each read before its transaction begins and saved in one of its own with the bookmark behind it: a backlog
    that no time-out would hold is saved in as many steps, and calls, as it takes.
    @CollectorName    config.Collector
    @ProcedureName    collect.Save…Events, which saves a portion: @InstanceId, @CapturedAt, @SavedRows OUTPUT,
                      @WasDuplicate OUTPUT. It reads #Event, marks in it what it understood (EventAt, IsRead),
                      and saves between collect.BeginEvents and collect.FinishEvents
    @Expected         why readable XML is set aside when the procedure did not understand it, as a sentence
    @InstanceId       config.Instance
    @RunId            the orchestrator's run
    @CapturedAt       UTC time of the watched server when the files were read
    @NextFile         name and …
    @NextOffset       … offset of the last block that was read, wanted or not; both NULL when nothing new was
                      there
    @HasPossibleGap   1 when the bookmarked file had vanished and reading began with the first there is
    @Rows             the events as text, see stage.Event
    @DroppedEvents    wanted events beyond the row limit, which the collector left out
    @SessionBegan     when the event session was started, server's local time: only compared; NULL when it is
                      not known
    @SessionDropped   events that the server has dropped since then because its buffers were full
    Result            one row: SavedRows (events saved for the first time), WasDuplicate
    Errors            50010 unknown instance
    After EventSaveBudgetMs (setting) no further portion is begun: the bookmark stands behind the last one,
    and the next run brings the rest. Events whose saving was cut off are tried one by one; an event that was
    tried alone, or that raises an error of its own making, is set aside in collect.Quarantine, and the
    bookmark moves on. The watermark moves with the first portion.  */
CREATE PROCEDURE collect.SaveEvents
    @CollectorName  nvarchar(64),
    @ProcedureName  nvarchar(128),
    @Expected       nvarchar(200),
    @InstanceId     int,
    @RunId          uniqueidentifier,
    @CapturedAt     datetime2(3),
    @NextFile       nvarchar(512),
    @NextOffset     bigint,
    @HasPossibleGap bit,
    @DroppedEvents  int,
    @SessionBegan   datetime2(3),
    @SessionDropped bigint,
    @Rows           stage.Event READONLY
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @WasDuplicate bit = 0;
DECLARE @SavedRows int = 0;
DECLARE @PortionRows int;
DECLARE @Portion bigint;
DECLARE @LastPortion bigint;
DECLARE @EventCount int;
DECLARE @TriedHash binary(32);
DECLARE @TriedCount int;
DECLARE @Number int;
DECLARE @Reason nvarchar(400);
DECLARE @BeganAt datetime2(3) = SYSUTCDATETIME();
DECLARE @BudgetMs int = (SELECT s.Value FROM config.SettingNumber(N'EventSaveBudgetMs') AS s);
DECLARE @IsNested bit = CASE WHEN @@TRANCOUNT > 0 THEN 1 ELSE 0 END;

-- RowNumber is the order of reading: the files of the next bookmark come last.
CREATE TABLE #Row
(
    RowNumber  int           NOT NULL PRIMARY KEY CLUSTERED,
    Portion    bigint        NOT NULL,
    EventHash  binary(32)    NOT NULL,
    EventData  nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    FileName   nvarchar(512) COLLATE DATABASE_DEFAULT NULL,
    FileOffset bigint        NULL
);

CREATE TABLE #Event
(
    EventHash  binary(32)    NOT NULL PRIMARY KEY CLUSTERED,
    EventData  nvarchar(max) COLLATE DATABASE_DEFAULT NULL,
    EventXml   xml           NULL,
    EventAt    datetime2(3)  NULL,
    IsRepaired bit           NOT NULL,
    IsRead     bit           NOT NULL,
    Reason     nvarchar(400) COLLATE DATABASE_DEFAULT NULL
);

CREATE TABLE #Portion
(
    CollectorName  nvarchar(64)     COLLATE DATABASE_DEFAULT NOT NULL,
    RunId          uniqueidentifier NOT NULL,
    Expected       nvarchar(200)    COLLATE DATABASE_DEFAULT NOT NULL,
    IsFirst        bit              NOT NULL,
    NextFile       nvarchar(512)    COLLATE DATABASE_DEFAULT NULL,
    NextOffset     bigint           NULL,
    HasPossibleGap bit              NULL,
    DroppedEvents  int              NULL,
    SessionBegan   datetime2(3)     NULL,
    SessionDropped bigint           NULL
);

IF EXISTS
(
    SELECT 1
    FROM collect.Watermark AS w
    WHERE w.InstanceId = @InstanceId
      AND w.CollectorName = @CollectorName
      AND w.CapturedAt >= @CapturedAt
)
BEGIN
    SELECT SavedRows = 0, WasDuplicate = CAST(1 AS bit);
    RETURN;
END;

-- A portion is what can be read in a second or two: 400,000 characters, an event being 2,000 at least.
INSERT #Row (RowNumber, Portion, EventHash, EventData, FileName, FileOffset)
SELECT
    o.RowNumber,
    1000000 * (1 + (SUM(CAST(o.Size AS bigint)) OVER (ORDER BY o.RowNumber ROWS UNBOUNDED PRECEDING) - o.Size) / 400000),
    o.EventHash,
    o.EventData,
    o.FileName,
    o.FileOffset
FROM
(
    SELECT
        r.EventData,
        r.FileName,
        r.FileOffset,
        Size = 2000 + COALESCE(DATALENGTH(r.EventData), 0) / 2,
        EventHash = CAST(HASHBYTES(N'SHA2_256', COALESCE(r.EventData, N'')) AS binary(32)),
        RowNumber = ROW_NUMBER() OVER (
            ORDER BY
                CASE
                    WHEN LEFT(r.FileName, LEN(r.FileName) - CHARINDEX(N'_0_', REVERSE(r.FileName)))
                         = LEFT(@NextFile, LEN(@NextFile) - CHARINDEX(N'_0_', REVERSE(@NextFile)))
                        THEN 1
                    ELSE 0
                END,
                r.FileName, r.FileOffset)
    FROM @Rows AS r
) AS o;

-- What an earlier call was cut off with.
SELECT @TriedHash = a.EventHash, @TriedCount = a.EventCount
FROM collect.EventAttempt AS a
WHERE a.InstanceId = @InstanceId
  AND a.CollectorName = @CollectorName;

IF @TriedCount > 1
    UPDATE r
    SET Portion = r.Portion + r.RowNumber - f.RowNumber
    FROM #Row AS r
    CROSS JOIN (SELECT RowNumber = MIN(k.RowNumber) FROM #Row AS k WHERE k.EventHash = @TriedHash) AS f
    WHERE r.RowNumber >= f.RowNumber
      AND r.RowNumber < f.RowNumber + @TriedCount;
ELSE IF @TriedCount = 1
    UPDATE r
    SET Portion = r.Portion + CASE WHEN r.RowNumber > f.RowNumber THEN 500000 ELSE 250000 END
    FROM #Row AS r
    CROSS JOIN (SELECT RowNumber = MIN(k.RowNumber) FROM #Row AS k WHERE k.EventHash = @TriedHash) AS f
    WHERE r.RowNumber >= f.RowNumber;

SELECT @Portion = COALESCE(MIN(r.Portion), 0), @LastPortion = COALESCE(MAX(r.Portion), 0)
FROM #Row AS r;

-- An absurd value in the head of a capture is none.
SELECT
    @NextOffset = (SELECT k.Value FROM lib.KnownCount(@NextOffset) AS k),
    @SessionDropped = (SELECT k.Value FROM lib.KnownCount(@SessionDropped) AS k),
    @DroppedEvents = (SELECT k.Value FROM lib.KnownNumber(@DroppedEvents) AS k),
    @SessionBegan = (SELECT k.At FROM lib.KnownTime(@SessionBegan) AS k);

INSERT #Portion (CollectorName, RunId, Expected, IsFirst, HasPossibleGap, SessionBegan, SessionDropped)
VALUES (@CollectorName, @RunId, @Expected, 1, @HasPossibleGap, @SessionBegan, @SessionDropped);

WHILE @Portion IS NOT NULL AND @WasDuplicate = 0
BEGIN
    DELETE #Event;

    INSERT #Event (EventHash, EventData, IsRepaired, IsRead)
    SELECT r.EventHash, r.EventData, 0, 0
    FROM #Row AS r
    WHERE r.Portion = @Portion
      AND NOT EXISTS (
          SELECT 1 FROM #Row AS k WHERE k.Portion = @Portion AND k.EventHash = r.EventHash AND k.RowNumber < r.RowNumber
      );

    SET @EventCount = @@ROWCOUNT;

    -- The bookmark stands behind the last block that has been handed over whole.
    UPDATE p
    SET NextFile = CASE WHEN @Portion = @LastPortion THEN @NextFile ELSE n.FileName END,
        NextOffset = CASE WHEN @Portion = @LastPortion THEN @NextOffset ELSE n.FileOffset END,
        DroppedEvents = CASE WHEN @Portion = @LastPortion THEN @DroppedEvents END
    FROM #Portion AS p
    OUTER APPLY
    (
        SELECT TOP (1) r.FileName, r.FileOffset
        FROM #Row AS r
        INNER JOIN #Row AS f ON f.RowNumber = r.RowNumber + 1
        WHERE r.Portion <= @Portion
          AND (f.FileName <> r.FileName OR f.FileOffset <> r.FileOffset)
        ORDER BY r.RowNumber DESC
    ) AS n;

    IF @EventCount > 0
    BEGIN
        IF @TriedCount = 1 AND @EventCount = 1 AND EXISTS (SELECT 1 FROM #Event AS e WHERE e.EventHash = @TriedHash)
            SET @Reason = N'The event could not be saved: the call that had nothing else to save was cut off.';

        UPDATE a
        SET EventHash = f.EventHash,
            EventCount = @EventCount
        FROM collect.EventAttempt AS a
        CROSS JOIN (SELECT TOP (1) r.EventHash FROM #Row AS r WHERE r.Portion = @Portion ORDER BY r.RowNumber) AS f
        WHERE a.InstanceId = @InstanceId
          AND a.CollectorName = @CollectorName;

        IF @@ROWCOUNT = 0
            INSERT collect.EventAttempt (InstanceId, CollectorName, EventHash, EventCount)
            SELECT TOP (1) i.InstanceId, @CollectorName, r.EventHash, @EventCount
            FROM #Row AS r
            INNER JOIN config.Instance AS i ON i.InstanceId = @InstanceId
            WHERE r.Portion = @Portion
            ORDER BY r.RowNumber;
    END;

    BEGIN TRY
        IF @Reason IS NULL
        BEGIN
            SET @PortionRows = 0;

            EXEC collect.StageEvents;
            EXEC @ProcedureName @InstanceId, @CapturedAt, @PortionRows OUTPUT, @WasDuplicate OUTPUT;

            SET @SavedRows = @SavedRows + @PortionRows;
        END
        ELSE
        BEGIN
            UPDATE #Event
            SET EventXml = NULL,
                IsRepaired = 0,
                IsRead = 0,
                Reason = @Reason;

            BEGIN TRANSACTION;
            EXEC collect.BeginEvents @InstanceId, @CapturedAt, @WasDuplicate OUTPUT;

            IF @WasDuplicate = 0
                EXEC collect.FinishEvents @InstanceId, @CapturedAt;

            COMMIT TRANSACTION;
        END;

        SET @Reason = NULL;
        UPDATE #Portion
        SET IsFirst = 0,
            HasPossibleGap = 0;
        SET @Portion = (SELECT MIN(r.Portion) FROM #Row AS r WHERE r.Portion > @Portion);
    END TRY
    BEGIN CATCH
        SET @Number = ERROR_NUMBER();
        SET @Reason = LEFT(CONCAT(N'The event could not be saved: error ', @Number, N', ', ERROR_MESSAGE()), 400);

        -- Only what a value can cause is the event's own fault: not a lock, a full disk, or a wrong call.
        IF @IsNested = 1 OR @EventCount = 0 OR EXISTS (SELECT 1 FROM #Event AS e WHERE e.Reason IS NOT NULL)
            OR NOT (@Number IN (220, 232, 235, 236, 237, 241, 242, 244, 245, 248, 295, 512, 515, 517, 535, 537, 547)
                OR @Number IN (2601, 2627, 2628, 8114, 8115, 8134, 8152, 8169)
                OR @Number BETWEEN 6300 AND 6399
                OR @Number BETWEEN 9400 AND 9499)
        BEGIN
            IF @IsNested = 0
            BEGIN
                IF @@TRANCOUNT > 0
                    ROLLBACK TRANSACTION;

                DELETE collect.EventAttempt
                WHERE InstanceId = @InstanceId
                  AND CollectorName = @CollectorName;
            END;

            THROW;
        END;

        IF @@TRANCOUNT > 0
            ROLLBACK TRANSACTION;

        -- One by one.
        IF @EventCount > 1
        BEGIN
            UPDATE r
            SET Portion = r.Portion + r.RowNumber - f.RowNumber
            FROM #Row AS r
            CROSS JOIN (SELECT RowNumber = MIN(k.RowNumber) FROM #Row AS k WHERE k.Portion = @Portion) AS f
            WHERE r.Portion = @Portion;

            SET @Reason = NULL;
            SET @LastPortion = (SELECT MAX(r.Portion) FROM #Row AS r);
        END;
    END CATCH;

    IF @Reason IS NULL AND DATEDIFF(millisecond, @BeganAt, SYSUTCDATETIME()) > @BudgetMs
        SET @Portion = NULL;
END;

DELETE collect.EventAttempt
WHERE InstanceId = @InstanceId
  AND CollectorName = @CollectorName;

SELECT SavedRows = @SavedRows, WasDuplicate = @WasDuplicate;
