-- report.*: what the datasets of the reports return.
EXEC tSQLt.NewTestClass N'ReportTests';
GO
-- Two snapshots of one incident: 51 blocks 52, which blocks 53; in the second, 54 waits too.
CREATE PROCEDURE ReportTests.SetUp
AS
DECLARE @Rows stage.Requests;
DECLARE @InstanceId int;
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
SET @InstanceId = SCOPE_IDENTITY();
INSERT @Rows
(
    SessionId,
    LoginTime,
    Status,
    OpenTransactionCount,
    LastRequestEndedAt,
    HostName,
    ProgramName,
    StatementText,
    ContextInfo
)
VALUES
(
    51,
    '2026-01-01',
    N'sleeping',
    1,
    '2026-01-02T09:59:55',
    N'AOS01',
    N'Microsoft Dynamics AX',
    N'UPDATE INVENTSUM',
    CAST(' ALICE 4711 ' AS varbinary(128))
);
INSERT @Rows
(
    SessionId,
    BlockingSessionId,
    WaitType,
    WaitMs,
    LoginTime,
    Status,
    HostName,
    ProgramName,
    IsolationLevel,
    WaitResource,
    StatementText
)
VALUES (
    52, 51, N'LCK_M_U', 5000, '2026-01-01', N'suspended', N'AOS02', N'Microsoft Dynamics AX', 2,
    N'keylock hobtid=77 dbid=5 id=lock1 mode=X associatedObjectId=77', N'SELECT INVENTSUM'),
       (53, 52, N'LCK_M_S', 1000, '2026-01-01', N'suspended', N'AOS02', N'Microsoft Dynamics AX', 4,
        N'keylock hobtid=78 dbid=5 id=lock1 mode=X associatedObjectId=78', NULL);
INSERT @Result EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:00', NULL, 0, @Rows;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime) VALUES (54, 52, N'LCK_M_S', 500, '2026-01-01');
INSERT @Result EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:10', NULL, 0, @Rows;
GO
CREATE PROCEDURE ReportTests.[test active incidents are shown in words]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
CREATE TABLE #All (
    IncidentId bigint, InstanceName sysname, HeadSessionId int, HeadLabel nvarchar(256), AxUser nvarchar(128), AxSessionId int,
    AxConfidence nvarchar(16), HostName nvarchar(128), ProgramName nvarchar(128), HeadState nvarchar(200),
    HeadAdvice nvarchar(400), BatchTask nvarchar(300), LogUsedText nvarchar(40), HeadStatement nvarchar(max),
    FirstSeenAt datetime2(3), LastSeenAt datetime2(3), DurationMs bigint, VictimCount int,
    MaxDepth int, TotalWaitMs bigint, LongestWaitMs bigint, ObjectName nvarchar(512), Severity nvarchar(16),
    AlertState nvarchar(16), FirstSeenLocal datetime2(3));
INSERT #All EXEC report.BlockingActive @InstanceId, NULL;
CREATE TABLE #Expected (
    HeadLabel nvarchar(256), AxUser nvarchar(128), HeadState nvarchar(200), HeadStatement nvarchar(100), DurationMs bigint,
    VictimCount int, MaxDepth int, TotalWaitMs bigint, LongestWaitMs bigint);
INSERT #Expected
VALUES (
    N'51 · AX user ALICE · AOS01', N'ALICE', N'sleeping, 1 open transaction, idle for 15 s', N'UPDATE INVENTSUM', 15000, 3, 2,
    6500, 5000);
SELECT
    HeadLabel,
    AxUser,
    HeadState,
    HeadStatement = CAST(HeadStatement AS nvarchar(100)),
    DurationMs,
    VictimCount,
    MaxDepth,
    TotalWaitMs,
    LongestWaitMs
