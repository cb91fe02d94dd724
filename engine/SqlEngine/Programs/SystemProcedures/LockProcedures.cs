// sp_getapplock and sp_releaseapplock: named locks owned by the transaction or the session.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.Programs.SystemProcedures;

/// <summary>Application locks.</summary>
internal static class LockProcedures
{
    public static CallResult GetApplicationLock(SystemCall call)
    {
        call.Expect("@Resource", "@LockMode", "@LockOwner", "@LockTimeout", "@DbPrincipal");
        var resource = call.RequiredText(0, "@Resource");
        var mode = Mode(call.RequiredText(1, "@LockMode"));
        LockFunctions.RequirePublic(call.Text(4, "@DbPrincipal"));
        if (mode is null || Owner(call, 2) is not { } ownedBySession)
        {
            return call.Return(-999);
        }

        var timeout = (int)(call.Number(3, "@LockTimeout") ?? call.Session.Options.LockTimeoutMs);
        var result = call.Session.Server.Storage.Locks.Acquire(
            call.Session.SessionId,
            ownedBySession,
            call.Database.Id,
            resource,
            mode.Value,
            timeout,
            call.Session.CancellationToken
        );
        call.Session.CancellationToken.ThrowIfCancellationRequested();
        return call.Return((int)result);
    }

    /// <summary>A mode by its name; null when there is none.</summary>
    public static LockMode? Mode(string name) =>
        name.ToUpperInvariant() switch
        {
            "SHARED" => LockMode.Shared,
            "UPDATE" => LockMode.Update,
            "INTENTSHARED" => LockMode.IntentShared,
            "INTENTEXCLUSIVE" => LockMode.IntentExclusive,
            "EXCLUSIVE" => LockMode.Exclusive,
            _ => null,
        };

    public static CallResult ReleaseApplicationLock(SystemCall call)
    {
        call.Expect("@Resource", "@LockOwner", "@DbPrincipal");
        var resource = call.RequiredText(0, "@Resource");
        LockFunctions.RequirePublic(call.Text(2, "@DbPrincipal"));
        if (Owner(call, 1) is not { } ownedBySession)
        {
            return call.Return(-999);
        }

        if (call.Session.Server.Storage.Locks.Release(call.Session.SessionId, ownedBySession, call.Database.Id, resource))
        {
            return call.Return(0);
        }

        throw new SqlError(
            1223,
            16,
            1,
            $"Cannot release the application lock (Database Principal: 'public', Resource: '{resource}') because it is not currently held."
        );
    }

    // Null: a transaction owner without a transaction, or an unknown word: status -999.
    private static bool? Owner(SystemCall call, int position) =>
        (call.Text(position, "@LockOwner") ?? "Transaction").ToUpperInvariant() switch
        {
            "SESSION" => true,
            "TRANSACTION" when call.Session.Transaction.Count > 0 => false,
            _ => null,
        };
}
