/*  report.ChannelList: where messages can go, and whether they arrive. No secret is in the repository.
    Result   ChannelName ('mail': the mail route), ChannelKind, AddressText (of mail: recipients; of others
             the name of the channel's secrets in the orchestrator's environment), IsEnabled, RouteCount,
             WaitingCount, LastSentAt, LastErrorAt, LastError (of the last day's latest failure); times in
             UTC  */
CREATE PROCEDURE report.ChannelList
    @Help bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'ChannelList';
    RETURN;
END;

DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);

SELECT
    c.ChannelName,
    c.ChannelKind,
    c.AddressText,
    c.IsEnabled,
    c.RouteCount,
    n.WaitingCount,
    n.LastSentAt,
    e.LastErrorAt,
    e.LastError
FROM
(
    SELECT
        ChannelName = N'mail',
        ChannelKind = N'mail',
        AddressText = COALESCE(m.Recipients, N''),
        IsEnabled = CAST(CASE WHEN m.Recipients <> N'' THEN 1 ELSE 0 END AS bit),
        RouteCount = 1,
        Place = 0
    FROM (SELECT One = 1) AS o
    LEFT JOIN config.MailRoute AS m ON m.RouteName = N'default'
    UNION ALL
    SELECT
        h.ChannelName,
        h.ChannelKind,
        h.AddressText,
        h.IsEnabled,
        (SELECT COUNT(*) FROM config.Route AS r WHERE r.ChannelName = h.ChannelName AND r.IsEnabled = 1),
        1
    FROM config.Channel AS h
) AS c
CROSS APPLY
(
    SELECT
        WaitingCount = COUNT(CASE WHEN x.Status = N'pending' THEN 1 END),
        LastSentAt = MAX(x.SentAt)
    FROM alert.Notification AS x
    WHERE x.Channel = c.ChannelName
) AS n
OUTER APPLY
(
    SELECT TOP (1) LastErrorAt = COALESCE(x.GivenUpAt, x.CreatedAt), x.LastError
    FROM alert.Notification AS x
    WHERE x.Channel = c.ChannelName
      AND x.LastError IS NOT NULL
      AND x.SentAt IS NULL
      AND x.CreatedAt >= DATEADD(day, -1, @Now)
    ORDER BY x.NotificationId DESC
) AS e
ORDER BY c.Place, c.ChannelName;
