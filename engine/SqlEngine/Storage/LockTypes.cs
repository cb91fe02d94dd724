// What is asked of the lock table and what it tells.

namespace AxMonitor.Engine.Storage;

/// <summary>Lock modes of sp_getapplock; a database writer takes Exclusive.</summary>
public enum LockMode : byte
{
    IntentShared,
    Shared,
    Update,
    IntentExclusive,
    Exclusive,
}

/// <summary>Result of a lock request, as sp_getapplock returns it.</summary>
public enum LockResult
{
    Granted = 0,
    GrantedAfterWait = 1,
    TimedOut = -1,
    Cancelled = -2,
    DeadlockVictim = -3,
}

/// <summary>A lock held or waited for, for sys.dm_tran_locks. <see cref="Blockers"/> are the sessions a
/// waiting request waits for.</summary>
public sealed record LockInfo(string Resource, int DatabaseId, LockMode Mode, int SessionId, bool IsGranted, bool OwnedBySession)
{
    public IReadOnlyList<int> Blockers { get; init; } = [];

    /// <summary>Timestamp (Stopwatch ticks) at which a waiting request began to wait.</summary>
    public long WaitingSince { get; init; }

    /// <summary>True for the engine's own writer lock of a database, false for an application lock.</summary>
    public bool IsWriterLock => string.Equals(Resource, LockTable.WriterResource, StringComparison.Ordinal);
}
