-- ops and config: schedule, job runs, settings.
EXEC tSQLt.NewTestClass N'OpsTests';
GO
CREATE PROCEDURE OpsTests.[test registering an instance twice keeps its id and takes the new connection]
AS
CREATE TABLE #Actual (InstanceId int);
INSERT #Actual EXEC ops.RegisterInstance N'tSQLt', N'Old', NULL, '2026-01-02T10:00:00';
INSERT #Actual EXEC ops.RegisterInstance N'tSQLt', N'New', N'AXPRD', '2026-01-02T10:00:01';
DECLARE @Ids int = (SELECT COUNT(DISTINCT InstanceId) FROM #Actual);
DECLARE @Connection nvarchar(300) = (
    SELECT CONCAT(ConnectionName, N' ', AxDatabaseName) FROM config.Instance WHERE InstanceName = N'tSQLt'
);
EXEC tSQLt.AssertEquals 1, @Ids;
EXEC tSQLt.AssertEqualsString N'New AXPRD', @Connection;
GO
CREATE PROCEDURE OpsTests.[test an instance without a name is refused]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50011;
EXEC ops.RegisterInstance N'', N'x', NULL, '2026-01-02T10:00:00';
GO
CREATE PROCEDURE OpsTests.[test names that cannot be shown in one line are refused, all others are not]
AS
DECLARE @Actual nvarchar(400) = (
    SELECT CAST(CASE WHEN f.Fault IS NULL THEN 1 ELSE 0 END AS nchar(1))
    FROM
    (
        VALUES
            (1, CONCAT(N'A', NCHAR(10), N'B')),
            (2, CONCAT(N'A', NCHAR(13))),
            (3, CONCAT(N'A', NCHAR(9), N'B')),
            (4, CONCAT(N'A', NCHAR(133), N'B')),
            (5, N' A'),
            (6, N'A '),
            (7, N'O''Hara]; -- "x" <b>'),
            (8, N'Zürich 東京')
    ) AS v (Number, Name)
    CROSS APPLY lib.NameFault(v.Name) AS f
    ORDER BY v.Number
    FOR XML PATH(N''));
EXEC tSQLt.AssertEqualsString N'00000011', @Actual;
GO
CREATE PROCEDURE OpsTests.[test an instance whose name holds a line break is refused by name]
AS
DECLARE @Name sysname = CONCAT(N'A', NCHAR(10), N'B');
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50011,
    @ExpectedMessagePattern = N'Instance name %cannot be shown in one line: it holds a line break or another control character.';
EXEC ops.RegisterInstance @Name, N'x', NULL, '2026-01-02T10:00:00';
GO
CREATE PROCEDURE OpsTests.[test adding and changing an instance is audited, repeating it is not]
AS
DELETE audit.Event;
CREATE TABLE #Id (InstanceId int);
INSERT #Id EXEC ops.RegisterInstance N'tSQLt', N'Old', NULL, '2026-01-02T10:00:00';
INSERT #Id EXEC ops.RegisterInstance N'tSQLt', N'Old', NULL, '2026-01-02T10:00:01';
INSERT #Id EXEC ops.RegisterInstance N'tSQLt', N'New', N'AXPRD', '2026-01-02T10:00:02';
INSERT #Id EXEC ops.RegisterInstance N'tSQLt', N'New', N'AXPRD', '2026-01-02T10:00:03', N'MODEL', N'prd';
-- What is not said stays as it is.
INSERT #Id EXEC ops.RegisterInstance N'tSQLt', N'New', N'AXPRD', '2026-01-02T10:00:04';
INSERT #Id EXEC ops.RegisterInstance N'tSQLt', N'New', N'AXPRD', '2026-01-02T10:00:05', N'';
CREATE TABLE #Expected (
    OccurredAt datetime2(3), [Action] nvarchar(64), Subject nvarchar(256), OldValue nvarchar(400), NewValue nvarchar(400));
