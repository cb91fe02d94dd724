/*  alert.PageLifeCulprit: how short pages stay in memory beside the usual, and which query reads the most.
    @SeriesId   rollup.Series of the page life
    @Now        UTC
    Result      one row or none, as alert.FindCulprits describes it; the rows are the queries that read most
                in the last capture of the plan cache  */
CREATE FUNCTION alert.PageLifeCulprit
(
    @SeriesId bigint,
    @Now      datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(N'Memory', N' of node ' + NULLIF(k.KeyText, N''), N': page life ',
            CAST(ROUND(CASE WHEN x.Value < 1e9 THEN x.Value END, 0) AS bigint), N' s',
            N' (usual ' + CAST(CAST(ROUND(CASE WHEN u.P50 < 1e9 THEN u.P50 END, 0) AS bigint) AS nvarchar(20)) + N')',
            N', ' + q.TableNames), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(N'95 % of this hour''s values of 14 days lay above ',
            CAST(ROUND(CASE WHEN u.P5 < 1e9 THEN u.P5 END, 0) AS bigint), N' s.',
            N' The query that reads most takes ' + q.ShareText + N' % of all pages read.'), 1000) AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(NULL AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(q.KeyText AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson =
        (
            SELECT TOP (5)
                CONVERT(nvarchar(18), y.QueryHash, 1) AS query,
                z.TableNames AS tables,
                y.ExecutionCount AS executions,
                y.LogicalReads AS reads,
                CAST(100e0 * y.LogicalReads / NULLIF(c.LogicalReads, 0) AS decimal(9, 1)) AS readsSharePercent
            FROM dim.Query AS z
            INNER JOIN fact.QueryStat AS y
                ON y.InstanceId = z.InstanceId
               AND y.QueryHash = z.QueryHash
               AND y.CapturedAt = c.CapturedAt
            WHERE z.InstanceId = s.InstanceId
              AND z.LastTopAt > DATEADD(hour, -1, @Now)
            ORDER BY y.LogicalReads DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM rollup.Series AS s
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
    CROSS APPLY
    (
        SELECT TOP (1) f.Value
        FROM fact.Metric AS f
        WHERE f.InstanceId = s.InstanceId
          AND f.MetricId = s.MetricId
          AND f.KeyId = s.KeyId
          AND f.CapturedAt > DATEADD(minute, -10, @Now)
          AND f.CapturedAt <= @Now
        ORDER BY f.CapturedAt DESC
    ) AS x
    OUTER APPLY
    (
        SELECT TOP (1) w.CapturedAt, w.LogicalReads
        FROM fact.QueryStatCapture AS w
        WHERE w.InstanceId = s.InstanceId
          AND w.CapturedAt > DATEADD(minute, -20, @Now)
          AND w.CapturedAt <= @Now
          AND w.LogicalReads > 0
        ORDER BY w.CapturedAt DESC
    ) AS c
    OUTER APPLY
    (
        SELECT TOP (1)
            KeyText = CONVERT(nvarchar(18), y.QueryHash, 1),
            ShareText = CAST(CAST(ROUND(100e0 * y.LogicalReads / c.LogicalReads, 0) AS int) AS nvarchar(12)),
            TableNames = REPLACE(NULLIF(z.TableNames, N''), N', ', N'+')
        FROM dim.Query AS z
        INNER JOIN fact.QueryStat AS y
            ON y.InstanceId = z.InstanceId
           AND y.QueryHash = z.QueryHash
           AND y.CapturedAt = c.CapturedAt
        WHERE z.InstanceId = s.InstanceId
          AND z.LastTopAt > DATEADD(hour, -1, @Now)
          AND 5 * y.LogicalReads >= c.LogicalReads
        ORDER BY y.LogicalReads DESC
    ) AS q
    CROSS APPLY baseline.UsualOf(s.InstanceId, s.MetricId, s.KeyId, @Now) AS u
    WHERE s.SeriesId = @SeriesId
);
