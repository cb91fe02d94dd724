/*  alert.BatchThreadEvent: AX servers that had batch threads and have none, by the two latest captures of the
    batch tables.
    @Now      UTC; captures of the last five minutes count
    Result    one row per AX server and measure: InstanceId, AlertKey (its name), MeasureName, MeasureValue
              HasNoThreads   1 when it had threads within the last two hours and has none in both captures,
                             unless it had none at this hour on every day of the last week
              WaitingMs      then, how long the oldest task of a group that no AX server works has been due
              */
CREATE FUNCTION alert.BatchThreadEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.InstanceId,
        AlertKey = CAST(s.ServerId AS nvarchar(256)),
        v.MeasureName,
        MeasureValue = CAST(v.MeasureValue AS float),
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM config.Instance AS n
    CROSS APPLY
    (
        SELECT
            LastAt = MAX(c.CapturedAt),
            BeforeAt = MIN(c.CapturedAt)
        FROM
        (
            SELECT TOP (2) x.CapturedAt
            FROM fact.BatchCapture AS x
            WHERE x.InstanceId = n.InstanceId
              AND x.CapturedAt > DATEADD(minute, -5, @Now)
              AND x.CapturedAt <= @Now
            ORDER BY x.CapturedAt DESC
        ) AS c
        HAVING COUNT(*) = 2
    ) AS t
    INNER JOIN fact.BatchCapacity AS s ON s.InstanceId = n.InstanceId AND s.CapturedAt = t.LastAt
    LEFT JOIN fact.BatchCapacity AS b ON b.InstanceId = n.InstanceId AND b.CapturedAt = t.BeforeAt AND b.ServerId = s.ServerId
    CROSS APPLY
    (
        SELECT PeakThreads = MAX(h.ThreadCount)
        FROM fact.BatchCapacity AS h
        WHERE h.InstanceId = n.InstanceId
          AND h.CapturedAt > DATEADD(hour, -2, @Now)
          AND h.CapturedAt <= t.BeforeAt
          AND h.ServerId = s.ServerId
    ) AS r
    OUTER APPLY
    (
        -- One capture a day, a little after this time of day.
        SELECT DayCount = COUNT(*), MostThreads = MAX(d.ThreadCount)
        FROM (VALUES (1), (2), (3), (4), (5), (6), (7)) AS y (DaysAgo)
        CROSS APPLY
        (
            SELECT TOP (1) h.ThreadCount
            FROM fact.BatchCapacity AS h
            WHERE h.InstanceId = n.InstanceId
              AND h.CapturedAt >= DATEADD(day, -y.DaysAgo, @Now)
              AND h.CapturedAt < DATEADD(minute, 10, DATEADD(day, -y.DaysAgo, @Now))
              AND h.ServerId = s.ServerId
              AND h.ThreadCount IS NOT NULL
            ORDER BY h.CapturedAt
        ) AS d
    ) AS w
    CROSS APPLY
    (
        SELECT HasNoThreads = CASE
            WHEN s.ThreadCount = 0 AND b.ThreadCount = 0 AND r.PeakThreads > 0 AND (w.DayCount = 0 OR w.MostThreads > 0)
                THEN 1
            ELSE 0
        END
    ) AS z
    OUTER APPLY
    (
        SELECT OldestAgeMs = MAX(k.OldestAgeMs)
        FROM fact.BatchGroupCapacity AS g
        INNER JOIN fact.BatchBacklog AS k
            ON k.InstanceId = g.InstanceId
           AND k.CapturedAt = g.CapturedAt
           AND k.GroupId = g.GroupId
        WHERE z.HasNoThreads = 1
          AND g.InstanceId = n.InstanceId
          AND g.CapturedAt = t.LastAt
          AND g.ServerCount = 0
    ) AS o
    CROSS APPLY
    (
        VALUES
            (N'HasNoThreads', CAST(z.HasNoThreads AS bigint)),
            (N'WaitingMs', COALESCE(o.OldestAgeMs, 0))
    ) AS v (MeasureName, MeasureValue)
    WHERE n.IsEnabled = 1
);
