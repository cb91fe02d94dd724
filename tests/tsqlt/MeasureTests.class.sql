-- What rules of kind Threshold and Rate measure, and what becomes of it: windows, aggregates, keys, limits of
-- instances, unknown values, the general message.
EXEC tSQLt.NewTestClass N'MeasureTests';
GO
-- One instance; metrics worse when higher, worse when lower, and neither; no rules.
CREATE PROCEDURE MeasureTests.SetUp
AS
UPDATE config.AlertRule SET IsEnabled = 0;
UPDATE config.Instance SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
EXEC config.DefineMetric N'test.load', N'Requests', N'percent', N'higher', N'none', N'How busy it is.';
EXEC config.DefineMetric N'test.idle', N'Requests', N'percent', N'lower', N'none', N'How idle it is.';
EXEC config.DefineMetric N'test.wait_ms', N'Requests', N'ms', N'higher', N'AOS', N'How long it waits.';
EXEC config.DefineMetric N'test.failed', N'Requests', N'count', N'higher', N'batch class', N'What failed.';
EXEC config.DefineMetric N'test.ended', N'Requests', N'count', N'none', N'batch class', N'What ended.';
EXEC config.DefineMetric N'test.all_ended', N'Requests', N'count', N'none', N'none', N'What ended of all classes.';
DELETE config.MailRoute;
INSERT config.MailRoute (RouteName, Recipients) VALUES (N'default', N'dba@example.com'), (N'night', N'night@example.com');
GO
CREATE PROCEDURE MeasureTests.SaveValue
    @CapturedAt datetime2(3),
    @MetricName nvarchar(64),
    @KeyText    nvarchar(256),
    @Value      float
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Points stage.MetricPoint;
INSERT @Points (MetricName, KeyText, Value) VALUES (@MetricName, @KeyText, @Value);
EXEC collect.SaveMetrics @InstanceId, @CapturedAt, @Points;
GO
-- A rule with one measure of a metric over five minutes; pending and clear times as given.
CREATE PROCEDURE MeasureTests.AddThreshold
    @RuleName      nvarchar(128),
    @MetricName    nvarchar(64),
    @AggregateName nvarchar(16),
    @WarnValue     float,
    @CriticalValue float,
    @KeyLike       nvarchar(256) = NULL,
    @MinSamples    int = 1,
    @PendingMs     int = 0,
    @ClearMs       int = 0
AS
EXEC config.SetAlertRule
    @RuleName,
    N'Threshold',
    @PendingMs = @PendingMs,
    @ClearMs = @ClearMs,
    @ChangedBy = N'tSQLt',
    @Now = '2026-01-02';
EXEC config.SetAlertRuleMeasure
    @RuleName,
    @MetricName = @MetricName,
    @KeyLike = @KeyLike,
    @AggregateName = @AggregateName,
    @WindowMs = 300000,
    @MinSamples = @MinSamples,
    @WarnValue = @WarnValue,
    @CriticalValue = @CriticalValue,
    @ChangedBy = N'tSQLt',
    @Now = '2026-01-02';
GO
CREATE PROCEDURE MeasureTests.AddRate
    @MetricName      nvarchar(64),
    @OtherMetricName nvarchar(64),
    @MinOtherValue   float = NULL
AS
EXEC config.SetAlertRule N'rate', N'Rate', @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC config.SetAlertRuleMeasure
    N'rate',
    @MetricName = @MetricName,
    @OtherMetricName = @OtherMetricName,
    @AggregateName = N'sum',
    @WindowMs = 300000,
    @MinSamples = 1,
    @MinOtherValue = @MinOtherValue,
    @WarnValue = 30,
    @CriticalValue = 60,
    @ChangedBy = N'tSQLt',
    @Now = '2026-01-02';
GO
-- Rule, key, measure, value, limits and samples, as alert.Measure has them at 10:05.
CREATE PROCEDURE MeasureTests.AssertMeasures
    @Expected nvarchar(1000),
    @Now      datetime2(3) = '2026-01-02T10:05:00'
