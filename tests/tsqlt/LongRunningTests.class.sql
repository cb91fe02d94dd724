-- collect.SaveRequests beyond blocking: transactions and requests that take long, the batch task behind them,
-- clocks that change, and the metrics.
EXEC tSQLt.NewTestClass N'LongRunningTests';
GO
CREATE PROCEDURE LongRunningTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE PROCEDURE LongRunningTests.SaveCapture
    @CapturedAt      datetime2(3),
    @Rows            stage.Requests READONLY,
    @OffsetMinutes   int = NULL,
    @IsTruncated     bit = 0,
    @ServerStartedAt datetime2(3) = NULL
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result
EXEC collect.SaveRequests @InstanceId = @InstanceId, @RunId = @RunId, @CapturedAt = @CapturedAt,
    @ServerStartedAt = @ServerStartedAt, @IsTruncated = @IsTruncated, @Rows = @Rows, @OffsetMinutes = @OffsetMinutes;
GO
-- A sleeping session of AOS 1 with a transaction that began at a time of UTC; the server's local time is UTC.
CREATE FUNCTION LongRunningTests.Transactional (@SessionId int, @StartedAt datetime2(3))
RETURNS TABLE
AS
RETURN
(
    SELECT
        SessionId = @SessionId,
        LoginTime = CAST('2026-01-01' AS datetime2(3)),
        HostName = N'AOS1',
        Status = N'sleeping',
        OpenTransactionCount = 1,
        TransactionId = CAST(900 AS bigint),
        TransactionStartedAt = @StartedAt,
        TransactionBeganTime = @StartedAt,
        LogBytesUsed = CAST(1000 AS bigint),
        TempDbBytes = CAST(8192 AS bigint),
        LastRequestEndedAt = @StartedAt,
        StatementText = N'UPDATE CUSTTRANS',
        ContextInfo = CAST(' BATCHSVC 17 ' AS varbinary(128)),
        IsAxSessionAlive = CAST(1 AS bit)
);
GO
CREATE FUNCTION LongRunningTests.Metric (@MetricName nvarchar(64))
RETURNS TABLE
AS
RETURN
(
    SELECT f.CapturedAt, k.KeyText, f.Value
    FROM fact.Metric AS f
    INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId
    WHERE m.MetricName = @MetricName
);
GO
CREATE PROCEDURE LongRunningTests.[test a transaction is kept once it is long, as one row until a capture no longer sees it]
AS
DECLARE @Rows stage.Requests;
DECLARE @Nothing stage.Requests;
INSERT @Rows
(
    SessionId,
    LoginTime,
    HostName,
    Status,
    OpenTransactionCount,
    TransactionId,
    TransactionStartedAt,
    TransactionBeganTime,
    LogBytesUsed,
    TempDbBytes,
    LastRequestEndedAt,
    StatementText,
    ContextInfo,
    IsAxSessionAlive
)
SELECT * FROM LongRunningTests.Transactional(61, '2026-01-02T10:00:00');
EXEC LongRunningTests.SaveCapture '2026-01-02T10:04:59', @Rows;
EXEC tSQLt.AssertEmptyTable N'fact.LongTransaction';
EXEC LongRunningTests.SaveCapture '2026-01-02T10:05:00', @Rows;
UPDATE @Rows SET LogBytesUsed = 5000, TempDbBytes = 0;
EXEC LongRunningTests.SaveCapture '2026-01-02T10:06:00', @Rows;
EXEC LongRunningTests.SaveCapture '2026-01-02T10:06:10', @Nothing;
CREATE TABLE #Expected
(
    SessionId int, StartedAt datetime2(3), FirstSeenAt datetime2(3), LastSeenAt datetime2(3), EndedAt datetime2(3),
    DurationMs bigint, IdleInTransactionMs bigint, LogBytesUsed bigint,
    PeakTempDbBytes bigint, AxUser nvarchar(128), AxSessionId int, AxConfidence nvarchar(16)
);
INSERT #Expected VALUES
    (61, '2026-01-02T10:00:00', '2026-01-02T10:05:00', '2026-01-02T10:06:00', '2026-01-02T10:06:10', 360000, 360000, 5000, 8192,
     N'BATCHSVC', 17, N'confirmed');
