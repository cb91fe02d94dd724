/*  alert.AnomalyCulprit: which series of a collector is farthest beyond its record, and since when.
    @InstanceId
    @CollectorName
    @Now     UTC
    Result   one row or none, as alert.FindCulprits describes it  */
CREATE FUNCTION alert.AnomalyCulprit
(
    @InstanceId    int,
    @CollectorName nvarchar(256),
    @Now           datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT TOP (1)
        CulpritText = CAST(LEFT(CONCAT(
            N'Unusual: ', l.MetricName, N' ' + NULLIF(l.KeyText, N''), N' ', p.ValueText, N' (usual ', u.ValueText, N'), ',
            FORMAT(f.LocalAt, N'HH:mm'), N'–', FORMAT(t.LocalAt, N'HH:mm')), 300) AS nvarchar(300)),
        CauseText = CAST(CONCAT(
            N'Farther from what is usual at this hour, for four buckets of five minutes, than ever in the 14 days before: ',
            CAST(CASE WHEN l.RecordFactor < 1e6 THEN l.RecordFactor END AS decimal(18, 1)),
            N' times its record.') AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(NULL AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson =
        (
            SELECT TOP (10)
                o.MetricName AS metric,
                o.KeyText AS [key],
                CAST(CASE WHEN ABS(o.PeakValue) < 1e15 THEN o.PeakValue END AS decimal(18, 1)) AS peak,
                CAST(CASE WHEN ABS(o.UsualValue) < 1e15 THEN o.UsualValue END AS decimal(18, 1)) AS usual,
                CAST(CASE WHEN o.RecordFactor < 1e6 THEN o.RecordFactor END AS decimal(18, 1)) AS timesRecord,
                o.BeganAt AS beganAt,
                o.LastAt AS lastAt
            FROM alert.AnomalyLevel(@Now) AS o
            WHERE o.InstanceId = @InstanceId
              AND o.CollectorName = @CollectorName
            ORDER BY o.RecordFactor DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM alert.AnomalyLevel(@Now) AS l
    INNER JOIN config.Instance AS i ON i.InstanceId = l.InstanceId
    CROSS APPLY lib.ValueText(l.PeakValue, l.Unit) AS p
    CROSS APPLY lib.ValueText(l.UsualValue, l.Unit) AS u
    CROSS APPLY
    (
        SELECT LocalAt = CAST((l.BeganAt AT TIME ZONE N'UTC') AT TIME ZONE COALESCE(i.TimeZoneName, N'UTC') AS datetime2(3))
    ) AS f
    CROSS APPLY
    (
        SELECT LocalAt = CAST((l.LastAt AT TIME ZONE N'UTC') AT TIME ZONE COALESCE(i.TimeZoneName, N'UTC') AS datetime2(3))
    ) AS t
    WHERE l.InstanceId = @InstanceId
      AND l.CollectorName = @CollectorName
    ORDER BY l.RecordFactor DESC
);
