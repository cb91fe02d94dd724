-- collect.SaveQueryStore: intervals of Query Store become facts once, changes of plans are seen, and
-- plans that are worse are followed.
EXEC tSQLt.NewTestClass N'QueryStoreTests';
GO
CREATE PROCEDURE QueryStoreTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
UPDATE config.Setting SET SettingValue = N'150' WHERE SettingName = N'QueryRegressionPercent';
UPDATE config.Setting SET SettingValue = N'20' WHERE SettingName = N'QueryRegressionMinExecutions';
UPDATE config.Setting SET SettingValue = N'30000' WHERE SettingName = N'QueryRegressionMinExtraMs';
UPDATE config.Setting SET SettingValue = N'1000000' WHERE SettingName = N'QueryRegressionMinExtraReads';
GO
CREATE PROCEDURE QueryStoreTests.SaveCapture
    @CapturedAt       datetime2(3),
    @Rows             stage.QueryStore READONLY,
    @StateText        nvarchar(60) = N'READ_WRITE',
    @ReadOnlyReason   int = 0,
    @HasPossibleGap   bit = 0
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @ClosedIntervalId bigint = (SELECT MAX(r.IntervalId) FROM @Rows AS r WHERE r.IsOpen = 0);
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result
EXEC collect.SaveQueryStore @InstanceId, @RunId, @CapturedAt, @StateText, @ReadOnlyReason, 100, 1000, 15, N'AUTO',
    @ClosedIntervalId, @HasPossibleGap, 0, @Rows;
GO
-- What plan @PlanId of query 7 did in the quarter of an hour of that number after 10:00; each execution took
-- @Ms of time and CPU and ten times as many reads.
CREATE FUNCTION QueryStoreTests.PlanRow (@PlanId bigint, @Interval int, @IsOpen bit, @Executions bigint, @Ms float)
RETURNS TABLE
AS
RETURN
(
    SELECT
        PlanId = @PlanId,
        QueryId = CAST(7 AS bigint),
        QueryHash = CAST(0x07 AS binary(8)),
        QueryPlanHash = CAST(@PlanId AS binary(8)),
        CompiledAt = CAST('2026-01-01' AS datetime2(3)),
        IsForced = CAST(0 AS bit),
        ForceFailureCount = CAST(0 AS bigint),
        ForceFailureReason = CAST(NULL AS nvarchar(128)),
        IntervalId = CAST(1000 + @Interval AS bigint),
        IntervalBeganAt = DATEADD(minute, 15 * @Interval, CAST('2026-01-02T10:00:00' AS datetime2(3))),
        IntervalEndedAt = DATEADD(minute, 15 * @Interval + 15, CAST('2026-01-02T10:00:00' AS datetime2(3))),
        IsOpen = @IsOpen,
        ExecutionCount = @Executions,
        AbortedCount = CAST(0 AS bigint),
        DurationMs = @Executions * @Ms,
        CpuMs = @Executions * @Ms,
        LogicalReads = @Executions * @Ms * 10,
        PhysicalReads = CAST(0 AS float),
        ReturnedRows = CAST(@Executions AS float),
        MaxDurationMs = CAST(@Ms AS bigint),
        StatementText = CAST(NULL AS nvarchar(max)),
        PlanText = CAST(NULL AS nvarchar(max))
);
GO
-- Plan 1 ran 1000 times of 10 ms until 10:30; then plan 2, @Executions times of @Ms, in the open interval.
CREATE PROCEDURE QueryStoreTests.ChangePlan @Executions bigint, @Ms float
AS
DECLARE @Rows stage.QueryStore;
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(1, 0, 0, 600, 10);
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(1, 1, 0, 400, 10);
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:31:00', @Rows;
DELETE @Rows;
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(2, 2, 1, @Executions, @Ms);
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:40:00', @Rows;
GO
CREATE PROCEDURE QueryStoreTests.[test an interval is a fact once it is closed, and only once]
AS
DECLARE @Rows stage.QueryStore;
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(1, 0, 0, 600, 10);
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(1, 1, 1, 50, 10);
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:20:00', @Rows;
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:20:00', @Rows;
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:25:00', @Rows;
CREATE TABLE #Expected (PlanId bigint, IntervalEndedAt datetime2(3), ExecutionCount bigint, DurationMs float);
INSERT #Expected VALUES (1, '2026-01-02T10:15:00', 600, 6000);
SELECT PlanId, IntervalEndedAt, ExecutionCount, DurationMs INTO #Actual FROM fact.QueryStorePlan;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Captures int = (SELECT COUNT(*) FROM fact.QueryStoreCapture);
EXEC tSQLt.AssertEquals 2, @Captures;
DECLARE @Bookmark bigint = (SELECT BookmarkOffset FROM collect.Bookmark WHERE CollectorName = N'QueryStore');
EXEC tSQLt.AssertEquals 1000, @Bookmark;
GO
CREATE PROCEDURE QueryStoreTests.[test another plan that runs most now is a change, and a worse one a regression]
AS
EXEC QueryStoreTests.ChangePlan 200, 300;
CREATE TABLE #Change (
    OldPlanId bigint, NewPlanId bigint, IsNewPlan bit, OldExecutionCount bigint, NewExecutionCount bigint, OldDurationMs float,
    NewDurationMs float);
