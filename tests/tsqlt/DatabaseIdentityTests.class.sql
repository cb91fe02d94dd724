-- collect.AdvanceDatabase and those who ask it: a database that was restored or refreshed under the same name
-- is not the one before, and what it brought along is not this installation's.
EXEC tSQLt.NewTestClass N'DatabaseIdentityTests';
GO
CREATE PROCEDURE DatabaseIdentityTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
-- Runs of the history, one a minute from the given time on, by one AOS.
CREATE FUNCTION DatabaseIdentityTests.Runs (@FirstId bigint, @Count int, @FirstAt datetime2(3), @ServerId nvarchar(128))
RETURNS TABLE
AS
RETURN
(
    SELECT TOP (@Count)
        RowKind = N'history',
        HistoryId = @FirstId + n.Number,
        BatchId = @FirstId + n.Number,
        ClassNumber = 101,
        ServerId = @ServerId,
        StatusNumber = 4,
        StartedAt = DATEADD(minute, n.Number, @FirstAt),
        EndedAt = DATEADD(second, 60 * n.Number + 30, @FirstAt)
    FROM (SELECT Number = CAST(ROW_NUMBER() OVER (ORDER BY (SELECT NULL)) AS int) - 1 FROM sys.all_columns) AS n
    ORDER BY n.Number
);
GO
CREATE PROCEDURE DatabaseIdentityTests.SaveBatch
    @CapturedAt datetime2(3),
    @Rows       stage.Batch READONLY,
    @NextOffset bigint,
    @BeganTime  datetime2(3),
    @ForkId     uniqueidentifier = NULL
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result
EXEC collect.SaveBatch @InstanceId, @RunId, @CapturedAt, @NextOffset, 0, 1, 0, NULL, 0, @Rows, @BeganTime, @BeganTime, @ForkId;
GO
CREATE PROCEDURE DatabaseIdentityTests.[test each way in which a database may be the same or another]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @A uniqueidentifier = 'AAAAAAAA-0000-0000-0000-000000000000';
DECLARE @B uniqueidentifier = 'BBBBBBBB-0000-0000-0000-000000000000';
CREATE TABLE #Case (Id int PRIMARY KEY, BeganTime datetime2(3), ForkId uniqueidentifier, IsOther bit, OursFromAt datetime2(3));
INSERT #Case
VALUES
    (1, '2025-01-01', @A, 0, NULL),
    (2, '2025-01-01', @A, 0, NULL),
    -- failed over to a replica that was made later: the fork says it is the same
    (3, '2025-06-01', @A, 0, NULL),
    -- refreshed
    (4, '2026-01-01T04:00:00', @B, 1, '2026-01-01T04:00:00'),
    (5, '2026-01-01T04:00:00', @B, 0, '2026-01-01T04:00:00'),
    -- restored over itself: the date stays
    (6, '2026-01-01T04:00:00', @A, 1, '2026-01-02T00:06:00'),
    -- the login may not see the fork any more, nor the database
    (7, '2026-01-01T04:00:00', NULL, 0, '2026-01-02T00:06:00'),
    (8, NULL, NULL, 0, '2026-01-02T00:06:00'),
    (9, '2026-01-01T05:00:00', NULL, 1, '2026-01-01T05:00:00'),
    (10, '2026-01-01T05:00:00', NULL, 0, '2026-01-01T05:00:00'),
    -- a date ahead of the capture, as local time may be: the capture has to do
    (11, '2026-02-01', NULL, 1, '2026-01-02T00:11:00');
CREATE TABLE #Actual (Id int, IsOther bit, OursFromAt datetime2(3));
DECLARE @Id int = 1;
WHILE @Id <= 11
BEGIN
    DECLARE @BeganTime datetime2(3), @ForkId uniqueidentifier, @IsOther bit, @OursFromAt datetime2(3), @At datetime2(3);
    SELECT @BeganTime = BeganTime, @ForkId = ForkId, @At = DATEADD(minute, Id, '2026-01-02') FROM #Case WHERE Id = @Id;
    EXEC collect.AdvanceDatabase @InstanceId, N'Batch', @At, @BeganTime, @BeganTime, @ForkId, @IsOther OUTPUT, @OursFromAt OUTPUT;
    INSERT #Actual VALUES (@Id, @IsOther, @OursFromAt);
    SET @Id += 1;
END;
SELECT Id, IsOther, OursFromAt INTO #Expected FROM #Case;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DatabaseIdentityTests.[test a refresh from a newer database tells a gap and leaves its runs out, and goes on with our own]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows (RowKind, HistoryId, BatchId, ClassNumber, ServerId, StatusNumber, StartedAt, EndedAt)
SELECT * FROM DatabaseIdentityTests.Runs(5637144600, 1, '2026-01-02T10:00:00', N'01@TSTAOS');
EXEC DatabaseIdentityTests.SaveBatch '2026-01-02T10:05:00', @Rows, 5637144600, '2025-01-01';

DELETE @Rows;
INSERT @Rows (RowKind, HistoryId, BatchId, ClassNumber, ServerId, StatusNumber, StartedAt, EndedAt)
SELECT * FROM DatabaseIdentityTests.Runs(5637900000, 500, '2025-12-29T12:00:00', N'01@PRDAOS');
-- What ran there when the backup was taken, and what runs here since.
INSERT @Rows (RowKind, BatchId, ClassNumber, ServerId, StatusNumber, StartedAt)
VALUES (N'task', 1, 101, N'01@PRDAOS', 2, '2026-01-02T03:00:00'), (N'task', 2, 101, N'01@TSTAOS', 2, '2026-01-02T12:00:20');
EXEC DatabaseIdentityTests.SaveBatch '2026-01-02T12:01:00', @Rows, 5637900499, '2026-01-02T11:00:00';

