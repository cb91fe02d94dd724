// A point to go back to within a transaction.
using System.Collections.Immutable;

namespace AxMonitor.Engine.Storage;

/// <summary>A point to go back to (SAVE TRANSACTION, statement start). Valid until the transaction
/// ends.</summary>
public sealed class Savepoint
{
    internal Savepoint(long transactionId, KeyValuePair<Database, DatabaseSnapshot>[] states, ImmutableList<TempEntry> temp)
    {
        TransactionId = transactionId;
        States = states;
        Temp = temp;
    }

    internal long TransactionId { get; }

    internal KeyValuePair<Database, DatabaseSnapshot>[] States { get; }

    internal ImmutableList<TempEntry> Temp { get; }
}
