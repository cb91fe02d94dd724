/*  report.AlertNoise: which rules fire most in a period, and how often nobody needed to act: most first.
    @InstanceId, @Stage   NULL for all
    @FromAt, @ToAt, @Window, @TimeZone   as in report.WindowOf; …Local is by the clock of that zone  */
CREATE PROCEDURE report.AlertNoise
    @InstanceId int = NULL,
    @Stage      nvarchar(16) = NULL,
    @FromAt     datetime2(3) = NULL,
    @ToAt       datetime2(3) = NULL,
    @Window     nvarchar(16) = NULL,
    @TimeZone   nvarchar(128) = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'AlertNoise';
    RETURN;
END;

DECLARE @From datetime2(3);
DECLARE @To datetime2(3);

SELECT @From = w.FromAt, @To = w.ToAt
FROM report.WindowOf(@Window, @FromAt, @ToAt, @TimeZone) AS w;

SELECT TOP (50)
    r.RuleName,
    FiredCount = COUNT(*),
    AcknowledgedPercent = 100e0 * SUM(CASE WHEN a.AcknowledgedAt IS NOT NULL THEN 1 ELSE 0 END) / COUNT(*),
    AlonePercent = 100e0 * SUM(CASE WHEN a.AcknowledgedAt IS NULL AND a.ResolvedAt IS NOT NULL THEN 1 ELSE 0 END) / COUNT(*),
    MeanDurationMs = AVG(CASE WHEN a.ResolvedAt IS NOT NULL THEN DATEDIFF_BIG(millisecond, a.OpenedAt, a.ResolvedAt) END),
    MailCount = SUM(m.MailCount),
    MadeAt = (SELECT t.NowAt FROM report.Now() AS t)
FROM alert.Alert AS a
INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
INNER JOIN config.Instance AS i ON i.InstanceId = a.InstanceId
CROSS APPLY (SELECT MailCount = COUNT(*) FROM alert.Notification AS n WHERE n.AlertId = a.AlertId) AS m
WHERE a.OpenedAt >= @From
  AND a.OpenedAt < @To
  AND (@InstanceId IS NULL OR a.InstanceId = @InstanceId)
  AND (@Stage IS NULL OR i.Environment = @Stage)
GROUP BY r.RuleName
ORDER BY COUNT(*) DESC, r.RuleName
OPTION (RECOMPILE);
