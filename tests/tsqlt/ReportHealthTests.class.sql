-- report.*: what the pages about the server, the repository and the week say of what was measured.
EXEC tSQLt.NewTestClass N'ReportHealthTests';
GO
CREATE PROCEDURE ReportHealthTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
-- A value of a metric on the test's instance, so many minutes ago.
CREATE PROCEDURE ReportHealthTests.Measure
    @MetricName nvarchar(64),
    @Value      float,
    @KeyText    nvarchar(256) = N'',
    @Minutes    int = 1
AS
DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);
INSERT dim.MetricKey (KeyText) SELECT @KeyText WHERE NOT EXISTS (SELECT 1 FROM dim.MetricKey AS k WHERE k.KeyText = @KeyText);
INSERT rollup.Series (InstanceId, MetricId, KeyId)
SELECT i.InstanceId, m.MetricId, k.KeyId
FROM config.Instance AS i
INNER JOIN config.Metric AS m ON m.MetricName = @MetricName
INNER JOIN dim.MetricKey AS k ON k.KeyText = @KeyText
WHERE i.InstanceName = N'tSQLt'
  AND NOT EXISTS
  (
      SELECT 1
      FROM rollup.Series AS s
      WHERE s.InstanceId = i.InstanceId AND s.MetricId = m.MetricId AND s.KeyId = k.KeyId
  );
INSERT fact.Metric (InstanceId, MetricId, KeyId, CapturedAt, Value)
SELECT i.InstanceId, m.MetricId, k.KeyId, DATEADD(minute, -@Minutes, @Now), @Value
FROM config.Instance AS i
INNER JOIN config.Metric AS m ON m.MetricName = @MetricName
INNER JOIN dim.MetricKey AS k ON k.KeyText = @KeyText
WHERE i.InstanceName = N'tSQLt';
GO
CREATE PROCEDURE ReportHealthTests.[test each resource says how busy it is, what queues for it, what failed and what is open]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);
EXEC ReportHealthTests.Measure N'cpu.sql_percent', 93;
EXEC ReportHealthTests.Measure N'cpu.sql_percent', 41, N'', 20;
EXEC ReportHealthTests.Measure N'cpu.runnable_tasks_per_scheduler', 4;
EXEC ReportHealthTests.Measure N'fileio.read_latency_ms', 7, N'AX/data';
EXEC ReportHealthTests.Measure N'fileio.read_latency_ms', 88, N'AX/old';
EXEC ReportHealthTests.Measure N'fileio.pending_requests', 0;
EXEC ReportHealthTests.Measure N'counters.log_used_percent', 12, N'AX';
EXEC ReportHealthTests.Measure N'error.count', 2, N'9002';
EXEC ReportHealthTests.Measure N'error.count', 3, N'9002', 20;
EXEC ReportHealthTests.Measure N'error.count', 5, N'18456';
EXEC ReportHealthTests.Measure N'cpu.worker_percent', 96;
EXEC ReportHealthTests.Measure N'counters.processes_blocked', 3;
EXEC ReportHealthTests.Measure N'counters.lock_blocks', 700;
-- What is older than ten minutes is no figure of now.
EXEC ReportHealthTests.Measure N'tempdb.used_percent', 50, N'', 30;
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
    LastEvaluatedAt,
    Headline,
    EvidenceJson
)
SELECT
    r.RuleId,
    @InstanceId,
    N'',
    N'open',
    N'critical',
    1,
    @Now,
    @Now,
    @Now,
    N'Workers run out',
    N'[]'
FROM config.AlertRule AS r
WHERE r.RuleName = N'Worker threads';
DECLARE @Row TABLE (
    ResourceNumber int, ResourceName nvarchar(20), PageName nvarchar(40), MetricName nvarchar(64), Severity nvarchar(16),
    WhereText nvarchar(400), BusyValue float, BusyText nvarchar(100), QueueValue float, QueueText nvarchar(100),
    ErrorCount bigint, ErrorText nvarchar(200), UsualText nvarchar(400), ReadingText nvarchar(600), SlotLocal datetime2(3),
    TrendValue float, TrendLow float, TrendHigh float);
