-- What nobody acknowledges: reminders, escalation, snooze, notes, assignment, and what history says of them.
EXEC tSQLt.NewTestClass N'ReminderTests';
GO
CREATE PROCEDURE ReminderTests.SetUp
AS
UPDATE config.AlertRule SET IsEnabled = 0;
UPDATE config.Instance SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
EXEC config.DefineMetric N'test.load', N'Requests', N'percent', N'higher', N'AOS', N'How busy it is.';
EXEC config.SetAlertRule N'Load', N'Threshold', @SubjectText = N'{key} busy', @WarnPriority = 1, @ChangedBy = N'tSQLt',
    @Now = '2026-01-02';
EXEC config.SetAlertRuleMeasure N'Load', @MetricName = N'test.load', @AggregateName = N'last', @WindowMs = 86400000,
    @MinSamples = 1, @WarnValue = 50, @CriticalValue = 90, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
DELETE config.MailRoute;
DELETE config.Route;
DELETE config.Channel;
INSERT config.MailRoute (RouteName, Recipients) VALUES (N'default', N'dba@example.com');
EXEC config.SetChannel N'lead', N'pagerduty', @ChangedBy = N'tSQLt', @Now = '2026-01-02';
GO
CREATE PROCEDURE ReminderTests.Evaluate
    @At datetime2(3)
AS
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
INSERT @Result EXEC alert.Evaluate @At;
GO
CREATE PROCEDURE ReminderTests.Busy
    @At      datetime2(3),
    @KeyText nvarchar(256) = N'AOS01',
    @Value   float = 60
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Points stage.MetricPoint;
INSERT @Points (MetricName, KeyText, Value) VALUES (N'test.load', @KeyText, @Value);
EXEC collect.SaveMetrics @InstanceId, @At, @Points;
EXEC ReminderTests.Evaluate @At;
GO
-- Evaluates every five minutes, so that what is due comes once and in its time.
CREATE PROCEDURE ReminderTests.Pass
    @From datetime2(3),
    @To   datetime2(3)
AS
WHILE @From <= @To
BEGIN
    EXEC ReminderTests.Evaluate @From;
    SET @From = DATEADD(minute, 5, @From);
END;
GO
CREATE PROCEDURE ReminderTests.AssertMessages
    @Expected nvarchar(4000)
