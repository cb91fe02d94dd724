-- report.*: what the pages of batch jobs, runs, incidents and alerts tell of one thing.
EXEC tSQLt.NewTestClass N'ReportDetailTests';
GO
CREATE PROCEDURE ReportDetailTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE PROCEDURE ReportDetailTests.[test a job tells how its tasks went, and what SQL Server reported of the last that failed]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @At datetime2(3) = DATEADD(minute, -30, SYSUTCDATETIME());
INSERT fact.BatchExecution
(
    InstanceId,
    BatchId,
    BatchJobId,
    JobCaption,
    ClassNumber,
    Company,
    StatusNumber,
    RetryCount,
    AxSessionId,
    StartedAt,
    EndedAt,
    DurationMs,
    IsRunning,
    IsEndEstimated,
    FirstSeenAt,
    LastSeenAt
)
VALUES
    (@InstanceId, 1, 900, N'Nightly', 5, N'ceu', 4, 0, 40, @At, DATEADD(second, 10, @At), 10000, 0, 0, @At, @At),
    (
        @InstanceId,
        2,
        900,
        N'Nightly',
        6,
        N'dat',
        3,
        2,
        41,
        DATEADD(second, 60, @At),
        DATEADD(second, 80, @At),
        20000,
        0,
        0,
        @At,
        @At
    ),
    (
        @InstanceId,
        3,
        900,
        N'Nightly',
        5,
        N'dat',
        4,
        0,
        42,
        DATEADD(second, 90, @At),
        DATEADD(second, 92, @At),
        2000,
        0,
        0,
        @At,
        @At
    ),
    (@InstanceId, 4, 901, N'Hourly', 5, N'ceu', 4, 1, 43, @At, DATEADD(second, 5, @At), 5000, 0, 0, @At, @At),
    (@InstanceId, 5, 902, N'Now', 5, N'ceu', 2, 0, 44, @At, NULL, NULL, 1, 0, @At, @At);
INSERT dim.StatementText (TextHash, TextValue, FirstSeenAt)
VALUES (HASHBYTES('SHA2_256', N'deadlocked'), N'deadlocked', @At);
-- One of the run that failed, and others: of another session, of the same session at another time.
INSERT fact.ErrorEvent
(
    InstanceId,
    EventAt,
    EventHash,
    CapturedAt,
    SessionId,
    AxSessionId,
    AxConfidence,
    ErrorNumber,
    ErrorCategory,
    MessageHash
)
SELECT
    @InstanceId,
    DATEADD(second, v.Seconds, @At),
    HASHBYTES('SHA2_256', CONCAT(N'', v.ErrorNumber)),
    @At,
    60,
    v.AxSessionId,
    N'confirmed',
    v.ErrorNumber,
    N'data',
    CASE WHEN v.ErrorNumber = 1205 THEN HASHBYTES('SHA2_256', N'deadlocked') END
FROM (VALUES (70, 41, 2601), (79, 41, 1205), (79, 40, 8134), (200, 41, 547)) AS v (Seconds, AxSessionId, ErrorNumber);

DECLARE @Row TABLE (
    RowId nvarchar(300), InstanceName sysname, BatchJobId bigint, JobCaption nvarchar(200), Companies nvarchar(40), RunCount int,
    FailedCount int, SuccessPercent float, MeanMs bigint, MaxMs bigint, RetryCount int, LastLocal datetime2(3),
    LastExecutionId bigint, LastFailedId bigint, LastFailedLocal datetime2(3), LastErrorText nvarchar(400), MadeAt datetime2(3));
CREATE TABLE #Expected (Said nvarchar(400));
INSERT #Expected
VALUES
    (N'Nightly of 2 companies: 3 runs, 1 failed, 66.7 %, mean 10666, longest 20000, 2 retries: error 1205: deadlocked'),
    (N'Hourly of ceu: 1 runs, 0 failed, 100.0 %, mean 5000, longest 5000, 1 retries: '),
    (N'Hourly of ceu: 1 runs, 0 failed, 100.0 %, mean 5000, longest 5000, 1 retries: '),
    (N'Nightly of ceu: 1 runs, 0 failed, 100.0 %, mean 10000, longest 10000, 0 retries: ');
INSERT @Row EXEC report.BatchJobs @InstanceId, @Window = N'4h';
INSERT @Row EXEC report.BatchJobs @InstanceId, @Window = N'4h', @Search = N'our', @TopN = 10;
INSERT @Row EXEC report.BatchJobs @InstanceId, @Window = N'4h', @Search = N'Nightly', @Company = N'ceu';
SELECT Said = CAST(CONCAT(
    r.JobCaption, N' of ', r.Companies, N': ', r.RunCount, N' runs, ', r.FailedCount, N' failed, ',
    CAST(r.SuccessPercent AS decimal(4, 1)), N' %, mean ', r.MeanMs, N', longest ', r.MaxMs, N', ', r.RetryCount, N' retries: ',
    r.LastErrorText) AS nvarchar(400))
INTO #Actual
FROM @Row AS r;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

