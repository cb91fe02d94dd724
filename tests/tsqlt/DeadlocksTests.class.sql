-- collect.SaveDeadlocks and its parsers: every form in which a server tells of a deadlock, saved once.
EXEC tSQLt.NewTestClass N'DeadlocksTests';
GO
CREATE PROCEDURE DeadlocksTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE FUNCTION DeadlocksTests.Process
(
    @Key       nvarchar(20),
    @SessionId int,
    @Ecid      int,
    @XactId    int,
    @Stack     nvarchar(max),
    @Buffer    nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    SELECT Body = CONCAT(
        N'<process id="', @Key,
        N'" taskpriority="0" logused="1296" waitresource="KEY: 5:72057594045857792 (1a39e6095155) " waittime="4321" ownerId="',
        @XactId,
        N'" transactionname="user_transaction" lasttranstarted="2026-01-02T11:00:00.333" lockMode="X" status="suspended" spid="',
        @SessionId, N'" sbid="0" ecid="', @Ecid,
        N'" priority="0" trancount="2" lastbatchstarted="2026-01-02T11:00:01.500" lastbatchcompleted="2026-01-02T11:00:01.400" '
            + N'lastattention="1900-01-01T00:00:00.500" clientapp="Microsoft Dynamics AX" hostname="AOS01" hostpid="3708"',
        N' loginname="CORP\svcaos" isolationlevel="read committed (2)" xactid="', @XactId,
        N'" currentdb="5" lockTimeout="4294967295"><executionStack>', @Stack, N'</executionStack><inputbuf>', NCHAR(10), @Buffer,
        N'   </inputbuf></process>')
);
GO
-- Two sessions that hold a key and want the other's; @Victims is what stands before the process list.
CREATE FUNCTION DeadlocksTests.TwoKeys
(
    @Victims   nvarchar(400),
    @FirstXact int,
    @First     nvarchar(max),
    @Second    nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    SELECT Body = CONCAT(
        N'<deadlock>', @Victims, N'<process-list>', a.Body, b.Body, N'</process-list><resource-list>',
        N'<keylock hobtid="77" dbid="5" objectname="AXPRD.dbo.INVENTSUM" indexname="I_174DIMIDX" id="lock1" mode="X" '
            + N'associatedObjectId="77"><owner-list><owner id="process1" mode="X"/></owner-list><waiter-list><waiter '
            + N'id="process2" mode="U" requestType="wait"/></waiter-list></keylock>',
        N'<keylock hobtid="78" dbid="5" objectname="AXPRD.dbo.INVENTTRANS" indexname="I_177RECID" id="lock2" mode="X" '
            + N'associatedObjectId="78"><owner-list><owner id="process2" mode="X"/></owner-list><waiter-list><waiter '
            + N'id="process1" mode="X" requestType="wait"/></waiter-list></keylock>',
        N'</resource-list></deadlock>')
    FROM DeadlocksTests.Process(
        N'process1', 60, 0, @FirstXact,
        N'<frame procname="adhoc" line="1" stmtstart="20" stmtend="60" sqlhandle="0x02000000AB">' + @First
            + N'</frame><frame procname="unknown" line="1" sqlhandle="0x0000000000000000">unknown</frame>',
        @First) AS a
    CROSS JOIN DeadlocksTests.Process(
        N'process2', 61, 0, 901, N'<frame procname="adhoc" line="1" sqlhandle="0x02000000AC">' + @Second + N'</frame>',
        @Second) AS b
);
GO
CREATE FUNCTION DeadlocksTests.EventText
(
    @EventAt  nvarchar(30),
    @Deadlock nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    SELECT EventData = CONCAT(
        N'<event name="xml_deadlock_report" package="sqlserver" timestamp="', @EventAt,
        N'"><data name="xml_report"><type name="xml" package="package0"/><value>', @Deadlock, N'</value></data></event>')
);
GO
CREATE PROCEDURE DeadlocksTests.SaveCapture
    @CapturedAt     datetime2(3),
    @Rows           stage.Event READONLY,
    @NextFile       nvarchar(512) = NULL,
    @NextOffset     bigint = NULL,
    @HasPossibleGap bit = 0
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveDeadlocks @InstanceId, @RunId, @CapturedAt, @NextFile, @NextOffset, @HasPossibleGap, @Rows;
GO
CREATE PROCEDURE DeadlocksTests.SaveText
    @EventData nvarchar(max)
AS
DECLARE @Rows stage.Event;
DECLARE @CapturedAt datetime2(3) = DATEADD(
    second,
    (SELECT COUNT(*) FROM fact.Deadlock) + (SELECT COUNT(*) FROM collect.Watermark),
    COALESCE((SELECT MAX(CapturedAt) FROM collect.Watermark), '2026-01-02T10:01:00'));
INSERT @Rows VALUES (N'a_0_1.xel', 100, @EventData);
EXEC DeadlocksTests.SaveCapture @CapturedAt, @Rows, N'a_0_1.xel', 100;
GO
CREATE PROCEDURE DeadlocksTests.SaveTwoKeys
    @EventAt   nvarchar(30),
    @Victims   nvarchar(400) = N'<victim-list><victimProcess id="process1"/></victim-list>',
    @FirstXact int = 900,
    @First     nvarchar(max) = N'UPDATE INVENTTRANS SET QTY = 5 WHERE RECID = 1',
    @Second    nvarchar(max) = N'UPDATE INVENTSUM SET QTY = 5 WHERE RECID = 1'
AS
DECLARE @EventData nvarchar(max) = (
    SELECT e.EventData
    FROM DeadlocksTests.TwoKeys(@Victims, @FirstXact, @First, @Second) AS d
    CROSS APPLY DeadlocksTests.EventText(@EventAt, d.Body) AS e
);
EXEC DeadlocksTests.SaveText @EventData;
GO
-- A parallel plan of session 62 with two workers that wait for each other;
-- @Resources are added to the exchanges.
CREATE PROCEDURE DeadlocksTests.SaveParallel
    @EventAt   nvarchar(30),
    @WorkerKey nvarchar(20) = N'process4',
    @Victims   nvarchar(400) = N'<victim-list/>',
    @Resources nvarchar(max) = N''
AS
DECLARE @EventData nvarchar(max) = (SELECT e.EventData FROM
    (
        SELECT Body = CONCAT(N'<deadlock>', @Victims, N'<process-list>', a.Body, b.Body, N'</process-list><resource-list>',
            N'<exchangeEvent id="Pipe1" WaitType="e_waitPipeNewRow" nodeId="8"><owner-list><owner id="process3"/>'
                + N'</owner-list><waiter-list><waiter id="',
            @WorkerKey, N'"/></waiter-list></exchangeEvent>',
            N'<SyncPoint><owner-list><owner id="', @WorkerKey,
            N'"/></owner-list><waiter-list><waiter id="process3"/></waiter-list></SyncPoint>', @Resources,
            N'</resource-list></deadlock>')
        FROM DeadlocksTests.Process(
            N'process3', 62, 3, 902, N'<frame procname="AXPRD.dbo.Calc" line="9">SELECT 1</frame>', N'EXEC Calc') AS a
        CROSS JOIN DeadlocksTests.Process(
            @WorkerKey, 62, 4, 902, N'<frame procname="AXPRD.dbo.Calc" line="9">SELECT 1</frame>', N'EXEC Calc') AS b
    ) AS d
    CROSS APPLY DeadlocksTests.EventText(@EventAt, d.Body) AS e);
EXEC DeadlocksTests.SaveText @EventData;
GO
CREATE PROCEDURE DeadlocksTests.[test an event arrives with its processes as they stand in its XML]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z';
CREATE TABLE #Expected
(
    DetectedAt datetime2(3), HasEventTime bit, DeadlockKind nvarchar(16), IsVictim bit, SessionId int, TransactionId bigint,
    TransactionName nvarchar(64), TransactionBeganTime datetime2(3), BatchBeganTime datetime2(3),
    OpenTransactionCount int, LogBytesUsed bigint, WaitResource nvarchar(400), WaitMs bigint, LockMode nvarchar(32),
    ProgramName nvarchar(128), HostName nvarchar(128), HostProcessId int, LoginName nvarchar(128),
    IsolationLevel nvarchar(64), DatabaseId int, Statement nvarchar(200), InputBuffer nvarchar(200)
);
INSERT #Expected
SELECT
    '2026-01-02T10:00:05.250',
    1,
    N'lock',
    v.IsVictim,
    v.SessionId,
    v.TransactionId,
    N'user_transaction',
    '2026-01-02T11:00:00.333',
    '2026-01-02T11:00:01.500',
    2,
    1296,
    N'KEY: 5:72057594045857792 (1a39e6095155)',
    4321,
    N'X',
    N'Microsoft Dynamics AX',
    N'AOS01',
    3708,
    N'CORP\svcaos',
    N'read committed (2)',
    5,
    v.Statement,
    v.Statement
