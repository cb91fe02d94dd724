// Application locks, cursors, logins and transactions as functions tell of them.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

internal static class LockFunctions
{
    public static void Register(Dictionary<string, Func<BuiltInCall, BoundFunction>> all)
    {
        all["APPLOCK_MODE"] = LockModeOf;
        all["APPLOCK_TEST"] = LockTest;
        all["CURSOR_STATUS"] = CursorStatus;
        all["SUSER_ID"] = LoginId;
        all["GETANSINULL"] = static c =>
        {
            c.Expect(0, 1);
            var database = c.Count > 0 ? c.Text(0) : null;
            return new BoundFunction(
                SqlType.SmallInt,
                false,
                (a, x) =>
                    (database is null ? x.DatabaseName : database(a)) is { } name && x.Metadata.DatabaseId(name) is not null
                        ? SqlValue.FromInt64((x.Options & 1024) != 0 ? 1 : 0)
                        : SqlValue.Null
            );
        };
        all["CURRENT_TRANSACTION_ID"] = static c =>
        {
            c.Expect(0);
            return new BoundFunction(SqlType.BigInt, false, static (_, x) => SqlValue.FromInt64(x.TransactionId));
        };

        // No statistics are kept, and for what has none the date is NULL.
        all["STATS_DATE"] = static c =>
        {
            c.Expect(2);
            c.Long(0);
            c.Long(1);
            return new BoundFunction(SqlType.DateTime, false, static (_, _) => SqlValue.Null);
        };

        // All databases have the one filegroup PRIMARY.
        all["FILEGROUP_ID"] = static c =>
        {
            c.Expect(1);
            var name = c.Text(0);
            return new BoundFunction(
                SqlType.Int,
                false,
                (a, _) =>
                    "PRIMARY".Equals(name(a), StringComparison.OrdinalIgnoreCase) ? SqlValue.FromInt64(1) : SqlValue.Null
            );
        };
        all["FILEGROUP_NAME"] = static c =>
        {
            c.Expect(1);
            var id = c.Long(0);
            return new BoundFunction(
                SqlType.SysName,
                false,
                (a, _) => id(a) == 1 ? SqlValue.FromString("PRIMARY") : SqlValue.Null
            );
        };
    }

    // APPLOCK_MODE (database_principal, resource_name, lock_owner)
    private static BoundFunction LockModeOf(BuiltInCall c)
    {
        c.Expect(3);
        var (principal, resource, owner) = (c.Text(0), c.Text(1), c.Text(2));
        return new BoundFunction(
            SqlType.NVarChar(32),
            false,
            (a, x) =>
            {
                RequirePublic(principal(a));
                return resource(a) is { } name && OwnedBySession(owner(a)) is { } session
                    ? SqlValue.FromString(x.ApplicationLockMode(name, session))
                    : SqlValue.Null;
            }
        );
    }

    // APPLOCK_TEST (database_principal, resource_name, lock_mode, lock_owner)
    private static BoundFunction LockTest(BuiltInCall c)
    {
        c.Expect(4);
        var (principal, resource, mode, owner) = (c.Text(0), c.Text(1), c.Text(2), c.Text(3));
        return new BoundFunction(
            SqlType.SmallInt,
            false,
            (a, x) =>
            {
                RequirePublic(principal(a));
                return
                    resource(a) is { } name
                    && mode(a) is { } asked
                    && OwnedBySession(owner(a)) is { } session
                    && x.TestApplicationLock(name, asked, session) is { } granted
                    ? SqlValue.FromInt64(granted ? 1 : 0)
                    : SqlValue.Null;
            }
        );
    }

    /// <summary>Locks of other database principals have names of their own, which the lock table does not
    /// tell apart.</summary>
    internal static void RequirePublic(string? principal)
    {
        if (principal is not null && !principal.Equals("public", StringComparison.OrdinalIgnoreCase))
        {
            throw SqlError.Unsupported($"application locks of the database principal {principal} (only public)");
        }
    }

    private static bool? OwnedBySession(string? owner) =>
        owner?.ToUpperInvariant() switch
        {
            "SESSION" => true,
            "TRANSACTION" => false,
            _ => null,
        };

    private static BoundFunction CursorStatus(BuiltInCall c)
    {
        c.Expect(2);
        var (kind, name) = (c.Text(0), c.Text(1));
        return new BoundFunction(
            SqlType.SmallInt,
            false,
            (a, x) =>
                kind(a) is { } k && name(a) is { } n ? SqlValue.FromInt64(x.CursorStatus(k, n)) : SqlValue.FromInt64(-3)
        );
    }

    private static BoundFunction LoginId(BuiltInCall c)
    {
        c.Expect(0, 1);
        var name = c.Count > 0 ? c.Text(0) : null;
        return new BoundFunction(
            SqlType.Int,
            false,
            (a, x) =>
                (name is null ? x.LoginName : name(a)) is { } login && x.LoginId(login) is { } id
                    ? SqlValue.FromInt64(id)
                    : SqlValue.Null
        );
    }
}
