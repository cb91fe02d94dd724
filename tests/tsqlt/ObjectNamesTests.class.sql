-- dim.ObjectName: the hourly inventory of the AX database, and what Requests asks the catalog for besides.
EXEC tSQLt.NewTestClass N'ObjectNamesTests';
GO
CREATE PROCEDURE ObjectNamesTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE PROCEDURE ObjectNamesTests.SaveCapture
    @CapturedAt   datetime2(3),
    @Rows         stage.ObjectNames READONLY,
    @DatabaseId   int = 5,
    @DatabaseName nvarchar(128) = N'AX',
    @IsTruncated  bit = 0
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveObjectNames @InstanceId, @RunId, @CapturedAt, @DatabaseId, @DatabaseName, @IsTruncated, @Rows;
GO
CREATE PROCEDURE ObjectNamesTests.[test names that are new, changed or gone are written, others keep the time they were learnt]
AS
DECLARE @Rows stage.ObjectNames;
INSERT @Rows
VALUES
    (N'object', 100, N'dbo', N'INVENTSUM', NULL),
    (N'hobt', 7001, N'dbo', N'INVENTSUM', N'I_1'),
    (N'hobt', 7002, N'dbo', N'INVENTSUM', N'I_2'),
    (N'object', 200, N'dbo', N'OLD', NULL);
EXEC ObjectNamesTests.SaveCapture '2026-01-02T10:00:00', @Rows;
-- I_2 is rebuilt, OLD is dropped, object 100 is renamed.
DELETE @Rows WHERE ResourceId IN (7002, 200);
UPDATE @Rows SET ObjectName = N'INVENTSUM2' WHERE IdKind = N'object';
INSERT @Rows VALUES (N'hobt', 7003, N'dbo', N'INVENTSUM', N'I_2');
EXEC ObjectNamesTests.SaveCapture '2026-01-02T11:00:00', @Rows;
CREATE TABLE #Expected (
    DatabaseId int, IdKind nvarchar(8), ResourceId bigint, DatabaseName sysname, ObjectName sysname, IndexName sysname NULL,
    ResolvedAt datetime2(3));
INSERT #Expected VALUES
    (5, N'object', 100, N'AX', N'INVENTSUM2', NULL, '2026-01-02T11:00:00'),
    (5, N'hobt', 7001, N'AX', N'INVENTSUM', N'I_1', '2026-01-02T10:00:00'),
    (5, N'hobt', 7003, N'AX', N'INVENTSUM', N'I_2', '2026-01-02T11:00:00');
SELECT DatabaseId, IdKind, ResourceId, DatabaseName, ObjectName, IndexName, ResolvedAt INTO #Actual FROM dim.ObjectName;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ObjectNamesTests.[test a capture that is cut off, empty, without a database or saved again takes nothing away]
AS
DECLARE @Rows stage.ObjectNames;
DECLARE @Part stage.ObjectNames;
DECLARE @Nothing stage.ObjectNames;
INSERT @Rows VALUES (N'object', 100, N'dbo', N'INVENTSUM', NULL), (N'object', 200, N'dbo', N'CUSTTRANS', NULL);
INSERT @Part VALUES (N'object', 100, N'dbo', N'INVENTSUM', NULL);
EXEC ObjectNamesTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC ObjectNamesTests.SaveCapture '2026-01-02T10:00:00', @Part;
EXEC ObjectNamesTests.SaveCapture '2026-01-02T11:00:00', @Part, @IsTruncated = 1;
EXEC ObjectNamesTests.SaveCapture '2026-01-02T12:00:00', @Nothing;
EXEC ObjectNamesTests.SaveCapture '2026-01-02T13:00:00', @Nothing, @DatabaseId = NULL, @DatabaseName = NULL;
DECLARE @Names int = (SELECT COUNT(*) FROM dim.ObjectName);
EXEC tSQLt.AssertEquals 2, @Names;
GO
CREATE PROCEDURE ObjectNamesTests.[test names of another database and those resolved since the inventory was taken stay]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @Rows stage.ObjectNames;
INSERT dim.ObjectName (InstanceId, DatabaseId, IdKind, ResourceId, DatabaseName, SchemaName, ObjectName, ResolvedAt)
VALUES
    (@InstanceId, 6, N'object', 1, N'OTHER', N'dbo', N'T', '2026-01-02T09:00:00'),
    (@InstanceId, 5, N'object', 2, N'AX', N'dbo', N'NEWER', '2026-01-02T10:00:05');
