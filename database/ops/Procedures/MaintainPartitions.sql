/*  ops.MaintainPartitions: makes the partitions of today and the days to come. With
    nothing to do it locks nothing.
    @Now            UTC
    @MadeCount      boundaries that were made
    Errors          50060 another session is at it; 1222 a table was in use for five seconds; both pass
                    by themselves: call again later
    Only empty ranges are split, because splitting others moves rows under a lock. Rows that are already
    beyond the last boundary (nobody had called for longer than PartitionDaysAhead days) stay together in
    their partition; the days after the youngest of them get partitions of their own again.  */
CREATE PROCEDURE ops.MaintainPartitions
    @Now       datetime2(3),
    @MadeCount int = NULL OUTPUT
WITH EXECUTE AS OWNER
AS
SET NOCOUNT, XACT_ABORT ON;
SET LOCK_TIMEOUT 5000;

DECLARE @DaysAhead int = (SELECT s.Value FROM config.SettingNumber(N'PartitionDaysAhead') AS s);
DECLARE @Today datetime2(3) = CAST(@Now AS date);
DECLARE @Boundary datetime2(3);
DECLARE @Last datetime2(3);
DECLARE @LastRowAt datetime2(3);
DECLARE @Statement nvarchar(max);
DECLARE @Lock int = -1;

SET @MadeCount = 0;

BEGIN TRY
    SELECT @Last = MAX(CAST(v.value AS datetime2(3)))
    FROM sys.partition_range_values AS v
    INNER JOIN sys.partition_functions AS f ON f.function_id = v.function_id
    WHERE f.name = N'PF_Day';

    -- The last boundary begins the day after the last day wanted: what lies beyond it stays empty.
    IF @Last >= DATEADD(day, @DaysAhead + 1, @Today)
        RETURN;

    EXEC @Lock = sys.sp_getapplock @Resource = N'AxMonitor.Partitions', @LockMode = N'Exclusive', @LockOwner = N'Session',
        @LockTimeout = 0;
    IF @Lock < 0
        THROW 50060, N'Another session is making or purging partitions. Nothing is lost: the next call does it.', 1;

    -- The youngest row beyond the last boundary, of all tables that have some there.
    SELECT @Statement = STUFF(
    (
        SELECT CONCAT(
            N' UNION ALL SELECT MAX(', QUOTENAME(c.name), N') FROM ', QUOTENAME(OBJECT_SCHEMA_NAME(p.object_id)), N'.',
            QUOTENAME(OBJECT_NAME(p.object_id)),
            CASE WHEN @Last IS NOT NULL THEN CONCAT(N' WHERE ', QUOTENAME(c.name), N' >= @Last') END)
        FROM sys.partitions AS p
        INNER JOIN sys.indexes AS i ON i.object_id = p.object_id AND i.index_id = p.index_id
        INNER JOIN sys.partition_schemes AS s ON s.data_space_id = i.data_space_id
        INNER JOIN sys.partition_functions AS f ON f.function_id = s.function_id
        INNER JOIN sys.index_columns AS ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id AND ic.partition_ordinal = 1
        INNER JOIN sys.columns AS c ON c.object_id = ic.object_id AND c.column_id = ic.column_id
        WHERE f.name = N'PF_Day'
          AND i.index_id <= 1
          AND p.partition_number = f.fanout
          AND p.rows > 0
        FOR XML PATH(N''), TYPE
    ).value(N'.', N'nvarchar(max)'), 1, 11, N'');

    IF @Statement IS NOT NULL
    BEGIN
        SET @Statement = CONCAT(N'SELECT @LastRowAt = MAX(x.LastAt) FROM (', @Statement, N') AS x (LastAt);');
        EXEC sys.sp_executesql @Statement, N'@Last datetime2(3), @LastRowAt datetime2(3) OUTPUT', @Last = @Last,
            @LastRowAt = @LastRowAt OUTPUT;
    END;

    SET @Boundary =
    (
        SELECT MAX(x.StartsAt)
        FROM (
            VALUES (@Today), (DATEADD(day, 1, @Last)), (DATEADD(day, 1, CAST(CAST(@LastRowAt AS date) AS datetime2(3))))
        ) AS x (StartsAt)
    );

    WHILE @Boundary <= DATEADD(day, @DaysAhead + 1, @Today)
    BEGIN
        ALTER PARTITION SCHEME PS_Day NEXT USED [PRIMARY];
        ALTER PARTITION FUNCTION PF_Day() SPLIT RANGE (@Boundary);
        SET @MadeCount += 1;
        SET @Boundary = DATEADD(day, 1, @Boundary);
    END;

    EXEC sys.sp_releaseapplock @Resource = N'AxMonitor.Partitions', @LockOwner = N'Session';
END TRY
BEGIN CATCH
    IF @Lock >= 0
        EXEC sys.sp_releaseapplock @Resource = N'AxMonitor.Partitions', @LockOwner = N'Session';
    THROW;
END CATCH;
