/*  collect.SettleEvents: the end of every save procedure of events, in its transaction:
    quarantine, bookmark, and what was lost.
    Reads the caller's temp table #Event: EventHash, EventData, EventXml, EventAt, IsRepaired, IsRead.
    @InstanceId, @CollectorName, @CapturedAt   as in the caller
    @Expected         why readable XML is quarantined when the caller did not understand it, as a sentence
    @NextFile         name and …
    @NextOffset       … offset of the last block that was read, wanted or not; both
                      NULL when nothing new was there
    @HasPossibleGap   1 when the bookmarked file had vanished and reading began anew
    @DroppedEvents    wanted events that the collector left out, being over its row limit
    @SessionBegan     when the event session was started, server's local time: only
                      compared; NULL when it is not known
    @SessionDropped   events that the server has dropped since then for want of buffers
    A bookmark that vanished with nothing left to read is given up, so that the next run begins with the first
    file there is: the gap is told once.
    Text read after control characters were taken out (IsRepaired) is quarantined as well, as the only
    place that holds it as it came.  */
CREATE PROCEDURE collect.SettleEvents
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

IF NOT EXISTS (SELECT 1 FROM collect.Bookmark WHERE InstanceId = @InstanceId AND CollectorName = @CollectorName)
   AND (@NextFile IS NOT NULL OR @HasPossibleGap = 1 OR @SessionBegan IS NOT NULL)
    INSERT collect.Bookmark (InstanceId, CollectorName, UpdatedAt)
    VALUES (@InstanceId, @CollectorName, @CapturedAt);

-- The server's count begins anew with each start of the session. What it dropped before it
-- was first asked is none of ours.
SELECT @DroppedByServer = CASE
    WHEN b.SessionBeganTime IS NULL OR @SessionDropped IS NULL THEN 0
    WHEN b.SessionBeganTime = @SessionBegan AND @SessionDropped >= b.SessionDropped THEN @SessionDropped - b.SessionDropped
    ELSE @SessionDropped END
FROM collect.Bookmark AS b
WHERE b.InstanceId = @InstanceId
  AND b.CollectorName = @CollectorName;

UPDATE collect.Bookmark
SET BookmarkFile = CASE WHEN @NextFile IS NOT NULL THEN @NextFile WHEN @HasPossibleGap = 1 THEN NULL ELSE BookmarkFile END,
    BookmarkOffset = CASE
        WHEN @NextFile IS NOT NULL THEN @NextOffset
        WHEN @HasPossibleGap = 1 THEN NULL
        ELSE BookmarkOffset
    END,
    BookmarkEventAt = CASE
        WHEN BookmarkEventAt IS NULL OR @LastEventAt > BookmarkEventAt THEN @LastEventAt
        ELSE BookmarkEventAt
    END,
    HasPossibleGap = CASE WHEN @HasPossibleGap = 1 THEN 1 ELSE HasPossibleGap END,
    GapSeenAt = CASE WHEN @HasPossibleGap = 1 THEN @CapturedAt ELSE GapSeenAt END,
    SessionBeganTime = COALESCE(@SessionBegan, SessionBeganTime),
    SessionDropped = CASE WHEN @SessionBegan IS NULL THEN SessionDropped ELSE @SessionDropped END,
    UpdatedAt = @CapturedAt
WHERE InstanceId = @InstanceId
  AND CollectorName = @CollectorName
  AND (@NextFile IS NOT NULL OR @HasPossibleGap = 1 OR @SessionBegan IS NOT NULL);

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
