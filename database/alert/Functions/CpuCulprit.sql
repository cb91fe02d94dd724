/*  alert.CpuCulprit: what takes the processors: the query with the largest share of CPU in the last capture
    of the plan cache.
    @InstanceId
    @Now   UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.CpuCulprit
(
    @InstanceId int,
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(N'CPU ' + p.CpuText,
            N': ' + q.ShareText + N' % is one query, ' + COALESCE(q.TableNames, q.KeyText),
            CASE WHEN q.ShareText IS NULL THEN N' busy' END), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(N'The query with the most CPU time of the last five minutes ran ', q.ExecutionCount,
            N' times.'), 1000) AS nvarchar(1000)),
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
                y.CpuMs AS cpuMs,
                y.LogicalReads AS reads,
                CAST(100e0 * y.CpuMs / NULLIF(c.CpuMs, 0) AS decimal(9, 1)) AS cpuSharePercent,
                LEFT(s.TextValue, 1000) AS statement
            FROM dim.Query AS z
            INNER JOIN fact.QueryStat AS y
                ON y.InstanceId = z.InstanceId
               AND y.QueryHash = z.QueryHash
               AND y.CapturedAt = c.CapturedAt
            INNER JOIN config.Masking(1) AS k ON k.InstanceId = z.InstanceId
            OUTER APPLY dim.ShownText(k.HidesLiterals, z.TextHash) AS s
            WHERE z.InstanceId = @InstanceId
              AND z.LastTopAt > DATEADD(hour, -1, @Now)
            ORDER BY y.CpuMs DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM (SELECT InstanceId = @InstanceId) AS n
    OUTER APPLY
    (
        SELECT TOP (1) x.CapturedAt, x.CpuMs
        FROM fact.QueryStatCapture AS x
        WHERE x.InstanceId = n.InstanceId
          AND x.CapturedAt > DATEADD(minute, -20, @Now)
          AND x.CapturedAt <= @Now
          AND x.CpuMs > 0
        ORDER BY x.CapturedAt DESC
    ) AS c
    OUTER APPLY
    (
        SELECT TOP (1)
            KeyText = CONVERT(nvarchar(18), y.QueryHash, 1),
            ShareText = CAST(CAST(ROUND(100e0 * y.CpuMs / c.CpuMs, 0) AS int) AS nvarchar(12)),
            TableNames = REPLACE(NULLIF(z.TableNames, N''), N', ', N'+'),
            y.ExecutionCount
        FROM dim.Query AS z
        INNER JOIN fact.QueryStat AS y
            ON y.InstanceId = z.InstanceId
           AND y.QueryHash = z.QueryHash
           AND y.CapturedAt = c.CapturedAt
        WHERE z.InstanceId = n.InstanceId
          AND z.LastTopAt > DATEADD(hour, -1, @Now)
          AND 5 * y.CpuMs >= c.CpuMs
        ORDER BY y.CpuMs DESC
    ) AS q
    OUTER APPLY alert.LatestOf(n.InstanceId, N'cpu.idle_percent', DATEADD(minute, -10, @Now), @Now) AS i
    CROSS APPLY (SELECT CpuText = CAST(CAST(ROUND(100 - i.Value, 0) AS int) AS nvarchar(12)) + N' %') AS p
);
