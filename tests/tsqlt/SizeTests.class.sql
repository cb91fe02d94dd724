-- Sizes of tables, and what is forecast from them.
EXEC tSQLt.NewTestClass N'SizeTests';
GO
CREATE PROCEDURE SizeTests.GetSize
    @FamilyName nvarchar(64)
AS
CREATE TABLE #Size
(
    FamilyName nvarchar(64), Description nvarchar(1000), TableCount int, RowTotal bigint, SizeBytes bigint, RowsPerDay bigint,
    BytesPerDay bigint, RetentionDays int, CapMb int,
    ForecastBytes bigint, DaysToCap int, SampledAt datetime2(3), MadeAt datetime2(3)
);
INSERT #Size EXEC report.RepositorySize;
INSERT #Actual (TableCount, RowTotal, SizeBytes, RowsPerDay, BytesPerDay, ForecastBytes, DaysToCap)
SELECT s.TableCount, s.RowTotal, s.SizeBytes, s.RowsPerDay, s.BytesPerDay, s.ForecastBytes, s.DaysToCap
FROM #Size AS s
WHERE s.FamilyName = @FamilyName;
GO
CREATE PROCEDURE SizeTests.[test every table has a size, and a repeated call replaces the day's]
AS
EXEC ops.SaveSize '2040-01-01T10:00:00';
EXEC ops.SaveSize '2040-01-01T11:00:00';
DECLARE @Tables int = (SELECT COUNT(*) FROM sys.tables AS t WHERE t.is_ms_shipped = 0);
DECLARE @Saved int = (
    SELECT COUNT(*) FROM ops.TableSize AS s WHERE s.DayAt = '2040-01-01' AND s.SampledAt = '2040-01-01T11:00:00'
);
EXEC tSQLt.AssertEquals @Tables, @Saved;
GO
CREATE PROCEDURE SizeTests.[test a table with rows takes pages of 8 KB, and a day what lies in its partition]
AS
EXEC ops.MaintainPartitions '2040-01-01';
INSERT fact.Metric (InstanceId, MetricId, KeyId, CapturedAt, Value)
SELECT 1, 1, 1, DATEADD(second, ROW_NUMBER() OVER (ORDER BY c.object_id, c.column_id), '2040-01-02'), 1
FROM (SELECT TOP (400) s.object_id, s.column_id FROM sys.columns AS s ORDER BY s.object_id, s.column_id) AS c;
EXEC ops.SaveSize '2040-01-02T12:00:00';
SELECT d.RowTotal, IsPages = CASE WHEN d.SizeBytes % 8192 = 0 AND d.SizeBytes BETWEEN 400 * 24 AND 400 * 400 THEN 1 ELSE 0 END
INTO #Actual FROM ops.DaySize AS d WHERE d.TableName = N'fact.Metric' AND d.DayAt = '2040-01-02';
SELECT RowTotal = CAST(400 AS bigint), IsPages = 1 INTO #Expected;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE SizeTests.[test parts of a deadlock belong to the deadlock's family]
AS
EXEC ops.SaveSize '2040-01-01T10:00:00';
SELECT s.TableName
INTO #Actual
FROM ops.TableSize AS s
WHERE s.DayAt = '2040-01-01' AND s.TableName LIKE N'fact.Deadlock%' AND (s.FamilyName IS NULL OR s.FamilyName <> N'Incidents');
EXEC tSQLt.AssertEmptyTable N'#Actual';
GO
CREATE PROCEDURE SizeTests.[test a partitioned table is forecast with its days coming and going]
AS
EXEC config.DefineRetentionFamily N'Test', 10, 1, N'ten days';
-- Five complete days of 100,000 bytes and today's 40,000.
INSERT ops.TableSize (DayAt, TableName, FamilyName, SampledAt, RowTotal, SizeBytes)
VALUES ('2040-01-06', N'fact.X', N'Test', '2040-01-06T12:00:00', 540, 540000);
INSERT ops.DaySize (TableName, DayAt, RowTotal, SizeBytes)
VALUES
    (N'fact.X', '2040-01-01', 100, 100000),
    (N'fact.X', '2040-01-02', 100, 100000),
    (N'fact.X', '2040-01-03', 100, 100000),
    (N'fact.X', '2040-01-04', 100, 100000),
    (N'fact.X', '2040-01-05', 100, 100000),
    (N'fact.X', '2040-01-06', 40, 40000);
CREATE TABLE #Actual (
    TableCount int, RowTotal bigint, SizeBytes bigint, RowsPerDay bigint, BytesPerDay bigint, ForecastBytes bigint,
    DaysToCap int);
