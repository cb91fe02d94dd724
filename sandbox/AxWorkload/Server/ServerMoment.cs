// What an area needs to tell its rows at one instant.
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <param name="At">UTC, the same for all views that are read within a moment.</param>
/// <param name="Sessions">What every SQL session does.</param>
/// <param name="Load">How hard the server works, with running totals.</param>
/// <param name="AxDatabaseId">database_id of the AX database.</param>
/// <param name="AxDatabaseName">Its name.</param>
internal sealed record ServerMoment(DateTime At, AxSnapshot Sessions, ServerLoad Load, int AxDatabaseId, string AxDatabaseName)
{
    /// <summary>Lock waits of incidents that have ended.</summary>
    public LockWaitLedger LockWaits { get; init; } = new();

    /// <summary>UTC start of the engine: zero of its millisecond clock, as sys.dm_os_sys_info has
    /// it.</summary>
    public DateTime StartedAt { get; init; } = Load.StartedAt;

    /// <summary>Deadlocks since the server's start.</summary>
    public long Deadlocks { get; init; }

    /// <summary>What a rate has summed up to since the start, see <see cref="ServerLoad.Total"/>.</summary>
    public double Sum(string name, Func<LoadLevels, double> perSecond) => Load.Total(name, perSecond, At);

    /// <summary>Levels now.</summary>
    public LoadLevels Levels => Load.At(At);

    /// <summary>database_id of the model store, which is made right after the AX database.</summary>
    public int ModelStoreDatabaseId { get; init; } = AxDatabaseId + 1;
}
