/*  collect.SaveClockOffset: notes how far a watched server's local time is from UTC, and when that changed.
    @InstanceId      config.Instance
    @CapturedAt      UTC time it was read
    @OffsetMinutes   UTC minus local time
    Runs inside the caller's transaction.  */
CREATE PROCEDURE collect.SaveClockOffset
    @InstanceId    int,
    @CapturedAt    datetime2(3),
    @OffsetMinutes int
AS
SET NOCOUNT ON;

-- The old offset held until it was last seen at least. What happened between then and now, the collector tells apart by what cannot lie in the future.
UPDATE collect.ClockOffset
SET PreviousOffsetMinutes = CASE WHEN OffsetMinutes <> @OffsetMinutes THEN OffsetMinutes ELSE PreviousOffsetMinutes END,
    ChangedAt = CASE WHEN OffsetMinutes <> @OffsetMinutes THEN SeenAt ELSE ChangedAt END,
    OffsetMinutes = @OffsetMinutes,
    SeenAt = @CapturedAt
WHERE InstanceId = @InstanceId;

IF @@ROWCOUNT = 0
    INSERT collect.ClockOffset (InstanceId, OffsetMinutes, SeenAt)
    VALUES (@InstanceId, @OffsetMinutes, @CapturedAt);
