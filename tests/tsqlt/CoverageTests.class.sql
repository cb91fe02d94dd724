-- What part of the time collectors watched, by the runs that ops.SaveJobRun is told of.
EXEC tSQLt.NewTestClass N'CoverageTests';
GO
CREATE PROCEDURE CoverageTests.SetUp
AS
CREATE TABLE #Instance (InstanceId int);
INSERT #Instance EXEC ops.RegisterInstance N'tSQLt', N'x', NULL, '2026-01-02T09:00:00';
UPDATE config.Collector SET IntervalMs = 30000 WHERE CollectorName = N'Errors';
GO
-- A run of a collector, captured at a time of 2 January 2026.
CREATE PROCEDURE CoverageTests.Run
    @CollectorName nvarchar(64),
    @At            time(3),
    @Outcome       nvarchar(16) = N'ok',
    @IsTruncated   bit = 0
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @JobName nvarchar(128) = CONCAT(N'collect:', @CollectorName);
DECLARE @CapturedAt datetime2(3) = DATEADD(millisecond, DATEDIFF(millisecond, '00:00', @At), CAST('2026-01-02' AS datetime2(3)));
EXEC ops.SaveJobRun @RunId = @RunId, @JobName = @JobName, @InstanceId = @InstanceId, @StartedAt = @CapturedAt,
    @EndedAt = @CapturedAt, @SourceMs = 10, @Outcome = @Outcome, @CapturedAt = @CapturedAt, @IsTruncated = @IsTruncated;
GO
-- Covered seconds of each bucket, as text.
CREATE PROCEDURE CoverageTests.AssertCovered
    @CollectorName nvarchar(64),
    @Expected      nvarchar(200)
