/*  alert.QueueReminders: tells again what nobody has acknowledged, on the channels that it belongs to
    (reminder), and on those of routes with AfterMs (escalation). Called by alert.Evaluate inside its
    transaction, after alert.QueueNotifications.
    @Now                 UTC
    @NotificationCount   messages queued
    Only open alerts that were told are told again: none that is acknowledged, resolved, snoozed, kept quiet
    by a maintenance window or mute, or told by the alert of its cause. Of alerts that tell one story
    (alert.StoryKey) the most urgent is; none, once one of them is acknowledged. A reminder is due the rule's
    ReminderMs, or the setting of the alert's priority, after the last message, ReminderMaxCount times at
    most, and when a snooze is over. An alert is escalated to a channel once. Several alerts of an instance
    that are due together are one message with a list.  */
CREATE PROCEDURE alert.QueueReminders
    @Now               datetime2(3),
    @NotificationCount int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

SET @NotificationCount = 0;

IF NOT EXISTS
    (
        SELECT 1
        FROM alert.Alert AS a
        WHERE a.ResolvedAt IS NULL
          AND a.State = N'open'
          AND a.LastNotifiedAt IS NOT NULL
    )
    RETURN;

DECLARE @Priority0Ms int = (SELECT s.Value FROM config.SettingNumber(N'ReminderP0Ms') AS s);
DECLARE @Priority1Ms int = (SELECT s.Value FROM config.SettingNumber(N'ReminderP1Ms') AS s);
DECLARE @Priority2Ms int = (SELECT s.Value FROM config.SettingNumber(N'ReminderP2Ms') AS s);
DECLARE @Priority3Ms int = (SELECT s.Value FROM config.SettingNumber(N'ReminderP3Ms') AS s);
DECLARE @MaxCount int = (SELECT s.Value FROM config.SettingNumber(N'ReminderMaxCount') AS s);

CREATE TABLE #Waiting
(
    AlertId       bigint        NOT NULL PRIMARY KEY CLUSTERED,
    InstanceId    int           NOT NULL,
    RuleId        int           NOT NULL,
    StoryKey      nvarchar(600) COLLATE DATABASE_DEFAULT NOT NULL,
    Priority      tinyint       NOT NULL,
    OpenedAt      datetime2(3)  NOT NULL,
    IsReminderDue bit           NOT NULL
);

CREATE TABLE #Again
(
    AlertId     bigint       NOT NULL,
    ChannelName nvarchar(64) COLLATE DATABASE_DEFAULT NOT NULL,
    State       nvarchar(16) COLLATE DATABASE_DEFAULT NOT NULL,
    InstanceId  int          NOT NULL,
    CarrierId   bigint       NULL,
    AlertCount  int          NULL,
    PRIMARY KEY CLUSTERED (AlertId, ChannelName)
);

INSERT #Waiting (AlertId, InstanceId, RuleId, StoryKey, Priority, OpenedAt, IsReminderDue)
SELECT
    a.AlertId,
    a.InstanceId,
    a.RuleId,
    s.StoryKey,
    a.Priority,
    a.OpenedAt,
    d.IsReminderDue
