-- collect.SaveAxSessions: AX servers by their heartbeat, AX sessions by their
-- lives, and what is counted of both.
EXEC tSQLt.NewTestClass N'AxSessionsTests';
GO
CREATE PROCEDURE AxSessionsTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE PROCEDURE AxSessionsTests.SaveCapture
    @CapturedAt  datetime2(3),
    @Rows        stage.AxSessions READONLY,
    @HasSessions bit = 1,
    @HasServers  bit = 1,
    @IsTruncated bit = 0,
    @Missing     nvarchar(2000) = NULL
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result
EXEC collect.SaveAxSessions @InstanceId, @RunId, @CapturedAt, @HasSessions, @HasServers, @IsTruncated, @Missing, @Rows;
GO
-- An AOS that was started on 1 January, and its heartbeat.
CREATE FUNCTION AxSessionsTests.Aos (@Number int, @Status int, @HeartbeatAt datetime2(3))
RETURNS TABLE
AS
RETURN
(
    SELECT
        RowKind = N'server',
        ServerNumber = @Number,
        AosName = CONCAT(N'01@AOS', @Number),
        StatusNumber = @Status,
        LoginAt = CAST('2026-01-01T06:00:00' AS datetime2(3)),
        HeartbeatAt = @HeartbeatAt,
        IsLoadBalancer = CAST(0 AS bit)
);
GO
-- A rich client's session on AOS 1.
CREATE FUNCTION AxSessionsTests.Client (@SessionId int, @UserId nvarchar(20), @Status int, @LoginAt datetime2(3))
RETURNS TABLE
AS
RETURN
(
    SELECT
        RowKind = N'session',
        ServerNumber = 1,
        StatusNumber = @Status,
        LoginAt = @LoginAt,
        SessionId = @SessionId,
        UserId = @UserId,
        ClientType = 0,
        SessionType = 0,
        ClientComputer = N'PC1'
);
GO
-- One capture a minute from @FromMinute to @ToMinute of 2 January, 10 o'clock; AOS 1 beats 20 seconds
-- before each capture up to @LastBeat.
CREATE PROCEDURE AxSessionsTests.SaveMinutes
    @FromMinute int,
    @ToMinute   int,
    @LastBeat   int,
    @Status     int = 1
AS
DECLARE @Rows stage.AxSessions;
DECLARE @At datetime2(3);
DECLARE @Beat datetime2(3);
WHILE @FromMinute <= @ToMinute
BEGIN
    SET @At = DATEADD(minute, @FromMinute, CAST('2026-01-02T10:00:00' AS datetime2(3)));
    SET @Beat = DATEADD(
        second, -20,
        DATEADD(
            minute,
            CASE WHEN @FromMinute > @LastBeat THEN @LastBeat ELSE @FromMinute END,
            CAST('2026-01-02T10:00:00' AS datetime2(3))));
    DELETE @Rows;
    INSERT @Rows (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt, IsLoadBalancer)
    SELECT *
    FROM AxSessionsTests.Aos(1, @Status, @Beat);
    EXEC AxSessionsTests.SaveCapture @At, @Rows;
    SET @FromMinute += 1;
END;
GO
CREATE PROCEDURE AxSessionsTests.[test a session is one row per life, and its id may be given to another one]
AS
DECLARE @Rows stage.AxSessions;
INSERT @Rows (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt, IsLoadBalancer)
SELECT *
FROM AxSessionsTests.Aos(1, 1, '2026-01-02T10:00:50');
INSERT @Rows
(
    RowKind,
    ServerNumber,
    StatusNumber,
    LoginAt,
    SessionId,
    UserId,
    ClientType,
    SessionType,
    ClientComputer
)
SELECT * FROM AxSessionsTests.Client(17, N'ALICE', 1, '2026-01-02T09:00:00');
INSERT @Rows
(
    RowKind,
    ServerNumber,
    StatusNumber,
    LoginAt,
    SessionId,
    UserId,
    ClientType,
    SessionType,
    ClientComputer
)
SELECT * FROM AxSessionsTests.Client(18, N'BOB', 1, '2026-01-02T09:30:00');
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:01:00', @Rows;
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:02:00', @Rows;
UPDATE @Rows SET LoginAt = '2026-01-02T10:02:30' WHERE SessionId = 17;
DELETE @Rows WHERE SessionId = 18;
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:03:00', @Rows;
CREATE TABLE #Expected (
    SessionId int, UserId nvarchar(20), LoginAt datetime2(3), AosName nvarchar(128), FirstSeenAt datetime2(3),
    LastSeenAt datetime2(3), EndedAt datetime2(3));
