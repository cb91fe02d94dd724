/*  ops.PurgeRows: deletes the old rows of one family's tables that are not partitioned, in batches. Called by
    ops.Purge, which holds the application lock.
    @FamilyName    config.RetentionFamily
    @Before        UTC: rows whose day column lies earlier go
    @DeletedRows   rows that were deleted, of tables with a procedure of their own what that counts
    Errors         1222 a table was in use for five seconds; those of the procedures in config.FactTable
    Each batch is a transaction of its own, so that collectors come in between.  */
CREATE PROCEDURE ops.PurgeRows
    @FamilyName  nvarchar(64),
    @Before      datetime2(3),
    @DeletedRows bigint OUTPUT
WITH EXECUTE AS OWNER
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Before, 1;
SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;

DECLARE @BatchSize int = (SELECT s.Value FROM config.SettingNumber(N'PurgeBatchRows') AS s);
DECLARE @TableName nvarchar(257);
DECLARE @Statement nvarchar(max);
DECLARE @Rows int;

DECLARE @Work TABLE (TableName nvarchar(257) NOT NULL PRIMARY KEY CLUSTERED, Statement nvarchar(max) NOT NULL);

SET @DeletedRows = 0;
SET @BatchSize = CASE WHEN @BatchSize < 1 THEN 1 ELSE @BatchSize END;

INSERT @Work (TableName, Statement)
SELECT
    t.TableName,
    CASE
        WHEN t.PurgeProcedure IS NOT NULL
            THEN CONCAT(
                N'EXEC ',
                QUOTENAME(OBJECT_SCHEMA_NAME(OBJECT_ID(t.PurgeProcedure))),
                N'.',
                QUOTENAME(OBJECT_NAME(OBJECT_ID(t.PurgeProcedure))),
                N' @Before, @BatchSize, @Rows OUTPUT;')
        ELSE CONCAT(
            N'DELETE TOP (@BatchSize) FROM ', QUOTENAME(OBJECT_SCHEMA_NAME(o.object_id)), N'.', QUOTENAME(o.name), N' WHERE ',
            QUOTENAME(t.DayColumn), N' < @Before; SET @Rows = @@ROWCOUNT;')
    END
FROM config.FactTable AS t
INNER JOIN sys.tables AS o ON o.object_id = OBJECT_ID(t.TableName, N'U')
INNER JOIN sys.indexes AS i ON i.object_id = o.object_id AND i.index_id <= 1
WHERE t.FamilyName = @FamilyName
  AND NOT EXISTS (SELECT 1 FROM sys.partition_schemes AS s WHERE s.data_space_id = i.data_space_id);

WHILE EXISTS (SELECT 1 FROM @Work)
BEGIN
    SELECT TOP (1) @TableName = w.TableName, @Statement = w.Statement
    FROM @Work AS w
    ORDER BY w.TableName;

    SET @Rows = @BatchSize;
    WHILE @Rows >= @BatchSize
    BEGIN
        EXEC sys.sp_executesql
            @Statement,
            N'@Before datetime2(3), @BatchSize int, @Rows int OUTPUT',
            @Before = @Before,
            @BatchSize = @BatchSize,
            @Rows = @Rows OUTPUT;
        SET @DeletedRows += @Rows;
    END;

    DELETE @Work
    WHERE TableName = @TableName;
END;