INTO #Actual
FROM #All;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ReportTests.[test the chain without a snapshot is that with most victims, parents first]
AS
DECLARE @IncidentId bigint = (SELECT IncidentId FROM fact.BlockingIncident);
CREATE TABLE #All (
    Id int IDENTITY (1, 1), NodeId int, ParentNodeId int, Depth int, SessionId int, SessionLabel nvarchar(256),
    AxUser nvarchar(128), AxSessionId int, AxConfidence nvarchar(16), HostName nvarchar(128), ProgramName nvarchar(128),
    LoginName nvarchar(128), BatchTask nvarchar(300), StateText nvarchar(200), WaitType nvarchar(60), WaitMs bigint,
    WaitResource nvarchar(3072),
    ObjectName nvarchar(512), LockMode nvarchar(32), IsolationLevel nvarchar(64), Statement nvarchar(max),
    StatementSource nvarchar(32), Flags nvarchar(100));
INSERT #All
(
    NodeId,
    ParentNodeId,
    Depth,
    SessionId,
    SessionLabel,
    AxUser,
    AxSessionId,
    AxConfidence,
    HostName,
    ProgramName,
    LoginName,
    BatchTask,
    StateText,
    WaitType,
    WaitMs,
    WaitResource,
    ObjectName,
    LockMode,
    IsolationLevel,
    Statement,
    StatementSource,
    Flags
)
EXEC report.BlockingChain @IncidentId;
CREATE TABLE #Expected (NodeId int, ParentNodeId int, Depth int, LockMode nvarchar(32), IsolationLevel nvarchar(64));
INSERT #Expected
VALUES
    (51, NULL, 0, NULL, NULL),
    (52, 51, 1, N'U', N'read committed'),
    (53, 52, 2, N'S', N'serializable'),
    (54, 52, 2, N'S', NULL);
SELECT NodeId, ParentNodeId, Depth, LockMode, IsolationLevel INTO #Actual FROM #All;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ReportTests.[test the chain of a named snapshot is that snapshot]
AS
DECLARE @IncidentId bigint = (SELECT IncidentId FROM fact.BlockingIncident);
DECLARE @SnapshotId bigint = (SELECT MIN(SnapshotId) FROM fact.BlockingSnapshot);
CREATE TABLE #All (
    NodeId int, ParentNodeId int, Depth int, SessionId int, SessionLabel nvarchar(256), AxUser nvarchar(128), AxSessionId int,
    AxConfidence nvarchar(16), HostName nvarchar(128), ProgramName nvarchar(128), LoginName nvarchar(128),
    BatchTask nvarchar(300), StateText nvarchar(200),
    WaitType nvarchar(60), WaitMs bigint, WaitResource nvarchar(3072), ObjectName nvarchar(512), LockMode nvarchar(32),
    IsolationLevel nvarchar(64), Statement nvarchar(max), StatementSource nvarchar(32), Flags nvarchar(100));
INSERT #All EXEC report.BlockingChain @IncidentId, @SnapshotId;
DECLARE @Nodes int = (SELECT COUNT(*) FROM #All);
EXEC tSQLt.AssertEquals 3, @Nodes;
GO
CREATE PROCEDURE ReportTests.[test the snapshots of an incident come in order of time]
AS
DECLARE @IncidentId bigint = (SELECT IncidentId FROM fact.BlockingIncident);
CREATE TABLE #All (
    Id int IDENTITY (1, 1), SnapshotId bigint, CapturedAt datetime2(3), VictimCount int, TotalWaitMs bigint, MaxDepth int,
    CapturedLocal datetime2(3));
INSERT #All (SnapshotId, CapturedAt, VictimCount, TotalWaitMs, MaxDepth, CapturedLocal)
EXEC report.BlockingSnapshots @IncidentId;
CREATE TABLE #Expected (Id int, CapturedAt datetime2(3), VictimCount int, TotalWaitMs bigint, MaxDepth int);
INSERT #Expected VALUES (1, '2026-01-02T10:00:00', 2, 6000, 2), (2, '2026-01-02T10:00:10', 3, 6500, 2);
SELECT Id, CapturedAt, VictimCount, TotalWaitMs, MaxDepth INTO #Actual FROM #All;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ReportTests.[test blocked sessions over time fill empty slices with zero]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
CREATE TABLE #All (
    BucketAt datetime2(3), BlockedSessions int, TotalWaitMs bigint, BandLow float, BandHigh float, UsualNote nvarchar(200),
    BucketLocal datetime2(3), MadeAt datetime2(3));
