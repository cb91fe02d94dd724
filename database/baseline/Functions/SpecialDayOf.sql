/*  baseline.SpecialDayOf: whether a day is like no other, so that what is usual says nothing about it.
    @InstanceId
    @LocalDate   00:00 of the day in the instance's time zone
    Result       one row, or none for a day as any other: SpecialDay, its name: the instance's own, else that
                 of all instances (config.SpecialDay), else 'month end' for the first and last days of a
                 month, as many as setting MonthEndDays says, ten at most  */
CREATE FUNCTION baseline.SpecialDayOf
(
    @InstanceId int,
    @LocalDate  datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT TOP (1) SpecialDay = n.DayName
    FROM
    (
        SELECT
            d.DayName,
            Preference = CASE WHEN d.InstanceId IS NULL THEN 2 ELSE 1 END
        FROM config.SpecialDay AS d
        WHERE d.LocalDate = @LocalDate
          AND (d.InstanceId = @InstanceId OR d.InstanceId IS NULL)
        UNION ALL
        SELECT N'month end', 3
        FROM config.SettingNumber(N'MonthEndDays') AS s
        CROSS APPLY (SELECT DayCount = CASE WHEN s.Value > 10 THEN 10 ELSE s.Value END) AS m
        WHERE DATEPART(day, @LocalDate) <= m.DayCount
           OR DATEPART(day, @LocalDate) > DATEPART(day, EOMONTH(@LocalDate)) - m.DayCount
    ) AS n
    ORDER BY n.Preference
);
