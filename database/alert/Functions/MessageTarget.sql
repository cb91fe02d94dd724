/*  alert.MessageTarget: where the message of an alert can go.
    @AlertId   alert.Alert
    @Now       UTC; routes may hold for certain hours only
    Result     one row per channel that is enabled: ChannelName, ChannelKind, Recipients, IsRouted (1: the
               alert belongs there now, or was escalated there)
    The mail route of the rule is the channel 'mail'; an empty one is none. What tells that a channel does not
    deliver is not told on that channel.  */
CREATE FUNCTION alert.MessageTarget
(
    @AlertId bigint,
    @Now     datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        c.ChannelName,
        c.ChannelKind,
        c.Recipients,
        IsRouted = CAST(CASE
            WHEN c.ChannelName = a.AlertKey
                 AND EXISTS
                     (
                         SELECT 1
                         FROM config.AlertRuleMeasure AS m
                         WHERE m.RuleId = a.RuleId
                           AND m.SourceName = N'Channel'
                     )
                THEN 0
            WHEN c.IsMailRoute = 1 THEN 1
            WHEN EXISTS
                 (
                     SELECT 1
                     FROM alert.RoutesOf(a.Priority, n.InstanceName, n.Environment, n.Tags, r.RuleKind, r.RuleName, @Now) AS t
                     WHERE t.ChannelName = c.ChannelName
                       AND t.AfterMs IS NULL
                 )
                THEN 1
            WHEN EXISTS
                 (
                     SELECT 1
                     FROM alert.History AS h
                     WHERE h.AlertId = a.AlertId
                       AND h.ChangeKind = N'escalation'
                       AND h.ChannelName = c.ChannelName
                 )
                THEN 1
            ELSE 0
        END AS bit)
    FROM alert.Alert AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    INNER JOIN config.Instance AS n ON n.InstanceId = a.InstanceId
    CROSS APPLY
    (
        SELECT ChannelName = N'mail', ChannelKind = N'mail', Recipients = m.Recipients, IsMailRoute = 1
        FROM config.MailRoute AS m
        WHERE m.RouteName = r.RouteName
          AND m.Recipients <> N''
        UNION ALL
        SELECT d.ChannelName, d.ChannelKind, d.AddressText, 0
        FROM config.Channel AS d
        WHERE d.IsEnabled = 1
    ) AS c
    WHERE a.AlertId = @AlertId
);
