-- collect.SaveBatch: who can run batch tasks, who waits for whom, what classes are
-- called, and the metrics of all that.
EXEC tSQLt.NewTestClass N'BatchCapacityTests';
GO
CREATE PROCEDURE BatchCapacityTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE PROCEDURE BatchCapacityTests.SaveCapture
    @CapturedAt     datetime2(3),
    @Rows           stage.Batch READONLY,
    @LocalSecond    int = 36000,
    @MissingColumns nvarchar(2000) = NULL
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveBatch @InstanceId, @RunId, @CapturedAt, NULL, 0, 1, 0, @MissingColumns, @LocalSecond, @Rows;
GO
-- Two batch AOS: 1 works the default group and MRP, 2 works MRP; 8 threads each, all day.
CREATE FUNCTION BatchCapacityTests.Installation ()
RETURNS TABLE
AS
RETURN
(
    SELECT
        v.RowKind,
        ClassNumber = 0,
        v.StatusNumber,
        v.ServerId,
        v.GroupId,
        v.ThreadCount,
        v.WindowStart,
        v.WindowEnd,
        v.IsBatchEnabled
    FROM
    (
        VALUES
            (N'server', 1, N'01@AOS1', NULL, NULL, NULL, NULL, NULL), (N'server', 1, N'01@AOS2', NULL, NULL, NULL, NULL, NULL),
            (N'server', 1, N'01@AOS3', NULL, NULL, NULL, NULL, NULL),
            (N'config', 0, N'01@AOS1', NULL, NULL, NULL, NULL, CAST(1 AS bit)),
            (N'config', 0, N'01@aos2', NULL, NULL, NULL, NULL, 1), (N'config', 0, N'01@AOS3', NULL, NULL, NULL, NULL, 0),
            (N'window', 0, N'01@AOS1', NULL, 8, 0, 0, NULL), (N'window', 0, N'01@AOS2', NULL, 8, 0, 86399, NULL),
            (N'group', 0, N'01@AOS1', N'', NULL, NULL, NULL, NULL), (N'group', 0, N'01@AOS1', N'MRP', NULL, NULL, NULL, NULL),
            (N'group', 0, N'01@AOS2', N'MRP', NULL, NULL, NULL, NULL)
    ) AS v (RowKind, StatusNumber, ServerId, GroupId, ThreadCount, WindowStart, WindowEnd, IsBatchEnabled)
);
GO
CREATE FUNCTION BatchCapacityTests.Task (
    @BatchId bigint, @GroupId nvarchar(60), @Status int, @ServerId nvarchar(128), @ClassNumber int, @StartedAt datetime2(3),
    @EndedAt datetime2(3))
RETURNS TABLE
AS
RETURN
(
    SELECT
        RowKind = N'task',
        BatchId = @BatchId,
        BatchJobId = CAST(7 AS bigint),
        TaskCaption = N'Task',
        ClassNumber = @ClassNumber,
        GroupId = @GroupId,
        ServerId = @ServerId,
        StatusNumber = @Status,
        JobStatusNumber = 2,
        DependencyCount = 0,
        ScheduledAt = CAST('2026-01-02T10:00:00' AS datetime2(3)),
        StartedAt = @StartedAt,
        EndedAt = @EndedAt
);
GO
CREATE FUNCTION BatchCapacityTests.Metric (@MetricName nvarchar(64))
RETURNS TABLE
AS
RETURN
(
    SELECT f.CapturedAt, k.KeyText, f.Value
    FROM fact.Metric AS f
    INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId
    WHERE m.MetricName = @MetricName
);
GO
CREATE PROCEDURE BatchCapacityTests.[test threads, what is busy and who works a group are told by AOS and group]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows
(
    RowKind,
    ClassNumber,
    StatusNumber,
    ServerId,
    GroupId,
    ThreadCount,
    WindowStart,
    WindowEnd,
    IsBatchEnabled
)
SELECT * FROM BatchCapacityTests.Installation();
INSERT @Rows
(
    RowKind,
    BatchId,
    BatchJobId,
    TaskCaption,
    ClassNumber,
    GroupId,
    ServerId,
    StatusNumber,
    JobStatusNumber,
    DependencyCount,
    ScheduledAt,
    StartedAt,
    EndedAt
)
SELECT t.* FROM BatchCapacityTests.Task(1, N'MRP', 2, N'01@AOS1', 101, '2026-01-02T10:00:10', NULL) AS t
UNION ALL SELECT t.* FROM BatchCapacityTests.Task(2, N'MRP', 7, N'01@AOS2', 101, '2026-01-02T10:00:10', NULL) AS t
UNION ALL SELECT t.* FROM BatchCapacityTests.Task(3, N'MRP', 5, NULL, 101, NULL, NULL) AS t
UNION ALL SELECT t.* FROM BatchCapacityTests.Task(4, N'ORPHAN', 5, NULL, 101, NULL, NULL) AS t
UNION ALL SELECT t.* FROM BatchCapacityTests.Task(5, N'ORPHAN', 1, NULL, 101, NULL, NULL) AS t;
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:01:00', @Rows;

