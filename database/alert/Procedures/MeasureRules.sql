/*  alert.MeasureRules: takes every measure of every rule at one moment, and judges them key by key. Fills
    the caller's temp tables #Measure with the rows of alert.Measure, #Judgement with one row per rule,
    instance and alert key: its worst severity level, whether it is above the clear level (both NULL where it
    is unknown), and its latest subject.
    @Now      UTC
    @RuleId   NULL: all enabled rules as things stand; else this rule alone, by the history stored of @Now
    The spine is read once into @Aggregates, and alert.Measure once into #Measure: whatever else is needed of
    them reads the copies.  */
CREATE PROCEDURE alert.MeasureRules
    @Now    datetime2(3),
    @RuleId int
AS
SET NOCOUNT ON;

DECLARE @Aggregates alert.MetricAggregate;

INSERT @Aggregates
(
    MetricId,
    WindowMs,
    InstanceId,
    KeyId,
    SampleCount,
    SumValue,
    MinValue,
    MaxValue,
    LastValue,
    MedianValue
)
SELECT
    a.MetricId,
    a.WindowMs,
    a.InstanceId,
    a.KeyId,
    a.SampleCount,
    a.SumValue,
    a.MinValue,
    a.MaxValue,
    a.LastValue,
    a.MedianValue
FROM alert.AggregateMetrics(@Now, @RuleId) AS a;

INSERT #Measure
(
    RuleId,
    InstanceId,
    AlertKey,
    MeasureName,
    Value,
    WarnValue,
    CriticalValue,
    SampleCount,
    SubjectKind,
    SubjectId,
    EvidenceJson
)
SELECT
    m.RuleId,
    m.InstanceId,
    m.AlertKey,
    m.MeasureName,
    m.Value,
    m.WarnValue,
    m.CriticalValue,
    m.SampleCount,
    m.SubjectKind,
    m.SubjectId,
    m.EvidenceJson
FROM alert.Measure(@Now, @RuleId, @Aggregates) AS m;

INSERT #Judgement (RuleId, InstanceId, AlertKey, SeverityLevel, IsAboveClear, SubjectKind, SubjectId)
SELECT
    m.RuleId,
    m.InstanceId,
    m.AlertKey,
    CASE WHEN MAX(j.SeverityLevel) > 0 OR COUNT(m.Value) = COUNT(*) THEN MAX(j.SeverityLevel) END,
    CASE WHEN MAX(j.IsAboveClear) > 0 OR COUNT(m.Value) = COUNT(*) THEN MAX(j.IsAboveClear) END,
    MAX(m.SubjectKind),
    MAX(m.SubjectId)
FROM #Measure AS m
INNER JOIN config.AlertRule AS r ON r.RuleId = m.RuleId
CROSS APPLY alert.Judge(m.Value, m.WarnValue, m.CriticalValue, r.ClearPercent) AS j
GROUP BY m.RuleId, m.InstanceId, m.AlertKey;
