-- collect.SaveBatch: tasks and history become one row per execution, and a backlog per capture.
EXEC tSQLt.NewTestClass N'BatchTests';
GO
CREATE PROCEDURE BatchTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE PROCEDURE BatchTests.SaveCapture
    @CapturedAt     datetime2(3),
    @Rows           stage.Batch READONLY,
    @NextOffset     bigint = NULL,
    @HasTasks       bit = 1,
    @MissingColumns nvarchar(2000) = NULL,
    @HasPossibleGap bit = 0,
    @LocalSecond    int = 36000
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result
EXEC collect.SaveBatch @InstanceId, @RunId, @CapturedAt, @NextOffset, @HasPossibleGap, @HasTasks, 0, @MissingColumns,
    @LocalSecond, @Rows;
GO
-- A task of job 7, class 101, scheduled at 10:00.
CREATE FUNCTION BatchTests.Task (@BatchId bigint, @Status int, @StartedAt datetime2(3), @EndedAt datetime2(3), @RetryCount int)
RETURNS TABLE
AS
RETURN
(
    SELECT
        RowKind = N'task',
        HistoryId = CAST(NULL AS bigint),
        BatchId = @BatchId,
        BatchJobId = CAST(7 AS bigint),
        JobCaption = N'Job',
        TaskCaption = N'Task',
        ClassNumber = 101,
        GroupId = N'GRP',
        Company = N'usmf',
        ServerId = N'01@AOS3',
        CreatedBy = N'ALICE',
        StatusNumber = @Status,
        JobStatusNumber = 2,
        RetryCount = @RetryCount,
        DependencyCount = 0,
        ScheduledAt = CAST('2026-01-02T10:00:00' AS datetime2(3)),
        StartedAt = @StartedAt,
        EndedAt = @EndedAt,
        SessionIdx = CAST(NULL AS int),
        ThreadCount = CAST(NULL AS int),
        WindowStart = CAST(NULL AS int),
        WindowEnd = CAST(NULL AS int),
        IsBatchEnabled = CAST(NULL AS bit),
        OpenCount = CAST(NULL AS int),
        FailedCount = CAST(NULL AS int),
        MetCount = CAST(NULL AS int),
        IsAnyEnough = CAST(NULL AS bit),
        FreeAt = CAST(NULL AS datetime2(3))
);
GO
CREATE FUNCTION BatchTests.History (
    @HistoryId bigint, @BatchId bigint, @Status int, @StartedAt datetime2(3), @EndedAt datetime2(3))
RETURNS TABLE
AS
RETURN
(
    SELECT
        RowKind = N'history',
        HistoryId = @HistoryId,
        BatchId = @BatchId,
        BatchJobId = CAST(7 AS bigint),
        JobCaption = N'Job',
        TaskCaption = N'Task',
        ClassNumber = 101,
        GroupId = CAST(NULL AS nvarchar(60)),
        Company = N'usmf',
        ServerId = N'01@AOS3',
        CreatedBy = N'ALICE',
        StatusNumber = @Status,
        JobStatusNumber = CAST(NULL AS int),
        RetryCount = CAST(NULL AS int),
        DependencyCount = CAST(NULL AS int),
        ScheduledAt = CAST('2026-01-02T10:00:00' AS datetime2(3)),
        StartedAt = @StartedAt,
        EndedAt = @EndedAt,
        SessionIdx = CAST(NULL AS int),
        ThreadCount = CAST(NULL AS int),
        WindowStart = CAST(NULL AS int),
        WindowEnd = CAST(NULL AS int),
        IsBatchEnabled = CAST(NULL AS bit),
        OpenCount = CAST(NULL AS int),
        FailedCount = CAST(NULL AS int),
        MetCount = CAST(NULL AS int),
        IsAnyEnough = CAST(NULL AS bit),
        FreeAt = CAST(NULL AS datetime2(3))
);
GO
CREATE PROCEDURE BatchTests.[test a task seen running and later in the history is one row]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows SELECT * FROM BatchTests.Task(1, 2, '2026-01-02T10:00:40', '2026-01-01T09:00:00', 0);
EXEC BatchTests.SaveCapture '2026-01-02T10:01:00', @Rows;
CREATE TABLE #Running (StatusNumber int, EndedAt datetime2(3), IsRunning bit);
INSERT #Running VALUES (2, NULL, 1);
SELECT StatusNumber, EndedAt, IsRunning INTO #ActualRunning FROM fact.BatchExecution;
EXEC tSQLt.AssertEqualsTable N'#Running', N'#ActualRunning';

