-- collect.SaveBlockedProcesses: events as they stand in event files become waits, once, and join
-- the incidents of the snapshots.
EXEC tSQLt.NewTestClass N'BlockedProcessesTests';
GO
CREATE PROCEDURE BlockedProcessesTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
-- An event in the form of SQL Server 2016.
CREATE FUNCTION BlockedProcessesTests.EventText
(
    @EventAt       nvarchar(30),
    @MonitorLoop   int,
    @SessionId     int,
    @TransactionId int,
    @WaitMs        int,
    @WaitResource  nvarchar(200),
    @BlockerId     int,
    @BlockerXactId int
)
RETURNS TABLE
AS
RETURN
(
    SELECT EventData = CONCAT(
        N'<event name="blocked_process_report" package="sqlserver" timestamp="', @EventAt, N'"><data name="duration"><value>',
        @WaitMs, N'000</value></data>',
        N'<data name="database_id"><value>5</value></data><data name="object_id"><value>0</value></data><data '
            + N'name="index_id"><value>1</value></data>',
        N'<data name="lock_mode"><value>5</value><text><![CDATA[X]]></text></data><data name="transaction_id"><value>',
        @TransactionId, N'</value></data>',
        N'<data name="blocked_process"><value><blocked-process-report monitorLoop="', @MonitorLoop,
        N'"> <blocked-process>  <process id="processa0" taskpriority="0" logused="1296" waitresource="',
        @WaitResource, N'" waittime="', @WaitMs, N'" ownerId="', @TransactionId,
        N'" transactionname="user_transaction" lasttranstarted="2026-01-02T11:00:00.333" lockMode="X" status="suspended" spid="',
        @SessionId,
        N'" sbid="0" ecid="0" priority="0" trancount="2" clientapp="Microsoft Dynamics AX" hostname="AOS01" hostpid="3708" '
            + N'loginname="CORP\svcaos" isolationlevel="read committed (2)" xactid="',
        @TransactionId,
        N'" currentdb="5" lockTimeout="4294967295"> <executionStack> <frame line="1" stmtstart="342" '
            + N'sqlhandle="0x0300"/> </executionStack> <inputbuf>',
        NCHAR(10), N'   UPDATE INVENTSUM SET A=1 WHERE B &lt; 2   </inputbuf> </process> </blocked-process>',
        N' <blocking-process> ',
        CASE WHEN @BlockerId IS NULL THEN N'<process/>' ELSE CONCAT(
            N'<process status="sleeping" spid="', @BlockerId,
            N'" sbid="0" ecid="0" priority="0" trancount="1" clientapp="Microsoft Dynamics AX" hostname="AOS02" hostpid="15356" '
                + N'loginname="CORP\svcaos" isolationlevel="serializable (4)" xactid="',
            @BlockerXactId, N'" currentdb="5"> <executionStack/> <inputbuf>SELECT 1 </inputbuf> </process>') END,
        N' </blocking-process> </blocked-process-report></value></data>'
            + N'<data name="database_name"><value><![CDATA[AXPRD]]></value></data></event>')
);
GO
CREATE PROCEDURE BlockedProcessesTests.SaveCapture
    @CapturedAt     datetime2(3),
    @Rows           stage.Event READONLY,
    @NextFile       nvarchar(512) = NULL,
    @NextOffset     bigint = NULL,
    @HasPossibleGap bit = 0
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveBlockedProcesses @InstanceId, @RunId, @CapturedAt, @NextFile, @NextOffset, @HasPossibleGap, @Rows;
GO
CREATE PROCEDURE BlockedProcessesTests.[test an event arrives with all that stands in its XML]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(
    N'2026-01-02T10:00:00.250Z', 7, 60, 900, 16912, N'KEY: 5:72057594045857792 (1a39e6095155)', 51, 800);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:05', @Rows, N'a_0_1.xel', 100;