DECLARE @Class TABLE (
    RowId nvarchar(100), InstanceName sysname, InstanceId int, ClassNumber int, ClassName nvarchar(128), RunCount int,
    FailedCount int, FailedPercent float, P5Ms bigint, P25Ms bigint, P50Ms bigint, P75Ms bigint, P95Ms bigint, P99Ms bigint,
    MaxMs bigint, ScaleMs bigint, UsualMs bigint, UsualRatio float, TotalMs bigint, UsualDaysText nvarchar(40), ExtraMs bigint,
    LastFailedLocal datetime2(3), LastErrorText nvarchar(400), MadeAt datetime2(3));
DECLARE @Failure TABLE (
    RowId nvarchar(100), InstanceName sysname, InstanceId int, ClassNumber int, ClassName nvarchar(128), FailedCount int,
    RetryCount int, LastLocal datetime2(3), Companies nvarchar(40), LastExecutionId bigint, LastCaption nvarchar(200),
    LastAos nvarchar(128), LastDurationMs bigint, LastErrorText nvarchar(400));
INSERT @Class EXEC report.BatchClasses @InstanceId, @Window = N'4h';
INSERT @Failure EXEC report.BatchFailures @InstanceId, @Window = N'4h';
DECLARE @Said nvarchar(400) = (
    SELECT CONCAT(
        (SELECT COUNT(*) FROM @Class AS c), N' classes, ', (SELECT MAX(c.LastErrorText) FROM @Class AS c WHERE c.ClassNumber = 6),
        N'; ', f.ClassNumber, N': ', f.LastErrorText)
    FROM @Failure AS f
);
EXEC tSQLt.AssertEqualsString N'2 classes, error 1205: deadlocked; 6: error 1205: deadlocked', @Said;
GO
-- A run that waited 100 s for a thread and took 1,000 s: MWEBER blocked it for 500 s, a statement took 100 s,
-- and at 1,000 s it was the victim of a deadlock. Seconds count from when it was due.
CREATE PROCEDURE ReportDetailTests.AddRun
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @At datetime2(3) = '2026-01-02T10:00:00';
DECLARE @Known datetime2(3) = '2026-01-02T12:00:00';
INSERT fact.BatchExecution
(
    InstanceId,
    BatchId,
    TaskCaption,
    ClassNumber,
    StatusNumber,
    AxSessionId,
    ScheduledAt,
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
    (
        @InstanceId,
        7,
        N'Posting',
        5,
        3,
        41,
        @At,
        DATEADD(second, 100, @At),
        DATEADD(second, 1100, @At),
        100000,
        1000000,
        0,
        0,
        @At,
        @Known
    );
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
    AxUser,
    AxConfidence
)
VALUES
    (
        @InstanceId,
        60,
        '2026-01-01',
        N'session',
        N'60',
        DATEADD(second, 200, @At),
        DATEADD(second, 210, @At),
        DATEADD(second, 1000, @At),
        DATEADD(second, 1010, @At),
        1,
        1,
        500000,
        500000,
        1,
        500000,
        N'MWEBER',
        N'confirmed'
    );
DECLARE @IncidentId bigint = SCOPE_IDENTITY();
INSERT fact.BlockingSnapshot (InstanceId, CapturedAt, RunId, HeadCount, VictimCount, TotalWaitMs, MaxDepth, IsTruncated)
VALUES (@InstanceId, DATEADD(second, 700, @At), NEWID(), 1, 1, 500000, 1, 0);
DECLARE @SnapshotId bigint = SCOPE_IDENTITY();
INSERT fact.BlockingIncidentSnapshot (IncidentId, SnapshotId, CapturedAt, VictimCount, MaxDepth, TotalWaitMs, LongestWaitMs)
VALUES (@IncidentId, @SnapshotId, DATEADD(second, 700, @At), 1, 1, 500000, 500000);
INSERT fact.BlockingNode
(
    SnapshotId,
    CapturedAt,
    SessionId,
    InstanceId,
    IncidentId,
    RootSessionId,
    ParentSessionId,
    Depth,
    Flags,
    AxConfidence,
    WaitMs,
    ObjectName,
    BatchId
)
VALUES
    (
        @SnapshotId,
        DATEADD(second, 700, @At),
        61,
        @InstanceId,
        @IncidentId,
        60,
        60,
        1,
        N'',
        N'confirmed',
        500000,
        N'AXPRD.dbo.INVENTSUM',
        7
    );
INSERT fact.BlockedProcess
(
    InstanceId,
    IncidentId,
    FirstEventAt,
    EventAt,
    ReportCount,
    MonitorLoop,
    BlockedSessionId,
    BlockedEcid,
    BlockedTransactionId,
    BlockingSessionId,
    WaitResource,
    ResourceKind,
    WaitMs,
    LockMode
)
VALUES
    (
        @InstanceId,
        @IncidentId,
        DATEADD(second, 300, @At),
        DATEADD(second, 600, @At),
        9,
        1,
        61,
        0,
        900,
        60,
        N'KEY: 5:77',
        N'key',
        400000,
        N'X'
    );
INSERT fact.LongQuery
(
    InstanceId,
    EventAt,
    EventHash,
    CapturedAt,
    SessionId,
    AxSessionId,
    AxConfidence,
    EventName,
    DurationMs,
    LogicalReads,
    QueryHash
)
VALUES
    (
        @InstanceId,
        DATEADD(second, 900, @At),
        HASHBYTES('SHA2_256', N'long'),
        @Known,
        61,
        41,
        N'confirmed',
        N'rpc_completed',
        100000,
        5,
        0x00000000000000AB
    );