EXEC SizeTests.GetSize N'Test';
-- In thirty days: that day and the ten before it, of 100,000 bytes each. While days as big as the new ones
-- go, the size stays at 1,040,000; 1 MB is reached when today's smaller part is gone.
SELECT
    TableCount = 1,
    RowTotal = CAST(540 AS bigint),
    SizeBytes = CAST(540000 AS bigint),
    RowsPerDay = CAST(100 AS bigint),
    BytesPerDay = CAST(100000 AS bigint),
    ForecastBytes = CAST(1100000 AS bigint),
    DaysToCap = 11
INTO #Expected;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE SizeTests.[test a table that is not partitioned is forecast from its growth]
AS
EXEC config.DefineRetentionFamily N'Test', 365, 10, N'a year';
INSERT ops.TableSize (DayAt, TableName, FamilyName, SampledAt, RowTotal, SizeBytes)
VALUES
    ('2040-01-02', N'fact.X', N'Test', '2040-01-02T12:00:00', 100, 1048576),
    ('2040-01-06', N'fact.X', N'Test', '2040-01-06T12:00:00', 500, 3145728);
CREATE TABLE #Actual (
    TableCount int, RowTotal bigint, SizeBytes bigint, RowsPerDay bigint, BytesPerDay bigint, ForecastBytes bigint,
    DaysToCap int);
EXEC SizeTests.GetSize N'Test';
SELECT
    TableCount = 1,
    RowTotal = CAST(500 AS bigint),
    SizeBytes = CAST(3145728 AS bigint),
    RowsPerDay = CAST(100 AS bigint),
    BytesPerDay = CAST(524288 AS bigint),
    ForecastBytes = CAST(18874368 AS bigint),
    DaysToCap = 14
INTO #Expected;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE SizeTests.[test on the first day today stands for a whole day, and a size of one day alone promises no growth]
AS
EXEC config.DefineRetentionFamily N'Test', 365, 1, N'a year';
INSERT ops.TableSize (DayAt, TableName, FamilyName, SampledAt, RowTotal, SizeBytes)
VALUES
    ('2040-01-06', N'fact.X', N'Test', '2040-01-06T06:00:00', 100, 8192),
    ('2040-01-06', N'fact.Y', N'Test', '2040-01-06T06:00:00', 7, 2097152);
INSERT ops.DaySize (TableName, DayAt, RowTotal, SizeBytes) VALUES (N'fact.X', '2040-01-06', 100, 8192);
CREATE TABLE #Actual (
    TableCount int, RowTotal bigint, SizeBytes bigint, RowsPerDay bigint, BytesPerDay bigint, ForecastBytes bigint,
    DaysToCap int);
EXEC SizeTests.GetSize N'Test';
SELECT
    TableCount = 2,
    RowTotal = CAST(107 AS bigint),
    SizeBytes = CAST(2105344 AS bigint),
    RowsPerDay = CAST(400 AS bigint),
    BytesPerDay = CAST(32768 AS bigint),
    ForecastBytes = CAST(2097152 + 8192 + 30 * 32768 AS bigint),
    DaysToCap = 0
INTO #Expected;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE SizeTests.[test tables are listed by size, of one family or of all]
AS
INSERT ops.TableSize (DayAt, TableName, FamilyName, SampledAt, RowTotal, SizeBytes)
VALUES
    ('2040-01-06', N'fact.X', N'Metrics', '2040-01-06T06:00:00', 1, 8192),
    ('2040-01-06', N'fact.Y', N'Detail', '2040-01-06T06:00:00', 1, 16384);
CREATE TABLE #All (
    Position int IDENTITY (1, 1), TableName nvarchar(257), FamilyName nvarchar(64), RowTotal bigint, SizeBytes bigint,
    RowsPerDay bigint, BytesPerDay bigint, OldestDayAt datetime2(3), SampledAt datetime2(3), MadeAt datetime2(3));
INSERT #All
(
    TableName,
    FamilyName,
    RowTotal,
    SizeBytes,
    RowsPerDay,
    BytesPerDay,
    OldestDayAt,
    SampledAt,
    MadeAt
)
EXEC report.RepositoryTables;
INSERT #All
(
    TableName,
    FamilyName,
    RowTotal,
    SizeBytes,
    RowsPerDay,
    BytesPerDay,
    OldestDayAt,
    SampledAt,
    MadeAt
)
EXEC report.RepositoryTables N'Metrics';
DECLARE @Names nvarchar(100) = (
    SELECT CONCAT(
        MAX(CASE WHEN a.Position = 1 THEN a.TableName END), N', ', MAX(CASE WHEN a.Position = 2 THEN a.TableName END), N', ',
        MAX(CASE WHEN a.Position = 3 THEN a.TableName END), N', ', COUNT(*))
    FROM #All AS a
);
EXEC tSQLt.AssertEqualsString N'fact.Y, fact.X, fact.X, 3', @Names;
GO
