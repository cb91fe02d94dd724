-- What an incident was once it is over, and what became of the service levels.
EXEC tSQLt.NewTestClass N'ServiceLevelTests';
GO
CREATE PROCEDURE ServiceLevelTests.SetUp
AS
UPDATE config.AlertRule SET IsEnabled = 0;
UPDATE config.Instance SET IsEnabled = 0;
UPDATE config.ServiceLevel SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
EXEC config.DefineMetric N'test.load', N'Requests', N'percent', N'higher', N'AOS', N'How busy it is.';
EXEC config.SetAlertRule N'Load', N'Threshold', @SubjectText = N'{key} busy', @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC config.SetAlertRuleMeasure N'Load', @MetricName = N'test.load', @AggregateName = N'last', @WindowMs = 86400000,
    @MinSamples = 1, @WarnValue = 50, @CriticalValue = 90, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC config.SetServiceLevel N'Load', N'Alert', 99.5, N'It is not busy.', @RuleName = N'Load', @ChangedBy = N'tSQLt',
    @Now = '2026-01-02';
DELETE config.MailRoute;
INSERT config.MailRoute (RouteName, Recipients) VALUES (N'default', N'dba@example.com');
GO
CREATE PROCEDURE ServiceLevelTests.Busy
    @At    datetime2(3),
    @Value float
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Points stage.MetricPoint;
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
INSERT @Points (MetricName, KeyText, Value) VALUES (N'test.load', N'AOS01', @Value);
EXEC collect.SaveMetrics @InstanceId, @At, @Points;
INSERT @Result EXEC alert.Evaluate @At;
GO
-- Requests watched the instance from … to, in buckets of five minutes.
CREATE PROCEDURE ServiceLevelTests.Watch
    @From datetime2(3),
    @To   datetime2(3)
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @CollectorId int = (SELECT CollectorId FROM config.Collector WHERE CollectorName = N'Requests');
INSERT rollup.Coverage (InstanceId, CollectorId, BucketAt, CoveredMs)
SELECT @InstanceId, @CollectorId, DATEADD(minute, 5 * n.Number, @From), 300000
FROM
(
    SELECT TOP (DATEDIFF(minute, @From, @To) / 5) Number = ROW_NUMBER() OVER (ORDER BY a.object_id, b.number) - 1
    FROM sys.objects AS a
    CROSS JOIN (VALUES (1), (2), (3), (4), (5)) AS b (number)
) AS n;
GO
CREATE PROCEDURE ServiceLevelTests.AssertStatus
    @Now      datetime2(3),
    @Expected nvarchar(1000)
