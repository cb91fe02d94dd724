-- What collectors set aside is seen: as a metric, as a gauge, in the status, in the list, and by a rule.
EXEC tSQLt.NewTestClass N'QuarantineTests';
GO
CREATE PROCEDURE QuarantineTests.SetUp
AS
UPDATE config.AlertRule SET IsEnabled = CASE WHEN RuleName = N'Rows set aside' THEN 1 ELSE 0 END;
UPDATE config.Instance SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
-- Sets rows aside as a save procedure does, in one call.
CREATE PROCEDURE QuarantineTests.SetAside
    @CollectorName nvarchar(64),
    @CapturedAt    datetime2(3),
    @Rows          int,
    @Reason        nvarchar(400) = N'The row is not saved: nothing, or nothing that can be, stands in WaitMs.'
AS
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'tSQLt');
DECLARE @Odd stage.OddRow;
INSERT @Odd (RawHash, RawText, Reason)
SELECT HASHBYTES(N'SHA2_256', @Reason), N'<row/>', @Reason
FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS a (N)
CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS b (N)
WHERE a.N + 10 * b.N < @Rows;
EXEC collect.SetAside @InstanceId, @CollectorName, @CapturedAt, @Odd;
GO
CREATE PROCEDURE QuarantineTests.AssertAlerts
    @Now      datetime2(3),
    @Expected nvarchar(2000)