INSERT @Row EXEC report.SqlResources @InstanceId, @Window = N'1h';
DECLARE @Said nvarchar(max) = STUFF(
    (
        SELECT CONCAT(
            N'; ', r.ResourceName, N' ', r.Severity, N', ', MAX(r.WhereText), N', ', COALESCE(MAX(r.BusyText), N'-'), N', ',
            COALESCE(MAX(r.QueueText), N'-'), N', ', COALESCE(CAST(MAX(r.ErrorCount) AS nvarchar(20)), N'-'), N', ',
            MAX(r.ReadingText))
        FROM @Row AS r
        GROUP BY r.ResourceNumber, r.ResourceName, r.Severity
        ORDER BY r.ResourceNumber
        FOR XML PATH(N'')
    ), 1, 2, N'');
DECLARE @Expected nvarchar(max) =
    N'CPU ok, tSQLt, 93 %, 4 a processor, 0, tasks could run, were a processor free; Memory unknown, , -, '
    + N'-, -, nothing was measured; Data I/O ok, tSQLt, AX/old, read 88 ms, 0, 0, no request is pending; '
    + N'Log ok, tSQLt, AX, 12 %, -, 5, nothing was measured; Tempdb unknown, , -, -, -, nothing was '
    + N'measured; Workers critical, tSQLt, 96 %, -, 0, Workers run out; Locks ok, tSQLt, 700 locks, 3 '
    + N'blocked, 0, sessions wait for another';
EXEC tSQLt.AssertEqualsString @Expected, @Said;
DECLARE @Course nvarchar(100) =
(
    SELECT CONCAT(MIN(r.TrendValue), N' to ', MAX(r.TrendValue), N' of ', COUNT(DISTINCT r.ResourceNumber))
    FROM @Row AS r
    WHERE r.ResourceNumber = 1
);
EXEC tSQLt.AssertEqualsString N'41 to 93 of 1', @Course;
GO
CREATE PROCEDURE ReportHealthTests.[test the schedule says how often each job of the repository runs and who does it]
AS
DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);
DELETE ops.JobRun;
DELETE ops.Lease;
INSERT ops.Lease (LeaseName, [Owner], ExpiresAt)
VALUES (N'rollup', N'one', DATEADD(minute, 1, @Now)), (N'leaks', N'two', DATEADD(minute, -1, @Now)),
    (N'evaluate', N'one', DATEADD(minute, 1, @Now));
INSERT ops.JobRun (RunId, JobName, StartedAt, EndedAt, Outcome)
SELECT NEWID(), v.JobName, DATEADD(second, -v.Age, @Now), DATEADD(second, 2 - v.Age, @Now), v.Outcome
FROM
(
    VALUES
        (N'rollup:Fold', 130, N'failed'), (N'rollup:Fold', 70, N'ok'), (N'rollup:Fold', 10, N'ok'),
        (N'alert:Evaluate', 20, N'ok'), (N'alert:Evaluate', 10, N'timeout'), (N'maintain:Repository', 14400, N'ok')
) AS v (JobName, Age, Outcome);
DECLARE @Row TABLE (
    JobNumber int, JobName nvarchar(128), DoesText nvarchar(200), Severity nvarchar(16), HolderName nvarchar(128), RunCount int,
    EveryMs bigint, MeanMs bigint, LastLocal datetime2(3), NextLocal datetime2(3), StateText nvarchar(100));
