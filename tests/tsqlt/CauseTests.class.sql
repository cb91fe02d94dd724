-- Causes and symptoms, gates, headlines, lists, and rules that are evaluated now and then.
EXEC tSQLt.NewTestClass N'CauseTests';
GO
CREATE PROCEDURE CauseTests.SetUp
AS
UPDATE config.AlertRule SET IsEnabled = 0;
UPDATE config.Instance SET IsEnabled = 0;
DELETE config.AlertRuleSymptom;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
EXEC config.DefineMetric N'test.cause', N'Requests', N'percent', N'higher', N'AOS', N'A cause.';
EXEC config.DefineMetric N'test.symptom', N'Requests', N'percent', N'higher', N'AOS', N'A symptom.';
EXEC config.DefineMetric N'test.gate', N'Requests', N'count', N'higher', N'volume', N'A condition.';
DELETE config.MailRoute;
INSERT config.MailRoute (RouteName, Recipients) VALUES (N'default', N'dba@example.com');
GO
CREATE PROCEDURE CauseTests.AddRule
    @RuleName     nvarchar(128),
    @MetricName   nvarchar(64),
    @WarnPriority tinyint = 2,
    @EveryMs      int = 0,
    @IsDigest     bit = 0
AS
EXEC config.SetAlertRule @RuleName, N'Threshold', @WarnPriority = @WarnPriority, @EveryMs = @EveryMs, @IsDigest = @IsDigest,
    @SubjectText = N'{key} at {value} of {limit}', @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC config.SetAlertRuleMeasure @RuleName, @MetricName = @MetricName, @AggregateName = N'last', @WindowMs = 300000,
    @MinSamples = 1, @WarnValue = 50, @CriticalValue = 90, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
GO
CREATE PROCEDURE CauseTests.SaveValue
    @At         datetime2(3),
    @MetricName nvarchar(64),
    @KeyText    nvarchar(256),
    @Value      float
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Points stage.MetricPoint;
INSERT @Points (MetricName, KeyText, Value) VALUES (@MetricName, @KeyText, @Value);
EXEC collect.SaveMetrics @InstanceId, @At, @Points;
GO
CREATE PROCEDURE CauseTests.Evaluate
    @Now datetime2(3)
AS
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
INSERT @Result EXEC alert.Evaluate @Now;
INSERT @Result EXEC alert.Evaluate @Now;
GO
CREATE PROCEDURE CauseTests.AssertMessages
    @Expected nvarchar(4000)