DELETE @Rows;
INSERT @Rows SELECT * FROM BatchTests.Task(1, 1, '2026-01-02T10:00:40', '2026-01-02T10:01:30', 0);
INSERT @Rows SELECT * FROM BatchTests.History(500, 1, 4, '2026-01-02T10:00:40', '2026-01-02T10:01:30');
EXEC BatchTests.SaveCapture '2026-01-02T10:02:00', @Rows, 500;

CREATE TABLE #Expected
(
    BatchId bigint, HistoryId bigint, GroupId nvarchar(60), Company nvarchar(10), ServerId nvarchar(128), CreatedBy nvarchar(20),
    StatusNumber int,
    DelayMs bigint, DurationMs bigint, EndedAt datetime2(3), IsRunning bit, IsEndEstimated bit
);
INSERT #Expected VALUES (1, 500, N'GRP', N'usmf', N'01@AOS3', N'ALICE', 4, 40000, 50000, '2026-01-02T10:01:30', 0, 0);
SELECT
    BatchId,
    HistoryId,
    GroupId,
    Company,
    ServerId,
    CreatedBy,
    StatusNumber,
    DelayMs,
    DurationMs,
    EndedAt,
    IsRunning,
    IsEndEstimated
INTO #Actual
FROM fact.BatchExecution;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BatchTests.[test history read again adds nothing, and a capture saved again changes nothing]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows SELECT * FROM BatchTests.History(500, 1, 4, '2026-01-02T10:00:40', '2026-01-02T10:01:30');
INSERT @Rows SELECT * FROM BatchTests.History(501, 1, 4, '2026-01-02T10:10:40', '2026-01-02T10:11:30');
INSERT @Rows SELECT * FROM BatchTests.History(502, 2, 6, NULL, NULL);
EXEC BatchTests.SaveCapture '2026-01-02T10:12:00', @Rows, 502;
EXEC BatchTests.SaveCapture '2026-01-02T10:12:00', @Rows, 502;
EXEC BatchTests.SaveCapture '2026-01-02T10:13:00', @Rows, 502;
DECLARE @Executions int = (SELECT COUNT(*) FROM fact.BatchExecution);
EXEC tSQLt.AssertEquals 3, @Executions;
DECLARE @Captures int = (SELECT COUNT(*) FROM fact.BatchCapture);
EXEC tSQLt.AssertEquals 2, @Captures;
GO
CREATE PROCEDURE BatchTests.[test an execution that ended in its task and in the history of one capture is one row]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows SELECT * FROM BatchTests.Task(1, 4, '2026-01-02T10:00:40', '2026-01-02T10:01:30', 0);
INSERT @Rows SELECT * FROM BatchTests.History(500, 1, 8, '2026-01-02T10:00:40', '2026-01-02T10:01:31');
EXEC BatchTests.SaveCapture '2026-01-02T10:02:00', @Rows, 500;
CREATE TABLE #Expected (HistoryId bigint, StatusNumber int, DurationMs bigint);
INSERT #Expected VALUES (500, 8, 51000);
SELECT HistoryId, StatusNumber, DurationMs INTO #Actual FROM fact.BatchExecution;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BatchTests.[test a cancelled execution runs until its end and is then canceled]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows SELECT * FROM BatchTests.Task(1, 7, '2026-01-02T10:00:40', NULL, 0);
EXEC BatchTests.SaveCapture '2026-01-02T10:01:00', @Rows;
DECLARE @IsRunning int = (SELECT COUNT(*) FROM fact.BatchExecution WHERE IsRunning = 1 AND StatusNumber = 7);
EXEC tSQLt.AssertEquals 1, @IsRunning;
DELETE @Rows;
INSERT @Rows SELECT * FROM BatchTests.Task(1, 8, '2026-01-02T10:00:40', '2026-01-02T10:01:20', 0);
EXEC BatchTests.SaveCapture '2026-01-02T10:02:00', @Rows;
CREATE TABLE #Expected (StatusNumber int, DurationMs bigint, IsRunning bit);
INSERT #Expected VALUES (8, 40000, 0);
SELECT StatusNumber, DurationMs, IsRunning INTO #Actual FROM fact.BatchExecution;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BatchTests.[test an error and its retry are two executions, the first with an estimated end]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows SELECT * FROM BatchTests.Task(1, 2, '2026-01-02T10:00:40', NULL, 0);
EXEC BatchTests.SaveCapture '2026-01-02T10:01:00', @Rows;
DELETE @Rows;
INSERT @Rows SELECT * FROM BatchTests.Task(1, 2, '2026-01-02T10:01:40', NULL, 1);
EXEC BatchTests.SaveCapture '2026-01-02T10:02:00', @Rows;
DELETE @Rows;
INSERT @Rows SELECT * FROM BatchTests.Task(1, 3, '2026-01-02T10:01:40', '2026-01-02T10:02:10', 1);
EXEC BatchTests.SaveCapture '2026-01-02T10:03:00', @Rows;
CREATE TABLE #Expected (
    StartedAt datetime2(3), StatusNumber int, RetryCount int, EndedAt datetime2(3), IsRunning bit, IsEndEstimated bit);
