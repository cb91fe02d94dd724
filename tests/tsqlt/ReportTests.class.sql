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
    AlertState nvarchar(16));
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
    Id int IDENTITY (1, 1), SnapshotId bigint, CapturedAt datetime2(3), VictimCount int, TotalWaitMs bigint, MaxDepth int);
INSERT #All (SnapshotId, CapturedAt, VictimCount, TotalWaitMs, MaxDepth) EXEC report.BlockingSnapshots @IncidentId;
CREATE TABLE #Expected (Id int, CapturedAt datetime2(3), VictimCount int, TotalWaitMs bigint, MaxDepth int);
INSERT #Expected VALUES (1, '2026-01-02T10:00:00', 2, 6000, 2), (2, '2026-01-02T10:00:10', 3, 6500, 2);
SELECT Id, CapturedAt, VictimCount, TotalWaitMs, MaxDepth INTO #Actual FROM #All;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ReportTests.[test blocked sessions over time fill empty slices with zero]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
CREATE TABLE #Actual (BucketAt datetime2(3), BlockedSessions int, TotalWaitMs bigint);
INSERT #Actual EXEC report.BlockedSessionsOverTime @InstanceId, '2026-01-02T09:59:50', '2026-01-02T10:00:30';
CREATE TABLE #Expected (BucketAt datetime2(3), BlockedSessions int, TotalWaitMs bigint);
INSERT #Expected
VALUES
    ('2026-01-02T09:59:50', 0, 0),
    ('2026-01-02T10:00:00', 2, 6000),
    ('2026-01-02T10:00:10', 3, 6500),
    ('2026-01-02T10:00:20', 0, 0);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ReportTests.[test a long range has at most 200 slices and loses no peak]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
CREATE TABLE #All (BucketAt datetime2(3), BlockedSessions int, TotalWaitMs bigint);
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
    AlertState nvarchar(16), PeakVictimCount int, EndedAt datetime2(3));
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
    AlertState nvarchar(16), EndedAt datetime2(3));
INSERT #All EXEC report.BlockingIncident @IncidentId;
INSERT #All EXEC report.BlockingIncident -1;
DECLARE @Rows int = (SELECT COUNT(*) FROM #All WHERE HeadSessionId = 51 AND EndedAt IS NULL);
EXEC tSQLt.AssertEquals 1, @Rows;
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
