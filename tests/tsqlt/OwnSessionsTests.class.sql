-- AxMonitor's own sessions are not shown as trouble, wherever they stand in a chain, unless they block others
-- for long or a setting wants them.
EXEC tSQLt.NewTestClass N'OwnSessionsTests';
GO
CREATE PROCEDURE OwnSessionsTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
-- Saves a snapshot of who waits for whom: sessions 6x are AxMonitor's own.
CREATE PROCEDURE OwnSessionsTests.SaveCapture
    @Rows stage.Requests READONLY
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Own stage.Requests;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Own
(
    SessionId,
    BlockingSessionId,
    WaitType,
    WaitMs,
    LoginTime,
    HostName,
    ProgramName,
    RequestElapsedMs,
    RequestBeganTime
)
SELECT
    r.SessionId,
    r.BlockingSessionId,
    N'LCK_M_X',
    r.WaitMs,
    '2026-01-01',
    N'HOST',
    CASE WHEN r.SessionId BETWEEN 60 AND 69 THEN N'AxMonitor' ELSE N'Microsoft Dynamics AX' END,
    r.RequestElapsedMs,
    '2026-01-01'
FROM @Rows AS r;
INSERT @Result EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:00', NULL, 0, @Own;
GO
CREATE PROCEDURE OwnSessionsTests.[test each place of own sessions in a chain]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitMs)
VALUES
    -- one that waits behind a user: one victim, not two
    (51, NULL, NULL), (52, 51, 9000), (61, 51, 8000),
    -- own behind own: nothing
    (62, NULL, NULL), (63, 62, 90000),
    -- one that blocks a user for a moment: nothing
    (64, NULL, NULL), (53, 64, 4999),
    -- one that blocks a user for long: trouble
    (65, NULL, NULL), (54, 65, 5000),
    -- one in the middle: kept, because somebody waits behind it
    (55, NULL, NULL), (66, 55, 9000), (56, 66, 6000),
    -- a user who waits for own and for another: the other counts
    (57, NULL, NULL), (67, NULL, NULL), (58, 67, 4000), (58, 57, 3000);
EXEC OwnSessionsTests.SaveCapture @Rows;
CREATE TABLE #Expected (HeadSessionId int, VictimCount int, TotalWaitMs bigint);
INSERT #Expected VALUES (51, 1, 9000), (65, 1, 5000), (55, 2, 15000), (57, 1, 3000);
SELECT HeadSessionId, VictimCount, TotalWaitMs INTO #Actual FROM fact.BlockingIncident;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Label nvarchar(256) = (SELECT HeadLabel FROM report.BlockingIncidentRow() WHERE HeadSessionId = 65);
EXEC tSQLt.AssertEqualsString N'65 · AxMonitor itself · HOST', @Label;
GO
CREATE PROCEDURE OwnSessionsTests.[test a storm of own sessions alone leaves no snapshot, incident, metric or long request]
AS
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitMs, RequestElapsedMs)
VALUES (61, NULL, NULL, 900000), (62, 61, 700000, 800000), (63, 62, 600000, 700000);
EXEC OwnSessionsTests.SaveCapture @Rows;
EXEC tSQLt.AssertEmptyTable N'fact.BlockingSnapshot';
EXEC tSQLt.AssertEmptyTable N'fact.BlockingIncident';
EXEC tSQLt.AssertEmptyTable N'fact.LongRequest';
SELECT m.MetricName, f.Value
INTO #Wrong
FROM fact.Metric AS f
INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
WHERE f.Value <> 0;
EXEC tSQLt.AssertEmptyTable N'#Wrong';
GO
CREATE PROCEDURE OwnSessionsTests.[test a setting shows own sessions like all others]
AS
EXEC config.SetSetting N'ShowOwnSessions', N'1', N'tSQLt', '2026-01-01';
DECLARE @Rows stage.Requests;
INSERT @Rows (SessionId, BlockingSessionId, WaitMs) VALUES (61, NULL, NULL), (62, 61, 90);
EXEC OwnSessionsTests.SaveCapture @Rows;
DECLARE @Incidents int = (SELECT COUNT(*) FROM fact.BlockingIncident);
EXEC tSQLt.AssertEquals 1, @Incidents;
GO
CREATE PROCEDURE OwnSessionsTests.[test short incidents without an alert do not fill the history]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
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
    EndedAt,
    VictimCount,
    MaxDepth,
    TotalWaitMs,
    LongestWaitMs,
    PeakVictimCount,
    PeakTotalWaitMs,
    AxConfidence
)
SELECT
    @InstanceId,
    v.SessionId,
    '2026-01-01',
    N'session',
    CONCAT(N'k', v.SessionId),
    v.StartedAt,
    '2026-01-02T10:00:00',
    '2026-01-02T10:00:00',
    v.EndedAt,
    1,
    1,
    1,
    1,
    1,
    1,
    N'none'
