-- alert.Backtest: what a rule would have raised, by the history that is stored.
EXEC tSQLt.NewTestClass N'BacktestTests';
GO
-- One instance, its waits minute by minute, and a disabled rule: warning at 1 s, critical at 5 s, pending
-- for a minute, clear below 0.8 s for two minutes.
CREATE PROCEDURE BacktestTests.SetUp
AS
UPDATE config.AlertRule SET IsEnabled = 0;
UPDATE config.Instance SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
EXEC config.DefineMetric N'test.wait_ms', N'Requests', N'ms', N'higher', N'AOS', N'How long it waits.';
EXEC config.SetAlertRule
    N'waits',
    N'Threshold',
    @PendingMs = 60000,
    @ClearMs = 120000,
    @IsEnabled = 0,
    @ChangedBy = N'tSQLt',
    @Now = '2026-01-02';
EXEC config.SetAlertRuleMeasure
    N'waits',
    @MetricName = N'test.wait_ms',
    @AggregateName = N'last',
    @WindowMs = 60000,
    @MinSamples = 1,
    @WarnValue = 1000,
    @CriticalValue = 5000,
    @ChangedBy = N'tSQLt',
    @Now = '2026-01-02';
GO
-- Values a minute apart from 10:00 on, as text: '0 0 2000'.
CREATE PROCEDURE BacktestTests.SaveValues
    @KeyText nvarchar(256),
    @Values  nvarchar(1000)
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Points stage.MetricPoint;
INSERT @Points (MetricName, KeyText, CapturedAt, Value)
SELECT N'test.wait_ms', @KeyText, DATEADD(minute, CAST(j.[key] AS int), '2026-01-02T10:00:00'), CAST(j.[value] AS float)
FROM OPENJSON(CONCAT(N'[', REPLACE(@Values, N' ', N','), N']')) AS j;
EXEC collect.SaveMetrics @InstanceId, '2026-01-01', @Points;
GO
CREATE PROCEDURE BacktestTests.Replay
    @RuleName nvarchar(128),
    @From     datetime2(3),
    @To       datetime2(3),
    @StepMs   int
AS
CREATE TABLE #Result
(
    InstanceName  sysname,
    AlertKey      nvarchar(256),
    Severity      nvarchar(16),
    PendingAt     datetime2(3),
    OpenedAt      datetime2(3),
    CriticalAt    datetime2(3),
    ResolvedAt    datetime2(3),
    MeasureName   nvarchar(64),
    PeakValue     float,
    WarnValue     float,
    CriticalValue float
);
INSERT #Result EXEC alert.Backtest @RuleName, @From, @To, @StepMs;
INSERT #Actual (AlertText)
SELECT CONCAT(
    r.AlertKey, N' ', r.Severity, N' pending ', CONVERT(nvarchar(8), r.PendingAt, 108),
    N', open ' + CONVERT(nvarchar(8), r.OpenedAt, 108), N', critical ' + CONVERT(nvarchar(8), r.CriticalAt, 108),
    N', resolved ' + CONVERT(nvarchar(8), r.ResolvedAt, 108),
    N', ', r.MeasureName, N' ', r.PeakValue, N' of ', r.WarnValue, N'/', r.CriticalValue)
FROM #Result AS r;
GO
CREATE PROCEDURE BacktestTests.[test pending, severity and hysteresis are replayed as they would have been]
AS
CREATE TABLE #Actual (AlertText nvarchar(400) COLLATE DATABASE_DEFAULT);
CREATE TABLE #Expected (AlertText nvarchar(400) COLLATE DATABASE_DEFAULT);
-- From 10:02 on too long; 900 at 10:05 is not clear, from 10:06 on it is.
EXEC BacktestTests.SaveValues N'AOS1', N'0 0 2000 3000 6000 900 700 100 100 100 100';
-- Once too long, and back within the pending time; later again, and still so in the end.
EXEC BacktestTests.SaveValues N'AOS2', N'0 1500 0 0 0 0 0 0 0 1000 1000';
INSERT #Expected
VALUES
    (N'AOS2 warning pending 10:01:00, resolved 10:02:00, test.wait_ms 1500 of 1000/5000'),
    (N'AOS1 critical pending 10:02:00, open 10:03:00, critical 10:04:00, resolved 10:08:00, test.wait_ms 6000 of 1000/5000'),
    (N'AOS2 warning pending 10:09:00, open 10:10:00, test.wait_ms 1000 of 1000/5000');
