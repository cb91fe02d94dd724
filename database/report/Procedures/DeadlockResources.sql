/*  report.DeadlockResources: what the processes of a deadlock met at, one row per owner and waiter; a
    resource without either is one row.
    @DeadlockId   fact.Deadlock; no rows for an unknown one
    ObjectName is what the server's report says, else what the inventory of names knows of the id, else NULL.
    SessionId is NULL where the server named a process that it did not list.  */
CREATE PROCEDURE report.DeadlockResources
    @DeadlockId bigint = NULL,
    @Help       bit = 0
AS
SET NOCOUNT ON;

IF @Help = 1
BEGIN
    EXEC report.Help N'DeadlockResources';
    RETURN;
END;

SELECT
    r.ResourceNumber,
    r.ResourceKind,
    r.DatabaseId,
    ObjectName = COALESCE(
        r.ObjectName, CASE WHEN o.ObjectName IS NOT NULL THEN CONCAT(o.DatabaseName, N'.', o.SchemaName, N'.', o.ObjectName) END),
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
LEFT JOIN dim.ObjectName AS o ON o.InstanceId = d.InstanceId
    AND o.DatabaseId = r.DatabaseId
    AND o.ResourceId = r.AssociatedObjectId
    AND o.IdKind = CASE WHEN r.ResourceKind = N'objectlock' THEN N'object' ELSE N'hobt' END
LEFT JOIN fact.DeadlockResourceHolder AS h ON h.DeadlockId = r.DeadlockId AND h.ResourceNumber = r.ResourceNumber
LEFT JOIN fact.DeadlockProcess AS p ON p.DeadlockId = h.DeadlockId AND p.ProcessNumber = h.ProcessNumber
WHERE r.DeadlockId = @DeadlockId
ORDER BY r.ResourceNumber, h.HolderRole, h.HolderNumber;
