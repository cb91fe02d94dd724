/*  alert.Measure: every measure of every rule but those of kind Event, which alert.MeasureEvents takes. A new
    kind is a function of this shape, a line here, and its name in the CHECKs of config.AlertRule and
    AlertRuleMeasure.
    @Now          UTC
    @RuleId       NULL: all enabled rules as things stand now; else this rule alone, enabled or not, by the
                  history stored of @Now
    @Aggregates   alert.AggregateMetrics(@Now, @RuleId), computed once for all kinds
    Result        one row per measure, instance and alert key
                  Value                     larger is worse: where a metric is worse when lower, it and its
                                            limits are multiplied by -1. NULL: unknown, the alert stays as it
                                            is
                  WarnValue, CriticalValue  the limits on this instance
                  SampleCount               values that Value rests on
                  SubjectKind, SubjectId    as in alert.Alert
                  EvidenceJson              an object with measure, value and limits as people know them, and
                                            what else the kind can say; may be NULL below the warn value
                  A key without a row is gone, and its alert is resolved.  */
CREATE FUNCTION alert.Measure
(
    @Now        datetime2(3),
    @RuleId     int,
    @Aggregates alert.MetricAggregate READONLY
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        t.RuleId,
        t.InstanceId,
        t.AlertKey,
        t.MeasureName,
        t.Value,
        t.WarnValue,
        t.CriticalValue,
        t.SampleCount,
        t.SubjectKind,
        t.SubjectId,
        t.EvidenceJson
    FROM alert.MeasureThreshold(@RuleId, @Aggregates) AS t
    UNION ALL
    SELECT
        r.RuleId,
        r.InstanceId,
        r.AlertKey,
        r.MeasureName,
        r.Value,
        r.WarnValue,
        r.CriticalValue,
        r.SampleCount,
        r.SubjectKind,
        r.SubjectId,
        r.EvidenceJson
    FROM alert.MeasureRate(@RuleId, @Aggregates) AS r
    UNION ALL
    SELECT
        a.RuleId,
        a.InstanceId,
        a.AlertKey,
        a.MeasureName,
        a.Value,
        a.WarnValue,
        a.CriticalValue,
        a.SampleCount,
        a.SubjectKind,
        a.SubjectId,
        a.EvidenceJson
    FROM alert.MeasureAbsence(@Now, @RuleId) AS a
);
