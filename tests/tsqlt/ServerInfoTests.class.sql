-- collect.SaveServerInfo: a history of settings that holds changes only, and what others say about them.
EXEC tSQLt.NewTestClass N'ServerInfoTests';
GO
CREATE PROCEDURE ServerInfoTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, AxDatabaseName, CreatedAt) VALUES (N'tSQLt', N'none', N'AX', '2026-01-01');
GO
CREATE PROCEDURE ServerInfoTests.SaveCapture
    @CapturedAt      datetime2(3),
    @Rows            stage.ServerInfo READONLY,
    @ServerStartedAt datetime2(3) = '2026-01-01T00:00:00',
    @KindsRead       nvarchar(200) = N'server;option;trace flag;database;',
    @IsTruncated     bit = 0
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveServerInfo @InstanceId, @RunId, @CapturedAt, @ServerStartedAt, @KindsRead, @IsTruncated, @Rows;
GO
CREATE PROCEDURE ServerInfoTests.FillChanges
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT #Change EXEC report.ServerChanges @InstanceId, '2026-01-01', '2026-02-01';
GO
CREATE PROCEDURE ServerInfoTests.[test only what changes is stored, and every change is told once]
AS
DECLARE @Rows stage.ServerInfo;
INSERT @Rows
VALUES
    (N'option', N'', N'max degree of parallelism', N'1'),
    (N'trace flag', N'', N'4136', N'1'),
    (N'database', N'AX', N'auto shrink', N'0'),
    (N'database', N'AX', N'collation', NULL);
EXEC ServerInfoTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC ServerInfoTests.SaveCapture '2026-01-02T11:00:00', @Rows;
DECLARE @Stored int = (SELECT COUNT(*) FROM fact.ServerSetting);
EXEC tSQLt.AssertEquals 5, @Stored, N'with the start of the server';

DELETE @Rows;
INSERT @Rows
VALUES
    (N'option', N'', N'max degree of parallelism', N'4'),
    (N'trace flag', N'', N'4199', N'1'),
    (N'database', N'AX', N'auto shrink', N'0'),
    (N'database', N'AX', N'collation', NULL);
EXEC ServerInfoTests.SaveCapture '2026-01-02T12:00:00', @Rows;
EXEC ServerInfoTests.SaveCapture '2026-01-02T12:00:00', @Rows;
EXEC ServerInfoTests.SaveCapture '2026-01-02T11:30:00', @Rows;

CREATE TABLE #Change
(
    SeenAt datetime2(3), InstanceId int, InstanceName sysname COLLATE DATABASE_DEFAULT,
    ScopeKind nvarchar(16) COLLATE DATABASE_DEFAULT, ScopeName nvarchar(400) COLLATE DATABASE_DEFAULT,
    SettingName nvarchar(128) COLLATE DATABASE_DEFAULT, ChangeKind nvarchar(8) COLLATE DATABASE_DEFAULT,
    OldValue nvarchar(400) COLLATE DATABASE_DEFAULT, NewValue nvarchar(400) COLLATE DATABASE_DEFAULT, SeenLocal datetime2(3)
);
EXEC ServerInfoTests.FillChanges;
CREATE TABLE #Expected (
    SeenAt datetime2(3), SettingName nvarchar(128), ChangeKind nvarchar(8), OldValue nvarchar(400), NewValue nvarchar(400));
INSERT #Expected VALUES
    ('2026-01-02T12:00:00', N'max degree of parallelism', N'changed', N'1', N'4'),
    ('2026-01-02T12:00:00', N'4199', N'added', NULL, N'1'), ('2026-01-02T12:00:00', N'4136', N'removed', N'1', NULL);
SELECT SeenAt, SettingName, ChangeKind, OldValue, NewValue INTO #Actual FROM #Change;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

DECLARE @Metric nvarchar(100) = STUFF(
    (
        SELECT CONCAT(N' ', v.Value)
        FROM fact.Metric AS v
        INNER JOIN config.Metric AS m ON m.MetricId = v.MetricId
        WHERE m.MetricName = N'server.setting_changes'
        ORDER BY v.CapturedAt
        FOR XML PATH(N'')
    ), 1, 1, N'');
