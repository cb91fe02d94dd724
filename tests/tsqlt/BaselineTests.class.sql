-- Baselines: what is usual when, from which days, and whether it may be relied on yet.
EXEC tSQLt.NewTestClass N'BaselineTests';
GO
CREATE PROCEDURE BaselineTests.SetUp
AS
CREATE TABLE #Instance (InstanceId int);
INSERT #Instance EXEC ops.RegisterInstance N'tSQLt', N'x', NULL, '2026-01-02T09:00:00';
EXEC config.DefineMetric N'test.load', N'Requests', N'percent', N'higher', N'none', N'For the test.';
INSERT dim.MetricKey (KeyText)
SELECT N''
WHERE NOT EXISTS (SELECT 1 FROM dim.MetricKey AS k WHERE k.KeyText = N'');
INSERT rollup.Series (InstanceId, MetricId, KeyId)
SELECT i.InstanceId, m.MetricId, k.KeyId
FROM config.Instance AS i
CROSS JOIN config.Metric AS m
CROSS JOIN dim.MetricKey AS k
WHERE i.InstanceName = N'tSQLt'
  AND m.MetricName = N'test.load'
  AND k.KeyText = N'';
GO
-- A baseline of the series as if a night had made it: 9 o'clock of Mondays.
CREATE PROCEDURE BaselineTests.PutUsual
    @LearnedDates int,
    @HourOfWeek   int = 9
AS
INSERT baseline.SeriesState (SeriesId, BuiltDate, BuiltAt, DefinitionVersion, LearnedDates)
SELECT s.SeriesId, '2026-06-08', '2026-06-08T00:20:00', m.DefinitionVersion, @LearnedDates
FROM rollup.Series AS s
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.MetricName = N'test.load';
INSERT baseline.Usual
(
    SeriesId,
    HourOfWeek,
    LevelNumber,
    SampleCount,
    P5,
    P50,
    P95,
    P99,
    Mad
)
SELECT
    s.SeriesId,
    @HourOfWeek,
    1,
    24,
    10,
    20,
    30,
    32,
    3
FROM rollup.Series AS s
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.MetricName = N'test.load';
GO
CREATE PROCEDURE BaselineTests.AssertUsual
    @At       datetime2(3),
    @Expected nvarchar(200)
AS
DECLARE @Actual nvarchar(200) =
    (
        SELECT CONCAT(
            u.SampleCount, N' ', u.P5, N' ', u.P50, N' ', u.P95, N' ', u.P99, N' ', u.Mad, N' ', u.LevelName, N', ',
            CASE WHEN u.IsLearning = 1 THEN N'learning' ELSE N'usable' END, N' ', u.LearnedDates, N' of ', u.NeededDates,
            N' on ', CONVERT(nchar(10), u.UsableOn, 23))
        FROM rollup.Series AS s
        INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.MetricName = N'test.load'
        CROSS APPLY baseline.UsualOf(s.InstanceId, s.MetricId, s.KeyId, @At) AS u
    );
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE BaselineTests.[test what is usual is asked by the instance's own clock]
AS
EXEC config.SetTimeZone N'tSQLt', N'W. Europe Standard Time', N'test', '2026-06-08';
EXEC BaselineTests.PutUsual 14;
-- 9 o'clock in summer begins at 7:00 UTC.
EXEC BaselineTests.AssertUsual '2026-06-08T06:59:59', N'0      none, usable 14 of 14 on 2026-06-08';
EXEC BaselineTests.AssertUsual '2026-06-08T07:00:00', N'24 10 20 30 32 3 hour of week, usable 14 of 14 on 2026-06-08';
EXEC BaselineTests.AssertUsual '2026-06-15T07:59:59', N'24 10 20 30 32 3 hour of week, usable 14 of 14 on 2026-06-15';
GO
CREATE PROCEDURE BaselineTests.[test a baseline says that it is learning, and until when]
AS
EXEC BaselineTests.AssertUsual '2026-06-08T09:00:00', N'0      none, learning 0 of 14 on 2026-06-22';
EXEC BaselineTests.PutUsual 10;
EXEC BaselineTests.AssertUsual '2026-06-08T09:00:00', N'24 10 20 30 32 3 hour of week, learning 10 of 14 on 2026-06-12';
GO
CREATE PROCEDURE BaselineTests.[test another definition of the metric begins anew]
AS
EXEC BaselineTests.PutUsual 14;
-- Other words are no other definition.
EXEC config.DefineMetric N'test.load', N'Requests', N'percent', N'higher', N'none', N'In other words.';
EXEC BaselineTests.AssertUsual '2026-06-08T09:00:00', N'24 10 20 30 32 3 hour of week, usable 14 of 14 on 2026-06-08';
EXEC config.DefineMetric N'test.load', N'Requests', N'ms', N'higher', N'none', N'In other words.';
EXEC BaselineTests.AssertUsual '2026-06-08T09:00:00', N'0      none, learning 0 of 14 on 2026-06-22';
GO
CREATE PROCEDURE BaselineTests.[test the band of a chart has a row for each local hour, with what is known of it]
AS
EXEC config.SetTimeZone N'tSQLt', N'India Standard Time', N'test', '2026-06-08';
EXEC BaselineTests.PutUsual 14;
-- 9 o'clock in India begins at 3:30 UTC.
DECLARE @Actual nvarchar(400) =
    (
        SELECT CONCAT(N' ', FORMAT(b.BucketAt, N'HH:mm'), N'=', b.P5, N',', b.P50, N',', b.P95)
        FROM rollup.Series AS s
        INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.MetricName = N'test.load'
        CROSS APPLY baseline.BandOf(s.InstanceId, s.MetricId, s.KeyId, '2026-06-08T02:45:00', '2026-06-08T05:30:00') AS b
        ORDER BY b.BucketAt
        FOR XML PATH(N'')
    );
EXEC tSQLt.AssertEqualsString N' 02:30=,, 03:30=10,20,30 04:30=,,', @Actual;
GO
