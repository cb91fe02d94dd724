-- Figures of the report pages beside what is usual, and what they say while nothing is known.
EXEC tSQLt.NewTestClass N'UsualTests';
GO
CREATE PROCEDURE UsualTests.SetUp
AS
UPDATE config.Instance SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
-- A series with a value now, and a baseline that is the same at all hours.
CREATE PROCEDURE UsualTests.PutSeries
    @MetricName   nvarchar(64),
    @KeyText      nvarchar(256),
    @Value        float,
    @P5           float,
    @P50          float,
    @P95          float,
    @LearnedDates int = 14,
    @LevelNumber  int = 1
AS
DECLARE @Now datetime2(3) = (SELECT NowAt FROM report.Now());
INSERT dim.MetricKey (KeyText)
SELECT @KeyText
WHERE NOT EXISTS (SELECT 1 FROM dim.MetricKey AS k WHERE k.KeyText = @KeyText);
INSERT rollup.Series (InstanceId, MetricId, KeyId)
SELECT i.InstanceId, m.MetricId, k.KeyId
FROM config.Instance AS i
INNER JOIN config.Metric AS m ON m.MetricName = @MetricName
INNER JOIN dim.MetricKey AS k ON k.KeyText = @KeyText
WHERE i.InstanceName = N'tSQLt';
DECLARE @SeriesId int = SCOPE_IDENTITY();
INSERT fact.Metric (InstanceId, MetricId, KeyId, CapturedAt, Value)
SELECT s.InstanceId, s.MetricId, s.KeyId, DATEADD(second, -30, @Now), @Value
FROM rollup.Series AS s
WHERE s.SeriesId = @SeriesId;
INSERT baseline.SeriesState (SeriesId, BuiltDate, BuiltAt, DefinitionVersion, LearnedDates)
SELECT @SeriesId, CAST(@Now AS date), @Now, m.DefinitionVersion, @LearnedDates
FROM config.Metric AS m
WHERE m.MetricName = @MetricName;
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
    @SeriesId,
    n.SliceNumber,
    @LevelNumber,
    24,
    @P5,
    @P50,
    @P95,
    @P95,
    1
FROM report.Slices('2026-01-01', '2026-01-08', 3600) AS n;
GO
CREATE PROCEDURE UsualTests.[test every case has its words]
AS
CREATE TABLE #Said (Step int, UsualText nvarchar(200), IsOutside bit);
INSERT #Said
SELECT v.Step, t.UsualText, t.IsOutside
FROM
(
    VALUES
        (1, 12, N'ms', 5, 12, 20, N'hour of week', 0, 24),
        (2, 37.2, N'ms', 5, 12, 20, N'hour of week', 0, 24),
        (3, 20000, N'ms', 30000, 40000, 60000, N'hour of week', 0, 24),
        (4, 3, N'count', 0, 0, 0, N'hour of week', 0, 24),
        (5, 24, N'ms', 5, 12, 20, N'hour of day', 0, 24),
        (6, 24, N'ms', 5, 12, 20, N'hour of week', 1, 24),
        (7, 24, N'ms', NULL, NULL, NULL, N'none', 0, 4),
        (8, NULL, N'percent', 5, 12, 20, N'hour of week', 0, 24),
        (9, 0, N'count', 5, 12, 20, N'hour of week', 0, 24),
        (10, 1e6, N'count', 5, 12, 20, N'flat', 0, 24),
        (11, 1, N'count', 5000, 12000, 20000, N'hour of week', 0, 24),
        (12, 240, N'ms', 5, 12, 20, N'hour of week', 0, -1)
) AS v (Step, Value, Unit, P5, P50, P95, LevelName, IsLearning, SampleCount)
CROSS APPLY report.UsualText(
    v.Value, v.Unit, v.P5, v.P50, v.P95, v.LevelName, v.IsLearning, '2026-12-06', v.SampleCount,
    CASE WHEN v.SampleCount < 0 THEN N'stock-taking' END) AS t;
CREATE TABLE #Expected (Step int, UsualText nvarchar(200), IsOutside bit);
INSERT #Expected
VALUES
    (1, N'as usual (12 ms)', 0),
    (2, N'×3.1 usual (12 ms)', 1),
    (3, N'÷2.0 usual (40 s)', 1),
    (4, N'usually none', 1),
    (5, N'×2.0 usual of this hour of day (12 ms)', 1),
    (6, N'learning until 2026-12-06', 0),
    (7, N'no usual: 4 samples at this hour', 0),
    (8, N'usually 12 %', 0),
    (9, N'none; usual 12', 1),
    (10, N'×99+ usual of all hours (12)', 1),
    (11, N'÷99+ usual (12000)', 1),
    (12, N'stock-taking, else 12 ms', 0);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Said';