EXEC tSQLt.AssertEqualsString N'0 0 3', @Metric;
GO
CREATE PROCEDURE ServerInfoTests.[test a value that differs in case alone is a change]
AS
DECLARE @Rows stage.ServerInfo;
INSERT @Rows VALUES (N'server', N'', N'machine', N'sql01');
EXEC ServerInfoTests.SaveCapture '2026-01-02T10:00:00', @Rows;
UPDATE @Rows SET SettingValue = N'SQL01';
EXEC ServerInfoTests.SaveCapture '2026-01-02T11:00:00', @Rows;
DECLARE @Actual int = (SELECT COUNT(*) FROM fact.ServerSetting WHERE SettingName = N'machine');
EXEC tSQLt.AssertEquals 2, @Actual;
GO
CREATE PROCEDURE ServerInfoTests.[test a corrected clock is no restart, a restart is a change]
AS
DECLARE @Rows stage.ServerInfo;
EXEC ServerInfoTests.SaveCapture '2026-01-02T10:00:00', @Rows, '2026-01-01T00:00:00';
EXEC ServerInfoTests.SaveCapture '2026-01-02T11:00:00', @Rows, '2026-01-01T00:01:50';
EXEC ServerInfoTests.SaveCapture '2026-01-02T12:00:00', @Rows, '2026-01-01T00:03:40';
EXEC ServerInfoTests.SaveCapture '2026-01-02T13:00:00', @Rows, '2026-01-02T12:40:00';
CREATE TABLE #Expected (SettingValue nvarchar(400), BeganAt datetime2(3), EndedAt datetime2(3));
INSERT #Expected
VALUES
    (N'2026-01-01 00:00:00', '2026-01-02T10:00:00', '2026-01-02T13:00:00'),
    (N'2026-01-02 12:40:00', '2026-01-02T13:00:00', NULL);
SELECT SettingValue, BeganAt, EndedAt INTO #Actual FROM fact.ServerSetting WHERE SettingName = N'started at';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ServerInfoTests.[test what could not be read this time is neither gone nor new afterwards]
AS
DECLARE @Rows stage.ServerInfo;
INSERT @Rows VALUES (N'trace flag', N'', N'4199', N'1'), (N'database', N'AX', N'auto shrink', N'0');
EXEC ServerInfoTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DELETE @Rows;
EXEC ServerInfoTests.SaveCapture '2026-01-02T11:00:00', @Rows, @KindsRead = N'server;';
EXEC ServerInfoTests.SaveCapture '2026-01-02T12:00:00', @Rows, @IsTruncated = 1;
INSERT @Rows
VALUES (N'trace flag', N'', N'4199', N'1'), (N'database', N'AX', N'auto shrink', N'0'), (N'file', N'AX/AX', N'growth', N'64 MB');
EXEC ServerInfoTests.SaveCapture '2026-01-02T13:00:00', @Rows, @KindsRead = N'server;option;trace flag;database;file;';
CREATE TABLE #Expected (SettingName nvarchar(128), BeganAt datetime2(3), EndedAt datetime2(3), IsInitial bit);
INSERT #Expected
VALUES
    (N'4199', '2026-01-02T10:00:00', NULL, 1),
    (N'auto shrink', '2026-01-02T10:00:00', NULL, 1),
    (N'growth', '2026-01-02T13:00:00', NULL, 1);
SELECT SettingName, BeganAt, EndedAt, IsInitial INTO #Actual FROM fact.ServerSetting WHERE ScopeKind <> N'server';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ServerInfoTests.[test settings are judged by what is in use, with everyone who says so]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Rows stage.ServerInfo;
INSERT @Rows VALUES
    (N'server', N'', N'processors', N'16'), (N'tempdb', N'', N'data files', N'8'),
    (N'option', N'', N'max degree of parallelism', N'1 (configured: 4)'),
    (N'option', N'', N'max server memory (MB)', N'2147483647'),
    (N'option', N'', N'blocked process threshold (s)', N'10'), (N'trace flag', N'', N'4136', N'1'),
    (N'database', N'AX', N'collation', N'Latin1_General_CI_AS'),
    (N'database', N'AX_model', N'collation', N'SQL_Latin1_General_CP1_CI_AS'),
    (N'database', N'AX', N'compatibility level', N'110'), (N'database', N'other', N'auto shrink', N'1');
EXEC ServerInfoTests.SaveCapture '2026-01-02T10:00:00', @Rows, @KindsRead = N'server;option;trace flag;database;tempdb;';
CREATE TABLE #Expected (
    SettingName nvarchar(128), ScopeName nvarchar(257), SettingValue nvarchar(400), WantedText nvarchar(400),
    Verdict nvarchar(8));
