/*  alert.BatchSlowCulprit: how much slower a batch class has become, since when, and its latest runs.
    @InstanceId, @ClassNumber
    @Now     UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.BatchSlowCulprit
(
    @InstanceId  int,
    @ClassNumber bigint,
    @Now         datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(
            b.Name, N' ', CAST(CASE WHEN m.Factor < 1e6 THEN m.Factor END AS decimal(18, 1)), N'x slower since ',
            FORMAT(t.LocalAt, N'HH:mm')), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(
            m.SlowCount, N' of its latest 10 runs took longer than ', p.DurationText, N', which 95 % of ', u.RunCount,
            N' runs of 14 days did not. Usually a run takes ', h.DurationText, N', now ', d.DurationText, N'.'), 1000)
            AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(NULL AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(LEFT(b.Name, 128) AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson =
        (
            SELECT TOP (10)
                e.StartedAt AS startedAt,
                e.EndedAt AS endedAt,
                e.DurationMs AS durationMs,
                e.ServerId AS aos,
                e.Company AS company
            FROM fact.BatchExecution AS e
            WHERE e.InstanceId = @InstanceId
              AND e.ClassNumber = @ClassNumber
              AND e.StartedAt > DATEADD(day, -1, @Now)
              AND e.StatusNumber = 4
              AND e.IsRunning = 0
            ORDER BY e.EndedAt DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM baseline.BatchClass AS u
    INNER JOIN config.Instance AS i ON i.InstanceId = u.InstanceId
    CROSS APPLY dim.BatchClassName(u.InstanceId, u.ClassNumber) AS b
    CROSS APPLY
    (
        SELECT
            SlowCount = SUM(CASE WHEN r.DurationMs > u.P95Ms THEN 1 ELSE 0 END),
            MedianMs = AVG(CASE WHEN r.LengthNumber IN (5, 6) THEN r.DurationMs END),
            Factor = AVG(CASE WHEN r.LengthNumber IN (5, 6) THEN r.DurationMs END) / NULLIF(u.P50Ms, 0),
            SinceAt = MIN(CASE WHEN r.DurationMs > u.P95Ms THEN r.StartedAt END)
        FROM
        (
            SELECT
                l.StartedAt,
                DurationMs = CAST(l.DurationMs AS float),
                LengthNumber = ROW_NUMBER() OVER (ORDER BY l.DurationMs)
            FROM
            (
                SELECT TOP (10) e.StartedAt, e.DurationMs
                FROM fact.BatchExecution AS e
                WHERE e.InstanceId = @InstanceId
                  AND e.ClassNumber = @ClassNumber
                  AND e.StartedAt > DATEADD(day, -1, @Now)
                  AND e.StatusNumber = 4
                  AND e.IsRunning = 0
                  AND e.DurationMs IS NOT NULL
                ORDER BY e.EndedAt DESC
            ) AS l
        ) AS r
    ) AS m
    CROSS APPLY
    (
        SELECT LocalAt = CAST(
            (m.SinceAt AT TIME ZONE N'UTC') AT TIME ZONE COALESCE(i.TimeZoneName, N'UTC') AS datetime2(3))
    ) AS t
    CROSS APPLY lib.DurationText(CAST(u.P95Ms AS bigint)) AS p
    CROSS APPLY lib.DurationText(CAST(u.P50Ms AS bigint)) AS h
    CROSS APPLY lib.DurationText(CAST(m.MedianMs AS bigint)) AS d
    WHERE u.InstanceId = @InstanceId
      AND u.ClassNumber = @ClassNumber
);