INSERT #Change VALUES (1, 2, 1, 1000, 200, 10, 300);
SELECT OldPlanId, NewPlanId, IsNewPlan, OldExecutionCount, NewExecutionCount, OldDurationMs, NewDurationMs
INTO #ActualChange
FROM fact.QueryPlanChange;
EXEC tSQLt.AssertEqualsTable N'#Change', N'#ActualChange';
CREATE TABLE #Expected (
    PlanId bigint, OldPlanId bigint, Reason nvarchar(32) COLLATE DATABASE_DEFAULT, OldDurationMs float, DurationMs float,
    OldExecutionCount bigint, EndedAt datetime2(3));
INSERT #Expected VALUES (2, 1, N'duration, cpu', 10, 300, 1000, NULL);
SELECT PlanId, OldPlanId, Reason, OldDurationMs, DurationMs, OldExecutionCount, EndedAt INTO #Actual FROM fact.QueryRegression;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Metrics nvarchar(200) = (
    SELECT SUM(
        CASE
            WHEN m.MetricName = N'query_store.regressions' THEN f.Value
            WHEN m.MetricName = N'query_store.regression_factor' THEN 100 * f.Value
            ELSE 0
        END)
    FROM fact.Metric AS f
    INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
    WHERE f.CapturedAt = '2026-01-02T10:40:00'
);
EXEC tSQLt.AssertEqualsString N'3001', @Metrics;
GO
CREATE PROCEDURE QueryStoreTests.[test a regression goes on while the plan is worse, counts what it costs, and ends with another plan]
AS
EXEC QueryStoreTests.ChangePlan 200, 300;
DECLARE @Rows stage.QueryStore;
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(2, 2, 0, 500, 310);
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(2, 3, 1, 30, 310);
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:47:00', @Rows;
DECLARE @Going nvarchar(100) = (
    SELECT CONCAT(COUNT(*), N' ', MAX(ExecutionCount), N' ', MAX(ExtraMs), N' ', MAX(DurationMs), N' ', COUNT(EndedAt))
    FROM fact.QueryRegression
);
EXEC tSQLt.AssertEqualsString N'1 500 150000 310 0', @Going;
DELETE @Rows;
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(2, 3, 0, 100, 310);
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(1, 4, 1, 90, 11);
EXEC QueryStoreTests.SaveCapture '2026-01-02T11:05:00', @Rows;
DECLARE @Ended nvarchar(100) = (
    SELECT CONCAT(
        ExecutionCount, N' ', ExtraMs, N' ', EndReason, N' ', CONVERT(nvarchar(19), EndedAt, 126), N' ',
        CONVERT(nvarchar(19), LastSeenAt, 126))
    FROM fact.QueryRegression
);
EXEC tSQLt.AssertEqualsString N'600 180000 another plan 2026-01-02T11:05:00 2026-01-02T10:47:00', @Ended;
DECLARE @Back nvarchar(100) = (
    SELECT CONCAT(OldPlanId, N' ', NewPlanId, N' ', IsNewPlan) FROM fact.QueryPlanChange WHERE ChangedAt = '2026-01-02T11:05:00'
);
EXEC tSQLt.AssertEqualsString N'2 1 0', @Back;
GO
CREATE PROCEDURE QueryStoreTests.[test a regression ends when the same plan is better again]
AS
EXEC QueryStoreTests.ChangePlan 200, 300;
DECLARE @Rows stage.QueryStore;
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(2, 3, 1, 300, 12);
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:50:00', @Rows;
DECLARE @EndReason nvarchar(20) = (SELECT EndReason FROM fact.QueryRegression);
EXEC tSQLt.AssertEqualsString N'better', @EndReason;
GO
CREATE PROCEDURE QueryStoreTests.[test a regression of a query that does not run any more ends after a day]
AS
EXEC QueryStoreTests.ChangePlan 200, 300;
DECLARE @Rows stage.QueryStore;
EXEC QueryStoreTests.SaveCapture '2026-01-03T10:00:00', @Rows;
DECLARE @Open int = (SELECT COUNT(*) FROM fact.QueryRegression WHERE EndedAt IS NULL);
EXEC tSQLt.AssertEquals 1, @Open;
EXEC QueryStoreTests.SaveCapture '2026-01-03T10:41:00', @Rows;
DECLARE @EndReason nvarchar(20) = (SELECT EndReason FROM fact.QueryRegression);
EXEC tSQLt.AssertEqualsString N'not run', @EndReason;
GO
CREATE PROCEDURE QueryStoreTests.[test a change that costs little is no regression]
AS
EXEC QueryStoreTests.ChangePlan 100, 100;
EXEC tSQLt.AssertEmptyTable N'fact.QueryRegression';
DECLARE @Changes int = (SELECT COUNT(*) FROM fact.QueryPlanChange);
EXEC tSQLt.AssertEquals 1, @Changes;
GO
CREATE PROCEDURE QueryStoreTests.[test a plan that ran a few times says nothing]
AS
EXEC QueryStoreTests.ChangePlan 19, 90000;
EXEC tSQLt.AssertEmptyTable N'fact.QueryRegression';
EXEC tSQLt.AssertEmptyTable N'fact.QueryPlanChange';
GO
CREATE PROCEDURE QueryStoreTests.[test reads alone can make a regression]
AS
DECLARE @Rows stage.QueryStore;
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(1, 0, 0, 600, 10);
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:16:00', @Rows;
DELETE @Rows;
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(2, 1, 1, 100, 10);
UPDATE @Rows SET LogicalReads = 100 * 20000.0;
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:20:00', @Rows;
DECLARE @Reason nvarchar(32) = (SELECT Reason FROM fact.QueryRegression);
EXEC tSQLt.AssertEqualsString N'reads', @Reason;
GO
CREATE PROCEDURE QueryStoreTests.[test texts and plans of a changed query are requested, and stored once they come]
AS
DECLARE @Rows stage.QueryStore;
EXEC QueryStoreTests.ChangePlan 200, 300;
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(2, 2, 0, 500, 310);
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:47:00', @Rows;
CREATE TABLE #Expected (Step int, ItemKind nvarchar(16) COLLATE DATABASE_DEFAULT, ItemKey nvarchar(64) COLLATE DATABASE_DEFAULT);
INSERT #Expected VALUES (1, N'plan', N'2'), (1, N'query', N'7'), (1, N'plan', N'1'), (2, N'plan', N'1');
SELECT Step = 1, ItemKind, ItemKey INTO #Actual FROM collect.Request WHERE CollectorName = N'QueryStore';
UPDATE @Rows SET StatementText = N'(@P1 bigint)SELECT A FROM INVENTSUM WHERE PARTITION=@P1', PlanText = N'<ShowPlanXML/>';
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:48:00', @Rows;
INSERT #Actual SELECT 2, ItemKind, ItemKey FROM collect.Request WHERE CollectorName = N'QueryStore';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Tables nvarchar(400) = (SELECT TableNames FROM dim.Query WHERE QueryHash = 0x0700000000000000);
EXEC tSQLt.AssertEqualsString N'INVENTSUM', @Tables;
GO
CREATE PROCEDURE QueryStoreTests.[test failures to force a plan are counted by their rise]
AS
DECLARE @Rows stage.QueryStore;
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(1, 0, 0, 600, 10);
UPDATE @Rows
SET IntervalId = NULL,
    IntervalBeganAt = NULL,
    IntervalEndedAt = NULL,
    ExecutionCount = 0,
    IsForced = 1,
    ForceFailureCount = 5,
    ForceFailureReason = N'NO_INDEX';
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:00:00', @Rows;
UPDATE @Rows SET ForceFailureCount = 8;
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:15:00', @Rows;
CREATE TABLE #Expected (CapturedAt datetime2(3), ForcedPlanCount int, ForceFailureCount bigint);
INSERT #Expected VALUES ('2026-01-02T10:00:00', 1, 0), ('2026-01-02T10:15:00', 1, 3);
SELECT CapturedAt, ForcedPlanCount, ForceFailureCount INTO #Actual FROM fact.QueryStoreCapture;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Failed nvarchar(60) = (
    SELECT CONCAT(ForceFailureReason, N' ', CONVERT(nvarchar(19), ForceFailedAt, 126)) FROM dim.QueryStorePlan
);
EXEC tSQLt.AssertEqualsString N'NO_INDEX 2026-01-02T10:15:00', @Failed;
EXEC tSQLt.AssertEmptyTable N'fact.QueryStorePlan';
GO
CREATE PROCEDURE QueryStoreTests.[test where it is off or full the reason and the remedy are said]
AS
DECLARE @Rows stage.QueryStore;
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:00:00', @Rows, N'OFF';
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:15:00', @Rows, N'READ_ONLY', 65536;
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:30:00', @Rows, N'NO DATABASE';
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:45:00', @Rows;
CREATE TABLE #Expected (CapturedAt datetime2(3), Reason nvarchar(100) COLLATE DATABASE_DEFAULT, HasRemedy bit);
INSERT #Expected VALUES
    ('2026-01-02T10:00:00', N'Not collecting because Query Store is off in the AX database.', 1),
    ('2026-01-02T10:15:00', N'Nothing new comes because Query Store has reached its maximum size and is read-only.', 1),
    ('2026-01-02T10:30:00', N'Not collecting because the instance names no AX database.', 1),
    ('2026-01-02T10:45:00', NULL, 0);
