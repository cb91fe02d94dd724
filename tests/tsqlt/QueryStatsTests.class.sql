-- collect.SaveQueryStats: counters of the plan cache become what each statement did between two captures.
EXEC tSQLt.NewTestClass N'QueryStatsTests';
GO
CREATE PROCEDURE QueryStatsTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
UPDATE config.Setting SET SettingValue = N'25' WHERE SettingName = N'QueryStatTopQueries';
UPDATE config.Setting SET SettingValue = N'40' WHERE SettingName = N'QueryStatTrackedQueries';
GO
CREATE PROCEDURE QueryStatsTests.SaveCapture
    @CapturedAt      datetime2(3),
    @Rows            stage.QueryStats READONLY,
    @IsWhole         bit = 0,
    @ServerStartedAt datetime2(3) = '2026-01-01T00:00:00',
    @IsTruncated     bit = 0
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @HourNumber bigint = DATEDIFF(hour, '2000-01-01', @CapturedAt);
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result
EXEC collect.SaveQueryStats @InstanceId, @RunId, @CapturedAt, @CapturedAt, @ServerStartedAt, @HourNumber, @IsWhole, @IsTruncated,
    1000, @Rows;
GO
-- An entry of query @Query with plan @Plan, compiled at @CreatedAt; each execution takes @Ms of CPU,
-- twice that in time, and 10 reads.
CREATE FUNCTION QueryStatsTests.Entry (
    @Query binary(8), @Plan binary(8), @CreatedAt datetime2(3), @Executions bigint, @Ms bigint, @Text nvarchar(max))
RETURNS TABLE
AS
RETURN
(
    SELECT
        SqlHandle = CAST(0x02 + CAST(@Query AS varbinary(8)) AS varbinary(64)),
        StatementStart = 0,
        StatementEnd = -1,
        PlanHandle = CAST(0x06 + CAST(@Plan AS varbinary(8)) AS varbinary(64)),
        CreationTime = @CreatedAt,
        PlanCreatedAt = @CreatedAt,
        QueryHash = @Query,
        QueryPlanHash = @Plan,
        ExecutionCount = @Executions,
        CpuUs = @Executions * @Ms * 1000,
        MaxCpuUs = @Ms * 1000,
        DurationUs = @Executions * @Ms * 2000,
        MaxDurationUs = @Ms * 9000,
        LogicalReads = @Executions * 10,
        PhysicalReads = CAST(0 AS bigint),
        LogicalWrites = CAST(0 AS bigint),
        ReturnedRows = @Executions,
        SpilledPages = CAST(0 AS bigint),
        MaxDop = CAST(1 AS bigint),
        MaxGrantKb = CAST(0 AS bigint),
        MaxUsedGrantKb = CAST(0 AS bigint),
        StatementText = @Text,
        PlanText = CAST(NULL AS nvarchar(max))
);
GO
CREATE FUNCTION QueryStatsTests.Metric (@MetricName nvarchar(64), @CapturedAt datetime2(3))
RETURNS TABLE
AS
RETURN
(
    SELECT f.Value, k.KeyText
    FROM fact.Metric AS f
    INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId
    WHERE m.MetricName = @MetricName
      AND f.CapturedAt = @CapturedAt
);
GO
CREATE PROCEDURE QueryStatsTests.[test the first capture is where counting begins]
AS
DECLARE @Rows stage.QueryStats;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 500, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:00:00', @Rows, 1;
DECLARE @Actual nvarchar(100) = (
    SELECT CONCAT(BaselineCount, N' ', NewEntryCount, N' ', CASE WHEN CpuMs IS NULL THEN N'NULL' ELSE N'sum' END)
    FROM fact.QueryStatCapture
);
EXEC tSQLt.AssertEqualsString N'1 0 NULL', @Actual;
EXEC tSQLt.AssertEmptyTable N'fact.QueryStat';
GO
CREATE PROCEDURE QueryStatsTests.[test what a statement did is the difference, and its rates are of the time between the captures]
AS
DECLARE @Rows stage.QueryStats;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 500, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:00:00', @Rows, 1;
DELETE @Rows;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 560, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:04:00', @Rows;
CREATE TABLE #Expected (
    ElapsedMs bigint, ExecutionCount bigint, CpuMs bigint, DurationMs bigint, LogicalReads bigint, EntryCount int, PlanCount int,
    MaxDurationMs bigint);
