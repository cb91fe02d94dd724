/*  collect.FinishEvents: the end of every save procedure of events, in its transaction:
    quarantine, bookmark, and what was lost.
    Reads the caller's temp table #Event: EventHash, EventData, EventXml, EventAt, IsRepaired, IsRead.
    @InstanceId, @CollectorName, @CapturedAt   as in the caller
    @Expected         why readable XML is quarantined when the caller did not understand it, as a sentence
    @NextFile         name and …
    @NextOffset       … offset of the last block that was read, wanted or not; both
                      NULL when nothing new was there
    @HasPossibleGap   1 when the bookmarked file had vanished and reading began with the first there is
    @DroppedEvents    wanted events beyond the row limit, which the collector left out
    @SessionBegan     when the event session was started, server's local time: only
                      compared; NULL when it is not known
    @SessionDropped   events that the server has dropped since then because its buffers were full
    A text whose control characters were replaced (IsRepaired) is quarantined as well: only there it stands as
    it came.  */
CREATE PROCEDURE collect.FinishEvents
    @InstanceId     int,
    @CollectorName  nvarchar(64),
    @CapturedAt     datetime2(3),
    @Expected       nvarchar(200),
    @NextFile       nvarchar(512),
    @NextOffset     bigint,
    @HasPossibleGap bit,
    @DroppedEvents  int = 0,
    @SessionBegan   datetime2(3) = NULL,
    @SessionDropped bigint = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @LastEventAt datetime2(3) = (SELECT MAX(EventAt) FROM #Event WHERE IsRead = 1);
DECLARE @DroppedByServer bigint = 0;

UPDATE q
SET LastSeenAt = @CapturedAt,
    OccurrenceCount = q.OccurrenceCount + 1
FROM collect.Quarantine AS q
INNER JOIN #Event AS e ON e.EventHash = q.RawHash
WHERE q.InstanceId = @InstanceId
  AND q.CollectorName = @CollectorName
  AND (e.IsRead = 0 OR e.IsRepaired = 1);

INSERT collect.Quarantine (InstanceId, CollectorName, RawHash, RawText, Reason, FirstSeenAt, LastSeenAt, OccurrenceCount)
SELECT
    @InstanceId, @CollectorName, e.EventHash, e.EventData,
    CASE WHEN e.EventData IS NULL THEN N'The event has no text.'
         WHEN e.EventXml IS NULL THEN N'The text is not well-formed XML.'
         WHEN e.IsRead = 0 THEN @Expected
         ELSE N'The text has characters that XML does not know; the event was saved with ? in their place.' END,
    @CapturedAt, @CapturedAt, 1
FROM #Event AS e
WHERE (e.IsRead = 0 OR e.IsRepaired = 1)
  AND NOT EXISTS (
      SELECT 1
      FROM collect.Quarantine AS q
      WHERE q.InstanceId = @InstanceId AND q.CollectorName = @CollectorName AND q.RawHash = e.EventHash
  );

-- The server counts from each start of the session. Events dropped before our first reading are not counted.
SELECT @DroppedByServer = CASE
    WHEN b.SessionBeganTime IS NULL OR @SessionDropped IS NULL THEN 0
    WHEN b.SessionBeganTime = @SessionBegan AND @SessionDropped >= b.SessionDropped THEN @SessionDropped - b.SessionDropped
    ELSE @SessionDropped
END
FROM collect.Bookmark AS b
WHERE b.InstanceId = @InstanceId
  AND b.CollectorName = @CollectorName;

IF @NextFile IS NOT NULL OR @HasPossibleGap = 1 OR @SessionBegan IS NOT NULL
    EXEC collect.AdvanceBookmark @InstanceId, @CollectorName, @CapturedAt, @NextFile, @NextOffset, @LastEventAt, NULL,
        @HasPossibleGap, @SessionBegan, @SessionDropped;

INSERT fact.EventLoss (InstanceId, CapturedAt, CollectorName, IsGap, DroppedByLimit, DroppedByServer)
SELECT
    @InstanceId,
    @CapturedAt,
    @CollectorName,
    COALESCE(@HasPossibleGap, 0),
    COALESCE(@DroppedEvents, 0),
    COALESCE(@DroppedByServer, 0)
WHERE @HasPossibleGap = 1
   OR @DroppedEvents > 0
   OR @DroppedByServer > 0;
