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
            u.SampleCount, N' ', ROUND(u.P5, 2), N' ', ROUND(u.P50, 2), N' ', ROUND(u.P95, 2), N' ', ROUND(u.P99, 2), N' ',
            ROUND(u.Mad, 2), N' ', u.LevelName, N', ',
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
-- Five minutes from a local day on, in UTC as the instance has no zone: a level of 100, and what is asked for
-- beside. Watched all the time, but not on the days left out.
CREATE PROCEDURE BaselineTests.PutDays
    @Days       int,
    @LastDay    datetime2(3) = '2026-06-07',
    @GapDay     datetime2(3) = NULL,
    @MetricName nvarchar(64) = N'test.load'
AS
WITH Number AS
(
    SELECT Number = a.N + 10 * b.N + 100 * c.N + 1000 * d.N
    FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS a (N)
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS b (N)
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS c (N)
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d (N)
)
INSERT rollup.Coverage (InstanceId, CollectorId, BucketAt, CoveredMs)
SELECT i.InstanceId, c.CollectorId, b.BucketAt, 300000
FROM config.Instance AS i
INNER JOIN config.Metric AS m ON m.MetricName = @MetricName
INNER JOIN config.Collector AS c ON c.CollectorName = m.CollectorName
CROSS JOIN Number AS n
CROSS APPLY (SELECT BucketAt = DATEADD(minute, 5 * n.Number, DATEADD(day, 1 - @Days, @LastDay))) AS b
WHERE i.InstanceName = N'tSQLt'
  AND n.Number < 288 * @Days
  AND (@GapDay IS NULL OR b.BucketAt < @GapDay OR b.BucketAt >= DATEADD(day, 1, @GapDay));

INSERT rollup.FiveMinute (SeriesId, BucketAt, ValueCount, SumValue, MinValue, MaxValue, LastValue, LastAt)
SELECT
    s.SeriesId,
    c.BucketAt,
    5,
    5 * v.Value,
    v.Value,
    v.Value,
    v.Value,
    c.BucketAt
FROM rollup.Series AS s
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.MetricName = @MetricName
INNER JOIN config.Collector AS d ON d.CollectorName = m.CollectorName
INNER JOIN rollup.Coverage AS c ON c.InstanceId = s.InstanceId AND c.CollectorId = d.CollectorId
CROSS APPLY (SELECT Value = 100 + DATEPART(hour, c.BucketAt) + DATEPART(minute, c.BucketAt) / 100e0) AS v
WHERE m.Kind <> N'event count'
   OR DATEPART(minute, c.BucketAt) = 0;
GO
CREATE PROCEDURE BaselineTests.Build
    @Now   datetime2(3),
    @Built int = NULL OUTPUT,
    @Left  int = NULL OUTPUT
AS
CREATE TABLE #Built (BuiltSeries int, LeftSeries int, Anomalies int);
INSERT #Built EXEC ops.BuildBaselines @Now;
SELECT @Built = b.BuiltSeries, @Left = b.LeftSeries
FROM #Built AS b;
GO
CREATE PROCEDURE BaselineTests.[test fourteen days make a baseline of every hour of the week, once a day]
AS
DECLARE @Built int, @Left int;
EXEC BaselineTests.PutDays 14;
EXEC BaselineTests.Build '2026-06-08T00:10:00', @Built OUTPUT, @Left OUTPUT;
EXEC tSQLt.AssertEquals 1, @Built;
EXEC tSQLt.AssertEquals 0, @Left;
EXEC BaselineTests.AssertUsual '2026-06-08T09:30:00',
    N'24 109.01 109.28 109.54 109.55 0.15 hour of week, usable 14 of 14 on 2026-06-08';
EXEC BaselineTests.Build '2026-06-08T12:00:00', @Built OUTPUT;
EXEC tSQLt.AssertEquals 0, @Built;
EXEC BaselineTests.Build '2026-06-09T00:10:00', @Built OUTPUT;
EXEC tSQLt.AssertEquals 1, @Built;
DECLARE @State nvarchar(200) =
    (
        SELECT CONCAT(b.LearnedDates, N' ', b.FloorValue, N' ', ROUND(b.Record, 4))
        FROM baseline.SeriesState AS b
    );
EXEC tSQLt.AssertEqualsString N'14 20 0.001', @State;
GO
CREATE PROCEDURE BaselineTests.[test few days fall back to hours of working days, then to all hours, and are learning]
AS
-- Five days up to a Sunday: three working days.
EXEC BaselineTests.PutDays 5;
EXEC BaselineTests.Build '2026-06-08T00:10:00';
EXEC BaselineTests.AssertUsual '2026-06-08T09:30:00',
    N'36 109 109.28 109.55 109.55 0.15 hour of day, learning 5 of 14 on 2026-06-17';