INSERT fact.ErrorEvent
(
    InstanceId,
    EventAt,
    EventHash,
    CapturedAt,
    SessionId,
    AxSessionId,
    AxConfidence,
    ErrorNumber,
    ErrorCategory
)
VALUES
    (
        @InstanceId,
        DATEADD(second, 1000, @At),
        HASHBYTES('SHA2_256', N'1205'),
        @Known,
        61,
        41,
        N'confirmed',
        1205,
        N'concurrency'
    );
INSERT fact.Deadlock
(
    InstanceId,
    DeadlockHash,
    DetectedAt,
    HasEventTime,
    DeadlockKind,
    ProcessCount,
    SessionCount,
    VictimCount,
    VictimSessionCount,
    ResourceCount,
    Signature,
    SignatureVersion,
    ReportText
)
VALUES
    (
        @InstanceId,
        HASHBYTES('SHA2_256', N'd'),
        DATEADD(second, 1001, @At),
        1,
        N'lock',
        1,
        1,
        1,
        1,
        0,
        HASHBYTES('SHA2_256', N's'),
        1,
        0x00
    );
INSERT fact.DeadlockProcess (DeadlockId, ProcessNumber, ProcessKey, IsVictim, SessionId)
SELECT d.DeadlockId, 1, N'p', 1, 61
FROM fact.Deadlock AS d
WHERE d.InstanceId = @InstanceId;
INSERT alert.Alert
(
    RuleId,
    InstanceId,
    AlertKey,
    SubjectKind,
    SubjectId,
    State,
    Severity,
    PendingAt,
    OpenedAt,
    ResolvedAt,
    LastEvaluatedAt,
    Headline
)
SELECT
    r.RuleId,
    @InstanceId,
    N'60',
    N'BlockingIncident',
    @IncidentId,
    N'resolved',
    N'critical',
    DATEADD(second, 400, @At),
    DATEADD(second, 500, @At),
    @Known,
    @Known,
    N'MWEBER blocks'
FROM config.AlertRule AS r
WHERE r.RuleName = N'Blocking';
INSERT fact.ServerSetting (InstanceId, ScopeKind, ScopeName, SettingName, BeganAt, SettingValue, IsInitial)
VALUES
    (@InstanceId, N'option', N'', N'max degree of parallelism', DATEADD(hour, -2, @At), N'4', 0),
    (@InstanceId, N'option', N'', N'too early', DATEADD(hour, -30, @At), N'4', 0),
    (@InstanceId, N'option', N'', N'ever so', DATEADD(hour, -1, @At), N'4', 1);
GO
CREATE PROCEDURE ReportDetailTests.[test the time of a run is a bar a lane, and a sentence says where it went]
AS
EXEC ReportDetailTests.AddRun;
DECLARE @ExecutionId bigint = (SELECT ExecutionId FROM fact.BatchExecution WHERE BatchId = 7);
CREATE TABLE #Bar
(
    LaneNumber int, LaneText nvarchar(20), SegmentNumber int, Kind nvarchar(16), Length float, UnitText nvarchar(8),
    TipText nvarchar(800), IncidentId bigint
);
INSERT #Bar EXEC report.BatchExecutionTimeline @ExecutionId;
CREATE TABLE #Expected (Said nvarchar(200));
INSERT #Expected
VALUES
    (N'1 task 1 gap 0'),
    (N'1 task 2 delay 100'),
    (N'1 task 3 gap 0'),
    (N'1 task 4 running 1000'),
    (N'2 statements 1 gap 800'),
    (N'2 statements 2 running 100'),
    (N'3 blocked 1 gap 200'),
    (N'3 blocked 2 blocked 500'),
    (N'4 blocks others 1 gap 0'),
    (N'5 transaction 1 gap 0'),
    (N'6 events 1 gap 1000'),
    (N'6 events 2 error 6');
SELECT Said = CAST(CONCAT(
    b.LaneNumber, N' ', b.LaneText, N' ', b.SegmentNumber, N' ', b.Kind, N' ', CAST(ROUND(60 * b.Length, 0) AS int))
    AS nvarchar(200))
INTO #Actual
FROM #Bar AS b
WHERE b.UnitText = N'min';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

DECLARE @Tip nvarchar(800) = (
    SELECT CONCAT(TipText, N' ', CASE WHEN IncidentId > 0 THEN N'chain' END) FROM #Bar WHERE Kind = N'blocked'
);
EXEC tSQLt.AssertEqualsString N'blocked, 8 min 20 s: by MWEBER on AXPRD.dbo.INVENTSUM chain', @Tip;

