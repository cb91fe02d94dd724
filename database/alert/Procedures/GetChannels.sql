/*  alert.GetChannels: the channels besides the mail routes, for `axmonitor check`.
    Result   one row per channel: ChannelName, ChannelKind, AddressText, IsEnabled, RouteCount (enabled routes
             that lead there)  */
CREATE PROCEDURE alert.GetChannels
AS
SET NOCOUNT ON;

SELECT
    c.ChannelName,
    c.ChannelKind,
    c.AddressText,
    c.IsEnabled,
    RouteCount = (SELECT COUNT(*) FROM config.Route AS t WHERE t.ChannelName = c.ChannelName AND t.IsEnabled = 1)
FROM config.Channel AS c
ORDER BY c.ChannelName;