FROM (
    VALUES
        (1, 60, 900, N'UPDATE INVENTTRANS SET QTY = 5 WHERE RECID = 1'),
        (0, 61, 901, N'UPDATE INVENTSUM SET QTY = 5 WHERE RECID = 1')
) AS v (IsVictim, SessionId, TransactionId, Statement);
SELECT
    d.DetectedAt,
    d.HasEventTime,
    d.DeadlockKind,
    p.IsVictim,
    p.SessionId,
    p.TransactionId,
    p.TransactionName,
    p.TransactionBeganTime,
    p.BatchBeganTime,
    p.OpenTransactionCount,
    p.LogBytesUsed,
    p.WaitResource,
    p.WaitMs,
    p.LockMode,
    p.ProgramName,
    p.HostName,
    p.HostProcessId,
    p.LoginName,
    p.IsolationLevel,
    p.DatabaseId,
    Statement = CAST(s.TextValue AS nvarchar(200)),
    InputBuffer = CAST(b.TextValue AS nvarchar(200))
INTO #Actual
FROM fact.Deadlock AS d
INNER JOIN fact.DeadlockProcess AS p ON p.DeadlockId = d.DeadlockId
LEFT JOIN dim.StatementText AS s ON s.TextHash = p.StatementHash
LEFT JOIN dim.StatementText AS b ON b.TextHash = p.InputBufferHash;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DeadlocksTests.[test resources come with owners, waiters and modes]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z';
CREATE TABLE #Expected (
    ResourceKind nvarchar(64), DatabaseId int, ObjectName nvarchar(512), IndexName nvarchar(256), AssociatedObjectId bigint,
    ResourceMode nvarchar(32), HolderRole nvarchar(8), SessionId int, LockMode nvarchar(32), RequestType nvarchar(32));
INSERT #Expected VALUES
    (N'keylock', 5, N'AXPRD.dbo.INVENTSUM', N'I_174DIMIDX', 77, N'X', N'owner', 60, N'X', NULL),
    (N'keylock', 5, N'AXPRD.dbo.INVENTSUM', N'I_174DIMIDX', 77, N'X', N'waiter', 61, N'U', N'wait'),
    (N'keylock', 5, N'AXPRD.dbo.INVENTTRANS', N'I_177RECID', 78, N'X', N'owner', 61, N'X', NULL),
    (N'keylock', 5, N'AXPRD.dbo.INVENTTRANS', N'I_177RECID', 78, N'X', N'waiter', 60, N'X', N'wait');
SELECT
    r.ResourceKind,
    r.DatabaseId,
    r.ObjectName,
    r.IndexName,
    r.AssociatedObjectId,
    ResourceMode = r.LockMode,
    h.HolderRole,
    p.SessionId,
    h.LockMode,
    h.RequestType
INTO #Actual
FROM fact.DeadlockResource AS r
INNER JOIN fact.DeadlockResourceHolder AS h ON h.DeadlockId = r.DeadlockId AND h.ResourceNumber = r.ResourceNumber
INNER JOIN fact.DeadlockProcess AS p ON p.DeadlockId = h.DeadlockId AND p.ProcessNumber = h.ProcessNumber;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DeadlocksTests.[test frames keep their order, and what the server did not know is NULL]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z';
CREATE TABLE #Expected (
    SessionId int, FrameNumber int, ProcedureName nvarchar(512), LineNumber int, StartOffset int, EndOffset int,
    SqlHandle varbinary(64), Statement nvarchar(200));
INSERT #Expected VALUES
    (60, 1, N'adhoc', 1, 20, 60, 0x02000000AB, N'UPDATE INVENTTRANS SET QTY = 5 WHERE RECID = 1'),
    (60, 2, N'unknown', 1, NULL, NULL, NULL, NULL),
    (61, 1, N'adhoc', 1, NULL, NULL, 0x02000000AC, N'UPDATE INVENTSUM SET QTY = 5 WHERE RECID = 1');
SELECT
    p.SessionId,
    f.FrameNumber,
    f.ProcedureName,
    f.LineNumber,
    f.StartOffset,
    f.EndOffset,
    f.SqlHandle,
    Statement = CAST(t.TextValue AS nvarchar(200))
INTO #Actual
FROM fact.DeadlockFrame AS f
INNER JOIN fact.DeadlockProcess AS p ON p.DeadlockId = f.DeadlockId AND p.ProcessNumber = f.ProcessNumber
LEFT JOIN dim.StatementText AS t ON t.TextHash = f.StatementHash;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DeadlocksTests.[test the text of the deadlock is kept]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z';
DECLARE @Kept xml = (SELECT CAST(DECOMPRESS(ReportText) AS nvarchar(max)) FROM fact.Deadlock);
DECLARE @Places int = @Kept.value(N'count(/deadlock/process-list/process) + count(/deadlock/resource-list/keylock)', N'int');
EXEC tSQLt.AssertEquals 4, @Places;
GO
-- Edge case 1
CREATE PROCEDURE DeadlocksTests.[test several victims are all marked, and the workers of one session are one victim session]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z',
    N'<victim-list><victimProcess id="process1"/><victimProcess id="process2"/></victim-list>';
EXEC DeadlocksTests.SaveParallel N'2026-01-02T10:00:06.000Z', N'process4',
    N'<victim-list><victimProcess id="process3"/><victimProcess id="process4"/></victim-list>';
CREATE TABLE #Expected (DeadlockKind nvarchar(16), ProcessCount int, SessionCount int, VictimCount int, VictimSessionCount int);
INSERT #Expected VALUES (N'lock', 2, 2, 2, 2), (N'parallel', 2, 1, 2, 1);
SELECT DeadlockKind, ProcessCount, SessionCount, VictimCount, VictimSessionCount INTO #Actual FROM fact.Deadlock;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- Edge case 2
CREATE PROCEDURE DeadlocksTests.[test a parallel plan that deadlocks with itself is of kind parallel]
AS
EXEC DeadlocksTests.SaveParallel N'2026-01-02T10:00:06.000Z';
CREATE TABLE #Expected (
    DeadlockKind nvarchar(16), ResourceKind nvarchar(64), ResourceClass nvarchar(8), WaitType nvarchar(64), PlanNodeId int);
INSERT #Expected
VALUES (N'parallel', N'exchangeEvent', N'exchange', N'e_waitPipeNewRow', 8), (N'parallel', N'SyncPoint', N'exchange', NULL, NULL);
SELECT d.DeadlockKind, r.ResourceKind, r.ResourceClass, r.WaitType, r.PlanNodeId
INTO #Actual
FROM fact.Deadlock AS d
INNER JOIN fact.DeadlockResource AS r ON r.DeadlockId = d.DeadlockId;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DeadlocksTests.[test many reports of one parallel deadlock are one deadlock]
AS
EXEC DeadlocksTests.SaveParallel N'2026-01-02T10:00:06.000Z', N'process4';
EXEC DeadlocksTests.SaveParallel N'2026-01-02T10:00:06.010Z', N'process5';
DECLARE @Deadlocks int = (SELECT COUNT(*) FROM fact.Deadlock);
EXEC tSQLt.AssertEquals 1, @Deadlocks;
GO
CREATE PROCEDURE DeadlocksTests.[test a lock among exchanges makes it mixed, and an unknown resource alone other]
AS
EXEC DeadlocksTests.SaveParallel N'2026-01-02T10:00:06.000Z', N'process4', N'<victim-list/>',
    N'<pagelock fileid="1" pageid="700" dbid="5" objectname="AXPRD.dbo.INVENTSUM" id="lock9" mode="S" associatedObjectId="77"/>';
