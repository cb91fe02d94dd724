/*  report.DeadlockResourceRow: what the processes of one deadlock met at.
    @DeadlockId   fact.Deadlock
    Result        one row a resource: ResourceNumber, ResourceKind, DatabaseId, ObjectName (what the server's
                  report says, else what the inventory of names knows of the id, else NULL), IndexName,
                  LockMode, WaitType, Attributes, ResourceText (the object, else the kind)  */
CREATE FUNCTION report.DeadlockResourceRow
(
    @DeadlockId bigint
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        r.ResourceNumber,
        r.ResourceKind,
        r.DatabaseId,
        n.ObjectName,
        IndexName = COALESCE(r.IndexName, o.IndexName),
        r.LockMode,
        r.WaitType,
        r.Attributes,
        ResourceText = COALESCE(n.ObjectName, r.ResourceKind)
    FROM fact.DeadlockResource AS r
    INNER JOIN fact.Deadlock AS d ON d.DeadlockId = r.DeadlockId
    LEFT JOIN dim.ObjectName AS o ON o.InstanceId = d.InstanceId
        AND o.DatabaseId = r.DatabaseId
        AND o.ResourceId = r.AssociatedObjectId
        AND o.IdKind = CASE WHEN r.ResourceKind = N'objectlock' THEN N'object' ELSE N'hobt' END
    CROSS APPLY
    (
        SELECT ObjectName = COALESCE(
            r.ObjectName,
            CASE WHEN o.ObjectName IS NOT NULL THEN CONCAT(o.DatabaseName, N'.', o.SchemaName, N'.', o.ObjectName) END)
    ) AS n
    WHERE r.DeadlockId = @DeadlockId
);
