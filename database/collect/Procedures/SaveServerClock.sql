/*  collect.SaveServerClock: notes how far a watched server's local time is from UTC,
    and says when that changed last.
    @InstanceId, @CapturedAt   the capture
    @OffsetMinutes             what was added to local time to get UTC; NULL changes nothing
    @ChangedAt                 out: since when the offset holds; NULL when no change was seen
    @PreviousOffsetMinutes     out: the offset before
    Clocks change at whole quarters of an hour: the change is dated to the one before the
    first capture that saw it.  */
CREATE PROCEDURE collect.SaveServerClock
    @InstanceId            int,
    @CapturedAt            datetime2(3),
    @OffsetMinutes         int,
    @ChangedAt             datetime2(3) OUTPUT,
    @PreviousOffsetMinutes int OUTPUT
AS
SET NOCOUNT ON;

SELECT @ChangedAt = NULL, @PreviousOffsetMinutes = NULL;

IF @OffsetMinutes IS NULL
    RETURN;

UPDATE collect.ServerClock
SET PreviousOffsetMinutes = OffsetMinutes,
    OffsetMinutes = @OffsetMinutes,
    ChangedAt = DATEADD(minute, DATEDIFF(minute, '20000101', @CapturedAt) / 15 * 15, CAST('20000101' AS datetime2(3)))
WHERE InstanceId = @InstanceId
  AND OffsetMinutes <> @OffsetMinutes;

INSERT collect.ServerClock (InstanceId, OffsetMinutes)
SELECT @InstanceId, @OffsetMinutes
WHERE NOT EXISTS (SELECT 1 FROM collect.ServerClock AS c WHERE c.InstanceId = @InstanceId);

SELECT @ChangedAt = c.ChangedAt, @PreviousOffsetMinutes = c.PreviousOffsetMinutes
FROM collect.ServerClock AS c
WHERE c.InstanceId = @InstanceId;
