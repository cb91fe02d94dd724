/*  alert.MessageTarget: where the message of an alert can go.
    @AlertId   alert.Alert
    @Now       UTC; routes may hold for certain hours only
    Result     one row per channel that is enabled: ChannelName, ChannelKind, Recipients, IsRouted (1: the
               alert belongs there now)
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
                     FROM config.Route AS t
                     CROSS APPLY lib.WeekSpan(@Now, t.WeekDays, t.FromTime, t.ToTime, t.TimeZoneName) AS w
                     WHERE t.ChannelName = c.ChannelName
                       AND t.IsEnabled = 1
                       AND a.Priority BETWEEN t.MinPriority AND t.MaxPriority
                       AND (t.InstanceName IS NULL OR t.InstanceName = n.InstanceName)
                       AND (t.Environment IS NULL OR t.Environment = COALESCE(n.Environment, N'PRD'))
                       AND (t.Tag IS NULL OR CHARINDEX(CONCAT(N';', t.Tag, N';'), CONCAT(N';', n.Tags, N';')) > 0)
                       AND (t.RuleKind IS NULL OR t.RuleKind = r.RuleKind)
                       AND (t.RuleName IS NULL OR t.RuleName = r.RuleName)
                       AND w.IsInside = 1
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
