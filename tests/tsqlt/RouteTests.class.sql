-- Channels and routes: which alert goes where and when, once on each channel, and that it is over everywhere.
EXEC tSQLt.NewTestClass N'RouteTests';
GO
CREATE PROCEDURE RouteTests.SetUp
AS
UPDATE config.AlertRule SET IsEnabled = CASE WHEN RuleName = N'Blocking' THEN 1 ELSE 0 END;
UPDATE config.Instance SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt, Environment, Tags)
VALUES (N'tSQLt', N'none', '2026-01-01', N'TST', N'finance;eu');
DELETE config.MailRoute;
DELETE config.Route;
DELETE config.Channel;
INSERT config.MailRoute (RouteName, Recipients) VALUES (N'default', N'dba@example.com');
EXEC config.SetChannel N'ops', N'teams', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
GO
-- An open alert of the rule Blocking, as alert.AdvanceAlerts leaves it.
CREATE PROCEDURE RouteTests.AddAlert
    @Priority tinyint,
    @AlertKey nvarchar(256),
    @AlertId  bigint OUTPUT
AS
INSERT alert.Alert
(
    RuleId,
    InstanceId,
    AlertKey,
    State,
    Severity,
    Priority,
    PendingAt,
    OpenedAt,
    LastEvaluatedAt,
    EvidenceJson
)
SELECT
    r.RuleId,
    n.InstanceId,
    @AlertKey,
    N'open',
    N'warning',
    @Priority,
    '2026-01-02T10:00:00',
    '2026-01-02T10:00:00',
    '2026-01-02T10:00:00',
    N'[]'
FROM config.AlertRule AS r
CROSS JOIN config.Instance AS n
WHERE r.RuleName = N'Batch overdue'
  AND n.InstanceName = N'tSQLt';
SET @AlertId = SCOPE_IDENTITY();
GO
-- Whether an alert of priority 1 goes to the channel by the only route.
CREATE PROCEDURE RouteTests.AssertRouted
    @Expected bit,
    @What     nvarchar(200),
    @Now      datetime2(3) = '2026-01-02T10:00:00'
AS
DECLARE @AlertId bigint = (SELECT MAX(AlertId) FROM alert.Alert);
IF NOT EXISTS (SELECT 1 FROM alert.Alert)
    EXEC RouteTests.AddAlert 1, N'k', @AlertId OUTPUT;
DECLARE @Actual bit = (SELECT t.IsRouted FROM alert.MessageTarget(@AlertId, @Now) AS t WHERE t.ChannelName = N'ops');
EXEC tSQLt.AssertEquals @Expected, @Actual, @What;
GO
CREATE PROCEDURE RouteTests.[test a route passes what fits all of its filters]
AS
DELETE alert.Notification; DELETE alert.Evidence; DELETE alert.History; DELETE alert.Alert;
EXEC RouteTests.AssertRouted 0, N'no route';
EXEC config.SetRoute N'r', N'ops', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC RouteTests.AssertRouted 1, N'no filter';
EXEC config.SetRoute N'r', N'ops', 1, 1, @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC RouteTests.AssertRouted 1, N'priority inside';
EXEC config.SetRoute N'r', N'ops', 0, 0, @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC RouteTests.AssertRouted 0, N'priority below';
EXEC config.SetRoute N'r', N'ops', 2, 3, @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC RouteTests.AssertRouted 0, N'priority above';
EXEC config.SetRoute N'r', N'ops', @InstanceName = N'tSQLt', @Environment = N'TST', @Tag = N'eu', @RuleKind = N'Threshold',
    @RuleName = N'Batch overdue', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC RouteTests.AssertRouted 1, N'all filters';
