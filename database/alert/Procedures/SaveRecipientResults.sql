/*  alert.SaveRecipientResults: keeps what became of single recipients of a message.
    @NotificationId   alert.Notification
    @Recipients       settled recipients; those that are known already keep their first result
    @Now              UTC  */
CREATE PROCEDURE alert.SaveRecipientResults
    @NotificationId bigint,
    @Recipients     stage.RecipientResult READONLY,
    @Now            datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

-- Grouped, since addresses that differ for the caller may be equal for the collation.
INSERT alert.NotificationRecipient (NotificationId, Recipient, WasAccepted, Reply, SettledAt)
SELECT
    @NotificationId,
    MIN(r.Recipient),
    MAX(CAST(r.WasAccepted AS int)),
    MAX(r.Reply),
    @Now
FROM @Recipients AS r
WHERE NOT EXISTS
(
    SELECT 1
    FROM alert.NotificationRecipient AS k
    WHERE k.NotificationId = @NotificationId
      AND k.Recipient = r.Recipient
)
GROUP BY r.Recipient;