CREATE TABLE #Expected
(
    EventAt datetime2(3), MonitorLoop bigint, BlockedSessionId int, BlockedTransactionId bigint, BlockedApp nvarchar(128),
    BlockedHost nvarchar(128), BlockedHostProcessId int, BlockedLogin nvarchar(128),
    BlockedStatus nvarchar(30), BlockedIsolationLevel nvarchar(64), BlockedStatement nvarchar(200), BlockingSessionId int,
    BlockingTransactionId bigint, BlockingHost nvarchar(128),
    BlockingStatus nvarchar(30), BlockingTranCount int, BlockingIsolationLevel nvarchar(64), BlockingStatement nvarchar(200),
    WaitResource nvarchar(400), ResourceKind nvarchar(16),
    DatabaseId int, DatabaseName nvarchar(128), ResourceObjectKey nvarchar(8), ResourceObjectId bigint, WaitMs bigint,
    LockMode nvarchar(32), RootSessionId int
);
INSERT #Expected VALUES
    ('2026-01-02T10:00:00.250', 7, 60, 900, N'Microsoft Dynamics AX', N'AOS01', 3708, N'CORP\svcaos',
     N'suspended', N'read committed (2)', N'UPDATE INVENTSUM SET A=1 WHERE B < 2', 51, 800, N'AOS02',
     N'sleeping', 1, N'serializable (4)', N'SELECT 1', N'KEY: 5:72057594045857792 (1a39e6095155)', N'KEY',
     5, N'AXPRD', N'hobt', 72057594045857792, 16912, N'X', 51);
SELECT
    b.EventAt,
    b.MonitorLoop,
    b.BlockedSessionId,
    b.BlockedTransactionId,
    b.BlockedApp,
    b.BlockedHost,
    b.BlockedHostProcessId,
    b.BlockedLogin,
    b.BlockedStatus,
    b.BlockedIsolationLevel,
    BlockedStatement = CAST(t.TextValue AS nvarchar(200)),
    b.BlockingSessionId,
    b.BlockingTransactionId,
    b.BlockingHost,
    b.BlockingStatus,
    b.BlockingTranCount,
    b.BlockingIsolationLevel,
    BlockingStatement = CAST(g.TextValue AS nvarchar(200)),
    b.WaitResource,
    b.ResourceKind,
    b.DatabaseId,
    b.DatabaseName,
    b.ResourceObjectKey,
    b.ResourceObjectId,
    b.WaitMs,
    b.LockMode,
    b.RootSessionId
INTO #Actual
FROM fact.BlockedProcess AS b
LEFT JOIN dim.StatementText AS t ON t.TextHash = b.BlockedStatementHash
LEFT JOIN dim.StatementText AS g ON g.TextHash = b.BlockingStatementHash;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- Rule 12
CREATE PROCEDURE BlockedProcessesTests.[test repeated reports of one wait are one row with the longest wait, within a run and over runs]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:10.000Z', 8, 60, 900, 10000, N'RID: 6:1:20789:0', 51, 800);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
DELETE @Rows;
INSERT @Rows
SELECT N'a_0_1.xel', 200, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:15.000Z', 9, 60, 900, 15003, N'RID: 6:1:20789:0', 51, 800);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:22', @Rows, N'a_0_1.xel', 200;

CREATE TABLE #Expected (FirstEventAt datetime2(3), EventAt datetime2(3), WaitMs bigint, ReportCount int);
INSERT #Expected VALUES ('2026-01-02T10:00:05', '2026-01-02T10:00:15', 15003, 3);
SELECT FirstEventAt, EventAt, WaitMs, ReportCount INTO #Actual FROM fact.BlockedProcess;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BlockedProcessesTests.[test a later wait of the same transaction for the same resource is another row]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:01:05.000Z', 19, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:01:12', @Rows, N'a_0_1.xel', 100;
DELETE @Rows;
INSERT @Rows
SELECT N'a_0_1.xel', 200, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:02:05.000Z', 29, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:02:12', @Rows, N'a_0_1.xel', 200;
DECLARE @Waits int = (SELECT COUNT(*) FROM fact.BlockedProcess);
EXEC tSQLt.AssertEquals 3, @Waits;
GO
CREATE PROCEDURE BlockedProcessesTests.[test an event read twice adds nothing]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
INSERT @Rows SELECT FileName, FileOffset, EventData FROM @Rows;
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:22', @Rows, N'a_0_1.xel', 100;

