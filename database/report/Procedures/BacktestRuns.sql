/*  report.BacktestRuns: the back-tests that were kept, the latest first.
    @RuleName   NULL for all rules
    @RunId      NULL for all of them
    Result      one row per run: RunId, RuleName, FromAt, ToAt, StepMs, MeasureName, WarnValue, CriticalValue
                (NULL: the rule's own), RanAt, RanBy, AlertCount, CriticalCount, PendingOnlyCount,
                ConfirmedCount, OpenMinutes, AlertsPerDay  */
CREATE PROCEDURE report.BacktestRuns
    @RuleName nvarchar(128) = NULL,
    @RunId    int = NULL
AS
SET NOCOUNT ON;

SELECT
    b.RunId,
    r.RuleName,
    b.FromAt,
    b.ToAt,
    b.StepMs,
    b.MeasureName,
    b.WarnValue,
    b.CriticalValue,
    b.RanAt,
    b.RanBy,
    b.AlertCount,
    b.CriticalCount,
    b.PendingOnlyCount,
    b.ConfirmedCount,
    b.OpenMinutes,
    AlertsPerDay = b.AlertCount / NULLIF(DATEDIFF_BIG(millisecond, b.FromAt, b.ToAt) / 86400000e0, 0)
FROM ops.BacktestRun AS b
INNER JOIN config.AlertRule AS r ON r.RuleId = b.RuleId
WHERE (@RuleName IS NULL OR r.RuleName = @RuleName)
  AND (@RunId IS NULL OR b.RunId = @RunId)
ORDER BY b.RunId DESC;