INSERT @Row EXEC report.ScheduleList;
DECLARE @Said nvarchar(max) = STUFF(
    (
        SELECT CONCAT(
            N'; ', r.JobName, N' ', r.Severity, N', ', COALESCE(r.HolderName, N'-'), N', ', r.RunCount, N' every ',
            COALESCE(CAST(r.EveryMs AS nvarchar(20)), N'-'), N', ',
            COALESCE(CAST(DATEDIFF(second, @Now, r.NextLocal) AS nvarchar(20)), N'-'), N', ', r.StateText)
        FROM @Row AS r
        ORDER BY r.JobNumber
        FOR XML PATH(N'')
    ), 1, 2, N'');
DECLARE @Expected nvarchar(max) =
    N'alert:Evaluate notice, one, 2 every 10000, 0, the last run failed: see the jobs above; rollup:Fold '
    + N'ok, one, 3 every 60000, 50, runs; baselines:Build notice, -, 0 every -, -, nobody does it now; '
    + N'leaks:Find notice, -, 0 every -, -, nobody does it now; maintain:Repository notice, -, 0 every -, '
    + N'-, nobody does it now';
EXEC tSQLt.AssertEqualsString @Expected, @Said;
GO
CREATE PROCEDURE ReportHealthTests.[test who is in a role is named to administrators alone]
AS
DECLARE @Now datetime2(3) = SYSUTCDATETIME();
DELETE desk.Account;
INSERT desk.Account (UserName, PasswordHash, RoleName, IsEnabled, PasswordChangedAt, CreatedAt, CreatedBy)
VALUES (N'zoe', N'x', N'viewer', 1, @Now, @Now, N'a'), (N'bob', N'x', N'viewer', 1, @Now, @Now, N'a'),
    (N'gone', N'x', N'viewer', 0, @Now, @Now, N'a');
CREATE TABLE #Role (
    RoleNumber int, RoleName sysname, MayText nvarchar(200), AccountCount int, LoginCount int, MemberText nvarchar(max),
    MemberNote nvarchar(200));
INSERT #Role EXEC report.RoleList;
DECLARE @Said nvarchar(400) =
(
    SELECT CONCAT(r.AccountCount, N' ', r.MemberText, N' ', r.MemberNote) FROM #Role AS r WHERE r.RoleName = N'axmonitor_viewer'
);
EXEC tSQLt.AssertEqualsString N'2 bob, zoe ', @Said;
DECLARE @Desk nvarchar(400) =
(
    SELECT CONCAT(COALESCE(r.AccountCount, -1), N' ', r.LoginCount) FROM #Role AS r WHERE r.RoleNumber = 4
);
EXEC tSQLt.AssertEqualsString N'-1 0', @Desk;

DELETE #Role;
EXECUTE AS USER = N'axmonitor_desk_viewer';
INSERT #Role EXEC report.RoleList;
REVERT;
SET @Said =
(
    SELECT CONCAT(
        MAX(CASE WHEN r.RoleName = N'axmonitor_viewer' THEN r.AccountCount END), N', ', COUNT(r.MemberText), N' named, ',
        COUNT(r.LoginCount), N' counted, ', MAX(r.MemberNote))
    FROM #Role AS r
);
EXEC tSQLt.AssertEqualsString N'2, 0 named, 0 counted, administrators see who', @Said;
GO
CREATE PROCEDURE ReportHealthTests.[test the week names the batch classes that took most beyond their usual]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT dim.MetricKey (KeyText) VALUES (N'tSQLt slower'), (N'tSQLt faster'), (N'tSQLt new');
INSERT rollup.Series (InstanceId, MetricId, KeyId)
SELECT @InstanceId, m.MetricId, k.KeyId
FROM config.Metric AS m
INNER JOIN dim.MetricKey AS k ON k.KeyText LIKE N'tSQLt %'
WHERE m.MetricName = N'batch.duration_ms';
-- The week from Monday 2026-01-12 on; the fourteen days before it are usual, older ones are not.
INSERT baseline.DayValue (SeriesId, LocalDate, MedianValue, MinValue, MaxValue, ValueCount, CoveragePercent)
SELECT s.SeriesId, v.LocalDate, v.Value, v.Value, v.Value, v.RunCount, 100
FROM
(
    VALUES
        (N'tSQLt slower', '2025-12-28', 9e5, 10), (N'tSQLt slower', '2025-12-29', 1000e0, 10),
        (N'tSQLt slower', '2026-01-11', 3000e0, 10), (N'tSQLt slower', '2026-01-12', 5000e0, 3),
        (N'tSQLt slower', '2026-01-18', 7000e0, 1), (N'tSQLt slower', '2026-01-19', 9e5, 10),
        (N'tSQLt faster', '2026-01-05', 3000e0, 10), (N'tSQLt faster', '2026-01-13', 1000e0, 10),
        (N'tSQLt new', '2026-01-13', 1000e0, 10)
) AS v (KeyText, LocalDate, Value, RunCount)
INNER JOIN dim.MetricKey AS k ON k.KeyText = v.KeyText
INNER JOIN rollup.Series AS s ON s.KeyId = k.KeyId AND s.InstanceId = @InstanceId;
DECLARE @Row TABLE (
    RowId nvarchar(60), InstanceName sysname, ClassName nvarchar(256), RunCount bigint, MedianMs bigint, UsualMs bigint,
    UsualRatio float, ExtraMs bigint, MadeAt datetime2(3));
