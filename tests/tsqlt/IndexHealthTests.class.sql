-- collect.SaveIndexHealth: stale statistics, missed and unused indexes, fragmentation, and
-- what the collector may do next.
EXEC tSQLt.NewTestClass N'IndexHealthTests';
GO
CREATE PROCEDURE IndexHealthTests.SetUp
AS
INSERT config.Instance (InstanceName, ConnectionName, CreatedAt) VALUES (N'tSQLt', N'none', '2026-01-01');
UPDATE s
SET SettingValue = v.SettingValue
FROM config.Setting AS s
INNER JOIN
(
    VALUES
        (N'StatisticsStalePercent', N'2'), (N'MissingIndexMinImpact', N'75'), (N'MissingIndexMinSeeks', N'100'),
        (N'IndexUnusedMinDays', N'14'), (N'IndexHealthFromHour', N'1'),
        (N'IndexHealthToHour', N'5'), (N'IndexHealthMinRows', N'10000'), (N'IndexFragmentationMinPages', N'1000'),
        (N'IndexFragmentationMaxIndexes', N'200'),
        (N'IndexFragmentationMaxSeconds', N'60')
) AS v (SettingName, SettingValue) ON v.SettingName = s.SettingName;
GO
CREATE PROCEDURE IndexHealthTests.SaveCapture
    @CapturedAt      datetime2(3),
    @Rows            stage.IndexHealth READONLY,
    @IsDue           bit = 1,
    @MeasuredCount   int = 0,
    @ServerStartedAt datetime2(3) = '2025-12-01T00:00:00',
    @HasAxDatabase   bit = 1,
    @StatisticCount  int = 50
AS
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
DECLARE @RunId uniqueidentifier = NEWID();
DECLARE @Hours int = DATEDIFF(hour, @ServerStartedAt, @CapturedAt);
DECLARE @IsInWindow bit = CASE WHEN @MeasuredCount > 0 THEN 1 ELSE 0 END;
DECLARE @Result TABLE (SavedRows int, WasDuplicate bit);
INSERT @Result
EXEC collect.SaveIndexHealth @InstanceId, @RunId, @CapturedAt, @ServerStartedAt, @Hours, @HasAxDatabase, @IsDue, @IsInWindow,
    7001, 10, @StatisticCount, @MeasuredCount, 0, 0, @Rows;
GO
CREATE FUNCTION IndexHealthTests.Metrics (@CapturedAt datetime2(3))
RETURNS TABLE
AS
RETURN
(
    SELECT m.MetricName, k.KeyText, f.Value
    FROM fact.Metric AS f
    INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
    INNER JOIN dim.MetricKey AS k ON k.KeyId = f.KeyId
    WHERE f.CapturedAt = @CapturedAt
);
GO
CREATE PROCEDURE IndexHealthTests.[test a statistic is stale beyond the limit of the trace flag and the percentage]
AS
DECLARE @Rows stage.IndexHealth;
-- SQRT(1000 * 1000000) = 31622; two percent are 20000. SQRT(1000 * 100000000) =
-- 316227; two percent are 2000000.
INSERT @Rows (ItemKind, ObjectId, IndexId, SchemaName, TableName, ItemName, TableRows, ChangedRows, UpdatedAt)
VALUES
    (N'statistic', 1, 1, N'dbo', N'A', N'below the limit', 1000000, 31000, '2026-01-01T03:00:00'),
    (N'statistic', 1, 2, N'dbo', N'A', N'stale', 1000000, 32000, '2026-01-01T03:00:00'),
    (N'statistic', 2, 1, N'dbo', N'B', N'below the percentage', 100000000, 400000, '2026-01-01T03:00:00'),
    (N'statistic', 2, 2, N'dbo', N'B', N'stale for long', 100000000, 2100000, '2025-12-30T02:00:00');
EXEC IndexHealthTests.SaveCapture '2026-01-02T02:00:00', @Rows;
CREATE TABLE #Expected (StatisticName nvarchar(128) COLLATE DATABASE_DEFAULT, IsStale bit);
INSERT #Expected VALUES (N'below the limit', 0), (N'stale', 1), (N'below the percentage', 0), (N'stale for long', 1);
SELECT StatisticName, IsStale INTO #Actual FROM fact.StatisticHealth;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
CREATE TABLE #ExpectedMetrics (MetricName nvarchar(64) COLLATE DATABASE_DEFAULT, Value float);
INSERT #ExpectedMetrics
VALUES
    (N'stats.examined_count', 50),
    (N'stats.stale_count', 2),
    (N'stats.oldest_stale_hours', 72),
    (N'index.missing_count', 0),
    (N'index.unused_count', 0);
