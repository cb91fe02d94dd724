-- collect.SaveBatch: tasks and jobs that wait for ever are found, whatever state AX shows.
EXEC tSQLt.NewTestClass N'BatchStatesTests';
GO
CREATE PROCEDURE BatchStatesTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE PROCEDURE BatchStatesTests.SaveCapture
    @Rows stage.Batch READONLY
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveBatch @InstanceId, @RunId, '2026-01-02T12:00:00', NULL, 0, 1, 0, NULL, 43200, @Rows;
GO
CREATE FUNCTION BatchStatesTests.MetricValue (@MetricName nvarchar(64), @KeyText nvarchar(64))
RETURNS TABLE
AS
RETURN
(
    SELECT Value = MAX(f.Value)
    FROM fact.Metric AS f
    INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId
    WHERE m.MetricName = @MetricName
      AND k.KeyText = @KeyText
);
GO
CREATE PROCEDURE BatchStatesTests.[test a task that is ready behind an ended one is overdue, one behind a failed one is a dead end]
AS
-- Due at six; the predecessors ended at seven; now it is twelve.
DECLARE @Rows stage.Batch;
INSERT @Rows
(
    RowKind,
    BatchId,
    BatchJobId,
    ClassNumber,
    GroupId,
    StatusNumber,
    JobStatusNumber,
    DependencyCount,
    ScheduledAt,
    OpenCount,
    FailedCount,
    MetCount,
    IsAnyEnough,
    FreeAt
)
VALUES
    (N'task', 72, 7, 172, N'', 5, 2, 1, '2026-01-02T06:00:00', 0, 0, 1, 0, '2026-01-02T07:00:00'),
    (N'task', 82, 8, 182, N'', 1, 2, 1, '2026-01-02T06:00:00', 0, 1, 0, 0, '2026-01-02T07:00:00'),
    (N'task', 91, 9, 191, N'', 5, 2, 0, '2026-01-02T06:00:00', NULL, NULL, NULL, 0, NULL);
EXEC BatchStatesTests.SaveCapture @Rows;

CREATE TABLE #Expected (ClassNumber int, OverdueCount int, OldestAgeMs bigint, DeadEndCount int, StuckJobCount int);
INSERT #Expected VALUES (172, 1, 18000000, 0, 0), (182, 0, NULL, 1, 0), (191, 1, 21600000, 0, 0);
SELECT ClassNumber, OverdueCount, OldestAgeMs, DeadEndCount, StuckJobCount INTO #Actual FROM fact.BatchBacklog;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

CREATE TABLE #ExpectedMetric (MetricName nvarchar(64), Value float);
INSERT #ExpectedMetric
VALUES
    (N'batch.overdue_count', 2), (N'batch.oldest_age_ms', 21600000), (N'batch.dead_end_count', 1), (N'batch.stuck_job_count', 0);