EXEC DeadlocksTests.SaveText
    N'<deadlock><victim-list/><process-list/><resource-list><resourceWait waitType="RESOURCE"/></resource-list></deadlock>';
CREATE TABLE #Expected (DeadlockKind nvarchar(16), ResourceCount int);
INSERT #Expected VALUES (N'mixed', 3), (N'other', 1);
SELECT DeadlockKind, ResourceCount INTO #Actual FROM fact.Deadlock;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- Edge case 3
CREATE PROCEDURE DeadlocksTests.[test an empty victim list means no victim]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z', N'<victim-list/>';
DECLARE @Victims int = (SELECT VictimCount + VictimSessionCount FROM fact.Deadlock);
EXEC tSQLt.AssertEquals 0, @Victims;
GO
CREATE PROCEDURE DeadlocksTests.[test a victim that is not among the processes means no victim]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z', N'<victim-list><victimProcess id="process99"/></victim-list>';
DECLARE @Victims int = (SELECT VictimCount FROM fact.Deadlock);
EXEC tSQLt.AssertEquals 0, @Victims;
GO
-- Edge case 4
CREATE PROCEDURE DeadlocksTests.[test lock elements with the same id are one resource with all its owners and waiters]
AS
DECLARE @EventData nvarchar(max) = (SELECT e.EventData FROM
    (
        SELECT Body = CONCAT(N'<deadlock><victim-list/><process-list>', a.Body, b.Body, N'</process-list><resource-list>',
            N'<keylock hobtid="77" dbid="5" objectname="A.dbo.T" id="lock1" mode="S"><owner-list><owner id="process1" '
                + N'mode="S"/><owner id="process1" mode="IX" requestType="convert"/></owner-list><waiter-list><waiter '
                + N'id="process2" mode="X" requestType="convert"/></waiter-list></keylock>',
            N'<keylock hobtid="77" dbid="5" objectname="A.dbo.T" id="lock1" mode="S"><owner-list><owner id="process1" '
                + N'mode="S"/><owner id="process2" mode="S"/></owner-list><waiter-list><waiter id="process1" mode="IX" '
                + N'requestType="convert"/></waiter-list></keylock>',
            N'</resource-list></deadlock>')
        FROM DeadlocksTests.Process(N'process1', 60, 0, 900, N'', N'x') AS a
        CROSS JOIN DeadlocksTests.Process(N'process2', 61, 0, 901, N'', N'y') AS b
    ) AS d CROSS APPLY DeadlocksTests.EventText(N'2026-01-02T10:00:05.250Z', d.Body) AS e);
EXEC DeadlocksTests.SaveText @EventData;
CREATE TABLE #Expected (
    ResourceNumber int, HolderRole nvarchar(8), ProcessKey nvarchar(64), LockMode nvarchar(32), RequestType nvarchar(32));
INSERT #Expected VALUES
    (1, N'owner', N'process1', N'S', NULL), (1, N'owner', N'process1', N'IX', N'convert'), (1, N'owner', N'process2', N'S', NULL),
    (1, N'waiter', N'process2', N'X', N'convert'), (1, N'waiter', N'process1', N'IX', N'convert');
SELECT ResourceNumber, HolderRole, ProcessKey, LockMode, RequestType INTO #Actual FROM fact.DeadlockResourceHolder;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Resources int = (SELECT ResourceCount FROM fact.Deadlock);
EXEC tSQLt.AssertEquals 1, @Resources;
GO
-- Edge case 5
CREATE PROCEDURE DeadlocksTests.[test a resource without object name keeps its ids, and the report takes the name from the inventory]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT dim.ObjectName (InstanceId, DatabaseId, IdKind, ResourceId, DatabaseName, SchemaName, ObjectName, IndexName, ResolvedAt)
VALUES (@InstanceId, 5, N'hobt', 77, N'AXPRD', N'dbo', N'INVENTSUM', N'I_174', '2026-01-01');
EXEC DeadlocksTests.SaveText
    N'<deadlock><victim-list/><process-list/><resource-list><keylock hobtid="77" dbid="5" objectname="" id="lock1" mode="X"/></resource-list></deadlock>';
DECLARE @DeadlockId bigint = (SELECT DeadlockId FROM fact.Deadlock);
CREATE TABLE #Expected (ObjectName nvarchar(512), AssociatedObjectId bigint);
INSERT #Expected VALUES (NULL, 77);
SELECT ObjectName, AssociatedObjectId INTO #Actual FROM fact.DeadlockResource;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
CREATE TABLE #Shown
(
    RowNumber int, ResourceNumber int, ResourceKind nvarchar(64), DatabaseId int, ObjectName nvarchar(512),
    ResourceText nvarchar(512), IndexName nvarchar(256), ResourceMode nvarchar(32), WaitType nvarchar(64),
    Attributes nvarchar(max), HolderRole nvarchar(8), RoleText nvarchar(16), WhoText nvarchar(64), SessionId int, Ecid int,
    IsVictim bit, VictimText nvarchar(16), LockMode nvarchar(32), RequestType nvarchar(32)
);
INSERT #Shown EXEC report.DeadlockResources @DeadlockId;
DECLARE @Name nvarchar(800) = (SELECT CONCAT(ObjectName, N' ', IndexName) FROM #Shown);
EXEC tSQLt.AssertEqualsString N'AXPRD.dbo.INVENTSUM I_174', @Name;
GO
-- Edge case 6
CREATE PROCEDURE DeadlocksTests.[test without a known frame the statement is the input buffer, then the name of the transaction]
AS
DECLARE @EventData nvarchar(max) = (
    SELECT CONCAT(N'<deadlock><victim-list/><process-list>', a.Body, b.Body, N'</process-list><resource-list/></deadlock>')
    FROM DeadlocksTests.Process(
        N'process1', 60, 0, 900, N'<frame procname="unknown" line="1">unknown</frame>', N'EXEC dbo.Outer1') AS a
    CROSS JOIN DeadlocksTests.Process(N'process2', 61, 0, 901, N'', N'  ') AS b
);
EXEC DeadlocksTests.SaveText @EventData;
CREATE TABLE #Expected (SessionId int, Statement nvarchar(200));
INSERT #Expected VALUES (60, N'EXEC dbo.Outer1'), (61, N'user_transaction');
SELECT p.SessionId, Statement = CAST(t.TextValue AS nvarchar(200))
INTO #Actual
FROM fact.DeadlockProcess AS p
LEFT JOIN dim.StatementText AS t ON t.TextHash = p.StatementHash;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- Edge case 8
CREATE PROCEDURE DeadlocksTests.[test an owner that is not among the processes is kept by its key]
AS
EXEC DeadlocksTests.SaveText
    N'<deadlock><victim-list/><process-list/><resource-list><keylock dbid="5" id="lock1" mode="X"><owner-list><owner id="process77" mode="X"/></owner-list><waiter-list/></keylock></resource-list></deadlock>';
CREATE TABLE #Expected (HolderRole nvarchar(8), ProcessKey nvarchar(64), ProcessNumber int, LockMode nvarchar(32));
INSERT #Expected VALUES (N'owner', N'process77', NULL, N'X');
SELECT HolderRole, ProcessKey, ProcessNumber, LockMode INTO #Actual FROM fact.DeadlockResourceHolder;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- As 2016 to 2025 write them. A transaction id's lock (optimised locking) tells
-- its object in the lock inside it.
CREATE PROCEDURE DeadlocksTests.[test every kind of resource arrives with its class, object and ids]
AS
DECLARE @Holders nvarchar(max) =
    N'<owner-list><owner id="process1" mode="X"/><owner id="process2" mode="S" requestType="convert"/></owner-list>'
        + N'<waiter-list><waiter id="process2" mode="X" requestType="convert"/></waiter-list>';
DECLARE @Resources nvarchar(max) = CONCAT(
    N'<keylock hobtid="77" dbid="5" objectname="AX.dbo.T" indexname="I_1" id="lock1" mode="X" associatedObjectId="77">', @Holders,
    N'</keylock>',
    N'<pagelock fileid="1" pageid="70133" dbid="5" subresource="FULL" objectname="AX.dbo.T" '
        + N'id="lock2" mode="IX" associatedObjectId="78">',
    @Holders, N'</pagelock>',
    N'<ridlock fileid="1" pageid="20789" dbid="5" objectname="AX.dbo.H" id="lock3" mode="X" associatedObjectId="79">', @Holders,
    N'</ridlock>',
    N'<objectlock lockPartition="0" objid="663673412" subresource="FULL" dbid="5" objectname="AX.dbo.T" id="lock4" '
        + N'mode="Sch-M" associatedObjectId="663673412">',
    @Holders, N'</objectlock>',
    N'<hobtlock hobtid="80" subresource="FULL" dbid="5" objectname="AX.dbo.T" indexname="I_2" '
        + N'id="lock5" mode="X" associatedObjectId="80">',
    @Holders, N'</hobtlock>',
    N'<rowgrouplock hobtid="81" rowgroupid="3" dbid="5" objectname="AX.dbo.C" id="lock6" mode="X" associatedObjectId="81">',
    @Holders, N'</rowgrouplock>',
    N'<applicationlock hash="AxBatch1a2b" databasePrincipalId="0" dbid="5" id="lock7" mode="X">', @Holders, N'</applicationlock>',
    N'<metadatalock subresource="STATS" classid="object_id = 5" dbid="5" id="lock8" mode="Sch-S">', @Holders, N'</metadatalock>',
    N'<databaselock subresource="FULL" dbid="5" id="lock9" mode="S">', @Holders, N'</databaselock>',
    N'<extentlock fileid="1" pageid="8096" dbid="5" id="lock10" mode="X">', @Holders, N'</extentlock>',
    N'<xactlock xdesIdLow="3350" xdesIdHigh="0" dbid="5" subresource="FULL" id="lock11" mode="X"><UnderlyingResource><keylock '
        + N'hobtid="82" dbid="5" objectname="AX.dbo.U" indexname="I_3"/></UnderlyingResource>',
    @Holders, N'</xactlock>',
    N'<exchangeEvent id="Pipe1" WaitType="e_waitPipeGetRow" waiterType="Producer" nodeId="3" ownerActivity="notYetOpened" '
        + N'waiterActivity="needMoreData" merging="false" spilling="false" waitingToClose="false">',
    @Holders, N'</exchangeEvent>',
    N'<SyncPoint id="Sync1">', @Holders, N'</SyncPoint>',
    N'<threadpool id="scheduler1">', @Holders, N'</threadpool>',
    N'<resourceWait lock-owner="unknown"/>');
DECLARE @EventData nvarchar(max) = (
    SELECT CONCAT(
        N'<deadlock><victim-list><victimProcess id="process2"/></victim-list><process-list>',
        a.Body,
        b.Body,
        N'</process-list><resource-list>',
        @Resources,
        N'</resource-list></deadlock>')
    FROM DeadlocksTests.Process(N'process1', 60, 0, 900, N'', N'A') AS a
    CROSS JOIN DeadlocksTests.Process(N'process2', 61, 0, 901, N'', N'B') AS b
);
EXEC DeadlocksTests.SaveText @EventData;
CREATE TABLE #Expected (
    ResourceKind nvarchar(64), ResourceClass nvarchar(8), DatabaseId int, ObjectName nvarchar(64), IndexName nvarchar(64),
    AssociatedObjectId bigint, FileId int, PageId bigint, LockMode nvarchar(32), WaitType nvarchar(64), PlanNodeId int,
    Owners int, Waiters int);