INSERT #All EXEC report.BlockedSessionsOverTime @InstanceId, '2026-01-02T09:59:30', '2026-01-02T10:00:50';
SELECT BucketAt, BlockedSessions, TotalWaitMs INTO #Actual FROM #All;
CREATE TABLE #Expected (BucketAt datetime2(3), BlockedSessions int, TotalWaitMs bigint);
INSERT #Expected
VALUES
    ('2026-01-02T09:59:30', 0, 0),
    ('2026-01-02T09:59:50', 2, 6000),
    ('2026-01-02T10:00:10', 3, 6500),
    ('2026-01-02T10:00:30', 0, 0);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ReportTests.[test a long range has at most 200 slices and loses no peak]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
CREATE TABLE #All (
    BucketAt datetime2(3), BlockedSessions int, TotalWaitMs bigint, BandLow float, BandHigh float, UsualNote nvarchar(200),
    BucketLocal datetime2(3), MadeAt datetime2(3));
INSERT #All EXEC report.BlockedSessionsOverTime @InstanceId, '2026-01-01T00:00:00', '2026-01-08T00:00:00';
CREATE TABLE #Expected (Slices int, Peak int);
INSERT #Expected VALUES (200, 3);
SELECT Slices = COUNT(*), Peak = MAX(BlockedSessions) INTO #Actual FROM #All;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ReportTests.[test history shows what was alive in the range, also when it began before]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
CREATE TABLE #All (
    IncidentId bigint, InstanceName sysname, HeadSessionId int, HeadLabel nvarchar(256), AxUser nvarchar(128), AxSessionId int,
    AxConfidence nvarchar(16), HostName nvarchar(128), ProgramName nvarchar(128), HeadState nvarchar(200),
    HeadAdvice nvarchar(400), BatchTask nvarchar(300), LogUsedText nvarchar(40), HeadStatement nvarchar(max),
    FirstSeenAt datetime2(3), LastSeenAt datetime2(3), DurationMs bigint, VictimCount int,
    MaxDepth int, TotalWaitMs bigint, LongestWaitMs bigint, ObjectName nvarchar(512), Severity nvarchar(16),
    AlertState nvarchar(16), PeakVictimCount int, EndedAt datetime2(3),
    FirstSeenLocal datetime2(3), EndedLocal datetime2(3));
