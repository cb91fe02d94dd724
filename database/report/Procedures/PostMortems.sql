/*  report.PostMortems: incidents that are over, the latest first.
    @From, @To      UTC, by their end
    @InstanceName   NULL for all
    Result          one row per incident: AlertId, InstanceName, RuleName, Headline, Severity, Priority,
                    OnsetAt, DetectedAt, NotifiedAt, AcknowledgedAt, AcknowledgedBy, AssignedTo, ResolvedAt,
                    DetectionMs (onset to alert), DeliveryMs (alert to first message sent), ResponseMs (alert
                    to acknowledgement), WarningMinutes, CriticalMinutes, MemberCount, ReminderCount  */
CREATE PROCEDURE report.PostMortems
    @From         datetime2(3) = NULL,
    @To           datetime2(3) = NULL,
    @InstanceName sysname = NULL,
    @Help         bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'PostMortems';
    RETURN;
END;

SELECT
    p.AlertId,
    n.InstanceName,
    r.RuleName,
    a.Headline,
    a.Severity,
    p.Priority,
    p.OnsetAt,
    p.DetectedAt,
    p.NotifiedAt,
    p.AcknowledgedAt,
    a.AcknowledgedBy,
    a.AssignedTo,
    p.ResolvedAt,
    DetectionMs = DATEDIFF_BIG(millisecond, p.OnsetAt, p.DetectedAt),
    DeliveryMs = DATEDIFF_BIG(millisecond, p.DetectedAt, p.NotifiedAt),
    ResponseMs = DATEDIFF_BIG(millisecond, p.DetectedAt, p.AcknowledgedAt),
    p.WarningMinutes,
    p.CriticalMinutes,
    p.MemberCount,
    p.ReminderCount
FROM alert.PostMortem AS p
INNER JOIN alert.ShownAlert(0) AS a ON a.AlertId = p.AlertId
INNER JOIN config.Instance AS n ON n.InstanceId = p.InstanceId
INNER JOIN config.AlertRule AS r ON r.RuleId = p.RuleId
WHERE p.ResolvedAt >= @From
  AND p.ResolvedAt < @To
  AND (@InstanceName IS NULL OR n.InstanceName = @InstanceName)
ORDER BY p.ResolvedAt DESC, p.AlertId DESC;
