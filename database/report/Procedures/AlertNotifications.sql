/*  report.AlertNotifications: the messages about an alert, in order, and what became of them.
    @TimeZone   of the columns …Local; NULL: UTC
    @AlertId   alert.Alert  */
CREATE PROCEDURE report.AlertNotifications
    @AlertId  bigint = NULL,
    @TimeZone nvarchar(128) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AlertNotifications';
    RETURN;
END;

DECLARE @Zone nvarchar(128);

SELECT @Zone = w.ZoneName
FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w;

SELECT
    n.NotificationId,
    CreatedLocal = l.LocalAt,
    SentLocal = s.LocalAt,
    n.Channel,
    n.Recipients,
    n.State,
    n.Status,
    Subject = CASE WHEN n.CreatedAt < k.HidesBefore THEN r.RuleName ELSE n.Subject END,
    n.AttemptCount,
    n.LastError
FROM alert.Notification AS n
INNER JOIN alert.Alert AS a ON a.AlertId = n.AlertId
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
INNER JOIN config.Masking(0) AS k ON k.InstanceId = a.InstanceId
CROSS APPLY report.LocalTime(n.CreatedAt, @Zone) AS l
CROSS APPLY report.LocalTime(n.SentAt, @Zone) AS s
WHERE n.AlertId = @AlertId
ORDER BY n.NotificationId;