INSERT #Expected VALUES
    (N'keylock', N'lock', 5, N'AX.dbo.T', N'I_1', 77, NULL, NULL, N'X', NULL, NULL, 2, 1),
    (N'pagelock', N'lock', 5, N'AX.dbo.T', NULL, 78, 1, 70133, N'IX', NULL, NULL, 2, 1),
    (N'ridlock', N'lock', 5, N'AX.dbo.H', NULL, 79, 1, 20789, N'X', NULL, NULL, 2, 1),
    (N'objectlock', N'lock', 5, N'AX.dbo.T', NULL, 663673412, NULL, NULL, N'Sch-M', NULL, NULL, 2, 1),
    (N'hobtlock', N'lock', 5, N'AX.dbo.T', N'I_2', 80, NULL, NULL, N'X', NULL, NULL, 2, 1),
    (N'rowgrouplock', N'lock', 5, N'AX.dbo.C', NULL, 81, NULL, NULL, N'X', NULL, NULL, 2, 1),
    (N'applicationlock', N'lock', 5, NULL, NULL, NULL, NULL, NULL, N'X', NULL, NULL, 2, 1),
    (N'metadatalock', N'lock', 5, NULL, NULL, NULL, NULL, NULL, N'Sch-S', NULL, NULL, 2, 1),
    (N'databaselock', N'lock', 5, NULL, NULL, NULL, NULL, NULL, N'S', NULL, NULL, 2, 1),
    (N'extentlock', N'lock', 5, NULL, NULL, NULL, 1, 8096, N'X', NULL, NULL, 2, 1),
    (N'xactlock', N'lock', 5, N'AX.dbo.U', N'I_3', 82, NULL, NULL, N'X', NULL, NULL, 2, 1),
    (N'exchangeEvent', N'exchange', NULL, NULL, NULL, NULL, NULL, NULL, NULL, N'e_waitPipeGetRow', 3, 2, 1),
    (N'SyncPoint', N'exchange', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2, 1),
    (N'threadpool', N'other', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2, 1),
    (N'resourceWait', N'other', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0);
SELECT
    r.ResourceKind,
    r.ResourceClass,
    r.DatabaseId,
    r.ObjectName,
    r.IndexName,
    r.AssociatedObjectId,
    r.FileId,
    r.PageId,
    r.LockMode,
    r.WaitType,
    r.PlanNodeId,
    Owners = (
        SELECT COUNT(*)
        FROM fact.DeadlockResourceHolder AS h
        WHERE h.DeadlockId = r.DeadlockId AND h.ResourceNumber = r.ResourceNumber AND h.HolderRole = N'owner'
    ),
    Waiters = (
        SELECT COUNT(*)
        FROM fact.DeadlockResourceHolder AS h
        WHERE h.DeadlockId = r.DeadlockId AND h.ResourceNumber = r.ResourceNumber AND h.HolderRole = N'waiter'
    )
INTO #Actual
FROM fact.DeadlockResource AS r;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Kind nvarchar(16) = (SELECT DeadlockKind FROM fact.Deadlock);
EXEC tSQLt.AssertEqualsString N'mixed', @Kind;
DECLARE @Unknown nvarchar(100) = (
    SELECT CAST(Attributes AS nvarchar(100)) FROM fact.DeadlockResource WHERE ResourceKind = N'resourceWait'
);
EXEC tSQLt.AssertEqualsString N'lock-owner="unknown"', @Unknown;
GO
CREATE PROCEDURE DeadlocksTests.[test a process may lack all but its id, even a stack and a buffer]
AS
EXEC DeadlocksTests.SaveText
    N'<deadlock><process-list><process id="p1"/><process id="p2" spid="x" waittime="soon" trancount="many" lasttranstarted="2026-01-02 11:00:00.1234567" lastbatchstarted="yesterday"><executionStack/><inputbuf/></process><process/></process-list></deadlock>';
CREATE TABLE #Expected (
    ProcessKey nvarchar(64), SessionId int, WaitMs bigint, OpenTransactionCount int, TransactionBeganTime datetime2(3),
    BatchBeganTime datetime2(3), Statement nvarchar(10));
INSERT #Expected
VALUES
    (N'p1', NULL, NULL, NULL, NULL, NULL, NULL),
    (N'p2', NULL, NULL, NULL, '2026-01-02T11:00:00.123', NULL, NULL),
    (N'spid :', NULL, NULL, NULL, NULL, NULL, NULL);
SELECT
    p.ProcessKey,
    p.SessionId,
    p.WaitMs,
    p.OpenTransactionCount,
    p.TransactionBeganTime,
    p.BatchBeganTime,
    Statement = CAST(t.TextValue AS nvarchar(10))
