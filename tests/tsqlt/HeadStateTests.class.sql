-- What a head blocker does is told as it is: a rollback, a backup, a check with its progress and the advice
-- that fits, in the state, the mail, the pages; a statement and a sleeping session as before.
EXEC tSQLt.NewTestClass N'HeadStateTests';
GO
CREATE PROCEDURE HeadStateTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
EXEC config.SetMailRoute N'dba@example.com', N'tSQLt', '2026-01-01';
GO
-- Saves a snapshot in which 51 does what is given and blocks 52.
CREATE PROCEDURE HeadStateTests.SaveHead
    @Status          nvarchar(30),
    @Command         nvarchar(32),
    @PercentComplete decimal(5, 2) = NULL,
    @RemainingMs     bigint = NULL,
    @LogBytesUsed    bigint = NULL
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Rows stage.Requests;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Rows
(
    SessionId,
    LoginTime,
    HostName,
    ProgramName,
    LoginName,
    Status,
    Command,
    OpenTransactionCount,
    TransactionId,
    LogBytesUsed,
    StatementText,
    PercentComplete,
    RemainingMs
)
VALUES
(
    51,
    '2026-01-01',
    N'OPS1',
    N'SQLAgent - TSQL JobStep',
    N'CORP\sql',
    @Status,
    @Command,
    1,
    77,
    @LogBytesUsed,
    N'DELETE FROM INVENTSUMLOGTTS',
    @PercentComplete,
    @RemainingMs
);
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime, ResourceDatabaseName, ResourceSchemaName,
    ResourceObjectName)
VALUES (52, 51, N'LCK_M_U', 600000, '2026-01-01', N'AXPRD', N'dbo', N'INVENTSUM');
INSERT @Result EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:00', NULL, 0, @Rows;
GO
CREATE PROCEDURE HeadStateTests.[test each command that takes long by its nature is known, and no statement is taken for one]
AS
CREATE TABLE #Case (Command nvarchar(32), Status nvarchar(30), ActivityKind nvarchar(16));
INSERT #Case
VALUES
    (N'KILLED/ROLLBACK', N'suspended', N'rollback'), (N'ROLLBACK TRANSACTION', N'running', N'rollback'),
    (N'DELETE', N'rollback', N'rollback'), (NULL, N'rollback', N'rollback'), (N'killed/rollback', N'running', N'rollback'),
    (N'BACKUP DATABASE', N'suspended', N'backup'), (N'BACKUP LOG', N'running', N'backup'),
    (N'RESTORE DATABASE', N'suspended', N'restore'), (N'DB STARTUP', N'background', N'restore'),
    (N'DBCC', N'running', N'check'), (N'DBCC TABLE CHECK', N'suspended', N'check'), (N'DBCC CHECKDB', N'running', N'check'),
    (N'DbccFilesCompact', N'suspended', N'shrink'), (N'DBCC SHRINKFILE', N'running', N'shrink'),
    (N'ALTER INDEX', N'running', N'index'), (N'CREATE INDEX', N'suspended', N'index'),
    (N'DBCC INDEXDEFRAG', N'running', N'index'),
    (N'UPDATE STATISTICS', N'running', N'statistics'), (N'CREATE STATISTICS', N'running', N'statistics'),
    (N'ALTER TABLE', N'suspended', N'schema'), (N'TRUNCATE TABLE', N'suspended', N'schema'),
    (N'SELECT', N'running', NULL), (N'UPDATE', N'suspended', NULL), (N'INSERT', N'runnable', NULL), (N'DELETE', N'running', NULL),
    (N'MERGE', N'running', NULL), (N'AWAITING COMMAND', N'sleeping', NULL), (N'EXECUTE', N'running', NULL), (NULL, NULL, NULL);
SELECT Command, Status, ActivityKind INTO #Expected FROM #Case;
SELECT c.Command, c.Status, a.ActivityKind INTO #Actual FROM #Case AS c CROSS APPLY lib.CommandActivity(c.Command, c.Status) AS a;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE HeadStateTests.[test the state tells rollback, progress, time left and log; a statement is told as before]
AS
CREATE TABLE #Expected (Id int, HeadState nvarchar(200), HeadActivity nvarchar(64));
INSERT #Expected
VALUES
    (1, N'rolling back (killed), 42 % done, about 12 min 00 s left, 44.7 GB of log', N'rolling back 42 %'),
    (2, N'rolling back', N'rolling back'),
    (3, N'BACKUP DATABASE, suspended, 7 % done, about 1 h 05 min left', N'BACKUP DATABASE 7 %'),
    (4, N'ALTER INDEX, running, 1 open transaction, 3.0 MB of log', N'ALTER INDEX'),
    (5, N'sleeping, 1 open transaction, idle for 15 s', NULL),
    (6, N'suspended, 2 open transactions', NULL),
    (7, N'not in the snapshot', NULL),
    (8, N'orphaned distributed transaction', NULL),
    (9, N'in a cycle of waits (deadlock not resolved yet), suspended, 1 open transaction', N'in a cycle of waits');
