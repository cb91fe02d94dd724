-- Performance counters: each type read as it is meant, bases found by name,
-- restarts and counters that begin anew.
EXEC tSQLt.NewTestClass N'CountersTests';
GO
CREATE PROCEDURE CountersTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE PROCEDURE CountersTests.SaveSample
    @CapturedAt datetime2(3),
    @Rows       stage.Counters READONLY,
    @StartedAt  datetime2(3) = '2026-01-02T00:00:00'
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @SourceMs bigint = DATEDIFF_BIG(millisecond, '2026-01-01', @CapturedAt);
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveCounters @InstanceId, @RunId, @CapturedAt, @StartedAt, @SourceMs, 0, @Rows;
GO
CREATE FUNCTION CountersTests.Metrics ()
RETURNS TABLE
AS
RETURN
(
    SELECT Minute = DATEPART(minute, f.CapturedAt), m.MetricName, k.KeyText, f.Value
    FROM fact.Metric AS f
    INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId
);
GO
CREATE PROCEDURE CountersTests.[test each type is read as it is meant]
AS
DECLARE @Rows stage.Counters;
INSERT @Rows VALUES
    (N'SQL Statistics', N'Batch Requests/sec', N'', 1000, 272696576),
    (N'General Statistics', N'User Connections', N'', 210, 65792),
    (N'Buffer Manager', N'Buffer cache hit ratio', N'', 90, 537003264),
    (N'Buffer Manager', N'Buffer cache hit ratio base', N'', 120, 1073939712),
    (N'Locks', N'Average Wait Time (ms)', N'_Total', 5000, 1073874176),
    (N'Locks', N'Average Wait Time Base', N'_Total', 10, 1073939712),
    (N'Databases', N'Log Growths', N'AX', 7, 65792), (N'Databases', N'Data File(s) Size (KB)', N'AX', 2048, 65792),
    (N'Locks', N'Lock Waits/sec', N'Key', 100, 272696320),
    (N'Some Object', N'Nobody wants this', N'', 1, 65792);
EXEC CountersTests.SaveSample '2026-01-02T10:00:00', @Rows;
UPDATE @Rows
SET Value = Value
    + CASE CounterName
        WHEN N'Batch Requests/sec' THEN 4500
        WHEN N'Average Wait Time (ms)' THEN 900
        WHEN N'Average Wait Time Base' THEN 3
        WHEN N'Log Growths' THEN 2
        WHEN N'Lock Waits/sec' THEN 45
        ELSE 0
    END;
EXEC CountersTests.SaveSample '2026-01-02T10:01:30', @Rows;
CREATE TABLE #Expected (
    Minute int, MetricName nvarchar(64) COLLATE DATABASE_DEFAULT, KeyText nvarchar(256) COLLATE DATABASE_DEFAULT, Value float);
INSERT #Expected VALUES
    (0, N'counters.user_connections', N'', 210), (0, N'counters.buffer_cache_hit_percent', N'', 75),
    (0, N'counters.data_size_mb', N'AX', 2),
    (1, N'counters.user_connections', N'', 210), (1, N'counters.buffer_cache_hit_percent', N'', 75),
    (1, N'counters.data_size_mb', N'AX', 2),
    (1, N'counters.batch_requests_per_s', N'', 50), (1, N'counters.lock_wait_ms', N'', 300),
    (1, N'counters.log_growths', N'AX', 2), (1, N'counters.lock_waits_per_s', N'Key', 0.5);
SELECT * INTO #Actual FROM CountersTests.Metrics();
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE CountersTests.[test names are found whatever the case, and padding was taken off by the collector]
AS
DECLARE @Rows stage.Counters;
INSERT @Rows
VALUES
    (N'BUFFER MANAGER', N'BUFFER CACHE HIT RATIO', N'', 1, 537003264),
    (N'Buffer Manager', N'Buffer Cache Hit Ratio Base', N'', 2, 1073939712);
EXEC CountersTests.SaveSample '2026-01-02T10:00:00', @Rows;
DECLARE @Value float = (SELECT Value FROM CountersTests.Metrics());
EXEC tSQLt.AssertEquals 50, @Value;
GO
CREATE PROCEDURE CountersTests.[test without operations there is no average, and without a base no ratio]
AS
DECLARE @Rows stage.Counters;
INSERT @Rows VALUES
    (N'Latches', N'Average Latch Wait Time (ms)', N'', 5000, 1073874176),
    (N'Latches', N'Average Latch Wait Time Base', N'', 10, 1073939712),
    (N'Plan Cache', N'Cache Hit Ratio', N'_Total', 0, 537003264),
    (N'Plan Cache', N'Cache Hit Ratio Base', N'_Total', 0, 1073939712),
    (N'Buffer Manager', N'Buffer cache hit ratio', N'', 90, 537003264);
EXEC CountersTests.SaveSample '2026-01-02T10:00:00', @Rows;
EXEC CountersTests.SaveSample '2026-01-02T10:01:00', @Rows;
SELECT * INTO #Actual FROM CountersTests.Metrics();
EXEC tSQLt.AssertEmptyTable N'#Actual';
GO
CREATE PROCEDURE CountersTests.[test a repeated and a late sample change nothing]
AS
DECLARE @Rows stage.Counters;
INSERT @Rows VALUES (N'SQL Statistics', N'Batch Requests/sec', N'', 1000, 272696576);
EXEC CountersTests.SaveSample '2026-01-02T10:00:00', @Rows;
UPDATE @Rows SET Value = 1060;
EXEC CountersTests.SaveSample '2026-01-02T10:01:00', @Rows;
UPDATE @Rows SET Value = 9000;
EXEC CountersTests.SaveSample '2026-01-02T10:01:00', @Rows;
EXEC CountersTests.SaveSample '2026-01-02T10:00:30', @Rows;
UPDATE @Rows SET Value = 1180;
EXEC CountersTests.SaveSample '2026-01-02T10:02:00', @Rows;
CREATE TABLE #Expected (Minute int, Value float);
INSERT #Expected VALUES (1, 1), (2, 2);
SELECT Minute, Value INTO #Actual FROM CountersTests.Metrics();
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE CountersTests.[test a restart gives no rate, also when the counter is higher already, and states all the same]
AS
DECLARE @Rows stage.Counters;
INSERT @Rows
VALUES
    (N'SQL Statistics', N'Batch Requests/sec', N'', 1000, 272696576),
    (N'General Statistics', N'User Connections', N'', 5, 65792);
