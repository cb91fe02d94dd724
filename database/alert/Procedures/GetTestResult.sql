/*  alert.GetTestResult: what became of a message of alert.TestChannel.
    @NotificationId   as its result has it
    Result            one row: NotificationId, Channel, ChannelKind, Status (pending, sent, failed),
                      AttemptCount, SentAt, LastError, NextAttemptAt, ResultText  */
CREATE PROCEDURE alert.GetTestResult
    @NotificationId bigint
AS
SET NOCOUNT ON;

SELECT
    n.NotificationId,
    n.Channel,
    n.ChannelKind,
    n.Status,
    n.AttemptCount,
    n.SentAt,
    n.LastError,
    n.NextAttemptAt,
    ResultText = CASE
        WHEN n.Status = N'sent'
            THEN CONCAT(
                N'Sent on ', n.Channel, N' at ', CONVERT(nvarchar(19), n.SentAt, 126), N'Z, attempt ', n.AttemptCount, N'.',
                N' Refused for: ' + STUFF(
                    (
                        SELECT CONCAT(N'; ', r.Recipient, N': ', r.Reply)
                        FROM alert.NotificationRecipient AS r
                        WHERE r.NotificationId = n.NotificationId
                          AND r.WasAccepted = 0
                        ORDER BY r.Recipient
                        FOR XML PATH(N''), TYPE
                    ).value(N'.', N'nvarchar(2000)'), 1, 2, N''))
        WHEN n.Status = N'failed' THEN CONCAT(N'Not sent on ', n.Channel, N', and given up: ', n.LastError)
        WHEN n.LastError IS NOT NULL
            THEN CONCAT(
                N'Not sent on ', n.Channel, N' yet; it is tried again at ', CONVERT(nvarchar(19), n.NextAttemptAt, 126), N'Z: ',
                n.LastError)
        WHEN n.LeaseToken IS NOT NULL THEN CONCAT(N'It is being sent on ', n.Channel, N' now, and there is no answer yet.')
        ELSE CONCAT(
            N'No orchestrator has taken the message for ', n.Channel, N' yet: none is running, its mail server is not ',
            N'configured, or the channel waits after a failure.')
    END
FROM alert.Notification AS n
WHERE n.NotificationId = @NotificationId;
