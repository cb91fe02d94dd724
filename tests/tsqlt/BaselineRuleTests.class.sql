-- Rules that compare with what is usual, and what is full when: what they say, and when they are silent.
EXEC tSQLt.NewTestClass N'BaselineRuleTests';
GO
CREATE PROCEDURE BaselineRuleTests.SetUp
AS
UPDATE config.AlertRule SET IsEnabled = 0;
UPDATE config.Instance SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE PROCEDURE BaselineRuleTests.Evaluate
    @RuleName nvarchar(128),
    @Now      datetime2(3)
AS
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
UPDATE config.AlertRule SET IsEnabled = 1, PendingMs = 0, EveryMs = 0 WHERE RuleName = @RuleName;
INSERT @Result EXEC alert.Evaluate @Now;
GO
-- The alerts that are open, with severity and headline.
CREATE PROCEDURE BaselineRuleTests.AssertOpen
    @Expected nvarchar(4000)
AS
DECLARE @Actual nvarchar(4000) = COALESCE(STUFF(
    (
        SELECT CONCAT(N' | ', a.Severity, N' ', a.Headline)
        FROM alert.Alert AS a
        WHERE a.OpenedAt IS NOT NULL
          AND a.ResolvedAt IS NULL
        ORDER BY a.AlertId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(4000)'), 1, 3, N''), N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
-- A series with a value each minute up to a time, and a baseline that is the same at all hours.
CREATE PROCEDURE BaselineRuleTests.PutSeries
    @MetricName   nvarchar(64),
    @KeyText      nvarchar(256),
    @ToAt         datetime2(3),
    @Minutes      int,
    @Value        float,
    @P5           float,
    @P50          float,
    @P95          float,
    @LearnedDates int = 14
AS
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
SELECT s.InstanceId, s.MetricId, s.KeyId, DATEADD(minute, -(a.N + 10 * b.N), @ToAt), @Value
FROM rollup.Series AS s
CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS a (N)
CROSS JOIN (VALUES (0), (1)) AS b (N)
WHERE s.SeriesId = @SeriesId
  AND a.N + 10 * b.N < @Minutes;
INSERT baseline.SeriesState (SeriesId, BuiltDate, BuiltAt, DefinitionVersion, LearnedDates)
SELECT @SeriesId, CAST(@ToAt AS date), @ToAt, m.DefinitionVersion, @LearnedDates
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
    h.HourOfWeek,
    1,
    24,
    @P5,
    @P50,
    @P95,
    @P95,
    1
FROM lib.HourOfWeek(@ToAt) AS h;
GO
CREATE PROCEDURE BaselineRuleTests.[test users that fell below what is usual are told, and how far]
AS
EXEC BaselineRuleTests.PutSeries N'axsessions.user_count', N'01@AX-AOS01', '2026-06-08T10:40:00', 15, 31, 120, 148, 170;
EXEC BaselineRuleTests.PutSeries N'axsessions.user_count', N'01@AX-AOS02', '2026-06-08T10:40:00', 15, 20, 120, 148, 170;
-- As usual, few in all, not long enough, still learning.
EXEC BaselineRuleTests.PutSeries N'axsessions.user_count', N'01@AX-AOS03', '2026-06-08T10:40:00', 15, 100, 120, 148, 170;
EXEC BaselineRuleTests.PutSeries N'axsessions.user_count', N'01@AX-AOS04', '2026-06-08T10:40:00', 15, 2, 10, 20, 30;
EXEC BaselineRuleTests.PutSeries N'axsessions.user_count', N'01@AX-AOS05', '2026-06-08T10:40:00', 9, 31, 120, 148, 170;
EXEC BaselineRuleTests.PutSeries N'axsessions.user_count', N'01@AX-AOS06', '2026-06-08T10:40:00', 15, 31, 120, 148, 170, 13;
EXEC BaselineRuleTests.Evaluate N'Sessions unusual', '2026-06-08T10:40:30';
EXEC BaselineRuleTests.AssertOpen
    N'warning Users on AX-AOS01 fell from 148 to 31 | critical Users on AX-AOS02 fell from 148 to 20';
GO
CREATE PROCEDURE BaselineRuleTests.[test waits for pages are told beside the usual ones, of what is worth it]
AS
EXEC BaselineRuleTests.PutSeries N'waits.wait_ms_per_s', N'page io', '2026-06-08T10:40:00', 10, 8000, 500, 1000, 2000;
-- Six times the usual, but half a task.
EXEC BaselineRuleTests.PutSeries N'waits.wait_ms_per_s', N'log', '2026-06-08T10:40:00', 10, 400, 20, 30, 60;
EXEC BaselineRuleTests.PutSeries N'waits.wait_ms_per_s', N'lock', '2026-06-08T10:40:00', 10, 8000, 500, 1000, 2000;
EXEC BaselineRuleTests.Evaluate N'Waits unusual', '2026-06-08T10:40:30';
EXEC BaselineRuleTests.AssertOpen N'warning Page reads: 8.0 tasks wait all the time (usual 1.0)';
GO
CREATE PROCEDURE BaselineRuleTests.[test waits while their baseline is learning tell nobody]
AS
EXEC BaselineRuleTests.PutSeries N'waits.wait_ms_per_s', N'page io', '2026-06-08T10:40:00', 10, 8000, 500, 1000, 2000, 13;
EXEC BaselineRuleTests.Evaluate N'Waits unusual', '2026-06-08T10:40:30';
EXEC BaselineRuleTests.AssertOpen N'';
GO
CREATE PROCEDURE BaselineRuleTests.[test pages that stay too short for the memory, and far shorter than usual, are told with both]
AS
EXEC BaselineRuleTests.PutSeries N'memory.target_mb', N'', '2026-06-08T10:40:00', 10, 65536, 65536, 65536, 65536;
EXEC BaselineRuleTests.PutSeries N'server.uptime_h', N'', '2026-06-08T10:40:00', 1, 700, 1, 1, 1;
-- 64 GB: 2,400 s are what they ought to stay.
EXEC BaselineRuleTests.PutSeries N'memory.page_life_expectancy_s', N'', '2026-06-08T10:40:00', 10, 310, 3000, 4100, 5000;
EXEC BaselineRuleTests.Evaluate N'Page life short', '2026-06-08T10:40:30';
EXEC BaselineRuleTests.AssertOpen N'critical Memory: page life 310 s (usual 4100)';
GO
CREATE PROCEDURE BaselineRuleTests.[test page life is nobody's trouble when usual, enough for the memory, learning, or soon after a start]
AS
DECLARE @Uptime int = (SELECT m.MetricId FROM config.Metric AS m WHERE m.MetricName = N'server.uptime_h');
DECLARE @Life int = (SELECT m.MetricId FROM config.Metric AS m WHERE m.MetricName = N'memory.page_life_expectancy_s');
EXEC BaselineRuleTests.PutSeries N'memory.target_mb', N'', '2026-06-08T10:40:00', 10, 65536, 65536, 65536, 65536;
EXEC BaselineRuleTests.PutSeries N'server.uptime_h', N'', '2026-06-08T10:40:00', 1, 700, 1, 1, 1;
EXEC BaselineRuleTests.PutSeries N'memory.page_life_expectancy_s', N'', '2026-06-08T10:40:00', 10, 1300, 2000, 2500, 3000;
EXEC BaselineRuleTests.Evaluate N'Page life short', '2026-06-08T10:40:30';
EXEC BaselineRuleTests.AssertOpen N'';
-- Below half of what is usual, and long enough for 64 GB.
UPDATE fact.Metric SET Value = 2500 WHERE MetricId = @Life;
UPDATE baseline.Usual SET P5 = 6000 WHERE P5 = 2000;
EXEC BaselineRuleTests.Evaluate N'Page life short', '2026-06-08T10:40:31';
EXEC BaselineRuleTests.AssertOpen N'';
-- Both, but the server has just begun.
UPDATE fact.Metric SET Value = 500 WHERE MetricId = @Life;
UPDATE fact.Metric SET Value = 1 WHERE MetricId = @Uptime;
EXEC BaselineRuleTests.Evaluate N'Page life short', '2026-06-08T10:40:32';
EXEC BaselineRuleTests.AssertOpen N'';
-- Both, and nobody knows yet what is usual.
UPDATE fact.Metric SET Value = 700 WHERE MetricId = @Uptime;
UPDATE baseline.SeriesState SET LearnedDates = 13;
EXEC BaselineRuleTests.Evaluate N'Page life short', '2026-06-08T10:40:33';
EXEC BaselineRuleTests.AssertOpen N'';
UPDATE baseline.SeriesState SET LearnedDates = 14;
EXEC BaselineRuleTests.Evaluate N'Page life short', '2026-06-08T10:40:34';
EXEC BaselineRuleTests.AssertOpen N'critical Memory: page life 500 s (usual 2500)';
GO
CREATE PROCEDURE BaselineRuleTests.[test one NUMA node short of memory is told, though the mean of all hides it]
AS
EXEC BaselineRuleTests.PutSeries N'memory.target_mb', N'', '2026-06-08T10:40:00', 10, 65536, 65536, 65536, 65536;
EXEC BaselineRuleTests.PutSeries N'server.uptime_h', N'', '2026-06-08T10:40:00', 1, 700, 1, 1, 1;
EXEC BaselineRuleTests.PutSeries N'memory.page_life_expectancy_s', N'', '2026-06-08T10:40:00', 10, 3100, 3000, 4100, 5000;
EXEC BaselineRuleTests.PutSeries N'memory.node_page_life_expectancy_s', N'000', '2026-06-08T10:40:00', 10, 900, 3000, 4100, 5000;
EXEC BaselineRuleTests.PutSeries N'memory.node_page_life_expectancy_s', N'001', '2026-06-08T10:40:00', 10, 5300, 3000, 4100, 5000;
EXEC BaselineRuleTests.Evaluate N'Page life short', '2026-06-08T10:40:30';
EXEC BaselineRuleTests.AssertOpen N'warning Memory of node 000: page life 900 s (usual 4100)';
GO
-- Runs of a class, an hour apart, up to a time.
CREATE PROCEDURE BaselineRuleTests.PutRuns
    @ClassNumber int,
    @ToAt        datetime2(3),
    @Runs        int,
    @DurationMs  bigint,
    @HoursApart  int = 1
AS
DECLARE @Run int = 0;
WHILE @Run < @Runs
BEGIN
    INSERT fact.BatchExecution
    (
        InstanceId,
        BatchId,
        ClassNumber,
        StatusNumber,
        StartedAt,
        EndedAt,
        DurationMs,
        IsRunning,
        IsEndEstimated,
        FirstSeenAt,
        LastSeenAt
    )
    SELECT
        i.InstanceId,
        @ClassNumber,
        @ClassNumber,
        4,
        s.StartedAt,
        DATEADD(millisecond, @DurationMs, s.StartedAt),
        @DurationMs,
        0,
        0,
        s.StartedAt,
        s.StartedAt
    FROM config.Instance AS i
    CROSS APPLY (SELECT StartedAt = DATEADD(hour, -@HoursApart * (@Run + 1), @ToAt)) AS s
    WHERE i.InstanceName = N'tSQLt';
    SET @Run += 1;
END;
GO
CREATE PROCEDURE BaselineRuleTests.BuildClasses
    @Today datetime2(3)
AS
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'tSQLt');
EXEC baseline.BuildBatchClasses @InstanceId, N'UTC', @Today;
GO
CREATE PROCEDURE BaselineRuleTests.[test a class whose latest runs are nearly all slow is told with factor and begin]
AS
-- Every four hours for 14 days: ten minutes. Then hourly: 26 minutes.
EXEC BaselineRuleTests.PutRuns 7, '2026-06-08T00:00:00', 84, 600000, 4;
EXEC BaselineRuleTests.PutRuns 7, '2026-06-08T11:15:00', 10, 1560000;
-- As slow, but it costs little.
EXEC BaselineRuleTests.PutRuns 8, '2026-06-08T00:00:00', 84, 6000, 4;
EXEC BaselineRuleTests.PutRuns 8, '2026-06-08T11:15:00', 10, 15600;
-- Few runs are no class.
EXEC BaselineRuleTests.PutRuns 9, '2026-06-08T00:00:00', 14, 600000, 24;
EXEC BaselineRuleTests.PutRuns 9, '2026-06-08T11:15:00', 10, 1560000;
EXEC BaselineRuleTests.BuildClasses '2026-06-08';
EXEC BaselineRuleTests.Evaluate N'Batch slow', '2026-06-08T11:30:00';
EXEC BaselineRuleTests.AssertOpen N'warning 7 2.6x slower since 01:15';
-- Seven good ones end it.
EXEC BaselineRuleTests.PutRuns 7, '2026-06-08T18:30:00', 7, 600000;
EXEC BaselineRuleTests.Evaluate N'Batch slow', '2026-06-08T18:45:00';
EXEC BaselineRuleTests.AssertOpen N'';
GO
CREATE PROCEDURE BaselineRuleTests.[test three times the usual is critical, and less than 14 days of history are learning]
AS
EXEC BaselineRuleTests.PutRuns 7, '2026-06-08T00:00:00', 84, 600000, 4;
EXEC BaselineRuleTests.PutRuns 7, '2026-06-08T11:15:00', 10, 1860000;
EXEC BaselineRuleTests.BuildClasses '2026-06-08';
UPDATE baseline.BatchClass SET DayCount = 13;
EXEC BaselineRuleTests.Evaluate N'Batch slow', '2026-06-08T11:30:00';
EXEC BaselineRuleTests.AssertOpen N'';
EXEC BaselineRuleTests.BuildClasses '2026-06-08';
EXEC BaselineRuleTests.Evaluate N'Batch slow', '2026-06-08T11:31:00';
EXEC BaselineRuleTests.AssertOpen N'critical 7 3.1x slower since 01:15';
GO
CREATE PROCEDURE BaselineRuleTests.PutAnomaly
    @MetricName nvarchar(64),
    @KeyText    nvarchar(256),
    @Factor     float
AS
EXEC BaselineRuleTests.PutSeries @MetricName, @KeyText, '2026-06-08T11:25:00', 1, 60, 5, 10, 15;
INSERT baseline.Anomaly (SeriesId, BeganAt, LastAt, RecordFactor, PeakValue, UsualValue)
SELECT MAX(s.SeriesId), '2026-06-08T11:00:00', '2026-06-08T11:25:00', @Factor, 60, 10
FROM rollup.Series AS s;
GO
CREATE PROCEDURE BaselineRuleTests.[test anomalies are one alert a collector, without those that another rule watches]
AS
EXEC config.DefineMetric N'test.one', N'Counters', N'MB/s', N'higher', N'key', N'For the test.';
EXEC config.DefineMetric N'test.two', N'Counters', N'MB/s', N'higher', N'key', N'For the test.';
EXEC BaselineRuleTests.PutAnomaly N'test.one', N'E:', 2;
EXEC BaselineRuleTests.PutAnomaly N'test.two', N'F:', 3;
EXEC BaselineRuleTests.PutAnomaly N'log.used_percent', N'AX', 9;
EXEC BaselineRuleTests.PutAnomaly N'waits.wait_ms_per_s', N'latch', 4;
UPDATE config.AlertRule SET IsEnabled = 1 WHERE RuleName = N'Log filling';
EXEC BaselineRuleTests.Evaluate N'Anomaly', '2026-06-08T11:26:00';
DECLARE @Rows nvarchar(4000) =
    (
        SELECT CONCAT(N' | ', a.AlertKey, N' ', a.Headline)
        FROM alert.Alert AS a
        INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId AND r.RuleName = N'Anomaly'
        ORDER BY a.AlertKey
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(4000)');
EXEC tSQLt.AssertEqualsString
    N' | Counters Unusual: test.two F: 60 MB/s (usual 10 MB/s), 11:00–11:25 | Waits Unusual: waits.wait_ms_per_s latch 60 ms/s (usual 10 ms/s), 11:00–11:25',
    @Rows;
DECLARE @Mails int = (SELECT COUNT(*) FROM alert.Notification AS n);
EXEC tSQLt.AssertEquals 0, @Mails, N'Anomalies stand in digests.';
UPDATE baseline.Anomaly SET EndedAt = '2026-06-08T11:45:00';
EXEC BaselineRuleTests.Evaluate N'Anomaly', '2026-06-08T11:46:00';
EXEC BaselineRuleTests.AssertOpen N'';
GO
CREATE PROCEDURE BaselineRuleTests.[test of very many anomalies the ten farthest of an instance are told]
AS
DECLARE @Number int = 1, @Key nvarchar(20);
EXEC config.DefineMetric N'test.one', N'Counters', N'MB/s', N'higher', N'key', N'For the test.';
WHILE @Number <= 12
BEGIN
    SET @Key = CONCAT(N'k', @Number);
    EXEC BaselineRuleTests.PutAnomaly N'test.one', @Key, @Number;
    SET @Number += 1;
END;
DECLARE @Count int, @Least float;
SELECT @Count = COUNT(*), @Least = MIN(l.RecordFactor)
FROM alert.AnomalyLevel('2026-06-08T11:26:00') AS l;
EXEC tSQLt.AssertEquals 10, @Count;
EXEC tSQLt.AssertEquals 3, @Least;
GO
-- A volume of 600 GB whose use grows by so many GB a day, up to a level yesterday.
CREATE PROCEDURE BaselineRuleTests.PutVolume
    @VolumeName  nvarchar(256),
    @UsedGb      int,
    @PerDayGb    int,
    @Days        int = 20
AS
DECLARE @Day int = 0;
WHILE @Day < @Days
BEGIN
    INSERT fact.VolumeSize (InstanceId, VolumeName, CapturedAt, TotalBytes, FreeBytes)
    SELECT i.InstanceId, @VolumeName, DATEADD(hour, -12 - 24 * @Day, '2026-06-08'), 600 * 1073741824e0,
        (600 - @UsedGb + @PerDayGb * @Day) * 1073741824e0
    FROM config.Instance AS i
    WHERE i.InstanceName = N'tSQLt';
    SET @Day += 1;
END;
GO
CREATE PROCEDURE BaselineRuleTests.[test a volume that is full soon at its pace is told with days and growth]
AS
EXEC BaselineRuleTests.PutVolume N'E:\', 564, 4;
EXEC BaselineRuleTests.PutVolume N'F:\', 590, 4;
-- Not growing, too young, a year ahead.
EXEC BaselineRuleTests.PutVolume N'G:\', 590, 0;
EXEC BaselineRuleTests.PutVolume N'H:\', 590, 4, 6;
EXEC BaselineRuleTests.PutVolume N'I:\', 300, 1;
EXEC ops.ForecastCapacity '2026-06-08T00:10:00';
DECLARE @Forecast nvarchar(4000) =
    (
        SELECT CONCAT(N' ', f.WhatName, N'=', ROUND(f.FullInDays, 2), f.ReasonName)
        FROM baseline.FullWhen() AS f
        WHERE f.KindName = N'volume'
        ORDER BY f.WhatName
        FOR XML PATH(N'')
    );
EXEC tSQLt.AssertEqualsString N' E:\=9 F:\=2.5 G:\=not growing H:\=too few days I:\=300', @Forecast;
EXEC BaselineRuleTests.Evaluate N'Volume full soon', '2026-06-08T00:15:00';
EXEC BaselineRuleTests.AssertOpen
    N'warning E:\ full in 9 days, +4.0 GB a day | critical F:\ full in 2 days, +4.0 GB a day';
-- A forecast of last week is none.
EXEC BaselineRuleTests.Evaluate N'Volume full soon', '2026-06-12T00:15:00';
EXEC BaselineRuleTests.AssertOpen N'';
GO
CREATE PROCEDURE BaselineRuleTests.[test a family of tables that reaches its cap is told]
AS
DECLARE @Day int = 1;
DELETE ops.TableSize;
WHILE @Day <= 10
BEGIN
    INSERT ops.TableSize (DayAt, TableName, FamilyName, SampledAt, RowTotal, SizeBytes)
    VALUES
        (DATEADD(day, -@Day, '2026-06-08'), N'fact.Wait', N'Detail', DATEADD(day, -@Day, '2026-06-08T12:00:00'), 1,
         (20480 - 2048 * 2 - 1024 * CAST(@Day AS bigint)) * 1048576);
    SET @Day += 1;
END;
EXEC ops.ForecastCapacity '2026-06-08T00:10:00';
EXEC BaselineRuleTests.Evaluate N'Repository full soon', '2026-06-08T00:15:00';
EXEC BaselineRuleTests.AssertOpen N'critical Repository: Detail reaches its cap in 5 days, +1.0 GB a day';
GO
CREATE PROCEDURE BaselineRuleTests.[test a family that nobody has purged for days is told, one whose days were made fewer yesterday is not]
AS
DELETE ops.FamilyPurge;
UPDATE ops.DeployedScript SET AppliedAt = '2026-01-01';
UPDATE config.RetentionFamily SET RetentionDays = 30;
INSERT ops.FamilyPurge (FamilyName, PurgedBefore, PurgedAt, PartitionCount, RowsDeleted)
SELECT
    f.FamilyName,
    CASE WHEN f.FamilyName = N'Detail' THEN '2026-05-05' WHEN f.FamilyName = N'Incidents' THEN '2026-01-01' ELSE '2026-05-09' END,
    CASE WHEN f.FamilyName = N'Detail' THEN '2026-06-04T01:00:00' ELSE '2026-06-07T01:00:00' END,
    0,
    0
FROM config.RetentionFamily AS f;
EXEC BaselineRuleTests.Evaluate N'Purge behind', '2026-06-08T00:15:00';
EXEC BaselineRuleTests.AssertOpen N'warning Repository: Detail not purged for 4 days';
GO
CREATE PROCEDURE BaselineRuleTests.[test a number sequence that ends within a year is told with its share and its days, one at rest is not]
AS
DECLARE @InstanceId int = (SELECT MIN(i.InstanceId) FROM config.Instance AS i);
DECLARE @Day int = 1;
WHILE @Day <= 10
BEGIN
    INSERT fact.NumberSequence (InstanceId, SequenceName, CapturedAt, LowestNumber, LastNumber, NextNumber)
    VALUES
        (@InstanceId, N'WHSW_107 (usmf)', DATEADD(day, -@Day, '2026-06-08T12:00:00'), 1, 999999, 840000 - 700 * @Day),
        (@InstanceId, N'Sale_101 (usmf)', DATEADD(day, -@Day, '2026-06-08T12:00:00'), 1, 999999, 40000 - 700 * @Day),
        (@InstanceId, N'Rest_1 (usmf)', DATEADD(day, -@Day, '2026-06-08T12:00:00'), 1, 999999, 990000);
    SET @Day += 1;
END;
EXEC ops.ForecastCapacity '2026-06-08T00:10:00';
EXEC BaselineRuleTests.Evaluate N'Number sequence ending', '2026-06-08T00:15:00';
EXEC BaselineRuleTests.AssertOpen N'warning Number sequence WHSW_107 (usmf) 83 % used, ends in 229 days, +700 a day';
GO
CREATE PROCEDURE BaselineRuleTests.[test an incident that somebody acknowledged is left out of what is usual]
AS
DECLARE @AlertId bigint;
EXEC BaselineRuleTests.PutSeries N'waits.wait_ms_per_s', N'page io', '2026-06-08T10:40:00', 10, 8000, 500, 1000, 2000;
EXEC BaselineRuleTests.Evaluate N'Waits unusual', '2026-06-08T10:40:30';
SET @AlertId = (SELECT a.AlertId FROM alert.Alert AS a);
EXEC alert.Acknowledge @AlertId, N'ann', NULL, '2026-06-08T10:45:00';
UPDATE config.AlertRule SET IsEnabled = 0 WHERE RuleName = N'Waits unusual';
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
INSERT @Result EXEC alert.Evaluate '2026-06-08T11:10:00';
DECLARE @LeftOut nvarchar(200) =
    (
        SELECT CONCAT(l.SourceName, N' ', FORMAT(l.FromAt, N'HH:mm'), N'-', FORMAT(l.ToAt, N'HH:mm'))
        FROM baseline.LeftOut AS l
    );
EXEC tSQLt.AssertEqualsString N'Alert 10:40-11:10', @LeftOut;
GO
