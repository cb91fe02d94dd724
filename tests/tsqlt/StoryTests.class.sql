-- One cause is one message: convoys on one object, and what still gets through. Signs of life.
EXEC tSQLt.NewTestClass N'StoryTests';
GO
CREATE PROCEDURE StoryTests.SetUp
AS
UPDATE config.AlertRule SET IsEnabled = CASE WHEN RuleName = N'Blocking' THEN 1 ELSE 0 END;
UPDATE config.Instance SET IsEnabled = 0;
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
DELETE config.MailRoute;
INSERT config.MailRoute (RouteName, Recipients) VALUES (N'default', N'dba@example.com');
GO
-- One snapshot: a head on an object with victims that have waited for so long.
CREATE PROCEDURE StoryTests.Snapshot
    @At          datetime2(3),
    @SessionId   int,
    @ObjectName  sysname,
    @VictimCount int,
    @WaitMs      int
AS
DECLARE @Rows stage.Requests, @RunId uniqueidentifier = NEWID();
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Saved TABLE (SavedRows int, WasDuplicate bit);
INSERT @Rows
(
    SessionId,
    LoginTime,
    HostName,
    ProgramName,
    IsUserProcess,
    Status,
    OpenTransactionCount,
    TransactionId,
    TransactionBeganTime,
    TransactionStartedAt
)
VALUES
(
    @SessionId,
    '2026-04-01T07:00:00',
    N'AOS01',
    N'Microsoft Dynamics AX',
    1,
    N'sleeping',
    1,
    1000 + @SessionId,
    @At,
    DATEADD(second, -9, @At)
);
INSERT @Rows
(
    SessionId,
    BlockingSessionId,
    WaitType,
    WaitMs,
    WaitResource,
    LoginTime,
    HostName,
    ProgramName,
    IsUserProcess,
    Status,
    ResourceDatabaseName,
    ResourceSchemaName,
    ResourceObjectName
)
SELECT
    1000 + v.n,
    @SessionId,
    N'LCK_M_U',
    @WaitMs,
    N'keylock hobtid=72057594038999 dbid=7 id=lock1 mode=X associatedObjectId=72057594038999',
    '2026-04-01T07:00:00',
    N'AOS01',
    N'Microsoft Dynamics AX',
    1,
    N'suspended',
    N'AX',
    N'dbo',
    @ObjectName
FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15)) AS v (n)
WHERE v.n <= @VictimCount;
INSERT @Saved EXEC collect.SaveRequests @InstanceId = @InstanceId, @RunId = @RunId, @CapturedAt = @At,
    @ServerStartedAt = '2026-01-01', @OffsetMinutes = 0, @IsTruncated = 0, @Rows = @Rows;
GO
CREATE PROCEDURE StoryTests.Evaluate
    @Now datetime2(3)
AS
DECLARE @Result TABLE (OpenedCount int, ResolvedCount int, OpenCount int, NotificationCount int);
INSERT @Result EXEC alert.Evaluate @Now;
GO
CREATE PROCEDURE StoryTests.AssertMessages
    @Expected nvarchar(4000)
