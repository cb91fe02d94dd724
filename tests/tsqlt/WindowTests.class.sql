-- Maintenance windows and mutes: when they hold, what they keep quiet, and what is told behind them.
EXEC tSQLt.NewTestClass N'WindowTests';
GO
CREATE PROCEDURE WindowTests.SetUp
AS
UPDATE config.AlertRule SET IsEnabled = 0;
UPDATE config.Instance SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
EXEC config.DefineMetric N'test.load', N'Requests', N'percent', N'higher', N'AOS', N'How busy it is.';
EXEC config.SetAlertRule N'Load', N'Threshold', @SubjectText = N'{key} busy', @ChangedBy = N'tSQLt', @Now = '2026-01-02';
EXEC config.SetAlertRuleMeasure N'Load', @MetricName = N'test.load', @AggregateName = N'last', @WindowMs = 86400000,
    @MinSamples = 1, @WarnValue = 50, @ChangedBy = N'tSQLt', @Now = '2026-01-02';
DELETE config.MailRoute;
INSERT config.MailRoute (RouteName, Recipients) VALUES (N'default', N'dba@example.com');
GO
CREATE PROCEDURE WindowTests.AddWindow
    @InstanceName sysname = NULL,
    @RuleName     nvarchar(128) = NULL,
    @KeyLike      nvarchar(256) = NULL,
    @StartsAt     datetime2(3) = NULL,
    @EndsAt       datetime2(3) = NULL,
    @WeekDays     varchar(7) = NULL,
    @LocalTime    time(0) = NULL,
    @DurationMs   int = NULL,
    @TimeZoneName sysname = NULL,
    @Reason       nvarchar(400) = N'patches'
AS
DECLARE @Result TABLE (WindowId int);
INSERT @Result EXEC config.AddMaintenanceWindow @InstanceName, @RuleName, @KeyLike, @StartsAt, @EndsAt, @WeekDays, @LocalTime,
    @DurationMs, @TimeZoneName, @Reason, N'ann', '2026-04-01T08:00:00';
GO
CREATE PROCEDURE WindowTests.Busy
    @At      datetime2(3),
    @KeyText nvarchar(256)
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Points stage.MetricPoint;
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
INSERT @Points (MetricName, KeyText, Value) VALUES (N'test.load', @KeyText, 60);
EXEC collect.SaveMetrics @InstanceId, @At, @Points;
INSERT @Result EXEC alert.Evaluate @At;
GO
CREATE PROCEDURE WindowTests.AssertMessages
    @Expected nvarchar(4000)