INTO #Actual
FROM fact.DeadlockProcess AS p LEFT JOIN dim.StatementText AS t ON t.TextHash = p.StatementHash;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DeadlocksTests.[test text in several pieces is one text]
AS
EXEC DeadlocksTests.SaveText
    N'<deadlock><process-list><process id="p1" spid="60"><executionStack>
<frame procname="adhoc" line="1"> SELECT <![CDATA[<a>]]> &amp; b<!-- no --> FROM t </frame></executionStack><inputbuf><![CDATA[
  EXEC "x" ]]>&#x9;&lt;1&gt;  </inputbuf></process></process-list><resource-list/></deadlock>';
CREATE TABLE #Expected (Statement nvarchar(100), InputBuffer nvarchar(100));
INSERT #Expected VALUES (N'SELECT <a> & b FROM t', N'EXEC "x" ' + NCHAR(9) + N'<1>');
SELECT Statement = CAST(s.TextValue AS nvarchar(100)), InputBuffer = CAST(b.TextValue AS nvarchar(100))
INTO #Actual
FROM fact.DeadlockProcess AS p
LEFT JOIN dim.StatementText AS s ON s.TextHash = p.StatementHash
LEFT JOIN dim.StatementText AS b ON b.TextHash = p.InputBufferHash;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DeadlocksTests.[test a resource nobody knows is kept with all its attributes]
AS
EXEC DeadlocksTests.SaveText
    N'<deadlock><victim-list/><process-list/><resource-list><futureThing zeta="9" id="x1" alpha="a b"><owner-list/></futureThing></resource-list></deadlock>';
CREATE TABLE #Expected (
    ResourceKind nvarchar(64), ResourceClass nvarchar(8), ResourceKey nvarchar(128), Attributes nvarchar(400));
INSERT #Expected VALUES (N'futureThing', N'other', N'x1', N'alpha="a b" id="x1" zeta="9"');
SELECT ResourceKind, ResourceClass, ResourceKey, Attributes = CAST(Attributes AS nvarchar(400))
INTO #Actual
FROM fact.DeadlockResource;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- Edge case 10
CREATE PROCEDURE DeadlocksTests.[test the same deadlock from two sessions, or from a file read twice, is saved once]
AS
DECLARE @Rows stage.Event;
DECLARE @Victims nvarchar(400) = N'<victim-list><victimProcess id="process1"/></victim-list>';
INSERT @Rows
SELECT N'a_0_1.xel', 100, e.EventData
FROM DeadlocksTests.TwoKeys(@Victims, 900, N'A', N'B') AS d
CROSS APPLY DeadlocksTests.EventText(N'2026-01-02T10:00:05.250Z', d.Body) AS e;
INSERT @Rows
SELECT
    N'a_0_1.xel',
    100,
    REPLACE(e.EventData, N'</data>', N'</data><action name="event_sequence" package="package0"><value>4</value></action>')
FROM DeadlocksTests.TwoKeys(@Victims, 900, N'A', N'B') AS d
CROSS APPLY DeadlocksTests.EventText(N'2026-01-02T10:00:05.251Z', d.Body) AS e;
INSERT @Rows SELECT N'a_0_1.xel', 100, d.Body FROM DeadlocksTests.TwoKeys(@Victims, 900, N'A', N'B') AS d;
EXEC DeadlocksTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
EXEC DeadlocksTests.SaveCapture '2026-01-02T10:00:22', @Rows, N'a_0_1.xel', 100;
CREATE TABLE #Expected (DetectedAt datetime2(3));
INSERT #Expected VALUES ('2026-01-02T10:00:05.250');
SELECT DetectedAt INTO #Actual FROM fact.Deadlock;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DeadlocksTests.[test deadlocks are counted in the spine once, and none is zero]
AS
DECLARE @Rows stage.Event;
INSERT @Rows SELECT N'a_0_1.xel', 100, Body FROM DeadlocksTests.TwoKeys(N'<victim-list/>', 900, N'A', N'B');
EXEC DeadlocksTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
EXEC DeadlocksTests.SaveCapture '2026-01-02T10:00:22', @Rows, N'a_0_1.xel', 100;
CREATE TABLE #Expected (CapturedAt datetime2(3), Value float);
INSERT #Expected VALUES ('2026-01-02T10:00:00', 1), ('2026-01-02T10:00:22', 0);
SELECT v.CapturedAt, v.Value
INTO #Actual
FROM fact.Metric AS v
INNER JOIN config.Metric AS m ON m.MetricId = v.MetricId
WHERE m.MetricName = N'deadlock.count';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DeadlocksTests.[test two deadlocks of one millisecond are two]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z', @FirstXact = 900;
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z', @FirstXact = 950;
DECLARE @Deadlocks int = (SELECT COUNT(*) FROM fact.Deadlock);
EXEC tSQLt.AssertEquals 2, @Deadlocks;
GO
CREATE PROCEDURE DeadlocksTests.[test a deadlock alone and a list of deadlocks are read too, with the time of reading]
AS
DECLARE @Bare nvarchar(max) = (
    SELECT Body FROM DeadlocksTests.TwoKeys(N'<victim-list><victimProcess id="process1"/></victim-list>', 900, N'A', N'B')
);
DECLARE @List nvarchar(max) = N'<deadlock-list>'
    + (SELECT Body FROM DeadlocksTests.TwoKeys(N'<victim-list><victimProcess id="process1"/></victim-list>', 910, N'A', N'B'))
    + (SELECT Body FROM DeadlocksTests.TwoKeys(N'<victim-list/>', 920, N'A', N'B')) + N'</deadlock-list>';
DECLARE @Rows stage.Event;
INSERT @Rows VALUES (N'a_0_1.xel', 100, @Bare), (N'a_0_1.xel', 100, @List);
EXEC DeadlocksTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
CREATE TABLE #Expected (DetectedAt datetime2(3), HasEventTime bit, ProcessCount int, VictimCount int);
INSERT #Expected VALUES ('2026-01-02T10:00:12', 0, 2, 1), ('2026-01-02T10:00:12', 0, 2, 1), ('2026-01-02T10:00:12', 0, 2, 0);
SELECT DetectedAt, HasEventTime, ProcessCount, VictimCount INTO #Actual FROM fact.Deadlock;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DeadlocksTests.[test a time that is learnt later is kept, and no reading takes it back]
AS
DECLARE @Victims nvarchar(400) = N'<victim-list><victimProcess id="process1"/></victim-list>';
DECLARE @Bare stage.Event;
DECLARE @Timed stage.Event;
INSERT @Bare SELECT N'a_0_1.xel', 100, d.Body FROM DeadlocksTests.TwoKeys(@Victims, 900, N'A', N'B') AS d;
INSERT @Timed
SELECT N'a_0_1.xel', 100, e.EventData
FROM DeadlocksTests.TwoKeys(@Victims, 900, N'A', N'B') AS d
CROSS APPLY DeadlocksTests.EventText(N'2026-01-02T10:00:05.250Z', d.Body) AS e;
EXEC DeadlocksTests.SaveCapture '2026-01-02T10:00:12', @Bare, N'a_0_1.xel', 100;
EXEC DeadlocksTests.SaveCapture '2026-01-02T10:00:22', @Timed, N'a_0_1.xel', 100;
EXEC DeadlocksTests.SaveCapture '2026-01-02T10:00:32', @Bare, N'a_0_1.xel', 100;
CREATE TABLE #Expected (DetectedAt datetime2(3), HasEventTime bit);
INSERT #Expected VALUES ('2026-01-02T10:00:05.250', 1);
SELECT DetectedAt, HasEventTime INTO #Actual FROM fact.Deadlock;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DeadlocksTests.[test the victim attribute of the older form marks the victim]
AS
DECLARE @Text nvarchar(max) = (
    SELECT N'<deadlock-list>' + REPLACE(Body, N'<deadlock>', N'<deadlock victim="process2">') + N'</deadlock-list>'
    FROM DeadlocksTests.TwoKeys(N'', 900, N'A', N'B')
);
EXEC DeadlocksTests.SaveText @Text;
DECLARE @Victim int = (SELECT SessionId FROM fact.DeadlockProcess WHERE IsVictim = 1);
EXEC tSQLt.AssertEquals 61, @Victim;
GO
CREATE PROCEDURE DeadlocksTests.[test a broken time stamp does not lose the deadlock]
AS
EXEC DeadlocksTests.SaveTwoKeys N'13199000000000000000';
DECLARE @Known bit = (SELECT HasEventTime FROM fact.Deadlock);
EXEC tSQLt.AssertEquals 0, @Known;
GO
CREATE PROCEDURE DeadlocksTests.[test the frames of the engine itself are no frames]
AS
DECLARE @Text nvarchar(max) = (
    SELECT REPLACE(
        Body, N'<executionStack>',
        N'<stackFrames><frame id="00" address="0x3FFFB7BA065F" module="sqlpal"/></stackFrames><executionStack>')
    FROM DeadlocksTests.TwoKeys(N'<victim-list/>', 900, N'A', N'B')
);
EXEC DeadlocksTests.SaveText @Text;
DECLARE @Frames int = (SELECT COUNT(*) FROM fact.DeadlockFrame);
EXEC tSQLt.AssertEquals 3, @Frames;
GO
CREATE PROCEDURE DeadlocksTests.[test text that cannot be read goes to quarantine with its reason and the others are saved]
AS
DECLARE @Rows stage.Event;
INSERT @Rows SELECT N'a_0_1.xel', 100, Body FROM DeadlocksTests.TwoKeys(N'<victim-list/>', 900, N'A', N'B');
INSERT @Rows
VALUES
    (N'a_0_1.xel', 100, N'<event name="xml_deadlock_report" timestamp="2026-01-02T10'),
    (N'a_0_1.xel', 100, N'<event name="other"/>'),
    (N'a_0_1.xel', 100, NULL);