INSERT #All EXEC report.BlockingHistory @InstanceId, '2026-01-02T10:00:05', '2026-01-02T11:00:00';
DECLARE @InRange int = (SELECT COUNT(*) FROM #All);
DELETE #All;
INSERT #All EXEC report.BlockingHistory @InstanceId, '2026-01-02T10:00:11', '2026-01-02T11:00:00';
DECLARE @After int = (SELECT COUNT(*) FROM #All);
DELETE #All;
INSERT #All EXEC report.BlockingHistory @InstanceId, '2026-01-02T09:00:00', '2026-01-02T10:00:00';
DECLARE @Before int = (SELECT COUNT(*) FROM #All);
EXEC tSQLt.AssertEquals 1, @InRange, N'in range';
EXEC tSQLt.AssertEquals 0, @After, N'after';
EXEC tSQLt.AssertEquals 0, @Before, N'before';
GO
CREATE PROCEDURE ReportTests.[test one incident comes with its end, an unknown one with no row]
AS
DECLARE @IncidentId bigint = (SELECT IncidentId FROM fact.BlockingIncident);
CREATE TABLE #All (
    IncidentId bigint, InstanceName sysname, HeadSessionId int, HeadLabel nvarchar(256), AxUser nvarchar(128), AxSessionId int,
    AxConfidence nvarchar(16), HostName nvarchar(128), ProgramName nvarchar(128), HeadState nvarchar(200),
    HeadAdvice nvarchar(400), BatchTask nvarchar(300), LogUsedText nvarchar(40), HeadStatement nvarchar(max),
    FirstSeenAt datetime2(3), LastSeenAt datetime2(3), DurationMs bigint, VictimCount int,
    MaxDepth int, TotalWaitMs bigint, LongestWaitMs bigint, ObjectName nvarchar(512), Severity nvarchar(16),
    AlertState nvarchar(16), EndedAt datetime2(3), FirstSeenLocal datetime2(3), EndedLocal datetime2(3),
    EndText nvarchar(200), ExecutionId bigint, AlertId bigint);
INSERT #All EXEC report.BlockingIncident @IncidentId;
INSERT #All EXEC report.BlockingIncident -1;
DECLARE @Rows int = (SELECT COUNT(*) FROM #All WHERE HeadSessionId = 51 AND EndedAt IS NULL);
EXEC tSQLt.AssertEquals 1, @Rows;
DECLARE @EndText nvarchar(200) = (SELECT RIGHT(EndText, 12) FROM #All);
EXEC tSQLt.AssertEqualsString N'SQL: KILL 51', @EndText;
DELETE #All;
UPDATE fact.BlockingIncident SET Command = N'KILLED/ROLLBACK', Status = N'running';
INSERT #All EXEC report.BlockingIncident @IncidentId;
SET @EndText = (SELECT EndText FROM #All);
EXEC tSQLt.AssertEqualsString NULL, @EndText;
GO
CREATE PROCEDURE ReportTests.[test the instance list offers all of them first, then each by name]
AS
CREATE TABLE #All (Id int IDENTITY (1, 1), InstanceId int, InstanceName sysname);
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'AAA first', N'none', '2026-01-01');
INSERT #All (InstanceId, InstanceName) EXEC report.InstanceList;
DECLARE @First nvarchar(300) = (
    SELECT CONCAT(a.InstanceName, COALESCE(CONCAT(N' ', a.InstanceId), N''), N', ', b.InstanceName)
    FROM #All AS a
    INNER JOIN #All AS b ON b.Id = 2
    WHERE a.Id = 1 AND a.InstanceId IS NULL
);
EXEC tSQLt.AssertEqualsString N'(all instances) , AAA first', @First;
GO
CREATE PROCEDURE ReportTests.[test a window without times ends now, and one with times is read by the clock of its zone]
AS
CREATE TABLE #Expected (Hours int, IsLive bit, Fault nvarchar(64));
INSERT #Expected VALUES (24, 1, NULL), (168, 1, NULL), (1, 0, NULL), (0, 0, N'The window ends before it begins.'),
    (0, 0, N'The window lies in the future.'), (5, 0, NULL);
SELECT Hours = DATEDIFF(minute, w.FromAt, w.ToAt) / 60, w.IsLive, w.Fault
INTO #Actual
FROM
(
    VALUES
        (NULL, NULL, NULL), (N'7d', NULL, NULL), (N'1h', NULL, '2026-01-02T10:00:00'),
        (NULL, '2026-01-02T10:00:00', '2026-01-02T09:00:00'), (NULL, '9999-12-31', '9999-12-31'),
        -- Clocks were put forward in between.
        (N'custom', '2026-03-29T00:00:00', '2026-03-29T06:00:00')
) AS v (Window, FromAt, ToAt)
CROSS APPLY report.WindowOf(
    v.Window, CAST(v.FromAt AS datetime2(3)), CAST(v.ToAt AS datetime2(3)), N'Central European Standard Time') AS w;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ReportTests.[test an hour that comes twice begins with its first and ends with its second pass]
AS
DECLARE @Span nvarchar(100) = (
    SELECT CONCAT(CONVERT(nvarchar(16), w.FromAt, 126), N' ', CONVERT(nvarchar(16), w.ToAt, 126), N' ', w.ZoneName)
    FROM report.WindowOf(N'custom', '2025-10-26T01:30:00', '2025-10-26T03:30:00', N'Central European Standard Time') AS w
);
EXEC tSQLt.AssertEqualsString N'2025-10-25T23:30 2025-10-26T02:30 Central European Standard Time', @Span;
GO
CREATE PROCEDURE ReportTests.[test without a zone it is UTC, and years beyond all reason are cut]
AS
DECLARE @Span nvarchar(100) = (
    SELECT CONCAT(CONVERT(nvarchar(16), w.FromAt, 126), N' ', CONVERT(nvarchar(16), w.ToAt, 126), N' ', w.ZoneName)
    FROM report.WindowOf(NULL, '0001-01-01', '9999-12-31T23:59:59.999', N'') AS w
);
EXEC tSQLt.AssertEqualsString N'2000-01-01T00:00 2100-01-01T00:00 UTC', @Span;
GO
CREATE PROCEDURE ReportTests.Collect
    @InstanceId int,
    @Now        datetime2(3)
AS
INSERT ops.CollectorState
(
    InstanceId,
    CollectorName,
    State,
    Since,
    IntervalFactor,
    ShrinkFactor,
    OverBudgetCount,
    WithinBudgetCount,
    FailureCount,
    LastRunAt,
    LastSuccessAt
)
SELECT
    @InstanceId,
    v.Name,
    N'collecting',
    @Now,
    1,
    1,
    0,
    1,
    0,
    @Now,
    @Now
FROM (VALUES (N'Requests'), (N'BlockedProcesses')) AS v (Name);
GO
CREATE PROCEDURE ReportTests.ReadHeader
AS
DELETE #Header;
INSERT #Header EXEC report.PageHeader N'Blocking', N'Requests BlockedProcesses', NULL, NULL, N'1h';
GO
CREATE PROCEDURE ReportTests.[test the head of a page says how old its data is, or that and why none comes]
AS
CREATE TABLE #Header (
    PageName nvarchar(64), ScopeText nvarchar(200), WindowText nvarchar(100), ZoneText nvarchar(200), NowLocal datetime2(3),
    FromLocal datetime2(3), ToLocal datetime2(3), WindowHours int, DataAtLocal datetime2(3), DataAgeMs bigint,
    DataState nvarchar(8), DataText nvarchar(max), IsSilent bit, CoverageText nvarchar(100), NowAt datetime2(3));
CREATE TABLE #Seen (Step int IDENTITY (1, 1), Said nvarchar(400));
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
UPDATE config.Instance SET IsEnabled = 0 WHERE InstanceId <> @InstanceId;
DECLARE @Now datetime2(3) = (SELECT NowAt FROM report.Now());
DELETE ops.CollectorState;
EXEC ReportTests.ReadHeader;
INSERT #Seen SELECT CONCAT(DataState, N' ', IsSilent, N' ', LEFT(DataText, 34)) FROM #Header;
EXEC ReportTests.Collect @InstanceId, @Now;
EXEC ReportTests.ReadHeader;
INSERT #Seen SELECT CONCAT(DataState, N' ', IsSilent, N' ', LEFT(DataText, 8), RIGHT(DataText, 4)) FROM #Header;
UPDATE ops.CollectorState SET LastSuccessAt = DATEADD(second, -59, @Now) WHERE CollectorName = N'Requests';
EXEC ReportTests.ReadHeader;
INSERT #Seen SELECT CONCAT(DataState, N' ', IsSilent, N' ', RIGHT(DataText, 30)) FROM #Header;
UPDATE ops.CollectorState SET LastSuccessAt = DATEADD(hour, -9, @Now) WHERE CollectorName = N'Requests';
EXEC ReportTests.ReadHeader;
INSERT #Seen SELECT CONCAT(DataState, N' ', IsSilent, N' ', LEFT(DataText, 22)) FROM #Header;
DELETE ops.CollectorState WHERE CollectorName = N'Requests';
EXEC ReportTests.ReadHeader;
INSERT #Seen SELECT CONCAT(DataState, N' ', IsSilent, N' ', LEFT(DataText, 34)) FROM #Header;
DELETE ops.CollectorState;
EXEC ReportTests.Collect @InstanceId, @Now;
UPDATE ops.CollectorState SET LastSuccessAt = DATEADD(hour, -9, @Now) WHERE CollectorName = N'BlockedProcesses';
EXEC ReportTests.ReadHeader;
INSERT #Seen SELECT CONCAT(DataState, N' ', IsSilent, N' ', RIGHT(DataText, 23)) FROM #Header;
UPDATE ops.CollectorState SET LastSuccessAt = DATEADD(hour, -9, @Now);
EXEC ReportTests.ReadHeader;
INSERT #Seen SELECT CONCAT(DataState, N' ', IsSilent, N' ', LEFT(DataText, 22)) FROM #Header;
CREATE TABLE #Expected (Step int, Said nvarchar(400));
INSERT #Expected
VALUES
    (1, N'never 1 ■ Not collecting: Requests has not'),
    (2, N'fresh 0 Data of ago)'),
    (3, N'late 0 go), late: expected every 10 s'),
    (4, N'silent 1 ■ Not collecting since'),
    (5, N'never 1 ■ Not collecting: Requests has not'),
    (6, N'part 0 ), of 1 of 2 collectors'),
    (7, N'silent 1 ■ Not collecting since');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Seen';
GO
CREATE PROCEDURE ReportTests.ReadBanners
    @Window     nvarchar(16) = N'1h',
    @FromAt     datetime2(3) = NULL,
    @InstanceId int = NULL
AS
DELETE #Banner;
INSERT #Banner EXEC report.PageBanners N'Blocking', N'Requests BlockedProcesses', @InstanceId, NULL, @Window, @FromAt;
GO
CREATE PROCEDURE ReportTests.[test above a page stands what brings nothing, what was not watched and what cannot be]
AS
CREATE TABLE #Banner (
    BannerNumber int, Kind nvarchar(16), Tone nvarchar(8), BannerText nvarchar(2600), Remedy nvarchar(1000),
    LinkPage nvarchar(64));
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Now datetime2(3) = (SELECT NowAt FROM report.Now());
UPDATE config.Instance SET IsEnabled = 0 WHERE InstanceId <> @InstanceId;
DELETE ops.CollectorState;
DELETE rollup.Coverage;
CREATE TABLE #Seen (Step int, Kind nvarchar(16), BannerText nvarchar(60));
EXEC ReportTests.ReadBanners;
INSERT #Seen SELECT 1, Kind, LEFT(BannerText, 60) FROM #Banner;
EXEC ReportTests.Collect @InstanceId, @Now;
INSERT rollup.Coverage (InstanceId, CollectorId, BucketAt, CoveredMs)
SELECT @InstanceId, c.CollectorId, DATEADD(minute, -5 * s.SliceNumber, b.BucketAt), 300000
FROM config.Collector AS c
CROSS JOIN report.Slices('2026-01-01', '2026-01-02', 3600) AS s
CROSS APPLY lib.BucketStart(@Now, 5) AS b
WHERE c.CollectorName = N'Requests'
  AND s.SliceNumber <= 13;
EXEC ReportTests.ReadBanners;
INSERT #Seen SELECT 2, Kind, LEFT(BannerText, 60) FROM #Banner;
EXEC ReportTests.ReadBanners @FromAt = '9999-01-01';
INSERT #Seen SELECT 3, Kind, LEFT(BannerText, 60) FROM #Banner;
EXEC ReportTests.ReadBanners @InstanceId = -1;
INSERT #Seen SELECT 4, Kind, LEFT(BannerText, 60) FROM #Banner;
CREATE TABLE #Expected (Step int, Kind nvarchar(16), BannerText nvarchar(60));
INSERT #Expected
VALUES
    (1, N'silent', N'tSQLt, Requests: not collecting, because it has not run yet'),
    (1, N'silent', N'tSQLt, BlockedProcesses: not collecting, because it has not '),
    (1, N'unwatched', N'tSQLt: Nothing was collected in this window.'),
    (3, N'bad window', N'The window lies in the future.'),
    (4, N'unknown key', N'Instance -1 does not exist.');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Seen';
GO
CREATE PROCEDURE ReportTests.[test blocking is found by user, AOS, object and duration]
AS
CREATE TABLE #Found (Step int, FoundCount int);
DECLARE @Step int = 1;
CREATE TABLE #All (
    IncidentId bigint, InstanceName sysname, HeadSessionId int, HeadLabel nvarchar(256), AxUser nvarchar(128), AxSessionId int,
    AxConfidence nvarchar(16), HostName nvarchar(128), ProgramName nvarchar(128), HeadState nvarchar(200),
    HeadAdvice nvarchar(400), BatchTask nvarchar(300), LogUsedText nvarchar(40), HeadStatement nvarchar(max),
    FirstSeenAt datetime2(3), LastSeenAt datetime2(3), DurationMs bigint, VictimCount int,
    MaxDepth int, TotalWaitMs bigint, LongestWaitMs bigint, ObjectName nvarchar(512), Severity nvarchar(16),
    AlertState nvarchar(16), FirstSeenLocal datetime2(3));
INSERT #All EXEC report.BlockingActive @AxUser = N'lic', @AosName = N'aos01', @MinMs = 15000;
INSERT #Found SELECT 1, COUNT(*) FROM #All;
DELETE #All;
INSERT #All EXEC report.BlockingActive @AxUser = N'BOB';
INSERT #Found SELECT 2, COUNT(*) FROM #All;
INSERT #All EXEC report.BlockingActive @AosName = N'AOS02';
INSERT #Found SELECT 3, COUNT(*) FROM #All;
INSERT #All EXEC report.BlockingActive @MinMs = 15001;
INSERT #Found SELECT 4, COUNT(*) FROM #All;
INSERT #All EXEC report.BlockingActive @ObjectName = N'NOTABLE';
INSERT #Found SELECT 5, COUNT(*) FROM #All;
INSERT #All EXEC report.BlockingActive @AxUser = N'', @AosName = N'', @ObjectName = N'', @MinMs = 0, @Search = N'';
INSERT #Found SELECT 6, COUNT(*) FROM #All;
INSERT #All EXEC report.BlockingActive @Search = N'lic';
INSERT #Found SELECT 7, COUNT(*) FROM #All;
INSERT #All EXEC report.BlockingActive @Search = N'nobody';
INSERT #Found SELECT 8, COUNT(*) FROM #All;
-- AxMonitor itself, where no alert is about it, only for those who ask.
UPDATE fact.BlockingIncident SET ProgramName = N'AxMonitor';
DELETE #All;
INSERT #All EXEC report.BlockingActive @AxUser = N'lic';
INSERT #Found SELECT 9, COUNT(*) FROM #All;
INSERT #All EXEC report.BlockingActive @AxUser = N'lic', @IncludeOwn = 1;
INSERT #Found SELECT 10, COUNT(*) FROM #All;
CREATE TABLE #Expected (Step int, FoundCount int);
INSERT #Expected VALUES (1, 1), (2, 0), (3, 0), (4, 0), (5, 0), (6, 1), (7, 2), (8, 2), (9, 0), (10, 1);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Found';
GO
CREATE PROCEDURE ReportTests.[test a batch class that blocks is one offender, whatever its tasks are called]
AS
CREATE TABLE #All (
    RowId nvarchar(600), KindName nvarchar(20), KindOrder int, Name nvarchar(512), IncidentCount int, WaitMs bigint,
    PeakVictimCount int, MadeAt datetime2(3));
