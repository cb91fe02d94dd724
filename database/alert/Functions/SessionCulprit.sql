/*  alert.SessionCulprit: from how many sessions or users an AX server went to how many.
    @InstanceId
    @AosName   as in the metrics' keys
    @Now       UTC
    Result     one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.SessionCulprit
(
    @InstanceId int,
    @AosName    nvarchar(256),
    @Now        datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT TOP (1)
        CulpritText = CAST(LEFT(CONCAT(
            w.SubjectWord, N' on ', a.ShortName, CASE WHEN l.Value < l.P50 THEN N' fell from ' ELSE N' rose from ' END,
            CAST(CASE WHEN l.P50 < 1e9 THEN ROUND(l.P50, 0) END AS bigint), N' to ',
            CAST(CASE WHEN l.Value < 1e9 THEN ROUND(l.Value, 0) END AS bigint)), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(
            N'Usual at this hour are ', CAST(CASE WHEN l.P5 < 1e9 THEN ROUND(l.P5, 0) END AS bigint), N' to ',
            CAST(CASE WHEN l.P99 < 1e9 THEN ROUND(l.P99, 0) END AS bigint),
            N' (14 days; the median of 15 minutes is compared).'), 1000) AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(LEFT(a.ShortName, 128) AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson =
        (
            SELECT TOP (12)
                o.AosName AS aos,
                o.MetricName AS metric,
                CAST(CASE WHEN o.Value < 1e9 THEN o.Value END AS decimal(18, 1)) AS now,
                CAST(CASE WHEN o.P5 < 1e9 THEN o.P5 END AS decimal(18, 1)) AS p5,
                CAST(CASE WHEN o.P50 < 1e9 THEN o.P50 END AS decimal(18, 1)) AS usual,
                CAST(CASE WHEN o.P99 < 1e9 THEN o.P99 END AS decimal(18, 1)) AS p99
            FROM alert.SessionLevel(@Now) AS o
            WHERE o.InstanceId = @InstanceId
            ORDER BY o.AosName, o.MetricName
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM alert.SessionLevel(@Now) AS l
    CROSS APPLY
    (
        SELECT SubjectWord = CASE l.MetricName WHEN N'axsessions.user_count' THEN N'Users' ELSE N'Sessions' END
    ) AS w
    CROSS APPLY (SELECT ShortName = SUBSTRING(l.AosName, CHARINDEX(N'@', l.AosName) + 1, 128)) AS a
    WHERE l.InstanceId = @InstanceId
      AND l.AosName = @AosName
    ORDER BY l.HasFallen DESC, l.IsUnusual DESC, ABS(l.Value - l.P50) DESC
);
