/*  alert.MeasureRules: takes every measure of every rule at one moment, and judges them key by key. Fills
    the caller's temp tables #Measure with the rows of alert.Measure, #Judgement with one row per rule,
    instance and alert key: its worst severity level, whether it is above the clear level (both NULL where it
    is unknown), and its latest subject.
    @Now      UTC
    @RuleId   NULL: all enabled rules as things stand; else this rule alone, by the history stored of @Now
    @MeasureName, @WarnValue, @CriticalValue   of a back-test: limits to be tried instead of the measure's
              own, as they are in the rule
    The spine is read once into @Aggregates, and alert.Measure once into #Measure: whatever else is needed of
    them reads the copies. A gate that has not been reached keeps its rule's other measures at 0.  */
CREATE PROCEDURE alert.MeasureRules
    @Now           datetime2(3),
    @RuleId        int,
    @MeasureName   nvarchar(64) = NULL,
    @WarnValue     float = NULL,
    @CriticalValue float = NULL
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

EXEC alert.MeasureEvents @Now, @RuleId;

IF @MeasureName IS NOT NULL
    UPDATE m
    SET WarnValue = t.Sign * @WarnValue,
        CriticalValue = t.Sign * @CriticalValue
    FROM #Measure AS m
    INNER JOIN alert.RuleTarget(@RuleId) AS t
        ON t.RuleId = m.RuleId
       AND t.InstanceId = m.InstanceId
       AND t.MeasureName = m.MeasureName
    WHERE m.MeasureName = @MeasureName;

-- What a rule measures as a gate counts for the whole instance, whatever its key.
WITH Gate AS
(
    SELECT
        t.RuleId,
        t.InstanceId,
        IsOpen = MIN(COALESCE(g.IsReached, 0)),
        IsKnown = MIN(COALESCE(g.IsKnown, 1))
    FROM alert.RuleTarget(@RuleId) AS t
    OUTER APPLY
    (
        SELECT
            IsReached = MAX(CASE WHEN m.Value >= m.WarnValue THEN 1 ELSE 0 END),
            IsKnown = MAX(CASE WHEN m.Value IS NOT NULL THEN 1 ELSE 0 END)
        FROM #Measure AS m
        WHERE m.RuleId = t.RuleId
          AND m.InstanceId = t.InstanceId
          AND m.MeasureName = t.MeasureName
    ) AS g
    WHERE t.IsGate = 1
    GROUP BY t.RuleId, t.InstanceId
)
INSERT #Judgement (RuleId, InstanceId, AlertKey, SeverityLevel, IsAboveClear, SubjectKind, SubjectId)
SELECT
    m.RuleId,
    m.InstanceId,
    m.AlertKey,
    CASE
        WHEN MAX(g.IsKnown) = 0 THEN NULL
        WHEN MAX(g.IsOpen) = 0 THEN 0
        WHEN MAX(j.SeverityLevel) > 0 OR COUNT(m.Value) = COUNT(*) THEN MAX(j.SeverityLevel)
    END,
    CASE
        WHEN MAX(g.IsKnown) = 0 THEN NULL
        WHEN MAX(g.IsOpen) = 0 THEN 0
        WHEN MAX(j.IsAboveClear) > 0 OR COUNT(m.Value) = COUNT(*) THEN MAX(j.IsAboveClear)
    END,
    MAX(m.SubjectKind),
    MAX(m.SubjectId)
FROM #Measure AS m
INNER JOIN config.AlertRule AS r ON r.RuleId = m.RuleId
INNER JOIN config.AlertRuleMeasure AS q ON q.RuleId = m.RuleId AND q.MeasureName = m.MeasureName
LEFT JOIN Gate AS g ON g.RuleId = m.RuleId AND g.InstanceId = m.InstanceId
CROSS APPLY alert.Judge(m.Value, m.WarnValue, m.CriticalValue, r.ClearPercent) AS j
WHERE q.IsGate = 0
GROUP BY m.RuleId, m.InstanceId, m.AlertKey;
