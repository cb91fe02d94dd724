/*  lib.DurationText: a duration for people: '850 ms', '12 s', '3 min 05 s', '2 h 07 min', '3 d 04 h'.
    Result   one row: DurationText, NULL for NULL; less than nothing, which a clock that stepped back between
             two readings gives, is 0 ms  */
CREATE FUNCTION lib.DurationText
(
    @DurationMs bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT DurationText = CASE
        WHEN @DurationMs IS NULL THEN NULL
        WHEN @DurationMs <= 0 THEN N'0 ms'
        WHEN @DurationMs < 1000 THEN CONCAT(@DurationMs, N' ms')
        WHEN @DurationMs < 60000 THEN CONCAT(@DurationMs / 1000, N' s')
        WHEN @DurationMs < 3600000
            THEN CONCAT(@DurationMs / 60000, N' min ', RIGHT(CONCAT(N'0', @DurationMs / 1000 % 60), 2), N' s')
        WHEN @DurationMs < 86400000
            THEN CONCAT(@DurationMs / 3600000, N' h ', RIGHT(CONCAT(N'0', @DurationMs / 60000 % 60), 2), N' min')
        ELSE CONCAT(@DurationMs / 86400000, N' d ', RIGHT(CONCAT(N'0', @DurationMs / 3600000 % 24), 2), N' h')
    END
);
