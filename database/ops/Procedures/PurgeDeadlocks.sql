/*  ops.PurgeDeadlocks: deletes one batch of old deadlocks with all that was told
    about them. Called by ops.Purge.
    @Before        UTC: what was detected earlier goes
    @BatchSize     deadlocks at most
    @DeletedRows   deadlocks that were deleted; less than @BatchSize when no more are left  */
CREATE PROCEDURE ops.PurgeDeadlocks
    @Before      datetime2(3),
    @BatchSize   int,
    @DeletedRows int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Before, 1;
SET DEADLOCK_PRIORITY LOW;

DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;

CREATE TABLE #Old (DeadlockId bigint NOT NULL PRIMARY KEY CLUSTERED);

BEGIN TRY
    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    INSERT #Old (DeadlockId)
    SELECT TOP (@BatchSize) d.DeadlockId
    FROM fact.Deadlock AS d
    WHERE d.DetectedAt < @Before
    ORDER BY d.DeadlockId;

    SET @DeletedRows = @@ROWCOUNT;

    IF @DeletedRows > 0
    BEGIN
        DELETE h
        FROM fact.DeadlockResourceHolder AS h
        INNER JOIN #Old AS o ON o.DeadlockId = h.DeadlockId;

        DELETE r
        FROM fact.DeadlockResource AS r
        INNER JOIN #Old AS o ON o.DeadlockId = r.DeadlockId;

        DELETE f
        FROM fact.DeadlockFrame AS f
        INNER JOIN #Old AS o ON o.DeadlockId = f.DeadlockId;

        DELETE p
        FROM fact.DeadlockProcess AS p
        INNER JOIN #Old AS o ON o.DeadlockId = p.DeadlockId;

        DELETE d
        FROM fact.Deadlock AS d
        INNER JOIN #Old AS o ON o.DeadlockId = d.DeadlockId;
    END;

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;
