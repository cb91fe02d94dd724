-- Wait statistics: differences per interval with waits in flight, what a restart, a cleared statistic and an
-- outage do to them, and their categories.
EXEC tSQLt.NewTestClass N'WaitsTests';
GO
CREATE PROCEDURE WaitsTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
-- A sample with LCK_M_U, PAGEIOLATCH_SH (left out while @PageMs is NULL) and a benign wait. The server
-- started at midnight unless told otherwise.
CREATE PROCEDURE WaitsTests.SaveSample
    @CapturedAt datetime2(3),
    @LockTasks  bigint = 0,
    @LockMs     bigint = 0,
    @LockSignal bigint = 0,
    @Inflight   bigint = 0,
    @PageMs     bigint = NULL,
    @PageSignal bigint = 0,
    @StartedAt  datetime2(3) = '2026-01-02T00:00:00',
    @BenignMs   bigint = 5000
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @SourceMs bigint = DATEDIFF_BIG(millisecond, '2026-01-01', @CapturedAt);
DECLARE @Rows stage.Waits;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Rows SELECT N'LCK_M_U', @LockTasks, @LockMs, @LockSignal, CASE WHEN @Inflight > 0 THEN 1 ELSE 0 END, @Inflight, 0;
INSERT @Rows SELECT N'PAGEIOLATCH_SH', @PageMs / 10, @PageMs, @PageSignal, 0, 0, 0 WHERE @PageMs IS NOT NULL;
INSERT @Rows SELECT N'LAZYWRITER_SLEEP', @BenignMs / 1000, @BenignMs, 0, 1, 900, 0;
INSERT @Result EXEC collect.SaveWaits @InstanceId, @RunId, @CapturedAt, @StartedAt, @SourceMs, 0, @Rows;
GO
CREATE FUNCTION WaitsTests.LockWaits ()
RETURNS TABLE
AS
RETURN
(
    SELECT Minute = DATEPART(minute, w.CapturedAt), w.TaskCount, w.CreditedMs, w.SignalMs, w.WaitMs, w.InflightMs
    FROM fact.Wait AS w
    INNER JOIN dim.WaitType AS t ON t.WaitTypeId = w.WaitTypeId
    WHERE t.WaitType = N'LCK_M_U'
);
GO
CREATE FUNCTION WaitsTests.Continuities ()
RETURNS TABLE
AS
RETURN
(
    SELECT List = STUFF(
        (SELECT CONCAT(N' ', c.Continuity) FROM fact.WaitCapture AS c ORDER BY c.CapturedAt FOR XML PATH(N'')), 1, 1, N'')
);
GO
CREATE FUNCTION WaitsTests.Metric (@MetricName nvarchar(64), @KeyText nvarchar(256), @CapturedAt datetime2(3))
RETURNS TABLE
AS
RETURN
(
    SELECT f.Value
    FROM fact.Metric AS f
    INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId
    WHERE m.MetricName = @MetricName
      AND k.KeyText = @KeyText
      AND f.CapturedAt = @CapturedAt
);
GO
CREATE PROCEDURE WaitsTests.[test a block is told while it lasts, and its credit at the end adds nothing]
AS
EXEC WaitsTests.SaveSample '2026-01-02T10:00:00', 10, 1000;
EXEC WaitsTests.SaveSample '2026-01-02T10:01:00', 10, 1000, 0, 40000;
EXEC WaitsTests.SaveSample '2026-01-02T10:02:00', 10, 1000, 0, 100000;
EXEC WaitsTests.SaveSample '2026-01-02T10:03:00', 11, 111000, 300;
CREATE TABLE #Expected (Minute int, TaskCount bigint, CreditedMs bigint, SignalMs bigint, WaitMs bigint, InflightMs bigint);
INSERT #Expected VALUES (1, 0, 0, 0, 40000, 40000), (2, 0, 0, 0, 60000, 100000), (3, 1, 110000, 300, 10000, 0);
SELECT * INTO #Actual FROM WaitsTests.LockWaits();
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE WaitsTests.[test intervals add up to what was credited, whatever ends between the two readings]
AS
-- 10:01 the wait has ended between the reading of the statistics and of the waiting tasks: it is in neither.
EXEC WaitsTests.SaveSample '2026-01-02T10:00:00', 10, 1000, 0, 30000;
EXEC WaitsTests.SaveSample '2026-01-02T10:01:00', 10, 1000, 0, 0;
EXEC WaitsTests.SaveSample '2026-01-02T10:02:00', 11, 61500, 0, 0;
EXEC WaitsTests.SaveSample '2026-01-02T10:03:00', 12, 62000, 0, 0;
-- 30000 of the first wait lay before the first sample.
DECLARE @Actual nvarchar(100) =
(
    SELECT CONCAT(SUM(WaitMs), N' ', SUM(CreditedMs), N' ', MIN(WaitMs)) FROM WaitsTests.LockWaits()
);
EXEC tSQLt.AssertEqualsString N'31000 61000 500', @Actual;
GO
CREATE PROCEDURE WaitsTests.[test a wait that is never credited does not swallow later ones]
AS
EXEC WaitsTests.SaveSample '2026-01-02T10:00:00', 10, 1000;
EXEC WaitsTests.SaveSample '2026-01-02T10:01:00', 10, 1000, 0, 50000;
EXEC WaitsTests.SaveSample '2026-01-02T10:02:00', 10, 1000;
EXEC WaitsTests.SaveSample '2026-01-02T10:03:00', 10, 1000;
EXEC WaitsTests.SaveSample '2026-01-02T10:04:00', 12, 4000;
CREATE TABLE #Expected (Minute int, WaitMs bigint);
INSERT #Expected VALUES (1, 50000), (4, 3000);
SELECT Minute, WaitMs INTO #Actual FROM WaitsTests.LockWaits();
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE WaitsTests.[test a type that was only in flight is forgotten when it was away twice, not before]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Run uniqueidentifier = NEWID();
DECLARE @Rows stage.Waits;
DECLARE @Other stage.Waits;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Other VALUES (N'WRITELOG', 5, 50, 0, 0, 0, 0);
INSERT @Rows VALUES (N'WRITELOG', 5, 50, 0, 0, 0, 0), (N'OLEDB', 0, 0, 0, 1, 40000, 0);
INSERT @Result EXEC collect.SaveWaits @InstanceId, @Run, '2026-01-02T10:00:00', NULL, NULL, 0, @Other;
INSERT @Result EXEC collect.SaveWaits @InstanceId, @Run, '2026-01-02T10:01:00', NULL, NULL, 0, @Rows;
-- It ended between the two readings; its credit comes with the next sample and holds what was told before.
INSERT @Result EXEC collect.SaveWaits @InstanceId, @Run, '2026-01-02T10:02:00', NULL, NULL, 0, @Other;
UPDATE @Rows SET TaskCount = 1, WaitMs = 41000, InflightTaskCount = 0, InflightMs = 0 WHERE WaitType = N'OLEDB';
INSERT @Result EXEC collect.SaveWaits @InstanceId, @Run, '2026-01-02T10:03:00', NULL, NULL, 0, @Rows;
-- Another that is never credited.
INSERT @Rows VALUES (N'MSQL_DQ', 0, 0, 0, 1, 30000, 0);
INSERT @Result EXEC collect.SaveWaits @InstanceId, @Run, '2026-01-02T10:04:00', NULL, NULL, 0, @Rows;
DELETE @Rows WHERE WaitType = N'MSQL_DQ';
INSERT @Result EXEC collect.SaveWaits @InstanceId, @Run, '2026-01-02T10:05:00', NULL, NULL, 0, @Rows;
INSERT @Result EXEC collect.SaveWaits @InstanceId, @Run, '2026-01-02T10:06:00', NULL, NULL, 0, @Rows;
INSERT @Rows VALUES (N'MSQL_DQ', 1, 700, 0, 0, 0, 0);
INSERT @Result EXEC collect.SaveWaits @InstanceId, @Run, '2026-01-02T10:07:00', NULL, NULL, 0, @Rows;
CREATE TABLE #Expected (Minute int, WaitType nvarchar(60) COLLATE DATABASE_DEFAULT, WaitMs bigint);
INSERT #Expected VALUES (1, N'OLEDB', 40000), (3, N'OLEDB', 1000), (4, N'MSQL_DQ', 30000), (7, N'MSQL_DQ', 700);
SELECT Minute = DATEPART(minute, w.CapturedAt), t.WaitType, w.WaitMs
INTO #Actual
FROM fact.Wait AS w
INNER JOIN dim.WaitType AS t ON t.WaitTypeId = w.WaitTypeId;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE WaitsTests.[test a repeated and a late sample change nothing]
AS
EXEC WaitsTests.SaveSample '2026-01-02T10:00:00', 10, 1000;
EXEC WaitsTests.SaveSample '2026-01-02T10:01:00', 12, 3000;
EXEC WaitsTests.SaveSample '2026-01-02T10:01:00', 13, 9000;
EXEC WaitsTests.SaveSample '2026-01-02T10:00:30', 13, 9000;
EXEC WaitsTests.SaveSample '2026-01-02T10:02:00', 13, 4000;
DECLARE @Actual nvarchar(100) = (SELECT CONCAT(SUM(TaskCount), N' ', SUM(WaitMs)) FROM WaitsTests.LockWaits());
EXEC tSQLt.AssertEqualsString N'3 3000', @Actual;
DECLARE @Captures int = (SELECT COUNT(*) FROM fact.WaitCapture);
EXEC tSQLt.AssertEquals 3, @Captures;
GO
CREATE PROCEDURE WaitsTests.[test a restart gives no difference, also when counters are higher already]
AS
EXEC WaitsTests.SaveSample '2026-01-02T10:00:00', 10, 1000;
EXEC WaitsTests.SaveSample '2026-01-02T10:01:00', 50, 9000, 0, 0, NULL, 0, '2026-01-02T10:00:20';
EXEC WaitsTests.SaveSample '2026-01-02T10:02:00', 51, 9500, 0, 0, NULL, 0, '2026-01-02T10:00:20.013';
CREATE TABLE #Expected (Minute int, WaitMs bigint);
INSERT #Expected VALUES (2, 500);
SELECT Minute, WaitMs INTO #Actual FROM WaitsTests.LockWaits();
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Actual nvarchar(100) = (SELECT List FROM WaitsTests.Continuities());
EXEC tSQLt.AssertEqualsString N'first restart continued', @Actual;
GO
CREATE PROCEDURE WaitsTests.[test cleared statistics give no difference for any type, and no rate]
AS
EXEC WaitsTests.SaveSample '2026-01-02T10:00:00', 10, 1000, 0, 0, 100;
-- The page waits grew past their old value since the clearing; their difference would be too small.
EXEC WaitsTests.SaveSample '2026-01-02T10:01:00', 1, 100, 0, 0, 900, @BenignMs = 1000;
EXEC WaitsTests.SaveSample '2026-01-02T10:02:00', 2, 150, 0, 0, 1000, @BenignMs = 1000;
CREATE TABLE #Expected (WaitType nvarchar(60) COLLATE DATABASE_DEFAULT, Minute int, WaitMs bigint);
INSERT #Expected VALUES (N'LCK_M_U', 2, 50), (N'PAGEIOLATCH_SH', 2, 100);
SELECT t.WaitType, Minute = DATEPART(minute, w.CapturedAt), w.WaitMs
INTO #Actual
FROM fact.Wait AS w
INNER JOIN dim.WaitType AS t ON t.WaitTypeId = w.WaitTypeId;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Actual nvarchar(100) = (SELECT List FROM WaitsTests.Continuities());
EXEC tSQLt.AssertEqualsString N'first reset continued', @Actual;
DECLARE @Rates int = (SELECT COUNT(*) FROM WaitsTests.Metric(N'waits.wait_ms_per_s', N'lock', '2026-01-02T10:01:00'));
EXEC tSQLt.AssertEquals 0, @Rates;
GO
CREATE PROCEDURE WaitsTests.[test a type that falls alone costs its own interval, and a benign one nothing]
AS
EXEC WaitsTests.SaveSample '2026-01-02T10:00:00', 10, 1000, 500, 0, 100;
EXEC WaitsTests.SaveSample '2026-01-02T10:01:00', 11, 1100, 100, 0, 200;
EXEC WaitsTests.SaveSample '2026-01-02T10:02:00', 12, 1300, 110, 0, 300, @BenignMs = 4998;
DECLARE @Actual nvarchar(100) = (SELECT List FROM WaitsTests.Continuities());
EXEC tSQLt.AssertEqualsString N'first continued continued', @Actual;
CREATE TABLE #Expected (WaitType nvarchar(60) COLLATE DATABASE_DEFAULT, Minute int, WaitMs bigint);
INSERT #Expected VALUES (N'PAGEIOLATCH_SH', 1, 100), (N'PAGEIOLATCH_SH', 2, 100), (N'LCK_M_U', 2, 200);
SELECT t.WaitType, Minute = DATEPART(minute, w.CapturedAt), w.WaitMs
INTO #Actual
FROM fact.Wait AS w
INNER JOIN dim.WaitType AS t ON t.WaitTypeId = w.WaitTypeId;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE WaitsTests.[test a type that is gone costs nothing else, and a new one counts from zero]
AS
EXEC WaitsTests.SaveSample '2026-01-02T10:00:00', 10, 1000;
EXEC WaitsTests.SaveSample '2026-01-02T10:01:00', 10, 1000, 0, 0, 700;
EXEC WaitsTests.SaveSample '2026-01-02T10:02:00', 10, 1000;
DECLARE @Actual nvarchar(100) = (SELECT List FROM WaitsTests.Continuities());
EXEC tSQLt.AssertEqualsString N'first continued continued', @Actual;
DECLARE @PageMs bigint = (SELECT SUM(WaitMs) FROM fact.Wait);
EXEC tSQLt.AssertEquals 700, @PageMs;
GO
CREATE PROCEDURE WaitsTests.[test an outage gives the difference but no rate]
AS
EXEC WaitsTests.SaveSample '2026-01-02T10:00:00', 10, 1000;
EXEC WaitsTests.SaveSample '2026-01-02T10:29:00', 11, 2000;
EXEC WaitsTests.SaveSample '2026-01-02T10:59:01', 12, 5000;
CREATE TABLE #Expected (Minute int, WaitMs bigint);
INSERT #Expected VALUES (29, 1000), (59, 3000);
SELECT Minute, WaitMs INTO #Actual FROM WaitsTests.LockWaits();
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Actual nvarchar(100) = (SELECT List FROM WaitsTests.Continuities());
EXEC tSQLt.AssertEqualsString N'first continued gap', @Actual;
DECLARE @Rates int = (SELECT COUNT(*) FROM WaitsTests.Metric(N'waits.wait_ms_per_s', N'lock', '2026-01-02T10:59:01'));
EXEC tSQLt.AssertEquals 0, @Rates;
GO
CREATE PROCEDURE WaitsTests.[test rates use the time between samples, and a quiet category is zero]
AS
EXEC WaitsTests.SaveSample '2026-01-02T10:00:00', 10, 1000, 100, 0, 1000, 50;
EXEC WaitsTests.SaveSample '2026-01-02T10:01:30', 20, 19000, 550, 0, 1900, 95;
CREATE TABLE #Expected (Name nvarchar(60), Value float);
INSERT #Expected
VALUES
    (N'lock', 200),
    (N'page io', 10),
    (N'log', 0),
    (N'signal', 5.5),
    (N'signal percent', 100.0E0 * 495 / 18900),
    (N'idle', NULL);
