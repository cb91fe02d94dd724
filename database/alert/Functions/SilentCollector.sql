/*  alert.SilentCollector: the collectors that a message about an instance tells of.
    @AlertId   alert.Alert with a rule of kind Absence
    @State     'open': those whose alerts are open now; 'resolved': those that were reported together with it
    Result     one row per collector: Collector, CollectorState, Reason, Remedy, SilentMs as of its alert's
               evidence  */
CREATE FUNCTION alert.SilentCollector
(
    @AlertId bigint,
    @State   nvarchar(16)
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        e.Collector,
        e.CollectorState,
        e.Reason,
        e.Remedy,
        e.SilentMs
    FROM alert.Alert AS a
    INNER JOIN alert.Alert AS k
        ON k.RuleId = a.RuleId
       AND k.InstanceId = a.InstanceId
       AND
       (
           (@State = N'open' AND k.State = N'open')
           OR (@State = N'resolved' AND k.LastNotifiedAt = a.LastNotifiedAt)
       )
    CROSS APPLY
    (
        SELECT
            Collector = JSON_VALUE(k.EvidenceJson, N'$[0].collector'),
            CollectorState = JSON_VALUE(k.EvidenceJson, N'$[0].state'),
            Reason = JSON_VALUE(k.EvidenceJson, N'$[0].reason'),
            Remedy = JSON_VALUE(k.EvidenceJson, N'$[0].remedy'),
            SilentMs = CAST(JSON_VALUE(k.EvidenceJson, N'$[0].silentMs') AS bigint)
    ) AS e
    WHERE a.AlertId = @AlertId
      AND e.Collector IS NOT NULL
);