CREATE TABLE #Run
(
    ExecutionId bigint, InstanceName sysname, InstanceId int, ClassNumber int, ClassName nvarchar(128), Caption nvarchar(200),
    JobCaption nvarchar(200), Company nvarchar(10), CreatedBy nvarchar(20), GroupId nvarchar(60), AosName nvarchar(128),
    AxSessionId int, BatchJobId bigint, StatusText nvarchar(40), RetryCount int, ScheduledLocal datetime2(3),
    StartedLocal datetime2(3), EndedLocal datetime2(3), DelayMs bigint, RunningMs bigint, UsualMs bigint, UsualRatio float,
    Severity nvarchar(16), AnswerText nvarchar(1000)
);
INSERT #Run EXEC report.BatchExecution @ExecutionId;
DECLARE @Answer nvarchar(1000) = (SELECT AnswerText FROM #Run);
EXEC tSQLt.AssertEqualsString
    N'16 min 40 s: 50 % blocked by MWEBER on INVENTSUM, 10 % in slow statements; 1 min 40 s after it was due', @Answer;

CREATE TABLE #Evidence
(
    RowNumber int, KindText nvarchar(40), BeganLocal datetime2(3), WhatText nvarchar(1000), SpanMs bigint, Severity nvarchar(16),
    IncidentId bigint, DeadlockId bigint, QueryKey nvarchar(16), LinkPage nvarchar(40), Statement nvarchar(max)
);
INSERT #Evidence EXEC report.BatchExecutionEvidence @ExecutionId;
CREATE TABLE #ExpectedEvidence (RowNumber int, KindText nvarchar(40), LinkPage nvarchar(40));
INSERT #ExpectedEvidence
VALUES
    (1, N'waited for a thread', NULL),
    (2, N'blocked', N'BlockingChain'),
    (3, N'slow statement', N'Statement'),
    (4, N'deadlock', N'Deadlock');
SELECT e.RowNumber, e.KindText, e.LinkPage INTO #ActualEvidence FROM #Evidence AS e;
EXEC tSQLt.AssertEqualsTable N'#ExpectedEvidence', N'#ActualEvidence';
GO
CREATE PROCEDURE ReportDetailTests.[test a lane full of short bars has forty at most, and what overlaps is one]
AS
EXEC ReportDetailTests.AddRun;
DECLARE @ExecutionId bigint = (SELECT ExecutionId FROM fact.BatchExecution WHERE BatchId = 7);
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
-- A statement of 4 s every 10 s, and one of 20 s that lies over two of them.
WITH Digit AS
(
    SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)
)
INSERT fact.LongQuery
(
    InstanceId,
    EventAt,
    EventHash,
    CapturedAt,
    SessionId,
    AxSessionId,
    AxConfidence,
    EventName,
    DurationMs
)
SELECT
    @InstanceId,
    DATEADD(second, 120 + 100 * t.Digit + 10 * o.Digit, '2026-01-02T10:00:00'),
    HASHBYTES('SHA2_256', CONCAT(t.Digit, o.Digit)),
    '2026-01-02T12:00:00',
    61,
    41,
    N'confirmed',
    N'rpc_completed',
    CASE WHEN t.Digit = 3 AND o.Digit = 3 THEN 20000 ELSE 4000 END
FROM Digit AS t
CROSS JOIN Digit AS o
WHERE 100 * t.Digit + 10 * o.Digit <= 970;
CREATE TABLE #Bar
(
    LaneNumber int, LaneText nvarchar(20), SegmentNumber int, Kind nvarchar(16), Length float, UnitText nvarchar(8),
    TipText nvarchar(800), IncidentId bigint
);
INSERT #Bar EXEC report.BatchExecutionTimeline @ExecutionId;
DECLARE @Said nvarchar(100) = (
    SELECT CONCAT(
        CASE WHEN COUNT(CASE WHEN b.Kind <> N'gap' THEN 1 END) BETWEEN 1 AND 40 THEN N'few enough' ELSE N'too many' END,
        N', ', CASE WHEN MIN(b.Length) >= 0 THEN N'none shorter than nothing' END,
        N', ', CASE WHEN SUM(b.Length) <= 1100 / 60e0 + 0.001 THEN N'within the axis' END)
    FROM #Bar AS b
    WHERE b.LaneNumber = 2
);
EXEC tSQLt.AssertEqualsString N'few enough, none shorter than nothing, within the axis', @Said;
GO
CREATE PROCEDURE ReportDetailTests.[test an incident tells its alert, deadlock and reports, and the alert what ran and changed]
AS
EXEC ReportDetailTests.AddRun;
DECLARE @IncidentId bigint = (SELECT i.IncidentId FROM fact.BlockingIncident AS i WHERE i.AxUser = N'MWEBER');
DECLARE @AlertId bigint = (SELECT a.AlertId FROM alert.Alert AS a WHERE a.Headline = N'MWEBER blocks');
CREATE TABLE #Row
(
    RowNumber int, KindText nvarchar(16), SeenLocal datetime2(3), WhatText nvarchar(1000), WaitMs bigint, Severity nvarchar(16),
    LinkPage nvarchar(40), AlertId bigint, DeadlockId bigint
);
INSERT #Row EXEC report.BlockingRelated @IncidentId;
CREATE TABLE #Expected (RowNumber int, Said nvarchar(400));
INSERT #Expected
VALUES
    (1, N'alert MWEBER blocks (resolved) Alert'),
    (2, N'report session 61 behind 60, X on KEY: 5:77 '),
    (3, N'deadlock lost: session 61 Deadlock');
SELECT r.RowNumber, Said = CAST(CONCAT(r.KindText, N' ', r.WhatText, N' ', r.LinkPage) AS nvarchar(400))
INTO #Actual
FROM #Row AS r;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