INSERT @Row EXEC report.WeeklyBatch @InstanceId, @WeekStart = '2026-01-15';
DECLARE @Said nvarchar(400) =
(
    SELECT CONCAT(
        COUNT(*), N': ', MAX(r.ClassName), N' ', MAX(r.RunCount), N' ', MAX(r.MedianMs), N' ', MAX(r.UsualMs), N' ',
        MAX(r.UsualRatio), N' ', MAX(r.ExtraMs))
    FROM @Row AS r
);
EXEC tSQLt.AssertEqualsString N'1: tSQLt slower 4 6000 2000 3 16000', @Said;

-- Nobody watched: no alert is no good news then. Batch runs are told by AX itself.
DECLARE @Figure TABLE (
    RowNumber int, WeekText nvarchar(40), AnswerText nvarchar(400), FigureText nvarchar(40), ThisText nvarchar(40),
    BeforeText nvarchar(40), MadeAt datetime2(3));
INSERT @Figure EXEC report.WeeklyReport @InstanceId, @WeekStart = '2026-01-15';
SET @Said =
(
    SELECT CONCAT(MAX(f.AnswerText), N' ', MIN(f.WeekText), N', ', STUFF(
        (
            SELECT N' ' + w.ThisText FROM @Figure AS w ORDER BY w.RowNumber FOR XML PATH(N'')
        ), 1, 1, N''))
    FROM @Figure AS f
);
EXEC tSQLt.AssertEqualsString N'Nothing was watched in this week. 2026-01-12 to 2026-01-18, — — — — — 0 0 0 s 0 %', @Said;

-- Sunday belongs to the week that began six days before.
DECLARE @Week nvarchar(200) = STUFF(
    (
        SELECT CONCAT(N' ', CONVERT(nchar(10), w.MondayLocal, 120))
        FROM (VALUES ('2026-01-18T23:59:59'), ('2026-01-19T00:00:00'), ('2000-01-01T00:00:00')) AS d (DayAt)
        CROSS APPLY report.WeekOf(d.DayAt, NULL) AS w
        ORDER BY d.DayAt DESC
        FOR XML PATH(N'')
    ), 1, 1, N'');
