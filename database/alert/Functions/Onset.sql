/*  alert.Onset: when what an alert is about began, by the facts.
    @SubjectKind, @SubjectId, @PendingAt   of alert.Alert
    Result   one row: OnsetAt. Of blocking its start; else when the rule first saw it
             (PendingAt), which is never later  */
CREATE FUNCTION alert.Onset
(
    @SubjectKind nvarchar(32),
    @SubjectId   bigint,
    @PendingAt   datetime2(3)
)
RETURNS TABLE
AS
RETURN
(
    SELECT OnsetAt = MIN(v.StartedAt)
    FROM
    (
        SELECT StartedAt = @PendingAt
        UNION ALL
        SELECT i.StartedAt
        FROM fact.BlockingIncident AS i
        WHERE @SubjectKind = N'BlockingIncident'
          AND i.IncidentId = @SubjectId
    ) AS v
);
