/*  lib.BaselineLevel: what an hour's baseline can rest on.
    @HourOfWeekCount, @HourOfWeekDates   five minutes of this hour of the week, and dates they are of
    @HourOfDayCount, @HourOfDayDates     of this hour on working days, or on days of the weekend
    @FlatCount, @FlatDates               of all hours
    Result   one row: LevelNumber 1 hour of week, 2 hour of day, 3 flat, 0 none  */
CREATE FUNCTION lib.BaselineLevel
(
    @HourOfWeekCount int,
    @HourOfWeekDates int,
    @HourOfDayCount  int,
    @HourOfDayDates  int,
    @FlatCount       int,
    @FlatDates       int
)
RETURNS TABLE
AS
RETURN
(
    SELECT LevelNumber = CAST(CASE
        WHEN @HourOfWeekCount >= 18 AND @HourOfWeekDates >= 2 THEN 1
        WHEN @HourOfDayCount >= 36 AND @HourOfDayDates >= 3 THEN 2
        WHEN @FlatCount >= 288 AND @FlatDates >= 2 THEN 3
        ELSE 0
    END AS tinyint)
);