CREATE TABLE #Task
(
    ExecutionId bigint, ClassName nvarchar(128), Caption nvarchar(200), Company nvarchar(10), AosName nvarchar(128),
    StartedLocal datetime2(3), RunningMs bigint, UsualMs bigint, UsualRatio float
);
CREATE TABLE #Change
(
    RowNumber int, KindText nvarchar(16), ChangedLocal datetime2(3), WhatText nvarchar(1000), BeforeMs bigint,
    QueryKey nvarchar(16)
);
INSERT #Task EXEC report.AlertBatch @AlertId;
INSERT #Change EXEC report.AlertDayBefore @AlertId;
DECLARE @Said nvarchar(400) = (
    SELECT CONCAT(t.Caption, N' ', t.RunningMs, N'; ', c.WhatText, N' ', c.BeforeMs)
    FROM #Task AS t
    CROSS JOIN #Change AS c
);
EXEC tSQLt.AssertEqualsString N'Posting 400000; option : max degree of parallelism = 4 7700000', @Said;
GO
CREATE PROCEDURE ReportDetailTests.[test sessions are counted by type of client and by company, and listed by both]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @At datetime2(3) = SYSUTCDATETIME();
INSERT fact.AxSession
(
    InstanceId,
    SessionId,
    UserId,
    LoginAt,
    AosName,
    ClientType,
    StartCompany,
    StatusNumber,
    FirstSeenAt,
    LastSeenAt,
    EndedAt
)
VALUES
    (@InstanceId, 1, N'ann', @At, N'01@AOS1', 0, N'ceu', 1, @At, @At, NULL),
    (@InstanceId, 2, N'ann', @At, N'01@AOS1', 0, N'dat', 1, @At, @At, NULL),
    (@InstanceId, 3, N'svc', @At, N'01@AOS1', 3, N'', 1, @At, @At, NULL),
    (@InstanceId, 4, N'bob', @At, N'01@AOS1', 0, N'ceu', 1, @At, @At, @At);
CREATE TABLE #Group (RowId nvarchar(100), KindName nvarchar(16), Name nvarchar(40), SessionCount int, UserCount int);
INSERT #Group EXEC report.SessionGroups @InstanceId;
CREATE TABLE #Expected (RowId nvarchar(100), SessionCount int, UserCount int);
INSERT #Expected
VALUES
    (N'client type/Client', 2, 1),
    (N'client type/Worker', 1, 1),
    (N'company/(none)', 1, 1),
    (N'company/ceu', 1, 1),
    (N'company/dat', 1, 1);
SELECT RowId, SessionCount, UserCount INTO #Actual FROM #Group;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

CREATE TABLE #Session
(
    SessionLifeId bigint, InstanceName sysname, UserName nvarchar(40), SessionNumber int, AosName nvarchar(128),
    ClientText nvarchar(40), ClientComputer nvarchar(128), Company nvarchar(10), LogOnLocal datetime2(3), StateText nvarchar(40),
    EndingMs bigint
);
INSERT #Session EXEC report.SessionList @InstanceId, @Company = N'(none)';
INSERT #Session EXEC report.SessionList @InstanceId, @Company = N'dat', @ClientType = N'Client';
INSERT #Session EXEC report.SessionList @InstanceId, @Company = N'dat', @ClientType = N'Worker';
DECLARE @Listed nvarchar(40) = (SELECT CONCAT(MIN(SessionNumber), N' ', MAX(SessionNumber), N' ', COUNT(*)) FROM #Session);
EXEC tSQLt.AssertEqualsString N'2 3 2', @Listed;
GO
CREATE PROCEDURE ReportDetailTests.[test a statement of a deadlock leads to the query of its text, whatever its literals]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @At datetime2(3) = (SELECT NowAt FROM report.Now());
DECLARE @Same nvarchar(200) = N'UPDATE INVENTSUM SET POSTEDQTY=POSTEDQTY+1 WHERE ITEMID=''A'' AND PARTITION=5637144576';
DECLARE @Other nvarchar(200) = N'UPDATE INVENTTRANS SET QTY=7 WHERE RECID=1234567';
DECLARE @Called nvarchar(200) =
    N'exec sp_executesql N''@P1 bigint'',N''UPDATE INVENTTRANS SET QTY=99 WHERE RECID=7654321'',@P1=7';
DECLARE @Unknown nvarchar(200) = N'DELETE FROM CUSTTABLE WHERE ACCOUNTNUM=''9''';
DECLARE @Texts stage.StatementText;
DECLARE @Plain stage.StatementText;
INSERT @Texts (TextHash, TextValue)
SELECT HASHBYTES(N'SHA2_256', v.TextValue), v.TextValue
FROM (VALUES (@Same), (@Other)) AS v (TextValue);
INSERT @Plain (TextHash, TextValue)
SELECT HASHBYTES(N'SHA2_256', v.TextValue), v.TextValue
FROM (VALUES (@Called), (@Unknown)) AS v (TextValue);
EXEC collect.SaveStatementSignatures @At, @Texts;
EXEC collect.SaveStatementTexts @At, @Plain;
INSERT dim.Query (InstanceId, QueryHash, TextHash, FirstSeenAt, LastTopAt)
VALUES
    (@InstanceId, 0x7473514C74000011, HASHBYTES(N'SHA2_256', @Same), @At, @At),
    (@InstanceId, 0x7473514C74000012, HASHBYTES(N'SHA2_256', @Other), @At, @At);
INSERT fact.Deadlock
(
    InstanceId,
    DeadlockHash,
    DetectedAt,
    HasEventTime,
    DeadlockKind,
    ProcessCount,
    SessionCount,
    VictimCount,
    VictimSessionCount,
    ResourceCount,
    Signature,
    SignatureVersion,
    ReportText
)
VALUES
    (
        @InstanceId,
        HASHBYTES('SHA2_256', N'links'),
        @At,
        1,
        N'lock',
        4,
        4,
        1,
        1,
        0,
        HASHBYTES('SHA2_256', N's'),
        1,
        0x00
    );
DECLARE @DeadlockId bigint = SCOPE_IDENTITY();
INSERT fact.DeadlockProcess
(
    DeadlockId,
    ProcessNumber,
    ProcessKey,
    IsVictim,
    SessionId,
    StatementHash,
    InputBufferHash
)
SELECT
    @DeadlockId,
    v.ProcessNumber,
    CONCAT(N'p', v.ProcessNumber),
    0,
    60 + v.ProcessNumber,
    HASHBYTES(N'SHA2_256', v.Statement),
    HASHBYTES(N'SHA2_256', v.Buffer)
FROM
(
    VALUES (1, @Same, @Unknown), (2, NULL, @Called), (3, @Unknown, NULL), (4, NULL, NULL)
) AS v (ProcessNumber, Statement, Buffer);
CREATE TABLE #Process (
    ProcessNumber int, InstanceId int, Severity nvarchar(16), RoleText nvarchar(40), WhoText nvarchar(300),
    SessionLabel nvarchar(400), SessionId int, AxConfidence nvarchar(16), DoingText nvarchar(64), WaitMs bigint,
    LockMode nvarchar(32), LogBytes bigint, IsolationLevel nvarchar(64), ProgramName nvarchar(128), HostName nvarchar(128),
    LoginName nvarchar(128), Statement nvarchar(max), ProcedureName nvarchar(512), QueryKey nvarchar(16));
