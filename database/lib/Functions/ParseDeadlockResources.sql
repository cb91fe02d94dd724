/*  lib.ParseDeadlockResources: what a deadlock was about.
    @Deadlock   one deadlock element
    Result      one row per element of the resource list, whatever its name; fields found by name
    ElementNumber counts the elements of all lists there are.
    ResourceClass: every …lock element is a lock, exchangeEvent and
    SyncPoint belong to parallel plans.
    A lock on a transaction id (optimised locking) has the lock it stands for
    inside it, whose object it tells.
    AssociatedObjectId is the HoBT, or for an object lock the object. Attributes are
    in the order of their names.
    ResourceXml is the element itself, for lib.ParseDeadlockHolders.  */
CREATE FUNCTION lib.ParseDeadlockResources
(
    @Deadlock xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        ElementNumber = CAST(ROW_NUMBER() OVER (ORDER BY (SELECT NULL)) AS int),
        ResourceKind = k.ResourceKind,
        ResourceClass = CASE
            WHEN k.ResourceKind LIKE N'%lock' THEN N'lock'
            WHEN k.ResourceKind IN (N'exchangeEvent', N'SyncPoint') THEN N'exchange'
            ELSE N'other'
        END,
        ResourceKey = NULLIF(r.Resource.value(N'(@id)[1]', N'nvarchar(128)'), N''),
        DatabaseId = TRY_CAST(r.Resource.value(N'(@dbid)[1]', N'nvarchar(64)') AS int),
        ObjectName = NULLIF(LTRIM(RTRIM(r.Resource.value(N'(.//@objectname)[1]', N'nvarchar(512)'))), N''),
        IndexName = NULLIF(LTRIM(RTRIM(r.Resource.value(N'(.//@indexname)[1]', N'nvarchar(256)'))), N''),
        AssociatedObjectId = TRY_CAST(COALESCE(
            r.Resource.value(N'(.//@associatedObjectId)[1]', N'nvarchar(64)'),
            r.Resource.value(N'(.//@hobtid)[1]', N'nvarchar(64)'),
            r.Resource.value(N'(.//@objid)[1]', N'nvarchar(64)')) AS bigint),
        FileId = TRY_CAST(r.Resource.value(N'(@fileid)[1]', N'nvarchar(64)') AS int),
        PageId = TRY_CAST(r.Resource.value(N'(@pageid)[1]', N'nvarchar(64)') AS bigint),
        LockMode = r.Resource.value(N'(@mode)[1]', N'nvarchar(32)'),
        WaitType = COALESCE(
            r.Resource.value(N'(@WaitType)[1]', N'nvarchar(64)'), r.Resource.value(N'(@waitType)[1]', N'nvarchar(64)')),
        PlanNodeId = TRY_CAST(r.Resource.value(N'(@nodeId)[1]', N'nvarchar(64)') AS int),
        Attributes = STUFF(CAST((
            SELECT N' ' + a.Attribute.value(N'local-name(.)', N'nvarchar(128)') + N'="'
                + a.Attribute.value(N'.', N'nvarchar(max)') + N'"'
            FROM r.Resource.nodes(N'@*') AS a (Attribute)
            ORDER BY a.Attribute.value(N'local-name(.)', N'nvarchar(128)')
            FOR XML PATH(N''), TYPE).value(N'(./text())[1]', N'nvarchar(max)') AS nvarchar(max)), 1, 1, N''),
        ResourceXml = r.Resource.query(N'.')
    FROM @Deadlock.nodes(N'/deadlock/resource-list/*') AS r (Resource)
    CROSS APPLY (SELECT ResourceKind = r.Resource.value(N'local-name(.)', N'nvarchar(64)')) AS k
);
