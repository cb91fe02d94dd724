-- What the service shows of the repository as gauges.
EXEC tSQLt.NewTestClass N'GaugeTests';
GO
CREATE PROCEDURE GaugeTests.SetUp
AS
UPDATE config.Instance SET IsEnabled = 0;
UPDATE config.Metric SET IsExported = 0;
DELETE config.Route;
DELETE config.Channel;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-02T00:00');
EXEC config.DefineMetric N'test.load', N'Requests', N'percent', N'higher', N'AOS', N'How busy it is.';
EXEC config.DefineMetric N'test.room', N'Requests', N'percent', N'lower', N'none', N'What is free.';
EXEC config.SetMetricExport N'test.load', 1, N'tSQLt', '2026-01-02';
EXEC config.SetMetricExport N'test.room', 1, N'tSQLt', '2026-01-02';
GO
CREATE PROCEDURE GaugeTests.Say
    @At     datetime2(3),
    @Metric nvarchar(64),
    @Key    nvarchar(256),
    @Value  float
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Points stage.MetricPoint;
INSERT @Points (MetricName, KeyText, Value) VALUES (@Metric, @Key, @Value);
EXEC collect.SaveMetrics @InstanceId, @At, @Points;
GO
CREATE PROCEDURE GaugeTests.AssertGauges
    @Now      datetime2(3),
    @NameLike nvarchar(64),
    @Expected nvarchar(2000)
