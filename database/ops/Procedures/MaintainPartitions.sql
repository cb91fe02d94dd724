/*  ops.MaintainPartitions: makes the partitions of today and the days to come. With
    nothing to do it locks nothing.
    @Now            UTC
    @MadeCount      boundaries that were made
    Errors          50060 another session is at it; 1222 a table was in use for five seconds; both pass
                    by themselves: call again later
    Days to come have a partition each, whatever rows a wrong clock has left beyond them: the few that there
    can be are moved. Today's is not made any more when rows of today lie in a larger one already (nobody had
    called for longer than PartitionDaysAhead days), because moving them would lock the table.  */
CREATE PROCEDURE ops.MaintainPartitions
    @Now       datetime2(3),
    @MadeCount int = NULL OUTPUT
WITH EXECUTE AS OWNER
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

SET LOCK_TIMEOUT 5000;
SET DEADLOCK_PRIORITY LOW;

DECLARE @DaysAhead int = (SELECT s.Value FROM config.SettingNumber(N'PartitionDaysAhead') AS s);
DECLARE @Today datetime2(3) = CAST(@Now AS date);
DECLARE @Boundary datetime2(3) = @Today;
DECLARE @HasRowsOfToday bit = 0;
DECLARE @Statement nvarchar(max);
DECLARE @Lock int = -1;

DECLARE @Missing TABLE (StartsAt datetime2(3) NOT NULL PRIMARY KEY CLUSTERED);

SET @MadeCount = 0;

BEGIN TRY
    -- The last boundary begins the day after the last day wanted: what lies beyond it stays empty.
    WHILE @Boundary <= DATEADD(day, @DaysAhead + 1, @Today)
    BEGIN
        INSERT @Missing (StartsAt)
        VALUES (@Boundary);

        SET @Boundary = DATEADD(day, 1, @Boundary);
    END;

    DELETE m
    FROM @Missing AS m
    WHERE EXISTS
    (
        SELECT 1
        FROM sys.partition_range_values AS v
        INNER JOIN sys.partition_functions AS f ON f.function_id = v.function_id
        WHERE f.name = N'PF_Day'
          AND CAST(v.value AS datetime2(3)) = m.StartsAt
    );

    IF NOT EXISTS (SELECT 1 FROM @Missing)
        RETURN;

    EXEC @Lock = sys.sp_getapplock @Resource = N'AxMonitor.Partitions', @LockMode = N'Exclusive', @LockOwner = N'Session',
        @LockTimeout = 0;
    IF @Lock < 0
        THROW 50060, N'Another session is making or purging partitions. Nothing is lost: the next call does it.', 1;

    IF EXISTS (SELECT 1 FROM @Missing AS m WHERE m.StartsAt = @Today)
    BEGIN
        -- Of all tables that have rows in the partition that today lies in.
        SELECT @Statement = STUFF(
        (
            SELECT CONCAT(
                N' UNION ALL SELECT 1 FROM ', QUOTENAME(OBJECT_SCHEMA_NAME(p.object_id)), N'.',
                QUOTENAME(OBJECT_NAME(p.object_id)), N' WHERE ', QUOTENAME(c.name),
                N' >= @Today AND ', QUOTENAME(c.name), N' < DATEADD(day, 1, @Today)')
            FROM sys.partitions AS p
            INNER JOIN sys.indexes AS i ON i.object_id = p.object_id AND i.index_id = p.index_id
            INNER JOIN sys.partition_schemes AS s ON s.data_space_id = i.data_space_id
            INNER JOIN sys.partition_functions AS f ON f.function_id = s.function_id
            INNER JOIN sys.index_columns AS ic
                ON ic.object_id = i.object_id AND ic.index_id = i.index_id AND ic.partition_ordinal = 1
            INNER JOIN sys.columns AS c ON c.object_id = ic.object_id AND c.column_id = ic.column_id
            WHERE f.name = N'PF_Day'
              AND i.index_id <= 1
              AND p.partition_number = $PARTITION.PF_Day(@Today)
              AND p.rows > 0
            FOR XML PATH(N''), TYPE
        ).value(N'.', N'nvarchar(max)'), 1, 11, N'');

        SET @Statement = CONCAT(N'IF EXISTS (', @Statement, N') SET @HasRows = 1;');
        IF @Statement <> N'IF EXISTS () SET @HasRows = 1;'
            EXEC sys.sp_executesql @Statement, N'@Today datetime2(3), @HasRows bit OUTPUT', @Today = @Today,
                @HasRows = @HasRowsOfToday OUTPUT;

        DELETE @Missing
        WHERE StartsAt = @Today
          AND @HasRowsOfToday = 1;
    END;

    -- From the last one down: what lies beyond all of them is moved once, the days before are split empty.
    WHILE EXISTS (SELECT 1 FROM @Missing)
    BEGIN
        SET @Boundary = (SELECT MAX(m.StartsAt) FROM @Missing AS m);

        ALTER PARTITION SCHEME PS_Day NEXT USED [PRIMARY];
        ALTER PARTITION FUNCTION PF_Day() SPLIT RANGE (@Boundary);
        SET @MadeCount += 1;

        DELETE @Missing
        WHERE StartsAt = @Boundary;
    END;

    EXEC sys.sp_releaseapplock @Resource = N'AxMonitor.Partitions', @LockOwner = N'Session';
END TRY
BEGIN CATCH
    IF @Lock >= 0
        EXEC sys.sp_releaseapplock @Resource = N'AxMonitor.Partitions', @LockOwner = N'Session';
    THROW;
END CATCH;