CREATE TABLE #Seen (Step int, KindName nvarchar(20), Name nvarchar(512), IncidentCount int);
UPDATE fact.BlockingIncident SET BatchTask = N'SalesFormLetter · Invoices of ceu';
DECLARE @FromAt datetime2(3) = (SELECT DATEADD(hour, -1, MIN(FirstSeenAt)) FROM fact.BlockingIncident);
DECLARE @ToAt datetime2(3) = DATEADD(day, 1, @FromAt);
INSERT #All EXEC report.BlockingOffenders @FromAt = @FromAt, @ToAt = @ToAt, @TimeZone = N'UTC', @Search = N'FormLetter · Inv';
INSERT #Seen SELECT 1, KindName, Name, IncidentCount FROM #All WHERE KindName <> N'object';
DELETE #All;
INSERT #All EXEC report.BlockingOffenders @FromAt = @FromAt, @ToAt = @ToAt, @TimeZone = N'UTC', @Search = N'PurchFormLetter';
INSERT #Seen SELECT 2, KindName, Name, IncidentCount FROM #All;
CREATE TABLE #Expected (Step int, KindName nvarchar(20), Name nvarchar(512), IncidentCount int);
INSERT #Expected VALUES (1, N'batch class', N'SalesFormLetter', 1);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Seen';
GO
CREATE PROCEDURE ReportTests.[test the views for Management Studio show what the pages show]
AS
CREATE TABLE #Seen (SessionId int, BlockedBySessionId int, Depth int, AxUser nvarchar(128));
INSERT #Seen (SessionId, BlockedBySessionId, Depth, AxUser)
SELECT b.SessionId, b.BlockedBySessionId, b.Depth, b.AxUser
FROM report.BlockedSessions AS b
WHERE b.InstanceName = N'tSQLt';
CREATE TABLE #Expected (SessionId int, BlockedBySessionId int, Depth int, AxUser nvarchar(128));
INSERT #Expected VALUES (51, NULL, 0, N'ALICE'), (52, 51, 1, NULL), (53, 52, 2, NULL), (54, 52, 2, NULL);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Seen';
DECLARE @Incident nvarchar(100) =
(
    SELECT CONCAT(COUNT(*), N'/', MAX(v.VictimCount)) FROM report.BlockingIncidents AS v WHERE v.InstanceName = N'tSQLt'
);
EXEC tSQLt.AssertEqualsString N'1/3', @Incident;
GO
CREATE PROCEDURE ReportTests.[test an hour of a metric has its percentiles and what is usual]
AS
DECLARE @SeriesId int;
INSERT dim.MetricKey (KeyText) SELECT N'' WHERE NOT EXISTS (SELECT 1 FROM dim.MetricKey AS k WHERE k.KeyText = N'');
INSERT rollup.Series (InstanceId, MetricId, KeyId)
SELECT i.InstanceId, m.MetricId, k.KeyId
FROM config.Instance AS i
INNER JOIN config.Metric AS m ON m.MetricName = N'cpu.sql_percent'
INNER JOIN dim.MetricKey AS k ON k.KeyText = N''
WHERE i.InstanceName = N'tSQLt';
SET @SeriesId = SCOPE_IDENTITY();
INSERT rollup.Hour
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
VALUES
(
    @SeriesId,
    '2026-01-02T10:00:00',
    100,
    1900,
    10,
    100,
    10,
    '2026-01-02T10:59:00',
    0
);
INSERT rollup.HourBin (SeriesId, BucketAt, BinIndex, BinCount)
SELECT @SeriesId, '2026-01-02T10:00:00', b.BinIndex, v.BinCount
FROM (VALUES (10e0, 90), (100e0, 10)) AS v (Value, BinCount)
CROSS APPLY lib.BinOf(v.Value) AS b;
DECLARE @Said nvarchar(200) =
(
    SELECT CONCAT(ROUND(v.MeanValue, 1), N' ', ROUND(v.P50, 0), N' ', ROUND(v.P95, -1), N' ', v.UsualP50)
    FROM report.MetricsByHour AS v
    WHERE v.InstanceName = N'tSQLt'
      AND v.MetricName = N'cpu.sql_percent'
);
EXEC tSQLt.AssertEqualsString N'19 10 100 ', @Said;
GO
CREATE PROCEDURE ReportTests.[test the list of changes leaves out what the desk notes of people]
AS
CREATE TABLE #Change (
    EventId bigint, OccurredLocal datetime2(3), ChangedBy nvarchar(128), LoginName nvarchar(128), ActionName nvarchar(64),
    Subject nvarchar(256), OldValue nvarchar(400), NewValue nvarchar(400));