SELECT
    SessionId,
    StartedAt,
    FirstSeenAt,
    LastSeenAt,
    EndedAt,
    DurationMs,
    IdleInTransactionMs,
    LogBytesUsed,
    PeakTempDbBytes,
    AxUser,
    AxSessionId,
    AxConfidence
INTO #Actual
FROM fact.LongTransaction;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
EXEC tSQLt.AssertEmptyTable N'fact.BlockingSnapshot';
GO
CREATE PROCEDURE LongRunningTests.[test a session id that is given anew, and the next transaction of a session, are stories of their own]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows
(
    SessionId,
    LoginTime,
    HostName,
    Status,
    OpenTransactionCount,
    TransactionId,
    TransactionStartedAt,
    TransactionBeganTime,
    LogBytesUsed,
    TempDbBytes,
    LastRequestEndedAt,
    StatementText,
    ContextInfo,
    IsAxSessionAlive
)
SELECT * FROM LongRunningTests.Transactional(61, '2026-01-02T10:00:00');
EXEC LongRunningTests.SaveCapture '2026-01-02T10:10:00', @Rows;
UPDATE @Rows SET LoginTime = '2026-01-02T10:10:01';
EXEC LongRunningTests.SaveCapture '2026-01-02T10:20:00', @Rows;
UPDATE @Rows SET TransactionBeganTime = '2026-01-02T10:21:00', TransactionStartedAt = '2026-01-02T10:21:00';
EXEC LongRunningTests.SaveCapture '2026-01-02T10:30:00', @Rows;
CREATE TABLE #Expected (LoginTime datetime2(3), BeganTime datetime2(3), EndedAt datetime2(3));
INSERT #Expected VALUES
    ('2026-01-01', '2026-01-02T10:00:00', '2026-01-02T10:20:00'),
    ('2026-01-02T10:10:01', '2026-01-02T10:00:00', '2026-01-02T10:30:00'), ('2026-01-02T10:10:01', '2026-01-02T10:21:00', NULL);
SELECT LoginTime, BeganTime, EndedAt INTO #Actual FROM fact.LongTransaction;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE LongRunningTests.[test one torn capture ends a story for a moment, one that was cut off not at all]
AS
DECLARE @Rows stage.Requests;
DECLARE @Nothing stage.Requests;
INSERT @Rows
(
    SessionId,
    LoginTime,
    HostName,
    Status,
    OpenTransactionCount,
    TransactionId,
    TransactionStartedAt,
    TransactionBeganTime,
    LogBytesUsed,
    TempDbBytes,
    LastRequestEndedAt,
    StatementText,
    ContextInfo,
    IsAxSessionAlive,
    RequestElapsedMs,
    RequestBeganTime
)
SELECT t.*, 20000, '2026-01-02T09:59:00' FROM LongRunningTests.Transactional(61, '2026-01-02T10:00:00') AS t;
EXEC LongRunningTests.SaveCapture '2026-01-02T10:10:00', @Rows;
EXEC LongRunningTests.SaveCapture '2026-01-02T10:10:10', @Nothing, @IsTruncated = 1;
DECLARE @Open int = (SELECT COUNT(*) FROM fact.LongTransaction WHERE EndedAt IS NULL)
    + (SELECT COUNT(*) FROM fact.LongRequest WHERE EndedAt IS NULL);
