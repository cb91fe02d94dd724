/*  alert.LeakCulprit: what rises, how fast, since when, when it reaches its limit, and what changed about
    when it began.
    @LeakId   baseline.Leak
    Result   one row or none, as alert.FindCulprits describes it; the rows are its latest days  */
CREATE FUNCTION alert.LeakCulprit
(
    @LeakId bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        CulpritText = CAST(LEFT(CONCAT(
            N'Leak: ',
            CASE WHEN k.KeyText = N'' THEN m.MetricName WHEN m.MetricName = N'batch.duration_ms' THEN k.KeyText
                ELSE CONCAT(k.KeyText, N' ', m.MetricName) END,
            CASE WHEN m.Direction = N'lower' THEN N' -' ELSE N' +' END,
            CAST(CASE WHEN ABS(l.RelativePerDay) < 1e6 THEN 100 * ABS(l.RelativePerDay) END AS decimal(18, 1)),
            N' %/day'), 300) AS nvarchar(300)),
        CauseText = CAST(LEFT(CONCAT(
            m.MetricName, N' ', NULLIF(k.KeyText, N'') + N' ', N'has changed steadily since about ',
            CONVERT(nchar(10), l.OnsetDate, 23),
            N' (right to ', l.OnsetErrorDays, N' days) and is at ', t.ValueText, N' now.',
            CASE
                WHEN l.DaysToThreshold IS NULL THEN NULL
                WHEN l.DaysToThreshold > 365 THEN N' Its limit is not reached within a year.'
                ELSE CONCAT(N' Its limit is reached in ',
                    CAST(CASE WHEN l.DaysToThreshold <= 365 THEN l.DaysToThreshold ELSE 0 END AS decimal(5, 1)), N' days.')
            END,
            N' Changed about then: ' + STUFF(
                (
                    SELECT CONCAT(N'; ', c.WhatText, N' (', CONVERT(nchar(10), c.ChangedAt, 23), N')')
                    FROM baseline.LeakChange AS c
                    WHERE c.LeakId = l.LeakId
                      AND c.Place <= 3
                    ORDER BY c.Place
                    FOR XML PATH(N''), TYPE
                ).value(N'.', N'nvarchar(1500)'), 1, 2, N'') + N'.'), 1000) AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(NULL AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(CASE WHEN m.MetricName = N'batch.duration_ms' THEN LEFT(k.KeyText, 128) END AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(NULL AS nvarchar(256)),
        RowsJson =
        (
            SELECT TOP (12)
                CONVERT(nchar(10), v.LocalDate, 23) AS [day],
                CAST(CASE WHEN ABS(v.MedianValue) < 1e15 THEN v.MedianValue END AS decimal(18, 1)) AS median,
                v.ValueCount AS [values]
            FROM baseline.DayValue AS v
            WHERE v.SeriesId = l.SeriesId
              AND v.LocalDate <= l.NightDate
            ORDER BY v.LocalDate DESC
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM baseline.Leak AS l
    INNER JOIN rollup.Series AS s ON s.SeriesId = l.SeriesId
    INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
    CROSS APPLY lib.ValueText(l.LevelValue, m.Unit) AS t
    WHERE l.LeakId = @LeakId
);
