/*  config.OpenWindow: which maintenance windows are open at a time.
    @Now     UTC
    Result   rows of config.MaintenanceWindow: WindowId, InstanceId, RuleId, KeyLike, IsCollectionPaused
    A weekly window that began yesterday may last into today. In the night in which clocks are changed it
    lasts an hour less or more by the wall clock, and as long as it says by time that passes.  */
CREATE FUNCTION config.OpenWindow
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT w.WindowId, w.InstanceId, w.RuleId, w.KeyLike, w.IsCollectionPaused
    FROM config.MaintenanceWindow AS w
    OUTER APPLY
    (
        SELECT LocalAt = CAST(@Now AT TIME ZONE N'UTC' AT TIME ZONE w.TimeZoneName AS datetime2(3))
        WHERE w.TimeZoneName IS NOT NULL
    ) AS l
    WHERE w.StartsAt <= @Now
      AND w.EndsAt > @Now
      AND (w.EndedAt IS NULL OR w.EndedAt > @Now)
      AND
      (
          w.WeekDays IS NULL
          OR EXISTS
             (
                 SELECT 1
                 FROM (VALUES (0), (1)) AS d (DaysAgo)
                 CROSS APPLY
                 (
                     SELECT
                         WeekDay = DATEDIFF(day, '19000101', DATEADD(day, -d.DaysAgo, l.LocalAt)) % 7 + 1,
                         BegunAt = DATEADD(
                             second, DATEDIFF(second, CAST('00:00' AS time(0)), w.LocalTime),
                             CAST(CAST(DATEADD(day, -d.DaysAgo, l.LocalAt) AS date) AS datetime2(3)))
                 ) AS b
                 CROSS APPLY
                 (
                     SELECT BegunUtc = CAST(b.BegunAt AT TIME ZONE w.TimeZoneName AT TIME ZONE N'UTC' AS datetime2(3))
                 ) AS u
                 WHERE CHARINDEX(CAST(b.WeekDay AS varchar(1)), w.WeekDays) > 0
                   AND u.BegunUtc <= @Now
                   AND DATEADD(millisecond, w.DurationMs, u.BegunUtc) > @Now
             )
      )
);