GO
CREATE PROCEDURE UsualTests.[test the worst of several keys speaks, and sums are about]
AS
DECLARE @Now datetime2(3) = (SELECT NowAt FROM report.Now());
EXEC UsualTests.PutSeries N'fileio.read_latency_ms', N'AX/data1', 12, 5, 12, 20;
EXEC UsualTests.PutSeries N'fileio.read_latency_ms', N'AX/data2', 36, 5, 12, 20;
EXEC UsualTests.PutSeries N'memory.page_life_expectancy_s', N'', 300, 3000, 6000, 9000;
EXEC UsualTests.PutSeries N'axsessions.user_count', N'01@A', 100, 110, 120, 130;
EXEC UsualTests.PutSeries N'axsessions.user_count', N'01@B', 100, 110, 121, 130;
EXEC UsualTests.PutSeries N'batch.overdue_count', N'GROUP', 7, 0, 0, 1, 13;
CREATE TABLE #Said (Step int, UsualText nvarchar(200));
INSERT #Said
SELECT 1, CONCAT(w.KeyText, N' ', w.UsualText) FROM report.WorstUsual(NULL, NULL, N'fileio.read_latency_ms', @Now) AS w
UNION ALL
SELECT 2, w.UsualText FROM report.WorstUsual(NULL, NULL, N'memory.page_life_expectancy_s', @Now) AS w
UNION ALL
SELECT 3, s.UsualText FROM report.UsualSum(NULL, NULL, N'axsessions.user_count', @Now) AS s
UNION ALL
SELECT 4, LEFT(s.UsualText, 14) FROM report.UsualSum(NULL, NULL, N'batch.overdue_count', @Now) AS s
UNION ALL
SELECT 5, s.UsualText FROM report.UsualSum(NULL, NULL, N'batch.busy_threads', @Now) AS s;
CREATE TABLE #Expected (Step int, UsualText nvarchar(200));
INSERT #Expected
VALUES
    (1, N'AX/data2 ×3.0 usual (12 ms)'),
    (2, N'÷20.0 usual (1 h 40 min)'),
    (3, N'usually about 241'),
    (4, N'learning until'),
    (5, NULL);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Said';
GO
CREATE PROCEDURE UsualTests.[test a chart has its band, and says when it has none]
AS
CREATE TABLE #Trend (
    SliceLocal datetime2(3), SqlPercent float, OtherPercent float, RunnableCount float, BandLow float, BandHigh float,
    UsualNote nvarchar(200), MadeAt datetime2(3));
CREATE TABLE #Said (Step int, SliceCount int, BandCount int, Lowest float, Highest float, UsualNote nvarchar(60));
EXEC UsualTests.PutSeries N'cpu.sql_percent', N'', 50, 20, 30, 40;
INSERT #Trend EXEC report.CpuTrend;
INSERT #Said SELECT 1, COUNT(*), COUNT(BandHigh), MIN(BandLow), MAX(BandHigh), LEFT(MAX(UsualNote), 27) FROM #Trend;
DELETE #Trend;
INSERT #Trend EXEC report.CpuTrend @Window = N'30d';
INSERT #Said SELECT 2, COUNT(*), COUNT(BandHigh), MIN(BandLow), MAX(BandHigh), LEFT(MAX(UsualNote), 27) FROM #Trend;
DELETE #Trend;
UPDATE baseline.SeriesState SET LearnedDates = 5;
INSERT #Trend EXEC report.CpuTrend;
INSERT #Said SELECT 3, COUNT(*), COUNT(BandHigh), MIN(BandLow), MAX(BandHigh), LEFT(MAX(UsualNote), 14) FROM #Trend;
DELETE #Trend;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt2', N'none', '2026-01-01');
INSERT #Trend EXEC report.CpuTrend;
INSERT #Said SELECT 4, COUNT(*), COUNT(BandHigh), MIN(BandLow), MAX(BandHigh), MAX(UsualNote) FROM #Trend;
CREATE TABLE #Expected (Step int, SliceCount int, BandCount int, Lowest float, Highest float, UsualNote nvarchar(60));
INSERT #Expected
VALUES
    (1, 200, 200, 20, 40, N'The band is what is usual a'),
    (2, 200, 200, 20, 40, N'The band is what is usual a'),
    (3, 200, 0, NULL, NULL, N'Learning until'),
    (4, 200, 0, NULL, NULL, N'What is usual is shown for one instance.');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Said';
