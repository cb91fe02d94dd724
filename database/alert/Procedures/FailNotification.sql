/*  alert.FailNotification: the message could not be sent, or not to all of its recipients.
    @NotificationId, @LeaseToken   as claimed
    @ErrorMessage                  why
    @IsTransient                   1: try again after 2, 4, 8 … at most 120 seconds, for
                                   NotificationRetryMs; 0: give up
    @InDoubtCount                  attempts after which nobody knew whether the message was taken: then after
                                   1, 2, 4 … at most 60 minutes, since each may be another copy
    @Recipients                    what became of the recipients that need no further attempt
    @Now                           UTC
    @RetryAfterSeconds             what the server asked for: not tried again before; NULL: nothing
    Result                         one row: NextAttemptAt, NULL when given up
    Errors                         50021 the lease is not the caller's any more; nothing was changed  */
CREATE PROCEDURE alert.FailNotification
    @NotificationId    bigint,
    @LeaseToken        uniqueidentifier,
    @ErrorMessage      nvarchar(2048),
    @IsTransient       bit,
    @InDoubtCount      int = 0,
    @Recipients        stage.RecipientResult READONLY,
    @Now               datetime2(3),
    @RetryAfterSeconds int = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @Message nvarchar(400);
DECLARE @RetryMs int = (SELECT s.Value FROM config.SettingNumber(N'NotificationRetryMs') AS s);

-- Somebody has it already: what is given up is the rest.
DECLARE @WasAccepted bit = CASE
    WHEN EXISTS (SELECT 1 FROM @Recipients AS r WHERE r.WasAccepted = 1) THEN 1
    WHEN EXISTS
         (
             SELECT 1
             FROM alert.NotificationRecipient AS k
             WHERE k.NotificationId = @NotificationId
               AND k.WasAccepted = 1
         ) THEN 1
    ELSE 0
END;

-- What has happened is noted in any case; only its time may be wrong.
SET @Now = (SELECT c.TrustedAt FROM config.ClockFault(@Now, 0) AS c);

BEGIN TRANSACTION;

UPDATE n
SET Status = CASE WHEN t.IsTriedAgain = 1 THEN N'pending' WHEN @WasAccepted = 1 THEN N'sent' ELSE N'failed' END,
    SentAt = CASE WHEN t.IsTriedAgain = 0 AND @WasAccepted = 1 THEN @Now END,
    GivenUpAt = CASE WHEN t.IsTriedAgain = 0 AND @WasAccepted = 0 THEN @Now END,
    LastError = CASE
        WHEN @IsTransient = 1 AND t.IsTriedAgain = 0
            THEN LEFT(CONCAT(N'Given up after ', n.AttemptCount, N' attempts: ', @ErrorMessage), 2048)
        ELSE @ErrorMessage
    END,
    NextAttemptAt = CASE
        WHEN t.IsTriedAgain = 0 THEN NULL
        WHEN @RetryAfterSeconds > CASE WHEN n.AttemptCount >= 7 THEN 120 ELSE POWER(2, n.AttemptCount) END
            THEN DATEADD(second, @RetryAfterSeconds, @Now)
        WHEN @InDoubtCount > 0
            THEN DATEADD(minute, CASE WHEN @InDoubtCount >= 7 THEN 60 ELSE POWER(2, @InDoubtCount - 1) END, @Now)
        ELSE DATEADD(second, CASE WHEN n.AttemptCount >= 7 THEN 120 ELSE POWER(2, n.AttemptCount) END, @Now)
    END,
    LeaseOwner = NULL,
    LeaseToken = NULL,
    LeaseExpiresAt = NULL
FROM alert.Notification AS n
CROSS APPLY
(
    SELECT IsTriedAgain = CAST(CASE
        WHEN @IsTransient = 1 AND n.CreatedAt > DATEADD(millisecond, -@RetryMs, @Now) THEN 1
        ELSE 0
    END AS bit)
) AS t
WHERE n.NotificationId = @NotificationId
  AND n.Status = N'pending'
  AND n.LeaseToken = @LeaseToken;

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
