-- Processor use by the minute: no minute twice, none lost, whatever happens to the
-- server, its clock or the collector.
EXEC tSQLt.NewTestClass N'CpuTests';
GO
CREATE PROCEDURE CpuTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE FUNCTION CpuTests.Record (@RecordAt datetime2(3), @Id bigint, @Sql nvarchar(20), @Idle nvarchar(20))
RETURNS TABLE
AS
RETURN
(
    SELECT
        RecordAt = @RecordAt,
        RecordText = CONCAT(
            N'<Record id = "',
            @Id,
            N'" type ="RING_BUFFER_SCHEDULER_MONITOR" time ="1"><SchedulerMonitorEvent><SystemHealth>',
            N'<ProcessUtilization>' + @Sql + N'</ProcessUtilization>',
            N'<SystemIdle>' + @Idle + N'</SystemIdle>',
            N'</SystemHealth></SchedulerMonitorEvent></Record>')
);
GO
CREATE PROCEDURE CpuTests.SaveCapture
    @CapturedAt datetime2(3),
    @Rows       stage.Cpu READONLY,
    @StartedAt  datetime2(3) = '2026-01-02T00:00:00'
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @SourceMs bigint = DATEDIFF_BIG(millisecond, '2026-01-01', @CapturedAt);
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveCpu @InstanceId, @RunId, @CapturedAt, @StartedAt, @SourceMs, 8, 70, 12, 3, 144, 90, 576, 5, @Rows;
GO
CREATE PROCEDURE CpuTests.[test a minute is saved once, though it is read again and its time jitters]
AS
DECLARE @Rows stage.Cpu;
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T10:00:00.100', 600, N'40', N'55');
EXEC CpuTests.SaveCapture '2026-01-02T10:00:30', @Rows;
UPDATE @Rows SET RecordAt = '2026-01-02T10:00:00.103';
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T10:01:00.103', 601, N'50', N'50');
EXEC CpuTests.SaveCapture '2026-01-02T10:01:30', @Rows;
CREATE TABLE #Expected (CapturedAt datetime2(3), RecordId bigint, SqlPercent int, OtherPercent int, IdlePercent int);
INSERT #Expected VALUES ('2026-01-02T10:00:00.100', 600, 40, 5, 55), ('2026-01-02T10:01:00.103', 601, 50, 0, 50);
SELECT CapturedAt, RecordId, SqlPercent, OtherPercent, IdlePercent INTO #Actual FROM fact.Cpu;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE CpuTests.[test minutes of an outage are filled, each metric at its own time]
AS
DECLARE @Rows stage.Cpu;
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T10:00:00', 600, N'40', N'55');
EXEC CpuTests.SaveCapture '2026-01-02T10:00:30', @Rows;
DELETE @Rows;
INSERT @Rows
SELECT r.*
FROM (VALUES (0), (1), (2), (3), (60), (180)) AS n (Minute)
CROSS APPLY CpuTests.Record(DATEADD(minute, n.Minute, '2026-01-02T10:00:00'), 600 + n.Minute, N'41', N'50') AS r;
EXEC CpuTests.SaveCapture '2026-01-02T13:00:30', @Rows;
CREATE TABLE #Expected (CapturedAt datetime2(3), Value float);
INSERT #Expected
VALUES
    ('2026-01-02T10:00:00', 40),
    ('2026-01-02T10:01:00', 41),
    ('2026-01-02T10:02:00', 41),
    ('2026-01-02T10:03:00', 41),
    ('2026-01-02T11:00:00', 41),
    ('2026-01-02T13:00:00', 41);