GO
CREATE PROCEDURE UsualTests.[test the delay of batch tasks has the band of its groups]
AS
CREATE TABLE #Trend (
    SliceLocal datetime2(3), ReadyCount float, OverdueCount float, BusyCount float, ThreadCount float, DelayP95Ms bigint,
    BandLowMs float, BandHighMs float, UsualNote nvarchar(300), MadeAt datetime2(3));
CREATE TABLE #Said (Step int, SliceCount int, BandCount int, Lowest float, Highest float, UsualNote nvarchar(60));
INSERT #Trend EXEC report.BatchBacklogTrend;
INSERT #Said SELECT 1, COUNT(*), COUNT(BandHighMs), MIN(BandLowMs), MAX(BandHighMs), MAX(UsualNote) FROM #Trend;
DELETE #Trend;
EXEC UsualTests.PutSeries N'batch.delay_ms', N'(default)', 30000, 2000, 10000, 40000;
EXEC UsualTests.PutSeries N'batch.delay_ms', N'POSTING', 30000, 5000, 20000, 90000;
INSERT #Trend EXEC report.BatchBacklogTrend;
INSERT #Said SELECT 2, COUNT(*), COUNT(BandHighMs), MIN(BandLowMs), MAX(BandHighMs), RIGHT(MAX(UsualNote), 12) FROM #Trend;
DELETE #Trend;
INSERT #Trend EXEC report.BatchBacklogTrend @GroupId = N'(default group)', @Window = N'30d';
INSERT #Said SELECT 3, COUNT(*), COUNT(BandHighMs), MIN(BandLowMs), MAX(BandHighMs), RIGHT(MAX(UsualNote), 39) FROM #Trend;
DELETE #Trend;
INSERT #Trend EXEC report.BatchBacklogTrend @Company = N'CEU';
INSERT #Said SELECT 4, COUNT(*), COUNT(BandHighMs), MIN(BandLowMs), MAX(BandHighMs), MAX(UsualNote) FROM #Trend;
DELETE #Trend;
EXEC UsualTests.PutSeries N'batch.delay_ms', N'NEW', 30000, 1, 1, 900000, 3;
INSERT #Trend EXEC report.BatchBacklogTrend;
INSERT #Said SELECT 5, COUNT(*), COUNT(BandHighMs), MIN(BandLowMs), MAX(BandHighMs), RIGHT(MAX(UsualNote), 39) FROM #Trend;
DELETE #Trend;
INSERT #Trend EXEC report.BatchBacklogTrend @GroupId = N'NEW';
INSERT #Said SELECT 6, COUNT(*), COUNT(BandHighMs), MIN(BandLowMs), MAX(BandHighMs), LEFT(MAX(UsualNote), 14) FROM #Trend;
CREATE TABLE #Expected (Step int, SliceCount int, BandCount int, Lowest float, Highest float, UsualNote nvarchar(60));
INSERT #Expected
VALUES
    (1, 200, 0, NULL, NULL, N'Nothing was measured yet: nothing is usual.'),
    (2, 200, 200, 2000, 90000, N'begins last.'),
    (3, 200, 200, 2000, 40000, N'this batch group: P5 to P95 of 14 days.'),
    (4, 200, 0, NULL, NULL, N'What is usual is known by batch group, not by company.'),
    (5, 200, 200, 2000, 90000, N'1 of 3 are still learning and left out.'),
    (6, 200, 0, NULL, NULL, N'Learning until');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Said';
GO
CREATE PROCEDURE UsualTests.[test the sessions of all AOS together have the band of their sum]
AS
CREATE TABLE #Trend (
    SliceLocal datetime2(3), ClientText nvarchar(60), SessionCount int, TotalCount int, BandLow float, BandHigh float,
    UsualNote nvarchar(300), MadeAt datetime2(3));
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Now datetime2(3) = (SELECT NowAt FROM report.Now());
EXEC UsualTests.PutSeries N'axsessions.active_count', N'AX-AOS01', 30, 10, 20, 40;
EXEC UsualTests.PutSeries N'axsessions.active_count', N'AX-AOS02', 30, 5, 10, 15;
-- Clients are most at one capture, workers at another: together they were never more than 22.
INSERT fact.AxSessionCount (InstanceId, CapturedAt, AosName, ClientType, SessionType, StatusNumber, SessionCount)
VALUES
    (@InstanceId, DATEADD(second, -4, @Now), N'AX-AOS01', 0, 0, 1, 12),
    (@InstanceId, DATEADD(second, -4, @Now), N'AX-AOS02', 0, 0, 1, 8),
    (@InstanceId, DATEADD(second, -4, @Now), N'AX-AOS02', 3, 0, 1, 1),
    (@InstanceId, DATEADD(second, -4, @Now), N'AX-AOS02', 0, 0, 0, 99),
    (@InstanceId, DATEADD(second, -3, @Now), N'AX-AOS01', 0, 0, 1, 13),
    (@InstanceId, DATEADD(second, -3, @Now), N'AX-AOS01', 3, 0, 1, 9);