FROM alert.Alert AS a
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
INNER JOIN config.Instance AS n ON n.InstanceId = a.InstanceId
LEFT JOIN alert.Alert AS t ON t.AlertId = a.RootAlertId
LEFT JOIN fact.BlockingIncident AS i ON a.SubjectKind = N'BlockingIncident' AND i.IncidentId = a.SubjectId
CROSS APPLY alert.StoryKey(r.RuleKind, a.AlertKey, i.ObjectName) AS s
CROSS APPLY
(
    SELECT
        ToldAt = CASE WHEN a.LastReminderAt > a.LastNotifiedAt THEN a.LastReminderAt ELSE a.LastNotifiedAt END,
        AfterMs = COALESCE(
            r.ReminderMs,
            CASE a.Priority WHEN 0 THEN @Priority0Ms WHEN 1 THEN @Priority1Ms WHEN 2 THEN @Priority2Ms ELSE @Priority3Ms END)
) AS m
CROSS APPLY
(
    SELECT IsReminderDue = CAST(CASE
        WHEN a.SnoozedUntil > m.ToldAt THEN 1
        -- Told ahead of now: by a wrong clock.
        WHEN m.AfterMs > 0 AND a.ReminderCount < @MaxCount
             AND (m.ToldAt <= DATEADD(millisecond, -m.AfterMs, @Now) OR m.ToldAt > DATEADD(minute, 10, @Now))
            THEN 1
        ELSE 0
    END AS bit)
) AS d
WHERE a.ResolvedAt IS NULL
  AND a.State = N'open'
  AND a.LastNotifiedAt IS NOT NULL
  AND r.IsDigest = 0
  AND (a.SnoozedUntil IS NULL OR a.SnoozedUntil <= @Now)
  AND (t.AlertId IS NULL OR (t.Priority > a.Priority AND t.State <> N'acknowledged'))
  AND
  (
      d.IsReminderDue = 1
      OR EXISTS
         (
             SELECT 1
             FROM config.Route AS e
             WHERE e.IsEnabled = 1
               AND a.Priority BETWEEN e.MinPriority AND e.MaxPriority
               AND (e.RuleName IS NULL OR e.RuleName = r.RuleName)
               AND (e.InstanceName IS NULL OR e.InstanceName = n.InstanceName)
               AND a.LastNotifiedAt <= DATEADD(millisecond, -e.AfterMs, @Now)
               AND NOT EXISTS
                   (
                       SELECT 1
                       FROM alert.History AS h
                       WHERE h.AlertId = a.AlertId
                         AND h.ChangeKind = N'escalation'
                         AND h.ChannelName = e.ChannelName
                   )
         )
  );

IF @@ROWCOUNT = 0
    RETURN;

-- What is kept quiet, and what somebody has taken on already.
DELETE w
FROM #Waiting AS w
INNER JOIN alert.Alert AS a ON a.AlertId = w.AlertId
WHERE EXISTS
      (
          SELECT 1
          FROM config.OpenWindow(@Now) AS q
          WHERE (q.InstanceId IS NULL OR q.InstanceId = a.InstanceId)
            AND (q.RuleId IS NULL OR q.RuleId = a.RuleId)
            AND (q.KeyLike IS NULL OR a.AlertKey LIKE q.KeyLike OR a.Headline LIKE q.KeyLike)
      )
   OR EXISTS
      (
          SELECT 1
          FROM alert.Alert AS k
          INNER JOIN config.AlertRule AS r ON r.RuleId = k.RuleId
          LEFT JOIN fact.BlockingIncident AS i ON k.SubjectKind = N'BlockingIncident' AND i.IncidentId = k.SubjectId
          CROSS APPLY alert.StoryKey(r.RuleKind, k.AlertKey, i.ObjectName) AS s
          WHERE k.RuleId = w.RuleId
            AND k.InstanceId = w.InstanceId
            AND k.ResolvedAt IS NULL
            AND k.State = N'acknowledged'
            AND s.StoryKey = w.StoryKey
      );