SELECT Name, Value INTO #Actual
FROM
(
    VALUES
        (N'lock', (SELECT Value FROM WaitsTests.Metric(N'waits.wait_ms_per_s', N'lock', '2026-01-02T10:01:30'))),
        (N'page io', (SELECT Value FROM WaitsTests.Metric(N'waits.wait_ms_per_s', N'page io', '2026-01-02T10:01:30'))),
        (N'log', (SELECT Value FROM WaitsTests.Metric(N'waits.wait_ms_per_s', N'log', '2026-01-02T10:01:30'))),
        (N'signal', (SELECT Value FROM WaitsTests.Metric(N'waits.signal_ms_per_s', N'', '2026-01-02T10:01:30'))),
        (N'signal percent', (SELECT Value FROM WaitsTests.Metric(N'waits.signal_percent', N'', '2026-01-02T10:01:30'))),
        (N'idle', (SELECT Value FROM WaitsTests.Metric(N'waits.wait_ms_per_s', N'idle', '2026-01-02T10:01:30')))
) AS v (Name, Value);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE WaitsTests.[test what is in flight is told at the first sample, application locks apart]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Rows stage.Waits;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Rows VALUES (N'LCK_M_X', 0, 0, 0, 2, 9000, 2500), (N'DIRTY_PAGE_POLL', 9, 9000, 0, 1, 90, 0);
INSERT @Result
EXEC collect.SaveWaits @InstanceId, '00000000-0000-0000-0000-000000000001', '2026-01-02T10:00:00', NULL, NULL, 0, @Rows;
DECLARE @Actual nvarchar(100) = CONCAT(
    (SELECT Value FROM WaitsTests.Metric(N'waits.inflight_ms', N'lock', '2026-01-02T10:00:00')), N' ',
    (SELECT Value FROM WaitsTests.Metric(N'waits.inflight_ms', N'application lock', '2026-01-02T10:00:00')), N' ',
    (SELECT Value FROM WaitsTests.Metric(N'waits.inflight_tasks', N'', '2026-01-02T10:00:00')));
