/*  report.DeadlockResources: what the processes of a deadlock met at, one row per owner and waiter; a
    resource without either is one row.
    @DeadlockId   fact.Deadlock; no rows for an unknown one
    ObjectName is what the server's report says, else what the inventory of names knows of the id, else NULL.
    SessionId and WhoText are NULL where the server named a process that it did not list.  */
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
    RowNumber = ROW_NUMBER() OVER (ORDER BY r.ResourceNumber, h.HolderRole, h.HolderNumber),
    r.ResourceNumber,
    r.ResourceKind,
    r.DatabaseId,
    r.ObjectName,
    r.ResourceText,
    r.IndexName,
    ResourceMode = r.LockMode,
    r.WaitType,
    r.Attributes,
    h.HolderRole,
    RoleText = CASE h.HolderRole WHEN N'owner' THEN N'held by' WHEN N'waiter' THEN N'wanted by' END,
    w.WhoText,
    p.SessionId,
    p.Ecid,
    p.IsVictim,
    VictimText = CASE WHEN p.IsVictim = 1 THEN N'victim' ELSE N'' END,
    h.LockMode,
    h.RequestType
FROM report.DeadlockResourceRow(@DeadlockId) AS r
LEFT JOIN fact.DeadlockResourceHolder AS h ON h.DeadlockId = @DeadlockId AND h.ResourceNumber = r.ResourceNumber
LEFT JOIN fact.DeadlockProcess AS p ON p.DeadlockId = h.DeadlockId AND p.ProcessNumber = h.ProcessNumber
LEFT JOIN report.DeadlockProcessRow(@DeadlockId) AS w ON w.ProcessNumber = h.ProcessNumber
ORDER BY RowNumber;