INSERT #Trend EXEC report.SessionTrend;
CREATE TABLE #Said (TypeCount int, MostOfType int, Total int, Lowest float, Highest float, UsualNote nvarchar(60));
INSERT #Said
SELECT
    COUNT(DISTINCT t.ClientText),
    MAX(t.SessionCount),
    MAX(t.TotalCount),
    MIN(t.BandLow),
    MAX(t.BandHigh),
    RIGHT(MAX(t.UsualNote), 22)
FROM #Trend AS t
WHERE t.SessionCount IS NOT NULL;
CREATE TABLE #Expected (TypeCount int, MostOfType int, Total int, Lowest float, Highest float, UsualNote nvarchar(60));
INSERT #Expected VALUES (2, 20, 22, 15, 55, N'of each AOS, added up.');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Said';
GO
CREATE PROCEDURE UsualTests.[test the oldest transaction has its band]
AS
CREATE TABLE #Trend (
    SliceLocal datetime2(3), OldestMs bigint, VersionBytes bigint, BandLowMs float, BandHighMs float, UsualNote nvarchar(200),
    MadeAt datetime2(3));
EXEC UsualTests.PutSeries N'requests.oldest_transaction_ms', N'', 90000, 1000, 2000, 60000;
INSERT #Trend EXEC report.TransactionTrend;
DECLARE @Said nvarchar(100) =
(
    SELECT CONCAT(COUNT(t.BandHighMs), N' ', MIN(t.BandLowMs), N' ', MAX(t.BandHighMs), N' ', LEFT(MAX(t.UsualNote), 8))
    FROM #Trend AS t
);
EXEC tSQLt.AssertEqualsString N'200 1000 60000 The band', @Said;
GO
CREATE PROCEDURE UsualTests.[test a wait category is compared over the whole period]
AS
DECLARE @Now datetime2(3) = (SELECT NowAt FROM report.Now());
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC UsualTests.PutSeries N'waits.wait_ms_per_s', N'lock', 1, 10, 20, 30;
CREATE TABLE #Said (UsualText nvarchar(200));
INSERT #Said
SELECT u.UsualText
FROM report.UsualOver(@InstanceId, N'waits.wait_ms_per_s', N'lock', 60, DATEADD(hour, -9, @Now), @Now) AS u;
INSERT #Said
SELECT LEFT(u.UsualText, 14)
FROM report.UsualOver(@InstanceId, N'waits.wait_ms_per_s', N'log', 60, DATEADD(hour, -9, @Now), @Now) AS u;
CREATE TABLE #Expected (UsualText nvarchar(200));
INSERT #Expected VALUES (N'×3.0 usual (20 ms/s)'), (N'learning until');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Said';
GO
CREATE PROCEDURE UsualTests.[test what a class takes beyond its usual is not told before anything is usual]
AS
DECLARE @Now datetime2(3) = (SELECT NowAt FROM report.Now());
INSERT fact.BatchExecution
(
    InstanceId,
    BatchId,
    StartedAt,
    EndedAt,
    DurationMs,
    ClassNumber,
    StatusNumber,
    IsRunning,
    IsEndEstimated,
    FirstSeenAt,
    LastSeenAt
)
SELECT
    i.InstanceId,
    1,
    DATEADD(hour, -2, @Now),
    DATEADD(hour, -1, @Now),
    3600000,
    77,
    4,
    0,
    0,
    DATEADD(hour, -1, @Now),
    DATEADD(hour, -1, @Now)
FROM config.Instance AS i
WHERE i.InstanceName = N'tSQLt';
CREATE TABLE #Classes (
    RowId nvarchar(40), InstanceName sysname, InstanceId int, ClassNumber int, ClassName nvarchar(128), RunCount int,
    FailedCount int, FailedPercent float, P5Ms bigint, P25Ms bigint, P50Ms bigint, P75Ms bigint, P95Ms bigint, P99Ms bigint,
    MaxMs bigint, ScaleMs bigint, UsualMs bigint, UsualRatio float, TotalMs bigint, UsualDaysText nvarchar(40),
    ExtraMs bigint, LastFailedLocal datetime2(3), LastErrorText nvarchar(max), MadeAt datetime2(3));
INSERT #Classes EXEC report.BatchClasses;
DECLARE @Said nvarchar(100) = (SELECT CONCAT(COUNT(*), N'/', COUNT(ExtraMs), N'/', COUNT(UsualMs)) FROM #Classes);
EXEC tSQLt.AssertEqualsString N'1/0/0', @Said;
GO