SELECT e.MetricName, v.Value
INTO #ActualMetric
FROM #ExpectedMetric AS e
CROSS APPLY BatchStatesTests.MetricValue(e.MetricName, N'(default)') AS v;
EXEC tSQLt.AssertEqualsTable N'#ExpectedMetric', N'#ActualMetric';
GO
CREATE PROCEDURE BatchStatesTests.[test each mixture of predecessors holds a task up or lets it go]
AS
CREATE TABLE #Case
(
    Id int, StatusNumber int, JobStatus int, Deps int, OpenCount int, FailedCount int, MetCount int, IsAnyEnough bit,
    FreeAt datetime2(3), DueAt datetime2(3), IsDeadEnd bit
);
INSERT #Case
VALUES
    (1, 1, 2, 0, NULL, NULL, NULL, 0, NULL, '2026-01-02T06:00:00', 0),
    (2, 1, 2, 2, 1, 0, 1, 0, '2026-01-02T07:00:00', NULL, 0),
    (3, 1, 2, 2, 0, 0, 2, 0, '2026-01-02T07:00:00', '2026-01-02T07:00:00', 0),
    (4, 1, 2, 2, 1, 1, 0, 0, '2026-01-02T07:00:00', NULL, 1),
    (5, 1, 2, 2, 1, 1, 0, 1, '2026-01-02T07:00:00', NULL, 0),
    (6, 1, 2, 2, 0, 1, 1, 1, '2026-01-02T07:00:00', '2026-01-02T07:00:00', 0),
    (7, 1, 2, 2, 0, 2, 0, 1, '2026-01-02T07:00:00', NULL, 1),
    -- failed a minute ago: the framework has not looked at it since
    (8, 1, 2, 1, 0, 1, 0, 0, '2026-01-02T11:59:00', NULL, 0),
    -- held, executing, not scheduled yet, gone predecessor, not told
    (9, 1, 0, 1, 0, 1, 0, 0, '2026-01-02T07:00:00', NULL, 0),
    (10, 2, 2, 0, NULL, NULL, NULL, 0, NULL, NULL, 0),
    (11, 1, 2, 1, 0, 0, 0, 0, NULL, '2026-01-02T06:00:00', 0),
    (12, 1, 2, 1, NULL, NULL, NULL, NULL, NULL, NULL, 0),
    (13, 5, 2, 1, NULL, NULL, NULL, NULL, NULL, '2026-01-02T06:00:00', 0),
    (14, 5, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0);
SELECT Id, DueAt, IsDeadEnd INTO #Expected FROM #Case;
SELECT c.Id, s.DueAt, s.IsDeadEnd
INTO #Actual
FROM #Case AS c
CROSS APPLY lib.BatchTaskState(
    c.StatusNumber, c.JobStatus, '2026-01-02T06:00:00', c.Deps, c.OpenCount, c.FailedCount, c.MetCount, c.IsAnyEnough,
    c.FreeAt, '2026-01-02T12:00:00') AS s;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BatchStatesTests.[test a job that executes without a task is counted once its last task has ended for two polls]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows (RowKind, BatchJobId, ClassNumber, GroupId, StatusNumber, JobStatusNumber, EndedAt)
VALUES
    (N'job', 7, 101, N'GRP', 0, 2, '2026-01-02T09:00:00'), (N'job', 8, 101, N'GRP', 0, 2, '2026-01-02T11:59:00'),
    (N'job', 9, 101, N'GRP', 0, 2, NULL);
EXEC BatchStatesTests.SaveCapture @Rows;
DECLARE @Stuck float = (SELECT Value FROM BatchStatesTests.MetricValue(N'batch.stuck_job_count', N'GRP'));
EXEC tSQLt.AssertEquals 2, @Stuck;
GO
CREATE PROCEDURE BatchStatesTests.[test a ready task with predecessors in a group that nobody works is unserved]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows
(
    RowKind,
    BatchId,
    BatchJobId,
    ClassNumber,
    GroupId,
    StatusNumber,
    JobStatusNumber,
    DependencyCount,
    ScheduledAt,
    OpenCount,
    FailedCount,
    MetCount
)
VALUES
    (N'task', 72, 7, 172, N'LOST', 5, 2, 1, '2026-01-02T06:00:00', 0, 0, 1),
    (N'task', 73, 7, 172, N'LOST', 1, 2, 1, '2026-01-02T06:00:00', 0, 0, 1),
    (N'task', 74, 7, 172, N'LOST', 1, 2, 1, '2026-01-02T06:00:00', 1, 0, 0);
INSERT @Rows (RowKind, ClassNumber, StatusNumber, ServerId, IsBatchEnabled) VALUES (N'config', 0, 0, N'01@AOS1', 1);
INSERT @Rows (RowKind, ClassNumber, StatusNumber, ServerId, GroupId) VALUES (N'group', 0, 0, N'01@AOS1', N'');
EXEC BatchStatesTests.SaveCapture @Rows;
DECLARE @Unserved float = (SELECT Value FROM BatchStatesTests.MetricValue(N'batch.unserved_count', N'LOST'));
EXEC tSQLt.AssertEquals 2, @Unserved;
GO
