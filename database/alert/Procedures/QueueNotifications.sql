/*  alert.QueueNotifications: puts into the outbox what people are to be told: that an alert is open, that it
    became critical, and that it is resolved if its opening was told. Called by alert.Evaluate inside its
    transaction, after alert.AdvanceAlerts; reads the caller's temp table #Change.
    @Now                 UTC
    @NotificationCount   messages queued
    Held back is a message for a key that had one within NotificationThrottleMs, or that was resolved within
    NotificationSuppressionMs and is not more severe than what was told then; it is sent later if the alert
    still is open then. A rule without a route, or with an empty one, waits for one. The same message is
    never queued twice (MessageKey).  */
CREATE PROCEDURE alert.QueueNotifications
    @Now               datetime2(3),
    @NotificationCount int OUTPUT
AS
SET NOCOUNT, XACT_ABORT ON;

DECLARE @ThrottleMs int = (SELECT s.Value FROM config.SettingNumber(N'NotificationThrottleMs') AS s);
DECLARE @SuppressionMs int = (SELECT s.Value FROM config.SettingNumber(N'NotificationSuppressionMs') AS s);

CREATE TABLE #Due
(
    AlertId    bigint        NOT NULL,
    State      nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    Severity   nvarchar(16)  COLLATE DATABASE_DEFAULT NOT NULL,
    MessageKey nvarchar(200) COLLATE DATABASE_DEFAULT NOT NULL,
    PRIMARY KEY CLUSTERED (AlertId, State)
);

INSERT #Due (AlertId, State, Severity, MessageKey)
SELECT a.AlertId, N'open', a.Severity, CONCAT(N'alert/', a.AlertId, N'/mail/open/', a.Severity)
FROM alert.Alert AS a
WHERE a.State = N'open'
  AND (a.LastNotifiedAt IS NULL OR (a.Severity = N'critical' AND a.LastNotifiedSeverity = N'warning'))
  AND NOT EXISTS
      (
          SELECT 1
          FROM alert.Alert AS k
          WHERE k.RuleId = a.RuleId
            AND k.InstanceId = a.InstanceId
            AND k.AlertKey = a.AlertKey
            AND
            (
                k.LastNotifiedAt > DATEADD(millisecond, -@ThrottleMs, @Now)
                OR
                (
                    k.ResolvedAt > DATEADD(millisecond, -@SuppressionMs, @Now)
                    AND k.LastNotifiedAt IS NOT NULL
                    AND (k.LastNotifiedSeverity = N'critical' OR a.Severity = N'warning')
                )
            )
      )
UNION ALL
SELECT a.AlertId, N'resolved', a.Severity, CONCAT(N'alert/', a.AlertId, N'/mail/resolved')
FROM alert.Alert AS a
WHERE a.State = N'resolved'
  AND a.LastNotifiedAt IS NOT NULL
  AND EXISTS (SELECT 1 FROM #Change AS c WHERE c.AlertId = a.AlertId AND c.ToState = N'resolved');

INSERT alert.Notification
(
    AlertId,
    Channel,
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
    N'mail',
    d.State,
    d.Severity,
    d.MessageKey,
    m.Recipients,
    r.TemplateName,
    p.Subject,
    p.PayloadJson,
    @Now,
    @Now
FROM #Due AS d
INNER JOIN alert.Alert AS a ON a.AlertId = d.AlertId
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
INNER JOIN config.MailRoute AS m ON m.RouteName = r.RouteName AND m.Recipients <> N''
CROSS APPLY alert.Payload(d.AlertId, d.State, r.TemplateName) AS p
WHERE NOT EXISTS (SELECT 1 FROM alert.Notification AS k WHERE k.MessageKey = d.MessageKey)
ORDER BY d.AlertId;

SET @NotificationCount = @@ROWCOUNT;

UPDATE a
SET LastNotifiedAt = @Now,
    LastNotifiedSeverity = d.Severity
FROM alert.Alert AS a
INNER JOIN #Due AS d ON d.AlertId = a.AlertId AND d.State = N'open'
WHERE EXISTS (SELECT 1 FROM alert.Notification AS k WHERE k.MessageKey = d.MessageKey);
