/*  report.LargestTables: the biggest tables of the AX databases and what a day adds to each, those that grow
    most first, 60 rows. The collector reads the thirty biggest of an instance.
    @InstanceId, @Stage   NULL for all
    PerDayBytes, PerDayRowCount   what it grew a day since the oldest day among the last eight; NULL before
            there is one
    GrowthPercent   the same of its size, a day  */
CREATE PROCEDURE report.LargestTables
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'LargestTables';
    RETURN;
END;

DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);

-- Series by series: what is read is the latest value of each and one day of its past.
SELECT
    s.InstanceId,
    s.KeyId,
    m.MetricName,
    f.Value,
    PerDay = (f.Value - d.LastValue) / NULLIF(DATEDIFF_BIG(second, d.LastAt, f.CapturedAt) / 86400e0, 0)
INTO #Size
FROM config.Metric AS m
INNER JOIN rollup.Series AS s ON s.MetricId = m.MetricId
INNER JOIN config.Instance AS i ON i.InstanceId = s.InstanceId
CROSS APPLY
(
    SELECT TOP (1) x.Value, x.CapturedAt
    FROM fact.Metric AS x
    WHERE x.InstanceId = s.InstanceId
      AND x.MetricId = s.MetricId
      AND x.KeyId = s.KeyId
      AND x.CapturedAt > DATEADD(day, -1, @Now)
      AND x.CapturedAt <= @Now
    ORDER BY x.CapturedAt DESC
) AS f
OUTER APPLY
(
    SELECT TOP (1) y.LastValue, y.LastAt
    FROM rollup.Day AS y
    WHERE y.SeriesId = s.SeriesId
      AND y.BucketAt >= DATEADD(day, -8, @Now)
      AND y.BucketAt < @Now
    ORDER BY y.BucketAt
) AS d
WHERE m.MetricName IN (N'size.table_mb', N'size.table_rows')
  AND i.IsEnabled = 1
  AND (@InstanceId IS NULL OR s.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage);

SELECT TOP (60)
    RowId = CONCAT(z.InstanceId, N'/', z.KeyId),
    i.InstanceName,
    TableName = k.KeyText,
    SizeBytes = CAST(z.Value * 1048576 AS bigint),
    PerDayBytes = CAST(z.PerDay * 1048576 AS bigint),
    PerDayText = p.ValueText,
    GrowthPercent = 100e0 * z.PerDay / NULLIF(z.Value, 0),
    TableRowCount = CAST(r.Value AS bigint),
    PerDayRowCount = CAST(r.PerDay AS bigint)
FROM #Size AS z
INNER JOIN config.Instance AS i ON i.InstanceId = z.InstanceId
INNER JOIN dim.MetricKey AS k ON k.KeyId = z.KeyId
LEFT JOIN #Size AS r ON r.InstanceId = z.InstanceId AND r.KeyId = z.KeyId AND r.MetricName = N'size.table_rows'
CROSS APPLY lib.ValueText(z.PerDay, N'MB') AS p
WHERE z.MetricName = N'size.table_mb'
ORDER BY z.PerDay DESC, z.Value DESC, RowId;