-- Of weekends there is one Saturday and one Sunday.
EXEC BaselineTests.AssertUsual '2026-06-13T09:30:00',
    N'1440 101.1 111.78 122.45 123.43 6 flat, learning 5 of 14 on 2026-06-17';
DECLARE @Record float = (SELECT b.Record FROM baseline.SeriesState AS b);
EXEC tSQLt.AssertEquals NULL, @Record;
GO
CREATE PROCEDURE BaselineTests.[test a day that was not watched counts for nothing]
AS
EXEC BaselineTests.PutDays 14, '2026-06-07', '2026-06-01';
EXEC BaselineTests.Build '2026-06-08T00:10:00';
-- Mondays have one date left.
EXEC BaselineTests.AssertUsual '2026-06-08T09:30:00',
    N'108 109 109.28 109.55 109.55 0.15 hour of day, learning 13 of 14 on 2026-06-09';
GO
CREATE PROCEDURE BaselineTests.[test of event counts a minute without any is a zero]
AS
EXEC config.DefineMetric N'test.load', N'Requests', N'percent', N'higher', N'none', N'For the test.', N'event count';
UPDATE config.Metric SET DefinitionVersion = 1 WHERE MetricName = N'test.load';
EXEC BaselineTests.PutDays 14;
EXEC BaselineTests.Build '2026-06-08T00:10:00';
-- 545 events in the first five minutes of the hour, 109 a minute.
EXEC BaselineTests.AssertUsual '2026-06-08T09:30:00',
    N'24 0 0 92.65 109 0 hour of week, usable 14 of 14 on 2026-06-08';
GO
CREATE PROCEDURE BaselineTests.[test restarts, maintenance and confirmed incidents are left out]
AS
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'tSQLt');
EXEC BaselineTests.PutDays 14;
INSERT fact.AxServer (InstanceId, CapturedAt, AosName, State, StartedAt)
VALUES (@InstanceId, '2026-06-01T12:00:00', N'01@AX-AOS04', N'up', '2026-06-01T09:31:00');
EXEC tSQLt.FakeTable N'fact.CpuCapture';
INSERT fact.CpuCapture (InstanceId, CapturedAt, ServerStartedAt)
VALUES (@InstanceId, '2026-06-02T12:00:00', '2026-06-02T09:31:00');
INSERT config.MaintenanceWindow (InstanceId, StartsAt, EndsAt, Reason, CreatedAt, CreatedBy)
VALUES (@InstanceId, '2026-06-03T09:00:00', '2026-06-03T09:12:00', N'Test', '2026-06-01', N'test');
INSERT baseline.LeftOut (InstanceId, FromAt, SourceName, SourceId, ToAt)
VALUES (@InstanceId, '2026-06-04T09:04:00', N'Alert', 1, '2026-06-04T09:11:00');
EXEC BaselineTests.Build '2026-06-08T00:10:00';
-- The start of an AX server is no matter of this key. Tuesday: from 9:30, which the start lies in, to 9:45,
-- which is 14 minutes after it. Wednesday and Thursday: 9:00 to 9:10.
DECLARE @Counts nvarchar(200) =
    (
        SELECT CONCAT(N' ', u.HourOfWeek, N'=', u.SampleCount)
        FROM baseline.Usual AS u
        WHERE u.SampleCount <> 24
        ORDER BY u.HourOfWeek
        FOR XML PATH(N'')
    );
EXEC tSQLt.AssertEqualsString N' 33=20 57=21 81=21', @Counts;
GO
CREATE PROCEDURE BaselineTests.[test another definition of the metric is learnt from its own values only]
AS
EXEC BaselineTests.PutDays 14;
EXEC BaselineTests.Build '2026-06-08T00:10:00';
EXEC config.DefineMetric N'test.load', N'Requests', N'ms', N'higher', N'none', N'For the test.';
EXEC BaselineTests.Build '2026-06-08T10:00:00';
EXEC BaselineTests.AssertUsual '2026-06-08T09:30:00', N'0      none, learning 0 of 14 on 2026-06-22';
EXEC BaselineTests.Build '2026-06-09T00:10:00';
EXEC BaselineTests.AssertUsual '2026-06-09T09:30:00', N'0      none, learning 0 of 14 on 2026-06-23';
GO
-- Values of the last 25 minutes before 12:00 of the day after the 14 that were learnt, five minutes each.
CREATE PROCEDURE BaselineTests.PutNow
    @ToAt  datetime2(3),
    @Value float,
    @Times int = 4
AS
INSERT rollup.Coverage (InstanceId, CollectorId, BucketAt, CoveredMs)
SELECT s.InstanceId, c.CollectorId, b.BucketAt, 300000
FROM rollup.Series AS s
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.MetricName = N'test.load'
INNER JOIN config.Collector AS c ON c.CollectorName = m.CollectorName
CROSS JOIN (VALUES (1), (2), (3), (4)) AS n (N)
CROSS APPLY (SELECT BucketAt = DATEADD(minute, -5 * n.N, @ToAt)) AS b
WHERE n.N <= @Times;

