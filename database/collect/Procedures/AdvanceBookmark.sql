/*  collect.AdvanceBookmark: moves the bookmark of a collector, in the transaction of its save procedure.
    @InstanceId, @CollectorName, @CapturedAt   as in the caller
    @File             the file of the new position; NULL for a source without files
    @Offset           the new position; NULL: nothing new was read, the position stays
    @EventAt          UTC time of the latest event that was read; one before the stored time changes nothing,
                      nor does one ahead of the repository's clock, and a stored one there is given up
    @LocalTime        the watched server's local time
    @HasPossibleGap   1 when the bookmarked position had vanished: position and time are those given here,
                      also where they are NULL, so that the next run begins with the first there is
    @SessionBegan     when the event session was started, server's local time; NULL: not known, what is
                      stored stays
    @SessionDropped   events that the server has dropped since then  */
CREATE PROCEDURE collect.AdvanceBookmark
    @InstanceId     int,
    @CollectorName  nvarchar(64),
    @CapturedAt     datetime2(3),
    @File           nvarchar(512) = NULL,
    @Offset         bigint = NULL,
    @EventAt        datetime2(3) = NULL,
    @LocalTime      datetime2(3) = NULL,
    @HasPossibleGap bit = 0,
    @SessionBegan   datetime2(3) = NULL,
    @SessionDropped bigint = NULL
AS
SET NOCOUNT ON;

DECLARE @FutureAt datetime2(3);

-- The latest time that an event can have.
SELECT
    @EventAt = CASE WHEN c.Fault IS NULL THEN @EventAt END,
    @FutureAt = CASE
        WHEN c.IsSimulated = 1 THEN CAST('99991231' AS datetime2(3))
        ELSE DATEADD(millisecond, c.ToleranceMs, SYSUTCDATETIME())
    END
FROM config.ClockFault(@EventAt, 1) AS c;

UPDATE collect.Bookmark
SET BookmarkFile = CASE WHEN @Offset IS NOT NULL OR @HasPossibleGap = 1 THEN @File ELSE BookmarkFile END,
    BookmarkOffset = CASE WHEN @Offset IS NOT NULL OR @HasPossibleGap = 1 THEN @Offset ELSE BookmarkOffset END,
    BookmarkEventAt = CASE
        WHEN @HasPossibleGap = 1 OR BookmarkEventAt IS NULL OR BookmarkEventAt > @FutureAt OR @EventAt > BookmarkEventAt
            THEN @EventAt
        ELSE BookmarkEventAt
    END,
    BookmarkLocalTime = COALESCE(@LocalTime, BookmarkLocalTime),
    HasPossibleGap = CASE WHEN @HasPossibleGap = 1 THEN 1 ELSE HasPossibleGap END,
    GapSeenAt = CASE WHEN @HasPossibleGap = 1 THEN @CapturedAt ELSE GapSeenAt END,
    SessionBeganTime = COALESCE(@SessionBegan, SessionBeganTime),
    SessionDropped = CASE WHEN @SessionBegan IS NULL THEN SessionDropped ELSE @SessionDropped END,
    UpdatedAt = @CapturedAt
WHERE InstanceId = @InstanceId
  AND CollectorName = @CollectorName;

IF @@ROWCOUNT = 0
    INSERT collect.Bookmark
    (
        InstanceId,
        CollectorName,
        BookmarkFile,
        BookmarkOffset,
        BookmarkEventAt,
        BookmarkLocalTime,
        HasPossibleGap,
        GapSeenAt,
        UpdatedAt,
        SessionBeganTime,
        SessionDropped
    )
    SELECT
        @InstanceId,
        @CollectorName,
        @File,
        @Offset,
        @EventAt,
        @LocalTime,
        COALESCE(@HasPossibleGap, 0),
        CASE WHEN @HasPossibleGap = 1 THEN @CapturedAt END,
        @CapturedAt,
        @SessionBegan,
        CASE WHEN @SessionBegan IS NOT NULL THEN @SessionDropped END;