EXEC BacktestTests.Replay N'waits', '2026-01-02T10:00:00', '2026-01-02T10:10:00', 60000;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BacktestTests.[test what the back-test says is what evaluating at the same times does]
AS
DECLARE @At datetime2(3) = '2026-01-02T10:00:00';
DECLARE @Counts TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
EXEC BacktestTests.SaveValues N'AOS1', N'0 0 2000 3000 6000 900 700 100 100 1000 1000 1000 0 0 0 0';
EXEC BacktestTests.SaveValues N'AOS2', N'0 1500 0 0 1200 1200 900 900 1300 0 0 5000 5000 0 0 0';
CREATE TABLE #Replayed
(
    InstanceName  sysname,
    AlertKey      nvarchar(256),
    Severity      nvarchar(16),
    PendingAt     datetime2(3),
    OpenedAt      datetime2(3),
    CriticalAt    datetime2(3),
    ResolvedAt    datetime2(3),
    MeasureName   nvarchar(64),
    PeakValue     float,
    WarnValue     float,
    CriticalValue float
);
INSERT #Replayed EXEC alert.Backtest N'waits', '2026-01-02T10:00:00', '2026-01-02T10:17:00', 20000;
EXEC config.SetAlertRule N'waits', @IsEnabled = 1, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
WHILE @At <= '2026-01-02T10:17:00'
BEGIN
    INSERT @Counts EXEC alert.Evaluate @At;
    SET @At = DATEADD(second, 20, @At);
END;
SELECT AlertKey, Severity, PendingAt, OpenedAt, ResolvedAt INTO #Expected FROM alert.Alert;
SELECT AlertKey, Severity, PendingAt, OpenedAt, ResolvedAt INTO #Actual FROM #Replayed;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @AlertCount int = (SELECT COUNT(*) FROM #Actual WHERE OpenedAt IS NOT NULL);
EXEC tSQLt.AssertEquals 3, @AlertCount;
GO
CREATE PROCEDURE BacktestTests.[test a step may be longer than the trouble]
AS
CREATE TABLE #Actual (AlertText nvarchar(400) COLLATE DATABASE_DEFAULT);
EXEC BacktestTests.SaveValues N'AOS1', N'0 0 2000 3000 6000 900 700 100 100 100 100';
EXEC BacktestTests.Replay N'waits', '2026-01-02T10:00:00', '2026-01-02T10:10:00', 600000;
EXEC tSQLt.AssertEmptyTable N'#Actual';
GO
-- Two minutes of blocking, seen by three snapshots; the incident itself keeps only its last numbers.
CREATE PROCEDURE BacktestTests.[test blocking is replayed by its snapshots]
AS
DECLARE @IncidentId bigint;
CREATE TABLE #Actual (AlertText nvarchar(400) COLLATE DATABASE_DEFAULT);
CREATE TABLE #Expected (AlertText nvarchar(400) COLLATE DATABASE_DEFAULT);
INSERT #Expected
VALUES
    (
        N'head 51 critical pending 10:00:30, open 10:00:30, critical 10:01:00, resolved 10:01:50, '
        + N'TotalWaitMs 150000 of 10000/120000'
    );
UPDATE config.AlertRuleMeasure
SET WarnValue = 10000,
    CriticalValue = 120000
WHERE SourceName = N'BlockingIncident'
  AND MeasureName = N'TotalWaitMs';
INSERT fact.BlockingIncident
(
    InstanceId,
    HeadSessionId,
    HeadLoginTime,
    HeadKind,
    AlertKey,
    StartedAt,
    FirstSeenAt,
    LastSeenAt,
    EndedAt,
    VictimCount,
    MaxDepth,
    TotalWaitMs,
    LongestWaitMs,
    PeakVictimCount,
    PeakTotalWaitMs,
    AxConfidence
)
SELECT
    InstanceId,
    51,
    '2026-01-01',
    N'session',
    N'head 51',
    '2026-01-02T10:00:00',
    '2026-01-02T10:00:00',
    '2026-01-02T10:01:30',
    '2026-01-02T10:01:30',
    1,
    1,
    20000,
    1500,
    3,
    150000,
    N'none'