EXEC config.SetRoute N'r', N'ops', @Environment = N'PRD', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC RouteTests.AssertRouted 0, N'another environment';
EXEC config.SetRoute N'r', N'ops', @Tag = N'e', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC RouteTests.AssertRouted 0, N'the beginning of a tag';
EXEC config.SetRoute N'r', N'ops', @RuleKind = N'Event', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC RouteTests.AssertRouted 0, N'another kind';
EXEC config.SetRoute N'r', N'ops', @RuleName = N'Blocking', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC RouteTests.AssertRouted 0, N'another rule';
EXEC config.SetRoute N'r', N'ops', @IsEnabled = 0, @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC RouteTests.AssertRouted 0, N'disabled';
UPDATE config.Instance SET Environment = NULL WHERE InstanceName = N'tSQLt';
EXEC config.SetRoute N'r', N'ops', @Environment = N'PRD', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC RouteTests.AssertRouted 1, N'an instance without environment counts as PRD';
GO
CREATE PROCEDURE RouteTests.[test a route holds in its hours, over midnight and in its time zone]
AS
DECLARE @Case TABLE
(
    CaseId int IDENTITY (1, 1), At datetime2(3), WeekDays nvarchar(7), FromTime time(0), ToTime time(0),
    TimeZoneName nvarchar(128), Expected bit);
-- 2026-03-02 is a Monday.
INSERT @Case (At, WeekDays, FromTime, ToTime, TimeZoneName, Expected)
VALUES
    ('2026-03-02T10:00:00', NULL, NULL, NULL, NULL, 1),
    ('2026-03-02T10:00:00', N'1', NULL, NULL, NULL, 1),
    ('2026-03-02T10:00:00', N'234567', NULL, NULL, NULL, 0),
    ('2026-03-01T10:00:00', N'7', NULL, NULL, NULL, 1),
    ('2026-03-02T08:00:00', N'12345', '08:00', '18:00', NULL, 1),
    ('2026-03-02T07:59:59.999', N'12345', '08:00', '18:00', NULL, 0),
    ('2026-03-02T18:00:00', N'12345', '08:00', '18:00', NULL, 0),
    ('2026-03-02T17:59:59.999', N'12345', '08:00', '18:00', NULL, 1),
    -- Monday's night goes into Tuesday, and not Sunday's into Monday.
    ('2026-03-02T22:30:00', N'1', '22:00', '06:00', NULL, 1),
    ('2026-03-03T05:59:00', N'1', '22:00', '06:00', NULL, 1),
    ('2026-03-03T06:00:00', N'1', '22:00', '06:00', NULL, 0),
    ('2026-03-03T22:30:00', N'1', '22:00', '06:00', NULL, 0),
    ('2026-03-02T05:59:00', N'1', '22:00', '06:00', NULL, 0),
    ('2026-03-02T05:59:00', N'7', '22:00', '06:00', NULL, 1),
    -- 07:30 UTC is 08:30 there in winter and 09:30 in summer.
    ('2026-03-02T07:30:00', N'1', '08:00', '09:00', N'W. Europe Standard Time', 1),
    ('2026-07-06T07:30:00', N'1', '08:00', '09:00', N'W. Europe Standard Time', 0),
    ('2026-07-06T06:30:00', N'1', '08:00', '09:00', N'W. Europe Standard Time', 1),
    -- Sunday evening in UTC is Monday there.
    ('2026-03-01T23:30:00', N'1', NULL, NULL, N'W. Europe Standard Time', 1),
    ('2026-03-01T23:30:00', N'7', NULL, NULL, N'W. Europe Standard Time', 0);
