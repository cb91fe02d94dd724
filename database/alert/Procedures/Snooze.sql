/*  alert.Snooze: nothing more is told of an open alert until a time, but that it became more severe or is
    over. Then it is told again if it still is open and nobody has acknowledged it.
    @AlertId     alert.Alert
    @Until       UTC, 31 days ahead at most; NULL: it is not snoozed any more
    @Note        why, NULL for nothing
    @ChangedBy   who; NULL: the login
    @Now         UTC; NULL: the present by the repository's own clock
    Errors       50020 no such alert, or not open; 50023 a value is missing or out of range, each is named  */
CREATE PROCEDURE alert.Snooze
    @AlertId   bigint,
    @Until     datetime2(3),
    @Note      nvarchar(1000) = NULL,
    @ChangedBy nvarchar(128) = NULL,
    @Now       datetime2(3) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckChange @Now OUTPUT, @ChangedBy OUTPUT;

DECLARE @Message nvarchar(400);
DECLARE @Severity nvarchar(16);
DECLARE @State nvarchar(16);
DECLARE @OldUntil datetime2(3);
DECLARE @MaxDays int = 31;

SET @Message = CONCAT(
    CASE WHEN @ChangedBy IS NULL OR LEN(@ChangedBy) = 0 THEN N' @ChangedBy is empty.' END,
    CASE
        WHEN @Until <= @Now THEN CONCAT(N' @Until = ', CONVERT(nvarchar(19), @Until, 126), N'Z has passed.')
        WHEN @Until > DATEADD(day, @MaxDays, @Now)
            THEN CONCAT(
                N' @Until = ', CONVERT(nvarchar(19), @Until, 126), N'Z is more than ', @MaxDays,
                N' days ahead: config.AddMaintenanceWindow mutes for longer.')
    END);

IF @Message <> N''
BEGIN
    SET @Message = CONCAT(N'Alert ', @AlertId, N' was not snoozed.', @Message);
    THROW 50023, @Message, 1;
END;

BEGIN TRANSACTION;

EXEC alert.LockAlert @AlertId, N'open', N'Only an open alert can be snoozed.', @State OUTPUT, @Severity OUTPUT;
SET @OldUntil = (SELECT SnoozedUntil FROM alert.Alert WHERE AlertId = @AlertId);

UPDATE alert.Alert
SET SnoozedUntil = @Until
WHERE AlertId = @AlertId;

INSERT alert.History (AlertId, ChangedAt, ChangedBy, FromState, ToState, Severity, ChangeKind, Note)
VALUES
(
    @AlertId,
    @Now,
    @ChangedBy,
    @State,
    @State,
    @Severity,
    N'snooze',
    LEFT(CONCAT(COALESCE(N'until ' + CONVERT(nvarchar(19), @Until, 126) + N'Z', N'ended'), N': ' + @Note), 1000)
);

INSERT audit.Event (OccurredAt, ChangedBy, [Action], Subject, OldValue, NewValue)
VALUES
(
    @Now,
    @ChangedBy,
    N'Snooze',
    CONCAT(N'alert ', @AlertId),
    N'until ' + CONVERT(nvarchar(19), @OldUntil, 126) + N'Z',
    CONCAT(COALESCE(N'until ' + CONVERT(nvarchar(19), @Until, 126) + N'Z', N'ended'), N': ' + @Note)
);

COMMIT TRANSACTION;
