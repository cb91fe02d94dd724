/*  report.BacktestRuns: the back-tests that were kept, the latest first.
    @RuleName   NULL for all rules
    @RunId      NULL for all of them
    @TimeZone   of the columns …Local; NULL: UTC
    Result      one row per run: RunId, RuleName, FromAt, ToAt, StepMs, MeasureName, WarnValue, CriticalValue
                (NULL: the rule's own), RanAt, RanBy, AlertCount, CriticalCount, PendingOnlyCount,
                ConfirmedCount, OpenMinutes, AlertsPerDay; for people: FromLocal, ToLocal, RanLocal,
                LimitText, AnswerText, ConfirmedPercent, OpenMs  */
CREATE PROCEDURE report.BacktestRuns
    @RuleName nvarchar(128) = NULL,
    @RunId    int = NULL,
    @TimeZone nvarchar(128) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'BacktestRuns';
    RETURN;
END;

DECLARE @Zone nvarchar(128) = (SELECT w.ZoneName FROM report.WindowOf(NULL, NULL, NULL, @TimeZone) AS w);

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
    d.AlertsPerDay,
    FromLocal = f.LocalAt,
    ToLocal = t.LocalAt,
    RanLocal = l.LocalAt,
    LimitText = CASE
        WHEN b.WarnValue IS NULL AND b.CriticalValue IS NULL THEN N'its own limits'
        ELSE CONCAT(
            COALESCE(b.MeasureName, N'tried'),
            N': warning at ' + CAST(CAST(b.WarnValue AS decimal(18, 2)) AS nvarchar(30)),
            N', critical at ' + CAST(CAST(b.CriticalValue AS decimal(18, 2)) AS nvarchar(30)))
    END,
    AnswerText = CONCAT(
        r.RuleName, N' would have alerted ', b.AlertCount, N' times in ', CAST(d.DayCount AS decimal(9, 1)), N' days, ',
        b.CriticalCount, N' of them critical; beside ', b.ConfirmedCount,
        N' of them somebody acknowledged an alert of the instance.'),
    ConfirmedPercent = 100e0 * b.ConfirmedCount / NULLIF(b.AlertCount, 0),
    OpenMs = CAST(b.OpenMinutes * 60000 AS bigint)
FROM ops.BacktestRun AS b
INNER JOIN config.AlertRule AS r ON r.RuleId = b.RuleId
CROSS APPLY (SELECT DayCount = DATEDIFF_BIG(millisecond, b.FromAt, b.ToAt) / 86400000e0) AS y
CROSS APPLY (SELECT y.DayCount, AlertsPerDay = b.AlertCount / NULLIF(y.DayCount, 0)) AS d
CROSS APPLY report.LocalTime(b.FromAt, @Zone) AS f
CROSS APPLY report.LocalTime(b.ToAt, @Zone) AS t
CROSS APPLY report.LocalTime(b.RanAt, @Zone) AS l
WHERE (@RuleName IS NULL OR r.RuleName = @RuleName)
  AND (@RunId IS NULL OR b.RunId = @RunId)
ORDER BY b.RunId DESC;
