/*  collect.FinishEvents: the end of every portion of events, in its transaction: what was set aside, the
    bookmark, and what was lost.
    Reads the caller's temp tables #Event and #Portion, see collect.SaveEvents: an event with IsRead = 0 is
    set aside, with its own Reason or the portion's.
    @InstanceId, @CapturedAt   as there
    A text that had to be repaired is set aside as well: only there it stands as it came.  */
CREATE PROCEDURE collect.FinishEvents
    @InstanceId int,
    @CapturedAt datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @CollectorName nvarchar(64);
DECLARE @NextFile nvarchar(512);
DECLARE @NextOffset bigint;
DECLARE @HasPossibleGap bit;
DECLARE @DroppedEvents int;
DECLARE @SessionBegan datetime2(3);
DECLARE @SessionDropped bigint;
DECLARE @LastEventAt datetime2(3) = (SELECT MAX(EventAt) FROM #Event WHERE IsRead = 1);
DECLARE @DroppedByServer bigint = 0;
DECLARE @Odd stage.OddRow;

SELECT
    @CollectorName = p.CollectorName,
    @NextFile = p.NextFile,
    @NextOffset = p.NextOffset,
    @HasPossibleGap = p.HasPossibleGap,
    @DroppedEvents = p.DroppedEvents,
    @SessionBegan = p.SessionBegan,
    @SessionDropped = p.SessionDropped
FROM #Portion AS p;

INSERT @Odd (RawHash, RawText, Reason)
SELECT e.EventHash, e.EventData,
    CASE WHEN e.EventData IS NULL THEN N'The event has no text.'
         WHEN e.IsRead = 0 AND e.Reason IS NOT NULL THEN e.Reason
         WHEN e.EventXml IS NULL THEN N'The text is not well-formed XML.'
         WHEN e.IsRead = 0 THEN p.Expected
         ELSE N'The text is no well-formed XML as it came; the event was saved as it reads after a repair.' END
FROM #Event AS e
CROSS JOIN #Portion AS p
WHERE e.IsRead = 0
   OR e.IsRepaired = 1;

EXEC collect.SetAside @InstanceId, @CollectorName, @CapturedAt, @Odd;

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

UPDATE l
SET IsGap = CASE WHEN @HasPossibleGap = 1 THEN 1 ELSE l.IsGap END,
    DroppedByLimit = l.DroppedByLimit + COALESCE(@DroppedEvents, 0),
    DroppedByServer = l.DroppedByServer + COALESCE(@DroppedByServer, 0)
FROM fact.EventLoss AS l
WHERE l.InstanceId = @InstanceId
  AND l.CollectorName = @CollectorName
  AND l.CapturedAt = @CapturedAt;

IF @@ROWCOUNT = 0
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