EXEC tSQLt.AssertEqualsString N'2026-01-19 2026-01-12 1999-12-27', @Week;
GO
CREATE PROCEDURE ReportHealthTests.[test two plans are compared by their measures and by their operators]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);
DECLARE @Before nvarchar(max) = N'<ShowPlanXML xmlns="http://schemas.microsoft.com/sqlserver/2004/07/showplan"><QueryPlan>
<MemoryGrantInfo SerialRequiredMemory="512" SerialDesiredMemory="1024"/>
<RelOp NodeId="0" PhysicalOp="Nested Loops" EstimateRows="12.5"><NestedLoops>
<RelOp NodeId="1" PhysicalOp="Index Seek" EstimateRows="12.5"><IndexScan>
<Object Table="[INVENTSUM]" Index="[I_2]"/></IndexScan></RelOp>
<RelOp NodeId="2" PhysicalOp="Clustered Index Seek" EstimateRows="1"><IndexScan>
<Object Table="[INVENTDIM]" Index="[I_1]"/></IndexScan></RelOp>
</NestedLoops></RelOp></QueryPlan></ShowPlanXML>';
DECLARE @After nvarchar(max) = REPLACE(
    REPLACE(@Before, N'Index Seek" EstimateRows="12.5"', N'Index Scan" EstimateRows="4e6"'), N'Nested Loops', N'Hash Match');
INSERT dim.QueryPlan (QueryHash, QueryPlanHash, PlanText, FirstSeenAt)
VALUES (0x7473514C74000001, 0x01, COMPRESS(@Before), @Now), (0x7473514C74000001, 0x02, COMPRESS(@After), @Now);
INSERT dim.QueryStorePlan
(
    InstanceId,
    PlanId,
    QueryId,
    QueryHash,
    QueryPlanHash,
    CompiledAt,
    IsForced,
    ForceFailureCount,
    FirstSeenAt,
    LastSeenAt
)
VALUES
(
    @InstanceId,
    17,
    5,
    0x7473514C74000001,
    0x01,
    @Now,
    0,
    0,
    @Now,
    '2026-03-04T05:06:00'
);
INSERT fact.QueryRegression
(
    InstanceId,
    QueryId,
    PlanId,
    OldPlanId,
    QueryHash,
    QueryPlanHash,
    OldQueryPlanHash,
    Reason,
    OldExecutionCount,
    ExecutionCount,
    OldDurationMs,
    DurationMs,
    OldCpuMs,
    CpuMs,
    OldLogicalReads,
    LogicalReads,
    ExtraMs,
    DetectedAt,
    LastSeenAt,
    CountedUntilAt
)
SELECT
    @InstanceId,
    v.QueryId,
    v.PlanId,
    v.OldPlanId,
    v.QueryHash,
    0x02,
    0x01,
    N'duration',
    100,
    40,
    10,
    62,
    5,
    20,
    90,
    900,
    v.ExtraMs,
    '2026-03-05T01:40:00',
    @Now,
    @Now
FROM
(
    VALUES (5, 31, 17, 0x7473514C74000001, 2520000e0), (6, 32, 18, 0x7473514C74000002, 1000e0)
) AS v (QueryId, PlanId, OldPlanId, QueryHash, ExtraMs);
CREATE TABLE #Pair (
    RegressionId bigint, InstanceName sysname, InstanceId int, QueryKey nvarchar(16), AnswerText nvarchar(600), MeasureNumber int,
    MeasureText nvarchar(100), BeforeText nvarchar(60), AfterText nvarchar(60), OldText nvarchar(100), NewText nvarchar(100),
    ChangeRatio float);
INSERT #Pair EXEC report.PlanPair @InstanceId = @InstanceId;
DECLARE @Said nvarchar(800) =
(
    SELECT CONCAT(p.AnswerText, N'| ', p.BeforeText, N' ', p.OldText, N', ', p.AfterText, N' ', p.NewText, N' ×', p.ChangeRatio)
    FROM #Pair AS p
    WHERE p.MeasureNumber = 3
);
DECLARE @Expected nvarchar(max) =
    N'×6.2 slower since 2026-03-05 01:40 under plan 31; cost 42 min 00 s so far; older plan 17 still known, '
    + N'last seen 2026-03-04 05:06| plan 17 90, plan 31 900 ×10';