AS
CREATE TABLE #Status
(
    LevelName nvarchar(64), Description nvarchar(400), TargetPercent decimal(5, 2), ReachedPercent float, WatchedMinutes int,
    BadMinutes int, BudgetMinutes float, BudgetLeftMinutes float, BudgetLeftPercent float, BurnHour float, Burn5Minutes float,
    Burn6Hours float, Burn30Minutes float, BurnDay float, Burn2Hours float, Burn3Days float, BurnState nvarchar(16)
);
INSERT #Status EXEC report.SloStatus @Now;
DECLARE @Actual nvarchar(1000) =
(
    SELECT CONCAT(
        s.LevelName, N': watched ', s.WatchedMinutes, N', bad ', s.BadMinutes, N', budget left ',
        CAST(s.BudgetLeftMinutes AS decimal(9, 1)), N', hour ',
        COALESCE(CAST(CAST(s.BurnHour AS decimal(9, 2)) AS nvarchar(20)), N'-'),
        N', ', s.BurnState)
    FROM #Status AS s
);
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE ServiceLevelTests.[test bad minutes burn the budget, and what nobody watched is neither good nor bad]
AS
EXEC ServiceLevelTests.AssertStatus '2026-04-02T12:00', N'Load: watched 0, bad 0, budget left , hour -, not watched';
EXEC ServiceLevelTests.Watch '2026-04-01T12:00', '2026-04-02T12:00';
EXEC ServiceLevelTests.AssertStatus '2026-04-02T12:00', N'Load: watched 1440, bad 0, budget left 216.0, hour 0.00, ok';
EXEC ServiceLevelTests.Busy '2026-04-02T11:40', 60;
EXEC ServiceLevelTests.Busy '2026-04-02T11:52', 10;
EXEC ServiceLevelTests.AssertStatus '2026-04-02T12:00', N'Load: watched 1440, bad 12, budget left 204.0, hour 40.00, page';
-- Still open: it counts up to now, and both windows of the hour burn.
EXEC ServiceLevelTests.Busy '2026-04-02T11:55', 60;
EXEC ServiceLevelTests.AssertStatus '2026-04-02T12:00', N'Load: watched 1440, bad 17, budget left 199.0, hour 56.67, page';
-- Twenty minutes later without anything having been watched since.
EXEC ServiceLevelTests.AssertStatus '2026-04-02T12:20', N'Load: watched 1440, bad 17, budget left 199.0, hour -, ok';
GO
CREATE PROCEDURE ServiceLevelTests.AssertWeek
    @WeekStart datetime2(3),
    @Expected  nvarchar(1000)
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
CREATE TABLE #Week
(
    LevelName nvarchar(64), Description nvarchar(400), TargetPercent decimal(5, 2), ReachedPercent float, BeforePercent float,
    BadMinutes int, BeforeMinutes int, BudgetLeftPercent float, StateText nvarchar(16)
);
INSERT #Week EXEC report.WeeklyLevels @InstanceId, @WeekStart = @WeekStart;
DECLARE @Actual nvarchar(1000) =
(
    SELECT CONCAT(
        w.LevelName, N': ', CAST(w.ReachedPercent AS decimal(9, 2)), N' (', w.BadMinutes, N' bad), before ',
        CAST(w.BeforePercent AS decimal(9, 2)), N' (', w.BeforeMinutes, N' bad), budget left ',
        CAST(w.BudgetLeftPercent AS decimal(9, 1)), N', ', w.StateText)
    FROM #Week AS w
);
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE ServiceLevelTests.[test each week has its own bad minutes]
AS
-- Monday 2026-03-23 to 29, and the week from the 30th on, of which the last day was not watched.
EXEC ServiceLevelTests.AssertWeek '2026-03-30', N'Load:  ( bad), before  ( bad), budget left , not watched';
EXEC ServiceLevelTests.Watch '2026-03-23T00:00', '2026-04-05T00:00';
EXEC ServiceLevelTests.Busy '2026-03-29T23:50', 60;
EXEC ServiceLevelTests.Busy '2026-03-30T00:20', 10;
EXEC ServiceLevelTests.Busy '2026-04-01T11:40', 60;
EXEC ServiceLevelTests.Busy '2026-04-01T12:40', 10;
EXEC ServiceLevelTests.AssertWeek '2026-04-01', N'Load: 99.07 (80 bad), before 99.90 (10 bad), budget left 58.3, missed';
EXEC ServiceLevelTests.AssertWeek '2026-03-29', N'Load: 99.90 (10 bad), before  ( bad), budget left 95.4, kept';
-- The week after was not watched at all, and its budget is that of 30 days.
EXEC ServiceLevelTests.AssertWeek '2026-04-06', N'Load:  ( bad), before 99.07 (80 bad), budget left 58.3, not watched';
-- Nobody has lived the week that is to come.
EXEC ServiceLevelTests.AssertWeek '2099-04-06', N'Load:  ( bad), before  ( bad), budget left , not watched';
GO
CREATE PROCEDURE ServiceLevelTests.[test an incident that is over leaves what it was]
AS
DECLARE @AlertId bigint;
EXEC ServiceLevelTests.Busy '2026-04-02T10:00', 60;
SET @AlertId = (SELECT MAX(AlertId) FROM alert.Alert);
UPDATE alert.Notification SET Status = N'sent', SentAt = '2026-04-02T10:00:03', NextAttemptAt = NULL;
EXEC alert.Acknowledge @AlertId, N'ann', NULL, '2026-04-02T10:05';
EXEC ServiceLevelTests.Busy '2026-04-02T10:10', 95;
EXEC ServiceLevelTests.Busy '2026-04-02T10:30', 10;
CREATE TABLE #Row
(
    AlertId bigint, InstanceName sysname, RuleName nvarchar(128), Headline nvarchar(300), Severity nvarchar(16), Priority tinyint,
    OnsetAt datetime2(3), DetectedAt datetime2(3), NotifiedAt datetime2(3), AcknowledgedAt datetime2(3),
    AcknowledgedBy nvarchar(128), AssignedTo nvarchar(128), ResolvedAt datetime2(3), DetectionMs bigint, DeliveryMs bigint,
    ResponseMs bigint, WarningMinutes decimal(12, 1), CriticalMinutes decimal(12, 1), MemberCount int, ReminderCount int
);
INSERT #Row EXEC report.PostMortems '2026-04-02', '2026-04-03', N'tSQLt';
DECLARE @Actual nvarchar(1000) =
(
    SELECT CONCAT(
        r.Headline, N' ', r.Severity, N' P', r.Priority, N' by ', r.AcknowledgedBy, N' delivered ', r.DeliveryMs, N' response ',
        r.ResponseMs, N' warning ', r.WarningMinutes, N' critical ', r.CriticalMinutes, N' members ', r.MemberCount)
    FROM #Row AS r
);
EXEC tSQLt.AssertEqualsString
    N'AOS01 busy critical P1 by ann delivered 3000 response 300000 warning 10.0 critical 20.0 members 0', @Actual;
