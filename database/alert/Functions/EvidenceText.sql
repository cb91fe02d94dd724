/*  alert.EvidenceText: the evidence of an alert for people: each measure with its value and limits worded in
    the unit of its metric; measures that are no metric's in that of their source.
    @RuleId         config.AlertRule
    @EvidenceJson   of alert.Alert
    Result          one row per measure: MeasureNumber, MeasureName, Unit, Value, WarnValue, CriticalValue,
                    ValueText, WarnText, CriticalText (the same in words), SampleCount, AggregateName,
                    WindowText, PartText, WholeText (of a rate), KeyKind, Description; IsBeyondWarn,
                    IsBeyondCritical 1 where the limit is reached  */
CREATE FUNCTION alert.EvidenceText
(
    @RuleId       int,
    @EvidenceJson nvarchar(max)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        MeasureNumber = ROW_NUMBER() OVER (ORDER BY e.MeasureName),
        e.MeasureName,
        u.Unit,
        e.Value,
        e.WarnValue,
        e.CriticalValue,
        v.ValueText,
        WarnText = w.ValueText,
        CriticalText = k.ValueText,
        e.SampleCount,
        m.AggregateName,
        WindowText = d.DurationText,
        PartText = p.ValueText,
        WholeText = o.ValueText,
        KeyKind = NULLIF(c.KeyKind, N'none'),
        Description = COALESCE(c.Description, NULLIF(z.Description, N'')),
        IsBeyondWarn = CASE
            WHEN (c.Direction = N'lower' OR e.CriticalValue < e.WarnValue) AND e.Value <= e.WarnValue THEN 1
            WHEN c.Direction = N'lower' OR e.CriticalValue < e.WarnValue THEN 0
            WHEN e.Value >= e.WarnValue THEN 1
            ELSE 0
        END,
        IsBeyondCritical = CASE
            WHEN e.CriticalValue >= e.WarnValue AND e.Value >= e.CriticalValue THEN 1
            WHEN e.CriticalValue < e.WarnValue AND e.Value <= e.CriticalValue THEN 1
            ELSE 0
        END
    FROM OPENJSON(@EvidenceJson) WITH
    (
        MeasureName   nvarchar(64) N'$.measure',
        Value         float        N'$.value',
        WarnValue     float        N'$.warn',
        CriticalValue float        N'$.critical',
        SampleCount   int          N'$.samples',
        PartValue     float        N'$.part',
        WholeValue    float        N'$.whole'
    ) AS e
    LEFT JOIN config.AlertRuleMeasure AS m ON m.RuleId = @RuleId AND m.MeasureName = e.MeasureName
    LEFT JOIN config.Metric AS c ON c.MetricId = m.MetricId
    LEFT JOIN config.Metric AS oc ON oc.MetricId = m.OtherMetricId
    LEFT JOIN config.AlertSource AS z ON z.SourceName = m.SourceName AND z.MeasureName = m.MeasureName
    CROSS APPLY
    (
        SELECT Unit = CASE
            WHEN m.RuleKind = N'Rate' THEN N'percent'
            WHEN c.Unit IS NOT NULL THEN c.Unit
            WHEN z.Unit IS NOT NULL THEN z.Unit
            WHEN e.MeasureName LIKE N'%Ms' THEN N'ms'
            WHEN e.MeasureName LIKE N'%Percent' THEN N'percent'
            ELSE N'count'
        END
    ) AS u
    CROSS APPLY lib.ValueText(e.Value, u.Unit) AS v
    CROSS APPLY lib.ValueText(e.WarnValue, u.Unit) AS w
    CROSS APPLY lib.ValueText(e.CriticalValue, u.Unit) AS k
    CROSS APPLY lib.ValueText(e.PartValue, c.Unit) AS p
    CROSS APPLY lib.ValueText(e.WholeValue, oc.Unit) AS o
    CROSS APPLY lib.DurationText(m.WindowMs) AS d
);