CREATE TABLE #Expected (ReportCount int);
INSERT #Expected VALUES (1);
SELECT ReportCount INTO #Actual FROM fact.BlockedProcess;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BlockedProcessesTests.[test text that cannot be read goes to quarantine with its reason and the others are saved]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
INSERT @Rows
VALUES
    (N'a_0_1.xel', 100, N'<event name="blocked_process_report" timestamp="2026-01-02T10'),
    (N'a_0_1.xel', 100, N'<event name="other"/>'),
    (N'a_0_1.xel', 100, NULL);
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'13199000000000000000', 7, 61, 901, 5000, N'RID: 6:1:20789:0', 51, 800);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:22', @Rows, N'a_0_1.xel', 100;

CREATE TABLE #Expected (Reason nvarchar(400), Rows int, Occurrences int);
INSERT #Expected VALUES
    (N'The text is not well-formed XML.', 1, 2),
    (N'The XML is no blocked_process_report with a credible time and a blocked session.', 2, 4),
    (N'The event has no text.', 1, 2);
SELECT Reason, Rows = COUNT(*), Occurrences = SUM(OccurrenceCount) INTO #Actual FROM collect.Quarantine GROUP BY Reason;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Waits int = (SELECT COUNT(*) FROM fact.BlockedProcess);
EXEC tSQLt.AssertEquals 1, @Waits;
GO
CREATE PROCEDURE BlockedProcessesTests.[test the bookmark moves also when no row was wanted]
AS
DECLARE @Rows stage.Event;
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 4096;
CREATE TABLE #Expected (BookmarkFile nvarchar(512), BookmarkOffset bigint, BookmarkEventAt datetime2(3), HasPossibleGap bit);
INSERT #Expected VALUES (N'a_0_1.xel', 4096, NULL, 0);
SELECT BookmarkFile, BookmarkOffset, BookmarkEventAt, HasPossibleGap INTO #Actual FROM collect.Bookmark;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BlockedProcessesTests.[test a read that found nothing new leaves the bookmark where it was]
AS
DECLARE @Rows stage.Event;
DECLARE @Nothing stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:22', @Nothing, NULL, NULL;
CREATE TABLE #Expected (BookmarkFile nvarchar(512), BookmarkOffset bigint, BookmarkEventAt datetime2(3));
INSERT #Expected VALUES (N'a_0_1.xel', 100, '2026-01-02T10:00:05');
SELECT BookmarkFile, BookmarkOffset, BookmarkEventAt INTO #Actual FROM collect.Bookmark;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BlockedProcessesTests.[test a vanished file is noted as a possible gap]
AS
DECLARE @Rows stage.Event;
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:22', @Rows, N'a_0_2.xel', 0, 1;
CREATE TABLE #Expected (BookmarkFile nvarchar(512), BookmarkOffset bigint, HasPossibleGap bit, GapSeenAt datetime2(3));
INSERT #Expected VALUES (N'a_0_2.xel', 0, 1, '2026-01-02T10:00:22');
SELECT BookmarkFile, BookmarkOffset, HasPossibleGap, GapSeenAt INTO #Actual FROM collect.Bookmark;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BlockedProcessesTests.[test GetParameters gives NULLs before the first run and to collectors that read no log]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Parameters Given.Parameters;
DECLARE @Expected Given.Parameters;
INSERT @Expected (BookmarkFile, BookmarkOffset, BookmarkEventAt) VALUES (NULL, NULL, NULL), (NULL, NULL, NULL);
INSERT @Parameters EXEC collect.GetParameters @InstanceId, N'BlockedProcesses';
INSERT @Parameters EXEC collect.GetParameters @InstanceId, N'Requests';
SELECT * INTO #Expected FROM @Expected;
SELECT * INTO #Actual FROM @Parameters;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- Rule 11
CREATE PROCEDURE BlockedProcessesTests.[test a report of a session against itself is kept but is no incident]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(
    N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'exchangeEvent id=Port1 WaitType=e_waitPortOpen nodeId=1', 60, 900);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
