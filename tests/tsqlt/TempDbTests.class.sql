-- collect.SaveTempDb: what tempdb looked like, who holds it, which tables AX leaves there.
EXEC tSQLt.NewTestClass N'TempDbTests';
GO
CREATE PROCEDURE TempDbTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
-- 1000 MB of which 400 are free.
CREATE PROCEDURE TempDbTests.SaveCapture
    @CapturedAt   datetime2(3),
    @Rows         stage.TempDb READONLY,
    @AxTableCount int = 30
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result
EXEC collect.SaveTempDb @InstanceId, @RunId, @CapturedAt, 1048576000, 419430400, 104857600, 83886080, 20971520, 419430400, 8,
    131072000, 131072000, 1, @AxTableCount, @Rows;
GO
CREATE FUNCTION TempDbTests.Session (
    @SessionId int, @UserMb bigint, @InternalMb bigint, @VersionAgeMs bigint, @Context varchar(128))
RETURNS TABLE
AS
RETURN
(
    SELECT
        RowKind = N'session',
        SessionId = @SessionId,
        LoginTime = CAST('2026-01-02T08:00:00' AS datetime2(3)),
        HostName = N'AOS01',
        ProgramName = N'Microsoft Dynamics AX',
        LoginName = N'CORP\svc',
        Status = N'sleeping',
        OpenTransactionCount = 1,
        ContextInfo = CAST(@Context AS varbinary(128)),
        IsAxSessionAlive = CAST(1 AS bit),
        StatementText = CAST(N'SELECT 1' AS nvarchar(max)),
        UserBytes = @UserMb * 1048576,
        InternalBytes = @InternalMb * 1048576,
        VersionAgeMs = @VersionAgeMs,
        AxTableId = CAST(NULL AS int),
        TableName = CAST(NULL AS nvarchar(128)),
        ItemCount = CAST(NULL AS int),
        WaitType = CAST(NULL AS nvarchar(60)),
        WaitResource = CAST(NULL AS nvarchar(128)),
        WaitMs = CAST(NULL AS bigint)
);
GO
CREATE FUNCTION TempDbTests.MetricValue ()
RETURNS TABLE
AS
RETURN
(
    SELECT m.MetricName, k.KeyText, v.CapturedAt, Value = CAST(v.Value AS decimal(18, 2))
    FROM fact.Metric AS v
    INNER JOIN config.Metric AS m ON m.MetricId = v.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = v.KeyId
    WHERE m.CollectorName = N'TempDb'
);
GO
CREATE PROCEDURE TempDbTests.[test space by kind, sessions and tables become facts and metrics]
AS
DECLARE @Rows stage.TempDb;
INSERT @Rows SELECT * FROM TempDbTests.Session(70, 100, 20, NULL, ' ALICE 12 ');
INSERT @Rows SELECT * FROM TempDbTests.Session(71, 5, 0, 90000, NULL);
INSERT @Rows (RowKind, AxTableId, TableName, ItemCount)
VALUES (N'table', 104212, N'CUSTAGINGREPORTTMP', 25), (N'table', 7, NULL, 5);
EXEC TempDbTests.SaveCapture '2026-01-02T10:00:00', @Rows;

CREATE TABLE #Expected (MetricName nvarchar(64), KeyText nvarchar(256), Value decimal(18, 2));
INSERT #Expected VALUES
    (N'tempdb.used_mb', N'user objects', 400), (N'tempdb.used_mb', N'internal objects', 100),
    (N'tempdb.used_mb', N'version store', 80), (N'tempdb.used_percent', N'', 60), (N'tempdb.free_mb', N'', 400),
    (N'tempdb.ax_tables', N'', 30), (N'tempdb.version_age_s', N'', 90), (N'tempdb.largest_session_mb', N'', 120),
    (N'tempdb.latch_waits', N'allocation', 0), (N'tempdb.latch_waits', N'other', 0);
SELECT MetricName, KeyText, Value INTO #Actual FROM TempDbTests.MetricValue();
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

CREATE TABLE #ExpectedSession (
    SessionId int, AxUser nvarchar(128), AxSessionId int, AxConfidence nvarchar(16), UserBytes bigint, VersionAgeMs bigint,
    TextValue nvarchar(100));
INSERT #ExpectedSession
VALUES (70, N'ALICE', 12, N'confirmed', 104857600, NULL, N'SELECT 1'), (71, NULL, NULL, N'none', 5242880, 90000, N'SELECT 1');
SELECT
    s.SessionId,
    s.AxUser,
    s.AxSessionId,
    s.AxConfidence,
    s.UserBytes,
    s.VersionAgeMs,
    TextValue = CAST(t.TextValue AS nvarchar(100))
INTO #ActualSession
FROM fact.TempDbSession AS s INNER JOIN dim.StatementText AS t ON t.TextHash = s.StatementHash;
EXEC tSQLt.AssertEqualsTable N'#ExpectedSession', N'#ActualSession';