FROM config.Instance
WHERE InstanceName = N'tSQLt';
SET @IncidentId = SCOPE_IDENTITY();
INSERT fact.BlockingIncidentSnapshot (IncidentId, SnapshotId, CapturedAt, VictimCount, MaxDepth, TotalWaitMs, LongestWaitMs)
VALUES
    (@IncidentId, 1, '2026-01-02T10:00:00', 1, 1, 1000, 1000),
    (@IncidentId, 2, '2026-01-02T10:00:30', 3, 1, 11000, 1500),
    (@IncidentId, 3, '2026-01-02T10:01:00', 3, 1, 150000, 1500),
    (@IncidentId, 4, '2026-01-02T10:01:30', 1, 1, 20000, 1500);
EXEC BacktestTests.Replay N'Blocking', '2026-01-02T09:59:00', '2026-01-02T10:03:00', 10000;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BacktestTests.[test an unknown rule is refused]
AS
EXEC tSQLt.ExpectException
    @ExpectedMessage = N'Unknown rule ''nothing''. config.AlertRule lists the rules that exist.',
    @ExpectedErrorNumber = 50042;
EXEC alert.Backtest N'nothing', '2026-01-02', '2026-01-03';
GO
CREATE PROCEDURE BacktestTests.[test a rule about collectors is refused, because their state has no history]
AS
EXEC tSQLt.ExpectException
    @ExpectedMessage = N'Rule ''Collecting'' is of kind Absence, and of the state of collectors no history is kept.',
    @ExpectedErrorNumber = 50042;
EXEC alert.Backtest N'Collecting', '2026-01-02', '2026-01-03';
GO
CREATE PROCEDURE BacktestTests.[test a range that is none is refused]
AS
EXEC tSQLt.ExpectException
    @ExpectedMessage = N'@From and @To do not make a range: give both, @To not before @From.',
    @ExpectedErrorNumber = 50042;
EXEC alert.Backtest N'waits', '2026-01-03', '2026-01-02';
GO
CREATE PROCEDURE BacktestTests.[test more steps than anybody waits for are refused]
AS
EXEC tSQLt.ExpectException
    @ExpectedMessage = N'More than 100000 steps: take a shorter range or a longer @StepMs.',
    @ExpectedErrorNumber = 50042;
EXEC alert.Backtest N'waits', '2026-01-01', '2026-03-01', 1000;
GO
GO
CREATE PROCEDURE BacktestTests.[test limits that are tried need a measure that is the only one or named]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50042,
    @ExpectedMessagePattern = N'Rule ''Blocking'' has [0-9] measures: give @MeasureName.%';
EXEC alert.Backtest N'Blocking', '2026-01-02', '2026-01-03', @WarnValue = 5;
GO
CREATE PROCEDURE BacktestTests.[test the latest twenty back-tests of a rule are kept, with their alerts]
AS
DECLARE @RunId int;
DECLARE @FirstId int;
DECLARE @Number int = 1;
DECLARE @Count int;
EXEC BacktestTests.SaveValues N'AOS1', N'0 0 2000 3000 6000 900 700 100 100 100 100';
CREATE TABLE #Discard
(
    InstanceName sysname, AlertKey nvarchar(256), Severity nvarchar(16), PendingAt datetime2(3), OpenedAt datetime2(3),
    CriticalAt datetime2(3), ResolvedAt datetime2(3), MeasureName nvarchar(64), PeakValue float, WarnValue float,
    CriticalValue float
);
WHILE @Number <= 22
BEGIN
    INSERT #Discard EXEC alert.Backtest N'waits', '2026-01-02T10:00', '2026-01-02T10:11', @WarnValue = 2500,
        @CriticalValue = 5500, @ChangedBy = N'ann', @Now = '2026-01-03', @RunId = @RunId OUTPUT;
    SET @FirstId = COALESCE(@FirstId, @RunId);
    SET @Number += 1;
END;
SET @Count = (SELECT COUNT(*) FROM ops.BacktestRun WHERE AlertCount = 1 AND CriticalCount = 1 AND WarnValue = 2500);
EXEC tSQLt.AssertEquals 20, @Count;
SET @Count = (SELECT COUNT(*) FROM ops.BacktestAlert);
EXEC tSQLt.AssertEquals 20, @Count;
SET @Count = (SELECT COUNT(*) FROM ops.BacktestRun WHERE RunId < @FirstId + 2);
EXEC tSQLt.AssertEquals 0, @Count;