EXEC tSQLt.AssertEqualsString N'6500 2500 2', @Actual;
GO
CREATE PROCEDURE WaitsTests.[test no rows at all are taken as cleared statistics]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Rows stage.Waits;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
EXEC WaitsTests.SaveSample '2026-01-02T10:00:00', 10, 1000;
INSERT @Result
EXEC collect.SaveWaits @InstanceId, '00000000-0000-0000-0000-000000000001', '2026-01-02T10:01:00', NULL, NULL, 0, @Rows;
DECLARE @Actual nvarchar(100) = (SELECT List FROM WaitsTests.Continuities());
EXEC tSQLt.AssertEqualsString N'first reset', @Actual;
DECLARE @Facts int = (SELECT COUNT(*) FROM fact.Wait);
EXEC tSQLt.AssertEquals 0, @Facts;
GO
CREATE PROCEDURE WaitsTests.[test after a sample without any row nothing is counted from the server's start]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @SourceMs bigint = DATEDIFF_BIG(millisecond, '2026-01-01', '2026-01-02T10:01:00');
DECLARE @Rows stage.Waits;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
EXEC WaitsTests.SaveSample '2026-01-02T10:00:00', 10, 1000000, 0, 0, 700000;
INSERT @Result
EXEC collect.SaveWaits @InstanceId, '00000000-0000-0000-0000-000000000001', '2026-01-02T10:01:00', '2026-01-02T00:00:00',
    @SourceMs, 0, @Rows;
EXEC WaitsTests.SaveSample '2026-01-02T10:02:00', 12, 1000500, 0, 0, 700010;
DECLARE @WaitMs bigint = (SELECT SUM(WaitMs) FROM fact.Wait);
EXEC tSQLt.AssertEquals 510, @WaitMs;
GO
CREATE PROCEDURE WaitsTests.[test benign waits are not stored but are kept for comparison]
AS
EXEC WaitsTests.SaveSample '2026-01-02T10:00:00', 10, 1000, 0, 0, NULL, 0, '2026-01-02T00:00:00', 5000;
EXEC WaitsTests.SaveSample '2026-01-02T10:01:00', 11, 1001, 0, 0, NULL, 0, '2026-01-02T00:00:00', 65000;
EXEC config.SetWaitRule N'LAZYWRITER_SLEEP', 0, N'other io', N'tester', '2026-01-02T10:01:30';
EXEC WaitsTests.SaveSample '2026-01-02T10:02:00', 12, 1002, 0, 0, NULL, 0, '2026-01-02T00:00:00', 125000;
CREATE TABLE #Expected (WaitType nvarchar(60) COLLATE DATABASE_DEFAULT, WaitMs bigint);
INSERT #Expected VALUES (N'LCK_M_U', 1), (N'LCK_M_U', 1), (N'LAZYWRITER_SLEEP', 60000);
SELECT t.WaitType, w.WaitMs INTO #Actual FROM fact.Wait AS w INNER JOIN dim.WaitType AS t ON t.WaitTypeId = w.WaitTypeId;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE WaitsTests.[test a whole name goes before a beginning, and a long beginning before a short one]
AS
CREATE TABLE #Expected (WaitType nvarchar(60), CategoryName nvarchar(32));
INSERT #Expected VALUES
    (N'LCK_M_SCH_M', N'lock'), (N'LATCH_EX', N'latch'), (N'PAGELATCH_UP', N'page latch'), (N'PAGEIOLATCH_EX', N'page io'),
    (N'WRITELOG', N'log'), (N'ASYNC_NETWORK_IO', N'network'),
    (N'CXPACKET', N'parallelism'), (N'RESOURCE_SEMAPHORE', N'memory grant'), (N'RESOURCE_SEMAPHORE_QUERY_COMPILE', N'compile'),
    (N'SOS_SCHEDULER_YIELD', N'cpu'), (N'THREADPOOL', N'worker thread'),
    (N'HADR_SYNC_COMMIT', N'availability'), (N'HADR_TIMER_TASK', N'idle'), (N'PREEMPTIVE_OS_WRITEFILEGATHER', N'outside'),
    (N'SLEEP_BPOOL_FLUSH', N'other io'), (N'SLEEP_TASK', N'idle'),
    (N'BROKER_TO_FLUSH', N'idle'), (N'BROKER_CONNECTION_RECEIVE_TASK', N'broker'), (N'LOGMGR_QUEUE', N'idle'),
    (N'LOGBUFFER', N'log'), (N'NO_SUCH_WAIT', N'other'), (N'LCKXM_X', N'other');
SELECT e.WaitType, c.CategoryName INTO #Actual FROM #Expected AS e CROSS APPLY config.ClassifyWait(e.WaitType) AS c;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE WaitsTests.[test a changed rule moves known types and is audited]
AS
EXEC WaitsTests.SaveSample '2026-01-02T10:00:00', 10, 1000;
EXEC config.SetWaitRule N'LCK_M_U', 0, N'idle', N'tester', '2026-01-02T10:00:30';
DECLARE @Category nvarchar(32) = (SELECT CategoryName FROM dim.WaitType WHERE WaitType = N'LCK_M_U');
EXEC tSQLt.AssertEqualsString N'idle', @Category;
EXEC config.SetWaitRule N'LCK_M_U', 0, NULL, N'tester', '2026-01-02T10:00:40';
SET @Category = (SELECT CategoryName FROM dim.WaitType WHERE WaitType = N'LCK_M_U');
EXEC tSQLt.AssertEqualsString N'lock', @Category;
DECLARE @Events nvarchar(200) = (
    SELECT STUFF(
        (
            SELECT CONCAT(N'; ', e.OldValue, N'>', e.NewValue)
            FROM audit.Event AS e
            WHERE e.[Action] = N'SetWaitRule'
            ORDER BY e.EventId
            FOR XML PATH(N''), TYPE
        ).value(N'.', N'nvarchar(200)'), 1, 2, N'')
);
EXEC tSQLt.AssertEqualsString N'>idle; idle>', @Events;
GO
CREATE PROCEDURE WaitsTests.[test an unknown instance is refused]
AS
DECLARE @Rows stage.Waits;
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50010;
EXEC collect.SaveWaits -1, '00000000-0000-0000-0000-000000000001', '2026-01-02T10:00:00', NULL, NULL, 0, @Rows;
GO
