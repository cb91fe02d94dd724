/*  report.AlertRow: an alert as those who act on it see it, whatever its state: the one place that words its
    headline and says until when it is snoozed.
    @Now     UTC
    Result   one row per alert, pending ones too: AlertId, InstanceId, InstanceName, RuleId, RuleName,
             AlertKey, Severity, State, Priority, Headline (never empty), OwnHeadline (as it was written;
             NULL: not), CauseText, AdviceText and PlaybookName (of the rule), PendingAt, OpenedAt,
             AcknowledgedAt, AcknowledgedBy, AssignedTo, SnoozedUntil (NULL: not, or no longer), ResolvedAt,
             DurationMs (since it opened, or else since the rule first saw it), RootAlertId; times in UTC.
             Masked for who asks  */
CREATE FUNCTION report.AlertRow
(
    @Now datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        a.AlertId,
        a.InstanceId,
        i.InstanceName,
        a.RuleId,
        r.RuleName,
        a.AlertKey,
        a.Severity,
        a.State,
        a.Priority,
        Headline = COALESCE(a.Headline, r.RuleName + N': ' + a.AlertKey),
        OwnHeadline = a.Headline,
        a.CauseText,
        r.AdviceText,
        r.PlaybookName,
        a.PendingAt,
        a.OpenedAt,
        a.AcknowledgedAt,
        a.AcknowledgedBy,
        a.AssignedTo,
        SnoozedUntil = CASE WHEN a.ResolvedAt IS NULL AND a.SnoozedUntil > @Now THEN a.SnoozedUntil END,
        a.ResolvedAt,
        DurationMs = DATEDIFF_BIG(millisecond, COALESCE(a.OpenedAt, a.PendingAt), COALESCE(a.ResolvedAt, @Now)),
        a.RootAlertId
    FROM alert.ShownAlert(0) AS a
    INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
    INNER JOIN config.Instance AS i ON i.InstanceId = a.InstanceId
);
