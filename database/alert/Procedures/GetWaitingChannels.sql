/*  alert.GetWaitingChannels: the channels, other than those of mail, whose messages are to be sent now.
    @Now     UTC
    Result   one row per channel: ChannelName  */
CREATE PROCEDURE alert.GetWaitingChannels
    @Now datetime2(3)
AS
SET NOCOUNT, XACT_ABORT ON;

EXEC ops.CheckClock @Now;

SELECT ChannelName = n.Channel
FROM alert.Notification AS n
WHERE n.Status = N'pending'
  AND n.ChannelKind <> N'mail'
  AND n.NextAttemptAt <= @Now
  AND (n.LeaseExpiresAt IS NULL OR n.LeaseExpiresAt <= @Now)
GROUP BY n.Channel
ORDER BY n.Channel;
