/*  config.NextLocalTime: when the clock of a time zone next shows a time.
    @After          UTC
    @WeekDay        1 (Monday) to 7 (Sunday); NULL: any day
    @LocalTime, @TimeZoneName
    Result          one row: NextAt, UTC, later than @After. A time that a change of clocks leaves out counts
                    as the hour after it
    Errors          9820 no such time zone  */
CREATE FUNCTION config.NextLocalTime
(
    @After        datetime2(3),
    @WeekDay      tinyint,
    @LocalTime    time(0),
    @TimeZoneName nvarchar(128)
)
RETURNS TABLE
AS
RETURN
(
    SELECT NextAt = MIN(u.At)
    FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8)) AS d (DaysAhead)
    CROSS APPLY
    (
        SELECT LocalDate = DATEADD(day, d.DaysAhead, CAST(@After AT TIME ZONE N'UTC' AT TIME ZONE @TimeZoneName AS date))
    ) AS l
    CROSS APPLY
    (
        SELECT At = CAST(
            DATEADD(second, DATEDIFF(second, CAST('00:00' AS time(0)), @LocalTime), CAST(l.LocalDate AS datetime2(3)))
            AT TIME ZONE @TimeZoneName AT TIME ZONE N'UTC' AS datetime2(3))
    ) AS u
    WHERE u.At > @After
      AND (@WeekDay IS NULL OR DATEDIFF(day, '19000101', l.LocalDate) % 7 + 1 = @WeekDay)
);