EXEC tSQLt.AssertEqualsString @Expected, @Said;
SET @Said = (SELECT CONCAT(MAX(p.MeasureNumber), N': ', MAX(CASE WHEN p.MeasureNumber = 8 THEN p.NewText END)) FROM #Pair AS p);
EXEC tSQLt.AssertEqualsString N'8: 1.0 MB', @Said;

-- Memory granted and used is taken only from captures in which the statement had no other plan.
INSERT fact.QueryStat
(
    InstanceId,
    QueryHash,
    CapturedAt,
    ElapsedMs,
    ExecutionCount,
    CpuMs,
    DurationMs,
    LogicalReads,
    PhysicalReads,
    LogicalWrites,
    ReturnedRows,
    SpilledPages,
    EntryCount,
    PlanCount,
    TopPlanHash,
    PlanCreatedAt,
    MaxCpuMs,
    MaxDurationMs,
    MaxDop,
    MaxGrantKb,
    MaxUsedGrantKb
)
SELECT
    @InstanceId,
    0x7473514C74000001,
    DATEADD(minute, -v.MinutesAgo, @Now),
    60000,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
    0,
    1,
    v.PlanCount,
    v.PlanHash,
    @Now,
    1,
    1,
    1,
    v.GrantKb,
    v.UsedKb
FROM
(
    VALUES (9, 1, 0x01, 2048, 1024), (8, 1, 0x01, 1024, 1024), (7, 2, 0x02, 999999, 999999), (6, 1, 0x02, 512000, 4096)
) AS v (MinutesAgo, PlanCount, PlanHash, GrantKb, UsedKb);
DELETE #Pair;
INSERT #Pair EXEC report.PlanPair @InstanceId = @InstanceId;
SET @Said = STUFF(
    (
        SELECT CONCAT(N'; ', p.OldText, N' to ', p.NewText, N' ×', p.ChangeRatio)
        FROM #Pair AS p
        WHERE p.MeasureNumber > 5
        ORDER BY p.MeasureNumber
        FOR XML PATH(N'')
    ), 1, 2, N'');
EXEC tSQLt.AssertEqualsString N'2.0 MB to 500.0 MB ×250; 1.0 MB to 4.0 MB ×4; 1.0 MB to 1.0 MB ×1', @Said;

CREATE TABLE #Plan (
    SideNumber int, SideText nvarchar(10), PlanText nvarchar(60), OperatorCount int, ChangeText nvarchar(max),
    OperatorText nvarchar(max));
INSERT #Plan EXEC report.PlanOperators @InstanceId = @InstanceId;
SET @Said =
(
    SELECT CONCAT(p.OperatorCount, N': ', p.ChangeText, N'| ', REPLACE(p.OperatorText, NCHAR(10), N'/'))
    FROM #Plan AS p
    WHERE p.SideNumber = 2
);
SET @Expected =
    N'3: Hash Match, Index Scan INVENTSUM.I_2| Hash Match, 12.5 rows expected/    Index Scan '
    + N'INVENTSUM.I_2, 4000000 rows expected/    Clustered Index Seek INVENTDIM.I_1, 1 rows expected';
EXEC tSQLt.AssertEqualsString @Expected, @Said;

