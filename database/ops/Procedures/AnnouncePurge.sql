/*  ops.AnnouncePurge: says, before a purge that is far beyond the usual, what will go. Called by ops.Purge.
    @FamilyName     config.RetentionFamily
    @Before         UTC, a day's begin: what is older goes
    @PurgedBefore   up to where the family has been purged; NULL: not known
    Result          a message of severity 10, sent at once; none where nothing is old enough
    Rows of tables that are not partitioned are counted one by one: this is for the rare case.  */
CREATE PROCEDURE ops.AnnouncePurge
    @FamilyName   nvarchar(64),
    @Before       datetime2(3),
    @PurgedBefore datetime2(3)
WITH EXECUTE AS OWNER
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Before, 1;

SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;

DECLARE @Statement nvarchar(max);
DECLARE @RowTotal bigint = 0;
DECLARE @FirstAt datetime2(3);
DECLARE @Message nvarchar(2000);

-- Whole partitions: the server keeps the counts.
SELECT @RowTotal = COALESCE(SUM(p.rows), 0), @FirstAt = MIN(COALESCE(CAST(l.value AS datetime2(3)), @Before))
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

SELECT @Statement = STUFF(
(
    SELECT CONCAT(
        N' UNION ALL SELECT COUNT_BIG(*), MIN(', QUOTENAME(t.DayColumn), N') FROM ', QUOTENAME(OBJECT_SCHEMA_NAME(o.object_id)),
        N'.', QUOTENAME(o.name), N' WHERE ', QUOTENAME(t.DayColumn), N' < @Before')
    FROM config.FactTable AS t
    INNER JOIN sys.tables AS o ON o.object_id = OBJECT_ID(t.TableName, N'U')
    INNER JOIN sys.indexes AS i ON i.object_id = o.object_id AND i.index_id <= 1
    WHERE t.FamilyName = @FamilyName
      AND NOT EXISTS (SELECT 1 FROM sys.partition_schemes AS s WHERE s.data_space_id = i.data_space_id)
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

IF @RowTotal > 0
BEGIN
    SET @Message = CONCAT(
        N'Purge of family ', @FamilyName, N': up to ', @RowTotal, N' rows from before ', CONVERT(nvarchar(10), @Before, 126),
        N' go now', CASE WHEN @FirstAt < @Before THEN N', the oldest of ' + CONVERT(nvarchar(10), @FirstAt, 126) END,
        N'. The last purge went up to ', COALESCE(CONVERT(nvarchar(10), @PurgedBefore, 126), N'an unknown day'),
        N'; setting PurgeWarnDays says how many days at once are usual.');
    RAISERROR (N'%s', 10, 1, @Message) WITH NOWAIT;
END;