AS
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
UPDATE config.AlertRule SET EveryMs = 0 WHERE RuleName = N'Rows set aside';
INSERT @Result EXEC alert.Evaluate @Now;
DECLARE @Actual nvarchar(2000) = COALESCE(STUFF(
    (
        SELECT CONCAT(N' | ', a.State, N' P', a.Priority, N' ', a.Headline, N' ', a.CauseText)
        FROM alert.Alert AS a
        WHERE a.State NOT IN (N'pending', N'resolved')
        ORDER BY a.AlertId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(2000)'), 1, 3, N''), N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE QuarantineTests.[test what a capture sets aside is one value of the metric, however often it does]
AS
EXEC QuarantineTests.SetAside N'Requests', '2026-01-02T10:00', 3;
EXEC QuarantineTests.SetAside N'Requests', '2026-01-02T10:00', 2;
EXEC QuarantineTests.SetAside N'Waits', '2026-01-02T10:00', 1;
EXEC QuarantineTests.SetAside N'Requests', '2026-01-02T10:00:10', 0;
EXEC QuarantineTests.SetAside N'Requests', '2026-01-02T10:00:20', 7;
CREATE TABLE #Expected (KeyText nvarchar(256), CapturedAt datetime2(3), Value float);
INSERT #Expected
VALUES
    (N'Requests', '2026-01-02T10:00', 5), (N'Waits', '2026-01-02T10:00', 1), (N'Requests', '2026-01-02T10:00:20', 7);
SELECT k.KeyText, f.CapturedAt, f.Value
INTO #Actual
FROM fact.Metric AS f
INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId
WHERE m.MetricName = N'collector.set_aside_count';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE QuarantineTests.[test a few odd rows and a day without any wake nobody]
AS
EXEC QuarantineTests.AssertAlerts '2026-01-02T10:00', N'';
EXEC QuarantineTests.SetAside N'Requests', '2026-01-02T10:00', 99;
EXEC QuarantineTests.SetAside N'Waits', '2026-01-02T10:00', 99;
EXEC QuarantineTests.AssertAlerts '2026-01-02T10:01', N'';
EXEC QuarantineTests.AssertAlerts '2026-01-02T10:30', N'';
DECLARE @Pending int = (SELECT COUNT(*) FROM alert.Alert);
EXEC tSQLt.AssertEquals 0, @Pending;
GO
CREATE PROCEDURE QuarantineTests.[test a hundred rows of a collector in an hour are told by the day, with the reason, and end by themselves]
AS
EXEC QuarantineTests.SetAside N'Waits', '2026-01-02T10:00', 4;
EXEC QuarantineTests.SetAside N'Requests', '2026-01-02T10:00', 60;
EXEC QuarantineTests.SetAside N'Requests', '2026-01-02T10:05', 60,
    N'The row is not saved: nothing, or nothing that can be, stands in LoginName (''CONTOSO\ann'').';
EXEC QuarantineTests.AssertAlerts '2026-01-02T10:05:30', N'';
EXEC QuarantineTests.AssertAlerts '2026-01-02T10:15:30',
    N'open P3 Requests sets rows aside: 120 in 24 h The latest: The row is not saved: nothing, or nothing that can be, stands in LoginName ';
EXEC QuarantineTests.AssertAlerts '2026-01-02T11:06', N'';
GO
CREATE PROCEDURE QuarantineTests.[test a collector that sets little aside hour after hour is told too]
AS
DECLARE @At datetime2(3) = '2026-01-02T00:30';
WHILE @At < '2026-01-02T11:00'
BEGIN
    EXEC QuarantineTests.SetAside N'Requests', @At, 1;
    SET @At = DATEADD(hour, 1, @At);
END;
EXEC QuarantineTests.AssertAlerts '2026-01-02T11:00', N'';
EXEC QuarantineTests.SetAside N'Requests', '2026-01-02T11:30', 1;
EXEC QuarantineTests.AssertAlerts '2026-01-02T11:31', N'';
EXEC QuarantineTests.AssertAlerts '2026-01-02T11:42',
    N'open P3 Requests sets rows aside: 12 in 24 h The latest: The row is not saved: nothing, or nothing that can be, stands in WaitMs.';
GO
CREATE PROCEDURE QuarantineTests.[test what was set aside in an hour is a gauge of each collector, and 0 where nothing was]
AS
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'tSQLt');
INSERT config.CollectorOverride (InstanceId, CollectorName, IsEnabled)
SELECT @InstanceId, c.CollectorName, 0 FROM config.Collector AS c WHERE c.CollectorName NOT IN (N'Requests', N'Waits');
EXEC QuarantineTests.SetAside N'Requests', '2026-01-02T09:00', 7;
EXEC QuarantineTests.SetAside N'Requests', '2026-01-02T09:30', 2;
EXEC QuarantineTests.SetAside N'Requests', '2026-01-02T10:00', 3;
CREATE TABLE #Gauge
(
    GaugeName nvarchar(128), Description nvarchar(1000), InstanceName sysname NULL, LabelName nvarchar(32),
    LabelText nvarchar(256), Value float
);
INSERT #Gauge EXEC alert.GetGauges '2026-01-02T10:00:30';
CREATE TABLE #Expected (InstanceName sysname NULL, LabelName nvarchar(32), LabelText nvarchar(256), Value float);
INSERT #Expected VALUES (N'tSQLt', N'collector', N'Requests', 5), (N'tSQLt', N'collector', N'Waits', 0);
SELECT g.InstanceName, g.LabelName, g.LabelText, g.Value
INTO #Actual
FROM #Gauge AS g
WHERE g.GaugeName = N'rows.set_aside_last_hour'
  AND g.LabelText IN (N'Requests', N'Waits');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE QuarantineTests.[test the status says within a day how many texts were set aside, and why]
AS
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
EXEC QuarantineTests.SetAside N'Requests', '2026-01-02T10:00', 5;
EXEC ops.SaveJobRun @RunId, N'collect:Requests', @InstanceId, '2026-01-02T10:00', '2026-01-02T10:00', NULL, 5, 6, 1, N'ok';
CREATE TABLE #Expected (AtText nvarchar(20), Standing nvarchar(2200));
INSERT #Expected
VALUES
    (N'one', N'collecting; set aside within a day: 1 text, the latest because: The row is not saved: nothing, or nothing that '
        + N'can be, stands in WaitMs.'),
    (N'two', N'collecting; set aside within a day: 2 texts, the latest because: The event has no text.'),
    (N'a day later', N'collecting');
SELECT AtText = CAST(N'one' AS nvarchar(20)), s.Standing
INTO #Actual
FROM ops.CollectorStanding('2026-01-02T10:00:10') AS s
WHERE s.InstanceId = @InstanceId AND s.CollectorName = N'Requests';
EXEC QuarantineTests.SetAside N'Requests', '2026-01-02T10:00:20', 1, N'The event has no text.';
INSERT #Actual
SELECT N'two', s.Standing
FROM ops.CollectorStanding('2026-01-02T10:00:30') AS s
WHERE s.InstanceId = @InstanceId AND s.CollectorName = N'Requests';
SET @RunId = NEWID();
EXEC ops.SaveJobRun @RunId, N'collect:Requests', @InstanceId, '2026-01-03T10:01', '2026-01-03T10:01', NULL, 5, 6, 6, N'ok';
INSERT #Actual
SELECT N'a day later', s.Standing
FROM ops.CollectorStanding('2026-01-03T10:01') AS s
WHERE s.InstanceId = @InstanceId AND s.CollectorName = N'Requests';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE QuarantineTests.[test the list has what was set aside with reason, count and text, and neither values nor text where names are masked]
AS
DECLARE @InstanceId int = (SELECT i.InstanceId FROM config.Instance AS i WHERE i.InstanceName = N'tSQLt');
EXEC QuarantineTests.SetAside N'Requests', '2026-01-02T10:00', 5,
    N'The row is not saved: nothing, or nothing that can be, stands in LoginName (''CONTOSO\ann'').';
EXEC QuarantineTests.SetAside N'Waits', '2026-01-02T10:01', 1;
CREATE TABLE #List
(
    Number int IDENTITY (1, 1), QuarantineId bigint, InstanceName sysname, CollectorName nvarchar(64), Reason nvarchar(400),
    OccurrenceCount int, LastSeenLocal datetime2(3), RawText nvarchar(2000)
);
INSERT #List EXEC report.QuarantineList @InstanceId, '2026-01-02', '2026-01-03';
SELECT g.Number, g.InstanceName, g.CollectorName, g.Reason, g.OccurrenceCount, g.LastSeenLocal, g.RawText
INTO #Actual
FROM #List AS g;
SELECT TOP (0) a.* INTO #Expected FROM #Actual AS a;
SET IDENTITY_INSERT #Expected ON;
INSERT #Expected (Number, InstanceName, CollectorName, Reason, OccurrenceCount, LastSeenLocal, RawText)
VALUES
    (1, N'tSQLt', N'Waits', N'The row is not saved: nothing, or nothing that can be, stands in WaitMs.', 1,
     '2026-01-02T10:01', N'<row/>'),
    (2, N'tSQLt', N'Requests',
     N'The row is not saved: nothing, or nothing that can be, stands in LoginName (''CONTOSO\ann'').', 5,
     '2026-01-02T10:00', N'<row/>');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
UPDATE config.Instance SET Environment = N'PRD' WHERE InstanceId = @InstanceId;
EXEC config.SetSetting N'MaskingPRD', N'names', N'tSQLt', '2026-01-02';
TRUNCATE TABLE #List;
INSERT #List EXEC report.QuarantineList @InstanceId, '2026-01-02', '2026-01-03';
DECLARE @Masked nvarchar(400) =
(
    SELECT CONCAT(g.Reason, N'|', g.RawText) FROM #List AS g WHERE g.CollectorName = N'Requests'
);
EXEC tSQLt.AssertEqualsString
    N'The row is not saved: nothing, or nothing that can be, stands in LoginName |(not shown where names are masked)', @Masked;
GO