AS
CREATE TABLE #Gauge
(
    GaugeName nvarchar(128), Description nvarchar(1000), InstanceName sysname NULL, LabelName nvarchar(32),
    LabelText nvarchar(256), Value float
);
INSERT #Gauge EXEC alert.GetGauges @Now;
DECLARE @Actual nvarchar(2000) = STUFF(
(
    SELECT CONCAT(N'; ', g.GaugeName, N' ', g.InstanceName, N' ' + g.LabelName + N'=' + g.LabelText, N' ', g.Value)
    FROM #Gauge AS g
    WHERE g.GaugeName LIKE @NameLike
    ORDER BY g.GaugeName, g.InstanceName, g.LabelText
    FOR XML PATH(N''), TYPE
).value(N'.', N'nvarchar(max)'), 1, 2, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE GaugeTests.[test the latest value of each key of an exported metric is a gauge, an old one is none]
AS
EXEC GaugeTests.Say '2026-01-02T10:00', N'test.load', N'AOS01', 10;
EXEC GaugeTests.Say '2026-01-02T10:00:10', N'test.load', N'AOS01', 20;
EXEC GaugeTests.Say '2026-01-02T10:00:10', N'test.load', N'AOS02', 30;
EXEC GaugeTests.Say '2026-01-02T10:00:10', N'test.room', N'', 40;
EXEC GaugeTests.AssertGauges '2026-01-02T10:00:20', N'watched.%',
    N'watched.test.load tSQLt key=AOS01 20; watched.test.load tSQLt key=AOS02 30; watched.test.room tSQLt 40';
-- Requests may be silent for two minutes.
EXEC GaugeTests.Say '2026-01-02T10:02:05', N'test.load', N'AOS02', 50;
EXEC GaugeTests.AssertGauges '2026-01-02T10:02:15', N'watched.%', N'watched.test.load tSQLt key=AOS02 50';
-- What lies ahead is not yet true.
EXEC GaugeTests.AssertGauges '2026-01-02T10:01:00', N'watched.test.load',
    N'watched.test.load tSQLt key=AOS01 20; watched.test.load tSQLt key=AOS02 30';
GO
CREATE PROCEDURE GaugeTests.[test of more keys than are wanted the worse ones are told]
AS
EXEC config.SetSetting N'ExportedKeyCount', N'2', N'tSQLt', '2026-01-02';
EXEC GaugeTests.Say '2026-01-02T10:00', N'test.load', N'AOS01', 10;
EXEC GaugeTests.Say '2026-01-02T10:00', N'test.load', N'AOS02', 30;
EXEC GaugeTests.Say '2026-01-02T10:00', N'test.load', N'AOS03', 20;
EXEC GaugeTests.AssertGauges '2026-01-02T10:00:20', N'watched.test.load',
    N'watched.test.load tSQLt key=AOS02 30; watched.test.load tSQLt key=AOS03 20';
GO
CREATE PROCEDURE GaugeTests.[test what is not exported is no gauge, and the choice is in the audit]
AS
EXEC GaugeTests.Say '2026-01-02T10:00', N'test.room', N'', 40;
EXEC config.SetMetricExport N'test.room', 0, N'ann', '2026-01-02T10:00';
EXEC config.SetMetricExport N'test.room', 0, N'ann', '2026-01-02T10:00:01';
EXEC GaugeTests.AssertGauges '2026-01-02T10:00:20', N'watched.%', NULL;
DECLARE @Events nvarchar(400) =
(
    SELECT CONCAT(e.ChangedBy, N' ', e.[Action], N' ', e.Subject, N' ', e.OldValue, N' ', e.NewValue)
    FROM audit.Event AS e
    WHERE e.[Action] = N'SetMetricExport'
      AND e.ChangedBy = N'ann'
);
EXEC tSQLt.AssertEqualsString N'ann SetMetricExport test.room 1 0', @Events;
EXEC tSQLt.ExpectException @ExpectedMessage = N'There is no metric ''test.none''; config.Metric lists them.',
    @ExpectedErrorNumber = 50043;
EXEC config.SetMetricExport N'test.none', 1, N'ann', '2026-01-02T10:00';
GO
CREATE PROCEDURE GaugeTests.[test open alerts are counted by severity, and none are zero]
AS
UPDATE config.AlertRule SET IsEnabled = 0;
EXEC config.SetAlertRule N'Load', N'Threshold', @SubjectText = N'{key} busy', @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC config.SetAlertRuleMeasure N'Load', @MetricName = N'test.load', @AggregateName = N'last', @WindowMs = 60000,
    @MinSamples = 1, @WarnValue = 50, @CriticalValue = 90, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC GaugeTests.Say '2026-01-02T10:00', N'test.load', N'AOS01', 60;
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
INSERT @Result EXEC alert.Evaluate '2026-01-02T10:00:05';
EXEC GaugeTests.AssertGauges '2026-01-02T10:00:20', N'alerts.%',
    N'alerts.open tSQLt severity=critical 0; alerts.open tSQLt severity=warning 1';
GO
CREATE PROCEDURE GaugeTests.[test messages that wait are counted by channel, and how long the oldest has waited]
AS
DELETE alert.NotificationRecipient;
DELETE alert.Notification;
EXEC config.SetChannel N'oncall', N'pagerduty', @ChangedBy = N'tSQLt', @Now = '2026-01-02';
DECLARE @Result TABLE
(
    NotificationId bigint, Channel nvarchar(64), ChannelKind nvarchar(16), Status nvarchar(16), AttemptCount int,
    SentAt datetime2(3), LastError nvarchar(2048), NextAttemptAt datetime2(3), ResultText nvarchar(max)
);
INSERT @Result EXEC alert.TestChannel N'oncall', 0, N'tSQLt', '2026-01-02T10:00';
EXEC GaugeTests.AssertGauges '2026-01-02T10:01:30', N'outbox.%',
    N'outbox.oldest_seconds  channel=mail 0; outbox.oldest_seconds  channel=oncall 90; outbox.waiting  channel=mail 0; outbox.waiting  channel=oncall 1';
GO
CREATE PROCEDURE GaugeTests.[test the age of the data of a collector counts from its last success, at first from when the instance was added]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT config.CollectorOverride (InstanceId, CollectorName, IsEnabled)
SELECT @InstanceId, c.CollectorName, 0
FROM config.Collector AS c
WHERE c.CollectorName <> N'Requests';
EXEC GaugeTests.AssertGauges '2026-01-02T00:01:40', N'data.%',
    N'data.age_limit_seconds tSQLt collector=Requests 120; data.age_seconds tSQLt collector=Requests 100';
DECLARE @RunId uniqueidentifier = NEWID();
EXEC ops.SaveJobRun @RunId, N'collect:Requests', @InstanceId, '2026-01-02T10:00', '2026-01-02T10:00:01', @Outcome = N'ok',
    @CapturedAt = '2026-01-02T10:00';
EXEC GaugeTests.AssertGauges '2026-01-02T10:00:31', N'data.age_seconds', N'data.age_seconds tSQLt collector=Requests 30';
GO
CREATE PROCEDURE GaugeTests.[test an instance whose collection is paused has no age, and nobody misses a sign of life]
AS
CREATE TABLE #Signs (Job nvarchar(200), [Owner] nvarchar(128), LastSignAt datetime2(3), IsSilent bit, Reason nvarchar(1000));
INSERT #Signs EXEC alert.GetSignsOfLife '2026-01-02T12:00';
IF NOT EXISTS (SELECT 1 FROM #Signs WHERE Job = N'collect tSQLt' AND IsSilent = 1)
    EXEC tSQLt.Fail N'Nothing was ever collected.';
EXEC config.AddMaintenanceWindow @InstanceName = N'tSQLt', @StartsAt = '2026-01-02T11:00', @EndsAt = '2026-01-02T13:00',
    @Reason = N'patches', @ChangedBy = N'ann', @Now = '2026-01-02T10:00', @IsCollectionPaused = 1;
DELETE #Signs;
INSERT #Signs EXEC alert.GetSignsOfLife '2026-01-02T12:00';
IF EXISTS (SELECT 1 FROM #Signs WHERE Job = N'collect tSQLt')
    EXEC tSQLt.Fail N'It is paused.';
EXEC GaugeTests.AssertGauges '2026-01-02T12:00', N'data.age_%', NULL;