CREATE TABLE #Expected (ResourceKind nvarchar(16), RootSessionId int, IncidentId bigint);
INSERT #Expected VALUES (N'EXCHANGE', NULL, NULL);
SELECT ResourceKind, RootSessionId, IncidentId INTO #Actual FROM fact.BlockedProcess;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
EXEC tSQLt.AssertEmptyTable N'fact.BlockingIncident';
GO
CREATE PROCEDURE BlockedProcessesTests.[test a report of a session against itself does not hide its real blocker]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(
    N'2026-01-02T10:00:05.000Z', 7, 60, 900, 9000, N'exchangeEvent id=Port1 WaitType=e_waitPortOpen nodeId=1', 60, 900);
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.001Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
DECLARE @Root int = (SELECT RootSessionId FROM fact.BlockedProcess WHERE ResourceKind = N'RID');
EXEC tSQLt.AssertEquals 51, @Root;
GO
CREATE PROCEDURE BlockedProcessesTests.[test a blocker that is gone leaves its columns open]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', NULL, NULL);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
DECLARE @Count int = (SELECT COUNT(*) FROM fact.BlockedProcess WHERE BlockingSessionId IS NULL AND IncidentId IS NULL);
EXEC tSQLt.AssertEquals 1, @Count;
GO
CREATE PROCEDURE BlockedProcessesTests.[test a victim whose blocker is told by no report is an incident of an unknown blocker from its second report on]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', NULL, NULL);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:06', @Rows, N'a_0_1.xel', 100;
DECLARE @Count int = (SELECT COUNT(*) FROM fact.BlockingIncident);
EXEC tSQLt.AssertEquals 0, @Count;

DELETE @Rows;
INSERT @Rows
SELECT N'a_0_1.xel', 200, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:10.000Z', 8, 60, 900, 10000, N'RID: 6:1:20789:0', NULL, NULL);
INSERT @Rows
SELECT N'a_0_1.xel', 200, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:10.001Z', 8, 61, 901, 5000, N'RID: 6:1:20790:0', NULL, NULL);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:11', @Rows, N'a_0_1.xel', 200;

DELETE @Rows;
INSERT @Rows
SELECT N'a_0_1.xel', 300, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:15.000Z', 9, 60, 900, 15000, N'RID: 6:1:20789:0', NULL, NULL);
INSERT @Rows
SELECT N'a_0_1.xel', 300, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:15.001Z', 9, 61, 901, 10000, N'RID: 6:1:20790:0', NULL, NULL);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:16', @Rows, N'a_0_1.xel', 300;

