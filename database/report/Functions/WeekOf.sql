/*  report.WeekOf: the week that a weekly page shows. Weeks begin on Monday.
    @WeekStart   a day of the wanted week by the clock of @TimeZone; NULL, or beyond the years 2000 to 2100:
                 the last whole week
    @TimeZone    NULL or empty: UTC; another name that is no zone is an error (9820)
    Result       one row: NowAt; ZoneName; MondayLocal; FromAt, ToAt (UTC, end exclusive), BeforeAt: when the
                 week before began  */
CREATE FUNCTION report.WeekOf
(
    @WeekStart datetime2(3),
    @TimeZone  nvarchar(128)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        w.NowAt,
        w.ZoneName,
        m.MondayLocal,
        FromAt = CAST(m.MondayLocal AT TIME ZONE w.ZoneName AT TIME ZONE N'UTC' AS datetime2(3)),
        ToAt = CAST(DATEADD(day, 7, m.MondayLocal) AT TIME ZONE w.ZoneName AT TIME ZONE N'UTC' AS datetime2(3)),
        BeforeAt = CAST(DATEADD(day, -7, m.MondayLocal) AT TIME ZONE w.ZoneName AT TIME ZONE N'UTC' AS datetime2(3))
    FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w
    CROSS APPLY report.LocalTime(w.NowAt, w.ZoneName) AS l
    CROSS APPLY
    (
        SELECT DayLocal = CASE
            WHEN @WeekStart BETWEEN '2000-01-01' AND '2100-01-01' THEN CAST(CAST(@WeekStart AS date) AS datetime2(3))
            ELSE DATEADD(day, -7, CAST(CAST(l.LocalAt AS date) AS datetime2(3)))
        END
    ) AS d
    CROSS APPLY (SELECT MondayLocal = DATEADD(day, -(DATEDIFF(day, '19900101', d.DayLocal) % 7), d.DayLocal)) AS m
);