-- One that is chosen beats the one that cost most; where no plan has been read there is nothing to compare.
DECLARE @Other bigint = (SELECT r.RegressionId FROM fact.QueryRegression AS r WHERE r.InstanceId = @InstanceId AND r.QueryId = 6);
DELETE #Plan;
INSERT #Plan EXEC report.PlanOperators @RegressionId = @Other;
SET @Said =
(
    SELECT CONCAT(COUNT(*), N' plans, ', SUM(p.OperatorCount), N' operators, ', COUNT(p.OperatorText), N' texts') FROM #Plan AS p
);
EXEC tSQLt.AssertEqualsString N'2 plans, 0 operators, 0 texts', @Said;
GO
CREATE PROCEDURE ReportHealthTests.[test the delay that 95 of 100 runs of a company stay below is counted over its runs]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);
INSERT fact.BatchExecution
(
    InstanceId,
    BatchId,
    ClassNumber,
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
SELECT
    @InstanceId,
    v.Number,
    1,
    v.Company,
    v.StatusNumber,
    DATEADD(minute, -1, @Now),
    @Now,
    v.DelayMs,
    1000,
    0,
    0,
    @Now,
    @Now
FROM
(
    SELECT n.Number, Company = N'usmf', StatusNumber = CASE WHEN n.Number = 1 THEN 3 ELSE 4 END, DelayMs = n.Number / 10 * 1000
    FROM
    (
        SELECT Number = t.Digit * 10 + o.Digit + 1
        FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS t (Digit)
        CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS o (Digit)
    ) AS n
    UNION ALL
    SELECT 201, N'', 4, NULL
    UNION ALL
    SELECT 202, NULL, 4, 7000
) AS v;
DECLARE @Row TABLE (
    Company nvarchar(10), SessionCount int, RunCount bigint, FailedCount bigint, FailedPercent float, DelayP95Ms bigint,
    TotalMs bigint);
INSERT @Row EXEC report.InstanceCompanies @InstanceId, @Window = N'1h';
DECLARE @Said nvarchar(400) = STUFF(
    (
        SELECT CONCAT(N'; ', r.Company, N' ', r.RunCount, N' ', r.FailedPercent, N' % ', r.DelayP95Ms, N' ', r.TotalMs)
        FROM @Row AS r
        ORDER BY r.RunCount DESC
        FOR XML PATH(N'')
    ), 1, 2, N'');
EXEC tSQLt.AssertEqualsString N'usmf 100 1 % 9000 100000; (none) 2 0 % 7000 2000', @Said;
GO
CREATE PROCEDURE ReportHealthTests.[test an instance is shown beside itself a day before, and says when that was]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC ReportHealthTests.Measure N'cpu.sql_percent', 60, N'', 30;
EXEC ReportHealthTests.Measure N'cpu.sql_percent', 20, N'', 1470;
CREATE TABLE #Slice (
    SliceLocal datetime2(3), OverdueAgeMs bigint, SessionCount float, BlockedCount float, SqlPercent float, OtherPercent float,
    ReadLatencyMs float, WriteLatencyMs float, TempDbPercent float, LogPercent float, CpuLow float, CpuHigh float,
    BlockedLow float, BlockedHigh float, UsualNote nvarchar(200), OverdueBeforeAgeMs bigint, SessionBeforeCount float,
    BlockedBeforeCount float, SqlBeforePercent float, ReadBeforeLatencyMs float, TempDbBeforePercent float,
    CompareText nvarchar(100), MadeAt datetime2(3));