INSERT #Expected VALUES
    (17, N'ALICE', '2026-01-02T09:00:00', N'01@AOS1', '2026-01-02T10:01:00', '2026-01-02T10:02:00', '2026-01-02T10:03:00'),
    (17, N'ALICE', '2026-01-02T10:02:30', N'01@AOS1', '2026-01-02T10:03:00', '2026-01-02T10:03:00', NULL),
    (18, N'BOB', '2026-01-02T09:30:00', N'01@AOS1', '2026-01-02T10:01:00', '2026-01-02T10:02:00', '2026-01-02T10:03:00');
SELECT SessionId, UserId, LoginAt, AosName, FirstSeenAt, LastSeenAt, EndedAt INTO #Actual FROM fact.AxSession;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Logins float = (
    SELECT f.Value
    FROM fact.Metric AS f
    INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
    WHERE m.MetricName = N'axsessions.login_count' AND f.CapturedAt = '2026-01-02T10:03:00'
);
EXEC tSQLt.AssertEquals 1, @Logins;
GO
CREATE PROCEDURE AxSessionsTests.[test a session that one torn capture missed goes on as the same life]
AS
DECLARE @Rows stage.AxSessions;
DECLARE @Nothing stage.AxSessions;
INSERT @Rows
(
    RowKind,
    ServerNumber,
    StatusNumber,
    LoginAt,
    SessionId,
    UserId,
    ClientType,
    SessionType,
    ClientComputer
)
SELECT * FROM AxSessionsTests.Client(17, N'ALICE', 1, '2026-01-02T09:00:00');
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:01:00', @Rows;
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:02:00', @Nothing;
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:03:00', @Rows;
CREATE TABLE #Expected (FirstSeenAt datetime2(3), LastSeenAt datetime2(3), EndedAt datetime2(3), AosName nvarchar(128));
INSERT #Expected VALUES ('2026-01-02T10:01:00', '2026-01-02T10:03:00', NULL, N'');
SELECT FirstSeenAt, LastSeenAt, EndedAt, AosName INTO #Actual FROM fact.AxSession;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE AxSessionsTests.[test nothing ends by a capture that could not read the sessions or was cut off]
AS
DECLARE @Rows stage.AxSessions;
DECLARE @Nothing stage.AxSessions;
INSERT @Rows
(
    RowKind,
    ServerNumber,
    StatusNumber,
    LoginAt,
    SessionId,
    UserId,
    ClientType,
    SessionType,
    ClientComputer
)
SELECT * FROM AxSessionsTests.Client(17, N'ALICE', 1, '2026-01-02T09:00:00');
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:01:00', @Rows;
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:02:00', @Nothing, @HasSessions = 0, @Missing = N'SYSCLIENTSESSIONS';
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:03:00', @Nothing, @IsTruncated = 1;
DECLARE @Ended int = (SELECT COUNT(*) FROM fact.AxSession WHERE EndedAt IS NOT NULL);
EXEC tSQLt.AssertEquals 0, @Ended;
CREATE TABLE #Expected (CapturedAt datetime2(3), HasSessions bit, IsTruncated bit, MissingColumns nvarchar(2000));
INSERT #Expected
VALUES
    ('2026-01-02T10:01:00', 1, 0, NULL),
    ('2026-01-02T10:02:00', 0, 0, N'SYSCLIENTSESSIONS'),
    ('2026-01-02T10:03:00', 1, 1, NULL);