GO
CREATE PROCEDURE ServiceLevelTests.[test what never opened and what told the story of another leaves nothing]
AS
DECLARE @Count int;
EXEC config.SetAlertRule N'Load', @PendingMs = 600000, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC ServiceLevelTests.Busy '2026-04-02T10:00', 60;
EXEC ServiceLevelTests.Busy '2026-04-02T10:05', 10;
SET @Count = (SELECT COUNT(*) FROM alert.PostMortem);
EXEC tSQLt.AssertEquals 0, @Count;
GO
CREATE PROCEDURE ServiceLevelTests.[test late detection and late delivery are bad minutes]
AS
UPDATE config.ServiceLevel SET IsEnabled = CASE WHEN SourceName = N'Delivery' THEN 1 ELSE 0 END;
EXEC ServiceLevelTests.Watch '2026-04-01T12:00', '2026-04-02T12:00';
EXEC ServiceLevelTests.Busy '2026-04-02T10:00', 60;
UPDATE alert.Notification SET Status = N'sent', SentAt = '2026-04-02T10:05', NextAttemptAt = NULL;
EXEC ServiceLevelTests.AssertStatus '2026-04-02T12:00', N'Delivery: watched 1440, bad 4, budget left 39.2, hour 0.00, ok';
EXEC ServiceLevelTests.Busy '2026-04-02T10:30', 10;
UPDATE alert.PostMortem SET OnsetAt = '2026-04-02T09:50';
UPDATE config.ServiceLevel SET IsEnabled = CASE WHEN SourceName = N'Detection' THEN 1 ELSE 0 END;
EXEC ServiceLevelTests.AssertStatus '2026-04-02T12:00', N'Detection time: watched 1440, bad 8, budget left 35.2, hour 0.00, ok';
GO
CREATE PROCEDURE ServiceLevelTests.[test every fault of a service level is named]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50048,
    @ExpectedMessagePattern = N'%@SourceName = ''x'' is none of%@TargetPercent = 90.00 is out of 93.1%@Description is empty.%';
EXEC config.SetServiceLevel N'Load', N'x', 90, N'', @ChangedBy = N'tSQLt', @Now = '2026-01-02';
GO
CREATE PROCEDURE ServiceLevelTests.[test a service level of an unknown rule is refused]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50048, @ExpectedMessagePattern = N'%@RuleName = ''Nothing'' is no rule%';
EXEC config.SetServiceLevel N'Load', N'Alert', 99.5, N'x', @RuleName = N'Nothing', @ChangedBy = N'tSQLt', @Now = '2026-01-02';
