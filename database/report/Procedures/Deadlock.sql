/*  report.Deadlock: one deadlock.
    @DeadlockId   fact.Deadlock; no rows for an unknown one
    Result 1      its processes, victims first
    Result 2      its resources, one row per owner and waiter. ObjectName is what the report says, else what the inventory of names knows of the id.
    Times named …Time are the watched server's local time.  */
CREATE PROCEDURE report.Deadlock
    @DeadlockId bigint
AS
SET NOCOUNT ON;

SELECT
    p.ProcessNumber,
    p.IsVictim,
    p.SessionId,
    p.Ecid,
    p.TransactionName,
    p.TransactionBeganTime,
    p.BatchBeganTime,
    p.OpenTransactionCount,
    p.LogBytesUsed,
    p.DeadlockPriority,
    p.WaitResource,
    p.WaitMs,
    p.LockMode,
    p.ProgramName,
    p.HostName,
    p.LoginName,
    p.IsolationLevel,
    p.DatabaseName,
    f.ProcedureName,
    f.LineNumber,
    Statement = s.TextValue,
    InputBuffer = b.TextValue
FROM fact.DeadlockProcess AS p
LEFT JOIN fact.DeadlockFrame AS f ON f.DeadlockId = p.DeadlockId AND f.ProcessNumber = p.ProcessNumber AND f.FrameNumber = 1
LEFT JOIN dim.StatementText AS s ON s.TextHash = p.StatementHash
LEFT JOIN dim.StatementText AS b ON b.TextHash = p.InputBufferHash
WHERE p.DeadlockId = @DeadlockId
ORDER BY p.IsVictim DESC, p.ProcessNumber;

SELECT
    r.ResourceNumber,
    r.ResourceKind,
    r.DatabaseId,
    ObjectName = COALESCE(r.ObjectName, CASE WHEN o.ObjectName IS NOT NULL THEN CONCAT(o.DatabaseName, N'.', o.SchemaName, N'.', o.ObjectName) END),
    IndexName = COALESCE(r.IndexName, o.IndexName),
    ResourceMode = r.LockMode,
    r.WaitType,
    r.Attributes,
    h.HolderRole,
    p.SessionId,
    p.Ecid,
    p.IsVictim,
    h.LockMode,
    h.RequestType
FROM fact.DeadlockResource AS r
INNER JOIN fact.Deadlock AS d ON d.DeadlockId = r.DeadlockId
LEFT JOIN dim.ObjectName AS o ON o.InstanceId = d.InstanceId AND o.DatabaseId = r.DatabaseId AND o.ResourceId = r.AssociatedObjectId
    AND o.IdKind = CASE WHEN r.ResourceKind = N'objectlock' THEN N'object' ELSE N'hobt' END
LEFT JOIN fact.DeadlockResourceHolder AS h ON h.DeadlockId = r.DeadlockId AND h.ResourceNumber = r.ResourceNumber
LEFT JOIN fact.DeadlockProcess AS p ON p.DeadlockId = h.DeadlockId AND p.ProcessNumber = h.ProcessNumber
WHERE r.DeadlockId = @DeadlockId
ORDER BY r.ResourceNumber, h.HolderRole, h.HolderNumber;