SELECT MetricName, Value INTO #ActualMetrics FROM IndexHealthTests.Metrics('2026-01-02T02:00:00');
EXEC tSQLt.AssertEqualsTable N'#ExpectedMetrics', N'#ActualMetrics';
GO
CREATE PROCEDURE IndexHealthTests.[test the use of an index is the difference, and another run of the server or a fall gives none]
AS
DECLARE @Rows stage.IndexHealth;
INSERT @Rows
(
    ItemKind,
    ObjectId,
    IndexId,
    SchemaName,
    TableName,
    ItemName,
    TableRows,
    PageCount,
    IsUnique,
    SeekCount,
    ScanCount,
    LookupCount,
    UpdateCount
)
VALUES
    (N'usage', 1, 1, N'dbo', N'A', N'PK', 1000, 10, 1, 100, 5, 0, 7),
    (N'usage', 2, 1, N'dbo', N'B', N'PK', 500, 10, 1, 100, 5, 0, 7);
EXEC IndexHealthTests.SaveCapture '2026-01-02T02:00:00', @Rows;
UPDATE @Rows SET SeekCount = 150, ScanCount = 15, UpdateCount = 8 WHERE ObjectId = 1;
UPDATE @Rows SET SeekCount = 20, ScanCount = 15 WHERE ObjectId = 2;
EXEC IndexHealthTests.SaveCapture '2026-01-02T02:00:10', @Rows;
EXEC IndexHealthTests.SaveCapture '2026-01-02T02:00:20', @Rows, DEFAULT, DEFAULT, '2026-01-02T02:00:15';
CREATE TABLE #Expected (
    CapturedAt datetime2(3), ObjectId int, ElapsedMs bigint, SeekCount bigint, ScanCount bigint, UpdateCount bigint);
INSERT #Expected VALUES
    ('2026-01-02T02:00:00', 1, NULL, NULL, NULL, NULL), ('2026-01-02T02:00:00', 2, NULL, NULL, NULL, NULL),
    ('2026-01-02T02:00:10', 1, 10000, 50, 10, 1), ('2026-01-02T02:00:10', 2, NULL, NULL, NULL, NULL),
    ('2026-01-02T02:00:20', 1, NULL, NULL, NULL, NULL), ('2026-01-02T02:00:20', 2, NULL, NULL, NULL, NULL);
SELECT CapturedAt, ObjectId, ElapsedMs, SeekCount, ScanCount, UpdateCount INTO #Actual FROM fact.IndexUsage;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
DECLARE @Scanned nvarchar(60) = (
    SELECT CONCAT(KeyText, N' ', Value)
    FROM IndexHealthTests.Metrics('2026-01-02T02:00:10')
    WHERE MetricName = N'index.scanned_rows_per_s'
);
EXEC tSQLt.AssertEqualsString N'dbo.A 1000', @Scanned;
GO
CREATE PROCEDURE IndexHealthTests.[test an index that nobody reads is unused once the server has been up for long]
AS
DECLARE @Rows stage.IndexHealth;
INSERT @Rows
(
    ItemKind,
    ObjectId,
    IndexId,
    SchemaName,
    TableName,
    ItemName,
    TableRows,
    PageCount,
    IsUnique,
    SeekCount,
    ScanCount,
    LookupCount,
    UpdateCount
)
VALUES
    (N'usage', 1, 1, N'dbo', N'A', N'clustered', 1000, 10, 0, 0, 0, 0, 7),
    (N'usage', 1, 2, N'dbo', N'A', N'unique', 1000, 10, 1, 0, 0, 0, 7),
    (N'usage', 1, 3, N'dbo', N'A', N'unused', 1000, 10, 0, 0, 0, 0, 7),
    (N'usage', 1, 4, N'dbo', N'A', N'read', 1000, 10, 0, 0, 1, 0, 7);
