/*  alert.Night: the last 14 nights that are over, 02:00 to 05:00 on the clock of the instance.
    @InstanceId   NULL: all that are watched
    @Now          UTC
    Result        one row per instance and night: InstanceId, NightDate (local), FromAt, ToAt (UTC; an hour
                  less or more where the clocks change in it)  */
CREATE FUNCTION alert.Night
(
    @InstanceId int,
    @Now        datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT n.InstanceId, n.NightDate, n.FromAt, n.ToAt
    FROM
    (
        SELECT
            i.InstanceId,
            NightDate = CAST(d.LocalDate AS date),
            FromAt = CAST(DATEADD(hour, 2, d.LocalDate) AT TIME ZONE z.ZoneName AT TIME ZONE N'UTC' AS datetime2(3)),
            ToAt = CAST(DATEADD(hour, 5, d.LocalDate) AT TIME ZONE z.ZoneName AT TIME ZONE N'UTC' AS datetime2(3))
        FROM config.Instance AS i
        CROSS APPLY (SELECT ZoneName = COALESCE(i.TimeZoneName, N'UTC')) AS z
        CROSS APPLY
        (
            VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14)
        ) AS v (DaysAgo)
        CROSS APPLY
        (
            SELECT LocalDate = DATEADD(day, -v.DaysAgo,
                CAST(CAST(@Now AT TIME ZONE N'UTC' AT TIME ZONE z.ZoneName AS date) AS datetime2(0)))
        ) AS d
        WHERE i.IsEnabled = 1
          AND (i.InstanceId = @InstanceId OR @InstanceId IS NULL)
    ) AS n
    WHERE n.ToAt <= @Now
      AND n.FromAt > DATEADD(hour, -3, DATEADD(day, -14, @Now))
);