DECLARE @Actual nvarchar(200) =
(
    SELECT CONCAT(
        i.HeadSessionId, N' ', i.HeadKind, N' ', i.VictimCount, N' ', i.LongestWaitMs, N' ', i.TotalWaitMs, N' ', n.Name)
    FROM fact.BlockingIncident AS i
    CROSS APPLY lib.PseudoBlockerName(i.HeadSessionId) AS n
    WHERE i.EndedAt IS NULL
);
EXEC tSQLt.AssertEqualsString N'-1 pseudo 2 15000 25000 blocker not told by SQL Server', @Actual;
SET @Count = (SELECT COUNT(*) FROM fact.BlockedProcess WHERE IncidentId IS NOT NULL);
EXEC tSQLt.AssertEquals 2, @Count;
GO
CREATE PROCEDURE BlockedProcessesTests.[test reports that do not tell their loop are joined by their second]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, REPLACE(EventData, N' monitorLoop="7"', N'')
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
INSERT @Rows
SELECT N'a_0_1.xel', 100, REPLACE(EventData, N' monitorLoop="7"', N'')
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.001Z', 7, 61, 901, 4000, N'RID: 6:1:20790:0', 60, 900);
INSERT @Rows
SELECT N'a_0_1.xel', 100, REPLACE(EventData, N' monitorLoop="7"', N'')
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:10.001Z', 7, 62, 902, 4000, N'RID: 6:1:20791:0', 61, 901);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
CREATE TABLE #Expected (BlockedSessionId int, RootSessionId int);
INSERT #Expected VALUES (60, 51), (61, 51), (62, 61);
SELECT BlockedSessionId, RootSessionId INTO #Actual FROM fact.BlockedProcess;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BlockedProcessesTests.[test a report may lack nearly everything, and its blocker too]
AS
DECLARE @Rows stage.Event;
INSERT @Rows VALUES
    (N'a_0_1.xel', 100,
     N'<event name="blocked_process_report" timestamp="2026-01-02T10:00:05Z"><data name="resource_owner_type"><value>'
         + N'0x00000001</value><text>LOCK</text></data><data name="blocked_process"><value><blocked-process-report>'
         + N'<blocked-process><process spid="60" ecid="3"/></blocked-process><blocking-process/></blocked-process-report>'
         + N'</value></data><data name="duration"><value>7000000</value></data></event>'),
    (N'a_0_1.xel', 100,
     N'<event name="blocked_process_report" timestamp="2026-01-02T10:00:06Z"><data name="blocked_process"><value>'
         + N'<blocked-process-report monitorLoop="7"><blocked-process><process spid="61" waitresource="XACT: 9:3350:0 [KEY: '
         + N'9:77 (1a39)]" waittime="6000"><executionStack/><inputbuf/></process></blocked-process>'
         + N'</blocked-process-report></value></data></event>'),
    (N'a_0_1.xel', 100,
     N'<event name="blocked_process_report" timestamp="2026-01-02T10:00:07Z"><data name="blocked_process"><value>'
         + N'<blocked-process-report monitorLoop="7"><blocked-process><process spid="62"/></blocked-process><blocking-process>'
         + N'<process spid="-2" ecid="0"><inputbuf>&#x0;&#xB;rubbish</inputbuf></process></blocking-process>'
         + N'</blocked-process-report></value></data></event>');
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
CREATE TABLE #Expected (
    BlockedSessionId int, BlockedEcid int, WaitMs bigint, ResourceKind nvarchar(16), DatabaseId int, ResourceObjectId bigint,
    BlockingSessionId int, BlockingStatement nvarchar(20));
INSERT #Expected
VALUES
    (60, 3, 7000, N'NONE', NULL, NULL, NULL, NULL),
    (61, 0, 6000, N'XACT', 9, 77, NULL, NULL),
    (62, 0, 0, N'NONE', NULL, NULL, -2, N'??rubbish');
SELECT
    b.BlockedSessionId,
    b.BlockedEcid,
    b.WaitMs,
    b.ResourceKind,
    b.DatabaseId,
    b.ResourceObjectId,
    b.BlockingSessionId,
    BlockingStatement = CAST(t.TextValue AS nvarchar(20))
INTO #Actual
FROM fact.BlockedProcess AS b LEFT JOIN dim.StatementText AS t ON t.TextHash = b.BlockingStatementHash;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BlockedProcessesTests.[test the head of a monitor loop is followed over its reports]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.001Z', 7, 61, 901, 4000, N'RID: 6:1:20790:0', 60, 900);
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:10.000Z', 8, 62, 902, 4000, N'RID: 6:1:20791:0', 61, 901);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:12', @Rows, N'a_0_1.xel', 100;
CREATE TABLE #Expected (BlockedSessionId int, RootSessionId int);
INSERT #Expected VALUES (60, 51), (61, 51), (62, 61);
SELECT BlockedSessionId, RootSessionId INTO #Actual FROM fact.BlockedProcess;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BlockedProcessesTests.[test a report joins the incident that the snapshots opened for its head]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Requests stage.Requests;
DECLARE @Rows stage.Event;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Requests (SessionId, LoginTime, TransactionId, HostName, OpenTransactionCount)
VALUES (51, '2026-01-01', 800, N'AOS02', 1);
INSERT @Requests (SessionId, BlockingSessionId, WaitMs, LoginTime) VALUES (60, 51, 3000, '2026-01-01');
INSERT @Result EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:03', NULL, 0, @Requests;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:06', @Rows, N'a_0_1.xel', 100;