INSERT #Expected VALUES
    (N'data files', N'', N'8', N'16', N'differs'), (N'data files', N'', N'8', N'8', N'ok'),
    (N'max degree of parallelism', N'', N'1 (configured: 4)', N'1', N'ok'),
    (N'max server memory (MB)', N'', N'2147483647', N'not 2147483647', N'differs'),
    (N'blocked process threshold (s)', N'', N'10', N'at least 5', N'ok'), (N'4136', N'', N'1', N'0', N'differs'),
    (N'4199', N'', N'0', N'1', N'differs'), (N'1117', N'', N'0', NULL, N'ok'),
    (N'collation', N'AX_model', N'SQL_Latin1_General_CP1_CI_AS', N'Latin1_General_CI_AS', N'differs'),
    (N'compatibility level', N'AX', N'110', NULL, N'note'), (N'auto shrink', N'AX', NULL, N'0', N'unknown'),
    (N'fill factor (%)', N'', NULL, N'0', N'unknown');
SELECT j.SettingName, j.ScopeName, j.SettingValue, j.WantedText, j.Verdict
INTO #Actual
FROM collect.CompareSettings(@InstanceId) AS j
WHERE j.SettingName IN (SELECT SettingName FROM #Expected);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Differing float = (
    SELECT v.Value
    FROM fact.Metric AS v
    INNER JOIN config.Metric AS m ON m.MetricId = v.MetricId
    WHERE m.MetricName = N'server.settings_differing'
);
EXEC tSQLt.AssertEquals 5, @Differing;
GO
CREATE PROCEDURE ServerInfoTests.[test the report shows settings nobody speaks of too, and can be asked for a verdict]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Rows stage.ServerInfo;
INSERT @Rows VALUES (N'option', N'', N'max degree of parallelism', N'8'), (N'option', N'', N'remote access', N'1');
EXEC ServerInfoTests.SaveCapture '2026-01-02T10:00:00', @Rows;
CREATE TABLE #Report
(
    ScopeKind nvarchar(16) COLLATE DATABASE_DEFAULT, ScopeName nvarchar(257) COLLATE DATABASE_DEFAULT,
    SettingName nvarchar(128) COLLATE DATABASE_DEFAULT, SettingValue nvarchar(400) COLLATE DATABASE_DEFAULT,
    SinceAt datetime2(3), WantedText nvarchar(400) COLLATE DATABASE_DEFAULT, SourceName nvarchar(200) COLLATE DATABASE_DEFAULT,
    Note nvarchar(500) COLLATE DATABASE_DEFAULT, Verdict nvarchar(8) COLLATE DATABASE_DEFAULT
);
INSERT #Report EXEC report.ServerSettings @InstanceId;
DECLARE @Actual nvarchar(200) = (
    SELECT CONCAT(
        (
            SELECT COUNT(*)
            FROM #Report
            WHERE SettingName = N'remote access' AND Verdict IS NULL AND SinceAt = '2026-01-02T10:00:00'
        ),
        N' ',
        (SELECT COUNT(*) FROM #Report WHERE SettingName = N'max degree of parallelism'),
        N' ',
        (SELECT SourceName FROM #Report WHERE SettingName = N'max degree of parallelism'))
);
EXEC tSQLt.AssertEqualsString N'1 1 Microsoft: Configure SQL Server for AX 2012 (DD309734)', @Actual;
DELETE #Report;
INSERT #Report EXEC report.ServerSettings @InstanceId, N'differs';
DECLARE @Others int = (SELECT COUNT(*) FROM #Report WHERE Verdict <> N'differs' OR Verdict IS NULL);
EXEC tSQLt.AssertEquals 0, @Others;
DECLARE @Differing int = (SELECT COUNT(*) FROM #Report WHERE SettingName = N'max degree of parallelism');
EXEC tSQLt.AssertEquals 1, @Differing;
GO
CREATE PROCEDURE ServerInfoTests.[test an unknown instance is refused]
AS
DECLARE @Rows stage.ServerInfo;
DECLARE @RunId uniqueidentifier = NEWID();
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50010;
EXEC collect.SaveServerInfo -1, @RunId, '2026-01-02T10:00:00', '2026-01-01', N'server;', 0, @Rows;
GO