EXEC tSQLt.AssertEquals 2, @Open;
EXEC LongRunningTests.SaveCapture '2026-01-02T10:10:20', @Nothing;
EXEC LongRunningTests.SaveCapture '2026-01-02T10:10:30', @Rows;
CREATE TABLE #Expected (FirstSeenAt datetime2(3), LastSeenAt datetime2(3), EndedAt datetime2(3));
INSERT #Expected
VALUES ('2026-01-02T10:10:00', '2026-01-02T10:10:30', NULL), ('2026-01-02T10:10:00', '2026-01-02T10:10:30', NULL);
SELECT FirstSeenAt, LastSeenAt, EndedAt INTO #Actual FROM fact.LongTransaction;
INSERT #Actual SELECT FirstSeenAt, LastSeenAt, EndedAt FROM fact.LongRequest;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
-- A running request of the transaction of LongRunningTests.Transactional, with what tells of a rollback.
CREATE PROCEDURE LongRunningTests.SaveCommand
    @CapturedAt      datetime2(3),
    @Command         nvarchar(32),
    @Status          nvarchar(30),
    @PercentComplete decimal(5, 2)
AS
DECLARE @Rows stage.Requests;
INSERT @Rows
(
    SessionId,
    LoginTime,
    HostName,
    Status,
    Command,
    OpenTransactionCount,
    TransactionId,
    TransactionStartedAt,
    TransactionBeganTime,
    LogBytesUsed,
    PercentComplete,
    RemainingMs,
    ContextInfo,
    IsAxSessionAlive
)
SELECT
    t.SessionId,
    t.LoginTime,
    t.HostName,
    @Status,
    @Command,
    t.OpenTransactionCount,
    t.TransactionId,
    t.TransactionStartedAt,
    t.TransactionBeganTime,
    51539607552,
    @PercentComplete,
    600000,
    t.ContextInfo,
    t.IsAxSessionAlive
FROM LongRunningTests.Transactional(61, '2026-01-02T10:00:00') AS t;
EXEC LongRunningTests.SaveCapture @CapturedAt, @Rows;
GO
CREATE PROCEDURE LongRunningTests.[test a rollback is told by whose it is and how far, once it takes half a minute, and ends with it]
AS
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
UPDATE config.AlertRule SET IsEnabled = CASE WHEN RuleName = N'Rollback' THEN 1 ELSE 0 END, EveryMs = 0;
EXEC LongRunningTests.SaveCommand '2026-01-02T10:20:00', N'UPDATE', N'running', NULL;
EXEC LongRunningTests.SaveCommand '2026-01-02T10:21:00', N'KILLED/ROLLBACK', N'running', 30;
INSERT @Result EXEC alert.Evaluate '2026-01-02T10:21:20';
DECLARE @Before int = (SELECT COUNT(*) FROM alert.Alert AS a WHERE a.OpenedAt IS NOT NULL);
EXEC tSQLt.AssertEquals 0, @Before, N'A rollback of twenty seconds is nobody''s trouble.';
EXEC LongRunningTests.SaveCommand '2026-01-02T10:21:40', N'KILLED/ROLLBACK', N'running', 34;
INSERT @Result EXEC alert.Evaluate '2026-01-02T10:21:41';
DECLARE @Actual nvarchar(400) = (SELECT CONCAT(a.Severity, N' ', a.Headline) FROM alert.Alert AS a WHERE a.ResolvedAt IS NULL);
EXEC tSQLt.AssertEqualsString N'warning Rolling back: BATCHSVC 34 %, 48.0 GB log', @Actual;
EXEC LongRunningTests.SaveCommand '2026-01-02T10:32:00', N'KILLED/ROLLBACK', N'rollback', 80;
INSERT @Result EXEC alert.Evaluate '2026-01-02T10:32:01';
SET @Actual = (SELECT a.Severity FROM alert.Alert AS a WHERE a.ResolvedAt IS NULL);
EXEC tSQLt.AssertEqualsString N'critical', @Actual;
DECLARE @Nothing stage.Requests;
EXEC LongRunningTests.SaveCapture '2026-01-02T10:33:00', @Nothing;
INSERT @Result EXEC alert.Evaluate '2026-01-02T10:33:01';
DECLARE @Open int = (SELECT COUNT(*) FROM alert.Alert AS a WHERE a.ResolvedAt IS NULL);
EXEC tSQLt.AssertEquals 0, @Open;
GO
CREATE PROCEDURE LongRunningTests.[test a long request is followed by its own duration]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows
(
    SessionId,
    LoginTime,
    HostName,
    Status,
    Command,
    RequestBeganTime,
    RequestElapsedMs,
    RequestWaitType,
    CpuMs,
    LogicalReads,
    StatementText
)
VALUES
(
    61,
    '2026-01-01',
    N'AOS1',
    N'running',
    N'SELECT',
    '2026-01-02T11:00:00',
    9999,
    NULL,
    5,
    7,
    N'SELECT 1'
);
EXEC LongRunningTests.SaveCapture '2026-01-02T10:00:10', @Rows;
EXEC tSQLt.AssertEmptyTable N'fact.LongRequest';
UPDATE @Rows SET RequestElapsedMs = 20000;
EXEC LongRunningTests.SaveCapture '2026-01-02T10:00:20', @Rows;
UPDATE @Rows SET RequestElapsedMs = 30000, RequestWaitType = N'PAGEIOLATCH_SH', CpuMs = 50, LogicalReads = 70;
EXEC LongRunningTests.SaveCapture '2026-01-02T10:00:30', @Rows;
UPDATE @Rows SET RequestBeganTime = '2026-01-02T11:00:31', RequestElapsedMs = 9000;
EXEC LongRunningTests.SaveCapture '2026-01-02T10:00:40', @Rows;
CREATE TABLE #Expected (
    StartedAt datetime2(3), LastSeenAt datetime2(3), EndedAt datetime2(3), DurationMs bigint, WaitType nvarchar(60), CpuMs bigint,
    LogicalReads bigint, TextValue nvarchar(100));