AS
DECLARE @Actual nvarchar(4000) = STUFF(
    (
        SELECT N' | ' + Subject FROM alert.Notification ORDER BY NotificationId FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(4000)'), 1, 3, N'');
EXEC tSQLt.AssertEqualsString @Expected, @Actual;
GO
CREATE PROCEDURE StoryTests.[test thirty heads in turn on one row are one story with two messages]
AS
DECLARE @Head int = 0, @At datetime2(3);
WHILE @Head < 30
BEGIN
    SET @At = DATEADD(second, 10 * @Head, '2026-04-01T09:00:00');
    DECLARE @SessionId int = 51 + @Head;
    EXEC StoryTests.Snapshot @At, @SessionId, N'NUMBERSEQUENCETABLE', 15, 8000;
    EXEC StoryTests.Evaluate @At;
    SET @At = DATEADD(second, 5, @At);
    EXEC StoryTests.Evaluate @At;
    SET @Head += 1;
END;
EXEC StoryTests.AssertMessages
    N'Critical: session 51 on AOS01 blocks 15 on NUMBERSEQUENCETABLE (tSQLt)';
-- It is over.
EXEC StoryTests.Snapshot '2026-04-01T09:05:20', 90, N'NUMBERSEQUENCETABLE', 0, 0;
EXEC StoryTests.Evaluate '2026-04-01T09:05:20';
EXEC StoryTests.AssertMessages
    N'Critical: session 51 on AOS01 blocks 15 on NUMBERSEQUENCETABLE (tSQLt) | Resolved: 30 sessions in turn blocked 15 on NUMBERSEQUENCETABLE (tSQLt), for 4 min 58 s';
DECLARE @IsThread int = (SELECT COUNT(DISTINCT AlertId) FROM alert.Notification);
EXEC tSQLt.AssertEquals 1, @IsThread;
GO
CREATE PROCEDURE StoryTests.[test a convoy with gaps of an hour sends a handful]
AS
DECLARE @Turn int = 0, @At datetime2(3), @SessionId int;
WHILE @Turn < 60
BEGIN
    SELECT @At = DATEADD(minute, @Turn, '2026-04-01T09:00:00'), @SessionId = 51 + @Turn;
    EXEC StoryTests.Snapshot @At, @SessionId, N'NUMBERSEQUENCETABLE', 15, 8000;
    EXEC StoryTests.Evaluate @At;
    SET @At = DATEADD(second, 30, @At);
    EXEC StoryTests.Snapshot @At, @SessionId, N'NUMBERSEQUENCETABLE', 0, 0;
    EXEC StoryTests.Evaluate @At;
    SET @Turn += 1;
END;
DECLARE @Messages int = (SELECT COUNT(*) FROM alert.Notification);
IF @Messages NOT BETWEEN 2 AND 6
    EXEC tSQLt.Fail N'Messages in an hour: ', @Messages;
GO
CREATE PROCEDURE StoryTests.[test another head on the object that stays is told after some minutes, and once]
AS
DECLARE @At datetime2(3) = '2026-04-01T09:00:00', @SessionId int, @WaitMs int;
WHILE @At < '2026-04-01T09:12:00'
BEGIN
    SET @SessionId = CASE WHEN @At < '2026-04-01T09:01:00' THEN 51 ELSE 52 END;
    EXEC StoryTests.Snapshot @At, @SessionId, N'INVENTSUM', 15, 40000;
    EXEC StoryTests.Evaluate @At;
    SET @At = DATEADD(second, 10, @At);
END;
DECLARE @Told nvarchar(400) = STUFF(
    (
        SELECT CONCAT(
            N', ',
            JSON_VALUE(PayloadJson, N'$.head.sessionId'),
            N' ',
            Severity,
            N' ',
            CONVERT(nvarchar(8), CreatedAt, 108))
        FROM alert.Notification
        ORDER BY NotificationId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(400)'), 1, 2, N'');
EXEC tSQLt.AssertEqualsString N'51 critical 09:00:00, 52 critical 09:06:00', @Told;
GO
CREATE PROCEDURE StoryTests.[test another object during a convoy is told at once, and a worse head on the same one too]
AS
EXEC StoryTests.Snapshot '2026-04-01T09:00:00', 51, N'INVENTSUM', 2, 16000;
EXEC StoryTests.Evaluate '2026-04-01T09:00:00';
EXEC StoryTests.Snapshot '2026-04-01T09:00:10', 52, N'INVENTSUM', 2, 16000;
EXEC StoryTests.Evaluate '2026-04-01T09:00:10';
EXEC StoryTests.Snapshot '2026-04-01T09:00:20', 53, N'SALESTABLE', 2, 16000;
EXEC StoryTests.Evaluate '2026-04-01T09:00:20';
EXEC StoryTests.Snapshot '2026-04-01T09:00:25', 54, N'INVENTSUM', 15, 40000;
EXEC StoryTests.Evaluate '2026-04-01T09:00:25';
DECLARE @Told nvarchar(400) = STUFF(
    (
        SELECT CONCAT(N', ', JSON_VALUE(PayloadJson, N'$.head.sessionId'), N' ', Severity)
        FROM alert.Notification
        WHERE State = N'open'
        ORDER BY NotificationId
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(400)'), 1, 2, N'');
EXEC tSQLt.AssertEqualsString N'51 warning, 53 warning, 54 critical', @Told;
GO
CREATE PROCEDURE StoryTests.[test of several heads that open together the worst is told, and no other later]
AS
DECLARE @At datetime2(3) = '2026-04-01T09:00:00';
EXEC StoryTests.Snapshot @At, 51, N'INVENTSUM', 3, 6000;
-- A second head of the same moment on the same object.
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
    ObjectName,
    AxConfidence
)
SELECT
    i.InstanceId,
    77,
    '2026-04-01T07:00:00',
    N'session',
    N'other',
    @At,
    @At,
    @At,
    9,
    1,
    54000,
    6000,
    9,
    54000,
    i.ObjectName,
    N'none'
FROM fact.BlockingIncident AS i;
EXEC StoryTests.Evaluate @At;
EXEC StoryTests.Evaluate '2026-04-01T09:20:00';
DECLARE @Told nvarchar(400) = (
    SELECT CONCAT(COUNT(*), N' ', MAX(JSON_VALUE(PayloadJson, N'$.head.sessionId'))) FROM alert.Notification);
EXEC tSQLt.AssertEqualsString N'1 77', @Told;
GO
CREATE PROCEDURE StoryTests.[test a lease is no sign of life, a run is, and one from the future is none]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Signs TABLE (Job nvarchar(200), [Owner] nvarchar(128), LastSignAt datetime2(3), IsSilent bit, Reason nvarchar(1000));
DELETE ops.JobRun;
DELETE ops.Lease;
INSERT ops.Lease (LeaseName, [Owner], ExpiresAt)
VALUES (N'evaluate', N'dead:1', '2029-01-01'), (CONCAT(N'collect:', @InstanceId), N'dead:1', '2029-01-01');
INSERT @Signs EXEC alert.GetSignsOfLife '2026-04-01T09:00:00';
DECLARE @Silent nvarchar(400) = STUFF(
    (SELECT N', ' + Job FROM @Signs WHERE IsSilent = 1 ORDER BY Job FOR XML PATH(N''), TYPE).value(N'.', N'nvarchar(400)'),
    1, 2, N'');
EXEC tSQLt.AssertEqualsString N'collect tSQLt, evaluate', @Silent;
DECLARE @Reason nvarchar(1000) = (SELECT Reason FROM @Signs WHERE Job = N'evaluate');
EXEC tSQLt.AssertEqualsString
    N'No alert rule was evaluated since the beginning; the lease is held by dead:1 until 2029-01-01T00:00:00Z.', @Reason;
-- What lies hours ahead was written by a wrong clock.
EXEC ops.SaveJobRun @RunId = @RunId, @JobName = N'alert:Evaluate', @StartedAt = '2026-04-01T11:00:00',
    @EndedAt = '2026-04-01T11:00:00', @Outcome = N'ok';
DELETE @Signs;
INSERT @Signs EXEC alert.GetSignsOfLife '2026-04-01T09:00:00';
DECLARE @IsSilent int = (SELECT IsSilent FROM @Signs WHERE Job = N'evaluate');
EXEC tSQLt.AssertEquals 1, @IsSilent;
SET @RunId = NEWID();
EXEC ops.SaveJobRun @RunId = @RunId, @JobName = N'alert:Evaluate', @StartedAt = '2026-04-01T08:58:00',
    @EndedAt = '2026-04-01T08:58:00', @Outcome = N'failed';
DELETE @Signs;
INSERT @Signs EXEC alert.GetSignsOfLife '2026-04-01T09:00:00';
SET @IsSilent = (SELECT IsSilent FROM @Signs WHERE Job = N'evaluate');
EXEC tSQLt.AssertEquals 0, @IsSilent;
GO