EXEC CountersTests.SaveSample '2026-01-02T10:00:00', @Rows;
UPDATE @Rows SET Value = Value + 3000;
EXEC CountersTests.SaveSample '2026-01-02T10:01:00', @Rows, '2026-01-02T10:00:20';
UPDATE @Rows SET Value = Value + 60;
EXEC CountersTests.SaveSample '2026-01-02T10:02:00', @Rows, '2026-01-02T10:00:20.020';
CREATE TABLE #Expected (Minute int, MetricName nvarchar(64) COLLATE DATABASE_DEFAULT, Value float);
INSERT #Expected
VALUES
    (0, N'counters.user_connections', 5),
    (1, N'counters.user_connections', 3005),
    (2, N'counters.user_connections', 3065),
    (2, N'counters.batch_requests_per_s', 1);
SELECT Minute, MetricName, Value INTO #Actual FROM CountersTests.Metrics();
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @List nvarchar(100) = (
    SELECT STUFF(
        (SELECT CONCAT(N' ', c.Continuity) FROM fact.CounterCapture AS c ORDER BY c.CapturedAt FOR XML PATH(N'')), 1, 1, N'')
);
EXEC tSQLt.AssertEqualsString N'first restart continued', @List;
GO
CREATE PROCEDURE CountersTests.[test a counter that fell has no value for that interval, the others do]
AS
DECLARE @Rows stage.Counters;
INSERT @Rows
VALUES
    (N'Databases', N'Transactions/sec', N'AX', 5000, 272696576),
    (N'Databases', N'Transactions/sec', N'tempdb', 100, 272696576);
EXEC CountersTests.SaveSample '2026-01-02T10:00:00', @Rows;
UPDATE @Rows SET Value = CASE InstanceName WHEN N'AX' THEN 6 ELSE 160 END;
EXEC CountersTests.SaveSample '2026-01-02T10:01:00', @Rows;
UPDATE @Rows SET Value = Value + 120;
EXEC CountersTests.SaveSample '2026-01-02T10:02:00', @Rows;
CREATE TABLE #Expected (Minute int, KeyText nvarchar(256) COLLATE DATABASE_DEFAULT, Value float);
INSERT #Expected VALUES (1, N'tempdb', 1), (2, N'tempdb', 2), (2, N'AX', 2);
SELECT Minute, KeyText, Value INTO #Actual FROM CountersTests.Metrics();
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Resets nvarchar(20) = (
    SELECT STUFF(
        (SELECT CONCAT(N' ', c.ResetCount) FROM fact.CounterCapture AS c ORDER BY c.CapturedAt FOR XML PATH(N'')), 1, 1, N'')
);
EXEC tSQLt.AssertEqualsString N'0 1 0', @Resets;
GO
CREATE PROCEDURE CountersTests.[test a counter that was away is compared with nothing when it is back]
AS
DECLARE @Rows stage.Counters;
DECLARE @Empty stage.Counters;
INSERT @Rows VALUES (N'Databases', N'Transactions/sec', N'AX', 5000, 272696576);
EXEC CountersTests.SaveSample '2026-01-02T10:00:00', @Rows;
EXEC CountersTests.SaveSample '2026-01-02T10:01:00', @Empty;
UPDATE @Rows SET Value = 9000;
EXEC CountersTests.SaveSample '2026-01-02T10:02:00', @Rows;
SELECT * INTO #Actual FROM CountersTests.Metrics();
EXEC tSQLt.AssertEmptyTable N'#Actual';
GO
CREATE PROCEDURE CountersTests.[test an outage yields no rate]
AS
DECLARE @Rows stage.Counters;
INSERT @Rows VALUES (N'SQL Statistics', N'Batch Requests/sec', N'', 1000, 272696576);
EXEC CountersTests.SaveSample '2026-01-02T10:00:00', @Rows;
UPDATE @Rows SET Value = 2000;
EXEC CountersTests.SaveSample '2026-01-02T10:30:01', @Rows;
SELECT * INTO #Actual FROM CountersTests.Metrics();
EXEC tSQLt.AssertEmptyTable N'#Actual';
GO
CREATE PROCEDURE CountersTests.[test what the server does not have is said]
AS
DELETE config.Counter
WHERE MetricName NOT IN (N'counters.user_connections', N'counters.batch_requests_per_s', N'counters.buffer_cache_hit_percent');
DECLARE @Rows stage.Counters;
INSERT @Rows
VALUES
    (N'General Statistics', N'User Connections', N'', 5, 65792),
    (N'Buffer Manager', N'Buffer cache hit ratio', N'', 90, 537003264);
EXEC CountersTests.SaveSample '2026-01-02T10:00:00', @Rows;
DECLARE @Missing nvarchar(2000) = (SELECT MissingCounters FROM fact.CounterCapture);
EXEC tSQLt.AssertEqualsString N'Buffer Manager: Buffer cache hit ratio, SQL Statistics: Batch Requests/sec', @Missing;
GO