CREATE TABLE #Expected (ServerId nvarchar(128), Runs int);
INSERT #Expected VALUES (N'01@TSTAOS', 2);
SELECT ServerId, Runs = COUNT(*) INTO #Actual FROM fact.BatchExecution GROUP BY ServerId;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

DECLARE @Told nvarchar(40) = (
    SELECT CONCAT(c.ForeignCount, N' ', c.IsOtherDatabase, N' ', b.HasPossibleGap, N' ', COALESCE(b.BookmarkOffset, -1))
    FROM fact.BatchCapture AS c
    INNER JOIN collect.Bookmark AS b ON b.InstanceId = c.InstanceId AND b.CollectorName = N'Batch'
    WHERE c.CapturedAt = '2026-01-02T12:01:00'
);
EXEC tSQLt.AssertEqualsString N'501 1 1 -1', @Told;

-- The next reading begins anew: the latest rows, those of the other system among them.
DELETE @Rows;
INSERT @Rows (RowKind, HistoryId, BatchId, ClassNumber, ServerId, StatusNumber, StartedAt, EndedAt)
SELECT * FROM DatabaseIdentityTests.Runs(5637900000, 500, '2025-12-29T12:00:00', N'01@PRDAOS')
UNION ALL
SELECT * FROM DatabaseIdentityTests.Runs(5637900500, 3, '2026-01-02T12:00:20', N'01@TSTAOS');
EXEC DatabaseIdentityTests.SaveBatch '2026-01-02T12:05:00', @Rows, 5637900502, '2026-01-02T11:00:00';
DELETE #Actual;
INSERT #Actual SELECT ServerId, COUNT(*) FROM fact.BatchExecution GROUP BY ServerId;
UPDATE #Expected SET Runs = 5;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE DatabaseIdentityTests.[test history of an AX server that was never here is left out where the database is not told]
AS
DECLARE @Rows stage.Batch;
INSERT @Rows (RowKind, HistoryId, BatchId, ClassNumber, ServerId, StatusNumber, StartedAt, EndedAt)
SELECT * FROM DatabaseIdentityTests.Runs(600, 1, '2026-01-02T10:00:00', N'01@OLDAOS');
INSERT @Rows (RowKind, ClassNumber, StatusNumber, ServerId, IsBatchEnabled) VALUES (N'config', 0, 0, N'01@TSTAOS', 1);
EXEC DatabaseIdentityTests.SaveBatch '2026-01-02T10:05:00', @Rows, 600, NULL;

DELETE @Rows WHERE RowKind = N'history';
INSERT @Rows (RowKind, HistoryId, BatchId, ClassNumber, ServerId, StatusNumber, StartedAt, EndedAt)
SELECT * FROM DatabaseIdentityTests.Runs(900, 5, '2026-01-02T09:00:00', N'01@PRDAOS')
UNION ALL
SELECT * FROM DatabaseIdentityTests.Runs(700, 2, '2026-01-02T10:05:00', N'01@oldaos')
UNION ALL
SELECT * FROM DatabaseIdentityTests.Runs(800, 2, '2026-01-02T10:05:00', N'01@tstaos');
EXEC DatabaseIdentityTests.SaveBatch '2026-01-02T10:10:00', @Rows, 904, NULL;

DECLARE @Told nvarchar(40) = (
    SELECT CONCAT((SELECT COUNT(*) FROM fact.BatchExecution), N' ', c.ForeignCount, N' ', b.HasPossibleGap)
    FROM fact.BatchCapture AS c
    INNER JOIN collect.Bookmark AS b ON b.InstanceId = c.InstanceId AND b.CollectorName = N'Batch'
    WHERE c.CapturedAt = '2026-01-02T10:10:00'
);
EXEC tSQLt.AssertEqualsString N'5 5 1', @Told, N'the first reading takes the past as it is, and with it who was here';
GO
CREATE PROCEDURE DatabaseIdentityTests.[test servers and sessions that a restore has brought along are nobody's here]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
DECLARE @Rows stage.AxSessions;
INSERT @Rows (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt)
VALUES (N'server', 1, N'01@TSTAOS', 1, '2026-01-01', '2026-01-02T09:59:50');
INSERT @Result
EXEC collect.SaveAxSessions @InstanceId, @RunId, '2026-01-02T10:00:00', 1, 1, 0, NULL, @Rows, '2025-01-01', '2025-01-01', NULL;

INSERT @Rows (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt)
VALUES (N'server', 2, N'01@PRDAOS', 1, '2026-01-01', '2026-01-02T03:00:00');
UPDATE @Rows SET HeartbeatAt = '2026-01-02T11:59:50', LoginAt = '2026-01-02T11:30:00' WHERE AosName = N'01@TSTAOS';
INSERT @Rows (RowKind, ServerNumber, SessionId, UserId, StatusNumber, LoginAt, ClientType, SessionType)
VALUES (N'session', 2, 7, N'PRDUSER', 1, '2026-01-02T02:00:00', 0, 0),
    (N'session', 1, 8, N'TESTER', 1, '2026-01-02T11:40:00', 0, 0);
INSERT @Result
EXEC collect.SaveAxSessions @InstanceId, @RunId, '2026-01-02T12:00:00', 1, 1, 0, NULL, @Rows, '2026-01-02T11:00:00',
    '2026-01-02T11:00:00', NULL;
CREATE TABLE #Expected (Name nvarchar(128));
INSERT #Expected VALUES (N'01@TSTAOS'), (N'TESTER');
SELECT Name = AosName INTO #Actual FROM fact.AxServer WHERE CapturedAt = '2026-01-02T12:00:00'
UNION ALL
SELECT UserId FROM fact.AxSession;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