INSERT #Expected
VALUES ('2026-01-02T10:00:00', '2026-01-02T10:00:30', '2026-01-02T10:00:40', 30000, N'PAGEIOLATCH_SH', 50, 70, N'SELECT 1');
SELECT
    r.StartedAt,
    r.LastSeenAt,
    r.EndedAt,
    r.DurationMs,
    r.WaitType,
    r.CpuMs,
    r.LogicalReads,
    TextValue = CAST(t.TextValue AS nvarchar(100))
INTO #Actual
FROM fact.LongRequest AS r
INNER JOIN dim.StatementText AS t ON t.TextHash = r.StatementHash;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE LongRunningTests.[test a request whose milliseconds have wrapped is as long as its begin says]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, LoginTime, HostName, Status, Command, RequestBeganTime, RequestElapsedMs, StatementText)
VALUES (61, '2025-12-01', N'AOS1', N'running', N'SELECT', '2025-12-04T10:00:10', -1800000000, N'SELECT 1');
EXEC LongRunningTests.SaveCapture '2026-01-02T10:00:10', @Rows;
CREATE TABLE #Expected (StartedAt datetime2(3), DurationMs bigint);
INSERT #Expected VALUES ('2025-12-04T10:00:10', 2505600000);
SELECT StartedAt, DurationMs INTO #Actual FROM fact.LongRequest;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE LongRunningTests.[test a batch task is named only when the AX session is the session's own now and the task began before]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Rows stage.Requests;
EXEC config.SetBatchClass @InstanceId, 101, N'SalesFormLetter', N'me', '2026-01-02T09:00:00';
INSERT @Rows
(
    SessionId,
    LoginTime,
    HostName,
    Status,
    OpenTransactionCount,
    TransactionId,
    TransactionStartedAt,
    TransactionBeganTime,
    LogBytesUsed,
    TempDbBytes,
    LastRequestEndedAt,
    StatementText,
    ContextInfo,
    IsAxSessionAlive,
    BatchId,
    BatchClassNumber,
    BatchCaption,
    BatchStartedAt
)
SELECT t.*, 900 + t.SessionId, 101, N'Invoice run', CAST('2026-01-02T10:00:00' AS datetime2(3))
FROM (VALUES (61), (62), (63), (64), (65)) AS n (SessionId)
CROSS APPLY LongRunningTests.Transactional(n.SessionId, '2026-01-02T10:00:00.400') AS t;
UPDATE @Rows SET IsAxSessionAlive = 0 WHERE SessionId = 62;
UPDATE @Rows SET IsAxSessionAlive = NULL WHERE SessionId = 63;
UPDATE @Rows SET BatchStartedAt = '2026-01-02T10:00:02' WHERE SessionId = 64;
UPDATE @Rows SET ContextInfo = NULL, BatchCaption = N'' WHERE SessionId = 65;
EXEC LongRunningTests.SaveCapture '2026-01-02T10:10:00', @Rows;
CREATE TABLE #Expected (SessionId int, AxConfidence nvarchar(16), BatchId bigint, BatchTask nvarchar(300));
INSERT #Expected VALUES
    (61, N'confirmed', 961, N'SalesFormLetter · Invoice run'), (62, N'doubtful', NULL, NULL),
    (63, N'current', 963, N'SalesFormLetter · Invoice run'), (64, N'confirmed', NULL, NULL), (65, N'none', NULL, NULL);
