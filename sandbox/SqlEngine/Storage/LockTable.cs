// Locks by name: the writer lock of each database and the application locks of sp_getapplock, with waiting, time-out and deadlock detection.
using AxMonitor.Sandbox.SqlEngine.Programs;

namespace AxMonitor.Sandbox.SqlEngine.Storage;

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

/// <summary>A lock held or waited for, for sys.dm_tran_locks.</summary>
public sealed record LockInfo(string Resource, int DatabaseId, LockMode Mode, int SessionId, bool IsGranted, bool OwnedBySession);

/// <summary>Named locks. Thread-safe; a request blocks the calling thread.</summary>
public sealed class LockTable
{
    /// <summary>Requests a lock. A session that holds it already in an equal or stronger mode gets it again (counted).</summary>
    /// <param name="timeoutMs">−1 waits for ever, 0 does not wait.</param>
    public LockResult Acquire(int sessionId, bool ownedBySession, int databaseId, string resource, LockMode mode, int timeoutMs, CancellationToken cancellationToken) =>
        throw SqlError.Unsupported("locks");

    /// <summary>Releases one count; false when it was not held.</summary>
    public bool Release(int sessionId, bool ownedBySession, int databaseId, string resource) => throw SqlError.Unsupported("locks");

    /// <summary>End of transaction: releases what the transaction owns.</summary>
    public void ReleaseTransaction(int sessionId) => throw SqlError.Unsupported("locks");

    /// <summary>End of session: releases everything.</summary>
    public void ReleaseSession(int sessionId) => throw SqlError.Unsupported("locks");

    /// <summary>Strongest mode the owner holds, or null: APPLOCK_MODE.</summary>
    public LockMode? Held(int sessionId, bool ownedBySession, int databaseId, string resource) => throw SqlError.Unsupported("locks");

    public IReadOnlyList<LockInfo> All() => throw SqlError.Unsupported("locks");
}
