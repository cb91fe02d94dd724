-- What rules of kind Event ask of the facts, and whom they name.
EXEC tSQLt.NewTestClass N'EventSourceTests';
GO
CREATE PROCEDURE EventSourceTests.SetUp
AS
UPDATE config.AlertRule SET IsEnabled = 0;
UPDATE config.Instance SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
DELETE config.MailRoute;
INSERT config.MailRoute (RouteName, Recipients) VALUES (N'default', N'dba@example.com');
GO
CREATE PROCEDURE EventSourceTests.Evaluate
    @Now datetime2(3)
AS
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
INSERT @Result EXEC alert.Evaluate @Now;
GO
-- The alerts that were ever open, with severity and headline.
CREATE PROCEDURE EventSourceTests.AssertOpened
    @Expected nvarchar(4000)
AS
DECLARE @Actual nvarchar(4000) = STUFF(
    (
        SELECT CONCAT(N' | ', a.Severity, N' ', a.Headline)
        FROM alert.Alert AS a
        WHERE a.OpenedAt IS NOT NULL
        ORDER BY a.AlertId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(4000)'), 1, 3, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE EventSourceTests.Enable
    @RuleName nvarchar(128)
AS
UPDATE config.AlertRule SET IsEnabled = 1 WHERE RuleName = @RuleName;
IF @@ROWCOUNT <> 1
    THROW 50000, N'No such rule.', 1;
GO
CREATE PROCEDURE EventSourceTests.SaveFileIo
    @At       datetime2(3),
    @FileId   int,
    @ReadMs   int,
    @Requests int = 1000
AS
INSERT fact.FileIo
(
    InstanceId,
    DatabaseFileId,
    CapturedAt,
    ElapsedMs,
    ReadCount,
    ReadBytes,
    ReadStallMs,
    WriteCount,
    WriteBytes,
    WriteStallMs,
    SizeBytes,
    PendingCount,
    IsReset,
    IsGap
)
SELECT
    d.InstanceId,
    d.DatabaseFileId,
    @At,
    60000,
    @Requests,
    1,
    @Requests * @ReadMs,
    10,
    1,
    10,
    1,
    0,
    0,
    0
FROM dim.DatabaseFile AS d
INNER JOIN config.Instance AS n ON n.InstanceId = d.InstanceId AND n.InstanceName = N'tSQLt'
WHERE d.FileId = @FileId;
GO
CREATE PROCEDURE EventSourceTests.[test storage that is slow for minutes is one alert that names the worst volumes]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Minute int = 0, @At datetime2(3);
EXEC EventSourceTests.Enable N'Storage slow';
INSERT dim.DatabaseFile (InstanceId, DatabaseName, FileId, TypeName, FileName, PhysicalName)
VALUES
    (@InstanceId, N'AX', 1, N'ROWS', N'AX', N'E:\data\ax.mdf'),
    (@InstanceId, N'AX', 2, N'LOG', N'AX_log', N'L:\log\ax.ldf'),
    (@InstanceId, N'AX', 3, N'ROWS', N'AX_2', N'F:\data\ax2.ndf');
INSERT collect.Watermark (InstanceId, CollectorName, CapturedAt, RunId)
VALUES (@InstanceId, N'FileIo', '2026-04-01T09:00:00', NEWID());
WHILE @Minute < 5
BEGIN
    SET @At = DATEADD(minute, @Minute, '2026-04-01T09:00:00');
    EXEC EventSourceTests.SaveFileIo @At, 1, 92;
    EXEC EventSourceTests.SaveFileIo @At, 3, 4;
    -- Few requests say nothing.
    EXEC EventSourceTests.SaveFileIo @At, 2, 900, 5;
    SET @Minute += 1;
END;
EXEC EventSourceTests.Evaluate '2026-04-01T09:01:30';
EXEC EventSourceTests.AssertOpened NULL;
EXEC EventSourceTests.Evaluate '2026-04-01T09:04:30';
EXEC EventSourceTests.AssertOpened N'critical Storage: E: reads 92 ms';
GO
CREATE PROCEDURE EventSourceTests.SaveAos
    @At              datetime2(3),
    @State           nvarchar(16),
    @SqlSessionCount int
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT fact.AxSessionCapture (InstanceId, CapturedAt, SessionCount, HasSessions, HasServers, IsTruncated)
VALUES (@InstanceId, @At, 0, 1, 1, 0);
INSERT fact.AxServer (InstanceId, CapturedAt, AosName, State, HeartbeatAgeMs, ActiveCount, SqlSessionCount)
VALUES (@InstanceId, @At, N'01@AX-AOS04', @State, 90000, 31, @SqlSessionCount);
GO
CREATE PROCEDURE EventSourceTests.[test an AX server whose SQL sessions are gone in two captures is down,
    before any rhythm is learnt]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC EventSourceTests.Enable N'AOS down';
INSERT fact.BatchExecution
(
    InstanceId,
    BatchId,
    ClassNumber,
    ServerId,
    StatusNumber,
    StartedAt,
    IsRunning,
    IsEndEstimated,
    FirstSeenAt,
    LastSeenAt
)
VALUES
    (
        @InstanceId,
        1,
        99,
        N'01@AX-AOS04',
        2,
        '2026-04-01T08:50:00',
        1,
        0,
        '2026-04-01T08:50:00',
        '2026-04-01T09:02:00'
    );
EXEC EventSourceTests.SaveAos '2026-04-01T09:00:00', N'learning', 12;
EXEC EventSourceTests.SaveAos '2026-04-01T09:01:00', N'learning', 0;
EXEC EventSourceTests.Evaluate '2026-04-01T09:01:05';
EXEC EventSourceTests.AssertOpened NULL;
EXEC EventSourceTests.SaveAos '2026-04-01T09:02:00', N'learning', 0;
EXEC EventSourceTests.Evaluate '2026-04-01T09:02:05';
EXEC EventSourceTests.Evaluate '2026-04-01T09:02:10';
EXEC EventSourceTests.AssertOpened N'critical AX-AOS04 down: 0 SQL sessions, 1 tasks hang';
GO
CREATE PROCEDURE EventSourceTests.[test an AX server that was shut down is a warning,
    and one whose sessions may not be seen is none]
AS
EXEC EventSourceTests.Enable N'AOS down';
EXEC EventSourceTests.SaveAos '2026-04-01T09:00:00', N'up', NULL;
EXEC EventSourceTests.SaveAos '2026-04-01T09:01:00', N'up', NULL;
EXEC EventSourceTests.Evaluate '2026-04-01T09:01:05';
EXEC EventSourceTests.AssertOpened NULL;
EXEC EventSourceTests.SaveAos '2026-04-01T09:02:00', N'down', 0;
EXEC EventSourceTests.SaveAos '2026-04-01T09:03:00', N'down', 0;
EXEC EventSourceTests.Evaluate '2026-04-01T09:03:05';
EXEC EventSourceTests.Evaluate '2026-04-01T09:03:10';
EXEC EventSourceTests.AssertOpened N'warning AX-AOS04 stopped: 0 SQL sessions';
GO
CREATE PROCEDURE EventSourceTests.SaveThreads
    @At      datetime2(3),
    @Threads int
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT fact.BatchCapture (InstanceId, CapturedAt, TaskCount, HistoryCount, HasTasks, IsTruncated)
VALUES (@InstanceId, @At, 0, 0, 1, 0);
INSERT fact.BatchCapacity (InstanceId, CapturedAt, ServerId, IsBatchEnabled, IsAlive, ThreadCount, IsCertain, BusyCount)
VALUES (@InstanceId, @At, N'01@AX-AOS04', 1, 1, @Threads, 1, 0);
INSERT fact.BatchGroupCapacity (InstanceId, CapturedAt, GroupId, ServerCount, ThreadCount, BusyCount, DueCount)
VALUES
    (@InstanceId, @At, N'AIF', 1, @Threads, 0, 9),
    (@InstanceId, @At, N'RETAIL', 1, @Threads, 0, 4),
    (@InstanceId, @At, N'LEDGER', 2, 8, 0, 1);
GO
CREATE PROCEDURE EventSourceTests.[test an AX server that lost its batch threads names the groups that wait]
AS
EXEC EventSourceTests.Enable N'Batch threads gone';
EXEC EventSourceTests.SaveThreads '2026-04-01T09:00:00', 8;
EXEC EventSourceTests.SaveThreads '2026-04-01T09:01:00', 0;
EXEC EventSourceTests.Evaluate '2026-04-01T09:01:05';
EXEC EventSourceTests.Evaluate '2026-04-01T09:01:10';
EXEC EventSourceTests.AssertOpened NULL;
EXEC EventSourceTests.SaveThreads '2026-04-01T09:02:00', 0;
EXEC EventSourceTests.Evaluate '2026-04-01T09:02:05';
EXEC EventSourceTests.Evaluate '2026-04-01T09:02:10';
EXEC EventSourceTests.AssertOpened N'warning AX-AOS04: 0 batch threads, AIF and RETAIL wait';
GO
CREATE PROCEDURE EventSourceTests.AddRuns
    @ClassNumber int,
    @Status      int,
    @RunCount    int,
    @FirstAt     datetime2(3),
    @DurationMs  bigint = 60000,
    @Company     nvarchar(10) = N'usmf'
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @FirstId bigint = (SELECT COALESCE(MAX(HistoryId), 0) FROM fact.BatchExecution WHERE InstanceId = @InstanceId);
INSERT fact.BatchExecution
(
    InstanceId,
    HistoryId,
    ClassNumber,
    Company,
    StatusNumber,
    StartedAt,
    EndedAt,
    DurationMs,
    IsRunning,
    IsEndEstimated,
    FirstSeenAt,
    LastSeenAt
)
SELECT
    @InstanceId,
    @FirstId + v.n,
    @ClassNumber,
    @Company,
    @Status,
    DATEADD(minute, 5 * v.n, @FirstAt),
    DATEADD(millisecond, @DurationMs, DATEADD(minute, 5 * v.n, @FirstAt)),
    @DurationMs,
    0,
    0,
    @FirstAt,
    @FirstAt
FROM (SELECT TOP (@RunCount) n = ROW_NUMBER() OVER (ORDER BY o.object_id) FROM sys.objects AS o) AS v;
GO
CREATE PROCEDURE EventSourceTests.[test a class that fails four times in a row is told, one failure among many is not]
AS
EXEC EventSourceTests.Enable N'Batch failures';
EXEC EventSourceTests.AddRuns 77, 4, 10, '2026-04-01T00:00:00';
EXEC EventSourceTests.AddRuns 77, 3, 3, '2026-04-01T02:00:00';
EXEC EventSourceTests.AddRuns 88, 4, 10, '2026-04-01T00:00:00';
EXEC EventSourceTests.AddRuns 88, 3, 1, '2026-04-01T02:00:00';
EXEC EventSourceTests.Evaluate '2026-04-01T03:00:00';
EXEC EventSourceTests.Evaluate '2026-04-01T03:01:01';
EXEC EventSourceTests.AssertOpened NULL;
EXEC EventSourceTests.AddRuns 77, 3, 1, '2026-04-01T03:01:00';
EXEC EventSourceTests.Evaluate '2026-04-01T03:10:00';
EXEC EventSourceTests.Evaluate '2026-04-01T03:11:01';
EXEC EventSourceTests.AssertOpened N'warning 77 failed 4 of 14, usmf';
GO
CREATE PROCEDURE EventSourceTests.[test a task that runs far beyond what its class takes is told with what is usual]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC EventSourceTests.Enable N'Batch task stuck';
EXEC EventSourceTests.AddRuns 77, 4, 25, '2026-03-31T00:00:00', 420000;
INSERT fact.BatchExecution
(
    InstanceId,
    BatchId,
    ClassNumber,
    ServerId,
    StatusNumber,
    StartedAt,
    IsRunning,
    IsEndEstimated,
    FirstSeenAt,
    LastSeenAt
)
VALUES
    (
        @InstanceId,
        5,
        77,
        N'01@AX-AOS03',
        2,
        '2026-04-01T08:00:00',
        1,
        0,
        '2026-04-01T08:00:00',
        '2026-04-01T09:01:00'
    ),
    (
        @InstanceId,
        6,
        78,
        N'01@AX-AOS03',
        2,
        '2026-04-01T05:00:00',
        1,
        0,
        '2026-04-01T05:00:00',
        '2026-04-01T09:01:00'
    );
EXEC EventSourceTests.Evaluate '2026-04-01T08:59:00';
EXEC EventSourceTests.AssertOpened NULL;
EXEC EventSourceTests.Evaluate '2026-04-01T09:01:00';
EXEC EventSourceTests.Evaluate '2026-04-01T09:02:01';
EXEC EventSourceTests.AssertOpened N'warning 77 runs 1 h 01 min, usually 7 min 00 s';
GO
CREATE PROCEDURE EventSourceTests.[test a temporary table that only becomes more is a leak, one that falls in between is not]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC EventSourceTests.Enable N'Temp tables leak';
INSERT fact.TempDbAxTable (InstanceId, CapturedAt, AxTableId, TableName, TableCount)
VALUES
    (@InstanceId, '2026-04-01T09:05:00', 1, N'CUSTAGINGREPORTTMP', 10),
    (@InstanceId, '2026-04-01T09:15:00', 1, N'CUSTAGINGREPORTTMP', 150),
    (@InstanceId, '2026-04-01T09:25:00', 1, N'CUSTAGINGREPORTTMP', 430),
    (@InstanceId, '2026-04-01T09:05:00', 2, N'TMPFRMVIRTUAL', 10),
    (@InstanceId, '2026-04-01T09:15:00', 2, N'TMPFRMVIRTUAL', 5),
    (@InstanceId, '2026-04-01T09:25:00', 2, N'TMPFRMVIRTUAL', 900);
EXEC EventSourceTests.Evaluate '2026-04-01T09:25:10';
EXEC EventSourceTests.Evaluate '2026-04-01T09:30:10';
EXEC EventSourceTests.AssertOpened N'warning Temp tables leak: CUSTAGINGREPORTTMP +420 in 20 min 00 s';
GO
CREATE PROCEDURE EventSourceTests.[test a setting that endangers the system is critical, one that was set back is over]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC EventSourceTests.Enable N'Settings changed';
INSERT fact.ServerSetting (InstanceId, ScopeKind, ScopeName, SettingName, BeganAt, EndedAt, SettingValue, IsInitial)
VALUES
    (@InstanceId, N'database', N'AX', N'read committed snapshot', '2026-03-01', '2026-04-01T09:00:00', N'1', 1),
    (@InstanceId, N'database', N'AX', N'read committed snapshot', '2026-04-01T09:00:00', NULL, N'0', 0),
    (@InstanceId, N'server', N'', N'max degree of parallelism', '2026-03-01', '2026-04-01T08:00:00', N'1', 1),
    (@InstanceId, N'server', N'', N'max degree of parallelism', '2026-04-01T08:00:00', '2026-04-01T08:30:00', N'4', 0),
    (@InstanceId, N'server', N'', N'max degree of parallelism', '2026-04-01T08:30:00', NULL, N'1', 0);
EXEC EventSourceTests.Evaluate '2026-04-01T09:01:00';
EXEC EventSourceTests.Evaluate '2026-04-01T09:02:01';
EXEC EventSourceTests.AssertOpened N'critical Setting changed: AX: read committed snapshot = 0 (was 1)';
GO
-- A database whose last backups are so many hours (log: minutes) old at nine o'clock, known for two days.
CREATE PROCEDURE EventSourceTests.SaveBackups
    @DatabaseName nvarchar(128),
    @LogMinutes   int,
    @DiffHours    int,
    @FullHours    int
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT fact.DatabaseSize
(
    InstanceId,
    DatabaseName,
    CapturedAt,
    StateName,
    RecoveryModel,
    LastFullBackupAt,
    LastDiffBackupAt,
    LastLogBackupAt,
    HasBackupHistory
)
SELECT
    @InstanceId,
    @DatabaseName,
    v.CapturedAt,
    N'ONLINE',
    N'FULL',
    DATEADD(hour, -@FullHours, '2026-04-03T09:00:00'),
    DATEADD(hour, -@DiffHours, '2026-04-03T09:00:00'),
    DATEADD(minute, -@LogMinutes, '2026-04-03T09:00:00'),
    1
FROM (VALUES (CAST('2026-04-02T08:00:00' AS datetime2(3))), ('2026-04-03T08:50:00')) AS v (CapturedAt)
WHERE @DatabaseName <> N'NEW'
   OR v.CapturedAt > '2026-04-03';
GO
CREATE PROCEDURE EventSourceTests.[test a backup that is too old is told, a fresh differential one and a new database are not]
AS
EXEC EventSourceTests.Enable N'Backup too old';
EXEC EventSourceTests.SaveBackups N'AX', 75, 12, 30;
EXEC EventSourceTests.SaveBackups N'WEEKLY', 5, 20, 120;
EXEC EventSourceTests.SaveBackups N'NONE', 5, NULL, 40;
EXEC EventSourceTests.SaveBackups N'NEW', NULL, NULL, NULL;
EXEC EventSourceTests.Evaluate '2026-04-03T09:00:00';
EXEC EventSourceTests.AssertOpened N'warning AX: backup 1 h 15 min old | warning NONE: backup 1 d 16 h old';
GO