INSERT #Expected VALUES
    ('2026-01-02T10:00:00', N'RegisterInstance', N'tSQLt', NULL, N'connection Old'),
    ('2026-01-02T10:00:02', N'RegisterInstance', N'tSQLt', N'connection Old', N'connection New, AX database AXPRD'),
    ('2026-01-02T10:00:03', N'RegisterInstance', N'tSQLt', N'connection New, AX database AXPRD',
     N'connection New, AX database AXPRD, model database MODEL, environment PRD'),
    ('2026-01-02T10:00:05', N'RegisterInstance', N'tSQLt',
     N'connection New, AX database AXPRD, model database MODEL, environment PRD',
     N'connection New, AX database AXPRD, environment PRD');
SELECT OccurredAt, [Action], Subject, OldValue = CAST(OldValue AS nvarchar(400)), NewValue = CAST(NewValue AS nvarchar(400))
INTO #Shown
FROM audit.Event;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Shown';
GO
CREATE PROCEDURE OpsTests.[test the schedule takes overrides of the instance and leaves out what is switched off]
AS
DECLARE @InstanceId int;
DELETE config.CollectorOverride;
UPDATE config.Instance SET IsEnabled = 0;
UPDATE config.Collector SET IntervalMs = 10000, TimeoutMs = 5000, RowLimit = 100, IsEnabled = 1;
INSERT config.Instance (InstanceName, ConnectionName, AxDatabaseName, CreatedAt) VALUES (N'tSQLt', N'c', N'AXPRD', '2026-01-01');
SET @InstanceId = SCOPE_IDENTITY();
INSERT config.CollectorOverride (InstanceId, CollectorName, IntervalMs, QueryText)
VALUES (@InstanceId, N'Requests', 2000, N'SELECT 1');
INSERT config.CollectorOverride (InstanceId, CollectorName, IsEnabled)
SELECT @InstanceId, CollectorName, 0
FROM config.Collector
WHERE CollectorName <> N'Requests';
CREATE TABLE #Actual (
    InstanceId int, InstanceName sysname, ConnectionName nvarchar(128), AxDatabaseName sysname NULL, CollectorName nvarchar(64),
    Kind nvarchar(8), IntervalMs int, TimeoutMs int, RowLimit int, ShrinkFactor int,
    TargetProcedure nvarchar(256), TableType nvarchar(256), QueryText nvarchar(max),
    IsDue bit, NextRunAt datetime2(3), State nvarchar(16), Reason nvarchar(2048));
INSERT #Actual EXEC ops.GetSchedule;
CREATE TABLE #Expected (
    CollectorName nvarchar(64), IntervalMs int, TimeoutMs int, TargetProcedure nvarchar(256), QueryText nvarchar(100));
INSERT #Expected VALUES (N'Requests', 2000, 5000, N'collect.SaveRequests', N'SELECT 1');
SELECT CollectorName, IntervalMs, TimeoutMs, TargetProcedure, QueryText = CAST(QueryText AS nvarchar(100))
INTO #Shown
FROM #Actual;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Shown';
GO
CREATE PROCEDURE OpsTests.[test every scheduled procedure and table type exists]
AS
SELECT CollectorName
INTO #Missing
FROM config.Collector
WHERE OBJECT_ID(N'collect.Save' + CollectorName, N'P') IS NULL OR TYPE_ID(TableType) IS NULL;
EXEC tSQLt.AssertEmptyTable N'#Missing';
GO
CREATE PROCEDURE OpsTests.[test a job run is logged once]
AS
DECLARE @RunId uniqueidentifier = NEWID();
EXEC ops.SaveJobRun @RunId, N'collect:Requests', NULL, '2026-01-02T10:00:00', '2026-01-02T10:00:01', 10, 20, 5, 5, N'ok', NULL,
    NULL;
EXEC ops.SaveJobRun @RunId, N'collect:Requests', NULL, '2026-01-02T10:00:00', '2026-01-02T10:00:02', 10, 20, 5, 5, N'failed', 1,
    N'x';