INSERT #Expected VALUES (240000, 60, 120, 240, 600, 1, 1, 18);
SELECT ElapsedMs, ExecutionCount, CpuMs, DurationMs, LogicalReads, EntryCount, PlanCount, MaxDurationMs
INTO #Actual
FROM fact.QueryStat;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Rate nvarchar(60) = (
    SELECT CONCAT(Value, KeyText) FROM QueryStatsTests.Metric(N'query.cpu_ms_per_s', '2026-01-02T10:04:00')
);
EXEC tSQLt.AssertEqualsString N'0.5', @Rate;
DECLARE @Keyed nvarchar(60) = (
    SELECT CONCAT(Value, N' ', KeyText) FROM QueryStatsTests.Metric(N'query.statement_duration_ms', '2026-01-02T10:04:00')
);
EXEC tSQLt.AssertEqualsString N'4 0x0100000000000000', @Keyed;
GO
CREATE PROCEDURE QueryStatsTests.[test a capture saved again, or an older one, changes nothing]
AS
DECLARE @Rows stage.QueryStats;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 500, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:00:00', @Rows, 1;
DELETE @Rows;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 560, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:05:00', @Rows;
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:05:00', @Rows;
DELETE @Rows;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 520, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:02:00', @Rows;
DECLARE @Actual nvarchar(100) = (SELECT CONCAT(COUNT(*), N' ', SUM(ExecutionCount)) FROM fact.QueryStat);
EXEC tSQLt.AssertEqualsString N'1 60', @Actual;
DECLARE @State bigint = (SELECT ExecutionCount FROM collect.QueryStatState);
EXEC tSQLt.AssertEquals 560, @State;
GO
CREATE PROCEDURE QueryStatsTests.[test plans of one query are summed, and a plan compiled since counts from its first execution]
AS
DECLARE @Rows stage.QueryStats;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 500, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:00:00', @Rows, 1, DEFAULT, 1;
DELETE @Rows;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 510, 2, NULL);
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x12, '2026-01-02T10:03:00', 7, 200, NULL);
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x02, 0x21, '2026-01-01T08:00:00', 90, 5, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:05:00', @Rows;
CREATE TABLE #Expected (
    QueryHash binary(8), ExecutionCount bigint, CpuMs bigint, EntryCount int, PlanCount int, TopPlanHash binary(8),
    PlanCreatedAt datetime2(3));
INSERT #Expected VALUES (0x01, 17, 1420, 2, 2, 0x12, '2026-01-02T10:03:00');
SELECT QueryHash, ExecutionCount, CpuMs, EntryCount, PlanCount, TopPlanHash, PlanCreatedAt INTO #Actual FROM fact.QueryStat;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual',
    N'The statement that the cut-off capture did not show may have run before.';
