-- report.*: what readers choose on a page, what it tells them to do, and how fine its curves are.
EXEC tSQLt.NewTestClass N'ReportPageTests';
GO
CREATE PROCEDURE ReportPageTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE PROCEDURE ReportPageTests.AddAlert
    @RuleName nvarchar(128),
    @State    nvarchar(16),
    @Severity nvarchar(16)
AS
DECLARE @Now datetime2(3) = SYSUTCDATETIME();
INSERT alert.Alert
(
    RuleId,
    InstanceId,
    AlertKey,
    State,
    Severity,
    Priority,
    PendingAt,
    OpenedAt,
    AcknowledgedAt,
    AcknowledgedBy,
    ResolvedAt,
    LastEvaluatedAt,
    EvidenceJson
)
SELECT
    r.RuleId,
    n.InstanceId,
    CONCAT(@State, N' ', @Severity),
    @State,
    @Severity,
    1,
    DATEADD(hour, -1, @Now),
    DATEADD(hour, -1, @Now),
    CASE WHEN @State = N'acknowledged' THEN @Now END,
    CASE WHEN @State = N'acknowledged' THEN N'ann' END,
    CASE WHEN @State = N'resolved' THEN @Now END,
    @Now,
    N'[]'
FROM config.AlertRule AS r
CROSS JOIN config.Instance AS n
WHERE r.RuleName = @RuleName
  AND n.InstanceName = N'tSQLt';
GO
-- What the list shows of the test's four alerts: the first letters of state and severity, in order.
CREATE PROCEDURE ReportPageTests.AssertListed
    @Expected nvarchar(100),
    @State    nvarchar(16) = NULL,
    @Severity nvarchar(16) = NULL,
    @RuleName nvarchar(128) = NULL
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Row TABLE (
    AlertId bigint, InstanceId int, InstanceName sysname, Severity nvarchar(16), RuleName nvarchar(128), Headline nvarchar(600),
    CauseText nvarchar(1000), State nvarchar(16), OpenedLocal datetime2(3), DurationMs bigint, AcknowledgedBy nvarchar(128),
    ResolvedLocal datetime2(3), IsStory bit);