DECLARE @Wrong nvarchar(max) =
(
    SELECT N' ' + CAST(c.CaseId AS nvarchar(10))
    FROM @Case AS c
    CROSS APPLY lib.WeekSpan(c.At, c.WeekDays, c.FromTime, c.ToTime, c.TimeZoneName) AS w
    WHERE w.IsInside <> c.Expected
    FOR XML PATH(N''), TYPE
).value(N'.', N'nvarchar(max)');
EXEC tSQLt.AssertEquals NULL, @Wrong;
GO
CREATE PROCEDURE RouteTests.[test a message is queued once on each channel and its end wherever it was told]
AS
DECLARE @AlertId bigint;
DECLARE @Count int;
DECLARE @Actual nvarchar(max);
EXEC config.SetChannel N'pd', N'pagerduty', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC config.SetChannel N'off', N'slack', @IsEnabled = 0, @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC config.SetRoute N'a', N'ops', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC config.SetRoute N'b', N'ops', 0, 1, @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC config.SetRoute N'c', N'off', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
-- Only until noon.
EXEC config.SetRoute N'd', N'pd', @FromTime = '08:00', @ToTime = '12:00', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC RouteTests.AddAlert 1, N'k', @AlertId OUTPUT;
CREATE TABLE #Change (AlertId bigint NOT NULL, FromState nvarchar(16) NULL, ToState nvarchar(16) NOT NULL);
EXEC alert.QueueNotifications '2026-01-02T10:00:00', @Count OUTPUT;
EXEC tSQLt.AssertEquals 3, @Count;
EXEC alert.QueueNotifications '2026-01-02T10:00:05', @Count OUTPUT;
EXEC tSQLt.AssertEquals 0, @Count;
UPDATE alert.Alert SET State = N'resolved', ResolvedAt = '2026-01-02T13:00:00' WHERE AlertId = @AlertId;
INSERT #Change (AlertId, ToState) VALUES (@AlertId, N'resolved');
EXEC alert.QueueNotifications '2026-01-02T13:00:00', @Count OUTPUT;
EXEC alert.QueueNotifications '2026-01-02T13:00:05', @Count OUTPUT;
SET @Actual = STUFF(
    (
        SELECT CONCAT(
            N', ', REPLACE(n.MessageKey, CONCAT(N'alert/', @AlertId, N'/'), N''), N' ', n.ChannelKind, N' ', n.Recipients)
        FROM alert.Notification AS n
        WHERE n.AlertId = @AlertId
        ORDER BY n.NotificationId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(max)'), 1, 2, N'');
EXEC tSQLt.AssertEqualsString
    N'mail/open/warning mail dba@example.com, ops/open/warning teams ops, pd/open/warning pagerduty pd, mail/resolved mail dba@example.com, ops/resolved teams ops, pd/resolved pagerduty pd',
    @Actual;
GO
CREATE PROCEDURE RouteTests.[test without a mail route the channels alone tell it]
AS
DECLARE @AlertId bigint;
DECLARE @Count int;
DELETE config.MailRoute;
EXEC RouteTests.AddAlert 1, N'k', @AlertId OUTPUT;
CREATE TABLE #Change (AlertId bigint NOT NULL, FromState nvarchar(16) NULL, ToState nvarchar(16) NOT NULL);
EXEC alert.QueueNotifications '2026-01-02T10:00:00', @Count OUTPUT;
EXEC tSQLt.AssertEquals 0, @Count, N'it belongs nowhere yet';
EXEC config.SetRoute N'a', N'ops', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC alert.QueueNotifications '2026-01-02T11:00:00', @Count OUTPUT;
EXEC tSQLt.AssertEquals 1, @Count, N'it is told when there is a route';
GO
CREATE PROCEDURE RouteTests.[test channels wait for their own messages alone]
AS
DECLARE @AlertId bigint;
DECLARE @Count int;
DECLARE @Claimed TABLE (
    NotificationId bigint, LeaseToken uniqueidentifier, AttemptNumber int, Channel nvarchar(64), ChannelKind nvarchar(16),
    Recipients nvarchar(max), TemplateName nvarchar(64), State nvarchar(16), Severity nvarchar(16), MessageKey nvarchar(200),
    FirstMessageKey nvarchar(200), Subject nvarchar(400), PayloadJson nvarchar(max), SettledJson nvarchar(max));
DECLARE @Waiting TABLE (ChannelName nvarchar(64));
UPDATE alert.Notification SET Status = N'failed', NextAttemptAt = NULL WHERE Status = N'pending';
EXEC config.SetRoute N'a', N'ops', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC RouteTests.AddAlert 1, N'k', @AlertId OUTPUT;
CREATE TABLE #Change (AlertId bigint NOT NULL, FromState nvarchar(16) NULL, ToState nvarchar(16) NOT NULL);
EXEC alert.QueueNotifications '2026-01-02T10:00:00', @Count OUTPUT;
INSERT @Waiting EXEC alert.GetWaitingChannels '2026-01-02T10:00:00';
EXEC tSQLt.AssertEquals 1, @@ROWCOUNT, N'mail is not among them';
-- The mail is not sent; the other channel does not wait for it.
INSERT @Claimed EXEC alert.ClaimNotifications N'o', 60, 5, '2026-01-02T10:00:00', @Channel = N'ops';
INSERT @Claimed EXEC alert.ClaimNotifications N'o', 60, 5, '2026-01-02T10:00:00', @Channel = N'ops';
DECLARE @Keys nvarchar(400) = (SELECT MAX(c.FirstMessageKey) FROM @Claimed AS c HAVING COUNT(*) = 1);
DECLARE @Expected nvarchar(400) = CONCAT(N'alert/', @AlertId, N'/ops/open/warning');
EXEC tSQLt.AssertEqualsString @Expected, @Keys;
DELETE @Claimed;
INSERT @Claimed EXEC alert.ClaimNotifications N'o', 60, 5, '2026-01-02T10:00:00', @ChannelKind = N'mail';
SET @Count = (SELECT COUNT(*) FROM @Claimed AS c WHERE c.ChannelKind = N'mail');
EXEC tSQLt.AssertEquals 1, @Count;
GO
CREATE PROCEDURE RouteTests.[test every fault of a channel is named]
AS
EXEC tSQLt.ExpectException @ExpectedMessage =
    N'The channel was not changed. @ChannelName is missing or holds something else than letters, digits and _. @AddressText is no name of a secret (letters, digits and _): addresses and keys stand in the orchestrator''s environment only. @IsEnabled is missing.',
    @ExpectedErrorNumber = 50045;
EXEC config.SetChannel N'a b', N'teams', N'https://x.test/secret', NULL, N'tSQLt', '2026-01-01';
GO
CREATE PROCEDURE RouteTests.[test a mail channel has recipients, all of them addresses]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern =
    N'%''bob'' is no mail address%', @ExpectedErrorNumber = 50045;
EXEC config.SetChannel N'night', N'mail', N'a@x.test; bob', 1, N'tSQLt', '2026-01-01';
GO
CREATE PROCEDURE RouteTests.[test the name mail stays with the mail routes]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'%config.SetMailRoute%', @ExpectedErrorNumber = 50045;
EXEC config.SetChannel N'mail', N'webhook', N'', 1, N'tSQLt', '2026-01-01';
GO
CREATE PROCEDURE RouteTests.[test every fault of a route is named]
AS
DECLARE @Message nvarchar(max);
BEGIN TRY
    EXEC config.SetRoute N'', N'nowhere', 3, 1, N'nobody', N'LIVE', N'a;b', N'Odd', N'no rule', N'18', '08:00', NULL, N'Nowhere',
        NULL, N'tSQLt', '2026-01-01';
END TRY
BEGIN CATCH
    SET @Message = ERROR_MESSAGE();
END CATCH;
DECLARE @Part TABLE (Part nvarchar(100));
INSERT @Part (Part)
VALUES
    (N'@RouteName is missing'), (N'no channel ''nowhere'''), (N'@MinPriority and @MaxPriority'), (N'no instance ''nobody'''),
    (N'@Environment is none'), (N'@Tag is one tag'), (N'@RuleKind is none'), (N'no rule ''no rule'''), (N'@WeekDays are digits'),
    (N'@FromTime and @ToTime'), (N'no time zone ''Nowhere'''), (N'@IsEnabled is missing');
DECLARE @Missing nvarchar(max) = (SELECT MAX(p.Part) FROM @Part AS p WHERE CHARINDEX(p.Part, COALESCE(@Message, N'')) = 0);
EXEC tSQLt.AssertEquals NULL, @Missing, @Message;
GO
CREATE PROCEDURE RouteTests.[test changes are audited once]
AS
DECLARE @Before int = (SELECT COUNT(*) FROM audit.Event);
EXEC config.SetChannel N'ops', N'slack', N'other', 1, N'me', '2026-01-01';
EXEC config.SetChannel N'ops', N'slack', N'other', 1, N'me', '2026-01-01';
EXEC config.SetRoute N'r', N'ops', 0, 1, @WeekDays = N'12345', @FromTime = '08:00', @ToTime = '18:00',
    @ChangedBy = N'me', @Now = '2026-01-01';
EXEC config.SetRoute N'r', N'ops', 0, 1, @WeekDays = N'12345', @FromTime = '08:00', @ToTime = '18:00',
    @ChangedBy = N'me', @Now = '2026-01-01';
DECLARE @Count int = (SELECT COUNT(*) - @Before FROM audit.Event);
EXEC tSQLt.AssertEquals 2, @Count;
DECLARE @Actual nvarchar(max) =
    (SELECT MAX(e.NewValue) FROM audit.Event AS e WHERE e.[Action] = N'SetRoute' AND e.Subject = N'r');
EXEC tSQLt.AssertEqualsString N'to ops, P0 to P1, days 12345, from 08:00:00 to 18:00:00', @Actual;
SET @Actual =
(
    SELECT CONCAT(e.OldValue, N' / ', e.NewValue)
    FROM audit.Event AS e
    WHERE e.[Action] = N'SetChannel'
      AND e.ChangedBy = N'me'
);
EXEC tSQLt.AssertEqualsString N'teams, ops / slack, other', @Actual;
GO
CREATE PROCEDURE RouteTests.[test a test message says what became of it]
AS
CREATE TABLE #Result
(
    NotificationId bigint, Channel nvarchar(64), ChannelKind nvarchar(16), Status nvarchar(16), AttemptCount int,
    SentAt datetime2(3), LastError nvarchar(2048), NextAttemptAt datetime2(3), ResultText nvarchar(max));
INSERT #Result EXEC alert.TestChannel N'ops', 0, N'me', '2026-01-02T10:00:00';
DECLARE @Text nvarchar(max) = (SELECT r.ResultText FROM #Result AS r);
EXEC tSQLt.AssertLike N'No orchestrator has taken the message for ops yet%', @Text;
DECLARE @Id bigint = (SELECT r.NotificationId FROM #Result AS r);
UPDATE alert.Notification SET LastError = N'the server answered 500', AttemptCount = 1 WHERE NotificationId = @Id;
DELETE #Result;
INSERT #Result EXEC alert.GetTestResult @Id;
SET @Text = (SELECT r.ResultText FROM #Result AS r);
EXEC tSQLt.AssertEqualsString
    N'Not sent on ops yet; it is tried again at 2026-01-02T10:00:00Z: the server answered 500', @Text;
UPDATE alert.Notification SET Status = N'sent', SentAt = '2026-01-02T10:00:07', NextAttemptAt = NULL WHERE NotificationId = @Id;
DELETE #Result;
INSERT #Result EXEC alert.GetTestResult @Id;
SET @Text = (SELECT r.ResultText FROM #Result AS r);
EXEC tSQLt.AssertEqualsString N'Sent on ops at 2026-01-02T10:00:07Z, attempt 1.', @Text;
GO
CREATE PROCEDURE RouteTests.[test a channel that is unknown or disabled cannot be tested]
AS
EXEC config.SetChannel N'ops', N'teams', N'', 0, N'me', '2026-01-01';
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50047;
EXEC alert.TestChannel N'ops', 0, N'me', '2026-01-02T10:00:00';
GO
CREATE PROCEDURE RouteTests.[test what a server asks for is waited]
AS
DECLARE @None stage.RecipientResult;
DECLARE @Token uniqueidentifier = NEWID();
DECLARE @Next TABLE (NextAttemptAt datetime2(3));
DECLARE @Id bigint;
CREATE TABLE #Result
(
    NotificationId bigint, Channel nvarchar(64), ChannelKind nvarchar(16), Status nvarchar(16), AttemptCount int,
    SentAt datetime2(3), LastError nvarchar(2048), NextAttemptAt datetime2(3), ResultText nvarchar(max));
INSERT #Result EXEC alert.TestChannel N'ops', 0, N'me', '2026-01-02T10:00:00';
SET @Id = (SELECT r.NotificationId FROM #Result AS r);
UPDATE alert.Notification
SET LeaseToken = @Token, LeaseExpiresAt = '2026-01-02T10:01:00', AttemptCount = 1 WHERE NotificationId = @Id;
INSERT @Next EXEC alert.FailNotification @Id, @Token, N'busy', 1, 0, @None, '2026-01-02T10:00:00', 90;
DECLARE @Actual datetime2(3) = (SELECT n.NextAttemptAt FROM @Next AS n);
DECLARE @Expected datetime2(3) = '2026-01-02T10:01:30';
EXEC tSQLt.AssertEquals @Expected, @Actual;
UPDATE alert.Notification
SET LeaseToken = @Token, LeaseExpiresAt = '2026-01-02T10:01:00', AttemptCount = 9 WHERE NotificationId = @Id;
DELETE @Next;
INSERT @Next EXEC alert.FailNotification @Id, @Token, N'busy', 1, 0, @None, '2026-01-02T10:00:00', 90;
SET @Actual = (SELECT n.NextAttemptAt FROM @Next AS n);
SET @Expected = '2026-01-02T10:02:00';
EXEC tSQLt.AssertEquals @Expected, @Actual, N'the back-off is longer';
GO
CREATE PROCEDURE RouteTests.[test a channel that does not deliver is told on the others]
AS
DECLARE @AlertId bigint;
DECLARE @Count int;
DECLARE @Actual nvarchar(max);
DECLARE @None stage.RecipientResult;
DECLARE @Token uniqueidentifier = NEWID();
UPDATE config.AlertRule SET IsEnabled = CASE WHEN RuleName = N'Delivery' THEN 1 ELSE 0 END;
UPDATE alert.Notification SET Status = N'failed', NextAttemptAt = NULL WHERE Status = N'pending';
EXEC config.SetRoute N'a', N'ops', @ChangedBy = N'tSQLt', @Now = '2026-01-01';
EXEC RouteTests.AddAlert 1, N'k', @AlertId OUTPUT;
CREATE TABLE #Change (AlertId bigint NOT NULL, FromState nvarchar(16) NULL, ToState nvarchar(16) NOT NULL);
EXEC alert.QueueNotifications '2026-01-02T10:00:00', @Count OUTPUT;
DROP TABLE #Change;
UPDATE alert.Notification SET Status = N'sent', SentAt = '2026-01-02T10:00:05', NextAttemptAt = NULL
WHERE Channel = N'mail' AND Status = N'pending';
CREATE TABLE #Result (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
INSERT #Result EXEC alert.Evaluate '2026-01-02T10:04:59';
SET @Count =
(
    SELECT COUNT(*)
    FROM alert.Alert AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    WHERE r.RuleName = N'Delivery'
);
EXEC tSQLt.AssertEquals 0, @Count, N'not before five minutes';
INSERT #Result EXEC alert.Evaluate '2026-01-02T10:05:30';
SET @Actual = STUFF(
    (
        SELECT CONCAT(N'; ', n.Channel, N' ', a.AlertKey, N' ', a.Severity, N' ', n.Subject)
        FROM alert.Alert AS a
        INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
        LEFT JOIN alert.Notification AS n ON n.AlertId = a.AlertId
        WHERE r.RuleName = N'Delivery'
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(max)'), 1, 2, N'');
EXEC tSQLt.AssertEqualsString N'mail ops warning Messages on channel ops are not delivered (tSQLt)', @Actual,
    N'told by mail, and not on the channel itself';
-- The first message is given up: that is told for an hour; then it is over.
UPDATE alert.Notification SET Status = N'sent', SentAt = '2026-01-02T10:05:40', NextAttemptAt = NULL
WHERE Channel = N'ops' AND State = N'resolved';
UPDATE alert.Notification SET LeaseToken = @Token, LeaseExpiresAt = '2026-01-02T10:07:00'
WHERE Channel = N'ops' AND State = N'open' AND AlertId = @AlertId;
DECLARE @Id bigint =
(
    SELECT n.NotificationId
    FROM alert.Notification AS n
    WHERE n.Channel = N'ops'
      AND n.State = N'open'
      AND n.AlertId = @AlertId
);
CREATE TABLE #Next (NextAttemptAt datetime2(3));
INSERT #Next EXEC alert.FailNotification @Id, @Token, N'the server answered 404', 0, 0, @None, '2026-01-02T10:06:00';
SET @Actual = STUFF(
    (
        SELECT CONCAT(N'; ', e.AlertKey, N' ', e.MeasureName, N' ', e.MeasureValue)
        FROM alert.ChannelEvent('2026-01-02T10:30:00', 0) AS e
        WHERE e.AlertKey = N'ops'
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(max)'), 1, 2, N'');
EXEC tSQLt.AssertEqualsString N'ops GivenUpCount 1', @Actual;
SET @Count = (SELECT COUNT(*) FROM alert.ChannelEvent('2026-01-02T11:07:00', 0) AS e WHERE e.AlertKey = N'ops');
EXEC tSQLt.AssertEquals 0, @Count;
-- As it was then.
SET @Count = (SELECT e.MeasureValue FROM alert.ChannelEvent('2026-01-02T10:03:00', 1) AS e WHERE e.AlertKey = N'ops');
EXEC tSQLt.AssertEquals 180000, @Count;
GO
