/*  report.DeadlockRing: the circle of a deadlock step by step: a process waits for a resource that the next
    one holds.
    @DeadlockId   fact.Deadlock  */
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
    StepNumber = ROW_NUMBER() OVER (ORDER BY q.ProcessNumber, r.ResourceNumber, p.ProcessNumber),
    ProcessText = w.WhoText,
    q.SessionId,
    WantsText = CONCAT(a.LockMode, N''),
    ResourceText = COALESCE(
        r.ObjectName,
        CASE WHEN o.ObjectName IS NOT NULL THEN CONCAT(o.DatabaseName, N'.', o.SchemaName, N'.', o.ObjectName) END,
        r.ResourceKind),
    IndexName = COALESCE(r.IndexName, o.IndexName),
    r.ResourceKind,
    HoldsText = CONCAT(h.LockMode, N''),
    NextText = n.WhoText,
    NextSessionId = p.SessionId,
    IsVictimText = CASE WHEN q.IsVictim = 1 THEN N'victim' ELSE N'' END
FROM fact.DeadlockResource AS r
INNER JOIN fact.Deadlock AS d ON d.DeadlockId = r.DeadlockId
INNER JOIN fact.DeadlockResourceHolder AS a ON a.DeadlockId = r.DeadlockId
    AND a.ResourceNumber = r.ResourceNumber
    AND a.HolderRole = N'waiter'
INNER JOIN fact.DeadlockResourceHolder AS h ON h.DeadlockId = r.DeadlockId
    AND h.ResourceNumber = r.ResourceNumber
    AND h.HolderRole = N'owner'
    AND (h.ProcessNumber <> a.ProcessNumber OR h.ProcessNumber IS NULL OR a.ProcessNumber IS NULL)
LEFT JOIN fact.ShownDeadlockProcess(0) AS q ON q.DeadlockId = a.DeadlockId AND q.ProcessNumber = a.ProcessNumber
LEFT JOIN fact.ShownDeadlockProcess(0) AS p ON p.DeadlockId = h.DeadlockId AND p.ProcessNumber = h.ProcessNumber
LEFT JOIN dim.ObjectName AS o ON o.InstanceId = d.InstanceId
    AND o.DatabaseId = r.DatabaseId
    AND o.ResourceId = r.AssociatedObjectId
    AND o.IdKind = CASE WHEN r.ResourceKind = N'objectlock' THEN N'object' ELSE N'hobt' END
OUTER APPLY fact.SessionAt(0, d.InstanceId, q.SessionId, q.HostName, d.DetectedAt) AS t
OUTER APPLY fact.SessionAt(0, d.InstanceId, p.SessionId, p.HostName, d.DetectedAt) AS u
OUTER APPLY lib.SessionLabel(q.SessionId, t.AxUser, t.AxConfidence, t.BatchTask, q.ProgramName, q.HostName, 0) AS w
OUTER APPLY lib.SessionLabel(p.SessionId, u.AxUser, u.AxConfidence, u.BatchTask, p.ProgramName, p.HostName, 0) AS n
WHERE r.DeadlockId = @DeadlockId
ORDER BY StepNumber;