INSERT #Process EXEC report.DeadlockProcesses @DeadlockId;
DECLARE @Said nvarchar(200) = STUFF(
    (
        SELECT CONCAT(N' ', COALESCE(RIGHT(p.QueryKey, 2), N'none')) FROM #Process AS p ORDER BY p.ProcessNumber FOR XML PATH(N'')
    ), 1, 1, N'');
EXEC tSQLt.AssertEqualsString N'11 12 none none', @Said;
GO
CREATE PROCEDURE ReportDetailTests.[test who holds a transaction or tempdb leads to its batch run and to its statement]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @At datetime2(3) = (SELECT DATEADD(minute, -2, NowAt) FROM report.Now());
DECLARE @Texts stage.StatementText;
INSERT @Texts (TextHash, TextValue)
SELECT HASHBYTES(N'SHA2_256', v.TextValue), v.TextValue
FROM (VALUES (N'SELECT A FROM INVENTSUM WHERE ITEMID=@P1'), (N'SELECT B FROM INVENTSUM WHERE ITEMID=''7''')) AS v (TextValue);
DECLARE @Known binary(32) = HASHBYTES(N'SHA2_256', N'SELECT A FROM INVENTSUM WHERE ITEMID=@P1');
DECLARE @Other binary(32) = HASHBYTES(N'SHA2_256', N'SELECT B FROM INVENTSUM WHERE ITEMID=''7''');
EXEC collect.SaveStatementSignatures @At, @Texts;
INSERT dim.Query (InstanceId, QueryHash, TextHash, FirstSeenAt, LastTopAt)
VALUES (@InstanceId, 0x7473514C74000021, @Known, @At, @At);
INSERT fact.BatchExecution
(
    InstanceId,
    BatchId,
    ClassNumber,
    StatusNumber,
    AxSessionId,
    StartedAt,
    IsRunning,
    IsEndEstimated,
    FirstSeenAt,
    LastSeenAt
)
VALUES
    (@InstanceId, 900, 5, 4, 77, DATEADD(hour, -9, @At), 0, 0, @At, @At),
    (@InstanceId, 900, 5, 2, 77, DATEADD(hour, -1, @At), 1, 0, @At, @At),
    (@InstanceId, 900, 5, 4, 78, DATEADD(minute, 1, @At), 0, 0, @At, @At);
DECLARE @ExecutionId bigint =
(
    SELECT e.ExecutionId FROM fact.BatchExecution AS e WHERE e.InstanceId = @InstanceId AND e.IsRunning = 1
);
INSERT fact.LongTransaction
(
    InstanceId,
    SessionId,
    LoginTime,
    BeganTime,
    StartedAt,
    FirstSeenAt,
    LastSeenAt,
    DurationMs,
    AxConfidence,
    BatchId,
    StatementHash
)
SELECT
    @InstanceId,
    v.SessionId,
    @At,
    @At,
    @At,
    @At,
    @At,
    v.DurationMs,
    N'confirmed',
    v.BatchId,
    v.TextHash
