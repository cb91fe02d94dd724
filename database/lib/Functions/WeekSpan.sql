/*  lib.WeekSpan: whether a time lies within certain hours of certain days of the week.
    @At             UTC
    @WeekDays       digits, 1 (Monday) to 7 (Sunday), of the day the hours begin; NULL for every day
    @FromTime       the hours begin …
    @ToTime         … and end just before; earlier than @FromTime where they end on the next day; NULL, both,
                    for the whole day
    @TimeZoneName   of days and hours; NULL for UTC
    Result          one row: IsInside
    Errors          9820 no such time zone  */
CREATE FUNCTION lib.WeekSpan
(
    @At           datetime2(3),
    @WeekDays     nvarchar(7),
    @FromTime     time(0),
    @ToTime       time(0),
    @TimeZoneName nvarchar(128)
)
RETURNS TABLE
AS
RETURN
(
    SELECT IsInside = CAST(CASE
        WHEN @FromTime < @ToTime AND (t.LocalTime < @FromTime OR t.LocalTime >= @ToTime) THEN 0
        WHEN @FromTime > @ToTime AND t.LocalTime < @FromTime AND t.LocalTime >= @ToTime THEN 0
        -- The first of January 1900 was a Monday.
        WHEN CHARINDEX(
                CAST(
                    (DATEDIFF(day, '1900-01-01', t.LocalAt)
                     + CASE WHEN @FromTime > @ToTime AND t.LocalTime < @ToTime THEN 6 ELSE 0 END) % 7 + 1 AS nvarchar(1)),
                COALESCE(@WeekDays, N'1234567')) = 0 THEN 0
        ELSE 1
    END AS bit)
    FROM
    (
        SELECT
            LocalAt = CAST(l.LocalAt AS datetime2(0)),
            LocalTime = CAST(l.LocalAt AS time(0))
        FROM
        (
            -- Cut to the second: rounded, the last half second before an hour would count as the hour.
            SELECT LocalAt = CAST(
                DATEADD(millisecond, -DATEPART(millisecond, @At), @At)
                AT TIME ZONE N'UTC' AT TIME ZONE COALESCE(@TimeZoneName, N'UTC') AS datetime2(0))
        ) AS l
    ) AS t
);