FROM
(
    VALUES
        (51, '2026-01-02T09:59:59.700', '2026-01-02T10:00:00'), (52, '2026-01-02T09:59:59', '2026-01-02T10:00:00'),
        (53, '2026-01-02T09:59:59.700', NULL)
) AS v (SessionId, StartedAt, EndedAt);
CREATE TABLE #Actual (
    IncidentId bigint, InstanceName sysname, HeadSessionId int, HeadLabel nvarchar(256), AxUser nvarchar(128), AxSessionId int,
    AxConfidence nvarchar(16), HostName nvarchar(128), ProgramName nvarchar(128), HeadState nvarchar(200),
    HeadAdvice nvarchar(400),
    BatchTask nvarchar(300), LogUsedText nvarchar(40), HeadStatement nvarchar(max), FirstSeenAt datetime2(3),
    LastSeenAt datetime2(3),
    DurationMs bigint, VictimCount int, MaxDepth int, TotalWaitMs bigint, LongestWaitMs bigint, ObjectName nvarchar(512),
    Severity nvarchar(16), AlertState nvarchar(16), PeakVictimCount int, EndedAt datetime2(3),
    FirstSeenLocal datetime2(3), EndedLocal datetime2(3));
INSERT #Actual EXEC report.BlockingHistory @InstanceId, '2026-01-02', '2026-01-03';
DECLARE @Shown nvarchar(20) = (SELECT CONCAT(MIN(HeadSessionId), N' ', MAX(HeadSessionId), N' ', COUNT(*)) FROM #Actual);
EXEC tSQLt.AssertEqualsString N'52 53 2', @Shown;
EXEC config.SetSetting N'BlockingHistoryMinMs', N'0', N'tSQLt', '2026-01-01';
DELETE #Actual;
INSERT #Actual EXEC report.BlockingHistory @InstanceId, '2026-01-02', '2026-01-03';
DECLARE @All int = (SELECT COUNT(*) FROM #Actual);
EXEC tSQLt.AssertEquals 3, @All;
GO
CREATE PROCEDURE OwnSessionsTests.[test events of own sessions are read, left out, and not put into quarantine]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
DECLARE @Rows stage.Event;
INSERT @Rows (FileName, FileOffset, EventData)
SELECT N'a_0_1.xel', 100 + v.Number, CONCAT(
    N'<event name="attention" package="sqlserver" timestamp="2026-03-01T08:00:0', v.Number,
    N'.000Z"><data name="duration"><value>5000000</value></data><action name="client_app_name"><value>', v.App,
    N'</value></action><action name="session_id"><value>7', v.Number, N'</value></action></event>')
FROM (VALUES (1, N'AxMonitor'), (2, N'AxMonitor check'), (3, N'Microsoft Dynamics AX')) AS v (Number, App);
INSERT @Result EXEC collect.SaveAttentions @InstanceId, @RunId, '2026-03-01T08:01:00', N'a_0_1.xel', 103, 0, @Rows;

DELETE @Rows;
INSERT @Rows (FileName, FileOffset, EventData)
SELECT N'b_0_1.xel', 100 + v.Number, CONCAT(
    N'<event name="blocked_process_report" package="sqlserver" timestamp="2026-03-01T08:00:0', v.Number,
    N'.000Z"><data name="blocked_process"><value><blocked-process-report monitorLoop="7"><blocked-process><process id="p',
    v.Number, N'" waitresource="KEY: 5:72057594045857792 (a', v.Number, N')" waittime="', v.WaitMs, N'" spid="', v.Blocked,
    N'" ecid="0" xactid="', v.Blocked, N'" status="suspended" clientapp="', v.BlockedApp,
    N'"><inputbuf>x</inputbuf></process></blocked-process><blocking-process><process status="sleeping" spid="', v.Blocking,
    N'" ecid="0" xactid="', v.Blocking, N'" clientapp="', v.BlockingApp,
    N'"><inputbuf>y</inputbuf></process></blocking-process></blocked-process-report></value></data></event>')
FROM
(
    VALUES
        -- own behind AX; AX behind own, short and long; AX behind own behind AX
        (1, 61, N'AxMonitor', 51, N'AX', 9000), (2, 52, N'AX', 62, N'AxMonitor', 4000), (3, 53, N'AX', 63, N'AxMonitor', 6000),
        (4, 64, N'AxMonitor', 54, N'AX', 9000), (5, 55, N'AX', 64, N'AxMonitor', 8000)
) AS v (Number, Blocked, BlockedApp, Blocking, BlockingApp, WaitMs);
INSERT @Result EXEC collect.SaveBlockedProcesses @InstanceId, @RunId, '2026-03-01T08:01:00', N'b_0_1.xel', 105, 0, @Rows;

CREATE TABLE #Expected (What nvarchar(20), SessionId int);
INSERT #Expected VALUES (N'attention', 73), (N'blocked', 53), (N'blocked', 64), (N'blocked', 55);
SELECT What = N'attention', SessionId INTO #Actual FROM fact.Attention
UNION ALL
SELECT N'blocked', BlockedSessionId FROM fact.BlockedProcess;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
EXEC tSQLt.AssertEmptyTable N'collect.Quarantine';
GO
