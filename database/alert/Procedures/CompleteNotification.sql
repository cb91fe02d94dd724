/*  alert.CompleteNotification: the message was sent: taken for at least one recipient, with none left to try.
    @NotificationId, @LeaseToken   as claimed
    @Recipients                    what became of each recipient
    @Now                           UTC
    Errors                         50021 the lease is not the caller's any more; nothing was changed  */
CREATE PROCEDURE alert.CompleteNotification
    @NotificationId bigint,
    @LeaseToken     uniqueidentifier,
    @Recipients     stage.RecipientResult READONLY,
    @Now            datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Message nvarchar(400);

-- What has happened is noted in any case; only its time may be wrong.
SET @Now = (SELECT c.TrustedAt FROM config.ClockFault(@Now, 0) AS c);

BEGIN TRANSACTION;

UPDATE alert.Notification
SET Status = N'sent',
    SentAt = @Now,
    LastError = NULL,
    NextAttemptAt = NULL,
    LeaseOwner = NULL,
    LeaseToken = NULL,
    LeaseExpiresAt = NULL
WHERE NotificationId = @NotificationId
  AND Status = N'pending'
  AND LeaseToken = @LeaseToken;

IF @@ROWCOUNT = 0
BEGIN
    SET @Message = CONCAT(
        N'Notification ', @NotificationId, N' is not leased by token ', CONVERT(nvarchar(36), @LeaseToken),
        N': the lease ran out and another sender took the message, or it is done already.');
    THROW 50021, @Message, 1;
END;

EXEC alert.SaveRecipientResults @NotificationId, @Recipients, @Now;

COMMIT TRANSACTION;