AS
DECLARE @Aggregates alert.MetricAggregate;
INSERT @Aggregates
(
    MetricId,
    WindowMs,
    InstanceId,
    KeyId,
    SampleCount,
    SumValue,
    MinValue,
    MaxValue,
    LastValue,
    MedianValue
)
SELECT
    a.MetricId,
    a.WindowMs,
    a.InstanceId,
    a.KeyId,
    a.SampleCount,
    a.SumValue,
    a.MinValue,
    a.MaxValue,
    a.LastValue,
    a.MedianValue
FROM alert.AggregateMetrics(@Now, NULL) AS a;
DECLARE @Actual nvarchar(1000) = STUFF(
    (
        SELECT CONCAT(
            N' | ', r.RuleName, N': ', m.AlertKey + N' ', COALESCE(CAST(m.Value AS nvarchar(24)), N'unknown'), N' of ',
            m.WarnValue, N'/', m.CriticalValue, N' #', m.SampleCount)
        FROM alert.Measure(@Now, NULL, @Aggregates) AS m
        INNER JOIN config.AlertRule AS r ON r.RuleId = m.RuleId
        ORDER BY r.RuleName, m.AlertKey, m.MeasureName
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(1000)'), 1, 3, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE MeasureTests.Evaluate
    @Now datetime2(3)
AS
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
INSERT @Result EXEC alert.Evaluate @Now;
GO
CREATE PROCEDURE MeasureTests.AssertStates
    @Expected nvarchar(1000)
AS
DECLARE @Actual nvarchar(1000) = STUFF(
    (
        SELECT CONCAT(N', ', a.AlertKey + N' ', a.State, N' ', a.Severity)
        FROM alert.Alert AS a
        ORDER BY a.AlertId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(1000)'), 1, 2, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE MeasureTests.[test the aggregates of a window, which begins behind its start and ends with now]
AS
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00', N'test.load', N'', 1000;
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00.001', N'test.load', N'', 8;
EXEC MeasureTests.SaveValue '2026-01-02T10:02:00', N'test.load', N'', 2;
EXEC MeasureTests.SaveValue '2026-01-02T10:03:00', N'test.load', N'', 3;
EXEC MeasureTests.SaveValue '2026-01-02T10:05:00', N'test.load', N'', 5;
EXEC MeasureTests.SaveValue '2026-01-02T10:05:00.001', N'test.load', N'', 1000;
EXEC MeasureTests.AddThreshold N'1', N'test.load', N'last', 70, 90;
EXEC MeasureTests.AddThreshold N'2', N'test.load', N'avg', 70, 90;
EXEC MeasureTests.AddThreshold N'3', N'test.load', N'median', 70, 90;
EXEC MeasureTests.AddThreshold N'4', N'test.load', N'min', 70, 90;
EXEC MeasureTests.AddThreshold N'5', N'test.load', N'max', 70, 90;
EXEC MeasureTests.AddThreshold N'6', N'test.load', N'sum', 70, 90;
EXEC MeasureTests.AssertMeasures
    N'1:  5 of 70/90 #4 | 2:  4.5 of 70/90 #4 | 3:  4 of 70/90 #4 | 4:  2 of 70/90 #4 | 5:  8 of 70/90 #4 | 6:  18 of 70/90 #4';
GO
CREATE PROCEDURE MeasureTests.[test the median of an odd number of values is the middle one]
AS
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.load', N'', 8;
EXEC MeasureTests.SaveValue '2026-01-02T10:02:00', N'test.load', N'', 2;
EXEC MeasureTests.SaveValue '2026-01-02T10:03:00', N'test.load', N'', 3;
EXEC MeasureTests.AddThreshold N'1', N'test.load', N'median', 70, 90;
EXEC MeasureTests.AssertMeasures N'1:  3 of 70/90 #3';
GO
CREATE PROCEDURE MeasureTests.[test a series is aggregated once per window, however many rules watch it]
AS
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.load', N'', 8;
EXEC MeasureTests.AddThreshold N'1', N'test.load', N'max', 70, 90;
EXEC MeasureTests.AddThreshold N'2', N'test.load', N'min', 1, 90;
EXEC MeasureTests.AddThreshold N'3', N'test.load', N'sum', 20, 90;
DECLARE @SeriesCount int = (SELECT COUNT(*) FROM alert.AggregateMetrics('2026-01-02T10:05:00', NULL));
EXEC tSQLt.AssertEquals 1, @SeriesCount;
GO
CREATE PROCEDURE MeasureTests.[test where lower is worse, value and limits are turned]
AS
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.idle', N'', 4;
EXEC MeasureTests.AddThreshold N'1', N'test.idle', N'last', 20, 5;
EXEC MeasureTests.AssertMeasures N'1:  -4 of -20/-5 #1';
GO
CREATE PROCEDURE MeasureTests.[test of a metric with no worse side the limits say which it is]
AS
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.all_ended', N'', 4;
EXEC MeasureTests.AddThreshold N'high', N'test.all_ended', N'last', 20, 30;
EXEC MeasureTests.AddThreshold N'low', N'test.all_ended', N'last', 20, 5;
EXEC MeasureTests.AddThreshold N'plain', N'test.all_ended', N'last', 20, NULL;
EXEC MeasureTests.AssertMeasures N'high:  4 of 20/30 #1 | low:  -4 of -20/-5 #1 | plain:  4 of 20/ #1';
GO
CREATE PROCEDURE MeasureTests.[test a rule watches the keys that are like its filter]
AS
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.wait_ms', N'01@AOS1', 4;
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.wait_ms', N'02@AOS1', 5;
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.wait_ms', N'01@AOS2', 6;
EXEC MeasureTests.AddThreshold N'1', N'test.wait_ms', N'last', 10, NULL, N'%@AOS1';
EXEC MeasureTests.AssertMeasures N'1: 01@AOS1 4 of 10/ #1 | 1: 02@AOS1 5 of 10/ #1';
GO
CREATE PROCEDURE MeasureTests.[test with too few values nothing is known]
AS
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.load', N'', 99;
EXEC MeasureTests.SaveValue '2026-01-02T10:02:00', N'test.load', N'', 99;
EXEC MeasureTests.AddThreshold N'1', N'test.load', N'last', 70, 90, @MinSamples = 3;
EXEC MeasureTests.AssertMeasures N'1:  unknown of 70/90 #2';
EXEC MeasureTests.SaveValue '2026-01-02T10:03:00', N'test.load', N'', 99;
EXEC MeasureTests.AssertMeasures N'1:  99 of 70/90 #3';
GO
CREATE PROCEDURE MeasureTests.[test a series that brings nothing is unknown for a day behind its window, then gone]
AS
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00', N'test.load', N'', 99;
EXEC MeasureTests.AddThreshold N'1', N'test.load', N'last', 70, 90;
EXEC MeasureTests.AssertMeasures N'1:  unknown of 70/90 #0', '2026-01-02T10:05:00';
EXEC MeasureTests.AssertMeasures N'1:  unknown of 70/90 #0', '2026-01-03T10:04:59.999';
EXEC MeasureTests.AssertMeasures NULL, '2026-01-03T10:05:00';
GO
CREATE PROCEDURE MeasureTests.[test an instance has its own limits, or leaves a measure out]
AS
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.load', N'', 50;
EXEC MeasureTests.AddThreshold N'1', N'test.load', N'last', 70, 90;
EXEC config.SetAlertRuleOverride N'1', N'tSQLt', N'test.load', @WarnValue = 40, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC MeasureTests.AssertMeasures N'1:  50 of 40/ #1';
EXEC config.SetAlertRuleOverride N'1', N'tSQLt', @IsEnabled = 0, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC MeasureTests.AssertMeasures NULL;
EXEC config.SetAlertRuleOverride N'1', N'tSQLt', @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC MeasureTests.AssertMeasures N'1:  50 of 70/90 #1';
GO
CREATE PROCEDURE MeasureTests.[test disabled rules and instances are not measured]
AS
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.load', N'', 50;
EXEC MeasureTests.AddThreshold N'1', N'test.load', N'last', 70, 90;
EXEC config.SetAlertRule N'1', @IsEnabled = 0, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC MeasureTests.AssertMeasures NULL;
EXEC config.SetAlertRule N'1', @IsEnabled = 1, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC MeasureTests.AssertMeasures N'1:  50 of 70/90 #1';
UPDATE config.Instance SET IsEnabled = 0;
EXEC MeasureTests.AssertMeasures NULL;
GO
CREATE PROCEDURE MeasureTests.[test a rate is the part of the whole of the same key in percent]
AS
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.failed', N'Post', 1;
EXEC MeasureTests.SaveValue '2026-01-02T10:02:00', N'test.failed', N'Post', 2;
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.ended', N'Post', 6;
EXEC MeasureTests.SaveValue '2026-01-02T10:02:00', N'test.ended', N'Post', 4;
EXEC MeasureTests.SaveValue '2026-01-02T10:02:00', N'test.ended', N'Print', 4;
EXEC MeasureTests.AddRate N'test.failed', N'test.ended';
EXEC MeasureTests.AssertMeasures N'rate: Post 30 of 30/60 #2';
GO
CREATE PROCEDURE MeasureTests.[test the whole may be a metric without keys]
AS
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.failed', N'Post', 3;
EXEC MeasureTests.SaveValue '2026-01-02T10:02:00', N'test.failed', N'Print', 1;
EXEC MeasureTests.SaveValue '2026-01-02T10:02:00', N'test.all_ended', N'', 40;
EXEC MeasureTests.AddRate N'test.failed', N'test.all_ended';
EXEC MeasureTests.AssertMeasures N'rate: Post 7.5 of 30/60 #1 | rate: Print 2.5 of 30/60 #1';
GO
CREATE PROCEDURE MeasureTests.[test a part that brings nothing is none of the whole, and a small whole says nothing]
AS
EXEC MeasureTests.SaveValue '2026-01-02T09:50:00', N'test.failed', N'Post', 3;
EXEC MeasureTests.SaveValue '2026-01-02T10:02:00', N'test.ended', N'Post', 19;
EXEC MeasureTests.AddRate N'test.failed', N'test.ended', @MinOtherValue = 20;
EXEC MeasureTests.AssertMeasures N'rate: Post unknown of 30/60 #1';
EXEC MeasureTests.SaveValue '2026-01-02T10:03:00', N'test.ended', N'Post', 1;
EXEC MeasureTests.AssertMeasures N'rate: Post 0 of 30/60 #2';
GO
CREATE PROCEDURE MeasureTests.[test a whole of nothing makes no rate]
AS
EXEC MeasureTests.SaveValue '2026-01-02T10:02:00', N'test.failed', N'Post', 1;
EXEC MeasureTests.AddRate N'test.failed', N'test.ended';
EXEC MeasureTests.AssertMeasures N'rate: Post unknown of 30/60 #';
EXEC MeasureTests.SaveValue '2026-01-02T10:02:00', N'test.ended', N'Post', 0;
EXEC MeasureTests.AssertMeasures N'rate: Post unknown of 30/60 #1';
GO
CREATE PROCEDURE MeasureTests.[test an alert lives from pending to resolved, key by key]
AS
EXEC MeasureTests.AddThreshold N'waits', N'test.wait_ms', N'last', 1000, 5000, @PendingMs = 60000, @ClearMs = 60000;
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00', N'test.wait_ms', N'AOS1', 2000;
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00', N'test.wait_ms', N'AOS2', 1000;
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00', N'test.wait_ms', N'AOS3', 999;
EXEC MeasureTests.Evaluate '2026-01-02T10:00:00';
EXEC MeasureTests.AssertStates N'AOS1 pending warning, AOS2 pending warning';
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.wait_ms', N'AOS1', 5000;
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.wait_ms', N'AOS2', 999;
EXEC MeasureTests.Evaluate '2026-01-02T10:01:00';
EXEC MeasureTests.AssertStates N'AOS1 open critical, AOS2 resolved warning';
-- Above 80 % of the warn value: not clear yet.
EXEC MeasureTests.SaveValue '2026-01-02T10:02:00', N'test.wait_ms', N'AOS1', 800;
EXEC MeasureTests.Evaluate '2026-01-02T10:02:00';
EXEC MeasureTests.SaveValue '2026-01-02T10:03:00', N'test.wait_ms', N'AOS1', 799;
EXEC MeasureTests.Evaluate '2026-01-02T10:03:00';
EXEC MeasureTests.Evaluate '2026-01-02T10:03:59.999';
EXEC MeasureTests.AssertStates N'AOS1 open critical, AOS2 resolved warning';
EXEC MeasureTests.Evaluate '2026-01-02T10:04:00';
EXEC MeasureTests.AssertStates N'AOS1 resolved critical, AOS2 resolved warning';
GO
CREATE PROCEDURE MeasureTests.[test where lower is worse, an alert clears above its warn value by as much]
AS
EXEC MeasureTests.AddThreshold N'idle', N'test.idle', N'last', 20, 5;
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00', N'test.idle', N'', 20;
EXEC MeasureTests.Evaluate '2026-01-02T10:00:00';
EXEC MeasureTests.SaveValue '2026-01-02T10:01:00', N'test.idle', N'', 25;
EXEC MeasureTests.Evaluate '2026-01-02T10:01:00';
EXEC MeasureTests.AssertStates N' open warning';
EXEC MeasureTests.SaveValue '2026-01-02T10:02:00', N'test.idle', N'', 25.1;
EXEC MeasureTests.Evaluate '2026-01-02T10:02:00';
EXEC MeasureTests.AssertStates N' resolved warning';
GO
CREATE PROCEDURE MeasureTests.[test what is unknown leaves an alert as it is, until its series is gone]
AS
EXEC MeasureTests.AddThreshold N'waits', N'test.wait_ms', N'last', 1000, 5000, @PendingMs = 60000;
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00', N'test.wait_ms', N'AOS1', 2000;
EXEC MeasureTests.Evaluate '2026-01-02T10:00:00';
EXEC MeasureTests.Evaluate '2026-01-02T10:10:00';
EXEC MeasureTests.AssertStates N'AOS1 pending warning';
EXEC MeasureTests.SaveValue '2026-01-02T10:11:00', N'test.wait_ms', N'AOS1', 2000;
EXEC MeasureTests.Evaluate '2026-01-02T10:11:00';
EXEC MeasureTests.Evaluate '2026-01-02T22:00:00';
EXEC MeasureTests.AssertStates N'AOS1 open warning';
EXEC MeasureTests.Evaluate '2026-01-03T10:16:00';
EXEC MeasureTests.AssertStates N'AOS1 resolved warning';
GO
CREATE PROCEDURE MeasureTests.[test the measures of a rule are one alert, which the worst opens and the last clears]
AS
EXEC MeasureTests.AddThreshold N'busy', N'test.load', N'last', 70, 90;
EXEC config.SetAlertRuleMeasure
    N'busy',
    @MetricName = N'test.idle',
    @AggregateName = N'last',
    @WindowMs = 300000,
    @MinSamples = 1,
    @WarnValue = 20,
    @CriticalValue = 5,
    @ChangedBy = N'tSQLt',
    @Now = '2026-01-02';
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00', N'test.load', N'', 10;
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00', N'test.idle', N'', 3;
EXEC MeasureTests.Evaluate '2026-01-02T10:00:00';
EXEC MeasureTests.AssertStates N' open critical';
-- The one is clear, the other unknown, then clear.
EXEC MeasureTests.SaveValue '2026-01-02T10:06:00', N'test.load', N'', 10;
EXEC MeasureTests.Evaluate '2026-01-02T10:06:00';
EXEC MeasureTests.AssertStates N' open critical';
EXEC MeasureTests.SaveValue '2026-01-02T10:07:00', N'test.idle', N'', 80;
EXEC MeasureTests.Evaluate '2026-01-02T10:07:00';
EXEC MeasureTests.AssertStates N' resolved critical';
GO
CREATE PROCEDURE MeasureTests.[test disabling a rule resolves its alerts]
AS
EXEC MeasureTests.AddThreshold N'busy', N'test.load', N'last', 70, 90;
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00', N'test.load', N'', 75;
EXEC MeasureTests.Evaluate '2026-01-02T10:00:00';
EXEC config.SetAlertRule N'busy', @IsEnabled = 0, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC MeasureTests.Evaluate '2026-01-02T10:00:10';
EXEC MeasureTests.AssertStates N' resolved warning';
GO
CREATE PROCEDURE MeasureTests.[test the general message names rule, key, value and limits in their units]
AS
UPDATE config.Setting SET SettingValue = N'wiki.example' WHERE SettingName = N'LinkHosts';
EXEC config.SetSetting N'PlaybookBaseUrl', N'http://wiki.example', N'tSQLt', '2026-01-02T10:00:00';
EXEC MeasureTests.AddThreshold N'Long waits', N'test.wait_ms', N'max', 60000, 300000;
EXEC config.SetAlertRule
    N'Long waits',
    @PlaybookName = N'waits',
    @RouteName = N'night',
    @ChangedBy = N'tSQLt',
    @Now = '2026-01-02';
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00', N'test.wait_ms', N'01@AOS1', 90500;
EXEC MeasureTests.Evaluate '2026-01-02T10:00:00';
EXEC MeasureTests.SaveValue '2026-01-02T10:20:00', N'test.wait_ms', N'01@AOS1', 310000;
EXEC MeasureTests.Evaluate '2026-01-02T10:20:00';
EXEC MeasureTests.SaveValue '2026-01-02T10:30:00', N'test.wait_ms', N'01@AOS1', 0;
EXEC MeasureTests.Evaluate '2026-01-02T10:30:00';
CREATE TABLE #Expected (Item nvarchar(64), Value nvarchar(400));
INSERT #Expected
VALUES
    (N'1 subject', N'Warning: tSQLt: Long waits, 01@AOS1: 1 min 30 s (warning at 1 min 00 s)'),
    (N'2 subject', N'Critical: tSQLt: Long waits, 01@AOS1: 5 min 10 s (critical at 5 min 00 s)'),
    (N'3 subject', N'Resolved: tSQLt: Long waits, 01@AOS1 (after 30 min 00 s)'),
    (N'to', N'night@example.com'),
    (N'rule', N'Long waits'),
    (N'key', N'01@AOS1'),
    (N'keyKind', N'AOS'),
    (N'measure', N'test.wait_ms'),
    (N'value', N'1 min 30 s'),
    (N'warn', N'1 min 00 s'),
    (N'critical', N'5 min 00 s'),
    (N'aggregate', N'max of 1 in 5 min 00 s'),
    (N'description', N'How long it waits.'),
    (N'playbook', N'http://wiki.example/waits');
SELECT Item = CONCAT(ROW_NUMBER() OVER (ORDER BY n.NotificationId), N' subject'), Value = CAST(n.Subject AS nvarchar(400))
INTO #Actual
FROM alert.Notification AS n;
INSERT #Actual
SELECT v.Item, v.Value
FROM (SELECT TOP (1) x.Recipients, x.PayloadJson FROM alert.Notification AS x ORDER BY x.NotificationId) AS n
CROSS APPLY
(
    VALUES
        (N'to', n.Recipients),
        (N'rule', JSON_VALUE(n.PayloadJson, N'$.rule')),
        (N'key', JSON_VALUE(n.PayloadJson, N'$.key')),
        (N'keyKind', JSON_VALUE(n.PayloadJson, N'$.keyKind')),
        (N'measure', JSON_VALUE(n.PayloadJson, N'$.measures[0].measure')),
        (N'value', JSON_VALUE(n.PayloadJson, N'$.measures[0].valueText')),
        (N'warn', JSON_VALUE(n.PayloadJson, N'$.measures[0].warnText')),
        (N'critical', JSON_VALUE(n.PayloadJson, N'$.measures[0].criticalText')),
        (N'aggregate', CONCAT(
            JSON_VALUE(n.PayloadJson, N'$.measures[0].aggregate'), N' of ',
            JSON_VALUE(n.PayloadJson, N'$.measures[0].sampleCount'), N' in ',
            JSON_VALUE(n.PayloadJson, N'$.measures[0].windowText'))),
        (N'description', JSON_VALUE(n.PayloadJson, N'$.measures[0].description')),
        (N'playbook', JSON_VALUE(n.PayloadJson, N'$.playbookUrl'))
) AS v (Item, Value);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE MeasureTests.[test the message of a rate names part and whole, that of an unkeyed measure no key]
AS
EXEC MeasureTests.AddRate N'test.failed', N'test.ended';
EXEC MeasureTests.AddThreshold N'Idle', N'test.idle', N'last', 20, 5;
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00', N'test.failed', N'Post', 2;
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00', N'test.ended', N'Post', 3;
EXEC MeasureTests.SaveValue '2026-01-02T10:00:00', N'test.idle', N'', 4.25;
EXEC MeasureTests.Evaluate '2026-01-02T10:00:00';
CREATE TABLE #Expected (Subject nvarchar(400), Detail nvarchar(400));
INSERT #Expected
VALUES
    (N'Critical: tSQLt: rate, Post: 66.7 % (critical at 60 %)', N'2 of 3'),
    (N'Critical: tSQLt: Idle: 4.25 % (critical at 5 %)', N' of ');
SELECT
    Subject = CAST(n.Subject AS nvarchar(400)),
    Detail = CAST(CONCAT(
        JSON_VALUE(n.PayloadJson, N'$.measures[0].partText'), N' of ',
        JSON_VALUE(n.PayloadJson, N'$.measures[0].wholeText')) AS nvarchar(400))
INTO #Actual
FROM alert.Notification AS n;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE MeasureTests.[test an event can have the general message too]
AS
EXEC config.SetAlertRule N'Crowd', N'Event', @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC config.SetAlertRuleMeasure
    N'Crowd',
    N'LongestWaitMs',
    @SourceName = N'BlockingIncident',
    @WarnValue = 15000,
    @ChangedBy = N'tSQLt',
    @Now = '2026-01-02';
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
    AxConfidence
)
SELECT
    InstanceId,
    51,
    '2026-01-01',
    N'session',
    N'head 51',
    '2026-01-02T10:00:00',
    '2026-01-02T10:00:00',
    '2026-01-02T10:00:00',
    3,
    2,
    60000,
    20000,
    3,
    60000,
    N'none'
FROM config.Instance
WHERE InstanceName = N'tSQLt';
EXEC MeasureTests.Evaluate '2026-01-02T10:00:00';
DECLARE @Subject nvarchar(400) = (SELECT Subject FROM alert.Notification);
EXEC tSQLt.AssertEqualsString N'Warning: tSQLt: Crowd, head 51: 20 s (warning at 15 s)', @Subject;
GO
CREATE PROCEDURE MeasureTests.[test values are worded with three digits, without zeros behind the point]
AS
CREATE TABLE #Expected (ValueText nvarchar(64) COLLATE DATABASE_DEFAULT);
INSERT #Expected
VALUES
    (N'0 %'), (N'91 %'), (N'12.3 %'), (N'1235 MB'), (N'-3.5 MB'), (N'0.05'), (N'60120'), (N'850 ms'), (N'12 min 00 s'),
    (N'36 min 00 s'), (N'1 d 12 h'), (NULL);
SELECT ValueText = CAST(t.ValueText AS nvarchar(64))
INTO #Actual
FROM
(
    VALUES
        (0e0, N'percent'), (91, N'percent'), (12.34, N'percent'), (1234.5, N'MB'), (-3.5, N'MB'), (0.054, N'ratio'),
        (60120, N'id'), (850.2, N'ms'), (720, N's'), (36, N'min'), (36, N'h'), (NULL, N'ms')
) AS v (Value, Unit)
CROSS APPLY lib.ValueText(v.Value, v.Unit) AS t;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
