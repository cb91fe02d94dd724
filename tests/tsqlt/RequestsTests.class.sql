-- collect.SaveRequests: the thirteen rules of blocking chains and the traps around them.
EXEC tSQLt.NewTestClass N'RequestsTests';
GO
CREATE PROCEDURE RequestsTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
-- Saves rows as the snapshot of a time. The tests read what was stored.
CREATE PROCEDURE RequestsTests.SaveCapture
    @CapturedAt      datetime2(3),
    @Rows            stage.Requests READONLY,
    @ServerStartedAt datetime2(3) = NULL
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result
EXEC collect.SaveRequests @InstanceId = @InstanceId, @RunId = @RunId, @CapturedAt = @CapturedAt,
    @ServerStartedAt = @ServerStartedAt, @IsTruncated = 0, @Rows = @Rows;
GO
CREATE PROCEDURE RequestsTests.[test a chain of three has its head, parents, depths and paths]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES
    (51, NULL, NULL, NULL, '2026-01-01'),
    (52, 51, N'LCK_M_X', 9000, '2026-01-01'),
    (53, 52, N'LCK_M_S', 4000, '2026-01-01'),
    (54, 51, N'LCK_M_U', 1000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;

CREATE TABLE #Expected (
    SessionId int, RootSessionId int, ParentSessionId int, Depth int, [Path] nvarchar(400), LockMode nvarchar(32));
INSERT #Expected
VALUES
    (51, 51, NULL, 0, N'51', NULL),
    (52, 51, 51, 1, N'51/52', N'X'),
    (53, 51, 52, 2, N'51/52/53', N'S'),
    (54, 51, 51, 1, N'51/54', N'U');
SELECT SessionId, RootSessionId, ParentSessionId, Depth, [Path], LockMode INTO #Actual FROM fact.BlockingNode;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RequestsTests.[test the incident counts victims, depth and waits of its chain]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES (51, NULL, NULL, NULL, '2026-01-01'), (52, 51, N'LCK_M_X', 9000, '2026-01-01'), (53, 52, N'LCK_M_S', 4000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;

CREATE TABLE #Expected (
    HeadSessionId int, HeadKind nvarchar(16), VictimCount int, MaxDepth int, TotalWaitMs bigint, LongestWaitMs bigint,
    StartedAt datetime2(3), FirstSeenAt datetime2(3), EndedAt datetime2(3));
INSERT #Expected VALUES (51, N'session', 2, 2, 13000, 9000, '2026-01-02T09:59:51', '2026-01-02T10:00:00', NULL);
SELECT
    HeadSessionId,
    HeadKind,
    VictimCount,
    MaxDepth,
    TotalWaitMs,
    LongestWaitMs,
    StartedAt,
    FirstSeenAt,
    EndedAt
