/*  lib.ServerTime: sets right a time of a watched server that was converted to
    UTC by the offset of the capture.
    @At                       as converted
    @CapturedAt               UTC of the capture
    @ChangedAt                collect.ServerClock: since when the offset holds; NULL: no change is known
    @OffsetMinutes            … the offset
    @PreviousOffsetMinutes    … and the one before
    Result                    one row: At. What lies before the change, or would lie in the future, was
                              local time of the offset before.
                              In the hour that comes twice the later reading is taken,
                              unless it lies in the future  */
CREATE FUNCTION lib.ServerTime
(
    @At                    datetime2(3),
    @CapturedAt            datetime2(3),
    @ChangedAt             datetime2(3),
    @OffsetMinutes         int,
    @PreviousOffsetMinutes int
)
RETURNS TABLE
AS
RETURN
(
    SELECT At = CASE
        WHEN @ChangedAt IS NULL OR (@At >= @ChangedAt AND @At <= DATEADD(second, 5, @CapturedAt)) THEN @At
        ELSE DATEADD(minute, @PreviousOffsetMinutes - @OffsetMinutes, @At)
    END
);