AS
DECLARE @Actual nvarchar(4000) = STUFF(
    (
        SELECT N' | ' + Subject FROM alert.Notification ORDER BY NotificationId FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(4000)'), 1, 3, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE WindowTests.[test in a window alerts open and tell nobody, and what is open behind it is told]
AS
EXEC WindowTests.AddWindow @InstanceName = N'tSQLt', @StartsAt = '2026-04-01T09:00:00', @EndsAt = '2026-04-01T10:00:00';
EXEC WindowTests.Busy '2026-04-01T09:30:00', N'A';
EXEC WindowTests.AssertMessages NULL;
DECLARE @Open int = (SELECT COUNT(*) FROM alert.Alert WHERE State = N'open');
EXEC tSQLt.AssertEquals 1, @Open;
EXEC WindowTests.Busy '2026-04-01T10:00:00', N'A';
EXEC WindowTests.AssertMessages N'A busy (tSQLt)';
GO
CREATE PROCEDURE WindowTests.[test a mute of a key leaves others as they are, and ends when it is ended]
AS
EXEC WindowTests.AddWindow @RuleName = N'Load', @KeyLike = N'A%', @EndsAt = '2026-04-08';
EXEC WindowTests.Busy '2026-04-01T09:00:00', N'AX1';
EXEC WindowTests.Busy '2026-04-01T09:00:01', N'B';
EXEC WindowTests.AssertMessages N'B busy (tSQLt)';
DECLARE @WindowId int = (SELECT MAX(WindowId) FROM config.MaintenanceWindow);
EXEC config.EndMaintenanceWindow @WindowId, N'bob', '2026-04-01T09:10:00';
EXEC WindowTests.Busy '2026-04-01T09:10:01', N'AX1';
EXEC WindowTests.AssertMessages N'B busy (tSQLt) | AX1 busy (tSQLt)';
DECLARE @Audit int = (SELECT COUNT(*) FROM audit.Event WHERE Subject = CONCAT(N'window ', @WindowId));
EXEC tSQLt.AssertEquals 2, @Audit;
GO
CREATE PROCEDURE WindowTests.[test a window of another instance or rule keeps nothing quiet]
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'other', N'none2', '2026-01-01');
EXEC WindowTests.AddWindow @InstanceName = N'other', @EndsAt = '2026-04-08';
EXEC WindowTests.AddWindow @RuleName = N'Blocking', @EndsAt = '2026-04-08';
EXEC WindowTests.Busy '2026-04-01T09:00:00', N'A';
EXEC WindowTests.AssertMessages N'A busy (tSQLt)';
GO
-- Saturday 23:00 to Sunday 05:00 in Berlin; the clocks are put forward that night, on 29 March 2026.
CREATE PROCEDURE WindowTests.[test a weekly window holds over midnight, by the clock of its zone, six hours that pass]
AS
EXEC WindowTests.AddWindow @StartsAt = '2026-03-01', @WeekDays = '6', @LocalTime = '23:00', @DurationMs = 21600000,
    @TimeZoneName = N'W. Europe Standard Time';
CREATE TABLE #Expected (At datetime2(3) NOT NULL, IsOpen int NOT NULL);
INSERT #Expected (At, IsOpen)
VALUES
    ('2026-03-21T21:59:59', 0),
    ('2026-03-21T22:00:00', 1),
    ('2026-03-22T03:59:59', 1),
    ('2026-03-22T04:00:00', 0),
    ('2026-03-22T22:30:00', 0),
    ('2026-03-28T22:00:00', 1),
    ('2026-03-29T03:59:59', 1),
    ('2026-03-29T04:00:00', 0),
    ('2026-04-04T20:59:59', 0),
    ('2026-04-04T21:00:00', 1),
    ('2026-02-28T22:30:00', 0);
SELECT e.At, IsOpen = (SELECT COUNT(*) FROM config.OpenWindow(e.At) AS w)
INTO #Actual
FROM #Expected AS e;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE WindowTests.[test a window with several faults is refused with all of them]
AS
EXEC tSQLt.ExpectException @ExpectedMessage =
    N'No window was added. @Reason is empty. @WeekDays = ''8'' are not days: digits from 1 (Monday) to 7 (Sunday). @LocalTime is missing. @DurationMs is out of 60000 (a minute) to 86400000 (a day). @TimeZoneName = ''Mars'' is none of sys.time_zone_info.';
EXEC WindowTests.AddWindow @WeekDays = '8', @TimeZoneName = N'Mars', @Reason = N'';
GO
CREATE PROCEDURE WindowTests.[test a window that has passed, or has no end, is refused]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'No window was added.%@EndsAt is missing%';
EXEC WindowTests.AddWindow @InstanceName = N'tSQLt';
GO
CREATE PROCEDURE WindowTests.[test a window of an unknown rule is refused]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'Unknown rule ''Nothing''.%';
EXEC WindowTests.AddWindow @RuleName = N'Nothing', @EndsAt = '2026-04-08';
GO
GO
CREATE PROCEDURE WindowTests.[test a window can pause collection: nothing is due, nothing is missed, status says so, and then it goes on]
AS
DECLARE @Actual nvarchar(400);
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Result TABLE (WindowId int);
UPDATE config.Instance SET IsEnabled = 1 WHERE InstanceId = @InstanceId;
UPDATE config.Collector SET IsEnabled = CASE WHEN CollectorName = N'Waits' THEN 1 ELSE 0 END;
DELETE ops.CollectorState;
INSERT ops.CollectorState
(
    InstanceId,
    CollectorName,
    State,
    Since,
    LastRunAt,
    LastSuccessAt,
    IntervalFactor,
    OverBudgetCount,
    WithinBudgetCount,
    FailureCount,
    ShrinkFactor
)
VALUES
(
    @InstanceId,
    N'Waits',
    N'collecting',
    '2026-04-01',
    '2026-04-01T21:59',
    '2026-04-01T21:59',
    1,
    0,
    0,
    0,
    1
);
CREATE TABLE #Schedule
(
    InstanceId int, InstanceName sysname, ConnectionName nvarchar(128), AxDatabaseName sysname NULL, CollectorName nvarchar(64),
    Kind nvarchar(16), IntervalMs int, TimeoutMs int, RowLimit int, ShrinkFactor int, TargetProcedure nvarchar(256),
    TableType nvarchar(256) NULL, QueryText nvarchar(max) NULL, IsDue bit, NextRunAt datetime2(3) NULL, State nvarchar(16),
    Reason nvarchar(2048) NULL
);
INSERT @Result EXEC config.AddMaintenanceWindow N'tSQLt', @StartsAt = '2026-04-01T22:00', @EndsAt = '2026-04-01T23:00',
    @Reason = N'patches', @ChangedBy = N'ann', @Now = '2026-04-01T08:00', @IsCollectionPaused = 1;

INSERT #Schedule EXEC ops.GetSchedule '2026-04-01T22:30';
SET @Actual = (SELECT CONCAT(s.IsDue, N' ', s.State, N' ', s.Reason) FROM #Schedule AS s WHERE s.InstanceId = @InstanceId);
IF @Actual NOT LIKE N'0 paused Collection is paused by maintenance window [0-9]%: patches.'
    EXEC tSQLt.Fail @Actual;
SET @Actual =
    (SELECT CONCAT(s.IsCollecting, N' ', s.State) FROM ops.CollectorStanding('2026-04-01T22:30') AS s
        WHERE s.CollectorName = N'Waits' AND s.InstanceId = @InstanceId);
EXEC tSQLt.AssertEqualsString N'0 paused', @Actual;

-- Silent for half an hour, and just behind the window: not measured. Four minutes later it is.
SET @Actual = STUFF(
    (
        SELECT CONCAT(N', ', CONVERT(nvarchar(5), t.At, 108), N' ', COUNT(m.Value))
        FROM (VALUES (CAST('2026-04-01T22:30' AS datetime2(3))), ('2026-04-01T23:02'), ('2026-04-01T23:04')) AS t (At)
        OUTER APPLY
        (
            SELECT p.InstanceId, Value = 1
            FROM config.Instance AS p
            WHERE p.InstanceId = @InstanceId
              AND NOT EXISTS (SELECT 1 FROM config.PausedInstance(t.At) AS w WHERE w.InstanceId = p.InstanceId)
        ) AS m
        GROUP BY t.At
        ORDER BY t.At
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(400)'), 1, 2, N'');
EXEC tSQLt.AssertEqualsString N'22:30 0, 23:02 0, 23:04 1', @Actual;
DELETE #Schedule;
INSERT #Schedule EXEC ops.GetSchedule '2026-04-01T23:00:01';
SET @Actual = (SELECT CONCAT(s.IsDue, N' ', s.State) FROM #Schedule AS s WHERE s.InstanceId = @InstanceId);
EXEC tSQLt.AssertEqualsString N'1 collecting', @Actual;
GO
CREATE PROCEDURE WindowTests.[test absence is silent while collection is paused and told when nothing comes behind it]
AS
DECLARE @Result TABLE (WindowId int);
DECLARE @Counts TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
DECLARE @Count int;
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
UPDATE config.AlertRule SET IsEnabled = CASE WHEN RuleName = N'Collecting' THEN 1 ELSE 0 END;
UPDATE config.Instance SET IsEnabled = 1 WHERE InstanceId = @InstanceId;
UPDATE config.Collector SET IsEnabled = CASE WHEN CollectorName = N'Waits' THEN 1 ELSE 0 END;
DELETE ops.CollectorState;
INSERT ops.CollectorState
(
    InstanceId,
    CollectorName,
    State,
    Since,
    LastRunAt,
    LastSuccessAt,
    IntervalFactor,
    OverBudgetCount,
    WithinBudgetCount,
    FailureCount,
    ShrinkFactor
)
VALUES
(
    @InstanceId,
    N'Waits',
    N'collecting',
    '2026-04-01',
    '2026-04-01T21:59',
    '2026-04-01T21:59',
    1,
    0,
    0,
    0,
    1
);
INSERT @Result EXEC config.AddMaintenanceWindow N'tSQLt', @StartsAt = '2026-04-01T22:00', @EndsAt = '2026-04-01T23:00',
    @Reason = N'patches', @ChangedBy = N'ann', @Now = '2026-04-01T08:00', @IsCollectionPaused = 1;
INSERT @Counts EXEC alert.Evaluate '2026-04-01T22:30';
INSERT @Counts EXEC alert.Evaluate '2026-04-01T22:40';
INSERT @Counts EXEC alert.Evaluate '2026-04-01T23:02';
SET @Count = (SELECT COUNT(*) FROM alert.Alert);
EXEC tSQLt.AssertEquals 0, @Count;
INSERT @Counts EXEC alert.Evaluate '2026-04-01T23:04';
INSERT @Counts EXEC alert.Evaluate '2026-04-01T23:06';
SET @Count = (SELECT COUNT(*) FROM alert.Notification);
EXEC tSQLt.AssertEquals 1, @Count;
GO
CREATE PROCEDURE WindowTests.[test a mute of a rule cannot pause collection]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50041,
    @ExpectedMessagePattern = N'%@IsCollectionPaused is for a window of all%';
EXEC config.AddMaintenanceWindow @RuleName = N'Load', @EndsAt = '2026-05-01', @Reason = N'x', @ChangedBy = N'ann',
    @Now = '2026-04-01T08:00', @IsCollectionPaused = 1;