SELECT SessionId, AxConfidence, BatchId, BatchTask INTO #Actual FROM fact.LongTransaction;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE LongRunningTests.[test an alert of blocking names the batch task of the head and of its victims]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Rows stage.Requests;
INSERT @Rows
(
    SessionId,
    LoginTime,
    HostName,
    Status,
    OpenTransactionCount,
    TransactionId,
    TransactionStartedAt,
    TransactionBeganTime,
    LogBytesUsed,
    TempDbBytes,
    LastRequestEndedAt,
    StatementText,
    ContextInfo,
    IsAxSessionAlive,
    BatchId,
    BatchClassNumber,
    BatchCaption,
    BatchStartedAt
)
SELECT t.*, 961, 101, N'Invoice run', CAST('2026-01-02T09:00:00' AS datetime2(3))
FROM LongRunningTests.Transactional(61, '2026-01-02T10:00:00') AS t;
INSERT @Rows
(
    SessionId,
    LoginTime,
    HostName,
    Status,
    BlockingSessionId,
    WaitType,
    WaitMs,
    ContextInfo,
    IsAxSessionAlive,
    BatchId,
    BatchClassNumber,
    BatchCaption,
    BatchStartedAt,
    RequestElapsedMs
)
VALUES
(
    62,
    '2026-01-01',
    N'AOS1',
    N'suspended',
    61,
    N'LCK_M_X',
    130000,
    CAST(' BATCHSVC 18 ' AS varbinary(128)),
    1,
    962,
    102,
    N'Reorder',
    '2026-01-02T09:00:00',
    130000
);
EXEC LongRunningTests.SaveCapture '2026-01-02T10:03:00', @Rows;
EXEC config.SetMailRoute N'dba@example.com', N'me', '2026-01-02T09:00:00';
EXEC alert.Evaluate '2026-01-02T10:03:00';
CREATE TABLE #Expected (Head nvarchar(300), Victim nvarchar(300));
INSERT #Expected VALUES (N'101 · Invoice run', N'102 · Reorder');
SELECT Head = JSON_VALUE(n.PayloadJson, N'$.head.batchTask'), Victim = JSON_VALUE(n.PayloadJson, N'$.victims[0].batchTask')
INTO #Actual
FROM alert.Notification AS n;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE LongRunningTests.[test local times on the other side of a clock change are read by the offset they were written under]
AS
CREATE TABLE #Expected (Number int, At datetime2(3));
CREATE TABLE #Actual (Number int, At datetime2(3));
-- Clocks went forward at 01:00 UTC (offset -60, then -120), and back at 01:00 UTC (-120, then -60).
INSERT #Expected VALUES
    (1, '2026-03-29T00:50:00'), (2, '2026-03-29T01:10:00'), (3, '2026-10-25T00:50:00'), (4, '2026-10-25T01:10:00'),
    (5, '2026-10-24T12:00:00'), (6, '2026-10-25T01:10:00'), (7, NULL);
