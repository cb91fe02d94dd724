/*  report.AlertState: one alert with everything that somebody who acts on it needs to know: one row, none for
    an unknown one. Times in UTC.
    @AlertId   alert.Alert
    Result     AlertId, InstanceName, RuleName, AlertKey, Severity, State, Priority, Headline, CauseText,
               AdviceText, PlaybookName, PendingAt, OpenedAt, AcknowledgedAt, AcknowledgedBy, AssignedTo,
               SnoozedUntil (NULL: not, or no longer), ResolvedAt, DurationMs, RootAlertId, ReportUrl,
               IsMuted (a maintenance window covers it now)  */
CREATE PROCEDURE report.AlertState
    @AlertId bigint = NULL,
    @Help    bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AlertState';
    RETURN;
END;

DECLARE @Now datetime2(3) = (SELECT n.NowAt FROM report.Now() AS n);

SELECT
    a.AlertId,
    a.InstanceName,
    a.RuleName,
    a.AlertKey,
    a.Severity,
    a.State,
    a.Priority,
    a.Headline,
    a.CauseText,
    a.AdviceText,
    a.PlaybookName,
    a.PendingAt,
    a.OpenedAt,
    a.AcknowledgedAt,
    a.AcknowledgedBy,
    a.AssignedTo,
    a.SnoozedUntil,
    a.ResolvedAt,
    a.DurationMs,
    a.RootAlertId,
    ReportUrl = REPLACE(REPLACE(u.IncidentUrl, N'BlockingChain', N'Alert'), N'IncidentId', N'AlertId'),
    IsMuted = CAST(CASE WHEN EXISTS
        (
            SELECT 1
            FROM config.OpenWindow(@Now) AS w
            WHERE (w.InstanceId IS NULL OR w.InstanceId = a.InstanceId)
              AND (w.RuleId IS NULL OR w.RuleId = a.RuleId)
              AND (w.KeyLike IS NULL OR a.AlertKey LIKE w.KeyLike OR a.OwnHeadline LIKE w.KeyLike)
        ) THEN 1 ELSE 0 END AS bit)
FROM report.AlertRow(@Now) AS a
CROSS APPLY
(
    -- The report of an alert stands beside that of an incident.
    SELECT IncidentUrl = REPLACE(
        REPLACE(p.Value, N'{ReportBaseUrl}', b.Value), N'{IncidentId}', CAST(a.AlertId AS nvarchar(20)))
    FROM config.SettingText(N'ReportLinkPattern') AS p
    CROSS JOIN config.SettingText(N'ReportBaseUrl') AS b
) AS u
WHERE a.AlertId = @AlertId;
