/*  alert.QueryCulprit: a query that takes a large share of the server, or many times what it used to take.
    @InstanceId
    @QueryKey       query hash as text
    @Value, @MeasureName   of the alert's first measure
    @Now            UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.QueryCulprit
(
    @InstanceId int,
    @QueryKey nvarchar(256),
    @Value float,
    @MeasureName nvarchar(64),
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(
            CASE
                WHEN @MeasureName LIKE N'%SharePercent' THEN CONCAT(N'One query is ', r.RoundValue)
                ELSE CONCAT(N'New plan, ', r.RoundValue)
            END,
            CASE @MeasureName
                WHEN N'CpuSharePercent' THEN N' % of CPU: '
                WHEN N'ReadsSharePercent' THEN N' % of reads: '
                WHEN N'ReadsFactor' THEN N'x reads: '
                ELSE N'x time: '
            END,
            n.TableNames), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(LEFT(t.TextValue, 1000), 1000) AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(NULL AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(@QueryKey AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson =
        (
            SELECT TOP (6)
                q.CapturedAt AS capturedAt,
                q.ExecutionCount AS executions,
                q.CpuMs AS cpuMs,
                q.LogicalReads AS reads,
                q.PlanCount AS plans,
                CONVERT(nvarchar(18), q.TopPlanHash, 1) AS [plan],
                LEFT(t.TextValue, 1000) AS statement
            FROM fact.QueryStat AS q
            WHERE q.InstanceId = @InstanceId
              AND q.QueryHash = d.QueryHash
              AND q.CapturedAt > DATEADD(hour, -2, @Now)
              AND q.CapturedAt <= @Now
            ORDER BY q.CapturedAt DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM dim.Query AS d
    INNER JOIN config.Masking(1) AS k ON k.InstanceId = d.InstanceId
    OUTER APPLY dim.ShownText(k.HidesLiterals, d.TextHash) AS t
    OUTER APPLY
    (
        SELECT TOP (1) e.CapturedAt, e.CpuMs, e.LogicalReads
        FROM fact.QueryStatCapture AS e
        WHERE e.InstanceId = @InstanceId
          AND e.CapturedAt > DATEADD(minute, -20, @Now)
          AND e.CapturedAt <= @Now
        ORDER BY e.CapturedAt DESC
    ) AS c
    CROSS APPLY (SELECT RoundValue = CAST(ROUND(@Value, 0) AS bigint)) AS r
    CROSS APPLY (SELECT TableNames = COALESCE(REPLACE(NULLIF(d.TableNames, N''), N', ', N'+'), @QueryKey)) AS n
    WHERE d.InstanceId = @InstanceId
      AND d.QueryHash = TRY_CONVERT(binary(8), @QueryKey, 1)
);
