/*  report.WeeklyIncidents: the alerts of a week that lasted longest, the critical ones first, five rows.
    @InstanceId, @Stage   NULL for all
    @TimeZone, @WeekStart   as in report.WeekOf; …Local is by the clock of that zone  */
CREATE PROCEDURE report.WeeklyIncidents
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @WeekStart  datetime2(3) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'WeeklyIncidents';
    RETURN;
END;

DECLARE @Now datetime2(3);
DECLARE @Zone nvarchar(128);
DECLARE @From datetime2(3);
DECLARE @To datetime2(3);

SELECT @Now = w.NowAt, @Zone = w.ZoneName, @From = w.FromAt, @To = w.ToAt
FROM report.WeekOf(@WeekStart, @TimeZone) AS w;

SELECT TOP (5)
    a.AlertId,
    a.Severity,
    i.InstanceName,
    Headline = COALESCE(a.Headline, r.RuleName + N': ' + a.AlertKey),
    OpenedLocal = l.LocalAt,
    DurationMs = DATEDIFF_BIG(millisecond, a.OpenedAt, COALESCE(a.ResolvedAt, @Now)),
    MadeAt = @Now
FROM alert.ShownAlert(0) AS a
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
INNER JOIN config.Instance AS i ON i.InstanceId = a.InstanceId
CROSS APPLY report.LocalTime(a.OpenedAt, @Zone) AS l
WHERE a.OpenedAt >= @From
  AND a.OpenedAt < @To
  AND a.RootAlertId IS NULL
  AND (@InstanceId IS NULL OR a.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
ORDER BY CASE a.Severity WHEN N'critical' THEN 0 ELSE 1 END, DurationMs DESC, a.AlertId;