INSERT #Expected
VALUES ('2026-01-02T10:00:40', 2, 0, '2026-01-02T10:02:00', 0, 1), ('2026-01-02T10:01:40', 3, 1, '2026-01-02T10:02:10', 0, 0);
SELECT StartedAt, StatusNumber, RetryCount, EndedAt, IsRunning, IsEndEstimated INTO #Actual FROM fact.BatchExecution;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BatchTests.[test history without task ids still finds the execution that was seen running]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows SELECT * FROM BatchTests.Task(1, 2, '2026-01-02T10:00:40', NULL, 0);
EXEC BatchTests.SaveCapture '2026-01-02T10:01:00', @Rows;
DELETE @Rows;
INSERT @Rows SELECT * FROM BatchTests.History(500, NULL, 4, '2026-01-02T10:00:40', '2026-01-02T10:01:30');
EXEC BatchTests.SaveCapture '2026-01-02T10:02:00', @Rows, 500, 1, N'BATCHHISTORY.BATCHID';
CREATE TABLE #Expected (BatchId bigint, HistoryId bigint, StatusNumber int);
INSERT #Expected VALUES (1, 500, 4);
SELECT BatchId, HistoryId, StatusNumber INTO #Actual FROM fact.BatchExecution;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BatchTests.[test without the table BATCH nothing that runs is ended and no backlog is told]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows SELECT * FROM BatchTests.Task(1, 2, '2026-01-02T10:00:40', NULL, 0);
EXEC BatchTests.SaveCapture '2026-01-02T10:01:00', @Rows;
DELETE @Rows;
EXEC BatchTests.SaveCapture '2026-01-02T10:02:00', @Rows, NULL, 0, N'BATCH';
CREATE TABLE #Expected (IsRunning bit, MissingColumns nvarchar(2000), BacklogRows int);
INSERT #Expected VALUES (1, N'BATCH', 0);
SELECT
    e.IsRunning,
    c.MissingColumns,
    BacklogRows = (SELECT COUNT(*) FROM fact.BatchBacklog AS b WHERE b.CapturedAt = c.CapturedAt)