AS
DECLARE @Actual nvarchar(4000) = STUFF(
    (
        SELECT CONCAT(N' | ', CONVERT(nvarchar(5), n.CreatedAt, 108), N' ', n.Channel, N' ', n.State, N': ', n.Subject)
        FROM alert.Notification AS n
        ORDER BY n.NotificationId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(4000)'), 1, 3, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE ReminderTests.[test an alert of priority 1 is told again every hour until somebody acknowledges it]
AS
DECLARE @AlertId bigint;
EXEC ReminderTests.Busy '2026-04-01T10:00';
EXEC ReminderTests.Pass '2026-04-01T10:05', '2026-04-01T12:30';
SET @AlertId = (SELECT MAX(AlertId) FROM alert.Alert);
EXEC alert.Acknowledge @AlertId, N'ann', NULL, '2026-04-01T12:31';
EXEC ReminderTests.Pass '2026-04-01T12:35', '2026-04-01T15:00';
DECLARE @Expected1 nvarchar(4000) =
    N'10:00 mail open: AOS01 busy (tSQLt) | 11:00 mail reminder: Reminder 1: AOS01 busy (tSQLt) | '
    + N'12:00 mail reminder: Reminder 2: AOS01 busy (tSQLt)';
EXEC ReminderTests.AssertMessages @Expected1;
DECLARE @Text nvarchar(400) =
    (SELECT TOP (1) JSON_VALUE(PayloadJson, N'$.reminder') FROM alert.Notification ORDER BY NotificationId DESC);
IF @Text NOT LIKE N'Nobody has acknowledged this for 2 h%'
    EXEC tSQLt.Fail @Text;
GO
CREATE PROCEDURE ReminderTests.[test the time is the setting of the priority, or the rule's own]
AS
EXEC config.SetAlertRule N'Load', @WarnPriority = 0, @CriticalPriority = 0, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC ReminderTests.Busy '2026-04-01T10:00';
EXEC ReminderTests.Pass '2026-04-01T10:05', '2026-04-01T10:20';
EXEC config.SetAlertRule N'Load', @ReminderMs = 1800000, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC ReminderTests.Pass '2026-04-01T10:25', '2026-04-01T10:50';
EXEC config.SetAlertRule N'Load', @ReminderMs = 0, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC ReminderTests.Pass '2026-04-01T10:55', '2026-04-01T12:00';
DECLARE @Expected2 nvarchar(4000) =
    N'10:00 mail open: AOS01 busy (tSQLt) | 10:15 mail reminder: Reminder 1: AOS01 busy (tSQLt) | '
    + N'10:45 mail reminder: Reminder 2: AOS01 busy (tSQLt)';
EXEC ReminderTests.AssertMessages @Expected2;
EXEC config.SetAlertRule N'Load', @ReminderMs = -1, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
DECLARE @Count1 int = (SELECT COUNT(*) FROM config.AlertRule WHERE RuleName = N'Load' AND ReminderMs IS NULL);
EXEC tSQLt.AssertEquals 1, @Count1;
GO
CREATE PROCEDURE ReminderTests.[test priorities 2 and 3 are not told again, and no alert more often than the setting says]
AS
EXEC config.SetSetting N'ReminderMaxCount', N'2', N'tSQLt', '2026-01-02';
EXEC ReminderTests.Busy '2026-04-01T10:00';
EXEC ReminderTests.Pass '2026-04-01T10:05', '2026-04-01T15:00';
DECLARE @Count2 int = (SELECT COUNT(*) FROM alert.Notification);
EXEC tSQLt.AssertEquals 3, @Count2;
DELETE alert.Notification; DELETE alert.Evidence; DELETE alert.History; DELETE alert.Alert;
EXEC config.SetAlertRule N'Load', @WarnPriority = 2, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC ReminderTests.Pass '2026-04-01T15:05', '2026-04-01T22:00';
DECLARE @Count3 int = (SELECT COUNT(*) FROM alert.Notification);
EXEC tSQLt.AssertEquals 1, @Count3;
GO
CREATE PROCEDURE ReminderTests.[test what is resolved, in a window or muted is not told again]
AS
DECLARE @Window TABLE (WindowId int);
INSERT @Window EXEC config.AddMaintenanceWindow @KeyLike = N'AOS02', @EndsAt = '2026-05-01', @StartsAt = '2026-04-01T10:30',
    @Reason = N'known', @ChangedBy = N'ann', @Now = '2026-04-01T09:00';
EXEC ReminderTests.Busy '2026-04-01T10:00', N'AOS01';
EXEC ReminderTests.Busy '2026-04-01T10:00:05', N'AOS02';
EXEC ReminderTests.Busy '2026-04-01T10:30', N'AOS01', 10;
EXEC ReminderTests.Pass '2026-04-01T10:35', '2026-04-01T14:00';
DECLARE @Expected3 nvarchar(4000) =
    N'10:00 mail open: AOS01 busy (tSQLt) | 10:00 mail open: AOS02 busy (tSQLt) | '
    + N'10:30 mail resolved: Resolved: AOS01 busy (tSQLt), after 30 min 00 s';
EXEC ReminderTests.AssertMessages @Expected3;
GO
CREATE PROCEDURE ReminderTests.[test an alert that nobody acknowledges goes to the route of escalation, once, and its end too]
AS
EXEC config.SetRoute N'lead', N'lead', 0, 1, @AfterMs = 1800000, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC ReminderTests.Busy '2026-04-01T10:00';
EXEC ReminderTests.Pass '2026-04-01T10:05', '2026-04-01T10:55';
EXEC ReminderTests.Busy '2026-04-01T10:56', N'AOS01', 10;
DECLARE @Expected4 nvarchar(4000) =
    N'10:00 mail open: AOS01 busy (tSQLt) | 10:30 lead escalated: Escalated: AOS01 busy (tSQLt) | '
    + N'10:56 lead resolved: Resolved: AOS01 busy (tSQLt), after 56 min 00 s | '
    + N'10:56 mail resolved: Resolved: AOS01 busy (tSQLt), after 56 min 00 s';
EXEC ReminderTests.AssertMessages @Expected4;
GO
CREATE PROCEDURE ReminderTests.[test an acknowledged alert is not escalated, and a worse one is told where it was]
AS
DECLARE @AlertId bigint;
EXEC config.SetRoute N'lead', N'lead', 0, 1, @AfterMs = 1800000, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC ReminderTests.Busy '2026-04-01T10:00', N'AOS01';
SET @AlertId = (SELECT MAX(AlertId) FROM alert.Alert);
EXEC alert.Acknowledge @AlertId, N'ann', NULL, '2026-04-01T10:10';
EXEC ReminderTests.Busy '2026-04-01T10:12', N'AOS02';
EXEC ReminderTests.Pass '2026-04-01T10:15', '2026-04-01T10:45';
EXEC ReminderTests.Busy '2026-04-01T10:50', N'AOS02', 95;
DECLARE @Expected5 nvarchar(4000) =
    N'10:00 mail open: AOS01 busy (tSQLt) | 10:12 mail open: AOS02 busy (tSQLt) | '
    + N'10:45 lead escalated: Escalated: AOS02 busy (tSQLt) | 10:50 lead open: Critical: AOS02 busy (tSQLt) | '
    + N'10:50 mail open: Critical: AOS02 busy (tSQLt)';
EXEC ReminderTests.AssertMessages @Expected5;
GO
CREATE PROCEDURE ReminderTests.[test several alerts of an instance that are due together are one message]
AS
EXEC config.SetRoute N'lead', N'lead', @AfterMs = 3600000, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC ReminderTests.Busy '2026-04-01T10:00:00', N'AOS01';
EXEC ReminderTests.Busy '2026-04-01T10:00:05', N'AOS02';
EXEC ReminderTests.Busy '2026-04-01T10:00:10', N'AOS03';
EXEC ReminderTests.Pass '2026-04-01T10:05', '2026-04-01T11:05';
DECLARE @Actual nvarchar(4000) = STUFF(
    (
        SELECT CONCAT(N' | ', CONVERT(nvarchar(5), n.CreatedAt, 108), N' ', n.Channel, N' ', n.TemplateName, N': ', n.Subject)
        FROM alert.Notification AS n
        WHERE n.State <> N'open'
        ORDER BY n.NotificationId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(4000)'), 1, 3, N'');
DECLARE @Expected6 nvarchar(4000) =
    N'11:00 lead metric: Escalated: AOS01 busy (tSQLt) | 11:00 mail metric: Reminder 1: AOS01 busy (tSQLt) | '
    + N'11:05 lead list: Escalated: AOS02 busy and 1 more (tSQLt) | '
    + N'11:05 mail list: Reminder 1: AOS02 busy and 1 more (tSQLt)';
EXEC tSQLt.AssertEqualsString @Expected6, @Actual;
GO
CREATE PROCEDURE ReminderTests.[test a snoozed alert is quiet until its time and is told again then]
AS
DECLARE @AlertId bigint;
EXEC config.SetRoute N'lead', N'lead', @AfterMs = 1800000, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC ReminderTests.Busy '2026-04-01T10:00';
SET @AlertId = (SELECT MAX(AlertId) FROM alert.Alert);
EXEC alert.Snooze @AlertId, '2026-04-01T13:00', N'month-end', N'ann', '2026-04-01T10:10';
EXEC ReminderTests.Pass '2026-04-01T10:15', '2026-04-01T12:55';
EXEC ReminderTests.AssertMessages N'10:00 mail open: AOS01 busy (tSQLt)';
EXEC ReminderTests.Pass '2026-04-01T13:00', '2026-04-01T13:30';
DECLARE @Expected7 nvarchar(4000) =
    N'10:00 mail open: AOS01 busy (tSQLt) | 13:00 lead escalated: Escalated: AOS01 busy (tSQLt) | '
    + N'13:00 mail reminder: Reminder 1: AOS01 busy (tSQLt)';
EXEC ReminderTests.AssertMessages @Expected7;
GO
CREATE PROCEDURE ReminderTests.[test a snoozed alert that becomes critical is told at once]
AS
DECLARE @AlertId bigint;
EXEC ReminderTests.Busy '2026-04-01T10:00';
SET @AlertId = (SELECT MAX(AlertId) FROM alert.Alert);
EXEC alert.Snooze @AlertId, '2026-04-01T13:00', NULL, N'ann', '2026-04-01T10:10';
EXEC ReminderTests.Busy '2026-04-01T10:20', N'AOS01', 95;
EXEC ReminderTests.AssertMessages N'10:00 mail open: AOS01 busy (tSQLt) | 10:20 mail open: Critical: AOS01 busy (tSQLt)';
GO
CREATE PROCEDURE ReminderTests.[test history tells who did what, by the caller's and the server's word]
AS
DECLARE @AlertId bigint;
EXEC ReminderTests.Busy '2026-04-01T10:00';
SET @AlertId = (SELECT MAX(AlertId) FROM alert.Alert);
EXEC alert.Assign @AlertId, N'bob', N'yours', N'ann', '2026-04-01T10:01';
EXEC alert.AddNote @AlertId, N'called the AOS admin', N'bob', '2026-04-01T10:02';
EXEC alert.Snooze @AlertId, '2026-04-01T11:00', NULL, N'bob', '2026-04-01T10:03';
EXEC alert.Snooze @AlertId, NULL, NULL, N'bob', '2026-04-01T10:04';
EXEC alert.Acknowledge @AlertId, N'bob', N'on it', '2026-04-01T10:05';
CREATE TABLE #History
(
    ChangedAt datetime2(3), ChangeKind nvarchar(16), ChangedBy nvarchar(128), LoginName nvarchar(128), RecordedAt datetime2(3),
    FromState nvarchar(16), ToState nvarchar(16), Severity nvarchar(16), ChannelName nvarchar(64), Note nvarchar(1000)
);
INSERT #History EXEC report.AlertHistory @AlertId;
DECLARE @Actual nvarchar(4000) = STUFF(
    (
        SELECT CONCAT(N' | ', h.ChangedBy, N' ', h.ChangeKind, N' ', h.ToState, N' ' + h.Note)
        FROM #History AS h
        ORDER BY h.ChangedAt, h.ToState DESC
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(4000)'), 1, 3, N'');
DECLARE @Expected8 nvarchar(4000) =
    N'alert.Evaluate state pending | alert.Evaluate state open | ann assignment open to bob: yours | '
    + N'bob note open called the AOS admin | bob snooze open until 2026-04-01T11:00:00Z | bob snooze open ended | '
    + N'bob state acknowledged on it';
EXEC tSQLt.AssertEqualsString @Expected8, @Actual;
DECLARE @Count4 int =
    (SELECT COUNT(*) FROM #History WHERE LoginName <> ORIGINAL_LOGIN() OR LoginName IS NULL OR RecordedAt IS NULL);
EXEC tSQLt.AssertEquals 0, @Count4;
DECLARE @Count5 int = (SELECT COUNT(*) FROM audit.Event WHERE Subject = CONCAT(N'alert ', @AlertId));
EXEC tSQLt.AssertEquals 5, @Count5;
GO
CREATE PROCEDURE ReminderTests.[test a snooze in the past or of weeks is refused]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50023, @ExpectedMessagePattern = N'%@Until = 2026-04-01T09:00:00Z has passed.%';
EXEC alert.Snooze 1, '2026-04-01T09:00', NULL, N'ann', '2026-04-01T10:00';
GO
CREATE PROCEDURE ReminderTests.[test a snooze for longer than a month is refused, with what does it]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50023, @ExpectedMessagePattern = N'%@ChangedBy is empty.%AddMaintenanceWindow%';
EXEC alert.Snooze 1, '2026-06-01T09:00', NULL, N'', '2026-04-01T10:00';
GO
CREATE PROCEDURE ReminderTests.[test an alert that does not exist cannot be snoozed]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50020, @ExpectedMessagePattern = N'Alert 4711 does not exist.%';
EXEC alert.Snooze 4711, '2026-04-01T11:00', NULL, N'ann', '2026-04-01T10:00';
GO
CREATE PROCEDURE ReminderTests.[test an alert that does not exist cannot be assigned]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50020, @ExpectedMessagePattern = N'Alert 4711 does not exist.%';
EXEC alert.Assign 4711, N'bob', NULL, N'ann', '2026-04-01T10:00';
GO
CREATE PROCEDURE ReminderTests.[test a note needs a text and an author]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50023, @ExpectedMessagePattern = N'%@ChangedBy is empty.%@Note is empty.%';
EXEC alert.AddNote 4711, N'', N'', '2026-04-01T10:00';
GO
CREATE PROCEDURE ReminderTests.[test a note of an alert that does not exist is refused]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50020, @ExpectedMessagePattern = N'Alert 4711 does not exist.%';
EXEC alert.AddNote 4711, N'x', N'ann', '2026-04-01T10:00';
GO
CREATE PROCEDURE ReminderTests.[test a rule and a route say what is wrong with their time]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50041, @ExpectedMessagePattern = N'%@ReminderMs = 5 is none of%';
EXEC config.SetAlertRule N'Load', @ReminderMs = 5, @ChangedBy = N'ann', @Now = '2026-04-01';
GO
CREATE PROCEDURE ReminderTests.[test a route with too short a time is refused]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50046, @ExpectedMessagePattern = N'%@AfterMs = 5 is too short%';
EXEC config.SetRoute N'x', N'lead', @AfterMs = 5, @ChangedBy = N'ann', @Now = '2026-04-01';
