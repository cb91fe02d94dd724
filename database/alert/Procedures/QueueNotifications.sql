/*  alert.QueueNotifications: puts into the outbox what is to be reported: that an alert is open, that it
    became critical, and that it is over if it was reported. Called by alert.Evaluate inside its transaction,
    after alert.AdvanceAlerts; reads the caller's temp table #Change.
    @Now                 UTC
    @NotificationCount   messages queued
    One cause is one message: alerts of one story (alert.StoryKey) that open together are one message, and
    what joins a story that was reported is held back. An alert that is more severe than those reported is
    never held back. Held back is an alert
      whose key was reported within NotificationThrottleMs, or was reported and resolved within
      NotificationSuppressionMs;
      whose story was, by another key; for NotificationStoryMs only, so that another trouble of the same
      story is reported too; of kind Absence for NotificationThrottleMs.
    Held back as well is what a digest tells (IsDigest), what a maintenance window keeps quiet, what somebody
    snoozed before it was told, what belongs to the story of another alert and is not more urgent than that,
    and for two minutes what may yet turn out to be a symptom (config.AlertRuleSymptom) and is not urgent
    (priority 2 or 3).
    Four alerts and more of one rule and instance at once are one message with a list. After six messages of
    an instance within ten minutes, what is not urgent is told in one list every ten minutes.
    It is reported later if it still is open then. That a story is over is reported once, when none of its
    alerts is open any more, on every channel that was told of it. Where it goes, alert.MessageTarget says; an
    alert that belongs nowhere yet waits. No message is queued twice on a channel (MessageKey).  */
CREATE PROCEDURE alert.QueueNotifications
    @Now               datetime2(3),
    @NotificationCount int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @ThrottleMs int = (SELECT s.Value FROM config.SettingNumber(N'NotificationThrottleMs') AS s);
DECLARE @SuppressionMs int = (SELECT s.Value FROM config.SettingNumber(N'NotificationSuppressionMs') AS s);
DECLARE @StoryMs int = (SELECT s.Value FROM config.SettingNumber(N'NotificationStoryMs') AS s);
DECLARE @ThrottledSince datetime2(3) = DATEADD(millisecond, -@ThrottleMs, @Now);
DECLARE @SuppressedSince datetime2(3) = DATEADD(millisecond, -@SuppressionMs, @Now);
DECLARE @StorySince datetime2(3) = DATEADD(millisecond, -@StoryMs, @Now);
DECLARE @KnownSince datetime2(3) = CASE WHEN @ThrottledSince < @SuppressedSince THEN @ThrottledSince ELSE @SuppressedSince END;

SET @NotificationCount = 0;

