-- Rollups: values folded once, again, late, in any order, corrected or deleted; purged detail; events; bins.
EXEC tSQLt.NewTestClass N'RollupTests';
GO
CREATE PROCEDURE RollupTests.SetUp
AS
EXEC config.DefineMetric N'test.load', N'Requests', N'percent', N'higher', N'none', N'For the test.';
EXEC config.DefineMetric N'test.free', N'Requests', N'percent', N'lower', N'none', N'For the test.';
EXEC config.DefineMetric N'test.failures', N'Errors', N'count', N'higher', N'none', N'For the test.', N'event count';
CREATE TABLE #Instance (InstanceId int);
INSERT #Instance EXEC ops.RegisterInstance N'tSQLt', N'x', NULL, '2026-01-02T09:00:00';
GO
-- Saves a value of its own time.
CREATE PROCEDURE RollupTests.Put
    @At         datetime2(3),
    @Value      float,
    @MetricName nvarchar(64) = N'test.load'
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Points stage.MetricPoint;
INSERT @Points (MetricName, KeyText, Value, CapturedAt) VALUES (@MetricName, N'', @Value, @At);
EXEC collect.SaveMetrics @InstanceId, @At, @Points;
GO
CREATE PROCEDURE RollupTests.Fold
    @Now        datetime2(3) = '2026-01-03T00:00:00',
    @DetailFrom datetime2(3) = '19000101',
    @BatchSize  int = 5000
AS
CREATE TABLE #Result (FoldedBuckets bigint, RefusedBuckets bigint, LeftBuckets bigint);
INSERT #Result EXEC rollup.Fold @Now, @DetailFrom, '19000101', '19000101', @BatchSize;
GO
-- Rows of a table for a metric, as text.
CREATE PROCEDURE RollupTests.AssertRows
    @Minutes    int,
    @Expected   nvarchar(max),
    @MetricName nvarchar(64) = N'test.load'
