/*  report.Alerts: alerts that opened, for Management Studio: one row for each; ResolvedAt is NULL while it is
    open. RootAlertId: the alert whose story it belongs to.  */
CREATE VIEW report.Alerts
AS
SELECT
    a.AlertId,
    i.InstanceName,
    r.RuleName,
    a.Severity,
    a.State,
    a.Headline,
    a.CauseText,
    a.AlertKey,
    a.OpenedAt,
    a.AcknowledgedAt,
    a.AcknowledgedBy,
    a.ResolvedAt,
    a.RootAlertId
FROM alert.ShownAlert(0) AS a
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
INNER JOIN config.Instance AS i ON i.InstanceId = a.InstanceId
WHERE a.OpenedAt IS NOT NULL;