DECLARE @Actual nvarchar(100) = (SELECT Outcome FROM ops.JobRun WHERE RunId = @RunId);
EXEC tSQLt.AssertEqualsString N'ok', @Actual;
GO
CREATE PROCEDURE OpsTests.[test an outcome that does not exist is refused]
AS
DECLARE @RunId uniqueidentifier = NEWID();
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 547;
EXEC ops.SaveJobRun @RunId, N'collect:Requests', NULL, '2026-01-02T10:00:00', '2026-01-02T10:00:01', 10, 20, 5, 5, N'fine', NULL,
    NULL;
GO
CREATE PROCEDURE OpsTests.[test a changed setting is in the audit with old and new value, an unchanged one is not]
AS
EXEC config.SetSetting N'BlockingIncidentGraceMs', N'15000', N'tSQLt', '2026-01-02T10:00:00';
EXEC config.SetSetting N'BlockingIncidentGraceMs', N'20000', N'tSQLt', '2026-01-02T10:00:01';
CREATE TABLE #Expected (OccurredAt datetime2(3), Subject nvarchar(256), OldValue nvarchar(100), NewValue nvarchar(100));
INSERT #Expected VALUES ('2026-01-02T10:00:01', N'BlockingIncidentGraceMs', N'15000', N'20000');
SELECT OccurredAt, Subject, OldValue = CAST(OldValue AS nvarchar(100)), NewValue = CAST(NewValue AS nvarchar(100))
INTO #Actual
FROM audit.Event
WHERE ChangedBy = N'tSQLt';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE OpsTests.[test an unknown setting is refused by name]
AS
EXEC tSQLt.ExpectException @ExpectedMessagePattern = N'Unknown setting ''Colour''.%', @ExpectedErrorNumber = 50012;
EXEC config.SetSetting N'Colour', N'red', N'tSQLt', '2026-01-02T10:00:00';
GO
CREATE PROCEDURE OpsTests.[test a number setting refuses text]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 547;
EXEC config.SetSetting N'BlockingIncidentGraceMs', N'soon', N'tSQLt', '2026-01-02T10:00:00';
GO
CREATE PROCEDURE OpsTests.[test a mail route without an address is refused]
AS
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50013;
EXEC config.SetMailRoute N' ; ', N'tSQLt', '2026-01-02T10:00:00';
GO
CREATE PROCEDURE OpsTests.[test a mail route with a wrong address is refused by its name, and the old one stays]
AS
EXEC config.SetMailRoute N'old@x.test', N'tSQLt', '2026-01-02T10:00:00';
BEGIN TRY
    EXEC config.SetMailRoute N'ops@x.test; bob; Team <ax@x.test>', N'tSQLt', '2026-01-02T10:00:00';
    EXEC tSQLt.Fail N'It was not refused.';