AS
DECLARE @Actual nvarchar(max) = COALESCE(STUFF(
(
    SELECT CONCAT(
        N' ', FORMAT(r.BucketAt, N'dd.HH:mm'), N'=', r.ValueCount, N',', r.SumValue, N',', r.MinValue, N',', r.MaxValue, N',',
        r.LastValue, N'@', FORMAT(r.LastAt, N'HH:mm:ss'))
    FROM
    (
        SELECT
            5,
            f.SeriesId,
            f.BucketAt,
            f.ValueCount,
            f.SumValue,
            f.MinValue,
            f.MaxValue,
            f.LastValue,
            f.LastAt
        FROM rollup.FiveMinute AS f
        UNION ALL
        SELECT
            60,
            h.SeriesId,
            h.BucketAt,
            h.ValueCount,
            h.SumValue,
            h.MinValue,
            h.MaxValue,
            h.LastValue,
            h.LastAt
        FROM rollup.Hour AS h
        UNION ALL
        SELECT
            1440,
            d.SeriesId,
            d.BucketAt,
            d.ValueCount,
            d.SumValue,
            d.MinValue,
            d.MaxValue,
            d.LastValue,
            d.LastAt
        FROM rollup.Day AS d
    ) AS r (Minutes, SeriesId, BucketAt, ValueCount, SumValue, MinValue, MaxValue, LastValue, LastAt)
    INNER JOIN rollup.Series AS s ON s.SeriesId = r.SeriesId
    INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.MetricName = @MetricName
    WHERE r.Minutes = @Minutes
    ORDER BY r.BucketAt
    FOR XML PATH(N'')
), 1, 1, N''), N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
-- Bins of the hours or days of a metric, as text.
CREATE PROCEDURE RollupTests.AssertBins
    @Minutes    int,
    @Expected   nvarchar(max),
    @MetricName nvarchar(64) = N'test.load'
AS
DECLARE @Actual nvarchar(max) = COALESCE(STUFF(
(
    SELECT CONCAT(N' ', FORMAT(r.BucketAt, N'HH'), N':', r.BinIndex, N'*', r.BinCount)
    FROM
    (
        SELECT Minutes = 60, h.SeriesId, h.BucketAt, h.BinIndex, h.BinCount FROM rollup.HourBin AS h
        UNION ALL
        SELECT 1440, d.SeriesId, d.BucketAt, d.BinIndex, d.BinCount FROM rollup.DayBin AS d
    ) AS r
    INNER JOIN rollup.Series AS s ON s.SeriesId = r.SeriesId
    INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.MetricName = @MetricName
    WHERE r.Minutes = @Minutes
    ORDER BY r.BucketAt, r.BinIndex
    FOR XML PATH(N'')
), 1, 1, N''), N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE RollupTests.[test five minutes, hours and days are folded, a boundary belongs to the later one]
AS
EXEC RollupTests.Put '2026-01-02T10:00:00', 3;
EXEC RollupTests.Put '2026-01-02T10:04:59.999', 1;
EXEC RollupTests.Put '2026-01-02T10:05:00', 8;
EXEC RollupTests.Put '2026-01-02T11:00:00', 4;
EXEC RollupTests.Fold;
EXEC RollupTests.AssertRows 5, N'02.10:00=2,4,1,3,1@10:04:59 02.10:05=1,8,8,8,8@10:05:00 02.11:00=1,4,4,4,4@11:00:00';
EXEC RollupTests.AssertRows 60, N'02.10:00=3,12,1,8,8@10:05:00 02.11:00=1,4,4,4,4@11:00:00';
EXEC RollupTests.AssertRows 1440, N'02.00:00=4,16,1,8,4@11:00:00';
DECLARE @Marks int = (SELECT COUNT(*) FROM rollup.Dirty);
EXEC tSQLt.AssertEquals 0, @Marks;
GO
CREATE PROCEDURE RollupTests.[test an open five minutes is folded as it stands, hours and days when they are over]
AS
EXEC RollupTests.Put '2026-01-02T10:01:00', 3;
EXEC RollupTests.Fold '2026-01-02T10:01:30';
EXEC RollupTests.AssertRows 5, N'02.10:00=1,3,3,3,3@10:01:00';
EXEC RollupTests.AssertRows 60, N'';
EXEC RollupTests.Put '2026-01-02T10:02:00', 5;
EXEC RollupTests.Fold '2026-01-02T10:59:59.999';
EXEC RollupTests.AssertRows 5, N'02.10:00=2,8,3,5,5@10:02:00';
EXEC RollupTests.AssertRows 60, N'';
EXEC RollupTests.Fold '2026-01-02T11:00:00';
EXEC RollupTests.AssertRows 60, N'02.10:00=2,8,3,5,5@10:02:00';
EXEC RollupTests.AssertRows 1440, N'';
EXEC RollupTests.Fold '2026-01-03T00:00:00';
EXEC RollupTests.AssertRows 1440, N'02.00:00=2,8,3,5,5@10:02:00';
GO
CREATE PROCEDURE RollupTests.[test folding again, late values and any order give the same rows]
AS
EXEC RollupTests.Put '2026-01-02T10:03:00', 5;
EXEC RollupTests.Fold;
EXEC RollupTests.Fold;
EXEC RollupTests.Put '2026-01-02T10:01:00', 7;
EXEC RollupTests.Put '2026-01-02T10:20:00', 2;
EXEC RollupTests.Fold;
EXEC RollupTests.Put '2026-01-02T10:01:00', 7;
EXEC RollupTests.Fold;
EXEC RollupTests.AssertRows 5, N'02.10:00=2,12,5,7,5@10:03:00 02.10:20=1,2,2,2,2@10:20:00';
EXEC RollupTests.AssertRows 60, N'02.10:00=3,14,2,7,2@10:20:00';
EXEC RollupTests.AssertRows 1440, N'02.00:00=3,14,2,7,2@10:20:00';
EXEC RollupTests.AssertBins 60, N'10:1075*1 10:1121*1 10:1138*1';
EXEC RollupTests.AssertBins 1440, N'00:1075*1 00:1121*1 00:1138*1';
GO
CREATE PROCEDURE RollupTests.[test a corrected value takes the place of the one before, also in the sketches]
AS
EXEC RollupTests.Put '2026-01-02T10:03:00', 5;
EXEC RollupTests.Fold;
EXEC RollupTests.Put '2026-01-02T10:03:00', 0.5;
EXEC RollupTests.Fold;
EXEC RollupTests.AssertRows 5, N'02.10:00=1,0.5,0.5,0.5,0.5@10:03:00';
EXEC RollupTests.AssertRows 1440, N'02.00:00=1,0.5,0.5,0.5,0.5@10:03:00';
EXEC RollupTests.AssertBins 1440, N'00:1006*1';
GO
CREATE PROCEDURE RollupTests.[test what was deleted leaves no row]
AS
EXEC RollupTests.Put '2026-01-02T10:03:00', 5;
EXEC RollupTests.Fold;
CREATE TABLE #Mark (BucketAt datetime2(3) NOT NULL, SeriesId int NOT NULL);
INSERT #Mark (BucketAt, SeriesId)
SELECT '2026-01-02T10:00:00', s.SeriesId
FROM rollup.Series AS s
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.MetricName = N'test.load';
EXEC rollup.MarkDirty;
DELETE f FROM fact.Metric AS f INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId AND m.MetricName = N'test.load';
EXEC RollupTests.Fold;
EXEC RollupTests.AssertRows 5, N'';
EXEC RollupTests.AssertRows 60, N'';
EXEC RollupTests.AssertRows 1440, N'';
EXEC RollupTests.AssertBins 60, N'';
EXEC RollupTests.AssertBins 1440, N'';
GO
CREATE PROCEDURE RollupTests.[test what comes for purged detail is refused and counted, and the rollup stays]
AS
EXEC RollupTests.Put '2026-01-02T10:03:00', 5;
EXEC RollupTests.Fold;
DELETE fact.Metric;
EXEC RollupTests.Put '2026-01-02T10:04:00', 9;
EXEC RollupTests.Fold '2026-01-03T00:00:00', '2026-01-03T00:00:00';
EXEC RollupTests.AssertRows 5, N'02.10:00=1,5,5,5,5@10:03:00';
EXEC RollupTests.AssertRows 1440, N'02.00:00=1,5,5,5,5@10:03:00';
DECLARE @Actual nvarchar(100) = (
    SELECT CONCAT(s.RefusedCount, N' ', CONVERT(nvarchar(19), s.RefusedAt, 126), N' ', (SELECT COUNT(*) FROM rollup.Dirty))
    FROM rollup.State AS s);
EXEC tSQLt.AssertEqualsString N'1 2026-01-03T00:00:00 0', @Actual;
GO
CREATE PROCEDURE RollupTests.[test zeros of event counts are not stored, zeros of others are]
AS
EXEC RollupTests.Put '2026-01-02T10:01:00', 0;
EXEC RollupTests.Put '2026-01-02T10:01:00', 0, N'test.failures';
EXEC RollupTests.Put '2026-01-02T10:06:00', 0, N'test.failures';
EXEC RollupTests.Put '2026-01-02T10:07:00', 2, N'test.failures';
EXEC RollupTests.Fold;
EXEC RollupTests.AssertRows 5, N'02.10:00=1,0,0,0,0@10:01:00';
EXEC RollupTests.AssertRows 5, N'02.10:05=1,2,2,2,2@10:07:00', N'test.failures';
EXEC RollupTests.AssertBins 60, N'10:0*1';
EXEC RollupTests.AssertBins 60, N'10:1075*1', N'test.failures';
GO
CREATE PROCEDURE RollupTests.[test batches of any size give the same]
AS
EXEC RollupTests.Put '2026-01-02T10:01:00', 1;
EXEC RollupTests.Put '2026-01-02T10:06:00', 2;
EXEC RollupTests.Put '2026-01-02T10:11:00', 3;
EXEC RollupTests.Put '2026-01-02T11:11:00', 4;
EXEC RollupTests.Put '2026-01-02T11:11:00', 5, N'test.free';
EXEC RollupTests.Fold '2026-01-03T00:00:00', '19000101', 1;
EXEC RollupTests.AssertRows 60, N'02.10:00=3,6,1,3,3@10:11:00 02.11:00=1,4,4,4,4@11:11:00';
EXEC RollupTests.AssertRows 1440, N'02.00:00=4,10,1,4,4@11:11:00';
EXEC RollupTests.AssertRows 1440, N'02.00:00=1,5,5,5,5@11:11:00', N'test.free';
GO
CREATE PROCEDURE RollupTests.[test a sketch beyond its limit keeps the bins on the worse side]
AS
UPDATE config.Setting SET SettingValue = N'2' WHERE SettingName = N'SketchBins';
DECLARE @Value int = 1, @At datetime2(3);
WHILE @Value <= 4
BEGIN
    SET @At = DATEADD(minute, @Value * 15, '2026-01-02T10:00:00');
    EXEC RollupTests.Put @At, @Value;
    EXEC RollupTests.Put @At, @Value, N'test.free';
    SET @Value += 1;
END;
EXEC RollupTests.Fold;
EXEC RollupTests.AssertBins 60, N'10:1075*2 10:1095*1 11:1110*1';
EXEC RollupTests.AssertBins 1440, N'00:1095*3 00:1110*1';
EXEC RollupTests.AssertBins 60, N'10:1040*1 10:1075*2 11:1110*1', N'test.free';
EXEC RollupTests.AssertBins 1440, N'00:1040*1 00:1075*3', N'test.free';
DECLARE @Actual nvarchar(100) = STUFF((
    SELECT CONCAT(N' ', h.IsCollapsed) FROM rollup.Hour AS h ORDER BY h.SeriesId, h.BucketAt FOR XML PATH(N'')), 1, 1, N'');
EXEC tSQLt.AssertEqualsString N'1 0 1 0', @Actual;
GO
CREATE PROCEDURE RollupTests.[test every table of rollups that grows is purged, by whole partitions]
AS
SELECT t.name
INTO #Wrong
FROM sys.tables AS t
INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id AND s.name = N'rollup'
LEFT JOIN config.FactTable AS f ON f.TableName = CONCAT(N'rollup.', t.name)
LEFT JOIN sys.indexes AS i ON i.object_id = t.object_id AND i.index_id = 1
LEFT JOIN sys.partition_schemes AS p ON p.data_space_id = i.data_space_id
WHERE t.name NOT IN (N'Series', N'CoverageState', N'Dirty', N'State')
  AND (f.TableName IS NULL OR p.data_space_id IS NULL);
EXEC tSQLt.AssertEmptyTable N'#Wrong';
GO