CREATE TABLE #Expected (Incidents int, Joined int, LastSeenAt datetime2(3));
INSERT #Expected VALUES (1, 1, '2026-01-02T10:00:05');
SELECT
    Incidents = COUNT(*),
    Joined = (SELECT COUNT(*) FROM fact.BlockedProcess WHERE IncidentId IS NOT NULL),
    LastSeenAt = MAX(LastSeenAt)
INTO #Actual
FROM fact.BlockingIncident;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BlockedProcessesTests.[test an incident opened from a report is taken over by the next snapshot]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Requests stage.Requests;
DECLARE @Rows stage.Event;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:06', @Rows, N'a_0_1.xel', 100;
INSERT @Requests (SessionId, LoginTime, TransactionId, HostName, OpenTransactionCount)
VALUES (51, '2026-01-01', 800, N'AOS02', 1);
INSERT @Requests (SessionId, BlockingSessionId, WaitMs, LoginTime) VALUES (60, 51, 8000, '2026-01-01');
INSERT @Result EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:08', NULL, 0, @Requests;

CREATE TABLE #Expected (
    HeadLoginTime datetime2(3), StartedAt datetime2(3), FirstSeenAt datetime2(3), LastSeenAt datetime2(3), EndedAt datetime2(3));
INSERT #Expected VALUES ('2026-01-01', '2026-01-02T10:00:00', '2026-01-02T10:00:05', '2026-01-02T10:00:08', NULL);
SELECT HeadLoginTime, StartedAt, FirstSeenAt, LastSeenAt, EndedAt INTO #Actual FROM fact.BlockingIncident;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BlockedProcessesTests.[test old reports open an incident that has ended already]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:30:05.000Z', 99, 60, 950, 5000, N'RID: 6:1:20789:0', 51, 850);
EXEC BlockedProcessesTests.SaveCapture '2026-01-03T10:00:00', @Rows, N'a_0_1.xel', 100;
CREATE TABLE #Expected (HeadSessionId int, FirstSeenAt datetime2(3), EndedAt datetime2(3), VictimCount int);
INSERT #Expected
VALUES (51, '2026-01-02T10:00:05', '2026-01-02T10:00:05', 1), (51, '2026-01-02T10:30:05', '2026-01-02T10:30:05', 1);
SELECT HeadSessionId, FirstSeenAt, EndedAt, VictimCount INTO #Actual FROM fact.BlockingIncident;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BlockedProcessesTests.[test the report shows an event with the object name that snapshots resolved]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Rows stage.Event;
INSERT dim.ObjectName (InstanceId, DatabaseId, IdKind, ResourceId, DatabaseName, SchemaName, ObjectName, ResolvedAt)
VALUES (@InstanceId, 5, N'hobt', 72057594045857792, N'AXPRD', N'dbo', N'INVENTSUM', '2026-01-01');
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(
    N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'KEY: 5:72057594045857792 (1a39e6095155)', 51, 800);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:06', @Rows, N'a_0_1.xel', 100;

