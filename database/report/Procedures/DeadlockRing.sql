/*  report.DeadlockRing: the circle of a deadlock step by step: a process holds a resource that the next one
    wants; the last step ends with the process of the first.
    @DeadlockId   fact.Deadlock; no rows for an unknown one, or where the report names no circle  */
CREATE PROCEDURE report.DeadlockRing
    @DeadlockId bigint = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'DeadlockRing';
    RETURN;
END;

SELECT
    s.StepNumber,
    ProcessText = COALESCE(q.WhoText, N'a process that the report does not list'),
    q.SessionId,
    HoldsText = CONCAT(s.HolderMode, N''),
    r.ResourceText,
    r.IndexName,
    r.ResourceKind,
    WantsText = CONCAT(s.WaiterMode, N''),
    NextText = COALESCE(p.WhoText, N'a process that the report does not list'),
    NextSessionId = p.SessionId,
    IsVictimText = CASE WHEN q.IsVictim = 1 THEN N'victim' ELSE N'' END,
    NextIsVictimText = CASE WHEN p.IsVictim = 1 THEN N'victim' ELSE N'' END
FROM report.DeadlockPath(@DeadlockId) AS s
INNER JOIN report.DeadlockResourceRow(@DeadlockId) AS r ON r.ResourceNumber = s.ResourceNumber
LEFT JOIN report.DeadlockProcessRow(@DeadlockId) AS q ON q.ProcessKey = s.HolderKey
LEFT JOIN report.DeadlockProcessRow(@DeadlockId) AS p ON p.ProcessKey = s.WaiterKey
ORDER BY s.StepNumber;
