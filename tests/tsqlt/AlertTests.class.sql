-- alert.Evaluate and the outbox: the life of an alert from pending to resolved, and of its messages.
EXEC tSQLt.NewTestClass N'AlertTests';
GO
-- One instance with one open incident of session 51: total wait 60 s, longest 20 s. Rule: warning at 50 s in
-- total, critical at 100 s; pending 30 s, clears below half for 20 s.
CREATE PROCEDURE AlertTests.SetUp
AS
UPDATE config.AlertRule SET IsEnabled = 0;
INSERT config.AlertRule (RuleName, RuleKind, TemplateName, PlaybookName, PendingMs, ClearPercent, ClearMs)
VALUES (N'tSQLt', N'Event', N'blocking', N'blocking', 30000, 50, 20000);
INSERT config.AlertRuleMeasure (RuleId, RuleKind, SourceName, MeasureName, WarnValue, CriticalValue)
SELECT RuleId, RuleKind, N'BlockingIncident', N'TotalWaitMs', 50000, 100000
FROM config.AlertRule
WHERE RuleName = N'tSQLt';
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
DELETE config.MailRoute;
INSERT config.MailRoute (RouteName, Recipients) VALUES (N'default', N'dba@example.com;ax@example.com');
EXEC AlertTests.AddIncident N'first';
GO
CREATE PROCEDURE AlertTests.AddIncident
    @AlertKey nvarchar(200)
AS
INSERT fact.BlockingIncident
(
    InstanceId,
    HeadSessionId,
    HeadLoginTime,
    HeadKind,
    AlertKey,
    StartedAt,
    FirstSeenAt,
    LastSeenAt,
    VictimCount,
    MaxDepth,
    TotalWaitMs,
    LongestWaitMs,
    PeakVictimCount,
    PeakTotalWaitMs,
    ObjectName,
    HostName,
    ProgramName,
    AxUser,
    AxSessionId,
    AxConfidence,
    Status,
    OpenTransactionCount,
    IdleInTransactionMs
)
SELECT
    InstanceId,
    51,
    '2026-01-01',
    N'session',
    @AlertKey,
    '2026-01-02T09:59:40',
    '2026-01-02T10:00:00',
    '2026-01-02T10:00:00',
    3,
    2,
    60000,
    20000,
    3,
    60000,
    N'AXPRD.dbo.INVENTSUM',
    N'AOS01',
    N'Microsoft Dynamics AX',
    N'ALICE',
    4711,
    N'confirmed',
    N'sleeping',
    1,
    45000
FROM config.Instance
WHERE InstanceName = N'tSQLt';
GO
CREATE PROCEDURE AlertTests.Evaluate
    @Now datetime2(3)
AS
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
INSERT @Result EXEC alert.Evaluate @Now;
GO
CREATE PROCEDURE AlertTests.SetWait
    @TotalWaitMs bigint
AS
UPDATE fact.BlockingIncident
SET TotalWaitMs = @TotalWaitMs,
    PeakTotalWaitMs = CASE WHEN @TotalWaitMs > PeakTotalWaitMs THEN @TotalWaitMs ELSE PeakTotalWaitMs END
WHERE EndedAt IS NULL;
GO
CREATE PROCEDURE AlertTests.EndIncident
AS
UPDATE fact.BlockingIncident SET EndedAt = LastSeenAt WHERE EndedAt IS NULL;
GO
CREATE PROCEDURE AlertTests.AssertHistory
    @Expected nvarchar(1000)
