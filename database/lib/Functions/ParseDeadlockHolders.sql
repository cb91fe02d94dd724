/*  lib.ParseDeadlockHolders: who owned and who waited for a resource of a deadlock.
    @Resource   one element of its resource list, see lib.ParseDeadlockResources
    Result      one row per owner and waiter  */
CREATE FUNCTION lib.ParseDeadlockHolders
(
    @Resource xml
)
RETURNS TABLE
AS
RETURN
(
    SELECT
        HolderRole = h.Holder.value(N'local-name(.)', N'nvarchar(8)'),
        ProcessKey = COALESCE(h.Holder.value(N'(@id)[1]', N'nvarchar(64)'), N''),
        LockMode = h.Holder.value(N'(@mode)[1]', N'nvarchar(32)'),
        RequestType = h.Holder.value(N'(@requestType)[1]', N'nvarchar(32)')
    FROM @Resource.nodes(N'/*/owner-list/owner, /*/waiter-list/waiter') AS h (Holder)
);