INSERT #Actual
SELECT v.Number, t.At
FROM
(
    VALUES
        (1, CAST('2026-03-28T23:50:00' AS datetime2(3)), CAST('2026-03-29T01:20:00' AS datetime2(3)),
         CAST('2026-03-29T01:00:00' AS datetime2(3)), -120, -60),
        (2, '2026-03-29T01:10:00', '2026-03-29T01:20:00', '2026-03-29T01:00:00', -120, -60),
        (3, '2026-10-25T01:50:00', '2026-10-25T01:20:00', '2026-10-25T01:00:00', -60, -120),
        (4, '2026-10-25T01:10:00', '2026-10-25T01:20:00', '2026-10-25T01:00:00', -60, -120),
        (5, '2026-10-24T13:00:00', '2026-10-25T01:20:00', '2026-10-25T01:00:00', -60, -120),
        (6, '2026-10-25T01:10:00', '2026-10-25T01:20:00', NULL, -60, NULL),
        (7, NULL, '2026-10-25T01:20:00', '2026-10-25T01:00:00', -60, -120)
) AS v (Number, At, CapturedAt, ChangedAt, OffsetMinutes, PreviousOffsetMinutes)
CROSS APPLY lib.ServerTime(v.At, v.CapturedAt, v.ChangedAt, v.OffsetMinutes, v.PreviousOffsetMinutes) AS t;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE LongRunningTests.[test a transaction that spans a clock change is one story of the right age, and no incident ends by it]
AS
-- Central Europe, the last Sunday of October 2026: at 03:00 local time (01:00 UTC) clocks go back to 02:00.
-- The transaction begins at 02:50 local time the first time round.
DECLARE @Rows stage.Requests;
INSERT @Rows
(
    SessionId,
    LoginTime,
    HostName,
    Status,
    OpenTransactionCount,
    TransactionId,
    TransactionStartedAt,
    TransactionBeganTime,
    LastRequestEndedAt
)
VALUES
(
    61,
    '2026-10-25T01:00:00',
    N'AOS1',
    N'sleeping',
    1,
    900,
    '2026-10-25T00:50:00',
    '2026-10-25T02:50:00',
    '2026-10-25T00:52:00'
);
INSERT @Rows (SessionId, LoginTime, HostName, Status, BlockingSessionId, WaitType, WaitMs)
VALUES (62, '2026-10-25T01:00:00', N'AOS1', N'suspended', 61, N'LCK_M_X', 60000);
EXEC LongRunningTests.SaveCapture '2026-10-25T00:59:55', @Rows, @OffsetMinutes = -120, @ServerStartedAt = '2026-10-25T00:30:00';
-- The collector converts by the offset of now: an hour too late.
UPDATE @Rows
SET TransactionStartedAt = DATEADD(hour, 1, TransactionStartedAt), LastRequestEndedAt = DATEADD(hour, 1, LastRequestEndedAt);
EXEC LongRunningTests.SaveCapture '2026-10-25T01:00:05', @Rows, @OffsetMinutes = -60, @ServerStartedAt = '2026-10-25T00:30:00';
EXEC LongRunningTests.SaveCapture '2026-10-25T01:20:00', @Rows, @OffsetMinutes = -60, @ServerStartedAt = '2026-10-25T00:30:00';
CREATE TABLE #Expected (
    StartedAt datetime2(3), LastSeenAt datetime2(3), EndedAt datetime2(3), DurationMs bigint, IdleInTransactionMs bigint);