-- Of each story the most urgent; the others wait as long as that one from now on.
WITH Told AS
(
    SELECT
        w.AlertId,
        w.IsReminderDue,
        PlaceInStory = ROW_NUMBER() OVER (
            PARTITION BY w.InstanceId, w.RuleId, w.StoryKey
            ORDER BY w.Priority, w.OpenedAt, w.AlertId)
    FROM #Waiting AS w
)
INSERT #Again (AlertId, ChannelName, State, InstanceId)
SELECT a.AlertId, c.ChannelName, CASE WHEN MIN(c.IsReminder) = 0 THEN N'escalated' ELSE N'reminder' END, a.InstanceId
FROM Told AS w
INNER JOIN alert.Alert AS a ON a.AlertId = w.AlertId
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
INNER JOIN config.Instance AS n ON n.InstanceId = a.InstanceId
CROSS APPLY
(
    SELECT t.ChannelName, IsReminder = 0
    FROM alert.RoutesOf(a.Priority, n.InstanceName, n.Environment, n.Tags, r.RuleKind, r.RuleName, @Now) AS t
    INNER JOIN alert.MessageTarget(a.AlertId, @Now) AS m ON m.ChannelName = t.ChannelName AND m.IsRouted = 0
    WHERE a.LastNotifiedAt <= DATEADD(millisecond, -t.AfterMs, @Now)
    UNION ALL
    SELECT m.ChannelName, 1
    FROM alert.MessageTarget(a.AlertId, @Now) AS m
    WHERE m.IsRouted = 1
      AND w.IsReminderDue = 1
) AS c
WHERE w.PlaceInStory = 1
GROUP BY a.AlertId, a.InstanceId, c.ChannelName;

IF @@ROWCOUNT = 0
    RETURN;

-- Of a list the most urgent alert carries the message.
UPDATE g
SET CarrierId = f.CarrierId,
    AlertCount = f.AlertCount
FROM #Again AS g
INNER JOIN
(
    SELECT
        x.AlertId,
        x.ChannelName,
        CarrierId = FIRST_VALUE(x.AlertId) OVER (
            PARTITION BY x.InstanceId, x.ChannelName, x.State
            ORDER BY w.Priority, w.OpenedAt, x.AlertId
            ROWS UNBOUNDED PRECEDING),
        AlertCount = COUNT(*) OVER (PARTITION BY x.InstanceId, x.ChannelName, x.State)
    FROM #Again AS x
    INNER JOIN #Waiting AS w ON w.AlertId = x.AlertId
) AS f ON f.AlertId = g.AlertId AND f.ChannelName = g.ChannelName;

INSERT alert.Notification
(
    AlertId,
    Channel,
    ChannelKind,
    State,
    Severity,
    MessageKey,
    Recipients,
    TemplateName,
    Subject,
    PayloadJson,
    CreatedAt,
    NextAttemptAt
)
SELECT
    g.AlertId,
    m.ChannelName,
    m.ChannelKind,
    g.State,
    a.Severity,
    CONCAT(
        N'alert/', g.AlertId, N'/', g.ChannelName, N'/', g.State, N'/',
        CASE WHEN g.State = N'reminder' THEN CAST(a.ReminderCount + 1 AS nvarchar(12)) ELSE a.Severity END),
    m.Recipients,
    t.TemplateName,
    LEFT(CONCAT(x.Prefix, p.Subject), 400),
    JSON_MODIFY(p.PayloadJson, N'$.reminder', x.ReminderText),
    @Now,
    @Now