SELECT CapturedAt, Reason, HasRemedy = CAST(CASE WHEN Remedy IS NULL THEN 0 ELSE 1 END AS bit)
INTO #Actual
FROM fact.QueryStoreCapture;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Flags nvarchar(20) = (
    SELECT SUM(f.Value)
    FROM fact.Metric AS f
    INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
    WHERE m.MetricName = N'query_store.is_collecting'
);
EXEC tSQLt.AssertEqualsString N'1', @Flags;
GO
CREATE PROCEDURE QueryStoreTests.[test whether it collects is measured only where it once was on]
AS
DECLARE @Rows stage.QueryStore;
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:00:00', @Rows, N'OFF';
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:15:00', @Rows, N'OFF';
DECLARE @Count int =
(
    SELECT COUNT(*)
    FROM fact.Metric AS f
    INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
    WHERE m.MetricName LIKE N'query_store.%'
);
EXEC tSQLt.AssertEquals 0, @Count;
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:30:00', @Rows;
EXEC QueryStoreTests.SaveCapture '2026-01-02T10:45:00', @Rows, N'OFF';
DECLARE @Flags nvarchar(20) = STUFF(
    (
        SELECT CONCAT(N',', f.Value)
        FROM fact.Metric AS f
        INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
        WHERE m.MetricName = N'query_store.is_collecting'
        ORDER BY f.CapturedAt
        FOR XML PATH(N'')
    ), 1, 1, N'');