INTO #Actual
FROM fact.BatchExecution AS e
INNER JOIN fact.BatchCapture AS c ON c.InstanceId = e.InstanceId AND c.CapturedAt = '2026-01-02T10:02:00';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BatchTests.[test clocks that disagree give no negative durations]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows SELECT * FROM BatchTests.Task(1, 2, '2026-01-02T09:59:00', NULL, 0);
INSERT @Rows SELECT * FROM BatchTests.Task(2, 2, '2026-01-02T10:30:00', NULL, 0);
INSERT @Rows SELECT * FROM BatchTests.History(500, 3, 4, '2026-01-02T10:00:40', '2026-01-02T10:00:30');
EXEC BatchTests.SaveCapture '2026-01-02T10:01:00', @Rows, 500;
DELETE @Rows;
EXEC BatchTests.SaveCapture '2026-01-02T10:02:00', @Rows;
-- A capture of a clock that went back is not newer than the last one: nothing changes.
INSERT @Rows SELECT * FROM BatchTests.Task(4, 2, '2026-01-02T10:00:40', NULL, 0);
EXEC BatchTests.SaveCapture '2026-01-02T10:01:30', @Rows;
CREATE TABLE #Expected (BatchId bigint, DelayMs bigint, DurationMs bigint);
INSERT #Expected VALUES (1, NULL, 180000), (2, 1800000, NULL), (3, 40000, NULL);
SELECT BatchId, DelayMs, DurationMs INTO #Actual FROM fact.BatchExecution;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BatchTests.[test the backlog counts by group and class, and only what is due is overdue]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows SELECT * FROM BatchTests.Task(1, 1, NULL, NULL, 0);
INSERT @Rows SELECT * FROM BatchTests.Task(2, 5, NULL, NULL, 0);
INSERT @Rows SELECT * FROM BatchTests.Task(3, 2, '2026-01-02T10:00:40', NULL, 0);
INSERT @Rows SELECT * FROM BatchTests.Task(4, 4, '2026-01-02T10:00:40', '2026-01-02T10:00:50', 0);
INSERT @Rows SELECT * FROM BatchTests.Task(5, 9, NULL, NULL, 0);
INSERT @Rows SELECT * FROM BatchTests.Task(6, 1, NULL, NULL, 0);
INSERT @Rows SELECT * FROM BatchTests.Task(7, 1, NULL, NULL, 0);
INSERT @Rows SELECT * FROM BatchTests.Task(8, 1, NULL, NULL, 0);
UPDATE @Rows SET JobStatusNumber = 0 WHERE BatchId = 6;
UPDATE @Rows SET DependencyCount = 1 WHERE BatchId = 7;
UPDATE @Rows SET ScheduledAt = '2026-01-02T12:00:00', GroupId = N'' WHERE BatchId = 8;
EXEC BatchTests.SaveCapture '2026-01-02T10:03:00', @Rows;
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT config.BatchClass (InstanceId, ClassNumber, ClassName) VALUES (@InstanceId, 101, N'SalesFormLetter');

CREATE TABLE #Expected
(
    CapturedAt datetime2(3), GroupId nvarchar(60), ClassNumber int, ClassName nvarchar(128), WaitingCount int, ReadyCount int,
    ExecutingCount int, HeldCount int, OtherCount int, OverdueCount int,
    OldestAgeMs bigint, DeadEndCount int, StuckJobCount int, IsTruncated bit, MissingColumns nvarchar(2000)
);
INSERT #Expected VALUES
    ('2026-01-02T10:03:00', N'GRP', 101, N'SalesFormLetter', 2, 1, 1, 1, 1, 2, 180000, 0, 0, 0, NULL),
    ('2026-01-02T10:03:00', N'', 101, N'SalesFormLetter', 1, 0, 0, 0, 0, 0, NULL, 0, 0, 0, NULL);