DECLARE @Counts nvarchar(60) = (
    SELECT CONCAT(NewEntryCount, N' ', BaselineCount, N' ', ResetCount)
    FROM fact.QueryStatCapture
    WHERE CapturedAt = '2026-01-02T10:05:00'
);
EXEC tSQLt.AssertEqualsString N'1 1 0', @Counts;
GO
CREATE PROCEDURE QueryStatsTests.[test after a whole capture an unknown statement counts even when its plan is older]
AS
DECLARE @Rows stage.QueryStats;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 500, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:00:00', @Rows, 1;
DELETE @Rows;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x02, 0x21, '2026-01-02T09:40:00', 1, 900000, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:05:00', @Rows;
DECLARE @CpuMs bigint = (SELECT CpuMs FROM fact.QueryStat);
EXEC tSQLt.AssertEquals 900000, @CpuMs, N'It was compiled, ran for 20 minutes, and ended only now.';
GO
CREATE PROCEDURE QueryStatsTests.[test counters that fell count nothing and begin anew]
AS
DECLARE @Rows stage.QueryStats;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 500, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:00:00', @Rows, 1;
DELETE @Rows;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 20, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:05:00', @Rows;
EXEC tSQLt.AssertEmptyTable N'fact.QueryStat';
DECLARE @Resets int = (SELECT ResetCount FROM fact.QueryStatCapture WHERE CapturedAt = '2026-01-02T10:05:00');
EXEC tSQLt.AssertEquals 1, @Resets;
DELETE @Rows;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 25, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:10:00', @Rows;
DECLARE @Executions bigint = (SELECT ExecutionCount FROM fact.QueryStat);
EXEC tSQLt.AssertEquals 5, @Executions;
GO
CREATE PROCEDURE QueryStatsTests.[test after a restart of the server all that is in the cache has run since, and there is no rate]
AS
DECLARE @Rows stage.QueryStats;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 500, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:00:00', @Rows, 1;
DELETE @Rows;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x02, 0x21, '2026-01-02T10:03:00', 30, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:05:00', @Rows, 1, '2026-01-02T10:02:00';
DECLARE @Actual nvarchar(100) = (
    SELECT CONCAT(IsRestart, N' ', ExecutionCount, N' ', NewEntryCount)
    FROM fact.QueryStatCapture
    WHERE CapturedAt = '2026-01-02T10:05:00'
);
EXEC tSQLt.AssertEqualsString N'1 30 1', @Actual;
SELECT Value INTO #Rates FROM QueryStatsTests.Metric(N'query.cpu_ms_per_s', '2026-01-02T10:05:00');
EXEC tSQLt.AssertEmptyTable N'#Rates';
DECLARE @State int = (SELECT COUNT(*) FROM collect.QueryStatState);
EXEC tSQLt.AssertEquals 1, @State, N'What was in the cache before the restart is forgotten.';
GO
CREATE PROCEDURE QueryStatsTests.[test after a long silence there are sums but no rates]
AS
DECLARE @Rows stage.QueryStats;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 500, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:00:00', @Rows, 1;
DELETE @Rows;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 900, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T11:00:00', @Rows, 1;
DECLARE @Actual nvarchar(100) = (
    SELECT CONCAT(IsGap, N' ', ElapsedMs, N' ', ExecutionCount)
    FROM fact.QueryStatCapture
    WHERE CapturedAt = '2026-01-02T11:00:00'
);
EXEC tSQLt.AssertEqualsString N'1 3600000 400', @Actual;
SELECT Value INTO #Rates FROM QueryStatsTests.Metric(N'query.cpu_ms_per_s', '2026-01-02T11:00:00');
EXEC tSQLt.AssertEmptyTable N'#Rates';
GO
CREATE PROCEDURE QueryStatsTests.[test what a whole capture does not show any more is forgotten, and a partial one forgets nothing]
AS
DECLARE @Rows stage.QueryStats;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-01T10:00:00', 500, 2, NULL);
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x02, 0x21, '2026-01-01T10:00:00', 500, 2, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:00:00', @Rows, 1;
DELETE @Rows WHERE QueryHash = 0x02;
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:05:00', @Rows;
DECLARE @State int = (SELECT COUNT(*) FROM collect.QueryStatState);
EXEC tSQLt.AssertEquals 2, @State;
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:10:00', @Rows, 1;
SET @State = (SELECT COUNT(*) FROM collect.QueryStatState);
EXEC tSQLt.AssertEquals 1, @State;
GO
CREATE PROCEDURE QueryStatsTests.[test only leaders are kept, and the sums are of all]
AS
UPDATE config.Setting SET SettingValue = N'1' WHERE SettingName = N'QueryStatTopQueries';
DECLARE @Rows stage.QueryStats;
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:00:00', @Rows, 1;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-02T10:01:00', 1, 100, NULL);
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x02, 0x21, '2026-01-02T10:01:00', 10, 1, NULL);
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x03, 0x31, '2026-01-02T10:01:00', 5, 1, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:05:00', @Rows;
CREATE TABLE #Expected (QueryHash binary(8), CpuMs bigint);
INSERT #Expected VALUES (0x01, 100), (0x02, 10);
SELECT QueryHash, CpuMs INTO #Actual FROM fact.QueryStat;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Sums nvarchar(60) = (
    SELECT CONCAT(QueryCount, N' ', CpuMs, N' ', ExecutionCount)
    FROM fact.QueryStatCapture
    WHERE CapturedAt = '2026-01-02T10:05:00'
);
EXEC tSQLt.AssertEqualsString N'3 115 16', @Sums;
GO
CREATE PROCEDURE QueryStatsTests.[test a text that is missing is requested, and stored once it comes]
AS
DECLARE @Rows stage.QueryStats;
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:00:00', @Rows, 1;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-02T10:01:00', 1, 100, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:05:00', @Rows;
SELECT ItemKind, ItemKey, IsKnown INTO #Requested FROM collect.Request WHERE CollectorName = N'QueryStats';
CREATE TABLE #ExpectedRequests (
    ItemKind nvarchar(16) COLLATE DATABASE_DEFAULT, ItemKey nvarchar(64) COLLATE DATABASE_DEFAULT, IsKnown bit);