EXEC DeadlocksTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
EXEC DeadlocksTests.SaveCapture '2026-01-02T10:00:22', @Rows, N'a_0_1.xel', 100;
CREATE TABLE #Expected (Reason nvarchar(400), OccurrenceCount int);
INSERT #Expected
VALUES (N'The text is not well-formed XML.', 2), (N'The XML holds no deadlock.', 2), (N'The event has no text.', 2);
SELECT Reason, OccurrenceCount INTO #Actual FROM collect.Quarantine WHERE CollectorName = N'Deadlocks';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Deadlocks int = (SELECT COUNT(*) FROM fact.Deadlock);
EXEC tSQLt.AssertEquals 1, @Deadlocks;
GO
CREATE PROCEDURE DeadlocksTests.[test the bookmark moves with and without deadlocks and never back in time]
AS
DECLARE @Rows stage.Event;
DECLARE @Nothing stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, e.EventData
FROM DeadlocksTests.TwoKeys(N'<victim-list/>', 900, N'A', N'B') AS d
CROSS APPLY DeadlocksTests.EventText(N'2026-01-02T10:00:05.250Z', d.Body) AS e;
EXEC DeadlocksTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
EXEC DeadlocksTests.SaveCapture '2026-01-02T10:00:22', @Nothing, N'a_0_1.xel', 4096;
EXEC DeadlocksTests.SaveCapture '2026-01-02T10:00:32', @Nothing, NULL, NULL;
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Parameters Given.Parameters;
DECLARE @Expected Given.Parameters;
INSERT @Expected (BookmarkFile, BookmarkOffset, BookmarkEventAt) VALUES (N'a_0_1.xel', 4096, '2026-01-02T10:00:05.250');
INSERT @Parameters EXEC collect.GetParameters @InstanceId, N'Deadlocks';
SELECT * INTO #Expected FROM @Expected;
SELECT * INTO #Actual FROM @Parameters;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DeadlocksTests.[test the signature is the same whatever the ids, literals and the order]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z', @FirstXact = 900,
    @First = N'UPDATE T SET A = 5.5 WHERE B = N''x''''y''', @Second = N'UPDATE INVENTSUM SET QTY = 1';
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:05:05.250Z', @FirstXact = 950, @First = N'UPDATE T SET A = 17  WHERE B = N''z''',
    @Second = N'UPDATE INVENTSUM SET QTY = 2';
DECLARE @Swapped nvarchar(max) = (
    SELECT N'<deadlock><victim-list/><process-list>' + CAST(x.Body.query(N'/deadlock/process-list/process[2]') AS nvarchar(max))
        + CAST(x.Body.query(N'/deadlock/process-list/process[1]') AS nvarchar(max)) + N'</process-list><resource-list>'
        + CAST(x.Body.query(N'/deadlock/resource-list/keylock[2]') AS nvarchar(max))
        + CAST(x.Body.query(N'/deadlock/resource-list/keylock[1]') AS nvarchar(max)) + N'</resource-list></deadlock>'
    FROM
    (
        SELECT Body = CAST(Body AS xml)
        FROM DeadlocksTests.TwoKeys(N'', 970, N'UPDATE T SET A = 1 WHERE B = N''''', N'UPDATE INVENTSUM SET QTY = 3')
    ) AS x
);
EXEC DeadlocksTests.SaveText @Swapped;
CREATE TABLE #Expected (Deadlocks int, Signatures int);
INSERT #Expected VALUES (3, 1);
SELECT Deadlocks = COUNT(*), Signatures = COUNT(DISTINCT Signature) INTO #Actual FROM fact.Deadlock;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DeadlocksTests.[test another statement or another mode gives another signature]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z', @FirstXact = 900;
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:05:05.250Z', @FirstXact = 950, @First = N'DELETE INVENTTRANS';
DECLARE @OtherMode nvarchar(max) = (
    SELECT REPLACE(Body, N'mode="U"', N'mode="S"')
    FROM DeadlocksTests.TwoKeys(
        N'<victim-list/>',
        970,
        N'UPDATE INVENTTRANS SET QTY = 5 WHERE RECID = 1',
        N'UPDATE INVENTSUM SET QTY = 5 WHERE RECID = 1')
);
EXEC DeadlocksTests.SaveText @OtherMode;
DECLARE @Signatures int = (SELECT COUNT(DISTINCT Signature) FROM fact.Deadlock WHERE SignatureVersion = 2);
EXEC tSQLt.AssertEquals 3, @Signatures;
GO
CREATE PROCEDURE DeadlocksTests.[test the history tells of the range, its victims and its repetitions]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z', @FirstXact = 900;
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:05:05.250Z', N'<victim-list/>', @FirstXact = 950;
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T09:59:59.999Z', @FirstXact = 960;
CREATE TABLE #Actual
(
    DeadlockId bigint, InstanceName sysname, DetectedAt datetime2(3), DeadlockKind nvarchar(16), ProcessCount int,
    SessionCount int, VictimCount int, VictimSessionCount int, ResourceCount int, SignatureKey nvarchar(16), SignatureCount int,
    Objects nvarchar(max), VictimSessionId int, VictimHost nvarchar(128), VictimProgram nvarchar(128), VictimLogin nvarchar(128),
    VictimAxUser nvarchar(128), VictimBatchTask nvarchar(300), VictimStatement nvarchar(max),
    DetectedLocal datetime2(3)
);
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT #Actual EXEC report.DeadlockHistory @InstanceId, '2026-01-02T10:00:00', '2026-01-02T11:00:00';
CREATE TABLE #Expected (
    DetectedAt datetime2(3), SignatureCount int, Objects nvarchar(200), VictimSessionId int, VictimStatement nvarchar(200));
INSERT #Expected VALUES
    ('2026-01-02T10:00:05.250', 2, N'AXPRD.dbo.INVENTSUM, AXPRD.dbo.INVENTTRANS', 60,
     N'UPDATE INVENTTRANS SET QTY = 5 WHERE RECID = 1'),
    ('2026-01-02T10:05:05.250', 2, N'AXPRD.dbo.INVENTSUM, AXPRD.dbo.INVENTTRANS', NULL, NULL);
SELECT
    DetectedAt,
    SignatureCount,
    Objects = CAST(Objects AS nvarchar(200)),
    VictimSessionId,
    VictimStatement = CAST(VictimStatement AS nvarchar(200))
