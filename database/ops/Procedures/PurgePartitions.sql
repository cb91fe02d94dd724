/*  ops.PurgePartitions: empties the partitions of one family's tables that lie before a day. Called by
    ops.Purge, which holds the application lock.
    @FamilyName       config.RetentionFamily
    @Before           UTC, a day's begin: partitions that end by then are emptied
    @PartitionCount   partitions with rows that were emptied
    Errors            1222 a table was in use for five seconds
    A partition that reaches past @Before is left alone, and so is every day that is still written.  */
CREATE PROCEDURE ops.PurgePartitions
    @FamilyName     nvarchar(64),
    @Before         datetime2(3),
    @PartitionCount int OUTPUT
WITH EXECUTE AS OWNER
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Before, 1;
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;

DECLARE @ObjectId int;
DECLARE @LastNumber int;
DECLARE @Count int;
DECLARE @Statement nvarchar(max);

DECLARE @Old TABLE (ObjectId int NOT NULL PRIMARY KEY CLUSTERED, LastNumber int NOT NULL, PartitionCount int NOT NULL);

SET @PartitionCount = 0;

INSERT @Old (ObjectId, LastNumber, PartitionCount)
SELECT p.object_id, MAX(p.partition_number), COUNT(*)
FROM config.FactTable AS t
INNER JOIN sys.partitions AS p ON p.object_id = OBJECT_ID(t.TableName, N'U')
INNER JOIN sys.indexes AS i ON i.object_id = p.object_id AND i.index_id = p.index_id
INNER JOIN sys.partition_schemes AS s ON s.data_space_id = i.data_space_id
INNER JOIN sys.partition_functions AS f ON f.function_id = s.function_id
INNER JOIN sys.partition_range_values AS v ON v.function_id = f.function_id AND v.boundary_id = p.partition_number
WHERE t.FamilyName = @FamilyName
  AND f.name = N'PF_Day'
  AND i.index_id <= 1
  AND p.rows > 0
  AND CAST(v.value AS datetime2(3)) <= @Before
GROUP BY p.object_id;

WHILE EXISTS (SELECT 1 FROM @Old)
BEGIN
    SELECT TOP (1) @ObjectId = o.ObjectId, @LastNumber = o.LastNumber, @Count = o.PartitionCount
    FROM @Old AS o
    ORDER BY o.ObjectId;

    SET @Statement = CONCAT(
        N'TRUNCATE TABLE ', QUOTENAME(OBJECT_SCHEMA_NAME(@ObjectId)), N'.', QUOTENAME(OBJECT_NAME(@ObjectId)),
        N' WITH (PARTITIONS (1 TO ', @LastNumber, N'));');
    EXEC sys.sp_executesql @Statement;

    SET @PartitionCount += @Count;

    DELETE @Old
    WHERE ObjectId = @ObjectId;
END;