INSERT #ExpectedRequests VALUES (N'query', N'0100000000000000', 0), (N'plan', N'1100000000000000', 0);
EXEC tSQLt.AssertEqualsTable N'#ExpectedRequests', N'#Requested';

DELETE @Rows;
INSERT @Rows
SELECT *
FROM QueryStatsTests.Entry(
    0x01, 0x11, '2026-01-02T10:01:00', 2, 100, N'SELECT T1.ITEMID FROM INVENTSUM T1 WHERE T1.PARTITION=@P1 OPTION(FAST 20)');
UPDATE @Rows SET PlanText = N'<ShowPlanXML/>';
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:10:00', @Rows;
DECLARE @Requests int = (SELECT COUNT(*) FROM collect.Request);
EXEC tSQLt.AssertEquals 0, @Requests;
DECLARE @LocalTime datetime2(3) = (SELECT BookmarkLocalTime FROM collect.Bookmark WHERE CollectorName = N'QueryStats');
DECLARE @ExpectedLocalTime datetime2(3) = '2026-01-02T10:10:00';
EXEC tSQLt.AssertEquals @ExpectedLocalTime, @LocalTime;
DECLARE @Said nvarchar(400) = (
    SELECT CONCAT(q.StatementKind, N' ', q.TableNames, N' ', q.FastRows, N' ', LEFT(t.TextValue, 17))
    FROM dim.Query AS q
    INNER JOIN dim.StatementText AS t ON t.TextHash = q.TextHash
);
EXEC tSQLt.AssertEqualsString N'select INVENTSUM 20 SELECT T1.ITEMID ', @Said;
DECLARE @Plan nvarchar(60) = (
    SELECT CAST(DECOMPRESS(PlanText) AS nvarchar(60)) FROM dim.QueryPlan WHERE QueryHash = 0x0100000000000000
);
EXEC tSQLt.AssertEqualsString N'<ShowPlanXML/>', @Plan;
GO
CREATE PROCEDURE QueryStatsTests.[test no more queries have metrics of their own than the setting allows]
AS
UPDATE config.Setting SET SettingValue = N'2' WHERE SettingName = N'QueryStatTrackedQueries';
DECLARE @Rows stage.QueryStats;
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:00:00', @Rows, 1;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x01, 0x11, '2026-01-02T10:01:00', 1, 100, NULL);
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x02, 0x21, '2026-01-02T10:01:00', 1, 90, NULL);
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x03, 0x31, '2026-01-02T10:01:00', 1, 80, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:05:00', @Rows;
CREATE TABLE #Expected (KeyText nvarchar(256) COLLATE DATABASE_DEFAULT);
INSERT #Expected VALUES (N'0x0100000000000000'), (N'0x0200000000000000');
SELECT KeyText INTO #First FROM QueryStatsTests.Metric(N'query.statement_cpu_ms_per_s', '2026-01-02T10:05:00');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#First';

