/*  report.DeliveryList: messages that wait or were given up, and the latest that were sent, 100 rows.
    @InstanceId   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone  */
CREATE PROCEDURE report.DeliveryList
    @InstanceId int = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'DeliveryList';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);
DECLARE @Zone nvarchar(128);

SELECT @From = w.FromAt, @To = w.ToAt, @Zone = w.ZoneName
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT TOP (100)
    n.NotificationId,
    n.AlertId,
    i.InstanceName,
    Severity = CASE n.Status WHEN N'failed' THEN N'warning' WHEN N'pending' THEN N'notice' ELSE N'ok' END,
    n.Channel,
    n.Recipients,
    -- A digest is about instances of its own choice: it is left out when any of them masks since.
    Subject = CASE WHEN n.CreatedAt < k.HidesBefore THEN N'(written before names were masked)' ELSE n.Subject END,
    n.Status,
    n.AttemptCount,
    CreatedLocal = l.LocalAt,
    SentLocal = s.LocalAt,
    n.LastError
FROM alert.Notification AS n
LEFT JOIN alert.Alert AS a ON a.AlertId = n.AlertId
LEFT JOIN config.Instance AS i ON i.InstanceId = a.InstanceId
CROSS APPLY
(
    SELECT HidesBefore = MAX(m.HidesBefore)
    FROM config.Masking(0) AS m
    WHERE m.InstanceId = a.InstanceId
       OR a.InstanceId IS NULL
) AS k
CROSS APPLY report.LocalTime(n.CreatedAt, @Zone) AS l
CROSS APPLY report.LocalTime(n.SentAt, @Zone) AS s
WHERE (n.Status = N'pending' OR (n.CreatedAt >= @From AND n.CreatedAt < @To))
  AND (@InstanceId IS NULL OR a.InstanceId = @InstanceId OR a.InstanceId IS NULL)
ORDER BY CASE n.Status WHEN N'failed' THEN 0 WHEN N'pending' THEN 1 ELSE 2 END, n.NotificationId DESC;