INTO #Actual
FROM fact.BlockingIncident;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- Rule 1
CREATE PROCEDURE RequestsTests.[test several waiting tasks of one pair of sessions are one edge with the longest wait]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES (51, NULL, NULL, NULL, '2026-01-01'), (52, 51, N'LCK_M_S', 3000, '2026-01-01'), (52, 51, N'LCK_M_IS', 7000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;

CREATE TABLE #Expected (SessionId int, BlockingSessionId int, WaitType nvarchar(60), WaitMs bigint);
INSERT #Expected VALUES (52, 51, N'LCK_M_IS', 7000);
SELECT SessionId, BlockingSessionId, WaitType, WaitMs INTO #Actual FROM fact.BlockingEdge;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- Rule 2
CREATE PROCEDURE RequestsTests.[test a session that waits for itself only is no blocking]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime) VALUES (51, 51, N'CXPACKET', 90000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC tSQLt.AssertEmptyTable N'fact.BlockingIncident';
EXEC tSQLt.AssertEmptyTable N'fact.BlockingSnapshot';
GO
CREATE PROCEDURE RequestsTests.[test the own parallel wait of a victim does not hide its blocker]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES (51, NULL, NULL, NULL, '2026-01-01'), (52, 52, N'CXPACKET', 90000, '2026-01-01'), (52, 51, N'LCK_M_S', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Parent int = (SELECT ParentSessionId FROM fact.BlockingNode WHERE SessionId = 52);
EXEC tSQLt.AssertEquals 51, @Parent;
GO
-- Rule 3
CREATE PROCEDURE RequestsTests.[test pseudo-blockers are heads of their own kind with their raw value]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES
    (52, -2, N'LCK_M_X', 1000, '2026-01-01'),
    (53, -3, N'LCK_M_X', 1000, '2026-01-01'),
    (54, -4, N'PAGELATCH_EX', 1000, '2026-01-01'),
    (55, -5, N'PAGELATCH_EX', 1000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;

CREATE TABLE #Expected (HeadSessionId int, HeadKind nvarchar(16), VictimCount int);
INSERT #Expected VALUES (-2, N'pseudo', 1), (-3, N'pseudo', 1), (-4, N'pseudo', 1), (-5, N'pseudo', 1);
SELECT HeadSessionId, HeadKind, VictimCount INTO #Actual FROM fact.BlockingIncident;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RequestsTests.[test a pseudo-blocker is the same head in the next snapshot]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime) VALUES (52, -2, N'LCK_M_X', 1000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:10', @Rows;
DECLARE @Incidents int = (SELECT COUNT(*) FROM fact.BlockingIncident);
EXEC tSQLt.AssertEquals 1, @Incidents;
GO
-- Rule 4
CREATE PROCEDURE RequestsTests.[test the same head in the next snapshot continues its incident and learns its peak]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES (51, NULL, NULL, NULL, '2026-01-01'), (52, 51, N'LCK_M_X', 2000, '2026-01-01'), (53, 51, N'LCK_M_X', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DELETE @Rows WHERE SessionId = 53;
UPDATE @Rows SET WaitMs = 12000 WHERE SessionId = 52;
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:10', @Rows;

CREATE TABLE #Expected (
    FirstSeenAt datetime2(3), LastSeenAt datetime2(3), VictimCount int, PeakVictimCount int, TotalWaitMs bigint,
    PeakTotalWaitMs bigint);
INSERT #Expected VALUES ('2026-01-02T10:00:00', '2026-01-02T10:00:10', 1, 2, 12000, 12000);
SELECT FirstSeenAt, LastSeenAt, VictimCount, PeakVictimCount, TotalWaitMs, PeakTotalWaitMs
INTO #Actual
FROM fact.BlockingIncident;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RequestsTests.[test a session id with another login time is another incident and ends the old one]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES (51, NULL, NULL, NULL, '2026-01-01'), (52, 51, N'LCK_M_X', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
UPDATE @Rows SET LoginTime = '2026-01-02T11:00:05' WHERE SessionId = 51;
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:10', @Rows;

CREATE TABLE #Expected (HeadLoginTime datetime2(3), FirstSeenAt datetime2(3), EndedAt datetime2(3));
INSERT #Expected
VALUES ('2026-01-01', '2026-01-02T10:00:00', '2026-01-02T10:00:00'), ('2026-01-02T11:00:05', '2026-01-02T10:00:10', NULL);
SELECT HeadLoginTime, FirstSeenAt, EndedAt INTO #Actual FROM fact.BlockingIncident;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RequestsTests.[test one snapshot without the head does not end its incident, two do]
AS
DECLARE @Rows stage.Requests;
DECLARE @Nothing stage.Requests;
DECLARE @EndedAt nvarchar(30);
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES (51, NULL, NULL, NULL, '2026-01-01'), (52, 51, N'LCK_M_X', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:10', @Nothing;
SET @EndedAt = (SELECT CONVERT(nvarchar(19), EndedAt, 126) FROM fact.BlockingIncident);
EXEC tSQLt.AssertEqualsString NULL, @EndedAt;
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:20', @Nothing;
SET @EndedAt = (SELECT CONVERT(nvarchar(19), EndedAt, 126) FROM fact.BlockingIncident);
EXEC tSQLt.AssertEqualsString N'2026-01-02T10:00:00', @EndedAt;
GO
CREATE PROCEDURE RequestsTests.[test a restart of the server ends the incidents of before]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES (51, NULL, NULL, NULL, '2026-01-01'), (52, 51, N'LCK_M_X', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:10', @Rows, '2026-01-02T10:00:05';
DECLARE @Ended int = (SELECT COUNT(*) FROM fact.BlockingIncident WHERE EndedAt = '2026-01-02T10:00:00');
DECLARE @Open int = (SELECT COUNT(*) FROM fact.BlockingIncident WHERE FirstSeenAt = '2026-01-02T10:00:10' AND EndedAt IS NULL);
EXEC tSQLt.AssertEquals 1, @Ended, N'ended';
EXEC tSQLt.AssertEquals 1, @Open, N'open';
GO
-- Rule 5
CREATE PROCEDURE RequestsTests.[test a blocker that the snapshot does not hold becomes a placeholder and its chain stays]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES (52, 51, N'LCK_M_X', 2000, '2026-01-01'), (53, 52, N'LCK_M_X', 1000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;

CREATE TABLE #Expected (SessionId int, Depth int, Flags nvarchar(100));
INSERT #Expected VALUES (51, 0, N'missing'), (52, 1, N''), (53, 2, N'');
SELECT SessionId, Depth, Flags INTO #Actual FROM fact.BlockingNode;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RequestsTests.[test a victim that has logged out since is kept as a node without a login]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES (51, NULL, NULL, NULL, '2026-01-01'), (52, 51, N'LCK_M_X', 2000, NULL);
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Flags nvarchar(100) = (SELECT Flags FROM fact.BlockingNode WHERE SessionId = 52 AND ParentSessionId = 51);
EXEC tSQLt.AssertEqualsString N'missing', @Flags;
GO
CREATE PROCEDURE RequestsTests.[test a head that was missing and comes back is one incident that learns its login time]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime) VALUES (52, 51, N'LCK_M_X', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
INSERT @Rows (SessionId, LoginTime) VALUES (51, '2026-01-01T08:00:00');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:10', @Rows;
DELETE @Rows WHERE SessionId = 51;
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:20', @Rows;

CREATE TABLE #Expected (HeadLoginTime datetime2(3), HeadKind nvarchar(16), LastSeenAt datetime2(3));
INSERT #Expected VALUES ('2026-01-01T08:00:00', N'session', '2026-01-02T10:00:20');
SELECT HeadLoginTime, HeadKind, LastSeenAt INTO #Actual FROM fact.BlockingIncident;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- Rule 6
CREATE PROCEDURE RequestsTests.[test a cycle is cut at its lowest session id and flagged, its tail hangs on]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES
    (61, 62, N'LCK_M_X', 3000, '2026-01-01'),
    (62, 63, N'LCK_M_X', 2000, '2026-01-01'),
    (63, 61, N'LCK_M_X', 1000, '2026-01-01'),
    (64, 63, N'LCK_M_X', 500, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;

CREATE TABLE #Expected (SessionId int, ParentSessionId int, RootSessionId int, Depth int, Flags nvarchar(100));
INSERT #Expected
VALUES (61, NULL, 61, 0, N'cycle'), (62, 63, 61, 2, N'cycle'), (63, 61, 61, 1, N'cycle'), (64, 63, 61, 2, N'cycle');
SELECT SessionId, ParentSessionId, RootSessionId, Depth, Flags INTO #Actual FROM fact.BlockingNode;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RequestsTests.[test two cycles and a chain beside each other do not disturb one another]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES (61, 62, N'LCK_M_X', 3000, '2026-01-01'), (62, 61, N'LCK_M_X', 2000, '2026-01-01'),
       (71, 72, N'LCK_M_X', 3000, '2026-01-01'), (72, 71, N'LCK_M_X', 2000, '2026-01-01'),
       (81, NULL, NULL, NULL, '2026-01-01'), (82, 81, N'LCK_M_X', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;

CREATE TABLE #Expected (HeadSessionId int, HeadKind nvarchar(16), VictimCount int);
INSERT #Expected VALUES (61, N'cycle', 1), (71, N'cycle', 1), (81, N'session', 1);
SELECT HeadSessionId, HeadKind, VictimCount INTO #Actual FROM fact.BlockingIncident;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RequestsTests.[test a chain of 120 keeps its depths, and below 50 a flag stands for the path]
AS
DECLARE @Rows stage.Requests;
WITH Digit AS (SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)),
Number AS (SELECT Number = h.Digit * 100 + t.Digit * 10 + o.Digit FROM Digit AS h CROSS JOIN Digit AS t CROSS JOIN Digit AS o)
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
SELECT 100 + Number, CASE WHEN Number > 0 THEN 99 + Number END, N'LCK_M_X', 1000, '2026-01-01'
FROM Number
WHERE Number <= 120;
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;

CREATE TABLE #Expected (Nodes int, MaxDepth int, Roots int, Capped int, WithPath int);
INSERT #Expected VALUES (121, 120, 1, 70, 51);
SELECT Nodes = COUNT(*), MaxDepth = MAX(Depth), Roots = COUNT(DISTINCT RootSessionId),
       Capped = SUM(CASE WHEN Flags = N'depth-cap' THEN 1 ELSE 0 END), WithPath = COUNT([Path])
INTO #Actual
FROM fact.BlockingNode;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- Rule 7
CREATE PROCEDURE RequestsTests.[test of several blockers the longest wait is primary and all edges are kept]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES
    (51, NULL, NULL, NULL, '2026-01-01'),
    (52, NULL, NULL, NULL, '2026-01-01'),
    (60, 51, N'LCK_M_X', 1000, '2026-01-01'),
    (60, 52, N'LCK_M_X', 5000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;

CREATE TABLE #Expected (SessionId int, BlockingSessionId int, IsPrimary bit);
INSERT #Expected VALUES (60, 51, 0), (60, 52, 1);
SELECT SessionId, BlockingSessionId, IsPrimary INTO #Actual FROM fact.BlockingEdge;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Parent int = (SELECT ParentSessionId FROM fact.BlockingNode WHERE SessionId = 60);
EXEC tSQLt.AssertEquals 52, @Parent;
GO
CREATE PROCEDURE RequestsTests.[test of equal waits in a queue the one that the request is said to wait for is the parent]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime, IsRequestBlocker)
VALUES
    (90, NULL, NULL, NULL, '2026-01-01', NULL),
    (52, 90, N'LCK_M_X', 9000, '2026-01-01', 1),
    (53, 52, N'LCK_M_X', 9000, '2026-01-01', 0),
    (53, 90, N'LCK_M_X', 9000, '2026-01-01', 1);
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;

CREATE TABLE #Expected (SessionId int, ParentSessionId int, Depth int);
INSERT #Expected VALUES (90, NULL, 0), (52, 90, 1), (53, 90, 1);
SELECT SessionId, ParentSessionId, Depth INTO #Actual FROM fact.BlockingNode;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RequestsTests.[test equal waits prefer a real session to a pseudo-blocker and then the lowest id]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES
    (60, 55, N'LCK_M_X', 5000, '2026-01-01'),
    (60, -4, N'LCK_M_X', 5000, '2026-01-01'),
    (60, 53, N'LCK_M_X', 5000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Parent int = (SELECT ParentSessionId FROM fact.BlockingNode WHERE SessionId = 60);
EXEC tSQLt.AssertEquals 53, @Parent;
GO
-- Rule 8
CREATE PROCEDURE RequestsTests.[test a sleeping head with an open transaction tells how long it has been idle and its last batch]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, LoginTime, Status, OpenTransactionCount, LastRequestEndedAt, StatementText, TransactionId)
VALUES (51, '2026-01-01', N'sleeping', 1, '2026-01-02T09:59:15', N'UPDATE CUSTTABLE', 4711);
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime) VALUES (52, 51, N'LCK_M_X', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;

CREATE TABLE #Expected (IdleInTransactionMs bigint, Flags nvarchar(100), TextValue nvarchar(100), HeadTransactionId bigint);
INSERT #Expected VALUES (45000, N'last-batch', N'UPDATE CUSTTABLE', 4711);
SELECT n.IdleInTransactionMs, n.Flags, TextValue = CAST(t.TextValue AS nvarchar(100)), i.HeadTransactionId
INTO #Actual
FROM fact.BlockingNode AS n
INNER JOIN fact.BlockingIncident AS i ON i.IncidentId = n.IncidentId
LEFT JOIN dim.StatementText AS t ON t.TextHash = n.StatementHash
WHERE n.SessionId = 51;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE RequestsTests.[test a head whose last request ended in 1900 is idle for its transaction at most]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, LoginTime, Status, OpenTransactionCount, LastRequestEndedAt, TransactionId, TransactionStartedAt)
VALUES (51, '2026-01-01', N'sleeping', 1, '1900-01-01', 4711, '2026-01-02T09:59:15');
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime) VALUES (52, 51, N'LCK_M_X', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @IsBounded bit =
(
    SELECT CASE WHEN n.IdleInTransactionMs IS NULL OR n.IdleInTransactionMs <= 45000 THEN 1 ELSE 0 END
    FROM fact.BlockingNode AS n
    WHERE n.SessionId = 51
);
EXEC tSQLt.AssertEquals 1, @IsBounded;
GO
CREATE PROCEDURE RequestsTests.[test a sleeping session without a transaction is not idle in transaction]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, LoginTime, Status, OpenTransactionCount, LastRequestEndedAt)
VALUES (51, '2026-01-01', N'sleeping', 0, '2026-01-02T09:59:15');
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime) VALUES (52, 51, N'LCK_M_X', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @IdleMs bigint = (SELECT IdleInTransactionMs FROM fact.BlockingNode WHERE SessionId = 51);
EXEC tSQLt.AssertEquals NULL, @IdleMs;
GO
-- Rule 9
CREATE PROCEDURE RequestsTests.[test a session whose text could not be had stays in the chain]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, LoginTime, StatementText, CursorText, InputBuffer) VALUES (51, '2026-01-01', NULL, NULL, NULL);
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime) VALUES (52, 51, N'LCK_M_SCH_S', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Nodes int = (SELECT COUNT(*) FROM fact.BlockingNode WHERE StatementHash IS NULL);
EXEC tSQLt.AssertEquals 2, @Nodes;
GO
-- Rule 10
CREATE PROCEDURE RequestsTests.[test a fetch from an API cursor shows the text of the cursor]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, LoginTime, Status, StatementText, CursorText)
VALUES (51, '2026-01-01', N'suspended', N'FETCH API_CURSOR0000000000A1B2C3', N'SELECT T1.ITEMID FROM INVENTTABLE T1');
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime) VALUES (52, 51, N'LCK_M_X', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Actual nvarchar(200) = (
    SELECT CONCAT(n.Flags, N': ', t.TextValue)
    FROM fact.BlockingNode AS n
    INNER JOIN dim.StatementText AS t ON t.TextHash = n.StatementHash
    WHERE n.SessionId = 51
);
EXEC tSQLt.AssertEqualsString N'cursor: SELECT T1.ITEMID FROM INVENTTABLE T1', @Actual;
GO
CREATE PROCEDURE RequestsTests.[test an open cursor does not hide the statement that really runs]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, LoginTime, Status, StatementText, CursorText)
VALUES (51, '2026-01-01', N'running', N'UPDATE INVENTSUM SET POSTEDQTY = 1', N'SELECT T1.ITEMID FROM INVENTTABLE T1');
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime) VALUES (52, 51, N'LCK_M_X', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Actual nvarchar(200) = (
    SELECT CAST(t.TextValue AS nvarchar(200))
    FROM fact.BlockingNode AS n
    INNER JOIN dim.StatementText AS t ON t.TextHash = n.StatementHash
    WHERE n.SessionId = 51
);
EXEC tSQLt.AssertEqualsString N'UPDATE INVENTSUM SET POSTEDQTY = 1', @Actual;
GO
CREATE PROCEDURE RequestsTests.[test without any statement the input buffer speaks and says so]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, LoginTime, Status, InputBuffer) VALUES (51, '2026-01-01', N'sleeping', N'sp_cursorfetch;1');
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime) VALUES (52, 51, N'LCK_M_X', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Actual nvarchar(200) = (
    SELECT CONCAT(n.Flags, N': ', t.TextValue)
    FROM fact.BlockingNode AS n
    INNER JOIN dim.StatementText AS t ON t.TextHash = n.StatementHash
    WHERE n.SessionId = 51
);
EXEC tSQLt.AssertEqualsString N'input-buffer: sp_cursorfetch;1', @Actual;
GO
-- Rule 13
CREATE PROCEDURE RequestsTests.[test an edge without a wait type and without a wait time counts]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES (51, NULL, NULL, NULL, '2026-01-01'), (52, 51, NULL, NULL, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Victims int = (SELECT VictimCount FROM fact.BlockingIncident);
EXEC tSQLt.AssertEquals 1, @Victims;
GO
CREATE PROCEDURE RequestsTests.[test blocking_session_id 0 is no blocker]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime) VALUES (52, 0, N'WRITELOG', 50, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC tSQLt.AssertEmptyTable N'fact.BlockingIncident';
GO
CREATE PROCEDURE RequestsTests.[test texts are stored once however many sessions run them]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, LoginTime, StatementText) VALUES (51, '2026-01-01', N'UPDATE INVENTSUM');
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime, StatementText, InputBuffer)
VALUES
    (52, 51, N'LCK_M_X', 2000, '2026-01-01', N'UPDATE INVENTSUM', N'UPDATE INVENTSUM'),
    (53, 51, N'LCK_M_X', 2000, '2026-01-01', N'UPDATE INVENTSUM', N'update inventsum');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:10', @Rows;
DECLARE @Texts int = (SELECT COUNT(*) FROM dim.StatementText);
EXEC tSQLt.AssertEquals 2, @Texts, N'Text differing in case only is another text.';
GO
CREATE PROCEDURE RequestsTests.[test saving the same capture twice changes nothing and says so]
AS
DECLARE @Rows stage.Requests;
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
CREATE TABLE #Actual (SavedRows int, WasDuplicate bit);
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES (51, NULL, NULL, NULL, '2026-01-01'), (52, 51, N'LCK_M_X', 2000, '2026-01-01');
INSERT #Actual EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:00', NULL, 0, @Rows;
INSERT #Actual EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:00', NULL, 0, @Rows;
INSERT #Actual EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T09:59:50', NULL, 0, @Rows;

CREATE TABLE #Expected (SavedRows int, WasDuplicate bit);
INSERT #Expected VALUES (2, 0), (0, 1), (0, 1);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Snapshots int = (SELECT COUNT(*) FROM fact.BlockingSnapshot);
EXEC tSQLt.AssertEquals 1, @Snapshots;
GO
CREATE PROCEDURE RequestsTests.[test an unknown instance is refused by name and number]
AS
DECLARE @Rows stage.Requests;
DECLARE @RunId uniqueidentifier = NEWID();
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'Unknown instance -7.%', @ExpectedErrorNumber = 50010;
EXEC collect.SaveRequests -7, @RunId, '2026-01-02T10:00:00', NULL, 0, @Rows;
GO
CREATE PROCEDURE RequestsTests.[test two instances with the same session ids have an incident each]
AS
DECLARE @Rows stage.Requests;
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @OtherId int;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt other', N'none', '2026-01-01');
SET @OtherId = SCOPE_IDENTITY();
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, LoginTime)
VALUES (51, NULL, NULL, NULL, '2026-01-01'), (52, 51, N'LCK_M_X', 2000, '2026-01-01');
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveRequests @OtherId, @RunId, '2026-01-02T10:00:00', NULL, 0, @Rows;
DECLARE @Instances int = (SELECT COUNT(DISTINCT InstanceId) FROM fact.BlockingIncident);
EXEC tSQLt.AssertEquals 2, @Instances;
GO
CREATE PROCEDURE RequestsTests.[test an object name that came once is used when a later snapshot could not resolve it]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, LoginTime) VALUES (51, '2026-01-01');
INSERT @Rows
(
    SessionId,
    BlockingSessionId,
    WaitType,
    WaitMs,
    LoginTime,
    WaitResource,
    ResourceDatabaseName,
    ResourceSchemaName,
    ResourceObjectName,
    ResourceIndexName
)
VALUES
(
    52,
    51,
    N'LCK_M_X',
    2000,
    '2026-01-01',
    N'keylock hobtid=72057594045857792 dbid=5 id=lock1a mode=X associatedObjectId=72057594045857792',
    N'AXPRD',
    N'dbo',
    N'INVENTSUM',
    N'I_174ITEMDIMIDX'
);
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;
UPDATE @Rows
SET ResourceDatabaseName = NULL,
    ResourceSchemaName = NULL,
    ResourceObjectName = NULL,
    ResourceIndexName = NULL,
    WaitResource = N'KEY: 5:72057594045857792 (1a39e6095155)';
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:10', @Rows;