END TRY
BEGIN CATCH
    DECLARE @Number int = ERROR_NUMBER(), @Text nvarchar(2048) = ERROR_MESSAGE();
    EXEC tSQLt.AssertEquals 50013, @Number;
    IF @Text NOT LIKE N'''bob'' is no mail address%' OR @Text LIKE N'%ops@%'
        EXEC tSQLt.Fail @Text;
END CATCH;
DECLARE @Recipients nvarchar(max) = (SELECT Recipients FROM config.MailRoute WHERE RouteName = N'default');
EXEC tSQLt.AssertEqualsString N'old@x.test', @Recipients;
GO
CREATE PROCEDURE OpsTests.[test which texts are mail addresses]
AS
CREATE TABLE #Expected (Text nvarchar(400), Wrong int);
INSERT #Expected
VALUES
    (N'dba@contoso.com', 0), (N'  Team AX <ax-admins@contoso.com> ', 0), (N'o''neill+ax@sub.contoso.com', 0),
    (N'jörg@contoso.com', 0), (N'dba@bücher.example', 0), (N'ops@localhost', 0), (N'a@x.org;;b@x.org;', 0), (N'', 0),
    (N'bob', 1), (N'bob@', 1), (N'@contoso.com', 1), (N'a b@contoso.com', 1), (N'a@b@contoso.com', 1), (N'a,b@x.org', 1),
    (N'a@x..org', 1), (N'.a@x.org', 1), (N'a.@x.org', 1), (N'a@-x.org', 1), (N'a@x_y.org', 1), (N'a@x.org, b@x.org', 1),
    (N'a@x.org b@x.org', 1), (N'<a@x.org', 1), (N'a@x.org>', 1), (N'a@x.org' + NCHAR(13) + NCHAR(10) + N'Bcc: eve@x.org', 1),
    (REPLICATE(N'x', 70) + N'@x.org', 1), (N'a@x.org; bob; carl', 2);
SELECT e.Text, Wrong = (SELECT COUNT(*) FROM lib.MailAddresses(e.Text) AS a WHERE a.Problem IS NOT NULL)
INTO #Actual
FROM #Expected AS e;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE OpsTests.[test a database whose owner the server does not know is told with the statement that mends it]
AS
SELECT v.CaseName, f.Subject, f.Remedy, IsPurgeNamed = CASE WHEN f.Fault LIKE N'%nothing is purged%' THEN 1 ELSE 0 END
INTO #Actual
FROM
(
    VALUES
        (N'restored elsewhere', CAST(NULL AS nvarchar(128)), 1, CAST(NULL AS nvarchar(2048))),
        (N'owner differs', N'CONTOSO\dba', 0, NULL),
        (N'domain away', N'CONTOSO\dba', 1, N'error 15404, Could not obtain information about Windows NT group/user.'),
        (N'sound', N'sa', 1, NULL)
) AS v (CaseName, OwnerName, HasSameOwner, ExecuteAsError)
CROSS APPLY lib.RepositoryFault(N'Ax]Monitor', v.OwnerName, v.HasSameOwner, v.ExecuteAsError, N'chief', 1) AS f;
CREATE TABLE #Expected
    (CaseName nvarchar(30) NOT NULL, Subject nvarchar(30) NOT NULL, Remedy nvarchar(200) NOT NULL, IsPurgeNamed int NOT NULL);
INSERT #Expected (CaseName, Subject, Remedy, IsPurgeNamed)
SELECT v.CaseName, N'repository owner', N'ALTER AUTHORIZATION ON DATABASE::[Ax]]Monitor] TO [chief];', 1
FROM (VALUES (N'restored elsewhere'), (N'owner differs'), (N'domain away')) AS v (CaseName);
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE OpsTests.[test a repository without READ_COMMITTED_SNAPSHOT is told what follows]
AS
DECLARE @Told nvarchar(2000) =
(
    SELECT CONCAT(f.Subject, N': ', f.Fault, N' > ', f.Remedy)
    FROM lib.RepositoryFault(N'AxMonitor', N'sa', 1, NULL, N'sa', 0) AS f
);
EXEC tSQLt.AssertLike
    N'repository isolation: %reports and the evaluation of alerts wait%> ALTER DATABASE [[]AxMonitor] SET READ[_]COMMITTED[_]SNAPSHOT ON%',
    @Told;
GO
CREATE PROCEDURE OpsTests.[test an EXECUTE AS OWNER that fails is a fault with the server's words]
AS
EXEC tSQLt.SpyProcedure N'ops.ProbeOwner', N'THROW 51517, N''Cannot execute as the database principal.'', 1;';
CREATE TABLE #Fault (Subject nvarchar(128), Fault nvarchar(2000), Remedy nvarchar(2000));
INSERT #Fault EXEC ops.GetRepositoryFaults;
DECLARE @Told nvarchar(2000) = (SELECT f.Fault FROM #Fault AS f WHERE f.Subject = N'repository owner');
EXEC tSQLt.AssertLike N'EXECUTE AS OWNER fails: no partition is made ahead %error 51517, Cannot execute as%', @Told;
GO