CREATE TABLE #Expected (
    ServerId nvarchar(128), IsBatchEnabled bit, IsAlive bit, ThreadCount int, IsCertain bit, BusyCount int, GroupCount int);
INSERT #Expected VALUES (N'01@AOS1', 1, 1, 8, 1, 1, 2), (N'01@AOS2', 1, 1, 8, 1, 1, 1);
SELECT ServerId = UPPER(ServerId), IsBatchEnabled, IsAlive, ThreadCount, IsCertain, BusyCount, GroupCount
INTO #Actual
FROM fact.BatchCapacity;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

CREATE TABLE #ExpectedGroup (GroupId nvarchar(60), ServerCount int, ThreadCount int, BusyCount int, DueCount int);
INSERT #ExpectedGroup VALUES (N'', 1, 8, 0, 0), (N'MRP', 2, 16, 2, 1), (N'ORPHAN', 0, 0, 0, 2);
SELECT GroupId, ServerCount, ThreadCount, BusyCount, DueCount INTO #ActualGroup FROM fact.BatchGroupCapacity;
EXEC tSQLt.AssertEqualsTable N'#ExpectedGroup', N'#ActualGroup';

CREATE TABLE #ExpectedMetric (KeyText nvarchar(256), Value float);
INSERT #ExpectedMetric VALUES (N'(default)', 0), (N'MRP', 0), (N'ORPHAN', 2);
SELECT KeyText, Value INTO #ActualMetric FROM BatchCapacityTests.Metric(N'batch.unserved_count');
EXEC tSQLt.AssertEqualsTable N'#ExpectedMetric', N'#ActualMetric';
GO
CREATE PROCEDURE BatchCapacityTests.[test an AOS that is dead, disabled or without threads works no group]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Rows stage.Batch;
INSERT @Rows
(
    RowKind,
    ClassNumber,
    StatusNumber,
    ServerId,
    GroupId,
    ThreadCount,
    WindowStart,
    WindowEnd,
    IsBatchEnabled
)
SELECT * FROM BatchCapacityTests.Installation();
-- AOS 1 says it lives, but its heartbeat has stopped.
INSERT fact.AxSessionCapture (InstanceId, CapturedAt, SessionCount, HasSessions, HasServers, IsTruncated)
VALUES (@InstanceId, '2026-01-02T10:00:20', 0, 1, 1, 0);
INSERT fact.AxServer (InstanceId, CapturedAt, AosName, State, StatusNumber)
VALUES (@InstanceId, '2026-01-02T10:00:20', N'01@aos1', N'silent', 1), (@InstanceId, '2026-01-02T10:00:20', N'01@AOS2', N'up', 1);
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:01:00', @Rows;
UPDATE @Rows SET IsBatchEnabled = 0 WHERE RowKind = N'config' AND ServerId = N'01@aos2';
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:02:00', @Rows;
UPDATE @Rows SET IsBatchEnabled = 1 WHERE RowKind = N'config';
UPDATE @Rows SET ThreadCount = 0 WHERE RowKind = N'window' AND ServerId = N'01@AOS2';
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:03:00', @Rows;
-- Ten minutes later the last word about heartbeats is too old: the status counts.
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:11:00', @Rows;
CREATE TABLE #Expected (CapturedAt datetime2(3), ServerCount int);
INSERT #Expected
VALUES ('2026-01-02T10:01:00', 1), ('2026-01-02T10:02:00', 0), ('2026-01-02T10:03:00', 0), ('2026-01-02T10:11:00', 1);
SELECT CapturedAt, ServerCount INTO #Actual FROM fact.BatchGroupCapacity WHERE GroupId = N'MRP';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BatchCapacityTests.[test windows are open by the local time, over midnight too, and that this is an assumption is said]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows
(
    RowKind,
    ClassNumber,
    StatusNumber,
    ServerId,
    GroupId,
    ThreadCount,
    WindowStart,
    WindowEnd,
    IsBatchEnabled
)
SELECT * FROM BatchCapacityTests.Installation() WHERE ServerId = N'01@AOS1';
DELETE @Rows WHERE RowKind = N'window';
INSERT @Rows (RowKind, ClassNumber, StatusNumber, ServerId, ThreadCount, WindowStart, WindowEnd)
VALUES
    (N'window', 0, 0, N'01@AOS1', 2, 28800, 64800),
    (N'window', 0, 0, N'01@AOS1', 12, 72000, 21600),
    (N'window', 0, 0, N'01@AOS1', 1, 0, 86340);
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:01:00', @Rows, @LocalSecond = 36000;
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:02:00', @Rows, @LocalSecond = 72000;
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:03:00', @Rows, @LocalSecond = 3600;
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:04:00', @Rows, @LocalSecond = 64800;
CREATE TABLE #Expected (CapturedAt datetime2(3), ThreadCount int, IsCertain bit);
INSERT #Expected
VALUES
    ('2026-01-02T10:01:00', 3, 0),
    ('2026-01-02T10:02:00', 13, 0),
    ('2026-01-02T10:03:00', 13, 0),
    ('2026-01-02T10:04:00', 1, 0);