CREATE TABLE #Expected (ObjectName nvarchar(512), Snapshots int);
INSERT #Expected VALUES (N'AXPRD.dbo.INVENTSUM', 2);
SELECT ObjectName, Snapshots = COUNT(*) INTO #Actual FROM fact.BlockingNode WHERE SessionId = 52 GROUP BY ObjectName;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Object nvarchar(512) = (SELECT ObjectName FROM fact.BlockingIncident);
EXEC tSQLt.AssertEqualsString N'AXPRD.dbo.INVENTSUM', @Object;
GO
CREATE PROCEDURE RequestsTests.[test the AX user of an idle pooled connection is a historical hint, with a transaction it is current]
AS
DECLARE @Rows stage.Requests;
DECLARE @Context varbinary(128) = CAST(CAST(' ALICE 4711 ' AS char(20)) AS varbinary(128));
INSERT @Rows (SessionId, LoginTime, Status, OpenTransactionCount, ContextInfo)
VALUES (51, '2026-01-01', N'sleeping', 0, @Context), (53, '2026-01-01', N'sleeping', 1, @Context);
INSERT @Rows
(
    SessionId,
    BlockingSessionId,
    WaitType,
    WaitMs,
    LoginTime,
    Status,
    OpenTransactionCount,
    ContextInfo,
    IsAxSessionAlive
)
VALUES
    (52, 51, N'LCK_M_X', 2000, '2026-01-01', N'suspended', 0, @Context, 1),
    (54, 53, N'LCK_M_X', 2000, '2026-01-01', N'suspended', 0, @Context, 0);
EXEC RequestsTests.SaveCapture '2026-01-02T10:00:00', @Rows;

CREATE TABLE #Expected (SessionId int, AxUser nvarchar(128), AxSessionId int, AxConfidence nvarchar(16));
INSERT #Expected
VALUES
    (51, N'ALICE', 4711, N'historical'),
    (52, N'ALICE', 4711, N'confirmed'),
    (53, N'ALICE', 4711, N'current'),
    (54, N'ALICE', 4711, N'doubtful');
SELECT SessionId, AxUser, AxSessionId, AxConfidence INTO #Actual FROM fact.BlockingNode;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