EXEC IndexHealthTests.SaveCapture '2026-01-02T02:00:00', @Rows, DEFAULT, DEFAULT, '2025-12-25T00:00:00';
DECLARE @Unused int = (SELECT COUNT(*) FROM fact.IndexUsage WHERE IsUnused = 1);
EXEC tSQLt.AssertEquals 0, @Unused, N'Eight days are too short to say so.';
EXEC IndexHealthTests.SaveCapture '2026-01-10T02:00:00', @Rows, DEFAULT, DEFAULT, '2025-12-25T00:00:00';
DECLARE @Name nvarchar(128) = (SELECT IndexName FROM fact.IndexUsage WHERE IsUnused = 1);
EXEC tSQLt.AssertEqualsString N'unused', @Name;
GO
CREATE PROCEDURE IndexHealthTests.[test a missed index is proposed in the order AX needs, with what stands against it]
AS
DECLARE @Rows stage.IndexHealth;
INSERT @Rows
(
    ItemKind,
    ObjectId,
    SchemaName,
    TableName,
    TableRows,
    EqualityColumns,
    InequalityColumns,
    IncludedColumns,
    NearestIndexName,
    TableIndexCount,
    AverageCost,
    AverageImpact,
    SeekCount,
    ScanCount
)
VALUES
    (N'missing', 1, N'dbo', N'SALESLINE', 1000, N'[ITEMID], [DATAAREAID], [PARTITION]', N'[SALESSTATUS], [LINENUM]',
     N'[A], [B], [C], [D], [E]', NULL, 12, 40, 97, 900, 0),
    (N'missing', 1, N'dbo', N'SALESLINE', 1000, N'[PARTITION], [DATAAREAID], [CUSTACCOUNT]', NULL, NULL, N'I_359CUSTIDX', 31, 10,
     99, 90, 5),
    (N'missing', 2, N'dbo', N'EVENTINBOX', 1000, NULL, N'[ISREAD]', NULL, NULL, 3, 10, 60, 9000, 5);
EXEC IndexHealthTests.SaveCapture '2026-01-02T02:00:00', @Rows;
CREATE TABLE #Expected (
    TableName nvarchar(257) COLLATE DATABASE_DEFAULT, ItemNumber int, KeyColumns nvarchar(200) COLLATE DATABASE_DEFAULT,
    IsWorthwhile bit, HasNearest bit, IsTooMany bit, LacksPrefix bit, HasManyIncluded bit);
INSERT #Expected VALUES
    (N'dbo.SALESLINE', 1, N'[PARTITION], [DATAAREAID], [ITEMID], [SALESSTATUS]', 1, 0, 0, 0, 1),
    (N'dbo.SALESLINE', 2, N'[PARTITION], [DATAAREAID], [CUSTACCOUNT]', 0, 1, 1, 0, 0),
    (N'dbo.EVENTINBOX', 1, N'[ISREAD]', 0, 0, 0, 1, 0);
SELECT
    TableName, ItemNumber, KeyColumns, IsWorthwhile,
    HasNearest = CAST(CASE WHEN Advice LIKE N'%I[_]359CUSTIDX begins alike%' THEN 1 ELSE 0 END AS bit),
    IsTooMany = CAST(CASE WHEN Advice LIKE N'%31 indexes already%' THEN 1 ELSE 0 END AS bit),
    LacksPrefix = CAST(CASE WHEN Advice LIKE N'%does not compare PARTITION and DATAAREAID%' THEN 1 ELSE 0 END AS bit),
    HasManyIncluded = CAST(CASE WHEN Advice LIKE N'%more than four%' THEN 1 ELSE 0 END AS bit)