INTO #Shown
FROM #Actual;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Shown';
GO
CREATE PROCEDURE DeadlocksTests.[test deadlocks of one making are one row, of the latest]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:05:05.250Z', @FirstXact = 900;
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z', N'<victim-list/>', @FirstXact = 950;
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T09:59:59.999Z', @FirstXact = 960;
CREATE TABLE #Actual
(
    DeadlockId bigint, InstanceName sysname, SignatureKey nvarchar(16), DeadlockCount int, LastLocal datetime2(3),
    FirstLocal datetime2(3), SessionCount int, Objects nvarchar(max), VictimSessionId int, VictimHost nvarchar(128),
    VictimAxUser nvarchar(128), VictimBatchTask nvarchar(300), VictimStatement nvarchar(max)
);
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT #Actual EXEC report.DeadlockSignatures @InstanceId, '2026-01-02T10:00:00', '2026-01-02T11:00:00';
CREATE TABLE #Expected (
    FirstLocal datetime2(3), LastLocal datetime2(3), DeadlockCount int, Objects nvarchar(200), VictimSessionId int,
    VictimStatement nvarchar(200));
INSERT #Expected VALUES
    ('2026-01-02T10:00:05.250', '2026-01-02T10:05:05.250', 2, N'AXPRD.dbo.INVENTSUM, AXPRD.dbo.INVENTTRANS', 60,
     N'UPDATE INVENTTRANS SET QTY = 5 WHERE RECID = 1');
SELECT
    FirstLocal,
    LastLocal,
    DeadlockCount,
    Objects = CAST(Objects AS nvarchar(200)),
    VictimSessionId,
    VictimStatement = CAST(VictimStatement AS nvarchar(200))
INTO #Shown
FROM #Actual;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Shown';
GO
CREATE PROCEDURE DeadlocksTests.[test the processes of one deadlock are shown with the victim first]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z', N'<victim-list><victimProcess id="process2"/></victim-list>';
DECLARE @DeadlockId bigint = (SELECT DeadlockId FROM fact.Deadlock);
CREATE TABLE #Shown
(
    RowNumber int IDENTITY (1, 1), ProcessNumber int, IsVictim bit, SessionId int, Ecid int, TransactionName nvarchar(64),
    TransactionBeganTime datetime2(3), BatchBeganTime datetime2(3), OpenTransactionCount int, LogBytesUsed bigint,
    DeadlockPriority int, WaitResource nvarchar(400), WaitMs bigint, LockMode nvarchar(32), ProgramName nvarchar(128),
    HostName nvarchar(128), LoginName nvarchar(128), AxUser nvarchar(128), AxConfidence nvarchar(16), BatchTask nvarchar(300),
    IsolationLevel nvarchar(64), DatabaseName nvarchar(128), ProcedureName nvarchar(512), LineNumber int,
    Statement nvarchar(max), InputBuffer nvarchar(max)
);
INSERT #Shown EXEC report.Deadlock @DeadlockId;
CREATE TABLE #Expected (RowNumber int, SessionId int, IsVictim bit, ProcedureName nvarchar(512), Statement nvarchar(200));
INSERT #Expected
VALUES
    (1, 61, 1, N'adhoc', N'UPDATE INVENTSUM SET QTY = 5 WHERE RECID = 1'),
    (2, 60, 0, N'adhoc', N'UPDATE INVENTTRANS SET QTY = 5 WHERE RECID = 1');
SELECT RowNumber, SessionId, IsVictim, ProcedureName, Statement = CAST(Statement AS nvarchar(200)) INTO #Actual FROM #Shown;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- Of sessions 60 to 63 the first three stand in a circle, not in their order; the fourth waits beside it.
CREATE PROCEDURE DeadlocksTests.SaveCircle
AS
DECLARE @Deadlock nvarchar(max) = (
    SELECT CONCAT(
        N'<deadlock><victim-list><victimProcess id="a"/></victim-list><process-list>', a.Body, b.Body, c.Body, d.Body,
        N'</process-list><resource-list>',
        N'<keylock dbid="5" objectname="AXPRD.dbo.ONE" id="l1" mode="X"><owner-list><owner id="a" mode="X"/></owner-list>',
        N'<waiter-list><waiter id="c" mode="U" requestType="wait"/><waiter id="d" mode="S" requestType="wait"/>',
        N'</waiter-list></keylock>',
        N'<keylock dbid="5" objectname="AXPRD.dbo.TWO" id="l2" mode="X"><owner-list><owner id="b" mode="X"/></owner-list>',
        N'<waiter-list><waiter id="a" mode="U" requestType="wait"/></waiter-list></keylock>',
        N'<keylock dbid="5" objectname="AXPRD.dbo.THREE" id="l3" mode="X"><owner-list><owner id="c" mode="X"/></owner-list>',
        N'<waiter-list><waiter id="b" mode="U" requestType="wait"/></waiter-list></keylock>',
        N'</resource-list></deadlock>')
    FROM DeadlocksTests.Process(N'a', 60, 0, 900, N'', N'A') AS a
    CROSS JOIN DeadlocksTests.Process(N'b', 61, 0, 901, N'', N'B') AS b
    CROSS JOIN DeadlocksTests.Process(N'c', 62, 0, 902, N'', N'C') AS c
    CROSS JOIN DeadlocksTests.Process(N'd', 63, 0, 903, N'', N'D') AS d
);
EXEC DeadlocksTests.SaveText @Deadlock;
GO
CREATE PROCEDURE DeadlocksTests.[test the ring goes from the victim round to itself, whoever else waits]
AS
EXEC DeadlocksTests.SaveCircle;
DECLARE @DeadlockId bigint = (SELECT DeadlockId FROM fact.Deadlock);
CREATE TABLE #Shown
(
    StepNumber int, ProcessText nvarchar(64), SessionId int, HoldsText nvarchar(32), ResourceText nvarchar(512),
    IndexName nvarchar(256), ResourceKind nvarchar(64), WantsText nvarchar(32), NextText nvarchar(64), NextSessionId int,
    IsVictimText nvarchar(16), NextIsVictimText nvarchar(16)
);
INSERT #Shown EXEC report.DeadlockRing @DeadlockId;
CREATE TABLE #Expected (StepNumber int, Step nvarchar(200));
INSERT #Expected VALUES
    (1, N'victim 60 holds X AXPRD.dbo.ONE, U wanted by 62 '),
    (2, N' 62 holds X AXPRD.dbo.THREE, U wanted by 61 '),
    (3, N' 61 holds X AXPRD.dbo.TWO, U wanted by 60 victim');
SELECT
    StepNumber,
    Step = CAST(CONCAT(
        IsVictimText, N' ', SessionId, N' holds ', HoldsText, N' ', ResourceText, N', ', WantsText, N' wanted by ', NextSessionId,
        N' ', NextIsVictimText) AS nvarchar(200))
INTO #Actual
FROM #Shown;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DeadlocksTests.[test a deadlock is a picture of those of the circle, those beside it, and dots between them]
AS
EXEC DeadlocksTests.SaveCircle;
DECLARE @DeadlockId bigint = (SELECT DeadlockId FROM fact.Deadlock);
CREATE TABLE #Shown
(
    PointId int, ElementKind nvarchar(16), ElementOrder int, X float, Y float, MarkerText nvarchar(16), LabelText nvarchar(80),
    PartText nvarchar(900), TipText nvarchar(900)
);
INSERT #Shown EXEC report.DeadlockGraph @DeadlockId;
CREATE TABLE #Expected (ElementKind nvarchar(16), PointCount int, PartCount int, LabelCount int, IsOnPlane int);
INSERT #Expected VALUES
    (N'holds', 60, 3, 0, 1),
    (N'wants', 40, 4, 0, 1),
    (N'resource', 3, 3, 3, 1),
    (N'process', 3, 3, 3, 1),
    (N'victim', 1, 1, 1, 1);
SELECT
    ElementKind,
    PointCount = COUNT(*),
    PartCount = SUM(CASE WHEN PartText <> N'' THEN 1 ELSE 0 END),
    LabelCount = COUNT(LabelText),
    IsOnPlane = MIN(CASE WHEN X BETWEEN 5 AND 95 AND Y BETWEEN 5 AND 95 THEN 1 ELSE 0 END)
INTO #Actual
FROM #Shown
GROUP BY ElementKind;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