SELECT * INTO #Actual FROM #Expected WHERE 1 = 0;
INSERT #Actual EXEC report.BatchBacklog @InstanceId, '2026-01-02T10:03:30';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BatchTests.[test an unknown status and an unknown class are shown as numbers]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows SELECT * FROM BatchTests.History(500, 1, 9, '2026-01-02T10:00:40', '2026-01-02T10:01:30');
INSERT @Rows SELECT * FROM BatchTests.History(501, 2, 6, NULL, '2026-01-02T10:01:30');
EXEC BatchTests.SaveCapture '2026-01-02T10:02:00', @Rows, 501;
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
CREATE TABLE #Read
(
    ExecutionId bigint, BatchJobId bigint, JobCaption nvarchar(200), TaskCaption nvarchar(200), ClassNumber int,
    ClassName nvarchar(128), GroupId nvarchar(60), Company nvarchar(10), ServerId nvarchar(128),
    CreatedBy nvarchar(20), Status nvarchar(40), RetryCount int, ScheduledAt datetime2(3), StartedAt datetime2(3),
    EndedAt datetime2(3), DelayMs bigint, DurationMs bigint, IsRunning bit, IsEndEstimated bit, StartedLocal datetime2(3)
);
INSERT #Read EXEC report.BatchExecutions @InstanceId, '2026-01-02T10:00:00', '2026-01-02T11:00:00';
CREATE TABLE #Expected (ClassName nvarchar(128), Status nvarchar(40));
INSERT #Expected VALUES (N'101', N'Unknown (9)'), (N'101', N'Didn''t run');
SELECT ClassName, Status INTO #Actual FROM #Read;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE BatchTests.[test the bookmark moves with the rows and tells of a gap]
AS
DECLARE @Rows stage.Batch;
EXEC BatchTests.SaveCapture '2026-01-02T10:00:00', @Rows;
INSERT @Rows SELECT * FROM BatchTests.History(500, 1, 4, '2026-01-02T10:00:40', '2026-01-02T10:01:30');
EXEC BatchTests.SaveCapture '2026-01-02T10:02:00', @Rows, 500;
DELETE @Rows;
EXEC BatchTests.SaveCapture '2026-01-02T10:03:00', @Rows, 500;
CREATE TABLE #Expected (BookmarkFile nvarchar(512), BookmarkOffset bigint, BookmarkEventAt datetime2(3), HasPossibleGap bit);
INSERT #Expected VALUES (NULL, 500, '2026-01-02T10:01:30', 0);
SELECT BookmarkFile, BookmarkOffset, BookmarkEventAt, HasPossibleGap INTO #Actual FROM collect.Bookmark;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

INSERT @Rows SELECT * FROM BatchTests.History(300, 1, 4, '2026-01-01T10:00:40', '2026-01-01T10:01:30');
EXEC BatchTests.SaveCapture '2026-01-02T10:04:00', @Rows, 300, 1, NULL, 1;
DELETE #Expected;
INSERT #Expected VALUES (NULL, 300, '2026-01-01T10:01:30', 1);
SELECT BookmarkFile, BookmarkOffset, BookmarkEventAt, HasPossibleGap INTO #After FROM collect.Bookmark;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#After';
GO
CREATE PROCEDURE BatchTests.[test a class is named, renamed and unnamed, each in the audit]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DELETE audit.Event;
EXEC config.SetBatchClass @InstanceId, 101, N'SalesFormLetter', N'me', '2026-01-02T10:00:00';
EXEC config.SetBatchClass @InstanceId, 101, N'SalesFormLetter', N'me', '2026-01-02T10:01:00';
EXEC config.SetBatchClass @InstanceId, 101, N'SalesFormLetter_Invoice', N'me', '2026-01-02T10:02:00';
EXEC config.SetBatchClass @InstanceId, 101, NULL, N'me', '2026-01-02T10:03:00';
CREATE TABLE #Expected (OccurredAt datetime2(3), OldValue nvarchar(128), NewValue nvarchar(128));
INSERT #Expected VALUES
    ('2026-01-02T10:00:00', N'', N'SalesFormLetter'),
    ('2026-01-02T10:02:00', N'SalesFormLetter', N'SalesFormLetter_Invoice'),
    ('2026-01-02T10:03:00', N'SalesFormLetter_Invoice', N'');
SELECT OccurredAt, OldValue = CAST(OldValue AS nvarchar(128)), NewValue = CAST(NewValue AS nvarchar(128))
INTO #Actual
FROM audit.Event;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
SELECT ClassName INTO #Left FROM config.BatchClass WHERE InstanceId = @InstanceId;
EXEC tSQLt.AssertEmptyTable N'#Left';
GO