SELECT v.Id, s.HeadState, s.HeadActivity
INTO #Actual
FROM
(
    VALUES
        (1, 51, N'session', N'suspended', N'KILLED/ROLLBACK', 1, NULL, 42.9, 720000, 48000000000),
        (2, 51, N'session', N'rollback', NULL, 1, NULL, NULL, NULL, NULL),
        (3, 51, N'session', N'suspended', N'BACKUP DATABASE', 0, NULL, 7.0, 3900000, NULL),
        (4, 51, N'session', N'running', N'ALTER INDEX', 1, NULL, NULL, NULL, 3145728),
        (5, 51, N'session', N'sleeping', NULL, 1, 15000, NULL, NULL, 48000000000),
        (6, 51, N'session', N'suspended', N'UPDATE', 2, NULL, NULL, NULL, 4096),
        (7, 51, N'missing', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (8, -2, N'pseudo', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
        (9, 51, N'cycle', N'suspended', N'UPDATE', 1, NULL, NULL, NULL, NULL)
) AS v (Id, SessionId, HeadKind, Status, Command, Trans, IdleMs, PercentComplete, RemainingMs, LogBytes)
CROSS APPLY lib.HeadState(
    v.SessionId, v.HeadKind, v.Status, v.Command, v.Trans, v.IdleMs, v.PercentComplete, v.RemainingMs, v.LogBytes) AS s;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE HeadStateTests.[test each kind of head has its advice, and a rollback is never to be killed or restarted]
AS
CREATE TABLE #Case (Command nvarchar(32), Status nvarchar(30), Word nvarchar(40));
INSERT #Case
VALUES
    (N'KILLED/ROLLBACK', N'suspended', N'%Do not kill it again%'), (N'ROLLBACK TRANSACTION', N'running', N'%do not restart%'),
    (N'BACKUP LOG', N'suspended', N'%backup can be stopped%'), (N'RESTORE DATABASE', N'suspended', N'%Wait%'),
    (N'DBCC TABLE CHECK', N'running', N'%changes nothing%'), (N'DbccFilesCompact', N'running', N'%moved stays moved%'),
    (N'ALTER INDEX', N'running', N'%how far it is%'), (N'ALTER TABLE', N'running', N'%synchronisation%'),
    (N'UPDATE STATISTICS', N'running', N'%Statistics%'), (NULL, N'sleeping', N'%who it is%'),
    (N'UPDATE', N'running', N'%statement%');
SELECT c.Command, s.HeadAdvice
INTO #Wrong
FROM #Case AS c
CROSS APPLY lib.HeadState(51, N'session', c.Status, c.Command, 1, NULL, NULL, NULL, NULL) AS s
WHERE s.HeadAdvice NOT LIKE c.Word
   OR s.HeadAdvice IS NULL
   OR (c.Command LIKE N'%ROLLBACK%' AND s.HeadAdvice LIKE N'%KILL ends%');
EXEC tSQLt.AssertEmptyTable N'#Wrong';
GO
CREATE PROCEDURE HeadStateTests.[test a head that rolls back says so in subject, mail, pages and history]
AS
EXEC HeadStateTests.SaveHead N'suspended', N'KILLED/ROLLBACK', 42, 720000, 48000000000;
EXEC alert.Evaluate '2026-01-02T10:00:05';

DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @IncidentId bigint = (SELECT IncidentId FROM fact.BlockingIncident);
CREATE TABLE #Row (
    IncidentId bigint, InstanceName sysname, HeadSessionId int, HeadLabel nvarchar(256), AxUser nvarchar(128), AxSessionId int,
    AxConfidence nvarchar(16), HostName nvarchar(128), ProgramName nvarchar(128), HeadState nvarchar(200),
    HeadAdvice nvarchar(400),
    BatchTask nvarchar(300), LogUsedText nvarchar(40), HeadStatement nvarchar(max), FirstSeenAt datetime2(3),
    LastSeenAt datetime2(3),
    DurationMs bigint, VictimCount int, MaxDepth int, TotalWaitMs bigint, LongestWaitMs bigint, ObjectName nvarchar(512),
    Severity nvarchar(16), AlertState nvarchar(16), PeakVictimCount int, EndedAt datetime2(3),
    FirstSeenLocal datetime2(3), EndedLocal datetime2(3));
INSERT #Row EXEC report.BlockingHistory @InstanceId, '2026-01-02', '2026-01-03';
CREATE TABLE #Node (
    NodeId int, ParentNodeId int, Depth int, SessionId int, SessionLabel nvarchar(256), AxUser nvarchar(128), AxSessionId int,
    AxConfidence nvarchar(16), HostName nvarchar(128), ProgramName nvarchar(128), LoginName nvarchar(128),
    BatchTask nvarchar(300),
    StateText nvarchar(200), WaitType nvarchar(60), WaitMs bigint, WaitResource nvarchar(3072), ObjectName nvarchar(512),
    LockMode nvarchar(32), IsolationLevel nvarchar(64), Statement nvarchar(max), StatementSource nvarchar(32),
    Flags nvarchar(100));