SELECT CapturedAt, HasSessions, IsTruncated, MissingColumns INTO #Actual FROM fact.AxSessionCapture;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE AxSessionsTests.[test without login times an id that goes on with its user is one life, and the login is learnt]
AS
DECLARE @Rows stage.AxSessions;
INSERT @Rows
(
    RowKind,
    ServerNumber,
    StatusNumber,
    LoginAt,
    SessionId,
    UserId,
    ClientType,
    SessionType,
    ClientComputer
)
SELECT * FROM AxSessionsTests.Client(17, N'ALICE', 1, NULL);
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:01:00', @Rows;
UPDATE @Rows SET LoginAt = '2026-01-02T09:00:00';
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:02:00', @Rows;
UPDATE @Rows SET LoginAt = NULL, UserId = N'BOB';
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:03:00', @Rows;
CREATE TABLE #Expected (UserId nvarchar(20), LoginAt datetime2(3), EndedAt datetime2(3));
INSERT #Expected VALUES (N'ALICE', '2026-01-02T09:00:00', '2026-01-02T10:03:00'), (N'BOB', NULL, NULL);
SELECT UserId, LoginAt, EndedAt INTO #Actual FROM fact.AxSession;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE AxSessionsTests.[test a capture saved again or late changes nothing]
AS
DECLARE @Rows stage.AxSessions;
INSERT @Rows (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt, IsLoadBalancer)
SELECT *
FROM AxSessionsTests.Aos(1, 1, '2026-01-02T10:00:50');
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:02:00', @Rows;
UPDATE @Rows SET StatusNumber = 0;
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:02:00', @Rows;
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:01:00', @Rows;
CREATE TABLE #Expected (CapturedAt datetime2(3), State nvarchar(16));
INSERT #Expected VALUES ('2026-01-02T10:02:00', N'learning');
SELECT CapturedAt, State INTO #Actual FROM fact.AxServer;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE AxSessionsTests.[test counts are by AOS, client type, session type and status with the free slots]
AS
DECLARE @Rows stage.AxSessions;
INSERT @Rows (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt, IsLoadBalancer)
SELECT *
FROM AxSessionsTests.Aos(1, 1, '2026-01-02T10:00:50');
INSERT @Rows
(
    RowKind,
    ServerNumber,
    StatusNumber,
    LoginAt,
    SessionId,
    UserId,
    ClientType,
    SessionType,
    ClientComputer
)
SELECT * FROM AxSessionsTests.Client(17, N'ALICE', 1, '2026-01-02T09:00:00');
INSERT @Rows
(
    RowKind,
    ServerNumber,
    StatusNumber,
    LoginAt,
    SessionId,
    UserId,
    ClientType,
    SessionType,
    ClientComputer
)
SELECT * FROM AxSessionsTests.Client(18, N'ALICE', 1, '2026-01-02T09:00:00');
INSERT @Rows
(
    RowKind,
    ServerNumber,
    StatusNumber,
    LoginAt,
    SessionId,
    UserId,
    ClientType,
    SessionType,
    ClientComputer
)
SELECT * FROM AxSessionsTests.Client(19, N'BOB', 2, '2026-01-02T09:00:00');
INSERT @Rows (RowKind, ServerNumber, ClientType, SessionType, SessionCount)
VALUES (N'free', 1, 0, 0, 40), (N'free', 9, NULL, NULL, 2);
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:01:00', @Rows;
CREATE TABLE #Expected (
    AosName nvarchar(128), ClientType int, SessionType int, StatusNumber int, SessionCount int, UserCount int);
