-- Memory: the server's state, its clerks, and who holds or wants memory for sorts and hashes.
EXEC tSQLt.NewTestClass N'MemoryTests';
GO
CREATE PROCEDURE MemoryTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE PROCEDURE MemoryTests.SaveCapture
    @CapturedAt  datetime2(3),
    @Rows        stage.Memory READONLY,
    @AvailableKb bigint = 2048,
    @IsSystemLow bit = 0
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result
EXEC collect.SaveMemory @InstanceId, @RunId, @CapturedAt, 10240, 9216, 65536, @AvailableKb, 9300, 0, 4200, 0, @IsSystemLow, 2, 1,
    3072, 900, 0, @Rows;
GO
CREATE FUNCTION MemoryTests.Metrics ()
RETURNS TABLE
AS
RETURN
(
    SELECT m.MetricName, k.KeyText, f.Value
    FROM fact.Metric AS f
    INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId
);
GO
CREATE PROCEDURE MemoryTests.[test the state becomes metrics, and what the server does not tell does not]
AS
DECLARE @Rows stage.Memory;
INSERT @Rows (RowKind, Name, PageLifeExpectancySeconds) VALUES (N'node', N'000', 5000), (N'node', N'001', 900);
INSERT @Rows (RowKind, Name, SizeKb) VALUES (N'clerk', N'CACHESTORE_SQLCP', 2048), (N'clerk', N'MEMORYCLERK_SQLCLR', 1023);
EXEC MemoryTests.SaveCapture '2026-01-02T10:00:00', @Rows, NULL;
CREATE TABLE #Expected (
    MetricName nvarchar(64) COLLATE DATABASE_DEFAULT, KeyText nvarchar(256) COLLATE DATABASE_DEFAULT, Value float);
INSERT #Expected VALUES
    (N'memory.target_mb', N'', 10), (N'memory.committed_mb', N'', 9), (N'memory.process_mb', N'', 9300 / 1024.0E0),
    (N'memory.page_life_expectancy_s', N'', 4200), (N'memory.low_signal', N'', 0),
    (N'memory.grants', N'', 2), (N'memory.grants_waiting', N'', 1), (N'memory.granted_mb', N'', 3),
    (N'memory.grant_wait_ms', N'', 900), (N'memory.clerk_mb', N'CACHESTORE_SQLCP', 2),
    (N'memory.node_page_life_expectancy_s', N'000', 5000), (N'memory.node_page_life_expectancy_s', N'001', 900);
SELECT * INTO #Actual FROM MemoryTests.Metrics();
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE MemoryTests.[test either signal of low memory counts]
AS
DECLARE @Rows stage.Memory;
EXEC MemoryTests.SaveCapture '2026-01-02T10:00:00', @Rows, 2048, 1;
DECLARE @Low float = (SELECT Value FROM MemoryTests.Metrics() WHERE MetricName = N'memory.low_signal');
EXEC tSQLt.AssertEquals 1, @Low;
GO
CREATE PROCEDURE MemoryTests.[test of many clerks the twenty largest are kept, each type once]
AS
DECLARE @Rows stage.Memory;
INSERT @Rows (RowKind, Name, SizeKb)
SELECT N'clerk', CONCAT(N'CLERK', v.n), 2000 + v.n
FROM
(
    SELECT n = ROW_NUMBER() OVER (ORDER BY (SELECT NULL))
    FROM (VALUES (1), (1), (1), (1), (1)) AS a (x)
    CROSS JOIN (VALUES (1), (1), (1), (1), (1)) AS b (x)
) AS v;
INSERT @Rows (RowKind, Name, SizeKb) VALUES (N'clerk', N'CLERK25', 5000);
EXEC MemoryTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC MemoryTests.SaveCapture '2026-01-02T10:01:00', @Rows;
DECLARE @Actual nvarchar(100) = (
    SELECT CONCAT(COUNT(*), N' ', MIN(f.SizeKb), N' ', MAX(f.SizeKb), N' ', COUNT(DISTINCT f.ClerkId)) FROM fact.MemoryClerk AS f
);
EXEC tSQLt.AssertEqualsString N'40 2006 7025 20', @Actual;
GO
CREATE PROCEDURE MemoryTests.[test queries that wait come first, with their AX user]
AS
DECLARE @Rows stage.Memory;
INSERT @Rows (RowKind, SessionId, RequestId, RequestedKb, GrantedKb, WaitMs, HostName, ContextInfo)
VALUES
    (N'grant', 61, 0, 2048, 2048, NULL, N'AOS1', NULL), (N'grant', 62, 0, 1024, 1024, NULL, N'AOS1', NULL),
    (N'grant', 63, 0, 9000, NULL, 900, N'AOS2', CAST(' ALICE 4711 ' AS varbinary(128))),
    (N'grant', NULL, NULL, 1, NULL, 1, NULL, NULL);
EXEC MemoryTests.SaveCapture '2026-01-02T10:00:00', @Rows;
CREATE TABLE #Expected (
    GrantOrder int, SessionId int, GrantedKb bigint, WaitMs bigint, AxUser nvarchar(128) COLLATE DATABASE_DEFAULT,
    AxSessionId int);
INSERT #Expected VALUES (1, 63, NULL, 900, N'ALICE', 4711), (2, 61, 2048, NULL, NULL, NULL), (3, 62, 1024, NULL, NULL, NULL);
SELECT GrantOrder, SessionId, GrantedKb, WaitMs, AxUser, AxSessionId INTO #Actual FROM fact.MemoryGrant;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE MemoryTests.[test a repeated and a late capture change nothing]
AS
DECLARE @Rows stage.Memory;
INSERT @Rows (RowKind, Name, SizeKb) VALUES (N'clerk', N'CACHESTORE_SQLCP', 2048);
EXEC MemoryTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC MemoryTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC MemoryTests.SaveCapture '2026-01-02T09:59:00', @Rows;
DECLARE @Actual nvarchar(100) = CONCAT((SELECT COUNT(*) FROM fact.MemoryCapture), N' ', (SELECT COUNT(*) FROM fact.MemoryClerk));
EXEC tSQLt.AssertEqualsString N'1 1', @Actual;
GO
