/*  alert.WaitCulprit: how many tasks wait for pages or the log, beside the usual number.
    @SeriesId   rollup.Series of the category
    @Now        UTC
    Result      one row or none, as alert.FindCulprits describes it; the rows are the latest values  */
CREATE FUNCTION alert.WaitCulprit
(
    @SeriesId bigint,
    @Now      datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(CONCAT(
            CASE k.KeyText WHEN N'log' THEN N'Log writes: ' ELSE N'Page reads: ' END,
            CAST(CASE WHEN x.MeanValue < 1e9 THEN x.MeanValue / 1000 END AS decimal(18, 1)),
            N' tasks wait all the time (usual ',
            CAST(CASE WHEN u.P50 < 1e9 THEN u.P50 / 1000 END AS decimal(18, 1)), N')') AS nvarchar(300)),
        CauseText = CAST(CONCAT(
            N'Mean of ten minutes. 95 % of this hour''s values of 14 days lay below ',
            CAST(CASE WHEN u.P95 < 1e9 THEN u.P95 / 1000 END AS decimal(18, 1)), N' tasks.') AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(NULL AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson =
        (
            SELECT TOP (12)
                f.CapturedAt AS capturedAt,
                CAST(CASE WHEN f.Value < 1e15 THEN f.Value END AS decimal(18, 1)) AS waitMsPerS
            FROM fact.Metric AS f
            WHERE f.InstanceId = s.InstanceId
              AND f.MetricId = s.MetricId
              AND f.KeyId = s.KeyId
              AND f.CapturedAt > DATEADD(minute, -12, @Now)
              AND f.CapturedAt <= @Now
            ORDER BY f.CapturedAt DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM rollup.Series AS s
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
    CROSS APPLY
    (
        SELECT MeanValue = AVG(f.Value)
        FROM fact.Metric AS f
        WHERE f.InstanceId = s.InstanceId
          AND f.MetricId = s.MetricId
          AND f.KeyId = s.KeyId
          AND f.CapturedAt > DATEADD(minute, -10, @Now)
          AND f.CapturedAt <= @Now
    ) AS x
    CROSS APPLY baseline.UsualOf(s.InstanceId, s.MetricId, s.KeyId, @Now) AS u
    WHERE s.SeriesId = @SeriesId
);