SELECT CapturedAt, ThreadCount, IsCertain INTO #Actual FROM fact.BatchCapacity;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BatchCapacityTests.[test tables that are missing leave their figures open]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows
(
    RowKind,
    ClassNumber,
    StatusNumber,
    ServerId,
    GroupId,
    ThreadCount,
    WindowStart,
    WindowEnd,
    IsBatchEnabled
)
SELECT * FROM BatchCapacityTests.Installation() WHERE RowKind NOT IN (N'group', N'window');
INSERT @Rows
(
    RowKind,
    BatchId,
    BatchJobId,
    TaskCaption,
    ClassNumber,
    GroupId,
    ServerId,
    StatusNumber,
    JobStatusNumber,
    DependencyCount,
    ScheduledAt,
    StartedAt,
    EndedAt
)
SELECT * FROM BatchCapacityTests.Task(3, N'MRP', 5, NULL, 101, NULL, NULL);
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:01:00', @Rows,
    @MissingColumns = N'BATCH.RETRYCOUNT, BATCHSERVERGROUP, BATCHSERVERCONFIG';
CREATE TABLE #Expected (GroupId nvarchar(60), ServerCount int, ThreadCount int, DueCount int);
INSERT #Expected VALUES (N'MRP', NULL, NULL, 1);
SELECT GroupId, ServerCount, ThreadCount, DueCount INTO #Actual FROM fact.BatchGroupCapacity;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
CREATE TABLE #ExpectedServer (ServerId nvarchar(128), ThreadCount int, GroupCount int);
INSERT #ExpectedServer VALUES (N'01@AOS1', NULL, NULL), (N'01@AOS2', NULL, NULL);
SELECT ServerId = UPPER(ServerId), ThreadCount, GroupCount INTO #ActualServer FROM fact.BatchCapacity;
EXEC tSQLt.AssertEqualsTable N'#ExpectedServer', N'#ActualServer';
SELECT KeyText INTO #Unserved FROM BatchCapacityTests.Metric(N'batch.unserved_count');
EXEC tSQLt.AssertEmptyTable N'#Unserved';
GO
CREATE PROCEDURE BatchCapacityTests.[test an execution gives its duration once, when it ends, under the name of its class]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Rows stage.Batch;
EXEC config.SetBatchClass @InstanceId, 102, N'OurClass', N'me', '2026-01-02T09:00:00';
INSERT @Rows (RowKind, ClassNumber, StatusNumber, TaskCaption)
VALUES (N'class', 101, 0, N'SalesFormLetter'), (N'class', 102, 0, N'TheirName'), (N'class', 103, 0, NULL);
INSERT @Rows
(
    RowKind,
    BatchId,
    BatchJobId,
    TaskCaption,
    ClassNumber,
    GroupId,
    ServerId,
    StatusNumber,
    JobStatusNumber,
    DependencyCount,
    ScheduledAt,
    StartedAt,
    EndedAt
)
SELECT t.* FROM BatchCapacityTests.Task(1, N'MRP', 2, N'01@AOS1', 101, '2026-01-02T10:00:10', NULL) AS t
UNION ALL SELECT t.* FROM BatchCapacityTests.Task(2, N'MRP', 2, N'01@AOS1', 101, '2026-01-02T10:00:20', NULL) AS t
UNION ALL
SELECT t.*
FROM BatchCapacityTests.Task(3, N'MRP', 3, N'01@AOS1', 102, '2026-01-02T10:00:20', '2026-01-02T10:00:30') AS t
UNION ALL SELECT t.* FROM BatchCapacityTests.Task(4, N'', 4, N'01@AOS1', 103, '2026-01-02T10:00:15', '2026-01-02T10:00:30') AS t;
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:01:00', @Rows;
-- Both of class 101 end; a minute later their history says the same.
UPDATE @Rows SET StatusNumber = 4, EndedAt = DATEADD(second, 50 + BatchId, StartedAt) WHERE BatchId IN (1, 2);
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:02:00', @Rows;
UPDATE @Rows SET RowKind = N'history', HistoryId = 500 + BatchId WHERE BatchId IN (1, 2, 3, 4);
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:03:00', @Rows;
CREATE TABLE #Expected (MetricName nvarchar(64), CapturedAt datetime2(3), KeyText nvarchar(256), Value float);
INSERT #Expected VALUES
    (N'batch.duration_ms', '2026-01-02T10:01:00', N'103', 15000),
    (N'batch.duration_ms', '2026-01-02T10:02:00', N'SalesFormLetter', 52000),
    (N'batch.ended_count', '2026-01-02T10:01:00', N'OurClass', 1), (N'batch.ended_count', '2026-01-02T10:01:00', N'103', 1),
    (N'batch.ended_count', '2026-01-02T10:02:00', N'SalesFormLetter', 2),
    (N'batch.error_count', '2026-01-02T10:01:00', N'OurClass', 1), (N'batch.error_count', '2026-01-02T10:01:00', N'103', 0),
    (N'batch.error_count', '2026-01-02T10:02:00', N'SalesFormLetter', 0),
    (N'batch.delay_ms', '2026-01-02T10:01:00', N'MRP', 20000), (N'batch.delay_ms', '2026-01-02T10:01:00', N'(default)', 15000);
