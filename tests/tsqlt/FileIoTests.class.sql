-- collect.SaveFileIo: counters of files become what was read and written between two captures.
EXEC tSQLt.NewTestClass N'FileIoTests';
GO
CREATE PROCEDURE FileIoTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
GO
CREATE PROCEDURE FileIoTests.SaveCapture
    @CapturedAt      datetime2(3),
    @Rows            stage.FileIo READONLY,
    @ServerStartedAt datetime2(3) = '2026-01-01T00:00:00',
    @IsTruncated     bit = 0
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result EXEC collect.SaveFileIo @InstanceId, @RunId, @CapturedAt, @ServerStartedAt, @IsTruncated, @Rows;
GO
-- A data file of database 5; a read takes 4 ms and brings 8 KB, a write takes 2 ms.
CREATE FUNCTION FileIoTests.DataFile (@FileId int, @SampleMs bigint, @ReadCount bigint, @WriteCount bigint)
RETURNS TABLE
AS
RETURN
(
    SELECT
        DatabaseId = 5,
        FileId = @FileId,
        DatabaseName = N'AX',
        FileName = CONCAT(N'AX_', @FileId),
        PhysicalName = CONCAT(N'E:\AX_', @FileId, N'.ndf'),
        TypeName = N'ROWS',
        SampleMs = @SampleMs,
        ReadCount = @ReadCount,
        ReadBytes = @ReadCount * 8192,
        ReadStallMs = @ReadCount * 4,
        WriteCount = @WriteCount,
        WriteBytes = @WriteCount * 8192,
        WriteStallMs = @WriteCount * 2,
        SizeBytes = CAST(1073741824 AS bigint),
        FileHandle = CAST(0x0000000000000010 AS varbinary(8)),
        PendingCount = 2
);
GO
CREATE FUNCTION FileIoTests.MetricValue ()
RETURNS TABLE
AS
RETURN
(
    SELECT m.MetricName, k.KeyText, v.CapturedAt, Value = CAST(v.Value AS decimal(18, 4))
    FROM fact.Metric AS v
    INNER JOIN config.Metric AS m ON m.MetricId = v.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = v.KeyId
    WHERE m.CollectorName = N'FileIo'
);
GO
CREATE PROCEDURE FileIoTests.[test differences and latencies of an interval by the server's own clock]
AS
DECLARE @Rows stage.FileIo;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 1000000, 5000, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DELETE @Rows;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 1062000, 5310, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:01:00', @Rows;

CREATE TABLE #Expected (
    CapturedAt datetime2(3), ElapsedMs bigint, ReadCount bigint, ReadBytes bigint, ReadStallMs bigint, WriteCount bigint,
    IsReset bit, IsGap bit);
INSERT #Expected VALUES ('2026-01-02T10:01:00', 62000, 310, 310 * 8192, 1240, 0, 0, 0);
SELECT CapturedAt, ElapsedMs, ReadCount, ReadBytes, ReadStallMs, WriteCount, IsReset, IsGap INTO #Actual FROM fact.FileIo;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';

-- Nothing was written, so there is no write latency; 310 pages in 62 s are 0.0391 MB/s.
CREATE TABLE #ExpectedMetric (MetricName nvarchar(64), KeyText nvarchar(256), Value decimal(18, 4));
INSERT #ExpectedMetric
VALUES
    (N'fileio.read_latency_ms', N'AX/AX_1', 4),
    (N'fileio.read_mb_per_s', N'AX data', 0.0391),
    (N'fileio.write_mb_per_s', N'AX data', 0),
    (N'fileio.pending_requests', N'', 2);
