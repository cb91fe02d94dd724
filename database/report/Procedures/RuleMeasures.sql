/*  report.RuleMeasures: what a rule measures, and its limits.
    @RuleName   config.AlertRule
    Result      one row per measure: MeasureName, SourceText, UnitName (NULL: of an event's own), WarnValue,
                CriticalValue, IsGate, WorseSide (higher, lower)  */
CREATE PROCEDURE report.RuleMeasures
    @RuleName nvarchar(128) = NULL,
    @Help     bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'RuleMeasures';
    RETURN;
END;

SELECT
    m.MeasureName,
    SourceText = CONCAT(
        m.AggregateName + N' of ', c.MetricName, N' as % of ' + o.MetricName, m.SourceName,
        N', keys like ' + m.KeyLike, N', keys not like ' + m.KeyNotLike,
        N', of ' + (SELECT d.DurationText FROM lib.DurationText(m.WindowMs) AS d),
        N', ' + CAST(m.MinSamples AS nvarchar(12)) + N' values or more'),
    UnitName = CASE WHEN o.MetricId IS NOT NULL THEN N'%' ELSE c.Unit END,
    m.WarnValue,
    m.CriticalValue,
    m.IsGate,
    WorseSide = CASE
        WHEN c.Direction IN (N'higher', N'lower') THEN c.Direction
        WHEN m.CriticalValue < m.WarnValue THEN N'lower'
        ELSE N'higher'
    END
FROM config.AlertRule AS r
INNER JOIN config.AlertRuleMeasure AS m ON m.RuleId = r.RuleId
LEFT JOIN config.Metric AS c ON c.MetricId = m.MetricId
LEFT JOIN config.Metric AS o ON o.MetricId = m.OtherMetricId
WHERE r.RuleName = @RuleName
ORDER BY m.IsGate, m.MeasureName;