AS
DECLARE @Actual nvarchar(1000) = STUFF(
    (
        SELECT N', ' + COALESCE(FromState, N'-') + N'>' + ToState + N' ' + Severity
        FROM alert.History
        ORDER BY HistoryId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(1000)'), 1, 2, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE AlertTests.AssertMessages
    @Expected nvarchar(1000)
AS
DECLARE @Actual nvarchar(1000) = STUFF(
    (
        SELECT N', ' + State + N' ' + Severity FROM alert.Notification ORDER BY NotificationId FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(1000)'), 1, 2, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE AlertTests.[test an incident known from events alone waits until a snapshot could have told whose it is]
AS
UPDATE config.AlertRule SET PendingMs = 0;
UPDATE fact.BlockingIncident SET HeadLoginTime = '1900-01-01';
EXEC AlertTests.Evaluate '2026-01-02T10:00:05';
EXEC AlertTests.AssertHistory NULL;
INSERT collect.Watermark (InstanceId, CollectorName, CapturedAt, RunId)
SELECT InstanceId, N'Requests', '2026-01-02T10:00:06', NEWID()
FROM config.Instance
WHERE InstanceName = N'tSQLt';
EXEC AlertTests.Evaluate '2026-01-02T10:00:07';
EXEC AlertTests.AssertMessages N'open warning';
GO
CREATE PROCEDURE AlertTests.[test an incident known from events alone is told after a minute when no snapshot comes]
AS
UPDATE config.AlertRule SET PendingMs = 0;
UPDATE fact.BlockingIncident SET HeadLoginTime = '1900-01-01';
EXEC AlertTests.Evaluate '2026-01-02T10:00:59.999';
EXEC AlertTests.AssertMessages NULL;
EXEC AlertTests.Evaluate '2026-01-02T10:01:00';
EXEC AlertTests.AssertMessages N'open warning';
GO
CREATE PROCEDURE AlertTests.[test an alert is pending until its condition has held for the pending time, then opens with one message]
AS
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
EXEC AlertTests.Evaluate '2026-01-02T10:00:29.999';
EXEC AlertTests.AssertHistory N'->pending warning';
EXEC AlertTests.AssertMessages NULL;
EXEC AlertTests.Evaluate '2026-01-02T10:00:30';
EXEC AlertTests.Evaluate '2026-01-02T10:00:40';
EXEC AlertTests.AssertHistory N'->pending warning, pending>open warning';
EXEC AlertTests.AssertMessages N'open warning';
GO
CREATE PROCEDURE AlertTests.[test a condition that goes away while pending sends nothing]
AS
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
EXEC AlertTests.SetWait 49999;
EXEC AlertTests.Evaluate '2026-01-02T10:00:10';
EXEC AlertTests.Evaluate '2026-01-02T10:00:40';
EXEC AlertTests.AssertHistory N'->pending warning, pending>resolved warning';
EXEC AlertTests.AssertMessages NULL;
GO
CREATE PROCEDURE AlertTests.[test below the warn value nothing happens]
AS
EXEC AlertTests.SetWait 49999;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
EXEC tSQLt.AssertEmptyTable N'alert.Alert';
GO
CREATE PROCEDURE AlertTests.[test evaluation counts what it did]
AS
CREATE TABLE #Expected (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
CREATE TABLE #Actual (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
INSERT #Expected VALUES (0, 0, 0, 0), (1, 0, 1, 1), (0, 1, 0, 1);
UPDATE config.AlertRule SET PendingMs = 0;
EXEC AlertTests.SetWait 1;
INSERT #Actual EXEC alert.Evaluate '2026-01-02T10:00:00';
EXEC AlertTests.SetWait 60000;
INSERT #Actual EXEC alert.Evaluate '2026-01-02T10:00:10';
EXEC AlertTests.EndIncident;
INSERT #Actual EXEC alert.Evaluate '2026-01-02T10:00:20';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE AlertTests.[test the alert resolves with one message when its incident has ended]
AS
UPDATE config.AlertRule SET PendingMs = 0;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
EXEC AlertTests.EndIncident;
EXEC AlertTests.Evaluate '2026-01-02T10:00:10';
EXEC AlertTests.Evaluate '2026-01-02T10:00:20';
EXEC AlertTests.AssertHistory N'->pending warning, pending>open warning, open>resolved warning';
EXEC AlertTests.AssertMessages N'open warning, resolved warning';
GO
CREATE PROCEDURE AlertTests.[test hysteresis keeps an alert open until it is clear for the clear time]
AS
UPDATE config.AlertRule SET PendingMs = 0;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
-- Between clear level and warn value: neither clear nor worse.
EXEC AlertTests.SetWait 30000;
EXEC AlertTests.Evaluate '2026-01-02T10:01:00';
-- Clear, but not long enough; then up again, which starts the clock anew.
EXEC AlertTests.SetWait 24999;
EXEC AlertTests.Evaluate '2026-01-02T10:02:00';
EXEC AlertTests.SetWait 25000;
EXEC AlertTests.Evaluate '2026-01-02T10:02:10';
EXEC AlertTests.SetWait 24999;
EXEC AlertTests.Evaluate '2026-01-02T10:02:20';
EXEC AlertTests.Evaluate '2026-01-02T10:02:39.999';
EXEC AlertTests.AssertHistory N'->pending warning, pending>open warning';
EXEC AlertTests.Evaluate '2026-01-02T10:02:40';
EXEC AlertTests.AssertHistory N'->pending warning, pending>open warning, open>resolved warning';
GO
CREATE PROCEDURE AlertTests.[test escalation to critical is told at once, whatever was told before, and once]
AS
UPDATE config.AlertRule SET PendingMs = 0;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
EXEC AlertTests.SetWait 100000;
EXEC AlertTests.Evaluate '2026-01-02T10:00:10';
EXEC AlertTests.AssertHistory N'->pending warning, pending>open warning, open>open critical';
EXEC AlertTests.AssertMessages N'open warning, open critical';
EXEC AlertTests.Evaluate '2026-01-02T10:15:00';
EXEC AlertTests.Evaluate '2026-01-02T10:40:00';
EXEC AlertTests.AssertMessages N'open warning, open critical';
GO
CREATE PROCEDURE AlertTests.[test severity does not fall while the alert is open]
AS
UPDATE config.AlertRule SET PendingMs = 0;
EXEC AlertTests.SetWait 100000;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
EXEC AlertTests.SetWait 60000;
EXEC AlertTests.Evaluate '2026-01-02T10:00:10';
DECLARE @Severity nvarchar(16) = (SELECT Severity FROM alert.Alert);
EXEC tSQLt.AssertEqualsString N'critical', @Severity;
GO
CREATE PROCEDURE AlertTests.[test the same key again within the suppression time opens without a message]
AS
UPDATE config.AlertRule SET PendingMs = 0;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
EXEC AlertTests.EndIncident;
EXEC AlertTests.Evaluate '2026-01-02T10:00:10';
EXEC AlertTests.AddIncident N'first';
EXEC AlertTests.Evaluate '2026-01-02T10:20:00';
EXEC AlertTests.EndIncident;
EXEC AlertTests.Evaluate '2026-01-02T10:20:10';
EXEC AlertTests.AssertMessages N'open warning, resolved warning';
EXEC AlertTests.AddIncident N'first';
EXEC AlertTests.Evaluate '2026-01-02T10:55:00';
EXEC AlertTests.AssertMessages N'open warning, resolved warning, open warning';
GO
CREATE PROCEDURE AlertTests.[test a worse alert of the same key is neither suppressed nor throttled]
AS
UPDATE config.AlertRule SET PendingMs = 0;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
EXEC AlertTests.EndIncident;
EXEC AlertTests.Evaluate '2026-01-02T10:00:10';
EXEC AlertTests.AddIncident N'first';
EXEC AlertTests.SetWait 100000;
EXEC AlertTests.Evaluate '2026-01-02T10:10:00';
EXEC AlertTests.AssertMessages N'open warning, resolved warning, open critical';
GO
CREATE PROCEDURE AlertTests.[test another object is another story and is told at once]
AS
UPDATE config.AlertRule SET PendingMs = 0;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
EXEC AlertTests.EndIncident;
EXEC AlertTests.AddIncident N'second';
UPDATE fact.BlockingIncident SET ObjectName = N'AXPRD.dbo.SALESTABLE' WHERE AlertKey = N'second';
EXEC AlertTests.Evaluate '2026-01-02T10:00:10';
EXEC AlertTests.AssertMessages N'open warning, resolved warning, open warning';
GO
CREATE PROCEDURE AlertTests.[test a new incident of the same key continues the unresolved alert]
AS
UPDATE config.AlertRule SET PendingMs = 0;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
EXEC AlertTests.EndIncident;
EXEC AlertTests.AddIncident N'first';
EXEC AlertTests.Evaluate '2026-01-02T10:00:10';
EXEC AlertTests.AssertHistory N'->pending warning, pending>open warning';
DECLARE @IsLatest int =
(
    SELECT COUNT(*)
    FROM alert.Alert
    WHERE SubjectKind = N'BlockingIncident'
      AND SubjectId = (SELECT MAX(IncidentId) FROM fact.BlockingIncident)
);
EXEC tSQLt.AssertEquals 1, @IsLatest;
GO
CREATE PROCEDURE AlertTests.[test two unresolved alerts of one key are refused by the schema]
AS
UPDATE config.AlertRule SET PendingMs = 0;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 2601;
INSERT alert.Alert (RuleId, InstanceId, AlertKey, State, Severity, PendingAt, LastEvaluatedAt)
SELECT RuleId, InstanceId, AlertKey, N'pending', Severity, PendingAt, LastEvaluatedAt FROM alert.Alert;
GO
CREATE PROCEDURE AlertTests.[test an acknowledged alert sends nothing more but that it is resolved]
AS
UPDATE config.AlertRule SET PendingMs = 0;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
DECLARE @AlertId bigint = (SELECT AlertId FROM alert.Alert);
EXEC alert.Acknowledge @AlertId, N'CORP\dba', N'I call Alice', '2026-01-02T10:00:05';
EXEC AlertTests.SetWait 200000;
EXEC AlertTests.Evaluate '2026-01-02T10:30:00';
EXEC AlertTests.AssertMessages N'open warning';
EXEC AlertTests.EndIncident;
EXEC AlertTests.Evaluate '2026-01-02T10:31:00';
EXEC AlertTests.AssertMessages N'open warning, resolved critical';
EXEC AlertTests.AssertHistory
    N'->pending warning, pending>open warning, open>acknowledged warning, acknowledged>acknowledged critical, acknowledged>resolved critical';
GO
CREATE PROCEDURE AlertTests.[test acknowledging is written to the audit]
AS
UPDATE config.AlertRule SET PendingMs = 0;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
DECLARE @AlertId bigint = (SELECT AlertId FROM alert.Alert);
EXEC alert.Acknowledge @AlertId, N'CORP\dba', N'I call Alice', '2026-01-02T10:00:05';
CREATE TABLE #Expected (OccurredAt datetime2(3), ChangedBy nvarchar(128), [Action] nvarchar(64), NewValue nvarchar(200));
INSERT #Expected VALUES ('2026-01-02T10:00:05', N'CORP\dba', N'Acknowledge', N'acknowledged: I call Alice');
SELECT OccurredAt, ChangedBy, [Action], NewValue = CAST(NewValue AS nvarchar(200))
INTO #Actual
FROM audit.Event
WHERE [Action] = N'Acknowledge';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE AlertTests.[test an alert that is not open cannot be acknowledged]
AS
EXEC tSQLt.ExpectException @ExpectedMessage = N'Alert -1 does not exist. Only an open alert can be acknowledged.',
    @ExpectedErrorNumber = 50020;
EXEC alert.Acknowledge -1, N'CORP\dba', NULL, '2026-01-02T10:00:05';
GO
CREATE PROCEDURE AlertTests.[test without a route the message waits for one]
AS
UPDATE config.AlertRule SET PendingMs = 0;
DELETE config.MailRoute;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
EXEC AlertTests.AssertMessages NULL;
EXEC config.SetMailRoute N'dba@example.com', N'tSQLt', '2026-01-02T10:00:05';
EXEC AlertTests.Evaluate '2026-01-02T10:00:10';
EXEC AlertTests.AssertMessages N'open warning';
GO
CREATE PROCEDURE AlertTests.[test the evidence tells measure, value and limits]
AS
UPDATE config.AlertRule SET PendingMs = 0;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
DECLARE @Evidence nvarchar(max) = (SELECT EvidenceJson FROM alert.Alert);
EXEC tSQLt.AssertEqualsString N'[{"measure":"TotalWaitMs","value":60000.000,"warn":50000.000,"critical":100000.000}]', @Evidence;
GO
CREATE PROCEDURE AlertTests.[test the message names head, object, waits, and links to report and playbook]
AS
UPDATE config.AlertRule SET PendingMs = 0;
UPDATE config.Setting SET SettingValue = N'reports.example;wiki.example' WHERE SettingName = N'LinkHosts';
EXEC config.SetSetting N'ReportBaseUrl', N'http://reports.example', N'tSQLt', '2026-01-02T10:00:00';
EXEC config.SetSetting N'PlaybookBaseUrl', N'http://wiki.example', N'tSQLt', '2026-01-02T10:00:00';
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
DECLARE @IncidentId bigint = (SELECT SubjectId FROM alert.Alert);
CREATE TABLE #Expected (Item nvarchar(64), Value nvarchar(400));
INSERT #Expected VALUES
    (N'subject', N'ALICE blocks 3 on INVENTSUM (tSQLt)'),
    (N'axUser', N'ALICE'), (N'state', N'sleeping, 1 open transaction, idle for 45 s'), (N'duration', N'20 s'),
    (N'firstSeenAt', N'2026-01-02T10:00:00Z'),
    (N'longest', N'20 s'), (N'warn', N'50 s'),
    (N'report', CONCAT(N'http://reports.example/report/BlockingChain?IncidentId=', @IncidentId)),
    (N'playbook', N'http://wiki.example/blocking'), (N'to', N'dba@example.com;ax@example.com');
SELECT v.Item, Value = CAST(v.Value AS nvarchar(400))
INTO #Actual
FROM alert.Notification AS n
CROSS APPLY
(
    VALUES
        (N'subject', CAST(n.Subject AS nvarchar(4000))), (N'axUser', JSON_VALUE(n.PayloadJson, N'$.head.axUser')),
        (N'state', JSON_VALUE(n.PayloadJson, N'$.head.state')), (N'duration', JSON_VALUE(n.PayloadJson, N'$.durationText')),
        (N'firstSeenAt', JSON_VALUE(n.PayloadJson, N'$.firstSeenAt')),
        (N'longest', JSON_VALUE(n.PayloadJson, N'$.longestWaitText')),
        (N'warn', JSON_VALUE(n.PayloadJson, N'$.thresholds.warnTotalWaitText')),
        (N'report', JSON_VALUE(n.PayloadJson, N'$.reportUrl')), (N'playbook', JSON_VALUE(n.PayloadJson, N'$.playbookUrl')),
        (N'to', n.Recipients)
) AS v (Item, Value);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE AlertTests.[test an ended incident and a disabled instance raise nothing]
AS
EXEC AlertTests.EndIncident;
EXEC AlertTests.Evaluate '2026-01-02T10:00:00';
EXEC AlertTests.AddIncident N'second';
UPDATE config.Instance SET IsEnabled = 0 WHERE InstanceName = N'tSQLt';
EXEC AlertTests.Evaluate '2026-01-02T10:00:10';
EXEC tSQLt.AssertEmptyTable N'alert.Alert';
GO