SELECT m.MetricName, f.CapturedAt, k.KeyText, f.Value
INTO #Actual
FROM fact.Metric AS f
INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId
WHERE m.MetricName IN (N'batch.duration_ms', N'batch.ended_count', N'batch.error_count', N'batch.delay_ms');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BatchCapacityTests.[test what ended long ago is an execution and no metric of now]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows (RowKind, HistoryId, BatchId, ClassNumber, StatusNumber, GroupId, ScheduledAt, StartedAt, EndedAt)
VALUES (N'history', 500, 1, 101, 4, N'MRP', '2026-01-02T08:00:00', '2026-01-02T08:00:10', '2026-01-02T08:00:20');
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:01:00', @Rows;
DECLARE @Executions int = (SELECT COUNT(*) FROM fact.BatchExecution WHERE DurationMs = 10000);
EXEC tSQLt.AssertEquals 1, @Executions;
SELECT Value
INTO #Value
FROM BatchCapacityTests.Metric(N'batch.duration_ms')
UNION ALL
SELECT Value
FROM BatchCapacityTests.Metric(N'batch.delay_ms');
EXEC tSQLt.AssertEmptyTable N'#Value';
GO
CREATE PROCEDURE BatchCapacityTests.[test the session that runs a task is kept with its execution, also when the task has gone on]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows
(
    RowKind,
    BatchId,
    BatchJobId,
    TaskCaption,
    ClassNumber,
    GroupId,
    ServerId,
    StatusNumber,
    JobStatusNumber,
    DependencyCount,
    ScheduledAt,
    StartedAt,
    EndedAt
)
SELECT * FROM BatchCapacityTests.Task(1, N'MRP', 2, N'01@AOS1', 101, '2026-01-02T10:00:10', NULL);
UPDATE @Rows SET SessionIdx = 17;
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:01:00', @Rows;
UPDATE @Rows SET StartedAt = '2026-01-02T10:01:40', SessionIdx = 18;
INSERT @Rows (RowKind, HistoryId, BatchId, ClassNumber, StatusNumber, StartedAt, EndedAt)
VALUES (N'history', 500, 1, 101, 4, '2026-01-02T10:00:10', '2026-01-02T10:01:20');
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:02:00', @Rows;
CREATE TABLE #Expected (StartedAt datetime2(3), AxSessionId int, IsRunning bit);
INSERT #Expected VALUES ('2026-01-02T10:00:10', 17, 0), ('2026-01-02T10:01:40', 18, 1);
SELECT StartedAt, AxSessionId, IsRunning INTO #Actual FROM fact.BatchExecution;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BatchCapacityTests.[test names of classes are looked up again after a day, or after an hour where there was none]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Rows stage.Batch;
DECLARE @Nothing stage.Batch;
DECLARE @Parameters Given.Parameters;
CREATE TABLE #Actual (Step int, KnownItems nvarchar(max));
INSERT @Rows (RowKind, ClassNumber, StatusNumber, TaskCaption)
VALUES (N'class', 101, 0, N'SalesFormLetter'), (N'class', 103, 0, NULL);
EXEC BatchCapacityTests.SaveCapture '2026-01-02T10:01:00', @Rows;
INSERT @Parameters EXEC collect.GetParameters @InstanceId, N'Batch';
INSERT #Actual SELECT 1, KnownItems FROM @Parameters;
EXEC BatchCapacityTests.SaveCapture '2026-01-02T11:02:00', @Nothing;
DELETE @Parameters;
INSERT @Parameters EXEC collect.GetParameters @InstanceId, N'Batch';
INSERT #Actual SELECT 2, KnownItems FROM @Parameters;
EXEC BatchCapacityTests.SaveCapture '2026-01-03T10:02:00', @Nothing;
DELETE @Parameters;
INSERT @Parameters EXEC collect.GetParameters @InstanceId, N'Batch';
INSERT #Actual SELECT 3, KnownItems FROM @Parameters;
-- The model store cannot be read now: the name stays.
UPDATE @Rows SET TaskCaption = NULL;
EXEC BatchCapacityTests.SaveCapture '2026-01-03T10:03:00', @Rows;
CREATE TABLE #Expected (Step int, KnownItems nvarchar(max));
INSERT #Expected VALUES (1, N'<i k="class" n="101"/><i k="class" n="103"/>'), (2, N'<i k="class" n="101"/>'), (3, NULL);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Name nvarchar(128) = (SELECT Name FROM dim.BatchClassName(@InstanceId, 101));
EXEC tSQLt.AssertEqualsString N'SalesFormLetter', @Name;
GO