INSERT rollup.FiveMinute (SeriesId, BucketAt, ValueCount, SumValue, MinValue, MaxValue, LastValue, LastAt)
SELECT
    s.SeriesId,
    b.BucketAt,
    1,
    @Value,
    @Value,
    @Value,
    @Value,
    b.BucketAt
FROM rollup.Series AS s
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId AND m.MetricName = N'test.load'
CROSS JOIN (VALUES (1), (2), (3), (4)) AS n (N)
CROSS APPLY (SELECT BucketAt = DATEADD(minute, -5 * n.N, @ToAt)) AS b
WHERE n.N <= @Times;
GO
CREATE PROCEDURE BaselineTests.AssertAnomaly
    @Now      datetime2(3),
    @Expected nvarchar(200)
AS
EXEC BaselineTests.Build @Now;
DECLARE @Actual nvarchar(200) =
    (
        SELECT CONCAT(
            N' ', FORMAT(a.BeganAt, N'HH:mm'), N'-', FORMAT(a.LastAt, N'HH:mm'), N' ', FORMAT(a.EndedAt, N'HH:mm'), N' ',
            ROUND(a.PeakValue, 1), N' for ', ROUND(a.UsualValue, 1))
        FROM baseline.Anomaly AS a
        ORDER BY a.AnomalyId
        FOR XML PATH(N'')
    );
SET @Actual = COALESCE(@Actual, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE BaselineTests.[test four five minutes beyond its own record are an anomaly, until four are not]
AS
EXEC BaselineTests.PutDays 14;
EXEC BaselineTests.Build '2026-06-08T00:10:00';
-- 15 minutes are too short, and LN 1.5 is above 180 here.
EXEC BaselineTests.PutNow '2026-06-08T09:15:00', 400, 3;
EXEC BaselineTests.AssertAnomaly '2026-06-08T09:17:00', N'';
EXEC BaselineTests.PutNow '2026-06-08T09:20:00', 400, 1;
EXEC BaselineTests.AssertAnomaly '2026-06-08T09:21:00', N'';
EXEC BaselineTests.AssertAnomaly '2026-06-08T09:22:00', N' 09:00-09:20  400 for 109.3';
EXEC BaselineTests.PutNow '2026-06-08T09:40:00', 170;
EXEC BaselineTests.AssertAnomaly '2026-06-08T09:37:00', N' 09:00-09:20  400 for 109.3';
EXEC BaselineTests.AssertAnomaly '2026-06-08T09:42:00', N' 09:00-09:20 09:40 400 for 109.3';
GO
CREATE PROCEDURE BaselineTests.[test nothing is an anomaly while it is learning, in a gap, or behind a start of the server]
AS
EXEC BaselineTests.PutDays 13;
EXEC BaselineTests.Build '2026-06-08T00:10:00';
EXEC BaselineTests.PutNow '2026-06-08T09:20:00', 400;
EXEC BaselineTests.AssertAnomaly '2026-06-08T09:22:00', N'';

EXEC BaselineTests.PutNow '2026-05-26T00:00:00', 100, 4;
INSERT rollup.Coverage (InstanceId, CollectorId, BucketAt, CoveredMs)
SELECT c.InstanceId, c.CollectorId, DATEADD(minute, -5 * (n.N + 10 * t.N + 100 * h.N) - 20, '2026-05-26'), 300000
FROM (SELECT TOP (1) x.InstanceId, x.CollectorId FROM rollup.Coverage AS x) AS c
CROSS JOIN (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) AS n (N)
CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS t (N)
CROSS JOIN (VALUES (0), (1)) AS h (N);
UPDATE baseline.SeriesState SET BuiltDate = '19000101', FirstDate = '2026-05-25';
UPDATE rollup.Coverage SET CoveredMs = 200000 WHERE BucketAt = '2026-06-08T09:10:00';
EXEC BaselineTests.AssertAnomaly '2026-06-08T09:22:00', N'';
DELETE baseline.ScoreState;
UPDATE rollup.Coverage SET CoveredMs = 300000 WHERE BucketAt = '2026-06-08T09:10:00';
EXEC tSQLt.FakeTable N'fact.CpuCapture';
INSERT fact.CpuCapture (InstanceId, CapturedAt, ServerStartedAt)
SELECT i.InstanceId, '2026-06-08T09:12:00', '2026-06-08T08:50:00'
FROM config.Instance AS i
WHERE i.InstanceName = N'tSQLt';
EXEC BaselineTests.AssertAnomaly '2026-06-08T09:22:00', N'';
DELETE baseline.ScoreState;
DELETE fact.CpuCapture;
EXEC BaselineTests.AssertAnomaly '2026-06-08T09:22:00', N' 09:00-09:20  400 for 109.3';
GO