FROM #Again AS g
INNER JOIN alert.Alert AS a ON a.AlertId = g.AlertId
INNER JOIN alert.ShownAlert(1) AS sa ON sa.AlertId = g.AlertId
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
INNER JOIN config.Instance AS n ON n.InstanceId = a.InstanceId
CROSS APPLY alert.MessageTarget(g.AlertId, @Now) AS m
CROSS APPLY (SELECT TemplateName = CASE WHEN g.AlertCount = 1 THEN r.TemplateName ELSE N'list' END) AS t
CROSS APPLY lib.DurationText(DATEDIFF_BIG(millisecond, a.LastNotifiedAt, @Now)) AS d
CROSS APPLY
(
    SELECT
        Prefix = CASE WHEN g.State = N'reminder' THEN CONCAT(N'Reminder ', a.ReminderCount + 1, N': ') ELSE N'Escalated: ' END,
        ReminderText = CONCAT(
            N'Nobody has acknowledged ', CASE WHEN g.AlertCount = 1 THEN N'this' ELSE N'these alerts' END, N' for ',
            d.DurationText, CASE WHEN g.State = N'escalated' THEN N', so it is told here as well' END, N'.',
            CASE WHEN a.AssignedTo <> N'' THEN CONCAT(N' Assigned to ', a.AssignedTo, N'.') END,
            N' EXEC alert.Acknowledge ', a.AlertId, N', … stops reminders.')
) AS x
CROSS APPLY
(
    SELECT o.Subject, o.PayloadJson
    FROM alert.Payload(g.AlertId, N'open', t.TemplateName) AS o
    WHERE g.AlertCount = 1
    UNION ALL
    SELECT
        CONCAT(
            CASE WHEN a.Severity = N'critical' THEN N'Critical: ' END, COALESCE(sa.Headline, r.RuleName), N' and ',
            g.AlertCount - 1, N' more (', n.InstanceName, N')'),
        (
            SELECT
                a.AlertId AS alertId,
                n.InstanceName AS instance,
                a.Severity AS severity,
                N'open' AS state,
                CONVERT(nvarchar(19), a.LastEvaluatedAt, 126) + N'Z' AS dataAt,
                g.AlertCount AS alertCount,
                CASE WHEN g.AlertCount > 30 THEN g.AlertCount - 30 ELSE 0 END AS alertsNotShown,
                JSON_QUERY(
                (
                    SELECT TOP (30)
                        COALESCE(o.Headline, q.RuleName) AS headline,
                        q.RuleName AS [rule],
                        NULLIF(o.AlertKey, N'') AS [key],
                        o.Severity AS severity,
                        CONCAT(N'P', o.Priority) AS priority,
                        CONVERT(nvarchar(19), o.OpenedAt, 126) + N'Z' AS openedAt
                    FROM #Again AS k
                    INNER JOIN alert.ShownAlert(1) AS o ON o.AlertId = k.AlertId
                    INNER JOIN config.AlertRule AS q ON q.RuleId = o.RuleId
                    WHERE k.CarrierId = g.CarrierId
                      AND k.ChannelName = g.ChannelName
                      AND k.State = g.State
                    ORDER BY o.Priority, o.OpenedAt, o.AlertId
                    FOR JSON PATH, INCLUDE_NULL_VALUES
                )) AS alerts
            FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
        )
    WHERE g.AlertCount > 1
) AS p
WHERE g.CarrierId = g.AlertId
  AND m.ChannelName = g.ChannelName
ORDER BY g.AlertId, g.ChannelName;

SET @NotificationCount = @@ROWCOUNT;

INSERT alert.History
(
    AlertId,
    ChangedAt,
    ChangedBy,
    FromState,
    ToState,
    Severity,
    ChangeKind,
    ChannelName,
    Note
)
SELECT
    a.AlertId,
    @Now,
    N'alert.Evaluate',
    a.State,
    a.State,
    a.Severity,
    CASE WHEN g.State = N'reminder' THEN N'reminder' ELSE N'escalation' END,
    g.ChannelName,
    CASE WHEN g.State = N'reminder' THEN CONCAT(N'reminder ', a.ReminderCount + 1) END
FROM #Again AS g
INNER JOIN alert.Alert AS a ON a.AlertId = g.AlertId
ORDER BY a.AlertId, g.ChannelName;

UPDATE a
SET LastReminderAt = @Now,
    ReminderCount = a.ReminderCount + 1
FROM alert.Alert AS a
INNER JOIN #Waiting AS w ON w.AlertId = a.AlertId
WHERE w.IsReminderDue = 1
  AND EXISTS
      (
          SELECT 1
          FROM #Again AS g
          INNER JOIN #Waiting AS f ON f.AlertId = g.AlertId
          WHERE g.State = N'reminder'
            AND f.InstanceId = w.InstanceId
            AND f.RuleId = w.RuleId
            AND f.StoryKey = w.StoryKey
      );