INSERT #Expected
VALUES (N'01@AOS1', 0, 0, 0, 40, NULL), (N'', -1, -1, 0, 2, NULL), (N'01@AOS1', 0, 0, 1, 2, 1), (N'01@AOS1', 0, 0, 2, 1, 1);
SELECT AosName, ClientType, SessionType, StatusNumber, SessionCount, UserCount INTO #Actual FROM fact.AxSessionCount;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
CREATE TABLE #ExpectedServer (ActiveCount int, EndingCount int, StuckCount int, UserCount int);
INSERT #ExpectedServer VALUES (2, 1, 0, 1);
SELECT ActiveCount, EndingCount, StuckCount, UserCount INTO #ActualServer FROM fact.AxServer;
EXEC tSQLt.AssertEqualsTable N'#ExpectedServer', N'#ActualServer';
GO
CREATE PROCEDURE AxSessionsTests.[test a session that cannot end is stuck after the time of the setting]
AS
DECLARE @Rows stage.AxSessions;
INSERT @Rows (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt, IsLoadBalancer)
SELECT *
FROM AxSessionsTests.Aos(1, 1, '2026-01-02T10:00:50');
INSERT @Rows
(
    RowKind,
    ServerNumber,
    StatusNumber,
    LoginAt,
    SessionId,
    UserId,
    ClientType,
    SessionType,
    ClientComputer
)
SELECT * FROM AxSessionsTests.Client(17, N'ALICE', 1, '2026-01-02T09:00:00');
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:01:00', @Rows;
UPDATE @Rows SET StatusNumber = 2 WHERE SessionId = 17;
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:02:00', @Rows;
UPDATE @Rows SET StatusNumber = 3 WHERE SessionId = 17;
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:07:00', @Rows;
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:08:00', @Rows;
CREATE TABLE #Expected (CapturedAt datetime2(3), EndingCount int, StuckCount int);
INSERT #Expected
VALUES ('2026-01-02T10:01:00', 0, 0), ('2026-01-02T10:02:00', 1, 0), ('2026-01-02T10:07:00', 1, 0), ('2026-01-02T10:08:00', 1, 1);
SELECT CapturedAt, EndingCount, StuckCount INTO #Actual FROM fact.AxServer;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @SinceMs int = (SELECT DATEDIFF(millisecond, FirstSeenAt, EndingSinceAt) FROM fact.AxSession);
EXEC tSQLt.AssertEquals 60000, @SinceMs;
GO
CREATE PROCEDURE AxSessionsTests.[test the rhythm of the heartbeat is learnt, and an AOS that stops beating is silent though its status says alive]
AS
EXEC AxSessionsTests.SaveMinutes 1, 12, 5;
CREATE TABLE #Expected (CapturedAt datetime2(3), State nvarchar(16), SilentMs bigint, RhythmMs bigint);
INSERT #Expected VALUES
    ('2026-01-02T10:01:00', N'learning', 20000, NULL), ('2026-01-02T10:03:00', N'learning', 0, NULL),
    ('2026-01-02T10:04:00', N'up', 0, 60000), ('2026-01-02T10:05:00', N'up', 0, 60000),
    ('2026-01-02T10:09:00', N'up', 240000, 60000), ('2026-01-02T10:10:00', N'silent', 300000, 60000),
    ('2026-01-02T10:12:00', N'silent', 420000, 60000);