FROM (VALUES (61, 3000, 900, @Known), (62, 2000, NULL, @Other)) AS v (SessionId, DurationMs, BatchId, TextHash);
INSERT fact.LongRequest
(
    InstanceId,
    SessionId,
    LoginTime,
    BeganTime,
    StartedAt,
    FirstSeenAt,
    LastSeenAt,
    DurationMs,
    AxConfidence,
    BatchId,
    StatementHash
)
SELECT
    t.InstanceId,
    t.SessionId,
    t.LoginTime,
    t.BeganTime,
    t.StartedAt,
    t.FirstSeenAt,
    t.LastSeenAt,
    t.DurationMs,
    t.AxConfidence,
    t.BatchId,
    t.StatementHash
FROM fact.LongTransaction AS t
WHERE t.InstanceId = @InstanceId
  AND t.SessionId = 61;
INSERT fact.TempDb
(
    InstanceId,
    CapturedAt,
    FileCount,
    HasEqualGrowth,
    AllocationWaitCount,
    AllocationWaitMs,
    OtherLatchWaitCount,
    OtherLatchWaitMs
)
VALUES (@InstanceId, @At, 1, 1, 0, 0, 0, 0);
INSERT fact.TempDbSession
(
    InstanceId,
    CapturedAt,
    SessionId,
    AxSessionId,
    AxConfidence,
    UserBytes,
    InternalBytes,
    StatementHash
)
VALUES
    (@InstanceId, @At, 61, 77, N'confirmed', 3, 0, @Known),
    (@InstanceId, @At, 62, 77, N'historical', 2, 0, @Other);
CREATE TABLE #Transaction (
    LongTransactionId bigint, InstanceName sysname, Severity nvarchar(16), WhoText nvarchar(300), SessionLabel nvarchar(400),
    AxConfidence nvarchar(16), BatchTask nvarchar(300), SinceLocal datetime2(3), EndedLocal datetime2(3), OpenMs bigint,
    IdleMs bigint, LogBytes bigint, TempDbBytes bigint, StateText nvarchar(100), Statement nvarchar(max), IncidentId bigint,
    InstanceId int, ExecutionId bigint, QueryKey nvarchar(16));
CREATE TABLE #Request (
    LongRequestId bigint, InstanceName sysname, Severity nvarchar(16), WhoText nvarchar(300), SessionLabel nvarchar(400),
    BatchTask nvarchar(300), SinceLocal datetime2(3), EndedLocal datetime2(3), RunningMs bigint, CpuMs bigint, ReadCount bigint,
    TempDbBytes bigint, WaitType nvarchar(60), Statement nvarchar(max), InstanceId int, ExecutionId bigint,
    QueryKey nvarchar(16));
CREATE TABLE #Holder (
    RowId nvarchar(40), InstanceName sysname, WhoText nvarchar(300), SessionLabel nvarchar(400), AxConfidence nvarchar(16),
    Severity nvarchar(16), UserBytes bigint, InternalBytes bigint, TotalBytes bigint, VersionAgeMs bigint, Status nvarchar(30),
    Statement nvarchar(max), InstanceId int, ExecutionId bigint, QueryKey nvarchar(16));
UPDATE fact.LongTransaction
SET Status = N'suspended', RollingBackSince = @At, PercentComplete = 42.5, RemainingMs = 720000
WHERE InstanceId = @InstanceId
  AND SessionId = 61;
INSERT #Transaction EXEC report.LongTransactions @InstanceId;
INSERT #Request EXEC report.LongRequests @InstanceId;
INSERT #Holder EXEC report.TempDbHolders @InstanceId;
DECLARE @Said nvarchar(400) = STUFF(
    (
        SELECT CONCAT(
            N', ', x.KindText, N' ', CASE x.ExecutionId WHEN @ExecutionId THEN N'run' ELSE N'-' END, N' ',
            COALESCE(RIGHT(x.QueryKey, 2), N'-'))
        FROM
        (
            SELECT Place = 1, KindText = N'transaction', Size = t.OpenMs, t.ExecutionId, t.QueryKey FROM #Transaction AS t
            UNION ALL
            SELECT 2, N'request', q.RunningMs, q.ExecutionId, q.QueryKey FROM #Request AS q
            UNION ALL
            SELECT 3, N'holder', h.TotalBytes, h.ExecutionId, h.QueryKey FROM #Holder AS h
        ) AS x
        ORDER BY x.Place, x.Size DESC
        FOR XML PATH(N'')
    ), 1, 2, N'');
