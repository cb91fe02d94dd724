/*  alert.PageLifeEvent: pages that stay in memory for too short, for that memory and beside what is usual.
    @Now      UTC; the median of ten minutes counts, with eight values and more
    Result    one row per instance with a usable baseline, and per NUMA node where it has several, once SQL
              Server has run for two hours: InstanceId, AlertKey ('memory' or the node), MeasureName,
              MeasureValue, SubjectKind, SubjectId (rollup.Series)
              TimesTooShort   150 s for each 4 GB that SQL Server wants to have (of a node: for its part
                              of them) as a multiple of the median; 0 while that is half of the hour's P5
                              or more, and on special days  */
CREATE FUNCTION alert.PageLifeEvent
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        s.InstanceId,
        AlertKey = CAST(CASE WHEN k.KeyText = N'' THEN N'memory' ELSE CONCAT(N'node ', k.KeyText) END AS nvarchar(256)),
        MeasureName = CAST(N'TimesTooShort' AS nvarchar(64)),
        MeasureValue = CASE
            WHEN u.SpecialDay IS NOT NULL OR x.Value * 2 >= u.P5 THEN 0e0
            ELSE 150e0 * t.Value / 4096 / n.NodeCount / CASE WHEN x.Value > 1 THEN x.Value ELSE 1e0 END
        END,
        SubjectKind = CAST(N'Series' AS nvarchar(32)),
        SubjectId = CAST(s.SeriesId AS bigint)
    FROM config.Metric AS m
    INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
    INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId AND i.IsEnabled = 1
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
    CROSS APPLY alert.MedianOf(s.InstanceId, s.MetricId, s.KeyId, DATEADD(minute, -10, @Now), @Now) AS x
    CROSS APPLY alert.LatestOf(s.InstanceId, N'memory.target_mb', DATEADD(minute, -10, @Now), @Now) AS t
    CROSS APPLY alert.LatestOf(s.InstanceId, N'server.uptime_h', DATEADD(hour, -3, @Now), @Now) AS p
    CROSS APPLY
    (
        SELECT NodeCount = COUNT(*)
        FROM rollup.Series AS r
        WHERE r.MetricId = s.MetricId
          AND r.InstanceId = s.InstanceId
    ) AS n
    CROSS APPLY baseline.UsualOf(s.InstanceId, s.MetricId, s.KeyId, @Now) AS u
    WHERE m.MetricName IN (N'memory.page_life_expectancy_s', N'memory.node_page_life_expectancy_s')
      AND (m.MetricName = N'memory.page_life_expectancy_s' OR n.NodeCount > 1)
      AND x.ValueCount >= 8
      AND p.Value >= 2
      AND u.IsLearning = 0
      AND u.P5 IS NOT NULL
);