INSERT #Expected VALUES ('2026-10-25T00:50:00', '2026-10-25T01:20:00', NULL, 1800000, 1680000);
SELECT StartedAt, LastSeenAt, EndedAt, DurationMs, IdleInTransactionMs INTO #Actual FROM fact.LongTransaction;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Incidents int = (SELECT COUNT(*) FROM fact.BlockingIncident);
EXEC tSQLt.AssertEquals 1, @Incidents;
CREATE TABLE #ExpectedAge (CapturedAt datetime2(3), Value float);
INSERT #ExpectedAge VALUES ('2026-10-25T00:59:55', 595000), ('2026-10-25T01:00:05', 605000), ('2026-10-25T01:20:00', 1800000);
SELECT CapturedAt, Value INTO #ActualAge FROM LongRunningTests.Metric(N'requests.oldest_transaction_ms');
EXEC tSQLt.AssertEqualsTable N'#ExpectedAge', N'#ActualAge';
GO
CREATE PROCEDURE LongRunningTests.[test metrics are by AX server where one is known on the computer, and known ones have values always]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Rows stage.Requests;
INSERT collect.AxServerState (InstanceId, AosName, RhythmCount, SampledAt)
VALUES
    (@InstanceId, N'01@AOS1', 0, '2026-01-02T10:00:00'),
    (@InstanceId, N'01@AOS2', 0, '2026-01-02T10:00:00'),
    (@InstanceId, N'01@AOS3', 0, '2026-01-02T10:00:00'),
    (@InstanceId, N'02@AOS3', 0, '2026-01-02T10:00:00');
INSERT @Rows (SessionId, LoginTime, HostName, Status, BlockingSessionId, WaitType, WaitMs, RequestElapsedMs, TransactionStartedAt)
VALUES
    (61, '2026-01-01', N'aos1', N'sleeping', NULL, NULL, NULL, NULL, '2026-01-02T09:50:00'),
    (62, '2026-01-01', N'AOS3', N'suspended', 61, N'LCK_M_X', 6000, 15000, NULL),
    (62, '2026-01-01', N'AOS3', N'suspended', 63, N'LCK_M_X', 6000, 15000, NULL),
    (63, '2026-01-01', N'PC1', N'suspended', 61, N'LCK_M_S', 4000, 4000, '2026-01-02T09:59:56');
EXEC LongRunningTests.SaveCapture '2026-01-02T10:00:00', @Rows;
CREATE TABLE #Expected (MetricName nvarchar(64), KeyText nvarchar(256), Value float);
INSERT #Expected VALUES
    (N'requests.oldest_transaction_ms', N'01@AOS1', 600000), (N'requests.oldest_transaction_ms', N'01@AOS2', 0),
    (N'requests.oldest_transaction_ms', N'AOS3', 0), (N'requests.oldest_transaction_ms', N'PC1', 4000),
    (N'requests.long_transaction_count', N'01@AOS1', 1), (N'requests.long_transaction_count', N'01@AOS2', 0),
    (N'requests.long_transaction_count', N'AOS3', 0), (N'requests.long_transaction_count', N'PC1', 0),
    (N'requests.long_count', N'01@AOS1', 0), (N'requests.long_count', N'01@AOS2', 0), (N'requests.long_count', N'AOS3', 1),
    (N'requests.long_count', N'PC1', 0),
    (N'requests.blocked_count', N'01@AOS1', 0), (N'requests.blocked_count', N'01@AOS2', 0),
    (N'requests.blocked_count', N'AOS3', 1), (N'requests.blocked_count', N'PC1', 1),
    (N'requests.blocked_wait_ms', N'', 10000);
SELECT m.MetricName, k.KeyText, f.Value
INTO #Actual
FROM fact.Metric AS f
INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