-- Another one leads, the first two rest: who rests gives way. One that rests but stays has taken nothing.
DELETE @Rows;
INSERT @Rows SELECT * FROM QueryStatsTests.Entry(0x04, 0x41, '2026-01-02T10:06:00', 1, 600, NULL);
EXEC QueryStatsTests.SaveCapture '2026-01-02T10:10:00', @Rows;
CREATE TABLE #ExpectedThen (KeyText nvarchar(256) COLLATE DATABASE_DEFAULT, Value float);
INSERT #ExpectedThen VALUES (N'0x0200000000000000', 0), (N'0x0400000000000000', 2);
SELECT KeyText, Value INTO #Then FROM QueryStatsTests.Metric(N'query.statement_cpu_ms_per_s', '2026-01-02T10:10:00');
EXEC tSQLt.AssertEqualsTable N'#ExpectedThen', N'#Then';
GO
CREATE PROCEDURE QueryStatsTests.[test an unknown instance is refused]
AS
DECLARE @Rows stage.QueryStats;
DECLARE @RunId uniqueidentifier = NEWID();
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50010;
EXEC collect.SaveQueryStats -1, @RunId, '2026-01-02T10:00:00', '2026-01-02T10:00:00', NULL, 1, 1, 0, 0, @Rows;
GO
CREATE PROCEDURE QueryStatsTests.[test a statement of AX is described]
AS
CREATE TABLE #Statement (Number int, TextValue nvarchar(max) COLLATE DATABASE_DEFAULT);
INSERT #Statement VALUES
    (1,
     N'(@P1 bigint,@P2 nvarchar(5))SELECT T1.A FROM INVENTSUM T1 CROSS JOIN INVENTDIM T2 WHERE ((T1.PARTITION=@P1) AND '
         + N'(T1.DATAAREAID=@P2)) AND EXISTS (SELECT ''x'' FROM INVENTTABLE T3 WHERE T3.ITEMID=T1.ITEMID)'),
    (2, N'UPDATE [dbo].[SALESLINE] SET QTY=@P1 WHERE RECID=@P2'),
    (3, N'INSERT INTO INVENTTRANS (ITEMID) VALUES (@P1)'),
    (4, N'DELETE FROM INVENTSUMDELTA WHERE PARTITION=@P1'),
    (5, N'SELECT T1.A FROM CUSTTABLE T1 WHERE T1.ACCOUNTNUM=N''4711'' ORDER BY T1.A OPTION(FAST 1)'),
    (6, N'FETCH API_CURSOR00000000000A3F51'),
    (7, N''),
    (8, NULL);
SELECT s.Number, d.StatementKind, d.TableNames, d.HasPartition, d.HasDataAreaId, d.FastRows, d.HasLiterals
INTO #Actual
FROM #Statement AS s
CROSS APPLY lib.DescribeStatement(s.TextValue) AS d;
CREATE TABLE #Expected (
    Number int, StatementKind nvarchar(16) COLLATE DATABASE_DEFAULT, TableNames nvarchar(400) COLLATE DATABASE_DEFAULT,
    HasPartition bit, HasDataAreaId bit, FastRows int, HasLiterals bit);
INSERT #Expected VALUES
    (1, N'select', N'INVENTSUM, INVENTDIM, INVENTTABLE', 1, 1, NULL, 0), (2, N'update', N'SALESLINE', 0, 0, NULL, 0),
    (3, N'insert', N'INVENTTRANS', 0, 0, NULL, 0),
    (4, N'delete', N'INVENTSUMDELTA', 1, 0, NULL, 0), (5, N'select', N'CUSTTABLE', 0, 0, 1, 1), (6, N'other', N'', 0, 0, NULL, 0),
    (7, N'other', N'', 0, 0, NULL, 0), (8, N'other', N'', 0, 0, NULL, 0);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
