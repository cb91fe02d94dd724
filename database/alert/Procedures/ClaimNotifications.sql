/*  alert.ClaimNotifications: takes messages to send, under a lease, oldest first.
    @Owner          who sends
    @LeaseSeconds   until when the message is nobody else's; a claim that ran out can be claimed again
    @MaxCount       at most so many
    @Now            UTC
    @ChannelKind    only of channels of this kind; NULL for all
    @Channel        only of this channel; NULL for all. What has waited longest for its attempt comes first,
                    so that a message which makes the server fail does not keep the others from it
    Result          the claimed messages in the order of NotificationId. FirstMessageKey is that of the
                    alert's first message on the channel, which later ones answer; SettledJson holds the
                    recipients that need no further copy
    A message waits until the earlier ones of its alert on its channel are sent or given up, so that
    'resolved' never overtakes 'open'. One that somebody has received already does not hold up the later
    ones for a recipient that is still to be tried.  */
CREATE PROCEDURE alert.ClaimNotifications
    @Owner        nvarchar(128),
    @LeaseSeconds int,
    @MaxCount     int,
    @Now          datetime2(3),
    @ChannelKind  nvarchar(16) = NULL,
    @Channel      nvarchar(64) = NULL
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

DECLARE @Claimed TABLE (NotificationId bigint NOT NULL PRIMARY KEY);

WITH Due AS
(
    SELECT TOP (@MaxCount) n.NotificationId, n.LeaseOwner, n.LeaseToken, n.LeaseExpiresAt, n.AttemptCount
    FROM alert.Notification AS n WITH (UPDLOCK, READPAST, ROWLOCK)
    WHERE n.Status = N'pending'
      AND (n.NextAttemptAt <= @Now OR n.NextAttemptAt > DATEADD(day, 1, @Now))
      AND (@ChannelKind IS NULL OR n.ChannelKind = @ChannelKind)
      AND (@Channel IS NULL OR n.Channel = @Channel)
      AND
      (
          n.LeaseExpiresAt IS NULL
          OR n.LeaseExpiresAt <= @Now
          OR n.LeaseExpiresAt > DATEADD(second, @LeaseSeconds + 3600, @Now)
      )
      AND NOT EXISTS
      (
          SELECT 1
          FROM alert.Notification AS e
          WHERE e.AlertId = n.AlertId
            AND e.Channel = n.Channel
            AND e.Status = N'pending'
            AND e.NotificationId < n.NotificationId
            AND NOT EXISTS
            (
                SELECT 1
                FROM alert.NotificationRecipient AS r
                WHERE r.NotificationId = e.NotificationId
                  AND r.WasAccepted = 1
            )
      )
    ORDER BY CASE WHEN @Channel IS NOT NULL THEN n.NextAttemptAt END, n.NotificationId
)
UPDATE Due
SET LeaseOwner = @Owner,
    LeaseToken = NEWID(),
    LeaseExpiresAt = DATEADD(second, @LeaseSeconds, @Now),
    AttemptCount = AttemptCount + 1
OUTPUT inserted.NotificationId INTO @Claimed (NotificationId);

SELECT
    n.NotificationId,
    n.LeaseToken,
    AttemptNumber = n.AttemptCount,
    n.Channel,
    n.ChannelKind,
    n.Recipients,
    n.TemplateName,
    n.State,
    n.Severity,
    n.MessageKey,
    FirstMessageKey = COALESCE(
        (
            SELECT TOP (1) f.MessageKey
            FROM alert.Notification AS f
            WHERE f.AlertId = n.AlertId
              AND f.Channel = n.Channel
            ORDER BY f.NotificationId
        ), n.MessageKey),
    n.Subject,
    n.PayloadJson,
    SettledJson =
    (
        SELECT
            r.Recipient AS recipient,
            r.WasAccepted AS wasAccepted,
            r.Reply AS reply
        FROM alert.NotificationRecipient AS r
        WHERE r.NotificationId = n.NotificationId
        ORDER BY r.Recipient
        FOR JSON PATH
    )
FROM alert.Notification AS n
INNER JOIN @Claimed AS c ON c.NotificationId = n.NotificationId
ORDER BY n.NotificationId;