EXEC tSQLt.AssertEqualsString N'transaction run 21, transaction - -, request run 21, holder run 21, holder - -', @Said;
DECLARE @State nvarchar(100) = (SELECT MAX(t.StateText) FROM #Transaction AS t WHERE t.StateText LIKE N'rolling%');
EXEC tSQLt.AssertEqualsString N'rolling back, 42 % done, about 12 min 00 s left', @State;
GO
CREATE PROCEDURE ReportDetailTests.[test a leak names the change nearest in time to its beginning]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT dim.MetricKey (KeyText)
SELECT N''
WHERE NOT EXISTS (SELECT 1 FROM dim.MetricKey AS k WHERE k.KeyText = N'');
INSERT rollup.Series (InstanceId, MetricId, KeyId)
SELECT @InstanceId, m.MetricId, k.KeyId
FROM config.Metric AS m
CROSS JOIN dim.MetricKey AS k
WHERE m.MetricName IN (N'cpu.sql_percent', N'cpu.other_percent')
  AND k.KeyText = N'';
INSERT baseline.Leak
(
    SeriesId,
    OpenedDate,
    NightDate,
    HistoryDays,
    WindowDays,
    P,
    Q,
    SlopePerDay,
    SlopeLow,
    SlopeHigh,
    RelativePerDay,
    Rise,
    NoiseShare,
    LevelValue,
    OnsetDate,
    OnsetErrorDays,
    IsEarlySign
)
SELECT
    s.SeriesId,
    '2026-03-01',
    '2026-03-05',
    40,
    30,
    0.001,
    0.01,
    1,
    0.5,
    1.5,
    CASE m.MetricName WHEN N'cpu.sql_percent' THEN 0.05 ELSE 0.01 END,
    0.5,
    0.01,
    50,
    '2026-02-20',
    2,
    0
FROM rollup.Series AS s
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId
WHERE s.InstanceId = @InstanceId;
INSERT baseline.LeakChange
(
    LeakId,
    Place,
    KindName,
    ScopeName,
    ChangedAt,
    DaysBefore,
    Score,
    WhatText
)
SELECT l.LeakId, v.Place, N'setting', N'server', '2026-02-20', 0, 1, v.WhatText
FROM baseline.Leak AS l
INNER JOIN rollup.Series AS s ON s.SeriesId = l.SeriesId
INNER JOIN config.Metric AS m ON m.MetricId = s.MetricId
CROSS JOIN (VALUES (1, N'max degree of parallelism 1 to 0'), (2, N'a file grew')) AS v (Place, WhatText)
WHERE s.InstanceId = @InstanceId
  AND m.MetricName = N'cpu.sql_percent';
CREATE TABLE #Leak (
    LeakId int, PlaceNumber bigint, InstanceName sysname, WhatText nvarchar(400), Description nvarchar(400),
    Severity nvarchar(16), OnsetDate datetime2(3), RelativePercent float, RangeText nvarchar(100), LevelText nvarchar(60),
    LimitText nvarchar(60),
    CrossesInDays float, CrossesText nvarchar(100), ShapeText nvarchar(100), DayDate datetime2(3), MedianValue float,
    ChangedText nvarchar(400), MadeAt datetime2(3));
INSERT #Leak EXEC report.Leaks @InstanceId;
DECLARE @Said nvarchar(200) = STUFF(
    (
        SELECT CONCAT(N', ', l.WhatText, N': ', COALESCE(l.ChangedText, N'-'))
        FROM #Leak AS l
        ORDER BY l.PlaceNumber
        FOR XML PATH(N'')
    ), 1, 2, N'');
EXEC tSQLt.AssertEqualsString N'cpu.sql_percent: max degree of parallelism 1 to 0, cpu.other_percent: -', @Said;
GO
CREATE PROCEDURE ReportDetailTests.[test another plan of a statement has its mark where the statement ran]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Now datetime2(3) = (SELECT NowAt FROM report.Now());
DECLARE @At datetime2(3) = DATEADD(hour, -2, @Now);
INSERT fact.QueryPlanChange
(
    InstanceId,
    QueryId,
    ChangedAt,
    QueryHash,
    OldPlanId,
    NewPlanId,
    IsNewPlan,
    IsForced,
    NewExecutionCount,
    NewDurationMs,
    NewCpuMs,
    NewLogicalReads
)
SELECT
    @InstanceId,
    5,
    v.ChangedAt,
    v.QueryHash,
    17,
    v.NewPlanId,
    1,
    0,
    1,
    1,
    1,
    1
FROM
(
    VALUES
        (@At, 0x7473514C74000031, 30),
        (DATEADD(millisecond, 1, @At), 0x7473514C74000031, 18),
        (DATEADD(hour, -2, @At), 0x7473514C74000031, 19),
        (DATEADD(hour, -3, @At), 0x7473514C74000032, 20),
        (DATEADD(day, -9, @At), 0x7473514C74000031, 21)
) AS v (ChangedAt, QueryHash, NewPlanId);
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
    0x7473514C74000031,
    @At,
    60000,
    4,
    1,
    100,
    1,
    1,
    1,
    1,
    0,
    1,
    1,
    0x01,
    @At,
    1,
    1,
    1,
    0,
    0;
CREATE TABLE #Trend (
    SliceLocal datetime2(3), RunCount bigint, MeanLatencyMs float, MeanReadCount float, PlanCount int, ChangeLatencyMs float,
    ChangeText nvarchar(200), MadeAt datetime2(3));
DECLARE @From datetime2(3) = DATEADD(hour, -22, @At);
DECLARE @To datetime2(3) = DATEADD(hour, 2, @At);
INSERT #Trend EXEC report.StatementTrend
    @InstanceId,
    @QueryKey = N'7473514C74000031',
    @FromAt = @From,
    @ToAt = @To,
    @TimeZone = N'UTC';
DECLARE @Said nvarchar(200) = STUFF(
    (
        SELECT CONCAT(N'; ', t.ChangeText, N' at ', COALESCE(CAST(t.ChangeLatencyMs AS nvarchar(20)), N'nothing'))
        FROM #Trend AS t
        WHERE t.ChangeText IS NOT NULL
        ORDER BY t.SliceLocal
        FOR XML PATH(N'')
    ), 1, 2, N'');
EXEC tSQLt.AssertEqualsString
    N'plan 17 → 19 at nothing; plan 17 → 18, the last of 2 changes at 25', @Said;
GO
