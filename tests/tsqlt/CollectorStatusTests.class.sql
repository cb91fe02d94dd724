-- Never empty without a reason: what is found about needs, and what the status says of it.
EXEC tSQLt.NewTestClass N'CollectorStatusTests';
GO
CREATE PROCEDURE CollectorStatusTests.SetUp
AS
UPDATE config.Instance SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
UPDATE config.Collector SET IsEnabled = CASE WHEN CollectorName IN (N'Requests', N'Preflight') THEN 1 ELSE 0 END;
UPDATE config.Collector SET IntervalMs = 10000 WHERE CollectorName = N'Requests';
UPDATE config.Collector SET IntervalMs = 3600000 WHERE CollectorName = N'Preflight';
GO
CREATE PROCEDURE CollectorStatusTests.SaveFindings
    @CapturedAt datetime2(3),
    @IsMet      bit,
    @Expected   nvarchar(20) = N'2 0'
AS
DECLARE @Rows stage.Preflight;
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Rows (CollectorName, CheckName, IsOptional, IsMet, Finding, Remedy)
VALUES (
    N'Requests', N'VIEW SERVER STATE', 0, @IsMet, N'The login x lacks VIEW SERVER STATE.', N'GRANT VIEW SERVER STATE TO [x];'),
       (N'Requests', N'AX VIEW DEFINITION', 1, 0, N'The login x lacks VIEW DEFINITION.', N'GRANT VIEW DEFINITION TO [x];'),
       (N'Gone', N'VIEW SERVER STATE', 0, 0, N'No such collector.', N'None.');
INSERT @Result EXEC collect.SavePreflight @InstanceId, @RunId, @CapturedAt, @Rows;
DECLARE @Actual nvarchar(20) = (SELECT CONCAT(SavedRows, N' ', WasDuplicate) FROM @Result);
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE CollectorStatusTests.Run
    @At      datetime2(3),
    @Outcome nvarchar(16),
    @Message nvarchar(400) = NULL
AS
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC ops.SaveJobRun @RunId, N'collect:Requests', @InstanceId, @At, @At, NULL, 5, 1, 1, @Outcome, NULL, @Message;
GO
CREATE PROCEDURE CollectorStatusTests.AssertStanding
    @Expected nvarchar(2200),
    @Now      datetime2(3)
AS
DECLARE @Actual nvarchar(2200) = (
    SELECT CONCAT(IsCollecting, N' ', Standing, N' [', Remedy, N'] ', Missing)
    FROM ops.CollectorStanding(@Now)
    WHERE InstanceName = N'tSQLt' AND CollectorName = N'Requests'
);
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE CollectorStatusTests.[test a collector that has not run says so]
AS
EXEC CollectorStatusTests.AssertStanding
    N'0 not collecting, because it has not run yet [Is the service running? See its log and `axmonitor check`.] ',
    '2026-01-02T10:00:00';
GO
CREATE PROCEDURE CollectorStatusTests.[test collecting, then silent, then collecting again]
AS
EXEC CollectorStatusTests.Run '2026-01-02T10:00:00', N'ok';
EXEC CollectorStatusTests.AssertStanding N'1 collecting [] ', '2026-01-02T10:02:00';
EXEC CollectorStatusTests.AssertStanding
    N'0 not collecting, because: it has not run for too long. [Is the service running? See its log and `axmonitor check`.] ',
    '2026-01-02T10:02:00.001';
EXEC CollectorStatusTests.Run '2026-01-02T10:03:00', N'ok';
EXEC CollectorStatusTests.AssertStanding N'1 collecting [] ', '2026-01-02T10:03:00';
GO
CREATE PROCEDURE CollectorStatusTests.[test a run that failed is odd at first, and the reason once nothing comes]
AS
EXEC CollectorStatusTests.Run '2026-01-02T10:00:00', N'ok';
EXEC CollectorStatusTests.Run '2026-01-02T10:00:10', N'failed', N'Login failed.';
EXEC CollectorStatusTests.AssertStanding
    N'1 collecting; Login failed. [See the error. `axmonitor check` looks into the instance.] ', '2026-01-02T10:00:20';
EXEC CollectorStatusTests.AssertStanding
    N'0 not collecting, because: Login failed. [See the error. `axmonitor check` looks into the instance.] ',
    '2026-01-02T10:05:00';
