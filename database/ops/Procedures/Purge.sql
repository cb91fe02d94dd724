/*  ops.Purge: deletes what is older than its family is kept: whole partitions of tables on PS_Day, rows in
    batches of the others; then boundaries that every family has passed.
    @Now              UTC. Kept are today and RetentionDays whole days before it.
    @PartitionCount   partitions with rows that were emptied
    @DeletedRows      rows that were deleted in batches
    @MergedCount      boundaries that were taken away
    Errors            50060 another session is at it; 50061 what passes by itself (lib.PassingError: a table
                      was in use for five seconds, a deadlock): call again later; 50062 a family failed
    A family that was purged for this day is not looked at again; a limit that a wrong clock has left in the
    future does not count. More than PurgeWarnDays days at once wait (ops.HoldPurge), and no boundary goes
    meanwhile.
    What fails in one family does not keep the others from being purged: the first error is raised in the
    end, one that does not pass by itself before one that does.  */
CREATE PROCEDURE ops.Purge
    @Now            datetime2(3),
    @PartitionCount int = NULL OUTPUT,
    @DeletedRows    bigint = NULL OUTPUT,
    @MergedCount    int = NULL OUTPUT
WITH EXECUTE AS OWNER
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;
SET DEADLOCK_PRIORITY LOW;

DECLARE @Today datetime2(3) = CAST(@Now AS date);
DECLARE @FamilyName nvarchar(64);
DECLARE @Before datetime2(3);
DECLARE @FamilyPartitions int;
DECLARE @FamilyRows bigint;
DECLARE @FirstError nvarchar(2048);
DECLARE @IsFirstPassing bit;
DECLARE @IsPassing bit;
DECLARE @Lock int = -1;
DECLARE @WarnDays int = (SELECT s.Value FROM config.SettingNumber(N'PurgeWarnDays') AS s);
DECLARE @PurgedBefore datetime2(3);
DECLARE @IsHeld bit;

DECLARE @Due TABLE
(
    FamilyName   nvarchar(64) NOT NULL PRIMARY KEY CLUSTERED,
    PurgeBefore  datetime2(3) NOT NULL,
    PurgedBefore datetime2(3) NULL
);

SET @PartitionCount = 0;
SET @DeletedRows = 0;
SET @MergedCount = 0;

BEGIN TRY
    INSERT @Due (FamilyName, PurgeBefore, PurgedBefore)
    SELECT f.FamilyName, b.PurgeBefore, p.PurgedBefore
    FROM config.RetentionFamily AS f
    CROSS APPLY (SELECT PurgeBefore = CAST(DATEADD(day, -f.RetentionDays, @Today) AS datetime2(3))) AS b
    LEFT JOIN ops.FamilyPurge AS p
        ON p.FamilyName = f.FamilyName
       AND p.PurgedBefore <= @Today
       AND p.PurgedAt < DATEADD(day, 1, @Now)
    WHERE p.PurgedBefore IS NULL
       OR p.PurgedBefore < b.PurgeBefore;

    -- What the clock does not ask for any more waits for nothing.
    IF EXISTS (SELECT 1 FROM ops.HeldPurge)
        DELETE h
        FROM ops.HeldPurge AS h
        WHERE NOT EXISTS (SELECT 1 FROM @Due AS d WHERE d.FamilyName = h.FamilyName);

    IF NOT EXISTS (SELECT 1 FROM @Due)
        RETURN;

    EXEC @Lock = sys.sp_getapplock @Resource = N'AxMonitor.Partitions', @LockMode = N'Exclusive', @LockOwner = N'Session',
        @LockTimeout = 0;
    IF @Lock < 0
        THROW 50060, N'Another session is making or purging partitions. Nothing is lost: the next call does it.', 1;

    -- In the order of names: alerts before the incidents they refer to, texts last.
    WHILE EXISTS (SELECT 1 FROM @Due)
    BEGIN
        SELECT TOP (1) @FamilyName = d.FamilyName, @Before = d.PurgeBefore, @PurgedBefore = d.PurgedBefore
        FROM @Due AS d
        ORDER BY d.FamilyName;

        BEGIN TRY
            SET @IsHeld = 0;
            IF @PurgedBefore IS NULL OR @PurgedBefore < DATEADD(day, -@WarnDays, @Before)
                EXEC ops.HoldPurge @FamilyName, @Before, @PurgedBefore, @Now, @IsHeld OUTPUT;

            IF @IsHeld = 0
            BEGIN
                EXEC ops.PurgePartitions @FamilyName, @Before, @FamilyPartitions OUTPUT;
                EXEC ops.PurgeRows @FamilyName, @Before, @FamilyRows OUTPUT;

                UPDATE ops.FamilyPurge
                SET PurgedBefore = @Before,
                    PurgedAt = @Now,
                    PartitionCount = @FamilyPartitions,
                    RowsDeleted = @FamilyRows
                WHERE FamilyName = @FamilyName;

                IF @@ROWCOUNT = 0
                    INSERT ops.FamilyPurge (FamilyName, PurgedBefore, PurgedAt, PartitionCount, RowsDeleted)
                    VALUES (@FamilyName, @Before, @Now, @FamilyPartitions, @FamilyRows);

                DELETE ops.HeldPurge
                WHERE FamilyName = @FamilyName;

                SET @PartitionCount += @FamilyPartitions;
                SET @DeletedRows += @FamilyRows;
            END;
        END TRY
        BEGIN CATCH
            -- In a transaction of the caller's nothing more can be done.
            IF XACT_STATE() = -1
                THROW;

            SELECT @IsPassing = e.IsPassing
            FROM lib.PassingError(ERROR_NUMBER()) AS e;

            IF @IsFirstPassing IS NULL OR @IsPassing < @IsFirstPassing
                SELECT @IsFirstPassing = @IsPassing, @FirstError = CONCAT(N'Family ', @FamilyName, N': ', ERROR_MESSAGE());
        END CATCH;

        DELETE @Due
        WHERE FamilyName = @FamilyName;
    END;

    -- Every family with a partitioned table has passed the days before the earliest of their limits.
    SET @Before =
    (
        SELECT MIN(DATEADD(day, -f.RetentionDays, @Today))
        FROM config.RetentionFamily AS f
        WHERE EXISTS
        (
            SELECT 1
            FROM config.FactTable AS t
            INNER JOIN sys.indexes AS i ON i.object_id = OBJECT_ID(t.TableName, N'U') AND i.index_id <= 1
            INNER JOIN sys.partition_schemes AS s ON s.data_space_id = i.data_space_id
            WHERE t.FamilyName = f.FamilyName
        )
    );

    IF @Before IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ops.HeldPurge)
        EXEC ops.MergePartitions @Before, @MergedCount OUTPUT;

    EXEC sys.sp_releaseapplock @Resource = N'AxMonitor.Partitions', @LockOwner = N'Session';
END TRY
BEGIN CATCH
    IF @Lock >= 0
        EXEC sys.sp_releaseapplock @Resource = N'AxMonitor.Partitions', @LockOwner = N'Session';
    THROW;
END CATCH;

IF @IsFirstPassing = 1
    THROW 50061, @FirstError, 1;

IF @IsFirstPassing = 0
    THROW 50062, @FirstError, 1;
