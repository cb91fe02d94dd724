/*  ops.CountPurge: what a purge of a family would delete. Called by ops.HoldPurge.
    @FamilyName   config.RetentionFamily
    @Before       UTC, a day's begin: what is older would go
    @RowTotal     rows at most: what is still referred to stays
    @FirstAt      when the oldest of them is from, by whole days where they lie in partitions; NULL: there
                  are none
    Rows of tables that are not partitioned are counted one by one: this is for the rare case.  */
CREATE PROCEDURE ops.CountPurge
    @FamilyName nvarchar(64),
    @Before     datetime2(3),
    @RowTotal   bigint OUTPUT,
    @FirstAt    datetime2(3) OUTPUT
WITH EXECUTE AS OWNER
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Before, 1;

SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;

DECLARE @Statement nvarchar(max);

DECLARE @Part TABLE
(
    ObjectId  int          NOT NULL,
    DayColumn sysname      NOT NULL,
    Number    int          NOT NULL,
    RowTotal  bigint       NOT NULL,
    FromAt    datetime2(3) NULL,
    ToAt      datetime2(3) NOT NULL,
    PRIMARY KEY CLUSTERED (ObjectId, Number)
);

INSERT @Part (ObjectId, DayColumn, Number, RowTotal, FromAt, ToAt)
SELECT p.object_id, t.DayColumn, p.partition_number, p.rows, CAST(l.value AS datetime2(3)), CAST(v.value AS datetime2(3))
FROM config.FactTable AS t
INNER JOIN sys.partitions AS p ON p.object_id = OBJECT_ID(t.TableName, N'U')
INNER JOIN sys.indexes AS i ON i.object_id = p.object_id AND i.index_id = p.index_id
INNER JOIN sys.partition_schemes AS s ON s.data_space_id = i.data_space_id
INNER JOIN sys.partition_functions AS f ON f.function_id = s.function_id
INNER JOIN sys.partition_range_values AS v ON v.function_id = f.function_id AND v.boundary_id = p.partition_number
LEFT JOIN sys.partition_range_values AS l ON l.function_id = f.function_id AND l.boundary_id = p.partition_number - 1
WHERE t.FamilyName = @FamilyName
  AND f.name = N'PF_Day'
  AND i.index_id <= 1
  AND p.rows > 0
  AND CAST(v.value AS datetime2(3)) <= @Before;

-- Whole partitions: the server keeps the counts, and that of a day says from when its rows are.
SELECT
    @RowTotal = COALESCE(SUM(p.RowTotal), 0),
    @FirstAt = MIN(CASE WHEN p.FromAt >= DATEADD(day, -1, p.ToAt) THEN p.FromAt END)
FROM @Part AS p;

SELECT @Statement = STUFF(
(
    SELECT x.Part
    FROM
    (
        SELECT Part = CONCAT(
            N' UNION ALL SELECT COUNT_BIG(*), MIN(', QUOTENAME(t.DayColumn), N') FROM ',
            QUOTENAME(OBJECT_SCHEMA_NAME(o.object_id)), N'.', QUOTENAME(o.name), N' WHERE ', QUOTENAME(t.DayColumn),
            N' < @Before')
        FROM config.FactTable AS t
        INNER JOIN sys.tables AS o ON o.object_id = OBJECT_ID(t.TableName, N'U')
        INNER JOIN sys.indexes AS i ON i.object_id = o.object_id AND i.index_id <= 1
        WHERE t.FamilyName = @FamilyName
          AND NOT EXISTS (SELECT 1 FROM sys.partition_schemes AS s WHERE s.data_space_id = i.data_space_id)
        UNION ALL
        -- Of longer ones only the rows tell.
        SELECT CONCAT(
            N' UNION ALL SELECT 0, MIN(', QUOTENAME(MIN(p.DayColumn)), N') FROM ',
            QUOTENAME(OBJECT_SCHEMA_NAME(p.ObjectId)), N'.', QUOTENAME(OBJECT_NAME(p.ObjectId)),
            N' WHERE ', QUOTENAME(MIN(p.DayColumn)), N' < ''', CONVERT(nvarchar(23), MAX(p.ToAt), 126), N'''')
        FROM @Part AS p
        WHERE p.FromAt IS NULL
           OR p.FromAt < DATEADD(day, -1, p.ToAt)
        GROUP BY p.ObjectId
    ) AS x
    FOR XML PATH(N''), TYPE
).value(N'.', N'nvarchar(max)'), 1, 11, N'');

IF @Statement IS NOT NULL
BEGIN
    SET @Statement = CONCAT(
        N'SELECT @RowTotal += SUM(x.RowTotal), @FirstAt = CASE WHEN MIN(x.FirstAt) < COALESCE(@FirstAt, @Before) ',
        N'THEN MIN(x.FirstAt) ELSE @FirstAt END FROM (', @Statement, N') AS x (RowTotal, FirstAt);');
    EXEC sys.sp_executesql @Statement, N'@Before datetime2(3), @RowTotal bigint OUTPUT, @FirstAt datetime2(3) OUTPUT',
        @Before = @Before, @RowTotal = @RowTotal OUTPUT, @FirstAt = @FirstAt OUTPUT;
END;