INSERT #Slice
EXEC report.InstanceTrend @InstanceId, @FromAt = '2026-05-10T08:00:00', @ToAt = '2026-05-10T10:00:00', @CompareWith = N'week';
DECLARE @Said nvarchar(400) = (SELECT CONCAT(MAX(s.CompareText), N', ', COUNT(s.SqlPercent)) FROM #Slice AS s);
EXEC tSQLt.AssertEqualsString N'2026-05-03 08:00 to 10:00, 0', @Said;
DELETE #Slice;
INSERT #Slice EXEC report.InstanceTrend @InstanceId, @Window = N'1h', @CompareWith = N'day';
SET @Said =
(
    SELECT CONCAT(COUNT(*), N' ', MAX(s.SqlPercent), N' ', MAX(s.SqlBeforePercent))
    FROM #Slice AS s
    WHERE s.SqlPercent IS NOT NULL OR s.SqlBeforePercent IS NOT NULL
);
EXEC tSQLt.AssertEqualsString N'1 60 20', @Said;
DELETE #Slice;
INSERT #Slice EXEC report.InstanceTrend @InstanceId, @Window = N'1h', @CompareWith = N'none';
SET @Said = (SELECT CONCAT(MAX(s.SqlPercent), N' ', MAX(s.SqlBeforePercent), MAX(s.CompareText)) FROM #Slice AS s);
EXEC tSQLt.AssertEqualsString N'60 ', @Said;
GO
CREATE PROCEDURE ReportHealthTests.[test tables are told by what a day adds to them, and backups by the oldest]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);
EXEC ReportHealthTests.Measure N'size.table_mb', 700, N'dbo.GROWS';
EXEC ReportHealthTests.Measure N'size.table_rows', 5000, N'dbo.GROWS';
EXEC ReportHealthTests.Measure N'size.table_mb', 9000, N'dbo.STAYS';
EXEC ReportHealthTests.Measure N'size.full_backup_age_h', 30, N'AX';
EXEC ReportHealthTests.Measure N'size.full_backup_age_h', 1440, N'MODEL';
EXEC ReportHealthTests.Measure N'log.backup_age_min', 20, N'AX';
EXEC ReportHealthTests.Measure N'size.volume_free_percent', 40, N'D:\';
EXEC ReportHealthTests.Measure N'size.volume_free_percent', 11, N'E:\';
INSERT rollup.Day
(
    SeriesId,
    BucketAt,
    ValueCount,
    SumValue,
    MinValue,
    MaxValue,
    LastValue,
    LastAt,
    IsCollapsed
)
SELECT
    s.SeriesId,
    CAST(CAST(DATEADD(day, -4, @Now) AS date) AS datetime2(3)),
    1,
    500,
    500,
    500,
    500,
    DATEADD(minute, -1, DATEADD(day, -4, @Now)),
    0
FROM rollup.Series AS s
INNER JOIN dim.MetricKey AS k ON k.KeyId = s.KeyId
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId
WHERE s.InstanceId = @InstanceId
  AND k.KeyText = N'dbo.GROWS'
  AND m.MetricName = N'size.table_mb';
DECLARE @Row TABLE (
    RowId nvarchar(60), InstanceName sysname, TableName nvarchar(256), SizeBytes bigint, PerDayBytes bigint,
    PerDayText nvarchar(60), GrowthPercent float, TableRowCount bigint, PerDayRowCount bigint);
INSERT @Row EXEC report.LargestTables @InstanceId;
DECLARE @Said nvarchar(400) = STUFF(
    (
        SELECT CONCAT(N'; ', r.TableName, N' ', r.SizeBytes / 1048576, N' ', r.PerDayText, N' ', r.TableRowCount)
        FROM @Row AS r
        ORDER BY r.PerDayBytes DESC
        FOR XML PATH(N'')
    ), 1, 2, N'');
EXEC tSQLt.AssertEqualsString N'dbo.GROWS 700 50 MB 5000; dbo.STAYS 9000  ', @Said;
DECLARE @Tile TABLE (
    FreePercent float, VolumeText nvarchar(400), FullInDays float, FullText nvarchar(600), FullBackupAgeMs bigint,
    BackupText nvarchar(400), LogBackupAgeMs bigint, Severity nvarchar(16));
INSERT @Tile EXEC report.FileTiles @InstanceId;
SET @Said =
(
    SELECT CONCAT(
        t.FreePercent, N' ', t.VolumeText, N', ', t.FullBackupAgeMs / 86400000, N' d, ', t.BackupText, N', ', t.LogBackupAgeMs,
        N' ', t.Severity)
    FROM @Tile AS t
);
EXEC tSQLt.AssertEqualsString N'11 E:\ on tSQLt, 60 d, no full backup in 60 days: MODEL on tSQLt, 1200000 ok', @Said;
GO
