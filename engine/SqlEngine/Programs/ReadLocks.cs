// What SQL Server would lock for a reader. Readers here read snapshots and take no locks, so a read that asks
// for locks to be held (UPDLOCK, HOLDLOCK, REPEATABLE READ …) waits for the writer lock of the database
// instead: coarser, but as safe as what it asks for.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs;

/// <summary>Gives a reading statement its view of a database, after the locks it asks for.</summary>
internal static class ReadLocks
{
    /// <summary>The state to read. Outside an explicit transaction locks would end with the statement anyway,
    /// so none is taken.</summary>
    /// <exception cref="SqlError">1222, 1205; 3952 for SNAPSHOT isolation.</exception>
    public static DatabaseSnapshot View(Session session, Database database, bool holdsLocks)
    {
        if (session.Transaction.Count > 0)
        {
            if (session.Options.Isolation == IsolationLevel.Snapshot)
            {
                throw NoSnapshots(database);
            }

            if (
                (holdsLocks || session.Options.Isolation is IsolationLevel.RepeatableRead or IsolationLevel.Serializable)
                && !session.Space.IsWriting(database)
            )
            {
                session.WaitForWriter(database);
            }
        }

        return session.StatementView(database);
    }

    private static SqlError NoSnapshots(Database database) =>
        database.Committed.Catalog.Options.TryGetValue("AllowSnapshotIsolation", out var value)
        && value.Contains("ON", StringComparison.OrdinalIgnoreCase)
            ? SqlError.Unsupported("SNAPSHOT isolation")
            : new SqlError(
                3952,
                16,
                1,
                $"Snapshot isolation transaction failed accessing database '{database.Name}' because snapshot isolation is not allowed in this database. Use ALTER DATABASE to allow snapshot isolation."
            );
}