EXEC tSQLt.AssertEqualsString N'1,0', @Flags;
GO
CREATE PROCEDURE QueryStoreTests.[test ids of a Query Store that was emptied mean nothing any more]
AS
EXEC QueryStoreTests.ChangePlan 200, 300;
DECLARE @Rows stage.QueryStore;
INSERT @Rows SELECT * FROM QueryStoreTests.PlanRow(1, 3, 0, 100, 10);
EXEC QueryStoreTests.SaveCapture '2026-01-02T11:05:00', @Rows, DEFAULT, DEFAULT, 1;
DECLARE @Open int = (SELECT COUNT(*) FROM fact.QueryRegression WHERE EndedAt IS NULL);
EXEC tSQLt.AssertEquals 0, @Open;
DECLARE @Changes int = (SELECT COUNT(*) FROM fact.QueryPlanChange);
EXEC tSQLt.AssertEquals 1, @Changes, N'A query number seven now is another query.';
DECLARE @HasGap bit = (SELECT HasPossibleGap FROM collect.Bookmark WHERE CollectorName = N'QueryStore');
EXEC tSQLt.AssertEquals 1, @HasGap;
GO
CREATE PROCEDURE QueryStoreTests.[test an unknown instance is refused]
AS
DECLARE @Rows stage.QueryStore;
DECLARE @RunId uniqueidentifier = NEWID();
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50010;
EXEC collect.SaveQueryStore -1, @RunId, '2026-01-02T10:00:00', N'OFF', NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, @Rows;
GO
