-- Alerts about collectors that bring nothing: when they open, what they say, when they end.
EXEC tSQLt.NewTestClass N'AbsenceTests';
GO
-- One instance with Requests (10 s) and Batch (60 s), both last successful at 10:00:00. The rule as seeded:
-- silent after 120 s or 5 intervals, pending 60 s.
CREATE PROCEDURE AbsenceTests.SetUp
AS
DECLARE @InstanceId int;
UPDATE config.AlertRule SET IsEnabled = CASE WHEN RuleName = N'Collecting' THEN 1 ELSE 0 END;
UPDATE config.Instance SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
SET @InstanceId = SCOPE_IDENTITY();
UPDATE config.Collector SET IsEnabled = CASE WHEN CollectorName IN (N'Requests', N'Batch') THEN 1 ELSE 0 END;
UPDATE config.Collector SET IntervalMs = 10000 WHERE CollectorName = N'Requests';
UPDATE config.Collector SET IntervalMs = 60000 WHERE CollectorName = N'Batch';
DELETE config.MailRoute;
INSERT config.MailRoute (RouteName, Recipients) VALUES (N'default', N'dba@example.com');
EXEC AbsenceTests.Run N'Requests', '2026-01-02T10:00:00', N'ok', NULL;
EXEC AbsenceTests.Run N'Batch', '2026-01-02T10:00:00', N'ok', NULL;
GO
CREATE PROCEDURE AbsenceTests.Run
    @Collector nvarchar(64),
    @At        datetime2(3),
    @Outcome   nvarchar(16),
    @Message   nvarchar(2048)
AS
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Job nvarchar(128) = N'collect:' + @Collector;
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC ops.SaveJobRun @RunId, @Job, @InstanceId, @At, @At, NULL, 5, 1, 1, @Outcome, NULL, @Message;
GO
CREATE PROCEDURE AbsenceTests.Evaluate
    @Now datetime2(3)
AS
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
INSERT @Result EXEC alert.Evaluate @Now;
GO
CREATE PROCEDURE AbsenceTests.AssertMessages
    @Expected nvarchar(1000)
