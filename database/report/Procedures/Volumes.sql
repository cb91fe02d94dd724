/*  report.Volumes: the volumes of each instance as last seen, and when they are full, with their free share
    of the last 30 days in 48 slots: a row for each volume and slot.
    @InstanceId, @Stage   NULL for all
    @TimeZone   of the columns …Local; NULL: UTC  */
CREATE PROCEDURE report.Volumes
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'Volumes';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @Now = w.NowAt, @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

DECLARE @TrendFrom datetime2(3) = DATEADD(day, -30, @Now);
DECLARE @SlotSeconds int = 54000;

SELECT
    v.InstanceId,
    RowId = CONCAT(v.InstanceId, N'/', v.VolumeName),
    i.InstanceName,
    v.VolumeName,
    Severity = COALESCE(o.Severity, N'ok'),
    TotalBytes = v.TotalBytes,
    FreeBytes = v.FreeBytes,
    FreePercent = 100e0 * v.FreeBytes / NULLIF(v.TotalBytes, 0),
    PerDayText = p.ValueText,
    f.FullInDays,
    FullText = CASE
        WHEN f.ReasonName IS NOT NULL THEN f.ReasonName
        WHEN f.FullInDays > 365 THEN N'not within a year'
        WHEN f.FullInDays IS NOT NULL THEN CONCAT(N'in ', CAST(FLOOR(f.FullInDays) AS int), N' d')
        ELSE N'learning'
    END
INTO #Volume
FROM config.Instance AS i
CROSS APPLY (SELECT LastAt = MAX(x.CapturedAt) FROM fact.VolumeSize AS x WHERE x.InstanceId = i.InstanceId) AS k
INNER JOIN fact.VolumeSize AS v ON v.InstanceId = i.InstanceId AND v.CapturedAt = k.LastAt
OUTER APPLY
(
    SELECT TOP (1) w.FullInDays, w.PerDay, w.Unit, w.ReasonName
    FROM baseline.FullWhen() AS w
    WHERE w.InstanceId = v.InstanceId
      AND w.KindName = N'volume'
      AND w.WhatName = v.VolumeName
) AS f
OUTER APPLY lib.ValueText(f.PerDay, f.Unit) AS p
OUTER APPLY
(
    SELECT TOP (1) a.Severity
    FROM report.OpenAlert() AS a
    WHERE a.InstanceId = v.InstanceId
      AND a.RuleName = N'Volume filling'
      AND (a.VolumeName = v.VolumeName OR a.AlertKey = v.VolumeName)
    ORDER BY a.SeverityRank DESC
) AS o
WHERE (@InstanceId IS NULL OR i.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage);

SELECT v.RowId, x.SliceNumber, x.MeanValue
INTO #Trend
FROM #Volume AS v
INNER JOIN config.Metric AS m ON m.MetricName = N'size.volume_free_percent'
INNER JOIN dim.MetricKey AS k ON k.KeyText = v.VolumeName
INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId AND s.InstanceId = v.InstanceId AND s.KeyId = k.KeyId
CROSS APPLY report.SeriesSlices(s.SeriesId, @TrendFrom, @Now, @SlotSeconds) AS x;

SELECT
    v.RowId,
    v.InstanceName,
    v.VolumeName,
    v.Severity,
    v.TotalBytes,
    v.FreeBytes,
    v.FreePercent,
    v.PerDayText,
    v.FullInDays,
    v.FullText,
    SlotLocal = l.LocalAt,
    SlotFreePercent = t.MeanValue
FROM #Volume AS v
CROSS JOIN report.Slices(@TrendFrom, @Now, @SlotSeconds) AS n
CROSS APPLY report.LocalTime(n.SliceAt, @Zone) AS l
LEFT JOIN #Trend AS t ON t.RowId = v.RowId AND t.SliceNumber = n.SliceNumber
ORDER BY v.FreePercent, v.RowId, n.SliceNumber;