INSERT @Row
EXEC report.AlertList @InstanceId, @Window = N'24h', @State = @State, @Severity = @Severity, @RuleName = @RuleName;
DECLARE @Actual nvarchar(100) = STUFF(
    (
        SELECT N' ' + LEFT(w.State, 1) + LEFT(w.Severity, 1)
        FROM @Row AS w
        ORDER BY w.State, w.Severity
        FOR XML PATH(N'')
    ), 1, 1, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE ReportPageTests.[test alerts are found by state, severity and rule, and an unknown word hides none]
AS
EXEC ReportPageTests.AddAlert N'Batch overdue', N'open', N'critical';
EXEC ReportPageTests.AddAlert N'Batch overdue', N'acknowledged', N'warning';
EXEC ReportPageTests.AddAlert N'Blocking', N'resolved', N'critical';
EXEC ReportPageTests.AddAlert N'Blocking', N'resolved', N'warning';

EXEC ReportPageTests.AssertListed N'aw oc rc rw';
EXEC ReportPageTests.AssertListed N'aw oc rc rw', N'all', N'all', N'';
EXEC ReportPageTests.AssertListed N'aw oc rc rw', N'nonsense', N'nonsense';
EXEC ReportPageTests.AssertListed N'aw oc', N'active';
EXEC ReportPageTests.AssertListed N'oc', N'open';
EXEC ReportPageTests.AssertListed N'aw', N'acknowledged';
EXEC ReportPageTests.AssertListed N'rc rw', N'resolved';
EXEC ReportPageTests.AssertListed N'oc rc', NULL, N'critical';
EXEC ReportPageTests.AssertListed N'rw', N'resolved', N'warning';
EXEC ReportPageTests.AssertListed N'aw oc', NULL, NULL, N'overdue';
EXEC ReportPageTests.AssertListed NULL, NULL, NULL, N'%';
GO
CREATE PROCEDURE ReportPageTests.[test what is overdue says since when, why and what to do]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @At datetime2(3) = DATEADD(second, -1, SYSUTCDATETIME());
INSERT fact.BatchCapture (InstanceId, CapturedAt, TaskCount, HistoryCount, HasTasks, IsTruncated)
VALUES (@InstanceId, @At, 9, 0, 1, 0);
INSERT fact.BatchBacklog
(
    InstanceId,
    CapturedAt,
    GroupId,
    ClassNumber,
    WaitingCount,
    ReadyCount,
    ExecutingCount,
    HeldCount,
    OtherCount,
    OverdueCount,
    OldestAgeMs,
    DeadEndCount,
    StuckJobCount
)
VALUES
    (@InstanceId, @At, N'GONE', 101, 0, 1, 0, 0, 0, 1, 600000, 0, 0),
    (@InstanceId, @At, N'SHUT', 102, 0, 1, 0, 0, 0, 1, 500000, 0, 0),
    (@InstanceId, @At, N'FULL', 103, 0, 1, 0, 0, 0, 1, 400000, 0, 0),
    (@InstanceId, @At, N'IDLE', 104, 0, 1, 0, 2, 0, 1, 300000, 0, 0),
    (@InstanceId, @At, N'DEAD', 105, 1, 0, 0, 0, 0, 0, NULL, 1, 0),
    (@InstanceId, @At, N'OVER', 106, 0, 0, 0, 0, 0, 0, NULL, 0, 1),
    (@InstanceId, @At, N'HELD', 107, 0, 0, 0, 3, 0, 0, NULL, 0, 0);
INSERT fact.BatchGroupCapacity (InstanceId, CapturedAt, GroupId, ServerCount, ThreadCount, BusyCount, DueCount)
VALUES
    (@InstanceId, @At, N'GONE', 0, NULL, 0, 1),
    (@InstanceId, @At, N'SHUT', 1, 0, 0, 1),
    (@InstanceId, @At, N'FULL', 1, 4, 4, 1),
    (@InstanceId, @At, N'IDLE', 1, 4, 0, 1);
INSERT fact.BatchCapacity (InstanceId, CapturedAt, ServerId, IsBatchEnabled, IsAlive, ThreadCount, IsCertain, BusyCount)
VALUES (@InstanceId, @At, N'01@AOS1', 1, 1, 8, 1, 4);
INSERT fact.BatchExecution
(
    InstanceId,
    BatchId,
    ClassNumber,
    StatusNumber,
    StartedAt,
    IsRunning,
    IsEndEstimated,
    FirstSeenAt,
    LastSeenAt
)
VALUES
    (@InstanceId, 1, 777, 2, DATEADD(hour, -3, @At), 1, 0, DATEADD(hour, -3, @At), @At),
    (@InstanceId, 2, 778, 2, DATEADD(hour, -1, @At), 1, 0, DATEADD(hour, -1, @At), @At);

DECLARE @Row TABLE (
    RowId nvarchar(200), InstanceName sysname, GroupId nvarchar(60), ClassNumber int, ClassName nvarchar(128), OverdueCount int,
    DueLocal datetime2(3), WaitingMs bigint, DeadEndCount int, HeldCount int, WhyText nvarchar(400), RemedyText nvarchar(400),
    PlaybookUrl nvarchar(400), Severity nvarchar(16));
EXEC config.SetSetting N'PlaybookBaseUrl', N'http://127.0.0.1/playbooks', N'tSQLt', '2026-01-02T10:00:00';
INSERT @Row EXEC report.BatchOverdue @InstanceId;

CREATE TABLE #Expected (ClassNumber int, WhyText nvarchar(400), WaitedSeconds int, Playbook nvarchar(20));
INSERT #Expected
VALUES
    (101, N'no AOS serves group GONE', 600, N'playbooks/batch'),
    (102, N'no threads configured now on the AOS that serve the group', 500, N'playbooks/batch'),
    (103, N'all 4 threads busy; longest: 777', 400, N'playbooks/batch'),
    (104, N'threads free but not picked up: AOS hung?; 2 more held', 300, N'playbooks/batch'),
    (105, N'predecessor ended otherwise than 1 of them expect: they wait for ever', NULL, N'playbooks/batch'),
    (106, N'1 job executes although all its tasks ended', NULL, N'playbooks/batch'),
    (107, N'3 held: their job is withheld', NULL, NULL);
SELECT w.ClassNumber, w.WhyText, WaitedSeconds = DATEDIFF(second, w.DueLocal, @At), Playbook = RIGHT(w.PlaybookUrl, 15)
INTO #Actual
FROM @Row AS w;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

DECLARE @Remedies int = (SELECT COUNT(DISTINCT w.RemedyText) FROM @Row AS w);
EXEC tSQLt.AssertEquals 7, @Remedies, N'a remedy for each cause';

-- Of the test's groups, who ran their tasks: nobody but of those that are busy.
DECLARE @Group TABLE (
    RowId nvarchar(300), InstanceName sysname, AosName nvarchar(128), GroupId nvarchar(60), ThreadCount int, BusyCount int,
    DueCount int, HeldCount int, StateText nvarchar(200), Severity nvarchar(16));
UPDATE fact.BatchExecution SET GroupId = N'FULL', ServerId = N'01@AOS1' WHERE InstanceId = @InstanceId;
INSERT @Group EXEC report.BatchGroups @InstanceId;
CREATE TABLE #ExpectedGroup (Said nvarchar(200));
INSERT #ExpectedGroup
VALUES
    (N'FULL on AOS1: 2 of 8 busy, 1 due, 0 held, tasks are due, threads are free'),
    (N'GONE on nobody: 0 of ? busy, 1 due, 0 held, no AOS serves it'),
    (N'IDLE on nobody: 0 of ? busy, 1 due, 2 held, tasks are due, threads are free'),
    (N'SHUT on nobody: 0 of ? busy, 1 due, 0 held, no threads configured now on the AOS that serve it');
SELECT Said = CAST(CONCAT(
    g.GroupId, N' on ', COALESCE(g.AosName, N'nobody'), N': ', g.BusyCount, N' of ',
    COALESCE(CAST(g.ThreadCount AS nvarchar(12)), N'?'), N' busy, ', g.DueCount, N' due, ', g.HeldCount, N' held, ', g.StateText)
    AS nvarchar(200))
INTO #ActualGroup
FROM @Group AS g;
EXEC tSQLt.AssertEqualsTable N'#ExpectedGroup', N'#ActualGroup';

-- The same backlog by what it waits for, and what is ready by group and by class.
DECLARE @Part TABLE (SliceLocal datetime2(3), PartKey nvarchar(2), PartText nvarchar(128), TaskCount int, MadeAt datetime2(3));
CREATE TABLE #ExpectedPart (PartText nvarchar(128), TaskCount int);
INSERT @Part EXEC report.BatchBacklogBy @InstanceId, @Window = N'1h';
INSERT #ExpectedPart VALUES (N'ready', 4), (N'waiting', 1), (N'held', 5), (N'executing', 0);
SELECT p.PartText, p.TaskCount INTO #ActualPart FROM @Part AS p WHERE p.TaskCount IS NOT NULL;
EXEC tSQLt.AssertEqualsTable N'#ExpectedPart', N'#ActualPart';

DELETE @Part;
INSERT @Part EXEC report.BatchBacklogBy @InstanceId, @Window = N'1h', @SplitBy = N'group';
INSERT @Part EXEC report.BatchBacklogBy @InstanceId, @Window = N'1h', @SplitBy = N'class', @GroupId = N'SHUT';
INSERT @Part EXEC report.BatchBacklogBy @InstanceId, @Window = N'1h', @SplitBy = N'group', @Company = N'ceu';
DELETE #ExpectedPart;
INSERT #ExpectedPart VALUES (N'FULL', 1), (N'GONE', 1), (N'IDLE', 1), (N'SHUT', 1), (N'102', 1);
DELETE #ActualPart;
INSERT #ActualPart SELECT p.PartText, p.TaskCount FROM @Part AS p WHERE p.TaskCount IS NOT NULL;
EXEC tSQLt.AssertEqualsTable N'#ExpectedPart', N'#ActualPart';
GO
CREATE PROCEDURE ReportPageTests.[test the backlog says how late tasks began, 95 of 100 sooner]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @At datetime2(3) = DATEADD(minute, -30, SYSUTCDATETIME());
INSERT fact.BatchExecution
(
    InstanceId,
    BatchId,
    ClassNumber,
    StatusNumber,
    StartedAt,
    DelayMs,
    IsRunning,
    IsEndEstimated,
    FirstSeenAt,
    LastSeenAt
)
SELECT
    @InstanceId,
    n.SliceNumber + 1,
    5,
    4,
    DATEADD(millisecond, n.SliceNumber, @At),
    1000 * (n.SliceNumber + 1),
    0,
    0,
    @At,
    @At
FROM report.Slices('20260101', '20260102', 864) AS n
WHERE n.SliceNumber < 100;

DECLARE @Row TABLE (
    SliceLocal datetime2(3), ReadyCount float, OverdueCount float, BusyCount float, ThreadCount float, DelayP95Ms bigint,
    BandLowMs float, BandHighMs float, UsualNote nvarchar(300), MadeAt datetime2(3));
DECLARE @From datetime2(3) = DATEADD(second, -1, @At);
DECLARE @To datetime2(3) = DATEADD(minute, 60, @From);
INSERT @Row EXEC report.BatchBacklogTrend @InstanceId, @FromAt = @From, @ToAt = @To, @TimeZone = N'UTC';

DECLARE @Said nvarchar(100) = (SELECT CONCAT(MAX(w.DelayP95Ms), N'/', COUNT(w.DelayP95Ms)) FROM @Row AS w);
EXEC tSQLt.AssertEqualsString N'95000/1', @Said;
GO
-- Runs of a class, runs and overdue tasks in the tiles, tasks in the heat map, what is ready in the curve.
CREATE PROCEDURE ReportPageTests.AssertBatch
    @Expected nvarchar(100),
    @Company  nvarchar(10) = NULL,
    @GroupId  nvarchar(60) = NULL
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Run TABLE (
    ExecutionId bigint, Caption nvarchar(200), Company nvarchar(10), AosName nvarchar(128), StartedLocal datetime2(3),
    DelayMs bigint, DurationMs bigint, UsualRatio float, StatusText nvarchar(40), RetryCount int, Severity nvarchar(16));
DECLARE @Tile TABLE (
    RunningCount int, ReadyCount int, OverdueCount int, OldestAgeMs bigint, EndedCount int, FailedCount int, FailedPercent float,
    BusyCount int, ThreadCount int, UnservedCount int, BusyUsualText nvarchar(200), OverdueUsualText nvarchar(200),
    Severity nvarchar(16));
DECLARE @Hour TABLE (
    RowId int, DayNumber int, DayName nvarchar(12), HourNumber int, DelayMs bigint, Step int, ValueText nvarchar(20),
    CellText nvarchar(200), MadeAt datetime2(3));
DECLARE @Slice TABLE (
    SliceLocal datetime2(3), ReadyCount float, OverdueCount float, BusyCount float, ThreadCount float, DelayP95Ms bigint,
    BandLowMs float, BandHighMs float, UsualNote nvarchar(300), MadeAt datetime2(3));
INSERT @Run EXEC report.BatchClassRuns @InstanceId, @ClassNumber = 5, @Window = N'4h', @Company = @Company, @GroupId = @GroupId;
INSERT @Tile EXEC report.BatchTiles @InstanceId, @Window = N'4h', @Company = @Company, @GroupId = @GroupId;
INSERT @Hour EXEC report.BatchHeatMap @InstanceId, @Company = @Company, @GroupId = @GroupId;
INSERT @Slice EXEC report.BatchBacklogTrend @InstanceId, @Window = N'4h', @Company = @Company, @GroupId = @GroupId;

DECLARE @Said nvarchar(100) =
(
    SELECT CONCAT(
        (SELECT COUNT(*) FROM @Run AS r), N' runs, ', t.EndedCount, N' ended, ', t.FailedCount, N' failed, overdue ',
        COALESCE(CAST(t.OverdueCount AS nvarchar(12)), N'not known'), N', delays ',
        (SELECT COALESCE(MAX(h.DelayMs), -1) FROM @Hour AS h), N', ready ',
        (SELECT COALESCE(MAX(s.ReadyCount), -1) FROM @Slice AS s))
    FROM @Tile AS t
);
EXEC tSQLt.AssertEqualsString @Expected, @Said;
GO
CREATE PROCEDURE ReportPageTests.[test batch is found by company and by group, and what is not known by company is not told]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @At datetime2(3) = DATEADD(minute, -1, SYSUTCDATETIME());
INSERT fact.BatchExecution
(
    InstanceId,
    BatchId,
    ClassNumber,
    GroupId,
    Company,
    StatusNumber,
    StartedAt,
    EndedAt,
    DelayMs,
    DurationMs,
    IsRunning,
    IsEndEstimated,
    FirstSeenAt,
    LastSeenAt
)
VALUES
    (@InstanceId, 1, 5, N'FAST', N'ceu', 4, DATEADD(hour, -1, @At), @At, 7000, 100, 0, 0, @At, @At),
    (@InstanceId, 2, 5, N'FAST', N'dat', 3, DATEADD(hour, -1, @At), @At, 9000, 100, 0, 0, @At, @At),
    (@InstanceId, 3, 5, N'', N'', 4, DATEADD(hour, -1, @At), @At, 11000, 100, 0, 0, @At, @At);
INSERT fact.BatchCapture (InstanceId, CapturedAt, TaskCount, HistoryCount, HasTasks, IsTruncated)
VALUES (@InstanceId, @At, 7, 3, 1, 0);
INSERT fact.BatchBacklog
(
    InstanceId,
    CapturedAt,
    GroupId,
    ClassNumber,
    WaitingCount,
    ReadyCount,
    ExecutingCount,
    HeldCount,
    OtherCount,
    OverdueCount,
    OldestAgeMs
)
VALUES
    (@InstanceId, @At, N'FAST', 5, 0, 3, 0, 0, 0, 2, 600000),
    (@InstanceId, @At, N'', 5, 0, 4, 0, 0, 0, 1, 500000);

EXEC ReportPageTests.AssertBatch N'3 runs, 3 ended, 1 failed, overdue 3, delays -1, ready -1';
EXEC ReportPageTests.AssertBatch N'3 runs, 3 ended, 1 failed, overdue 3, delays -1, ready -1', N'', N'';
EXEC ReportPageTests.AssertBatch N'1 runs, 1 ended, 0 failed, overdue not known, delays 7000, ready -1', N'ceu';
EXEC ReportPageTests.AssertBatch N'1 runs, 1 ended, 0 failed, overdue not known, delays 11000, ready -1', N'(none)';
EXEC ReportPageTests.AssertBatch N'2 runs, 2 ended, 1 failed, overdue 2, delays 8000, ready 3', NULL, N'FAST';
EXEC ReportPageTests.AssertBatch N'1 runs, 1 ended, 0 failed, overdue 1, delays 11000, ready 4', NULL, N'(default group)';
EXEC ReportPageTests.AssertBatch N'1 runs, 1 ended, 1 failed, overdue not known, delays 9000, ready -1', N'dat', N'FAST';
EXEC ReportPageTests.AssertBatch N'0 runs, 0 ended, 0 failed, overdue 0, delays -1, ready 0', NULL, N'NONE';
GO
CREATE PROCEDURE ReportPageTests.AssertSlice
    @Expected       int,
    @SliceSeconds   int,
    @CollectorNames nvarchar(400)
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Actual int = (SELECT s.SliceSeconds FROM report.SliceFor(@SliceSeconds, @CollectorNames, @InstanceId) AS s);
EXEC tSQLt.AssertEquals @Expected, @Actual, @CollectorNames;
GO
CREATE PROCEDURE ReportPageTests.[test a slice of a chart is twice as long as what fills it takes to come again]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
UPDATE config.Collector SET IntervalMs = 10000 WHERE CollectorName = N'Requests';
UPDATE config.Collector SET IntervalMs = 60000 WHERE CollectorName = N'Batch';
EXEC ReportPageTests.AssertSlice 20, 18, N'Requests';
EXEC ReportPageTests.AssertSlice 120, 18, N'Batch';
EXEC ReportPageTests.AssertSlice 120, 18, N'Requests Batch';
EXEC ReportPageTests.AssertSlice 432, 432, N'Batch';
EXEC ReportPageTests.AssertSlice 18, 18, N'Request';
INSERT config.CollectorOverride (InstanceId, CollectorName, IntervalMs) VALUES (@InstanceId, N'Batch', 300000);
EXEC ReportPageTests.AssertSlice 600, 18, N'Batch';
INSERT ops.CollectorState
(
    InstanceId,
    CollectorName,
    State,
    Reason,
    Since,
    IntervalFactor,
    OverBudgetCount,
    WithinBudgetCount,
    FailureCount,
    ShrinkFactor
)
SELECT
    @InstanceId,
    N'Requests',
    N'slowed',
    N'over its budget',
    '2026-01-01',
    4,
    0,
    0,
    0,
    1;
EXEC ReportPageTests.AssertSlice 80, 18, N'Requests';
GO
-- Slices of half an hour and more need not ask (Volumes has fifteen hours).
CREATE PROCEDURE ReportPageTests.[test every curve asks how long its slices must be]
AS
DECLARE @Without nvarchar(max) = STUFF(
    (
        SELECT N', ' + p.name
        FROM sys.procedures AS p
        INNER JOIN sys.sql_modules AS m ON m.object_id = p.object_id
        WHERE p.schema_id = SCHEMA_ID(N'report')
          AND m.definition LIKE N'%report.Slices(%'
          AND m.definition NOT LIKE N'%report.SliceFor(%'
          AND p.name NOT IN (N'BatchHeatMap', N'OverviewInstances', N'LeakSeries', N'Volumes')
        ORDER BY p.name
        FOR XML PATH(N'')
    ), 1, 2, N'');
EXEC tSQLt.AssertEqualsString NULL, @Without;
GO
CREATE PROCEDURE ReportPageTests.[test what was measured stands in words beside its limits, a row for each measure]
AS
EXEC ReportPageTests.AddAlert N'Blocking', N'open', N'critical';
DECLARE @AlertId bigint = (SELECT MAX(AlertId) FROM alert.Alert);
UPDATE alert.Alert
SET EvidenceJson = N'[{"measure":"LongestWaitMs","value":41471.000,"warn":15000,"critical":60000},'
    + N'{"measure":"Others","value":3,"warn":2,"critical":null,"samples":2,"reason":"why & how","rows":[1]}]'
WHERE AlertId = @AlertId;
DECLARE @Row TABLE (
    MeasureNumber int, MeasureName nvarchar(64), Description nvarchar(400), Unit nvarchar(16), Value float, WarnValue float,
    CriticalValue float, ValueText nvarchar(60), WarnText nvarchar(60), CriticalText nvarchar(60), WindowText nvarchar(60),
    DetailText nvarchar(4000));
INSERT @Row EXEC report.AlertMeasures @AlertId;

CREATE TABLE #Expected (
    MeasureName nvarchar(64), Unit nvarchar(16), Value float, ValueText nvarchar(60), WarnText nvarchar(60),
    CriticalText nvarchar(60), DetailText nvarchar(400));
INSERT #Expected
VALUES
    (N'LongestWaitMs', N'ms', 41471, N'41 s', N'15 s', N'1 min 00 s', NULL),
    (N'Others', N'count', 3, N'3', N'2', NULL, N'reason: why & how; samples: 2');
SELECT
    w.MeasureName,
    w.Unit,
    w.Value,
    w.ValueText,
    w.WarnText,
    w.CriticalText,
    DetailText = CAST(w.DetailText AS nvarchar(400))
INTO #Actual
FROM @Row AS w;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

UPDATE alert.Alert SET EvidenceJson = N'no JSON' WHERE AlertId = @AlertId;
DELETE @Row;
INSERT @Row EXEC report.AlertMeasures @AlertId;
DECLARE @Count int = (SELECT COUNT(*) FROM @Row);
EXEC tSQLt.AssertEquals 0, @Count;
GO