DECLARE @Now datetime2(3) = (SELECT NowAt FROM report.Now());
DELETE audit.Event;
INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
SELECT DATEADD(minute, -1, @Now), N'ann', v.Name, N'x', NULL, NULL
FROM
(
    VALUES
        (N'SetSetting'), (N'SignIn'), (N'SignInFailed'), (N'SignOut'), (N'ChangePassword'), (N'SetAccount'),
        (N'DeleteAccount'), (N'Export'), (N'Refused'), (N'AddApiKey'), (N'RotateApiKey'), (N'RevokeApiKey'), (N'ApiKeyRefused')
) AS v (Name);
INSERT #Change EXEC report.AuditList @Window = N'1h';
DECLARE @Shown nvarchar(200) = (SELECT CONCAT(MAX(c.ActionName), N' ', COUNT(*)) FROM #Change AS c);
EXEC tSQLt.AssertEqualsString N'SetSetting 1', @Shown;
DECLARE @What TABLE (
    ChangedLocal datetime2(3), InstanceName sysname, WhatText nvarchar(max), ChangedBy nvarchar(128), SourceName nvarchar(20));
INSERT @What EXEC report.Changes @Window = N'1h';
SET @Shown = (SELECT CONCAT(MAX(w.WhatText), N' ', COUNT(*)) FROM @What AS w WHERE w.SourceName = N'AxMonitor');
EXEC tSQLt.AssertEqualsString N'SetSetting x 1', @Shown;
GO