INSERT #Node EXEC report.BlockingChain @IncidentId;

CREATE TABLE #Expected (Item nvarchar(20), Body nvarchar(400));
INSERT #Expected
VALUES
    (N'subject', N'Critical: SQLAgent - TSQL JobStep (rolling back 42 %) blocks 1 on INVENTSUM (tSQLt)'),
    (N'mail', N'rolling back (killed), 42 % done, about 12 min 00 s left, 44.7 GB of log'),
    (N'advice', N'Wait until the rollback is done. Do not kill it again'),
    (N'log', N'44.7 GB'),
    (N'history', N'rolling back (killed), 42 % done, about 12 min 00 s left, 44.7 GB of log'),
    (N'history advice', N'Wait until the rollback is done. Do not kill it again'),
    (N'chain', N'rolling back (killed), 42 % done, about 12 min 00 s left, 44.7 GB of log');
SELECT v.Item, Body = CAST(v.Body AS nvarchar(400))
INTO #Actual
FROM alert.Notification AS n
CROSS JOIN #Row AS r
CROSS JOIN (SELECT StateText FROM #Node WHERE Depth = 0) AS c
CROSS APPLY
(
    VALUES
        (N'subject', n.Subject), (N'mail', JSON_VALUE(n.PayloadJson, N'$.head.state')),
        (N'advice', LEFT(JSON_VALUE(n.PayloadJson, N'$.head.advice'), 53)),
        (N'log', JSON_VALUE(n.PayloadJson, N'$.head.logUsedText')), (N'history', r.HeadState),
        (N'history advice', LEFT(r.HeadAdvice, 53)), (N'chain', c.StateText)
) AS v (Item, Body);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE HeadStateTests.[test a backup, a check and a rebuild that block tell their progress in the subject]
AS
CREATE TABLE #Actual (Subject nvarchar(400));
EXEC HeadStateTests.SaveHead N'suspended', N'BACKUP DATABASE', 7, 3900000;
EXEC alert.Evaluate '2026-01-02T10:00:05';
INSERT #Actual SELECT Subject FROM alert.Notification;
CREATE TABLE #Expected (Subject nvarchar(400));
INSERT #Expected VALUES (N'Critical: SQLAgent - TSQL JobStep (BACKUP DATABASE 7 %) blocks 1 on INVENTSUM (tSQLt)');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE HeadStateTests.[test every subject about blocking fits a telephone whoever the head is]
AS
-- The longest names that AX has: 20 characters of user, 40 of table; what a class may be called is longer.
SELECT l.WhoText
INTO #Wrong
FROM
(
    VALUES
        (62, N'ABCDEFGHIJKLMNOPQRST', NULL, N'Microsoft Dynamics AX'),
        (62, NULL, REPLICATE(N'C', 128) + N' · ' + REPLICATE(N'x', 100), N'Microsoft Dynamics AX'),
        (62, NULL, NULL, REPLICATE(N'P', 128)), (-3, NULL, NULL, NULL)
) AS v (SessionId, AxUser, BatchTask, ProgramName)
CROSS APPLY lib.SessionLabel(v.SessionId, v.AxUser, N'current', v.BatchTask, v.ProgramName, N'AOS', 0) AS l
WHERE LEN(l.WhoText) > 64
   OR l.WhoText IS NULL;
EXEC tSQLt.AssertEmptyTable N'#Wrong';
GO
CREATE PROCEDURE HeadStateTests.[test a deadlock that the server is about to resolve wakes nobody, one that stays does]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Rows stage.Requests;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime, Status)
VALUES (51, 52, N'LCK_M_X', 40000, '2026-01-01', N'suspended'), (52, 51, N'LCK_M_X', 40000, '2026-01-01', N'suspended');
INSERT @Result EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:00', NULL, 0, @Rows;
EXEC alert.Evaluate '2026-01-02T10:00:05';
EXEC tSQLt.AssertEmptyTable N'alert.Alert';
INSERT @Result EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:50', NULL, 0, @Rows;
UPDATE fact.BlockingIncident SET EndedAt = NULL;
EXEC alert.Evaluate '2026-01-02T10:01:05';
DECLARE @Alerts int = (SELECT COUNT(*) FROM alert.Alert);
EXEC tSQLt.AssertEquals 1, @Alerts;
GO