SELECT f.CapturedAt, f.Value
INTO #Actual
FROM fact.Metric AS f
INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
WHERE m.MetricName = N'cpu.sql_percent';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE CpuTests.[test minutes that the server has forgotten are a gap, a restart is none]
AS
DECLARE @Rows stage.Cpu;
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T10:00:00', 600, N'40', N'55');
EXEC CpuTests.SaveCapture '2026-01-02T10:00:30', @Rows;
DELETE @Rows;
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T11:00:00', 30, N'40', N'55');
EXEC CpuTests.SaveCapture '2026-01-02T11:00:30', @Rows, '2026-01-02T10:29:00';
DECLARE @HasGap bit = (SELECT HasPossibleGap FROM collect.Bookmark WHERE CollectorName = N'Cpu');
EXEC tSQLt.AssertEquals 0, @HasGap;
DELETE @Rows;
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T17:00:00', 390, N'40', N'55');
EXEC CpuTests.SaveCapture '2026-01-02T17:00:30', @Rows, '2026-01-02T10:29:00';
SET @HasGap = (SELECT HasPossibleGap FROM collect.Bookmark WHERE CollectorName = N'Cpu' AND GapSeenAt = '2026-01-02T17:00:30');
EXEC tSQLt.AssertEquals 1, @HasGap;
GO
CREATE PROCEDURE CpuTests.[test after a restart ids begin anew, also when the first capture finds no record]
AS
DECLARE @Rows stage.Cpu;
DECLARE @Empty stage.Cpu;
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T10:00:00', 600, N'40', N'55');
EXEC CpuTests.SaveCapture '2026-01-02T10:00:30', @Rows;
EXEC CpuTests.SaveCapture '2026-01-02T10:05:10', @Empty, '2026-01-02T10:05:00';
DELETE @Rows;
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T10:06:00', 0, N'7', N'90');
EXEC CpuTests.SaveCapture '2026-01-02T10:06:10', @Rows, '2026-01-02T10:05:00.007';
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T10:07:00', 1, N'8', N'90');
EXEC CpuTests.SaveCapture '2026-01-02T10:07:10', @Rows, '2026-01-02T10:05:00.001';
DECLARE @Actual nvarchar(100) = (
    SELECT STUFF((SELECT CONCAT(N' ', c.SqlPercent) FROM fact.Cpu AS c ORDER BY c.CapturedAt FOR XML PATH(N'')), 1, 1, N'')
);
EXEC tSQLt.AssertEqualsString N'40 7 8', @Actual;
GO
CREATE PROCEDURE CpuTests.[test a clock put forward moves known minutes but adds none]
AS
DECLARE @Rows stage.Cpu;
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T10:00:00', 600, N'40', N'55');
EXEC CpuTests.SaveCapture '2026-01-02T10:00:30', @Rows;
UPDATE @Rows SET RecordAt = DATEADD(minute, 10, RecordAt);
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T10:11:00', 601, N'50', N'50');
EXEC CpuTests.SaveCapture '2026-01-02T10:11:30', @Rows;
DECLARE @Actual nvarchar(100) = (
    SELECT STUFF((SELECT CONCAT(N' ', c.RecordId) FROM fact.Cpu AS c ORDER BY c.CapturedAt FOR XML PATH(N'')), 1, 1, N'')
);
EXEC tSQLt.AssertEqualsString N'600 601', @Actual;
GO
CREATE PROCEDURE CpuTests.[test figures that cannot be true are left open, unreadable records counted]
AS
DECLARE @Rows stage.Cpu;
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T10:00:00', 600, N'140', N'55');
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T10:01:00', 601, N'60', N'55');
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T10:02:00', 602, NULL, N'55');
INSERT @Rows VALUES ('2026-01-02T10:03:00', N'<Record id = "603"'), ('2026-01-02T10:04:00', NULL);
EXEC CpuTests.SaveCapture '2026-01-02T10:05:00', @Rows;
CREATE TABLE #Expected (RecordId bigint, SqlPercent int, OtherPercent int, IdlePercent int);
INSERT #Expected VALUES (600, NULL, NULL, 55), (601, 60, 0, 55), (602, NULL, NULL, 55);
SELECT RecordId, SqlPercent, OtherPercent, IdlePercent INTO #Actual FROM fact.Cpu;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Unreadable int = (SELECT UnreadableCount FROM fact.CpuCapture);
EXEC tSQLt.AssertEquals 4, @Unreadable;
GO
CREATE PROCEDURE CpuTests.[test a repeated and a late capture change nothing]
AS
DECLARE @Rows stage.Cpu;
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T10:00:00', 600, N'40', N'55');
EXEC CpuTests.SaveCapture '2026-01-02T10:00:30', @Rows;
INSERT @Rows SELECT * FROM CpuTests.Record('2026-01-02T10:01:00', 601, N'40', N'55');
EXEC CpuTests.SaveCapture '2026-01-02T10:00:30', @Rows;
EXEC CpuTests.SaveCapture '2026-01-02T10:00:20', @Rows;
DECLARE @Actual nvarchar(20) = CONCAT((SELECT COUNT(*) FROM fact.Cpu), N' ', (SELECT COUNT(*) FROM fact.CpuCapture));
EXEC tSQLt.AssertEqualsString N'1 1', @Actual;
GO
CREATE PROCEDURE CpuTests.[test the schedulers become metrics of the capture]
AS
DECLARE @Rows stage.Cpu;
EXEC CpuTests.SaveCapture '2026-01-02T10:00:30', @Rows;
CREATE TABLE #Expected (MetricName nvarchar(64) COLLATE DATABASE_DEFAULT, Value float);
INSERT #Expected VALUES
    (N'cpu.runnable_tasks', 12), (N'cpu.runnable_tasks_per_scheduler', 1.5), (N'cpu.current_tasks', 70), (N'cpu.work_queue', 3),
    (N'cpu.worker_percent', 25), (N'cpu.pending_io', 5);
SELECT m.MetricName, f.Value
INTO #Actual
FROM fact.Metric AS f
INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
WHERE f.CapturedAt = '2026-01-02T10:00:30';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE CpuTests.[test the later value at a time of its own takes the place of the earlier, and an unknown metric is refused by name]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Points stage.MetricPoint;
INSERT @Points VALUES (N'cpu.sql_percent', N'', 5, '2026-01-02T10:00:00'), (N'cpu.sql_percent', N'', NULL, '2026-01-02T10:01:00');
EXEC collect.SaveMetrics @InstanceId, '2026-01-01', @Points;
UPDATE @Points SET Value = 9;
EXEC collect.SaveMetrics @InstanceId, '2026-01-01', @Points;
DECLARE @Actual nvarchar(100) = (
    SELECT STUFF((SELECT CONCAT(N' ', f.Value) FROM fact.Metric AS f ORDER BY f.CapturedAt FOR XML PATH(N'')), 1, 1, N'')
);
EXEC tSQLt.AssertEqualsString N'9 9', @Actual;
INSERT @Points VALUES (N'cpu.nosuch', N'', 5, '2026-01-02T10:00:00');
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'Unknown metric ''cpu.nosuch''%', @ExpectedErrorNumber = 50022;
EXEC collect.SaveMetrics @InstanceId, '2026-01-01', @Points;
GO