GO
CREATE PROCEDURE CollectorStatusTests.[test a need that is not met is the reason, what is only used stands beside it]
AS
EXEC CollectorStatusTests.SaveFindings '2026-01-02T10:00:00', 0;
EXEC CollectorStatusTests.AssertStanding
    N'0 not collecting, because: The login x lacks VIEW SERVER STATE. [GRANT VIEW SERVER STATE TO [x];] The login x lacks VIEW DEFINITION. GRANT VIEW DEFINITION TO [x];',
    '2026-01-02T10:00:00';
EXEC CollectorStatusTests.SaveFindings '2026-01-02T10:01:00', 1;
EXEC CollectorStatusTests.Run '2026-01-02T10:01:10', N'ok';
EXEC CollectorStatusTests.AssertStanding N'1 collecting [] The login x lacks VIEW DEFINITION. GRANT VIEW DEFINITION TO [x];',
    '2026-01-02T10:01:20';
GO
CREATE PROCEDURE CollectorStatusTests.[test a check is saved once, and an older one changes nothing]
AS
EXEC CollectorStatusTests.SaveFindings '2026-01-02T10:01:00', 1;
EXEC CollectorStatusTests.SaveFindings '2026-01-02T10:01:00', 0, N'0 1';
EXEC CollectorStatusTests.SaveFindings '2026-01-02T10:00:00', 0, N'0 1';
DECLARE @Unmet int = (SELECT COUNT(*) FROM collect.Preflight WHERE IsMet = 0 AND IsOptional = 0);
EXEC tSQLt.AssertEquals 0, @Unmet;
GO
CREATE PROCEDURE CollectorStatusTests.[test needs are checked every hour, and every minute while one is missing or a collector fails]
AS
DECLARE @Interval int;
EXEC CollectorStatusTests.SaveFindings '2026-01-02T10:01:00', 1;
SET @Interval = (
    SELECT EffectiveIntervalMs FROM ops.CollectorPlan() WHERE InstanceName = N'tSQLt' AND CollectorName = N'Preflight'
);
EXEC tSQLt.AssertEquals 3600000, @Interval;
EXEC CollectorStatusTests.SaveFindings '2026-01-02T10:02:00', 0;
SET @Interval = (
    SELECT EffectiveIntervalMs FROM ops.CollectorPlan() WHERE InstanceName = N'tSQLt' AND CollectorName = N'Preflight'
);
EXEC tSQLt.AssertEquals 60000, @Interval;
EXEC CollectorStatusTests.SaveFindings '2026-01-02T10:03:00', 1;
EXEC CollectorStatusTests.Run '2026-01-02T10:04:00', N'failed', N'What a mess.';
SET @Interval = (
    SELECT EffectiveIntervalMs FROM ops.CollectorPlan() WHERE InstanceName = N'tSQLt' AND CollectorName = N'Preflight'
);
EXEC tSQLt.AssertEquals 60000, @Interval;
GO
CREATE PROCEDURE CollectorStatusTests.[test report and command line tell the same, with the silent ones first]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC CollectorStatusTests.Run '2026-01-02T10:00:00', N'ok';
CREATE TABLE #Report (
    Number int IDENTITY (1, 1), InstanceId int, InstanceName sysname, CollectorName nvarchar(64), State nvarchar(16),
    IsCollecting bit, Standing nvarchar(2200), Remedy nvarchar(1000), Missing nvarchar(max), Since datetime2(3),
    LastSuccessAt datetime2(3), DataAgeMs bigint, DataAgeText nvarchar(60), IntervalMs int, EffectiveIntervalMs int,
    IntervalText nvarchar(60), BudgetMs int, LastSourceMs int, TruncatedAt datetime2(3));
CREATE TABLE #Line (
    Number int IDENTITY (1, 1), InstanceName sysname, CollectorName nvarchar(64), State nvarchar(16), IsCollecting bit,
    Standing nvarchar(2200), Remedy nvarchar(1000), Missing nvarchar(max), Since datetime2(3), LastSuccessAt datetime2(3),
    DataAgeMs bigint, IntervalMs int, EffectiveIntervalMs int, BudgetMs int, LastSourceMs int, TruncatedAt datetime2(3));
INSERT #Report EXEC report.CollectorStatus @InstanceId, '2026-01-02T10:01:30';
INSERT #Line EXEC ops.GetCollectorStatus N'tSQLt', '2026-01-02T10:01:30';
SELECT Number, CollectorName, State, Standing INTO #Expected FROM #Report;
SELECT Number, CollectorName, State, Standing INTO #Actual FROM #Line;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Last nvarchar(200) = (SELECT TOP (1) CONCAT(CollectorName, N' ', DataAgeText) FROM #Report ORDER BY Number DESC);
EXEC tSQLt.AssertEqualsString N'Requests 1 min 30 s', @Last;
GO
