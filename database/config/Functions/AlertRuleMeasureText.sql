/*  config.AlertRuleMeasureText: the measures of a rule in words, as audit.Event keeps them.
    @RuleId   config.AlertRule
    Result    one row per measure: MeasureName, MeasureText  */
CREATE FUNCTION config.AlertRuleMeasureText
(
    @RuleId int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        m.MeasureName,
        MeasureText = CONCAT(
            m.AggregateName + N' of ', c.MetricName, N' as % of ' + o.MetricName, m.SourceName + N'.' + m.MeasureName,
            N', keys like ' + m.KeyLike, N', keys not like ' + m.KeyNotLike,
            N' within ' + CAST(m.WindowMs AS nvarchar(12)) + N' ms',
            N', ' + CAST(m.MinSamples AS nvarchar(12)) + N' values or more',
            N', whole ' + CAST(m.MinOtherValue AS nvarchar(24)) + N' or more',
            N'; warning at ', m.WarnValue, N'; critical at ' + CAST(m.CriticalValue AS nvarchar(24)),
            CASE WHEN m.IsGate = 1 THEN N'; gate' END)
    FROM config.AlertRuleMeasure AS m
    LEFT JOIN config.Metric AS c ON c.MetricId = m.MetricId
    LEFT JOIN config.Metric AS o ON o.MetricId = m.OtherMetricId
    WHERE m.RuleId = @RuleId
);
