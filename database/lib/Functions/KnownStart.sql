/*  lib.KnownStart: when a watched server was started, as far as that can be.
    @StartedAt    UTC, as the capture tells it
    @CapturedAt   UTC time of the capture
    Result        one row: At, NULL for a time that lib.KnownTime does not know, and for one after the capture
                  (a minute apart: starts are computed and jitter)  */
CREATE FUNCTION lib.KnownStart
(
    @StartedAt  datetime2(3),
    @CapturedAt datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT At = CASE
        WHEN @StartedAt >= '19900101' AND @StartedAt < '22000101' AND @StartedAt <= DATEADD(minute, 1, @CapturedAt)
            THEN @StartedAt
    END
);
