/*  config.EndMaintenanceWindow: ends a maintenance window before its time, and says so in audit.Event.
    @WindowId    config.MaintenanceWindow
    @ChangedBy   who ends it; NULL: the login
    @Now         UTC; NULL: the present by the repository's own clock
    Errors       50040 no such window, or one that is over  */
CREATE PROCEDURE config.EndMaintenanceWindow
    @WindowId  int,
    @ChangedBy nvarchar(128) = NULL,
    @Now       datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @Message nvarchar(400);

BEGIN TRANSACTION;

UPDATE config.MaintenanceWindow
SET EndedAt = @Now
WHERE WindowId = @WindowId
  AND EndsAt > @Now
  AND EndedAt IS NULL;

IF @@ROWCOUNT = 0
BEGIN
    SET @Message = CONCAT(
        N'No window ', @WindowId, N' that still holds. config.MaintenanceWindow lists them, with EndsAt and EndedAt.');
    THROW 50040, @Message, 1;
END;

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES (@Now, @ChangedBy, N'EndMaintenanceWindow', CONCAT(N'window ', @WindowId), N'', N'ended');

COMMIT TRANSACTION;