INTO #Actual
FROM fact.MissingIndex
WHERE Advice LIKE N'Make it in the AOT%';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE IndexHealthTests.[test fragmentation is counted by the latest measure of each index]
AS
DECLARE @Rows stage.IndexHealth;
INSERT @Rows (ItemKind, ObjectId, IndexId, SchemaName, TableName, ItemName, PageCount, FragmentationPercent)
VALUES (N'fragmentation', 1, 1, N'dbo', N'A', N'PK', 5000, 80), (N'fragmentation', 1, 2, N'dbo', N'A', N'IX', 5000, 60);
EXEC IndexHealthTests.SaveCapture '2026-01-02T02:00:00', @Rows, 0, 2;
DELETE @Rows WHERE IndexId = 2;
UPDATE @Rows SET FragmentationPercent = 1;
EXEC IndexHealthTests.SaveCapture '2026-01-03T02:00:00', @Rows, 0, 1;
CREATE TABLE #Expected (CapturedAt datetime2(3), Value float);
INSERT #Expected VALUES ('2026-01-02T02:00:00', 2), ('2026-01-03T02:00:00', 1);
SELECT f.CapturedAt, f.Value
INTO #Actual
FROM fact.Metric AS f
INNER JOIN config.Metric AS m ON m.MetricId = f.MetricId
WHERE m.MetricName = N'index.fragmented_count';
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE IndexHealthTests.[test a run without work leaves nothing behind, and the collector gets its settings and when it last read]
AS
DECLARE @Rows stage.IndexHealth;
EXEC IndexHealthTests.SaveCapture '2026-01-02T02:00:00', @Rows;
UPDATE config.Setting SET SettingValue = N'22' WHERE SettingName = N'IndexHealthFromHour';
UPDATE config.Setting SET SettingValue = N'250' WHERE SettingName = N'IndexFragmentationMinPages';
EXEC IndexHealthTests.SaveCapture '2026-01-02T03:00:00', @Rows, 0;
DECLARE @Captures int = (SELECT COUNT(*) FROM fact.IndexHealthCapture);
EXEC tSQLt.AssertEquals 1, @Captures;
DECLARE @Parameters Given.Parameters;
DECLARE @InstanceId int = (SELECT InstanceId FROM config.Instance WHERE InstanceName = N'tSQLt');
INSERT @Parameters EXEC collect.GetParameters @InstanceId, N'IndexHealth';
DECLARE @Said nvarchar(max) = (
    SELECT CONCAT(BookmarkFile, N' ', BookmarkOffset, N' ', CONVERT(nvarchar(19), BookmarkEventAt, 126), Settings)
    FROM @Parameters
);
EXEC tSQLt.AssertEqualsString
    N' 7001 2026-01-02T02:00:00<s n="IndexFragmentationMaxIndexes" v="200"/><s n="IndexFragmentationMaxPages" v="10000000"/><s n="IndexFragmentationMaxSeconds" v="60"/><s n="IndexFragmentationMinPages" v="250"/><s n="IndexHealthFromHour" v="22"/><s n="IndexHealthMinRows" v="10000"/><s n="IndexHealthToHour" v="5"/>',
    @Said;
GO
CREATE PROCEDURE IndexHealthTests.[test a capture saved again changes nothing]
AS
DECLARE @Rows stage.IndexHealth;
INSERT @Rows (ItemKind, ObjectId, IndexId, SchemaName, TableName, ItemName, TableRows, ChangedRows)
VALUES (N'statistic', 1, 1, N'dbo', N'A', N'S', 1000, 1000);
EXEC IndexHealthTests.SaveCapture '2026-01-02T02:00:00', @Rows;
EXEC IndexHealthTests.SaveCapture '2026-01-02T02:00:00', @Rows;
DECLARE @Statistics int = (SELECT COUNT(*) FROM fact.StatisticHealth);
EXEC tSQLt.AssertEquals 1, @Statistics;
GO
CREATE PROCEDURE IndexHealthTests.[test why there is nothing is said]
AS
DECLARE @Rows stage.IndexHealth;
EXEC IndexHealthTests.SaveCapture '2026-01-02T02:00:00', @Rows, 1, 0, DEFAULT, 1, 0;
EXEC IndexHealthTests.SaveCapture '2026-01-02T03:00:00', @Rows, 0, 0, DEFAULT, 0, 0;
CREATE TABLE #Expected (CapturedAt datetime2(3), Reason nvarchar(400) COLLATE DATABASE_DEFAULT);
INSERT #Expected VALUES
    ('2026-01-02T02:00:00',
     N'The server shows no statistics: grant the login SELECT on the tables of the AX database (db_datareader).'),
    ('2026-01-02T03:00:00', N'Not collecting because the instance names no AX database.');
SELECT CapturedAt, Reason INTO #Actual FROM fact.IndexHealthCapture;
EXEC tSQLt.AssertEqualsTable N'#Expected', N'#Actual';
GO
CREATE PROCEDURE IndexHealthTests.[test an unknown instance is refused]
AS
DECLARE @Rows stage.IndexHealth;
DECLARE @RunId uniqueidentifier = NEWID();
EXEC tSQLt.ExpectException @ExpectedErrorNumber = 50010;
EXEC collect.SaveIndexHealth -1, @RunId, '2026-01-02T10:00:00', NULL, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, @Rows;
GO
