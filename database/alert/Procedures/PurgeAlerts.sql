/*  alert.PurgeAlerts: deletes one batch of alerts that were resolved long ago, with their history, messages,
    recipients and post-mortem. Called by ops.Purge.
    @Before        UTC: what was resolved earlier goes; a message that still waits to be sent keeps its alert
    @BatchSize     alerts at most
    @DeletedRows   alerts that were deleted; less than @BatchSize when no more are left  */
CREATE PROCEDURE alert.PurgeAlerts
    @Before      datetime2(3),
    @BatchSize   int,
    @DeletedRows int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Before, 1;
SET DEADLOCK_PRIORITY LOW;

DECLARE @OwnsTransaction bit = CASE WHEN @@TRANCOUNT = 0 THEN 1 ELSE 0 END;

CREATE TABLE #Old (AlertId bigint NOT NULL PRIMARY KEY CLUSTERED);

BEGIN TRY
    IF @OwnsTransaction = 1
        BEGIN TRANSACTION;

    INSERT #Old (AlertId)
    SELECT TOP (@BatchSize) a.AlertId
    FROM alert.Alert AS a
    WHERE a.ResolvedAt < @Before
      AND NOT EXISTS (SELECT 1 FROM alert.Notification AS n WHERE n.AlertId = a.AlertId AND n.Status = N'pending')
    ORDER BY a.AlertId;

    SET @DeletedRows = @@ROWCOUNT;

    -- Test messages belong to no alert.
    DELETE r
    FROM alert.NotificationRecipient AS r
    INNER JOIN alert.Notification AS n ON n.NotificationId = r.NotificationId
    WHERE n.AlertId IS NULL
      AND n.CreatedAt < @Before
      AND n.Status <> N'pending';

    DELETE n
    FROM alert.Notification AS n
    WHERE n.AlertId IS NULL
      AND n.CreatedAt < @Before
      AND n.Status <> N'pending';

    IF @DeletedRows > 0
    BEGIN
        DELETE r
        FROM alert.NotificationRecipient AS r
        INNER JOIN alert.Notification AS n ON n.NotificationId = r.NotificationId
        INNER JOIN #Old AS o ON o.AlertId = n.AlertId;

        DELETE n
        FROM alert.Notification AS n
        INNER JOIN #Old AS o ON o.AlertId = n.AlertId;

        DELETE h
        FROM alert.History AS h
        INNER JOIN #Old AS o ON o.AlertId = h.AlertId;

        DELETE p
        FROM alert.PostMortem AS p
        INNER JOIN #Old AS o ON o.AlertId = p.AlertId;

        DELETE e
        FROM alert.Evidence AS e
        INNER JOIN #Old AS o ON o.AlertId = e.AlertId;

        -- Who told a story whose cause goes now stays by itself.
        UPDATE m
        SET RootAlertId = NULL
        FROM alert.Alert AS m
        INNER JOIN #Old AS o ON o.AlertId = m.RootAlertId;

        DELETE a
        FROM alert.Alert AS a
        INNER JOIN #Old AS o ON o.AlertId = a.AlertId;
    END;

    IF @OwnsTransaction = 1
        COMMIT TRANSACTION;
END TRY
BEGIN CATCH
    IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
        ROLLBACK TRANSACTION;
    THROW;
END CATCH;