IF NOT EXISTS (SELECT 1 FROM alert.Alert AS a WHERE a.ResolvedAt IS NULL AND a.State = N'open')
   AND NOT EXISTS (SELECT 1 FROM #Change AS c WHERE c.ToState = N'resolved')
    RETURN;

CREATE TABLE #Story
(
    AlertId        bigint        NOT NULL PRIMARY KEY CLUSTERED,
    RuleId         int           NOT NULL,
    InstanceId     int           NOT NULL,
    StoryKey       nvarchar(600) COLLATE DATABASE_DEFAULT NOT NULL,
    AlertKey       nvarchar(256) COLLATE DATABASE_DEFAULT NOT NULL,
    RuleKind       nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    State          nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    SeverityLevel  int           NOT NULL,
    ToldLevel      int           NOT NULL,
    OpenedAt       datetime2(3)  NULL,
    ResolvedAt     datetime2(3)  NULL,
    LastNotifiedAt datetime2(3)  NULL,
    WeightMs       bigint        NOT NULL,
    Priority       tinyint       NOT NULL,
    IsHeld         bit           NOT NULL
);

CREATE TABLE #Window
(
    InstanceId int           NULL,
    RuleId     int           NULL,
    KeyLike    nvarchar(256) COLLATE DATABASE_DEFAULT NULL
);

CREATE TABLE #Due
(
    AlertId    bigint        NOT NULL,
    State      nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    Severity   nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    ListKey    nvarchar(16)  COLLATE DATABASE_DEFAULT NULL,
    CarrierId  bigint        NULL,
    PRIMARY KEY CLUSTERED (AlertId, State)
);

CREATE TABLE #Message
(
    AlertId     bigint        NOT NULL,
    State       nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    Severity    nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    ChannelName nvarchar(64)  COLLATE DATABASE_DEFAULT NOT NULL,
    MessageKey  nvarchar(200) COLLATE DATABASE_DEFAULT NOT NULL,
    PRIMARY KEY CLUSTERED (AlertId, State, ChannelName)
);

INSERT #Window (InstanceId, RuleId, KeyLike)
SELECT w.InstanceId, w.RuleId, w.KeyLike
FROM config.OpenWindow(@Now) AS w;

-- All that is open, and what was lately.
INSERT #Story
(
    AlertId,
    RuleId,
    InstanceId,
    StoryKey,
    AlertKey,
    RuleKind,
    State,
    SeverityLevel,
    ToldLevel,
    OpenedAt,
    ResolvedAt,
    LastNotifiedAt,
    WeightMs,
    Priority,
    IsHeld
)
SELECT
    a.AlertId,
    a.RuleId,
    a.InstanceId,
    s.StoryKey,
    a.AlertKey,
    r.RuleKind,
    a.State,
    CASE WHEN a.Severity = N'critical' THEN 2 ELSE 1 END,
    CASE a.LastNotifiedSeverity WHEN N'critical' THEN 2 WHEN N'warning' THEN 1 ELSE 0 END,
    a.OpenedAt,
    a.ResolvedAt,
    a.LastNotifiedAt,
    COALESCE(i.TotalWaitMs, 0),
    a.Priority,
    CASE
        WHEN r.IsDigest = 1 THEN 1
        WHEN EXISTS
            (
                SELECT 1
                FROM #Window AS w
                WHERE (w.InstanceId IS NULL OR w.InstanceId = a.InstanceId)
                  AND (w.RuleId IS NULL OR w.RuleId = a.RuleId)
                  AND (w.KeyLike IS NULL OR a.AlertKey LIKE w.KeyLike OR a.Headline LIKE w.KeyLike)
            )
            THEN 1
        WHEN t.AlertId IS NOT NULL AND t.Priority <= a.Priority THEN 1
        WHEN a.SnoozedUntil > @Now AND a.LastNotifiedAt IS NULL THEN 1
        WHEN a.Priority >= 2
             AND a.OpenedAt > DATEADD(minute, -2, @Now)
             AND EXISTS
                 (
                     SELECT 1
                     FROM config.AlertRuleSymptom AS y
                     WHERE y.SymptomRuleId = a.RuleId
                       -- A cause that is only more of the same is not waited for.
                       AND NOT EXISTS
                           (
                               SELECT 1
                               FROM config.AlertRuleMeasure AS c
                               INNER JOIN config.AlertRuleMeasure AS m ON m.RuleId = a.RuleId AND m.SourceName = c.SourceName
                               WHERE c.RuleId = y.RootRuleId
                           )
                 )
            THEN 1
        ELSE 0
    END
FROM
(
    SELECT u.AlertId
    FROM alert.Alert AS u
    WHERE u.ResolvedAt IS NULL
      AND u.State <> N'pending'
    UNION ALL
    SELECT l.AlertId
    FROM alert.Alert AS l
    WHERE l.ResolvedAt > @KnownSince
      AND l.OpenedAt IS NOT NULL
) AS k
INNER JOIN alert.Alert AS a ON a.AlertId = k.AlertId
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
LEFT JOIN alert.Alert AS t ON t.AlertId = a.RootAlertId
LEFT JOIN fact.BlockingIncident AS i ON a.SubjectKind = N'BlockingIncident' AND i.IncidentId = a.SubjectId
CROSS APPLY alert.StoryKey(r.RuleKind, a.AlertKey, i.ObjectName) AS s;

-- Of each story the worst alert that is not held back.
INSERT #Due (AlertId, State, Severity)
SELECT f.AlertId, N'open', v.Severity
FROM
(
    SELECT
        c.AlertId,
        c.SeverityLevel,
        PlaceInStory = ROW_NUMBER() OVER (
            PARTITION BY c.RuleId, c.InstanceId, c.StoryKey
            ORDER BY c.SeverityLevel DESC, c.WeightMs DESC, c.AlertId)
    FROM #Story AS c
    WHERE c.State = N'open'
      AND c.IsHeld = 0
      AND c.SeverityLevel > c.ToldLevel
      AND NOT EXISTS
          (
              SELECT 1
              FROM #Story AS k
              WHERE k.RuleId = c.RuleId
                AND k.InstanceId = c.InstanceId
                AND k.StoryKey = c.StoryKey
                AND k.ToldLevel >= c.SeverityLevel
                -- What a wrong clock has left ahead keeps nothing back.
                AND (k.LastNotifiedAt IS NULL OR k.LastNotifiedAt <= DATEADD(minute, 10, @Now))
                AND (k.ResolvedAt IS NULL OR k.ResolvedAt <= DATEADD(minute, 10, @Now))
                AND
                (
                    (k.AlertKey = c.AlertKey AND (k.LastNotifiedAt > @ThrottledSince OR k.ResolvedAt > @SuppressedSince))
                    OR
                    (
                        k.AlertKey <> c.AlertKey
                        AND c.RuleKind = N'Absence'
                        AND (k.LastNotifiedAt > @ThrottledSince OR k.ResolvedAt > @ThrottledSince)
                    )
                    OR
                    (
                        k.AlertKey <> c.AlertKey
                        AND c.RuleKind <> N'Absence'
                        AND (k.LastNotifiedAt > @ThrottledSince OR k.ResolvedAt > @SuppressedSince)
                        AND (c.OpenedAt > @StorySince OR k.LastNotifiedAt > @StorySince)
                    )
                )
          )
) AS f
CROSS APPLY (SELECT Severity = CASE WHEN f.SeverityLevel = 2 THEN N'critical' ELSE N'warning' END) AS v
WHERE f.PlaceInStory = 1;

-- Of each story that is over now the alert that was reported last.
INSERT #Due (AlertId, State, Severity)
SELECT t.AlertId, N'resolved', t.Severity
FROM
(
    SELECT
        p.AlertId,
        a.Severity,
        PlaceInStory = ROW_NUMBER() OVER (
            PARTITION BY p.RuleId, p.InstanceId, p.StoryKey
            ORDER BY p.LastNotifiedAt DESC, p.AlertId DESC)
    FROM #Story AS p
    INNER JOIN alert.Alert AS a ON a.AlertId = p.AlertId
    WHERE p.State = N'resolved'
      AND EXISTS (SELECT 1 FROM alert.Notification AS n WHERE n.AlertId = p.AlertId AND n.State = N'open')
      AND EXISTS
          (
              SELECT 1
              FROM #Story AS e
              INNER JOIN #Change AS c ON c.AlertId = e.AlertId
              WHERE e.RuleId = p.RuleId
                AND e.InstanceId = p.InstanceId
                AND e.StoryKey = p.StoryKey
                AND c.ToState = N'resolved'
          )
      AND NOT EXISTS
          (
              SELECT 1
              FROM #Story AS o
              WHERE o.RuleId = p.RuleId
                AND o.InstanceId = p.InstanceId
                AND o.StoryKey = p.StoryKey
                AND o.ResolvedAt IS NULL
          )
) AS t
WHERE t.PlaceInStory = 1;

-- Many keys of one rule at once are one message; so is what comes beyond six messages of an instance.
UPDATE d
SET ListKey = CASE
        WHEN l.RuleCount >= 4 THEN N'rule'
        WHEN l.Priority >= 2 AND l.SentCount + l.PlaceOnInstance > 6 THEN N'instance'
    END
FROM #Due AS d
INNER JOIN
(
    SELECT
        x.AlertId,
        s.RuleId,
        s.Priority,
        RuleCount = COUNT(*) OVER (PARTITION BY s.RuleId, s.InstanceId),
        PlaceOnInstance = ROW_NUMBER() OVER (PARTITION BY s.InstanceId ORDER BY s.Priority, x.AlertId),
        SentCount =
        (
            SELECT COUNT(DISTINCT n.AlertId)
            FROM alert.Notification AS n
            INNER JOIN alert.Alert AS o ON o.AlertId = n.AlertId
            WHERE n.CreatedAt > DATEADD(minute, -10, @Now)
              AND n.State = N'open'
              AND o.InstanceId = s.InstanceId
        )
    FROM #Due AS x
    INNER JOIN #Story AS s ON s.AlertId = x.AlertId
    WHERE x.State = N'open'
) AS l ON l.AlertId = d.AlertId
WHERE d.State = N'open';

-- The list of an instance goes out every ten minutes.
DELETE d
FROM #Due AS d
INNER JOIN #Story AS s ON s.AlertId = d.AlertId
WHERE d.ListKey = N'instance'
  AND EXISTS
      (
          SELECT 1
          FROM alert.Notification AS n
          INNER JOIN alert.Alert AS o ON o.AlertId = n.AlertId
          WHERE n.CreatedAt > DATEADD(minute, -10, @Now)
            AND n.TemplateName = N'list'
            AND o.InstanceId = s.InstanceId
      );

-- Of a list the most urgent alert carries the message.
UPDATE d
SET CarrierId = c.CarrierId
FROM #Due AS d
INNER JOIN
(
    SELECT
        x.AlertId,
        x.State,
        CarrierId = FIRST_VALUE(x.AlertId) OVER (
            PARTITION BY
                x.State, s.InstanceId, x.ListKey, CASE WHEN x.ListKey = N'rule' THEN s.RuleId END,
                CASE WHEN x.ListKey IS NULL THEN x.AlertId END
            ORDER BY s.Priority, x.AlertId
            ROWS UNBOUNDED PRECEDING)
    FROM #Due AS x
    INNER JOIN #Story AS s ON s.AlertId = x.AlertId
) AS c ON c.AlertId = d.AlertId AND c.State = d.State;

-- The channels of each message. The end of a story goes to every channel that was told of it, as an answer to
-- the last message there. PagerDuty has an incident for each alert, and so is told of the end of each.
INSERT #Message (AlertId, State, Severity, ChannelName, MessageKey)
SELECT d.AlertId, d.State, d.Severity, m.ChannelName, CONCAT(N'alert/', d.AlertId, N'/', m.ChannelName, N'/open/', d.Severity)
FROM #Due AS d
CROSS APPLY alert.MessageTarget(d.AlertId, @Now) AS m
WHERE d.State = N'open'
  AND d.CarrierId = d.AlertId
  AND m.IsRouted = 1;

INSERT #Message (AlertId, State, Severity, ChannelName, MessageKey)
SELECT t.AlertId, N'resolved', t.Severity, t.Channel, CONCAT(N'alert/', t.AlertId, N'/', t.Channel, N'/resolved')
FROM
(
    SELECT
        s.AlertId,
        a.Severity,
        n.Channel,
        n.ChannelKind,
        PlaceOnChannel = ROW_NUMBER() OVER (
            PARTITION BY d.AlertId, n.Channel
            ORDER BY CASE WHEN s.AlertId = d.AlertId THEN 0 ELSE 1 END, MAX(n.NotificationId) DESC)
    FROM #Due AS d
    INNER JOIN #Story AS p ON p.AlertId = d.AlertId
    INNER JOIN #Story AS s ON s.RuleId = p.RuleId AND s.InstanceId = p.InstanceId AND s.StoryKey = p.StoryKey
    INNER JOIN alert.Alert AS a ON a.AlertId = s.AlertId
    INNER JOIN alert.Notification AS n ON n.AlertId = s.AlertId AND n.State IN (N'open', N'escalated')
    WHERE d.State = N'resolved'
      AND s.State = N'resolved'
    GROUP BY d.AlertId, s.AlertId, a.Severity, n.Channel, n.ChannelKind
) AS t
WHERE t.PlaceOnChannel = 1
   OR t.ChannelKind = N'pagerduty';

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
    d.AlertId,
    m.ChannelName,
    m.ChannelKind,
    d.State,
    d.Severity,
    d.MessageKey,
    m.Recipients,
    t.TemplateName,
    p.Subject,
    p.PayloadJson,
    @Now,
    @Now
FROM #Message AS d
INNER JOIN alert.Alert AS a ON a.AlertId = d.AlertId
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
LEFT JOIN #Due AS l ON l.AlertId = d.AlertId AND l.State = d.State
CROSS APPLY alert.MessageTarget(d.AlertId, @Now) AS m
CROSS APPLY (SELECT TemplateName = CASE WHEN l.ListKey IS NULL THEN r.TemplateName ELSE N'list' END) AS t
CROSS APPLY alert.Payload(d.AlertId, d.State, t.TemplateName) AS p
WHERE m.ChannelName = d.ChannelName
  AND NOT EXISTS (SELECT 1 FROM alert.Notification AS k WHERE k.MessageKey = d.MessageKey)
ORDER BY d.AlertId, m.ChannelName;

SET @NotificationCount = @@ROWCOUNT;

-- The message tells of every open alert of its story.
UPDATE a
SET LastNotifiedAt = @Now,
    LastNotifiedSeverity = a.Severity
FROM alert.Alert AS a
INNER JOIN #Story AS s ON s.AlertId = a.AlertId
INNER JOIN #Story AS p ON p.RuleId = s.RuleId AND p.InstanceId = s.InstanceId AND p.StoryKey = s.StoryKey
INNER JOIN #Due AS d ON d.AlertId = p.AlertId AND d.State = N'open'
WHERE a.State = N'open'
  AND (s.AlertId = p.AlertId OR s.ToldLevel < s.SeverityLevel)
  AND EXISTS
      (
          SELECT 1
          FROM #Due AS c
          INNER JOIN #Message AS m ON m.AlertId = c.AlertId AND m.State = c.State
          INNER JOIN alert.Notification AS k ON k.MessageKey = m.MessageKey
          WHERE c.AlertId = d.CarrierId
            AND c.State = d.State
      );
