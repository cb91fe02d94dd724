/*  ops.MergePartitions: takes away boundaries of days that every family has passed. Called by ops.Purge,
    which holds the application lock.
    @Before        UTC, a day's begin: what lies earlier belongs to no family any more
    @MergedCount   boundaries that were taken away
    Errors         1222 a table was in use for five seconds
    Only empty partitions are merged; one with rows (of a table that no family purges) ends the merging. The
    last of the old boundaries stays, so that the partition below it remains empty.  */
CREATE PROCEDURE ops.MergePartitions
    @Before      datetime2(3),
    @MergedCount int OUTPUT
WITH EXECUTE AS OWNER
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Before, 1;
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;

DECLARE @Boundary datetime2(3);
DECLARE @FirstUsed int;

SET @MergedCount = 0;

-- The first partition that holds a row of any table on the scheme.
SELECT @FirstUsed = MIN(p.partition_number)
FROM sys.partitions AS p
INNER JOIN sys.indexes AS i ON i.object_id = p.object_id AND i.index_id = p.index_id
INNER JOIN sys.partition_schemes AS s ON s.data_space_id = i.data_space_id
INNER JOIN sys.partition_functions AS f ON f.function_id = s.function_id
WHERE f.name = N'PF_Day'
  AND i.index_id <= 1
  AND p.rows > 0;

DECLARE Boundaries CURSOR LOCAL STATIC FOR
    SELECT CAST(v.value AS datetime2(3))
    FROM sys.partition_range_values AS v
    INNER JOIN sys.partition_functions AS f ON f.function_id = v.function_id
    INNER JOIN sys.partition_range_values AS n ON n.function_id = v.function_id AND n.boundary_id = v.boundary_id + 1
    WHERE f.name = N'PF_Day'
      AND CAST(n.value AS datetime2(3)) <= @Before
      -- Boundary k parts the partitions k and k + 1.
      AND (@FirstUsed IS NULL OR v.boundary_id + 1 < @FirstUsed)
    ORDER BY v.boundary_id;

OPEN Boundaries;
FETCH NEXT FROM Boundaries INTO @Boundary;
WHILE @@FETCH_STATUS = 0
BEGIN
    ALTER PARTITION FUNCTION PF_Day() MERGE RANGE (@Boundary);
    SET @MergedCount += 1;
    FETCH NEXT FROM Boundaries INTO @Boundary;
END;

CLOSE Boundaries;
DEALLOCATE Boundaries;