AS
DECLARE @Actual nvarchar(200) = COALESCE(STUFF(
(
    SELECT CONCAT(N' ', FORMAT(c.BucketAt, N'HH:mm'), N'=', CAST(c.CoveredMs / 1000.0 AS int))
    FROM rollup.Coverage AS c
    INNER JOIN config.Instance AS i ON i.InstanceId = c.InstanceId AND i.InstanceName = N'tSQLt'
    INNER JOIN config.Collector AS k ON k.CollectorId = c.CollectorId AND k.CollectorName = @CollectorName
    ORDER BY c.BucketAt
    FOR XML PATH(N'')
), 1, 1, N''), N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE CoverageTests.[test the first run covers one interval and the next what lies between]
AS
EXEC CoverageTests.Run N'Waits', '10:00:00';
EXEC CoverageTests.AssertCovered N'Waits', N'09:55=60';
EXEC CoverageTests.Run N'Waits', '10:01:00';
EXEC CoverageTests.AssertCovered N'Waits', N'09:55=60 10:00=60';
GO
CREATE PROCEDURE CoverageTests.[test one missed run costs nothing, a longer silence all but two intervals]
AS
EXEC CoverageTests.Run N'Waits', '10:00:00';
EXEC CoverageTests.Run N'Waits', '10:01:00', N'failed';
EXEC CoverageTests.Run N'Waits', '10:02:00';
EXEC CoverageTests.AssertCovered N'Waits', N'09:55=60 10:00=120';
EXEC CoverageTests.Run N'Waits', '10:12:00';
EXEC CoverageTests.AssertCovered N'Waits', N'09:55=60 10:00=120 10:10=120';
GO
CREATE PROCEDURE CoverageTests.[test a log that is read on covers an outage of the monitor]
AS
EXEC CoverageTests.Run N'Errors', '10:00:00';
EXEC CoverageTests.Run N'Errors', '10:12:00';
EXEC CoverageTests.AssertCovered N'Errors', N'09:55=30 10:00=300 10:05=300 10:10=120';
GO
CREATE PROCEDURE CoverageTests.[test a log that has lost something covers one interval]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC CoverageTests.Run N'Errors', '10:00:00';
INSERT fact.EventLoss (InstanceId, CapturedAt, CollectorName, IsGap, DroppedByLimit, DroppedByServer)
VALUES (@InstanceId, '2026-01-02T10:12:00', N'Errors', 1, 0, 0);
EXEC CoverageTests.Run N'Errors', '10:12:00';
EXEC CoverageTests.AssertCovered N'Errors', N'09:55=30 10:10=30';
INSERT collect.Bookmark (InstanceId, CollectorName, UpdatedAt, HasPossibleGap, GapSeenAt)
VALUES (@InstanceId, N'Cpu', '2026-01-02T10:12:00', 1, '2026-01-02T10:12:00');
EXEC CoverageTests.Run N'Cpu', '10:00:00';
EXEC CoverageTests.Run N'Cpu', '10:12:00';
EXEC CoverageTests.AssertCovered N'Cpu', N'09:55=60 10:10=60';
GO
CREATE PROCEDURE CoverageTests.[test a run that a limit cut short covers nothing, also not through the next one]
AS
EXEC CoverageTests.Run N'Errors', '10:00:00';
EXEC CoverageTests.Run N'Errors', '10:01:00', N'ok', 1;
EXEC CoverageTests.Run N'Errors', '10:01:30';
EXEC CoverageTests.AssertCovered N'Errors', N'09:55=30 10:00=30';
GO
CREATE PROCEDURE CoverageTests.[test nothing is covered before the start of the server]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC CoverageTests.Run N'Errors', '10:00:00';
INSERT collect.Sample (InstanceId, CollectorName, SampledAt, ServerStartedAt)
VALUES (@InstanceId, N'Waits', '2026-01-02T10:11:00', '2026-01-02T10:10:30');
EXEC CoverageTests.Run N'Errors', '10:11:00';
EXEC CoverageTests.AssertCovered N'Errors', N'09:55=30 10:10=30';
GO
CREATE PROCEDURE CoverageTests.[test a late run, a repeated one and one that saved nothing new change nothing]
AS
EXEC CoverageTests.Run N'Waits', '10:00:00';
EXEC CoverageTests.Run N'Waits', '10:02:00';
EXEC CoverageTests.Run N'Waits', '10:02:00';
EXEC CoverageTests.Run N'Waits', '10:01:00';
EXEC CoverageTests.Run N'Waits', '10:03:00', N'duplicate';
EXEC CoverageTests.Run N'Waits', '10:03:00', N'failed';
EXEC CoverageTests.AssertCovered N'Waits', N'09:55=60 10:00=120';
GO
CREATE PROCEDURE CoverageTests.[test a slowed collector covers its longer interval]
AS
UPDATE config.Setting SET SettingValue = N'1' WHERE SettingName = N'CollectorBudgetRuns';
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC CoverageTests.Run N'Waits', '10:00:00';
UPDATE config.Setting SET SettingValue = N'9' WHERE SettingName = N'CollectorBudgetRuns';
UPDATE ops.CollectorState
SET IntervalFactor = 4, State = N'slowed', Reason = N'For the test.'
WHERE InstanceId = @InstanceId AND CollectorName = N'Waits';
EXEC CoverageTests.Run N'Waits', '10:08:00';
EXEC CoverageTests.AssertCovered N'Waits', N'09:55=60 10:00=300 10:05=180';
GO
CREATE PROCEDURE CoverageTests.[test a bucket counts as watched from 80 percent on]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT rollup.Coverage (InstanceId, CollectorId, BucketAt, CoveredMs)
VALUES
    (@InstanceId, 1, '2026-01-02T10:00:00', 240000), (@InstanceId, 1, '2026-01-02T10:05:00', 239999),
    (@InstanceId, 1, '2026-01-02T10:10:00', 300000);
DECLARE @Actual nvarchar(200) = STUFF(
(
    SELECT CONCAT(N' ', c.CoveredMs, N'/', c.IsWatched)
    FROM (VALUES
        ('2026-01-02T10:00:00', '2026-01-02T10:05:00'), ('2026-01-02T10:05:00', '2026-01-02T10:10:00'),
        ('2026-01-02T10:00:00', '2026-01-02T10:15:00'), ('2026-01-02T10:15:00', '2026-01-02T10:20:00')) AS w (FromAt, ToAt)
    CROSS APPLY rollup.CoverageOf(@InstanceId, 1, w.FromAt, w.ToAt) AS c
    ORDER BY w.FromAt, w.ToAt
    FOR XML PATH(N'')
), 1, 1, N'');
EXEC tSQLt.AssertEqualsString N'240000/1 779999/1 239999/0 0/0', @Actual;
GO
CREATE PROCEDURE CoverageTests.[test every metric says what its values are, and those of events that they are events]
AS
SELECT m.MetricName
INTO #Wrong
FROM config.Metric AS m
WHERE m.Kind IS NULL
   OR (m.CollectorName IN (N'Attentions', N'Deadlocks', N'Errors', N'LongQueries', N'BlockedProcesses') AND m.Kind = N'gauge')
   OR ((m.Description LIKE N'%since the capture before%' OR m.Description LIKE N'%since the last capture%'
        OR m.Description LIKE N'%since the previous sample%') AND m.Kind = N'gauge' AND m.Unit IN (N'count', N'ms')
        AND m.Description NOT LIKE N'Mean %');
EXEC tSQLt.AssertEmptyTable N'#Wrong';
SELECT c.CollectorName INTO #Sampled FROM config.Collector AS c
WHERE c.CollectorName IN (N'Attentions', N'Deadlocks', N'Errors', N'LongQueries', N'BlockedProcesses', N'Cpu')
  AND c.Source <> N'log';
EXEC tSQLt.AssertEmptyTable N'#Sampled';
GO
