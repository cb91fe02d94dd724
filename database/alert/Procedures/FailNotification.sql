/*  alert.FailNotification: the message could not be sent, or not to all of its recipients.
    @NotificationId, @LeaseToken   as claimed
    @ErrorMessage                  why
    @IsTransient                   1: try again after 2, 4, 8 … at most 120 seconds; 0: give up
    @Recipients                    what became of the recipients that need no further attempt
    @Now                           UTC
    Result                         one row: NextAttemptAt, NULL when given up
    Errors                         50021 the lease is not the caller's any more; nothing was changed  */
CREATE PROCEDURE alert.FailNotification
    @NotificationId bigint,
    @LeaseToken     uniqueidentifier,
    @ErrorMessage   nvarchar(2048),
    @IsTransient    bit,
    @Recipients     stage.RecipientResult READONLY,
    @Now            datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Message nvarchar(400);

-- What has happened is noted in any case; only its time may be wrong.
SET @Now = (SELECT c.TrustedAt FROM config.ClockFault(@Now, 0) AS c);

BEGIN TRANSACTION;

UPDATE alert.Notification
SET Status = CASE WHEN @IsTransient = 1 THEN N'pending' ELSE N'failed' END,
    LastError = @ErrorMessage,
    NextAttemptAt = CASE
        WHEN @IsTransient = 1 THEN DATEADD(second, CASE WHEN AttemptCount >= 7 THEN 120 ELSE POWER(2, AttemptCount) END, @Now)
    END,
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

SELECT NextAttemptAt
FROM alert.Notification
WHERE NotificationId = @NotificationId;