SELECT MetricName, KeyText, Value INTO #ActualMetric FROM FileIoTests.MetricValue() WHERE CapturedAt = '2026-01-02T10:01:00';
EXEC tSQLt.AssertEqualsTable N'#ExpectedMetric', N'#ActualMetric';
GO
CREATE PROCEDURE FileIoTests.[test the files of a database add up to its throughput]
AS
DECLARE @Rows stage.FileIo;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 1000000, 0, 0) UNION ALL SELECT * FROM FileIoTests.DataFile(3, 1000000, 0, 0);
EXEC FileIoTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DELETE @Rows;
INSERT @Rows
SELECT *
FROM FileIoTests.DataFile(1, 1001000, 128, 0)
UNION ALL
SELECT *
FROM FileIoTests.DataFile(3, 1001000, 256, 128);
EXEC FileIoTests.SaveCapture '2026-01-02T10:01:00', @Rows;
CREATE TABLE #Expected (MetricName nvarchar(64), KeyText nvarchar(256), Value decimal(18, 4));
INSERT #Expected VALUES (N'fileio.read_mb_per_s', N'AX data', 3), (N'fileio.write_mb_per_s', N'AX data', 1);
SELECT MetricName, KeyText, Value INTO #Actual FROM FileIoTests.MetricValue() WHERE MetricName LIKE N'%mb_per_s';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE FileIoTests.[test a capture saved again or late changes nothing]
AS
DECLARE @Rows stage.FileIo;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 1000000, 5000, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DELETE @Rows;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 1060000, 6000, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:01:00', @Rows;
EXEC FileIoTests.SaveCapture '2026-01-02T10:01:00', @Rows;
DELETE @Rows;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 1030000, 5500, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:00:30', @Rows;
DELETE @Rows;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 1120000, 6100, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:02:00', @Rows;
DECLARE @Actual nvarchar(100) = (SELECT CONCAT(COUNT(*), N' rows, ', SUM(ReadCount), N' reads') FROM fact.FileIo);
EXEC tSQLt.AssertEqualsString N'2 rows, 1100 reads', @Actual;
GO
CREATE PROCEDURE FileIoTests.[test a restart gives a marked interval and no number]
AS
DECLARE @Rows stage.FileIo;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 1000000, 5000, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DELETE @Rows;
-- More reads than before the restart: the counter alone would not tell.
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 1060000, 9000, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:01:00', @Rows, '2026-01-02T10:00:20';
DELETE @Rows;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 1120000, 9010, 101);
EXEC FileIoTests.SaveCapture '2026-01-02T10:02:00', @Rows, '2026-01-02T10:00:21';
CREATE TABLE #Expected (CapturedAt datetime2(3), ElapsedMs bigint, ReadCount bigint, IsReset bit);
INSERT #Expected VALUES ('2026-01-02T10:01:00', NULL, NULL, 1), ('2026-01-02T10:02:00', 60000, 10, 0);
SELECT CapturedAt, ElapsedMs, ReadCount, IsReset INTO #Actual FROM fact.FileIo;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Latencies int = (
    SELECT COUNT(*) FROM FileIoTests.MetricValue() WHERE MetricName LIKE N'%latency%' AND CapturedAt = '2026-01-02T10:01:00'
);
EXEC tSQLt.AssertEquals 0, @Latencies;
GO
CREATE PROCEDURE FileIoTests.[test a counter that fell, another handle and a computer that was started anew are resets of that file alone]
AS
DECLARE @Rows stage.FileIo;
INSERT @Rows
SELECT *
FROM FileIoTests.DataFile(1, 1000000, 5000, 100)
UNION ALL
SELECT *
FROM FileIoTests.DataFile(3, 1000000, 5000, 100)
    UNION ALL
    SELECT *
    FROM FileIoTests.DataFile(4, 1000000, 5000, 100)
    UNION ALL
    SELECT *
    FROM FileIoTests.DataFile(5, 1000000, 5000, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DELETE @Rows;
INSERT @Rows
SELECT *
FROM FileIoTests.DataFile(1, 1060000, 5001, 99)
UNION ALL
SELECT *
FROM FileIoTests.DataFile(3, 1060000, 5001, 101)
    UNION ALL
    SELECT *
    FROM FileIoTests.DataFile(4, 60000, 5001, 101)
    UNION ALL
    SELECT *
    FROM FileIoTests.DataFile(5, 1060000, 5001, 101);
UPDATE @Rows SET FileHandle = 0x0000000000000044 WHERE FileId = 3;
EXEC FileIoTests.SaveCapture '2026-01-02T10:01:00', @Rows;
CREATE TABLE #Expected (FileId int, IsReset bit, ReadCount bigint);
INSERT #Expected VALUES (1, 1, NULL), (3, 1, NULL), (4, 1, NULL), (5, 0, 1);
SELECT f.FileId, i.IsReset, i.ReadCount
INTO #Actual
FROM fact.FileIo AS i
INNER JOIN dim.DatabaseFile AS f ON f.DatabaseFileId = i.DatabaseFileId;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE FileIoTests.[test a gap of more than half an hour gives no rate, half an hour does]
AS
DECLARE @Rows stage.FileIo;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 1000000, 5000, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DELETE @Rows;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 2800000, 6000, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:30:00', @Rows;
DELETE @Rows;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 4600001, 7000, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T11:00:00', @Rows;
CREATE TABLE #Expected (CapturedAt datetime2(3), ReadCount bigint, IsGap bit);
INSERT #Expected VALUES ('2026-01-02T10:30:00', 1000, 0), ('2026-01-02T11:00:00', NULL, 1);
SELECT CapturedAt, ReadCount, IsGap INTO #Actual FROM fact.FileIo;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE FileIoTests.[test an instance that collects every hour has a gap after five hours]
AS
INSERT config.CollectorOverride (InstanceId, CollectorName, IntervalMs)
SELECT InstanceId, N'FileIo', 3600000
FROM config.Instance
WHERE InstanceName = N'tSQLt';
DECLARE @Actual bigint = (
    SELECT l.MaxMs
    FROM config.Instance AS i
    CROSS APPLY collect.MaxRateInterval(i.InstanceId, N'FileIo') AS l
    WHERE i.InstanceName = N'tSQLt'
);
EXEC tSQLt.AssertEquals 18000000, @Actual;
GO
CREATE PROCEDURE FileIoTests.[test files that come, go, move, grow and get other names are noted, those of the first capture are not]
AS
DECLARE @Rows stage.FileIo;
INSERT @Rows
SELECT *
FROM FileIoTests.DataFile(1, 1000000, 5000, 100)
UNION ALL
SELECT *
FROM FileIoTests.DataFile(3, 1000000, 5000, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DELETE @Rows;
INSERT @Rows
SELECT *
FROM FileIoTests.DataFile(1, 1060000, 5001, 101)
UNION ALL
SELECT *
FROM FileIoTests.DataFile(4, 1060000, 5001, 101);
UPDATE @Rows SET SizeBytes = 2147483648, FileName = N'AX_main', PhysicalName = N'F:\AX.mdf' WHERE FileId = 1;
EXEC FileIoTests.SaveCapture '2026-01-02T10:01:00', @Rows;
CREATE TABLE #Expected (FileId int, ChangeKind nvarchar(8), OldValue nvarchar(260), NewValue nvarchar(260));
INSERT #Expected VALUES
    (1, N'moved', N'E:\AX_1.ndf', N'F:\AX.mdf'), (1, N'renamed', N'AX_1', N'AX_main'),
    (1, N'grown', N'1073741824', N'2147483648'),
    (3, N'gone', N'E:\AX_3.ndf', NULL), (4, N'added', NULL, N'E:\AX_4.ndf');
SELECT f.FileId, c.ChangeKind, c.OldValue, c.NewValue
INTO #Actual
FROM fact.FileChange AS c
INNER JOIN dim.DatabaseFile AS f ON f.DatabaseFileId = c.DatabaseFileId;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Name nvarchar(300) = (SELECT CONCAT(FileName, N' ', PhysicalName) FROM dim.DatabaseFile WHERE FileId = 1);
EXEC tSQLt.AssertEqualsString N'AX_main F:\AX.mdf', @Name;
GO
CREATE PROCEDURE FileIoTests.[test what the login may not see and what the row limit cut off is neither renamed nor gone]
AS
DECLARE @Rows stage.FileIo;
INSERT @Rows
SELECT *
FROM FileIoTests.DataFile(1, 1000000, 5000, 100)
UNION ALL
SELECT *
FROM FileIoTests.DataFile(3, 1000000, 5000, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DELETE @Rows WHERE FileId = 3;
UPDATE @Rows
SET FileName = NULL, PhysicalName = NULL, SampleMs = 1060000, ReadCount = 5010, ReadBytes = 5010 * 8192, ReadStallMs = 5010 * 4;
EXEC FileIoTests.SaveCapture '2026-01-02T10:01:00', @Rows, @IsTruncated = 1;
DECLARE @Changes int = (SELECT COUNT(*) FROM fact.FileChange);
EXEC tSQLt.AssertEquals 0, @Changes;
DECLARE @Key nvarchar(256) = (SELECT KeyText FROM FileIoTests.MetricValue() WHERE MetricName = N'fileio.read_latency_ms');
EXEC tSQLt.AssertEqualsString N'AX/AX_1', @Key;
DECLARE @States int = (SELECT COUNT(*) FROM collect.FileIoState);
EXEC tSQLt.AssertEquals 2, @States;
GO
CREATE PROCEDURE FileIoTests.[test a capture without files is saved and forgets nothing]
AS
DECLARE @Rows stage.FileIo;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 1000000, 5000, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:00:00', @Rows;
DELETE @Rows;
EXEC FileIoTests.SaveCapture '2026-01-02T10:01:00', @Rows;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 1120000, 5005, 100);
EXEC FileIoTests.SaveCapture '2026-01-02T10:02:00', @Rows;
DECLARE @Actual nvarchar(100) = (
    SELECT CONCAT(COUNT(*), N' ', SUM(ReadCount), N' ', (SELECT COUNT(*) FROM fact.FileChange)) FROM fact.FileIo
);
EXEC tSQLt.AssertEqualsString N'1 5 0', @Actual;
GO
CREATE PROCEDURE FileIoTests.[test databases whose names are one to the repository do not stop the capture]
AS
DECLARE @Rows stage.FileIo;
INSERT @Rows
SELECT *
FROM FileIoTests.DataFile(1, 1000000, 5000, 100)
UNION ALL
SELECT *
FROM FileIoTests.DataFile(1, 1000000, 7000, 100);
UPDATE @Rows SET DatabaseId = 6, DatabaseName = N'ax' WHERE ReadCount = 7000;
EXEC FileIoTests.SaveCapture '2026-01-02T10:00:00', @Rows;
UPDATE @Rows SET SampleMs = 1060000, ReadCount = ReadCount + 10, ReadStallMs = ReadStallMs + 40;
EXEC FileIoTests.SaveCapture '2026-01-02T10:01:00', @Rows;
DECLARE @Actual nvarchar(50) = (SELECT CONCAT(COUNT(*), N' ', SUM(ReadCount)) FROM fact.FileIo);
EXEC tSQLt.AssertEqualsString N'1 10', @Actual;
GO
CREATE PROCEDURE FileIoTests.[test an unknown instance is refused and nothing is saved]
AS
DECLARE @Rows stage.FileIo;
INSERT @Rows SELECT * FROM FileIoTests.DataFile(1, 1000000, 5000, 100);
DECLARE @RunId uniqueidentifier = NEWID();
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50010;
EXEC collect.SaveFileIo -1, @RunId, '2026-01-02T10:00:00', '2026-01-01', 0, @Rows;
GO