AS
DECLARE @Actual nvarchar(1000) = STUFF(
    (
        SELECT N' | ' + Subject FROM alert.Notification ORDER BY NotificationId FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(1000)'), 1, 3, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE AbsenceTests.[test a collector whose needs are gone is told once with reason and remedy, and once when it is back]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT collect.Preflight (InstanceId, CollectorName, CheckName, IsOptional, IsMet, Finding, Remedy, CheckedAt)
VALUES (
    @InstanceId, N'Requests', N'VIEW SERVER STATE', 0, 0, N'The login lacks VIEW SERVER STATE.',
    N'GRANT VIEW SERVER STATE TO [x];', '2026-01-02T10:00:00');
EXEC AbsenceTests.Evaluate '2026-01-02T10:01:59';
EXEC AbsenceTests.Run N'Batch', '2026-01-02T10:02:00', N'ok', NULL;
EXEC AbsenceTests.Evaluate '2026-01-02T10:02:00';
EXEC AbsenceTests.AssertMessages NULL;
EXEC AbsenceTests.Evaluate '2026-01-02T10:03:00';
EXEC AbsenceTests.Evaluate '2026-01-02T10:03:10';
EXEC AbsenceTests.AssertMessages N'Warning: tSQLt: collector Requests is not collecting (for 3 min 00 s)';
DECLARE @Told nvarchar(400) = (
    SELECT CONCAT(
        JSON_VALUE(PayloadJson, N'$.collectorState'),
        N': ',
        JSON_VALUE(PayloadJson, N'$.reason'),
        N' ',
        JSON_VALUE(PayloadJson, N'$.remedy'))
    FROM alert.Notification
);
EXEC tSQLt.AssertEqualsString N'waiting: The login lacks VIEW SERVER STATE. GRANT VIEW SERVER STATE TO [x];', @Told;
DECLARE @Shown nvarchar(400) = (
    SELECT CONCAT(a.Headline, N': ', a.CauseText, N' (', a.CausePage, N')') FROM report.OpenAlert() AS a
);
EXEC tSQLt.AssertEqualsString
    N'Requests is not collecting: The login lacks VIEW SERVER STATE. GRANT VIEW SERVER STATE TO [x]; (Administration)',
    @Shown;
UPDATE collect.Preflight SET IsMet = 1;
EXEC AbsenceTests.Run N'Requests', '2026-01-02T10:05:00', N'ok', NULL;
EXEC AbsenceTests.Evaluate '2026-01-02T10:05:05';
EXEC AbsenceTests.AssertMessages
    N'Warning: tSQLt: collector Requests is not collecting (for 3 min 00 s) | Resolved: tSQLt: collector Requests is collecting again (after 5 min 05 s)';
GO
CREATE PROCEDURE AbsenceTests.[test an instance that is away is one alert, not one per collector]
AS
EXEC AbsenceTests.Run N'Requests', '2026-01-02T10:01:50', N'failed', N'no route to host';
EXEC AbsenceTests.Run N'Batch', '2026-01-02T10:01:50', N'failed', N'no route to host';
EXEC AbsenceTests.Evaluate '2026-01-02T10:02:00';
EXEC AbsenceTests.Evaluate '2026-01-02T10:03:00';
EXEC AbsenceTests.Evaluate '2026-01-02T10:30:00';
EXEC AbsenceTests.AssertMessages N'Critical: tSQLt: nothing is being collected (for 3 min 00 s)';
DECLARE @Reason nvarchar(400) = (SELECT JSON_VALUE(PayloadJson, N'$.reason') FROM alert.Notification);
EXEC tSQLt.AssertEqualsString N'no route to host', @Reason;
EXEC AbsenceTests.Run N'Requests', '2026-01-02T10:40:00', N'ok', NULL;
EXEC AbsenceTests.Evaluate '2026-01-02T10:40:01';
EXEC AbsenceTests.Run N'Batch', '2026-01-02T10:40:50', N'ok', NULL;
EXEC AbsenceTests.Evaluate '2026-01-02T10:41:00';
EXEC AbsenceTests.AssertMessages
    N'Critical: tSQLt: nothing is being collected (for 3 min 00 s) | Resolved: tSQLt: collecting again (after 40 min 01 s)';
GO
CREATE PROCEDURE AbsenceTests.[test a collector that was switched off is told, long before its data is old]
AS
UPDATE config.Collector SET IntervalMs = 3600000 WHERE CollectorName = N'Batch';
UPDATE ops.CollectorState
SET State = N'off', Reason = N'Too slow.', Remedy = N'Make it faster.', ProbeAt = '2026-01-02T11:00:00'
WHERE CollectorName = N'Batch';
EXEC AbsenceTests.Evaluate '2026-01-02T10:00:30';
EXEC AbsenceTests.Evaluate '2026-01-02T10:01:30';
EXEC AbsenceTests.AssertMessages N'Warning: tSQLt: collector Batch was switched off (for 1 min 30 s)';
GO
CREATE PROCEDURE AbsenceTests.[test what was never set up is no alert, what never worked is]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
UPDATE config.Collector SET IsEnabled = 1 WHERE CollectorName IN (N'Deadlocks', N'BlockedProcesses');
INSERT collect.Preflight (InstanceId, CollectorName, CheckName, IsOptional, IsMet, Finding, Remedy, CheckedAt)
VALUES (
    @InstanceId, N'BlockedProcesses', N'xe AxMonitor_Blocking', 0, 0, N'It does not run.', N'Deploy it.', '2026-01-02T10:00:00');
EXEC AbsenceTests.Run N'Deadlocks', '2026-01-02T10:00:10', N'failed', N'what a mess';
EXEC AbsenceTests.Run N'Requests', '2026-01-02T10:05:00', N'ok', NULL;
EXEC AbsenceTests.Run N'Batch', '2026-01-02T10:05:00', N'ok', NULL;
EXEC AbsenceTests.Evaluate '2026-01-02T10:05:01';
EXEC AbsenceTests.Evaluate '2026-01-02T10:06:01';
EXEC AbsenceTests.AssertMessages N'Warning: tSQLt: collector Deadlocks is not collecting (for 5 min 51 s)';
GO
CREATE PROCEDURE AbsenceTests.[test a collector that is disabled while its alert is open is no longer expected]
AS
EXEC AbsenceTests.Run N'Requests', '2026-01-02T10:10:00', N'ok', NULL;
EXEC AbsenceTests.Run N'Batch', '2026-01-02T10:10:00', N'failed', N'what a mess';
EXEC AbsenceTests.Evaluate '2026-01-02T10:10:00';
EXEC AbsenceTests.Evaluate '2026-01-02T10:11:00';
EXEC config.SetCollectorOverride @InstanceName = N'tSQLt', @CollectorName = N'Batch', @IsEnabled = 0, @ChangedBy = N'ann',
    @Now = '2026-01-02T10:12:00';
EXEC AbsenceTests.Evaluate '2026-01-02T10:12:00';
EXEC AbsenceTests.AssertMessages
    N'Warning: tSQLt: collector Batch is not collecting (for 11 min 00 s) | Resolved: tSQLt: collector Batch is no longer expected (after 12 min 00 s)';
GO
-- Twelve collectors of 10 s that stop at once: the machine stood still, or the service did.
CREATE PROCEDURE AbsenceTests.StopMany
AS
DECLARE @Name nvarchar(64);
UPDATE config.Collector
SET IsEnabled = 1, IntervalMs = 10000
WHERE CollectorName IN (
    SELECT TOP (12) c.CollectorName FROM config.Collector AS c WHERE c.Kind = N'data' ORDER BY c.CollectorName);
DELETE ops.CollectorState;
INSERT ops.CollectorState
(
    InstanceId,
    CollectorName,
    State,
    Since,
    IntervalFactor,
    OverBudgetCount,
    WithinBudgetCount,
    FailureCount,
    LastRunAt,
    LastSuccessAt,
    ShrinkFactor
)
SELECT
    i.InstanceId,
    c.CollectorName,
    N'collecting',
    '2026-01-02T09:00:00',
    1,
    0,
    1,
    0,
    '2026-01-02T10:00:00',
    '2026-01-02T10:00:00',
    1
FROM config.Collector AS c
CROSS JOIN config.Instance AS i
WHERE i.InstanceName = N'tSQLt'
  AND c.IsEnabled = 1;
GO
CREATE PROCEDURE AbsenceTests.[test many collectors that are late together are one message with all of them, and one when they are back]
AS
DECLARE @At datetime2(3) = '2026-01-02T10:00:00';
EXEC AbsenceTests.StopMany;
DECLARE @Count int = (SELECT COUNT(*) FROM config.Collector WHERE IsEnabled = 1);
WHILE @At < '2026-01-02T10:14:00'
BEGIN
    EXEC AbsenceTests.Evaluate @At;
    SET @At = DATEADD(second, 5, @At);
END;
DECLARE @Expected nvarchar(400) = CONCAT(
    N'Warning: tSQLt: ', @Count, N' of ', @Count, N' collectors are not collecting (for 3 min 00 s)');
EXEC AbsenceTests.AssertMessages @Expected;
DECLARE @Told nvarchar(400) = (
    SELECT CONCAT(
        (SELECT COUNT(*) FROM OPENJSON(PayloadJson, N'$.collectors')),
        N' ',
        JSON_VALUE(PayloadJson, N'$.collectors[0].collectorState'),
        N': ',
        JSON_VALUE(PayloadJson, N'$.reason'))
    FROM alert.Notification
);
SET @Expected = CONCAT(@Count, N' late: No run of it has ended since 2026-01-02T10:00:00Z.');
EXEC tSQLt.AssertEqualsString @Expected, @Told;
-- Back one after the other, some of them late again in between.
UPDATE ops.CollectorState SET LastRunAt = @At, LastSuccessAt = @At WHERE CollectorName < N'D';
EXEC AbsenceTests.Evaluate @At;
UPDATE ops.CollectorState SET LastRunAt = @At, LastSuccessAt = @At;
EXEC AbsenceTests.Evaluate @At;
DECLARE @Messages int = (SELECT COUNT(*) FROM alert.Notification);
EXEC tSQLt.AssertEquals 2, @Messages;
DECLARE @Last nvarchar(400) = (SELECT TOP (1) Subject FROM alert.Notification ORDER BY NotificationId DESC);
SET @Expected = CONCAT(
    N'Resolved: tSQLt: ', @Count, N' collectors are collecting again or no longer expected (after 14 min 00 s)');
EXEC tSQLt.AssertEqualsString @Expected, @Last;
GO
CREATE PROCEDURE AbsenceTests.[test collectors that flap send no storm]
AS
DECLARE @At datetime2(3) = '2026-01-02T10:00:00';
DECLARE @Step int = 0;
EXEC AbsenceTests.StopMany;
-- An hour in which another third of them comes back every four minutes.
WHILE @At < '2026-01-02T11:00:00'
BEGIN
    EXEC AbsenceTests.Evaluate @At;
    SET @At = DATEADD(second, 20, @At);
    SET @Step += 1;
    IF @Step % 12 = 0
        UPDATE ops.CollectorState
        SET LastRunAt = @At, LastSuccessAt = @At
        WHERE ABS(CHECKSUM(CollectorName)) % 3 = @Step / 12 % 3;
END;
DECLARE @Messages int = (SELECT COUNT(*) FROM alert.Notification);
IF @Messages NOT BETWEEN 1 AND 8
    EXEC tSQLt.Fail N'Messages in an hour: ', @Messages;
GO
CREATE PROCEDURE AbsenceTests.[test a server that dies after some of its collectors is told at once as critical, and its long collectors afterwards are not]
AS
EXEC AbsenceTests.Run N'Batch', '2026-01-02T10:01:00', N'ok', NULL;
EXEC AbsenceTests.Evaluate '2026-01-02T10:02:00';
EXEC AbsenceTests.Evaluate '2026-01-02T10:03:00';
EXEC AbsenceTests.AssertMessages N'Warning: tSQLt: collector Requests is not collecting (for 3 min 00 s)';
EXEC AbsenceTests.Run N'Requests', '2026-01-02T10:03:10', N'failed', N'no route to host';
EXEC AbsenceTests.Run N'Batch', '2026-01-02T10:03:10', N'failed', N'no route to host';
EXEC AbsenceTests.Evaluate '2026-01-02T10:06:00';
EXEC AbsenceTests.Evaluate '2026-01-02T10:07:00';
EXEC AbsenceTests.Evaluate '2026-01-02T10:08:00';
DECLARE @Told nvarchar(400) = (
    SELECT CONCAT(COUNT(*), N' ', MAX(CASE WHEN Severity = N'critical' THEN Subject END)) FROM alert.Notification);
EXEC tSQLt.AssertEqualsString N'2 Critical: tSQLt: nothing is being collected (for 6 min 00 s)', @Told;
-- The short collector is back at once, the long one minutes later: nobody is told of the latter.
EXEC AbsenceTests.Run N'Requests', '2026-01-02T10:20:00', N'ok', NULL;
EXEC AbsenceTests.Evaluate '2026-01-02T10:20:01';
EXEC AbsenceTests.Run N'Requests', '2026-01-02T10:21:30', N'ok', NULL;
EXEC AbsenceTests.Evaluate '2026-01-02T10:21:31';
EXEC AbsenceTests.Run N'Requests', '2026-01-02T10:22:40', N'ok', NULL;
EXEC AbsenceTests.Evaluate '2026-01-02T10:22:41';
EXEC AbsenceTests.Run N'Batch', '2026-01-02T10:22:50', N'ok', NULL;
EXEC AbsenceTests.Evaluate '2026-01-02T10:22:51';
DECLARE @Messages int = (SELECT COUNT(*) FROM alert.Notification WHERE State = N'open');
EXEC tSQLt.AssertEquals 2, @Messages;
SET @Messages = (SELECT COUNT(*) FROM alert.Notification WHERE State = N'resolved');
EXEC tSQLt.AssertEquals 1, @Messages;
GO
