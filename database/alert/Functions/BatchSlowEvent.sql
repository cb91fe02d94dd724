/*  alert.BatchSlowEvent: batch classes whose latest ten runs of the last 24 hours took longer than usual
    (baseline.BatchClass). A class counts after 20 runs in 14 days of history.
    @Now      UTC
    Result    one row per class and measure: InstanceId, AlertKey (class), MeasureName, MeasureValue,
              SubjectKind, SubjectId (the class's number)
              SlowRuns       how many of the ten took longer than the P95; 0 while all ten took less than
                             ten minutes more than their median
              MedianFactor   their median as a multiple of the usual one, while seven are slow; else 0  */
CREATE FUNCTION alert.BatchSlowEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        t.InstanceId,
        AlertKey = CAST(LEFT(b.Name, 256) AS nvarchar(256)),
        v.MeasureName,
        v.MeasureValue,
        SubjectKind = CAST(N'BatchClass' AS nvarchar(32)),
        SubjectId = CAST(t.ClassNumber AS bigint)
    FROM
    (
        SELECT
            r.InstanceId,
            r.ClassNumber,
            RunCount = COUNT(*),
            SlowCount = SUM(CASE WHEN r.DurationMs - u.P95Ms > 0 THEN 1 ELSE 0 END),
            ExtraMs = SUM(r.DurationMs - u.P50Ms),
            MedianFactor = AVG(CASE WHEN r.LengthNumber IN (5, 6) THEN r.DurationMs END) / NULLIF(MAX(u.P50Ms), 0)
        FROM
        (
            SELECT
                l.InstanceId,
                l.ClassNumber,
                l.DurationMs,
                LengthNumber = ROW_NUMBER() OVER (PARTITION BY l.InstanceId, l.ClassNumber ORDER BY l.DurationMs)
            FROM
            (
                SELECT
                    e.InstanceId,
                    e.ClassNumber,
                    e.DurationMs,
                    Latest = ROW_NUMBER() OVER
                        (PARTITION BY e.InstanceId, e.ClassNumber ORDER BY e.EndedAt DESC, e.ExecutionId DESC)
                FROM config.Instance AS n
                INNER JOIN fact.BatchExecution AS e ON e.InstanceId = n.InstanceId
                WHERE n.IsEnabled = 1
                  AND NOT EXISTS
                      (
                          SELECT 1
                          FROM (VALUES (0), (-1)) AS d (DaysOn)
                          CROSS APPLY
                          (
                              SELECT LocalAt = DATEADD(
                                  day,
                                  d.DaysOn,
                                  (@Now AT TIME ZONE N'UTC') AT TIME ZONE COALESCE(n.TimeZoneName, N'UTC'))
                          ) AS t
                          CROSS APPLY baseline.SpecialDayOf(n.InstanceId, CAST(CAST(t.LocalAt AS date) AS datetime2(3))) AS s
                      )
                  AND e.StartedAt > DATEADD(day, -1, @Now)
                  AND e.StartedAt <= @Now
                  AND e.StatusNumber = 4
                  AND e.IsRunning = 0
                  AND e.DurationMs IS NOT NULL
            ) AS l
            WHERE l.Latest <= 10
        ) AS r
        INNER JOIN baseline.BatchClass AS u ON u.InstanceId = r.InstanceId AND u.ClassNumber = r.ClassNumber
        WHERE u.RunCount >= 20
          AND u.DayCount >= 14
          AND u.BuiltDate > DATEADD(day, -3, @Now)
        GROUP BY r.InstanceId, r.ClassNumber
    ) AS t
    CROSS APPLY dim.BatchClassName(t.InstanceId, t.ClassNumber) AS b
    CROSS APPLY
    (
        VALUES
            (N'SlowRuns', CAST(CASE WHEN t.ExtraMs >= 600000 THEN t.SlowCount ELSE 0 END AS float)),
            (N'MedianFactor', CASE WHEN t.ExtraMs >= 600000 AND t.SlowCount >= 7 THEN t.MedianFactor ELSE 0e0 END)
    ) AS v (MeasureName, MeasureValue)
    WHERE t.RunCount = 10
);
