/*  lib.ParseDeadlockHolders: who owned and who waited for the resources of a deadlock.
    @Deadlock   one deadlock element
    Result      one row per owner and waiter; ElementNumber as lib.ParseDeadlockResources gives it  */
CREATE FUNCTION lib.ParseDeadlockHolders
(
    @Deadlock xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        ElementNumber = r.Resource.value(N'for $resource in . return count(../*[. << $resource]) + 1', N'int'),
        HolderRole = h.Holder.value(N'local-name(.)', N'nvarchar(8)'),
        ProcessKey = COALESCE(h.Holder.value(N'(@id)[1]', N'nvarchar(64)'), N''),
        LockMode = h.Holder.value(N'(@mode)[1]', N'nvarchar(32)'),
        RequestType = h.Holder.value(N'(@requestType)[1]', N'nvarchar(32)')
    FROM @Deadlock.nodes(N'/deadlock/resource-list/*') AS r (Resource)
    CROSS APPLY r.Resource.nodes(N'owner-list/owner, waiter-list/waiter') AS h (Holder)
);
