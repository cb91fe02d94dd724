/*  alert.MeasureEvent: rules of kind Event: what facts follow from first to last sight. An event that has
    ended has no row, which resolves its alert.
    @Now      UTC
    @RuleId   as in alert.RuleTarget; a rule's number replays the stored history
    Result    rows as alert.Measure describes them
    Sources (config.AlertRuleMeasure.SourceName), one function each:
    BlockingIncident   alert.BlockingEvent  */
CREATE FUNCTION alert.MeasureEvent
(
    @Now    datetime2(3),
    @RuleId int
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        t.RuleId,
        t.InstanceId,
        e.AlertKey,
        t.MeasureName,
        Value = CAST(e.MeasureValue AS float),
        t.WarnValue,
        t.CriticalValue,
        SampleCount = 1,
        e.SubjectKind,
        e.SubjectId,
        EvidenceJson =
        (
            SELECT
                t.MeasureName AS measure,
                e.MeasureValue AS [value],
                CAST(t.WarnValue AS bigint) AS warn,
                CAST(t.CriticalValue AS bigint) AS critical
            FOR JSON PATH, WITHOUT_ARRAY_WRAPPER, INCLUDE_NULL_VALUES
        )
    FROM alert.RuleTarget(@RuleId) AS t
    INNER JOIN
    (
        SELECT
            SourceName = N'BlockingIncident',
            b.InstanceId,
            b.AlertKey,
            b.MeasureName,
            b.MeasureValue,
            SubjectKind = N'BlockingIncident',
            SubjectId = b.IncidentId
        FROM alert.BlockingEvent(@Now, CASE WHEN @RuleId IS NULL THEN 0 ELSE 1 END) AS b
    ) AS e
        ON e.SourceName = t.SourceName
       AND e.MeasureName = t.MeasureName
       AND e.InstanceId = t.InstanceId
    WHERE t.RuleKind = N'Event'
);
