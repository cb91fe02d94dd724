// A lock as the DMVs show it.
namespace AxMonitor.Engine.Storage;

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