DECLARE @Whole nvarchar(100) = (
    SELECT CONCAT(VersionAgeMs, N' ', VersionSessionId, N' ', FileCount, N' ', AxTableCount) FROM fact.TempDb
);
EXEC tSQLt.AssertEqualsString N'90000 71 8 30', @Whole;
DECLARE @Tables nvarchar(100) = (SELECT CONCAT(COUNT(*), N' ', SUM(TableCount), N' ', MAX(TableName)) FROM fact.TempDbAxTable);
EXEC tSQLt.AssertEqualsString N'2 30 CUSTAGINGREPORTTMP', @Tables;
GO
CREATE PROCEDURE TempDbTests.[test waits for allocation pages of every file are told from others]
AS
DECLARE @Rows stage.TempDb;
INSERT @Rows (RowKind, WaitType, WaitResource, ItemCount, WaitMs) VALUES
    (N'latch', N'PAGELATCH_UP', N'2:1:1', 3, 30), (N'latch', N'PAGELATCH_UP', N'2:3:2', 1, 5),
    (N'latch', N'PAGELATCH_EX', N'2:9:3', 1, 5), (N'latch', N'PAGELATCH_UP', N'2:4:8088', 2, 10),
    (N'latch', N'PAGELATCH_EX', N'2:1:511232', 1, 1), (N'latch', N'PAGELATCH_EX', N'2:1:511233', 1, 1),
    (N'latch', N'PAGELATCH_EX', N'2:1:118', 7, 700), (N'latch', N'PAGELATCH_EX', N'2:1:8089', 1, 2);
EXEC TempDbTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Actual nvarchar(100) = (
    SELECT CONCAT(AllocationWaitCount, N' ', AllocationWaitMs, N' ', OtherLatchWaitCount, N' ', OtherLatchWaitMs) FROM fact.TempDb
);
EXEC tSQLt.AssertEqualsString N'9 52 8 702', @Actual;
GO
CREATE PROCEDURE TempDbTests.[test a capture saved again or late changes nothing]
AS
DECLARE @Rows stage.TempDb;
INSERT @Rows SELECT * FROM TempDbTests.Session(70, 100, 20, NULL, ' ALICE 12 ');
EXEC TempDbTests.SaveCapture '2026-01-02T10:01:00', @Rows;
EXEC TempDbTests.SaveCapture '2026-01-02T10:01:00', @Rows;
EXEC TempDbTests.SaveCapture '2026-01-02T10:00:00', @Rows;
EXEC TempDbTests.SaveCapture '2026-01-02T10:02:00', @Rows;
DECLARE @Actual nvarchar(100) = (
    SELECT CONCAT(
        (SELECT COUNT(*) FROM fact.TempDb),
        N' ',
        (SELECT COUNT(*) FROM fact.TempDbSession),
        N' ',
        (SELECT COUNT(*) FROM TempDbTests.MetricValue()))
);
EXEC tSQLt.AssertEqualsString N'2 2 20', @Actual;
GO
CREATE PROCEDURE TempDbTests.[test what could not be read is no value, and nothing in tempdb is a row all the same]
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Rows stage.TempDb;
CREATE TABLE #Result (SavedRows int, WasDuplicate bit);
INSERT #Result
EXEC collect.SaveTempDb @InstanceId = @InstanceId, @RunId = @RunId, @CapturedAt = '2026-01-02T10:00:00', @Rows = @Rows;
CREATE TABLE #Expected (MetricName nvarchar(64), KeyText nvarchar(256), Value decimal(18, 2));
INSERT #Expected
VALUES
    (N'tempdb.version_age_s', N'', 0),
    (N'tempdb.largest_session_mb', N'', 0),
    (N'tempdb.latch_waits', N'allocation', 0),
    (N'tempdb.latch_waits', N'other', 0);
SELECT MetricName, KeyText, Value INTO #Actual FROM TempDbTests.MetricValue();
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Saved int = (SELECT SavedRows FROM #Result);
EXEC tSQLt.AssertEquals 1, @Saved;
GO
CREATE PROCEDURE TempDbTests.[test an idle session without a transaction is named by its last user only]
AS
DECLARE @Rows stage.TempDb;
INSERT @Rows SELECT * FROM TempDbTests.Session(70, 100, 20, NULL, ' ALICE 12 ');
UPDATE @Rows SET OpenTransactionCount = 0;
EXEC TempDbTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DECLARE @Actual nvarchar(16) = (SELECT AxConfidence FROM fact.TempDbSession);
EXEC tSQLt.AssertEqualsString N'historical', @Actual;
GO
CREATE PROCEDURE TempDbTests.[test an unknown instance is refused]
AS
DECLARE @Rows stage.TempDb;
DECLARE @RunId uniqueidentifier = NEWID();
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50010;
EXEC collect.SaveTempDb @InstanceId = -1, @RunId = @RunId, @CapturedAt = '2026-01-02T10:00:00', @Rows = @Rows;
GO
