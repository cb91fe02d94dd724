/*  alert.QueryLoadEvent: what share of the server's work one query is, over the last three captures of the
    plan cache (15 minutes).
    @Now      UTC
    Result    one row per query among the leaders and measure: InstanceId, AlertKey (query hash), MeasureName,
              MeasureValue
              CpuSharePercent     the smallest share of the three, of the CPU time of all statements; 0 while
                                  all of them together are below 30 % of the processors
              ReadsSharePercent   of the pages read by all statements, likewise  */
CREATE FUNCTION alert.QueryLoadEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.InstanceId,
        AlertKey = CAST(s.KeyText AS nvarchar(256)),
        v.MeasureName,
        v.MeasureValue,
        SubjectKind = CAST(NULL AS nvarchar(32)),
        SubjectId = CAST(NULL AS bigint)
    FROM
    (
        SELECT
            c.InstanceId,
            KeyText = CONVERT(nvarchar(18), q.QueryHash, 1),
            CaptureCount = COUNT(*),
            CpuShare = MIN(CASE WHEN c.IsBusy = 1 AND c.CpuMs > 0 THEN 100e0 * q.CpuMs / c.CpuMs ELSE 0 END),
            ReadsShare = MIN(CASE WHEN c.IsBusy = 1 AND c.LogicalReads > 0 THEN 100e0 * q.LogicalReads / c.LogicalReads
                ELSE 0 END)
        FROM
        (
            SELECT
                x.InstanceId,
                x.CapturedAt,
                x.CpuMs,
                x.LogicalReads,
                IsBusy = CASE WHEN 10 * x.CpuMs >= 3 * x.ElapsedMs * p.SchedulerCount THEN 1 ELSE 0 END,
                CaptureNumber = ROW_NUMBER() OVER (PARTITION BY x.InstanceId ORDER BY x.CapturedAt DESC)
            FROM config.Instance AS n
            INNER JOIN fact.QueryStatCapture AS x
                ON x.InstanceId = n.InstanceId
               AND x.CapturedAt > DATEADD(minute, -20, @Now)
               AND x.CapturedAt <= @Now
            CROSS APPLY
            (
                SELECT TOP (1) u.SchedulerCount
                FROM fact.CpuCapture AS u
                WHERE u.InstanceId = n.InstanceId
                  AND u.CapturedAt <= @Now
                  AND u.CapturedAt > DATEADD(hour, -1, @Now)
                ORDER BY u.CapturedAt DESC
            ) AS p
            WHERE n.IsEnabled = 1
              AND x.ElapsedMs > 0
        ) AS c
        INNER JOIN dim.Query AS d ON d.InstanceId = c.InstanceId AND d.LastTopAt > DATEADD(hour, -1, @Now)
        INNER JOIN fact.QueryStat AS q
            ON q.InstanceId = c.InstanceId
           AND q.QueryHash = d.QueryHash
           AND q.CapturedAt = c.CapturedAt
        WHERE c.CaptureNumber <= 3
        GROUP BY c.InstanceId, q.QueryHash
    ) AS s
    CROSS APPLY
    (
        VALUES
            (N'CpuSharePercent', CASE WHEN s.CaptureCount = 3 THEN s.CpuShare ELSE 0e0 END),
            (N'ReadsSharePercent', CASE WHEN s.CaptureCount = 3 THEN s.ReadsShare ELSE 0e0 END)
    ) AS v (MeasureName, MeasureValue)
);
