/*  alert.ForecastCulprit: what is full when, and how fast it grows.
    @InstanceId
    @AlertKey   baseline.Forecast.WhatName: a volume, a number sequence, a family of the repository's
                tables
    Result      one row or none, as alert.FindCulprits describes it; the rows are what else fills up there  */
CREATE FUNCTION alert.ForecastCulprit
(
    @InstanceId int,
    @AlertKey   nvarchar(256)
)
RETURNS TABLE
AS
RETURN
(
    SELECT TOP (1)
        CulpritText = CAST(LEFT(CONCAT(
            CASE f.KindName
                WHEN N'table family' THEN N'Repository: ' + f.WhatName + N' reaches its cap'
                WHEN N'number sequence' THEN CONCAT(N'Number sequence ', f.WhatName, N' ', d.UsedPercent, N' % used, ends')
                ELSE f.WhatName + N' full'
            END,
            CASE
                WHEN f.FullInDays < 1 THEN N' within a day'
                ELSE CONCAT(N' in ', d.WholeDays, CASE WHEN d.WholeDays = 1 THEN N' day' ELSE N' days' END)
            END,
            N', +', d.PerDayText, N' a day'), 300) AS nvarchar(300)),
        CauseText = CAST(CONCAT(
            d.UsedText, N' of ', d.CapacityText, N' used; 95 % interval ',
            CAST(CASE WHEN f.DaysEarliest < 1e6 THEN f.DaysEarliest END AS decimal(18, 1)), N' to ',
            COALESCE(CAST(CAST(CASE WHEN f.DaysLatest < 1e6 THEN f.DaysLatest END AS decimal(18, 1)) AS nvarchar(20)),
                N'very many'),
            N' days, from ', f.DayCount, N' days.') AS nvarchar(1000)),
        SessionId = CAST(NULL AS int),
        AosName = CAST(NULL AS nvarchar(128)),
        GroupId = CAST(NULL AS nvarchar(60)),
        ClassName = CAST(NULL AS nvarchar(128)),
        ObjectName = CAST(NULL AS nvarchar(512)),
        QueryKey = CAST(NULL AS nvarchar(64)),
        VolumeName = CAST(CASE WHEN f.KindName = N'volume' THEN f.WhatName END AS nvarchar(256)),
        RowsJson =
        (
            SELECT TOP (12)
                o.KindName AS kind,
                o.WhatName AS what,
                CAST(CASE WHEN o.UsedValue < 1e15 THEN o.UsedValue END AS decimal(18, 1)) AS used,
                CAST(CASE WHEN o.CapacityValue < 1e15 THEN o.CapacityValue END AS decimal(18, 1)) AS capacity,
                CAST(CASE WHEN ABS(o.PerDay) < 1e15 THEN o.PerDay END AS decimal(18, 1)) AS perDay,
                CAST(CASE WHEN o.FullInDays < 1e6 THEN o.FullInDays END AS decimal(18, 1)) AS fullInDays
            FROM baseline.Forecast AS o
            WHERE (o.InstanceId = f.InstanceId OR (o.InstanceId IS NULL AND f.InstanceId IS NULL))
              AND o.FullInDays IS NOT NULL
            ORDER BY o.FullInDays
            FOR JSON PATH, INCLUDE_NULL_VALUES
        )
    FROM baseline.Forecast AS f
    CROSS APPLY lib.BytesText(CAST(CASE WHEN f.PerDay BETWEEN 0 AND 1e12 THEN f.PerDay ELSE 0 END * 1048576 AS bigint)) AS p
    CROSS APPLY lib.BytesText(CAST(CASE WHEN f.UsedValue BETWEEN 0 AND 1e12 THEN f.UsedValue ELSE 0 END * 1048576 AS bigint)) AS u
    CROSS APPLY lib.BytesText(CAST(CASE WHEN f.CapacityValue < 1e12 THEN f.CapacityValue ELSE 0 END * 1048576 AS bigint)) AS c
    CROSS APPLY
    (
        SELECT
            WholeDays = CAST(CASE WHEN f.FullInDays < 1e6 THEN FLOOR(f.FullInDays) END AS int),
            UsedPercent = CAST(
                CASE WHEN f.UsedValue <= f.CapacityValue THEN 100 * f.UsedValue / f.CapacityValue ELSE 100 END AS int),
            PerDayText = CASE f.Unit
                WHEN N'count' THEN CAST(CAST(CASE WHEN f.PerDay < 1e15 THEN f.PerDay END AS decimal(18, 0)) AS nvarchar(30))
                ELSE p.BytesText
            END,
            UsedText = CASE f.Unit
                WHEN N'count' THEN CAST(CAST(CASE WHEN f.UsedValue < 1e15 THEN f.UsedValue END AS decimal(18, 0)) AS nvarchar(30))
                ELSE u.BytesText
            END,
            CapacityText = CASE f.Unit
                WHEN N'count' THEN
                    CAST(CAST(CASE WHEN f.CapacityValue < 1e15 THEN f.CapacityValue END AS decimal(18, 0)) AS nvarchar(30))
                ELSE c.BytesText
            END
    ) AS d
    WHERE (f.InstanceId = @InstanceId OR f.InstanceId IS NULL)
      AND f.WhatName = @AlertKey
      AND f.KindName IN (N'volume', N'table family', N'number sequence')
    ORDER BY f.FullInDays
);