INSERT @Rows VALUES (N'object', 100, N'dbo', N'INVENTSUM', NULL);
EXEC ObjectNamesTests.SaveCapture '2026-01-02T10:00:00', @Rows;
CREATE TABLE #Expected (DatabaseId int, ResourceId bigint);
INSERT #Expected VALUES (6, 1), (5, 2), (5, 100);
SELECT DatabaseId, ResourceId INTO #Actual FROM dim.ObjectName;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE ObjectNamesTests.[test a wait resource gets its name from the inventory, and an id that it lacks is asked for once]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Names stage.ObjectNames;
DECLARE @Rows stage.Requests;
DECLARE @Parameters Given.Parameters;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
CREATE TABLE #Actual (Step int, WantedItems nvarchar(max));
INSERT @Names VALUES (N'hobt', 7001, N'dbo', N'INVENTSUM', N'I_1');
EXEC ObjectNamesTests.SaveCapture '2026-01-02T10:00:00', @Names;
INSERT @Rows (SessionId, BlockingSessionId, WaitType, WaitMs, WaitResource, LoginTime)
VALUES
    (51, NULL, NULL, NULL, NULL, '2026-01-01'),
    (52, 51, N'LCK_M_X', 9000, N'KEY: 5:7001 (1a39e6095155)', '2026-01-01'),
    (53, 51, N'LCK_M_X', 9000, N'KEY: 5:7002 (1a39e6095155)', '2026-01-01'),
    (54, 51, N'LCK_M_IS', 9000, N'OBJECT: 5:100:0', '2026-01-01');
INSERT @Result EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:10', NULL, 0, @Rows;
INSERT @Parameters EXEC collect.GetParameters @InstanceId, N'Requests';
INSERT #Actual SELECT 1, WantedItems FROM @Parameters;
DELETE @Parameters;
INSERT @Parameters EXEC collect.GetParameters @InstanceId, N'Batch';
INSERT #Actual SELECT 2, WantedItems FROM @Parameters;
DELETE @Parameters;
-- The next capture brings one of the two names.
UPDATE @Rows
SET ResourceDatabaseName = N'AX', ResourceSchemaName = N'dbo', ResourceObjectName = N'CUSTTRANS', ResourceIndexName = N'I_7'
WHERE SessionId = 53;
INSERT @Result EXEC collect.SaveRequests @InstanceId, @RunId, '2026-01-02T10:00:20', NULL, 0, @Rows;
INSERT @Parameters EXEC collect.GetParameters @InstanceId, N'Requests';
INSERT #Actual SELECT 3, WantedItems FROM @Parameters;
DELETE @Parameters;
CREATE TABLE #Expected (Step int, WantedItems nvarchar(max));
INSERT #Expected
VALUES (1, N'<i k="hobt" n="5:7002"/><i k="object" n="5:100"/>'), (2, NULL), (3, N'<i k="object" n="5:100"/>');
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
CREATE TABLE #ExpectedName (SessionId int, ObjectName nvarchar(512));
INSERT #ExpectedName VALUES (51, NULL), (52, N'AX.dbo.INVENTSUM'), (53, N'AX.dbo.CUSTTRANS'), (54, NULL);
SELECT n.SessionId, n.ObjectName INTO #ActualName FROM fact.BlockingNode AS n WHERE n.CapturedAt = '2026-01-02T10:00:20';
EXEC tSQLt.AssertEqualsTable N'#ExpectedName', N'#ActualName';
GO