CREATE TABLE #Actual
(
    BlockedProcessId bigint, IncidentId bigint, InstanceName sysname, EventAt datetime2(3), BlockedSessionId int,
    BlockingSessionId int, BlockedApp nvarchar(128), BlockedHost nvarchar(128), BlockedLogin nvarchar(128),
    BlockingApp nvarchar(128), BlockingHost nvarchar(128), BlockingLogin nvarchar(128), BlockingStatus nvarchar(30),
    WaitResource nvarchar(400), ObjectName nvarchar(512), WaitMs bigint, LockMode nvarchar(32),
    BlockedIsolationLevel nvarchar(64), BlockingIsolationLevel nvarchar(64), BlockedStatement nvarchar(max),
    BlockingStatement nvarchar(max), EventLocal datetime2(3)
);
INSERT #Actual EXEC report.BlockedProcessReports @InstanceId, '2026-01-02T10:00:00', '2026-01-02T11:00:00';
DECLARE @Object nvarchar(512) = (SELECT ObjectName FROM #Actual WHERE BlockedSessionId = 60);
EXEC tSQLt.AssertEqualsString N'AXPRD.dbo.INVENTSUM', @Object;
GO
CREATE PROCEDURE BlockedProcessesTests.[test the chain of an incident that no snapshot saw is told from its reports, and a circle in them is cut]
AS
DECLARE @Rows stage.Event;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.001Z', 7, 61, 901, 4000, N'RID: 6:1:20790:0', 60, 900);
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.002Z', 7, 62, 902, 3000, N'RID: 6:1:20791:0', 61, 901);
-- Later: 61 holds what 60 wants, longer than before.
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:20.000Z', 8, 60, 900, 9000, N'RID: 6:1:20799:0', 61, 901);
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:20.001Z', 8, 61, 901, 9000, N'RID: 6:1:20798:0', 51, 800);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:21', @Rows, N'a_0_1.xel', 100;
DECLARE @IncidentId bigint = (SELECT IncidentId FROM fact.BlockingIncident);
CREATE TABLE #All (
    NodeId int, ParentNodeId int, Depth int, SessionId int, SessionLabel nvarchar(256), AxUser nvarchar(128), AxSessionId int,
    AxConfidence nvarchar(16), HostName nvarchar(128), ProgramName nvarchar(128), LoginName nvarchar(128),
    BatchTask nvarchar(300), StateText nvarchar(200), WaitType nvarchar(60), WaitMs bigint, WaitResource nvarchar(3072),
    ObjectName nvarchar(512),
    LockMode nvarchar(32), IsolationLevel nvarchar(64), Statement nvarchar(max), StatementSource nvarchar(32),
    Flags nvarchar(100));
INSERT #All EXEC report.BlockingChain @IncidentId;
CREATE TABLE #Expected (NodeId int, ParentNodeId int, Depth int, HostName nvarchar(128), WaitMs bigint);
INSERT #Expected
VALUES (51, NULL, 0, N'AOS02', NULL), (61, 51, 1, N'AOS01', 9000), (60, 61, 2, N'AOS01', 9000), (62, 61, 2, N'AOS01', 3000);
SELECT NodeId, ParentNodeId, Depth, HostName, WaitMs INTO #Actual FROM #All;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

-- 61 waits for 60 as well, longest of all: now the two name each other.
DELETE @Rows;
INSERT @Rows
SELECT N'a_0_1.xel', 200, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:40.000Z', 9, 61, 901, 12000, N'RID: 6:1:20797:0', 60, 900);
INSERT @Rows
SELECT N'a_0_1.xel', 200, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:40.001Z', 9, 60, 900, 2000, N'RID: 6:1:20796:0', 51, 800);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:41', @Rows, N'a_0_1.xel', 200;
DELETE #All;
INSERT #All EXEC report.BlockingChain @IncidentId;
DELETE #Expected;
DELETE #Actual;
INSERT #Expected
VALUES (51, NULL, 0, N'AOS02', NULL), (60, 51, 1, N'AOS01', 9000), (61, 60, 2, N'AOS01', 12000), (62, 61, 3, N'AOS01', 3000);
INSERT #Actual SELECT NodeId, ParentNodeId, Depth, HostName, WaitMs FROM #All;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BlockedProcessesTests.[test an incident of an instance without snapshots ends when reports fall silent]
AS
DECLARE @Rows stage.Event;
DECLARE @Nothing stage.Event;
DECLARE @Open int;
INSERT @Rows
SELECT N'a_0_1.xel', 100, EventData
FROM BlockedProcessesTests.EventText(N'2026-01-02T10:00:05.000Z', 7, 60, 900, 5000, N'RID: 6:1:20789:0', 51, 800);
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:00:06', @Rows, N'a_0_1.xel', 100;
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:01:05', @Nothing;
SET @Open = (SELECT COUNT(*) FROM fact.BlockingIncident WHERE EndedAt IS NULL);
EXEC tSQLt.AssertEquals 1, @Open, N'after a minute';
EXEC BlockedProcessesTests.SaveCapture '2026-01-02T10:01:06', @Nothing;
SET @Open = (SELECT COUNT(*) FROM fact.BlockingIncident WHERE EndedAt IS NULL);
EXEC tSQLt.AssertEquals 0, @Open, N'after more';
GO