SELECT CapturedAt, State, SilentMs, RhythmMs
INTO #Actual
FROM fact.AxServer
WHERE CapturedAt IN (SELECT CapturedAt FROM #Expected);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
CREATE TABLE #ExpectedUp (CapturedAt datetime2(3), Value float);
INSERT #ExpectedUp VALUES
    ('2026-01-02T10:04:00', 1), ('2026-01-02T10:05:00', 1), ('2026-01-02T10:06:00', 1), ('2026-01-02T10:07:00', 1),
    ('2026-01-02T10:08:00', 1), ('2026-01-02T10:09:00', 1),
    ('2026-01-02T10:10:00', 0), ('2026-01-02T10:11:00', 0), ('2026-01-02T10:12:00', 0);
SELECT f.CapturedAt, f.Value
INTO #ActualUp
FROM fact.Metric AS f
INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
WHERE m.MetricName = N'axsessions.aos_up';
EXEC tSQLt.AssertEqualsTable N'#ExpectedUp', N'#ActualUp';
GO
CREATE PROCEDURE AxSessionsTests.[test a slow rhythm is learnt as slow and alarms nobody]
AS
-- One beat in ten minutes: every tenth capture sees it move.
DECLARE @Rows stage.AxSessions;
DECLARE @Minute int = 0;
DECLARE @At datetime2(3);
DECLARE @Beat datetime2(3);
WHILE @Minute <= 70
BEGIN
    SET @At = DATEADD(minute, @Minute, CAST('2026-01-02T10:00:00' AS datetime2(3)));
    SET @Beat = DATEADD(minute, @Minute / 10 * 10, CAST('2026-01-02T09:59:30' AS datetime2(3)));
    DELETE @Rows;
    INSERT @Rows (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt, IsLoadBalancer)
    SELECT *
    FROM AxSessionsTests.Aos(1, 1, @Beat);
    EXEC AxSessionsTests.SaveCapture @At, @Rows;
    SET @Minute += 1;
END;
CREATE TABLE #Expected (State nvarchar(16), Captures int);
INSERT #Expected VALUES (N'learning', 30), (N'up', 41);
SELECT State, Captures = COUNT(*) INTO #Actual FROM fact.AxServer GROUP BY State;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Rhythm bigint = (SELECT RhythmMs FROM collect.AxServerState);
EXEC tSQLt.AssertEquals 600000, @Rhythm;
GO
CREATE PROCEDURE AxSessionsTests.[test a gap in the captures is not taken for the rhythm]
AS
EXEC AxSessionsTests.SaveMinutes 1, 5, 600;
EXEC AxSessionsTests.SaveMinutes 125, 126, 600;
DECLARE @Rhythm bigint = (SELECT RhythmMs FROM collect.AxServerState);
EXEC tSQLt.AssertEquals 60000, @Rhythm;
DECLARE @State nvarchar(16) = (SELECT State FROM fact.AxServer WHERE CapturedAt = '2026-01-02T12:05:00');
EXEC tSQLt.AssertEqualsString N'up', @State;
GO
CREATE PROCEDURE AxSessionsTests.[test an AOS that was dead from the start is measured by the rhythm of the others]
AS
DECLARE @Rows stage.AxSessions;
EXEC AxSessionsTests.SaveMinutes 1, 4, 600;
INSERT @Rows (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt, IsLoadBalancer)
SELECT *
FROM AxSessionsTests.Aos(1, 1, '2026-01-02T10:04:40');
INSERT @Rows (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt, IsLoadBalancer)
SELECT *
FROM AxSessionsTests.Aos(2, 1, '2026-01-02T08:00:00');
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:05:00', @Rows;
CREATE TABLE #Expected (AosName nvarchar(128), State nvarchar(16));
INSERT #Expected VALUES (N'01@AOS1', N'up'), (N'01@AOS2', N'silent');
SELECT AosName, State INTO #Actual FROM fact.AxServer WHERE CapturedAt = '2026-01-02T10:05:00';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE AxSessionsTests.[test an AOS is draining, down, absent or registered only]
AS
DECLARE @Rows stage.AxSessions;
EXEC AxSessionsTests.SaveMinutes 1, 5, 600;
EXEC AxSessionsTests.SaveMinutes 6, 6, 600, 2;
EXEC AxSessionsTests.SaveMinutes 7, 7, 600, 0;
INSERT @Rows (RowKind, AosName, IsBatchEnabled, MaxSessions, GroupCount)
VALUES (N'config', N'01@aos1', 1, 200, 3), (N'config', N'01@OLD', 0, 0, 0);
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:08:00', @Rows;
CREATE TABLE #Expected (CapturedAt datetime2(3), AosName nvarchar(128), State nvarchar(16), MaxSessions int);
INSERT #Expected VALUES
    ('2026-01-02T10:06:00', N'01@AOS1', N'draining', NULL), ('2026-01-02T10:07:00', N'01@AOS1', N'down', NULL),
    ('2026-01-02T10:08:00', N'01@AOS1', N'absent', 200),
    ('2026-01-02T10:08:00', N'01@OLD', N'registered', 0);
SELECT CapturedAt, AosName, State, MaxSessions INTO #Actual FROM fact.AxServer WHERE CapturedAt > '2026-01-02T10:05:00';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
CREATE TABLE #ExpectedUp (CapturedAt datetime2(3), Value float);
INSERT #ExpectedUp VALUES ('2026-01-02T10:06:00', 1), ('2026-01-02T10:07:00', 0), ('2026-01-02T10:08:00', 0);
SELECT f.CapturedAt, f.Value
INTO #ActualUp
FROM fact.Metric AS f
INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
WHERE m.MetricName = N'axsessions.aos_up' AND f.CapturedAt > '2026-01-02T10:05:00';
EXEC tSQLt.AssertEqualsTable N'#ExpectedUp', N'#ActualUp';
GO
CREATE PROCEDURE AxSessionsTests.[test without a heartbeat an AOS is unconfirmed and its silence is not told]
AS
EXEC AxSessionsTests.SaveMinutes 1, 5, 600;
DECLARE @Rows stage.AxSessions;
INSERT @Rows (RowKind, ServerNumber, AosName, StatusNumber) VALUES (N'server', 1, N'01@AOS1', 1);
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:06:00', @Rows;
CREATE TABLE #Expected (State nvarchar(16), SilentMs bigint);
INSERT #Expected VALUES (N'unconfirmed', NULL);
SELECT State, SilentMs INTO #Actual FROM fact.AxServer WHERE CapturedAt = '2026-01-02T10:06:00';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE AxSessionsTests.[test a heartbeat of a clock that goes ahead is followed all the same]
AS
DECLARE @Rows stage.AxSessions;
INSERT @Rows (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt, IsLoadBalancer)
SELECT *
FROM AxSessionsTests.Aos(1, 1, '2026-01-02T10:11:00');
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:01:00', @Rows;
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:03:00', @Rows;
CREATE TABLE #Expected (CapturedAt datetime2(3), HeartbeatAgeMs bigint, SilentMs bigint);
INSERT #Expected VALUES ('2026-01-02T10:01:00', NULL, 0), ('2026-01-02T10:03:00', NULL, 120000);
SELECT CapturedAt, HeartbeatAgeMs, SilentMs INTO #Actual FROM fact.AxServer;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE AxSessionsTests.[test metrics are by AOS, and the highest session id has no key]
AS
DECLARE @Rows stage.AxSessions;
INSERT @Rows (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt, IsLoadBalancer)
SELECT *
FROM AxSessionsTests.Aos(1, 1, '2026-01-02T10:00:50');
INSERT @Rows (RowKind, AosName, IsBatchEnabled, MaxSessions, GroupCount) VALUES (N'config', N'01@AOS1', 1, 200, 3);
INSERT @Rows
(
    RowKind,
    ServerNumber,
    StatusNumber,
    LoginAt,
    SessionId,
    UserId,
    ClientType,
    SessionType,
    ClientComputer
)
SELECT * FROM AxSessionsTests.Client(60123, N'ALICE', 1, '2026-01-02T09:00:00');
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:01:00', @Rows;
CREATE TABLE #Expected (MetricName nvarchar(64), KeyText nvarchar(256), Value float);
INSERT #Expected VALUES
    (N'axsessions.heartbeat_silent_ms', N'01@AOS1', 10000), (N'axsessions.active_count', N'01@AOS1', 1),
    (N'axsessions.user_count', N'01@AOS1', 1), (N'axsessions.ending_count', N'01@AOS1', 0),
    (N'axsessions.stuck_count', N'01@AOS1', 0), (N'axsessions.used_percent', N'01@AOS1', 0.5),
    (N'axsessions.highest_session_id', N'', 60123);
SELECT m.MetricName, k.KeyText, f.Value
INTO #Actual
FROM fact.Metric AS f
INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE AxSessionsTests.[test what a silent AOS has left of sessions is no use of it]
AS
EXEC AxSessionsTests.SaveMinutes 1, 5, 5;
DECLARE @Rows stage.AxSessions;
INSERT @Rows (RowKind, ServerNumber, AosName, StatusNumber, LoginAt, HeartbeatAt, IsLoadBalancer)
SELECT *
FROM AxSessionsTests.Aos(1, 1, '2026-01-02T10:04:40');
INSERT @Rows (RowKind, AosName, IsBatchEnabled, MaxSessions, GroupCount) VALUES (N'config', N'01@AOS1', 1, 200, 3);
INSERT @Rows
(
    RowKind,
    ServerNumber,
    StatusNumber,
    LoginAt,
    SessionId,
    UserId,
    ClientType,
    SessionType,
    ClientComputer
)
SELECT * FROM AxSessionsTests.Client(60123, N'ALICE', 1, '2026-01-02T09:00:00');
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:06:00', @Rows;
EXEC AxSessionsTests.SaveCapture '2026-01-02T10:11:00', @Rows;
CREATE TABLE #Expected (CapturedAt datetime2(3), MetricName nvarchar(64), Value float);
INSERT #Expected VALUES
    ('2026-01-02T10:06:00', N'axsessions.active_count', 1), ('2026-01-02T10:06:00', N'axsessions.used_percent', 0.5);
SELECT f.CapturedAt, m.MetricName, f.Value
INTO #Actual
FROM fact.Metric AS f
INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
WHERE m.MetricName IN (N'axsessions.active_count', N'axsessions.used_percent')
  AND f.CapturedAt > '2026-01-02T10:05:00';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @State nvarchar(60) =
(
    SELECT CONCAT(s.State, N' ', s.ActiveCount) FROM fact.AxServer AS s WHERE s.CapturedAt = '2026-01-02T10:11:00'
);
EXEC tSQLt.AssertEqualsString N'silent 1', @State;
GO
CREATE PROCEDURE AxSessionsTests.[test an AX database that is called otherwise is told to collectors]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
EXEC config.SetAxName @InstanceId, N'BATCH', N'', N'BATCH_NEW', N'me', '2026-01-02T10:00:00';
EXEC config.SetAxName @InstanceId, N'batch', N'groupid', N'GROUP"2', N'me', '2026-01-02T10:00:00';
EXEC config.SetAxName @InstanceId, N'BATCHJOB', N'', N'GONE', N'me', '2026-01-02T10:00:00';
EXEC config.SetAxName @InstanceId, N'BATCHJOB', N'', NULL, N'me', '2026-01-02T10:01:00';
DECLARE @Parameters Given.Parameters;
INSERT @Parameters EXEC collect.GetParameters @InstanceId, N'AxSessions';
DECLARE @Names nvarchar(max) = (SELECT AxNames FROM @Parameters);
EXEC tSQLt.AssertEqualsString N'<n t="BATCH" c="" a="BATCH_NEW"/><n t="BATCH" c="GROUPID" a="GROUP&quot;2"/>', @Names;
CREATE TABLE #Expected (Subject nvarchar(200), OldValue nvarchar(max), NewValue nvarchar(max));
INSERT #Expected
SELECT CONCAT(N'instance ', @InstanceId, v.Subject), v.OldValue, v.NewValue
FROM (
    VALUES
        (N', BATCH', N'', N'BATCH_NEW'),
        (N', BATCH.GROUPID', N'', N'GROUP"2'),
        (N', BATCHJOB', N'', N'GONE'),
        (N', BATCHJOB', N'GONE', N'')
) AS v (Subject, OldValue, NewValue);
SELECT Subject, OldValue, NewValue INTO #Actual FROM audit.Event WHERE [Action] = N'SetAxName';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