-- Whoever waits beside the circle stands aside, and the resource of the last step is opposite the victim's.
CREATE TABLE #ExpectedAt (LabelText nvarchar(80), X float);
INSERT #ExpectedAt VALUES (N'session 60 on AOS01 (victim)', 35), (N'session 63 on AOS01', 14), (N'THREE', 85);
SELECT LabelText, X
INTO #At
FROM #Shown
WHERE LabelText IN (N'session 60 on AOS01 (victim)', N'session 63 on AOS01', N'THREE');
EXEC tSQLt.AssertEqualsTable N'#ExpectedAt', N'#At';

-- From who wants to the resource, from the resource to who holds it.
DECLARE @Words nvarchar(400) = (
    SELECT TOP (1) PartText FROM #Shown WHERE ElementKind = N'wants' AND PartText LIKE N'session 63%' ORDER BY PointId
);
EXEC tSQLt.AssertEqualsString N'session 63 on AOS01 wants ONE, S', @Words;
GO
CREATE PROCEDURE DeadlocksTests.[test workers that wait for each other are a ring too, and one that is not listed has a place in it]
AS
EXEC DeadlocksTests.SaveParallel N'2026-01-02T10:00:05.250Z';
DECLARE @DeadlockId bigint = (SELECT DeadlockId FROM fact.Deadlock);
UPDATE fact.DeadlockResourceHolder SET ProcessNumber = NULL WHERE ProcessKey = N'process4';
DECLARE @Path nvarchar(400) = STUFF(
    (
        SELECT CONCAT(N', ', HolderKey, N'-', WaiterKey)
        FROM report.DeadlockPath(@DeadlockId)
        ORDER BY StepNumber
        FOR XML PATH(N'')
    ), 1, 2, N'');
EXEC tSQLt.AssertEqualsString N'process3-process4, process4-process3', @Path;
GO
CREATE PROCEDURE DeadlocksTests.[test the batch task that a snapshot saw shortly before is named in the deadlock]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:05.250Z', N'<victim-list><victimProcess id="process2"/></victim-list>';
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @DeadlockId bigint = (SELECT DeadlockId FROM fact.Deadlock);
DECLARE @HostName nvarchar(128) = (SELECT HostName FROM fact.DeadlockProcess WHERE DeadlockId = @DeadlockId AND SessionId = 60);
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Rows stage.Requests;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime, HostName, Status) VALUES
    (60, 61, N'LCK_M_U', 1000, '2026-01-01', @HostName, N'suspended'),
    (61, NULL, NULL, NULL, '2026-01-01', N'ELSEWHERE', N'running');
INSERT @Result EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:00', NULL, 0, @Rows;
UPDATE fact.BlockingNode SET AxUser = N'BATCHSVC', BatchTask = CONCAT(N'Task of ', SessionId);

CREATE TABLE #Shown
(
    ProcessNumber int, IsVictim bit, SessionId int, Ecid int, TransactionName nvarchar(64), TransactionBeganTime datetime2(3),
    BatchBeganTime datetime2(3), OpenTransactionCount int, LogBytesUsed bigint, DeadlockPriority int, WaitResource nvarchar(400),
    WaitMs bigint, LockMode nvarchar(32), ProgramName nvarchar(128), HostName nvarchar(128), LoginName nvarchar(128),
    AxUser nvarchar(128), AxConfidence nvarchar(16), BatchTask nvarchar(300), IsolationLevel nvarchar(64),
    DatabaseName nvarchar(128), ProcedureName nvarchar(512), LineNumber int, Statement nvarchar(max), InputBuffer nvarchar(max)
);
INSERT #Shown EXEC report.Deadlock @DeadlockId;
CREATE TABLE #Expected (SessionId int, BatchTask nvarchar(300));
INSERT #Expected VALUES (60, N'Task of 60'), (61, NULL);
SELECT SessionId, BatchTask INTO #Actual FROM #Shown;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DeadlocksTests.[test a repeated call changes nothing and says so]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Rows stage.Event;
INSERT @Rows SELECT N'a_0_1.xel', 100, Body FROM DeadlocksTests.TwoKeys(N'<victim-list/>', 900, N'A', N'B');
CREATE TABLE #Actual (SavedRows int, WasDuplicate bit);
INSERT #Actual EXEC collect.SaveDeadlocks @InstanceId, @RunId, '2026-01-02T10:00:12', N'a_0_1.xel', 100, 0, @Rows;
INSERT #Actual EXEC collect.SaveDeadlocks @InstanceId, @RunId, '2026-01-02T10:00:12', N'a_0_1.xel', 100, 0, @Rows;
CREATE TABLE #Expected (SavedRows int, WasDuplicate bit);
INSERT #Expected VALUES (1, 0), (0, 1);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- The error that the victim's session reported, as the collector Errors saves it.
CREATE PROCEDURE DeadlocksTests.SaveVictimError
    @EventAt datetime2(3),
    @AxUser  nvarchar(128)
AS
INSERT fact.ErrorEvent
(
    InstanceId,
    EventAt,
    EventHash,
    CapturedAt,
    SessionId,
    HostName,
    AxUser,
    AxConfidence,
    ErrorNumber,
    ErrorCategory
)
SELECT
    InstanceId,
    @EventAt,
    HASHBYTES(N'SHA2_256', CONCAT(@AxUser, CONVERT(nvarchar(30), @EventAt, 126))),
    @EventAt,
    60,
    N'AOS01',
    @AxUser,
    N'current',
    1205,
    N'concurrency'
FROM config.Instance
WHERE InstanceName = N'tSQLt';
GO
CREATE PROCEDURE DeadlocksTests.[test the victim is named by its own error, not by a user of another moment]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:10.000Z';
EXEC DeadlocksTests.SaveVictimError '2026-01-02T10:00:03', N'OTHER';
EXEC DeadlocksTests.SaveVictimError '2026-01-02T10:00:10.200', N'DGARCIA';
DECLARE @Text nvarchar(300) = (
    SELECT c.CulpritText
    FROM fact.Deadlock AS d
    CROSS APPLY alert.DeadlockCulprit(d.DeadlockId) AS c
);
EXEC tSQLt.AssertEqualsString N'Deadlock INVENTSUM/INVENTTRANS: DGARCIA lost', @Text;
GO
CREATE PROCEDURE DeadlocksTests.[test the alert of a first deadlock waits for the victim''s name, but not for long]
AS
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:10.000Z';
DECLARE @Early int = (SELECT COUNT(*) FROM alert.DeadlockEvent('2026-01-02T10:00:20') WHERE MeasureName = N'IsFirst');
DECLARE @Counted int = (
    SELECT COUNT(*) FROM alert.DeadlockEvent('2026-01-02T10:00:20') WHERE MeasureName IN (N'SignatureCount', N'InstanceCount'));
DECLARE @Late int = (SELECT COUNT(*) FROM alert.DeadlockEvent('2026-01-02T10:00:30') WHERE MeasureName = N'IsFirst');
EXEC DeadlocksTests.SaveVictimError '2026-01-02T10:00:10.200', N'DGARCIA';
DECLARE @Named int = (SELECT COUNT(*) FROM alert.DeadlockEvent('2026-01-02T10:00:20') WHERE MeasureName = N'IsFirst');
DECLARE @Actual nvarchar(40) = CONCAT(@Early, N' ', @Counted, N' ', @Late, N' ', @Named);
EXEC tSQLt.AssertEqualsString N'0 2 1 1', @Actual;
GO
CREATE PROCEDURE DeadlocksTests.[test a first deadlock is told at once, though it may become one of many]
AS
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
UPDATE config.AlertRule SET IsEnabled = CASE WHEN RuleName IN (N'Deadlock', N'Deadlocks') THEN 1 ELSE 0 END;
DELETE config.MailRoute;
INSERT config.MailRoute (RouteName, Recipients) VALUES (N'default', N'dba@example.com');
EXEC DeadlocksTests.SaveTwoKeys N'2026-01-02T10:00:10.000Z';
EXEC DeadlocksTests.SaveVictimError '2026-01-02T10:00:10.200', N'DGARCIA';
INSERT @Result EXEC alert.Evaluate '2026-01-02T10:00:20';
DECLARE @Subject nvarchar(400) = (SELECT Subject FROM alert.Notification);
EXEC tSQLt.AssertEqualsString N'Deadlock INVENTSUM/INVENTTRANS: DGARCIA lost (tSQLt)', @Subject;
GO