AS
DECLARE @Actual nvarchar(4000) = STUFF(
    (
        SELECT N' | ' + Subject FROM alert.Notification ORDER BY NotificationId FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(4000)'), 1, 3, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE CauseTests.AddSymptom
AS
INSERT config.AlertRuleSymptom (RootRuleId, SymptomRuleId, CauseRank)
SELECT c.RuleId, s.RuleId, 1
FROM config.AlertRule AS c
INNER JOIN config.AlertRule AS s ON s.RuleName = N'Symptom'
WHERE c.RuleName = N'Cause';
GO
CREATE PROCEDURE CauseTests.[test a headline is the rule's text with key, value and limit, an AX server known by its computer]
AS
EXEC CauseTests.AddRule N'Cause', N'test.cause';
EXEC CauseTests.SaveValue '2026-04-01T09:00:00', N'test.cause', N'01@AX-AOS04', 60;
EXEC CauseTests.Evaluate '2026-04-01T09:00:01';
EXEC CauseTests.AssertMessages N'AX-AOS04 at 60 % of 50 % (tSQLt)';
EXEC CauseTests.SaveValue '2026-04-01T09:01:00', N'test.cause', N'01@AX-AOS04', 95;
EXEC CauseTests.Evaluate '2026-04-01T09:01:01';
EXEC CauseTests.AssertMessages N'AX-AOS04 at 60 % of 50 % (tSQLt) | Critical: AX-AOS04 at 95 % of 90 % (tSQLt)';
DECLARE @Priority int = (SELECT Priority FROM alert.Alert);
EXEC tSQLt.AssertEquals 1, @Priority;
GO
CREATE PROCEDURE CauseTests.[test a symptom of the same AX server belongs to the cause and is not told, one of another is]
AS
EXEC CauseTests.AddRule N'Cause', N'test.cause';
EXEC CauseTests.AddRule N'Symptom', N'test.symptom';
EXEC CauseTests.AddSymptom;
EXEC CauseTests.SaveValue '2026-04-01T09:00:00', N'test.symptom', N'01@A', 60;
EXEC CauseTests.SaveValue '2026-04-01T09:00:00', N'test.symptom', N'01@B', 60;
EXEC CauseTests.Evaluate '2026-04-01T09:00:01';
-- It may yet turn out to be a symptom.
EXEC CauseTests.AssertMessages NULL;
EXEC CauseTests.SaveValue '2026-04-01T09:01:00', N'test.cause', N'01@A', 60;
EXEC CauseTests.Evaluate '2026-04-01T09:01:01';
EXEC CauseTests.AssertMessages N'A at 60 % of 50 % (tSQLt)';
EXEC CauseTests.Evaluate '2026-04-01T09:02:30';
EXEC CauseTests.AssertMessages N'A at 60 % of 50 % (tSQLt) | B at 60 % of 50 % (tSQLt)';
DECLARE @Joined nvarchar(400) = (
    SELECT CONCAT(m.AlertKey, N' of ', r.AlertKey)
    FROM alert.Alert AS m
    INNER JOIN alert.Alert AS r ON r.AlertId = m.RootAlertId
);
EXEC tSQLt.AssertEqualsString N'01@A of 01@A', @Joined;
GO
CREATE PROCEDURE CauseTests.[test a symptom that is more urgent than its cause is told at once]
AS
EXEC CauseTests.AddRule N'Cause', N'test.cause', @WarnPriority = 3;
EXEC CauseTests.AddRule N'Symptom', N'test.symptom', @WarnPriority = 1;
EXEC CauseTests.AddSymptom;
EXEC CauseTests.SaveValue '2026-04-01T09:00:00', N'test.cause', N'01@A', 60;
EXEC CauseTests.SaveValue '2026-04-01T09:00:00', N'test.symptom', N'01@A', 70;
EXEC CauseTests.Evaluate '2026-04-01T09:00:01';
EXEC CauseTests.AssertMessages N'A at 60 % of 50 % (tSQLt) | A at 70 % of 50 % (tSQLt)';
GO
CREATE PROCEDURE CauseTests.[test a symptom that outlives its cause by a quarter of an hour is told]
AS
EXEC CauseTests.AddRule N'Cause', N'test.cause';
EXEC CauseTests.AddRule N'Symptom', N'test.symptom';
EXEC CauseTests.AddSymptom;
EXEC CauseTests.SaveValue '2026-04-01T09:00:00', N'test.cause', N'01@A', 60;
EXEC CauseTests.SaveValue '2026-04-01T09:00:00', N'test.symptom', N'01@A', 70;
EXEC CauseTests.Evaluate '2026-04-01T09:00:01';
EXEC CauseTests.SaveValue '2026-04-01T09:04:00', N'test.cause', N'01@A', 1;
EXEC CauseTests.SaveValue '2026-04-01T09:04:00', N'test.symptom', N'01@A', 70;
EXEC CauseTests.Evaluate '2026-04-01T09:04:01';
EXEC CauseTests.SaveValue '2026-04-01T09:18:00', N'test.symptom', N'01@A', 70;
EXEC CauseTests.Evaluate '2026-04-01T09:18:30';
EXEC CauseTests.SaveValue '2026-04-01T09:19:00', N'test.symptom', N'01@A', 70;
EXEC CauseTests.Evaluate '2026-04-01T09:19:30';
EXEC CauseTests.AssertMessages
    N'A at 60 % of 50 % (tSQLt) | Resolved: A at 60 % of 50 % (tSQLt), after 4 min 00 s | A at 70 % of 50 % (tSQLt)';
GO
CREATE PROCEDURE CauseTests.[test a gate that is not reached by any key keeps a rule quiet]
AS
EXEC CauseTests.AddRule N'Cause', N'test.cause';
EXEC config.SetAlertRuleMeasure N'Cause', @MetricName = N'test.gate', @AggregateName = N'last', @WindowMs = 300000,
    @MinSamples = 1, @WarnValue = 5, @IsGate = 1, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC CauseTests.SaveValue '2026-04-01T09:00:00', N'test.cause', N'01@A', 60;
EXEC CauseTests.Evaluate '2026-04-01T09:00:01';
EXEC CauseTests.AssertMessages NULL;
EXEC CauseTests.SaveValue '2026-04-01T09:01:00', N'test.gate', N'E:', 4;
EXEC CauseTests.Evaluate '2026-04-01T09:01:01';
EXEC CauseTests.AssertMessages NULL;
EXEC CauseTests.SaveValue '2026-04-01T09:02:00', N'test.gate', N'F:', 5;
EXEC CauseTests.Evaluate '2026-04-01T09:02:01';
EXEC CauseTests.AssertMessages N'A at 60 % of 50 % (tSQLt)';
GO
CREATE PROCEDURE CauseTests.[test keys that are like a pattern can be left out]
AS
EXEC CauseTests.AddRule N'Cause', N'test.cause';
EXEC config.SetAlertRuleMeasure N'Cause', @MetricName = N'test.cause', @AggregateName = N'last', @WindowMs = 300000,
    @MinSamples = 1, @WarnValue = 50, @KeyNotLike = N'%@A', @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC CauseTests.SaveValue '2026-04-01T09:00:00', N'test.cause', N'01@A', 60;
EXEC CauseTests.SaveValue '2026-04-01T09:00:00', N'test.cause', N'01@B', 60;
EXEC CauseTests.Evaluate '2026-04-01T09:00:01';
EXEC CauseTests.AssertMessages N'B at 60 % of 50 % (tSQLt)';
GO
CREATE PROCEDURE CauseTests.[test what a digest tells sends no message of its own]
AS
EXEC CauseTests.AddRule N'Cause', N'test.cause', @IsDigest = 1;
EXEC CauseTests.SaveValue '2026-04-01T09:00:00', N'test.cause', N'01@A', 60;
EXEC CauseTests.Evaluate '2026-04-01T09:00:01';
EXEC CauseTests.AssertMessages NULL;
DECLARE @Open int = (SELECT COUNT(*) FROM alert.Alert WHERE State = N'open');
EXEC tSQLt.AssertEquals 1, @Open;
GO
CREATE PROCEDURE CauseTests.[test many keys of a rule at once are one message, and each is told once]
AS
DECLARE @Number int = 1, @Key nvarchar(256);
EXEC CauseTests.AddRule N'Cause', N'test.cause';
WHILE @Number <= 12
BEGIN
    SET @Key = CONCAT(N'KEY', @Number + 10);
    EXEC CauseTests.SaveValue '2026-04-01T09:00:00', N'test.cause', @Key, 60;
    SET @Number += 1;
END;
EXEC CauseTests.Evaluate '2026-04-01T09:00:01';
EXEC CauseTests.AssertMessages N'Warning: tSQLt: 12 × Cause: KEY11; KEY12; KEY13; KEY14; KEY15';
EXEC CauseTests.Evaluate '2026-04-01T09:04:01';
DECLARE @Messages int = (SELECT COUNT(*) FROM alert.Notification);
EXEC tSQLt.AssertEquals 1, @Messages;
DECLARE @Untold int = (SELECT COUNT(*) FROM alert.Alert WHERE State = N'open' AND LastNotifiedAt IS NULL);
EXEC tSQLt.AssertEquals 0, @Untold;
GO
CREATE PROCEDURE CauseTests.[test after six messages in ten minutes what is not urgent comes as a list]
AS
DECLARE @Number int = 1, @Rule nvarchar(128), @At datetime2(3);
WHILE @Number <= 9
BEGIN
    SET @Rule = CONCAT(N'R', @Number);
    EXEC CauseTests.AddRule @Rule, N'test.cause';
    EXEC config.SetAlertRule @Rule, @IsEnabled = 0, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
    SET @Number += 1;
END;
SET @Number = 1;
WHILE @Number <= 9
BEGIN
    SET @Rule = CONCAT(N'R', @Number);
    SET @At = DATEADD(second, 10 * @Number, '2026-04-01T09:00:00');
    EXEC config.SetAlertRule @Rule, @IsEnabled = 1, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
    EXEC CauseTests.SaveValue @At, N'test.cause', N'01@A', 60;
    EXEC CauseTests.Evaluate @At;
    SET @Number += 1;
END;
DECLARE @Single int = (SELECT COUNT(*) FROM alert.Notification WHERE TemplateName = N'metric');
DECLARE @Lists int = (SELECT COUNT(*) FROM alert.Notification WHERE TemplateName = N'list');
EXEC tSQLt.AssertEquals 6, @Single;
EXEC tSQLt.AssertEquals 1, @Lists;
-- What came after the list waits for the next one.
EXEC CauseTests.SaveValue '2026-04-01T09:12:00', N'test.cause', N'01@A', 60;
EXEC CauseTests.Evaluate '2026-04-01T09:12:01';
DECLARE @Untold int = (SELECT COUNT(*) FROM alert.Alert WHERE State = N'open' AND LastNotifiedAt IS NULL);
EXEC tSQLt.AssertEquals 0, @Untold;
GO
CREATE PROCEDURE CauseTests.[test a rule is evaluated so often as it says, and its alerts stay meanwhile]
AS
EXEC CauseTests.AddRule N'Cause', N'test.cause', @EveryMs = 60000;
EXEC CauseTests.SaveValue '2026-04-01T09:00:00', N'test.cause', N'01@A', 1;
EXEC CauseTests.Evaluate '2026-04-01T09:00:00';
EXEC CauseTests.SaveValue '2026-04-01T09:00:10', N'test.cause', N'01@A', 60;
EXEC CauseTests.Evaluate '2026-04-01T09:00:59';
DECLARE @Alerts int = (SELECT COUNT(*) FROM alert.Alert);
EXEC tSQLt.AssertEquals 0, @Alerts;
EXEC CauseTests.Evaluate '2026-04-01T09:01:00';
EXEC CauseTests.Evaluate '2026-04-01T09:02:00';
EXEC CauseTests.AssertMessages N'A at 60 % of 50 % (tSQLt)';
EXEC CauseTests.SaveValue '2026-04-01T09:02:10', N'test.cause', N'01@A', 1;
EXEC CauseTests.Evaluate '2026-04-01T09:02:30';
DECLARE @Open int = (SELECT COUNT(*) FROM alert.Alert WHERE State = N'open');
EXEC tSQLt.AssertEquals 1, @Open;
EXEC CauseTests.Evaluate '2026-04-01T09:03:00';
SET @Open = (SELECT COUNT(*) FROM alert.Alert WHERE State = N'open');
EXEC tSQLt.AssertEquals 0, @Open;
GO
