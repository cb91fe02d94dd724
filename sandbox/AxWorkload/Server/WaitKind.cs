// One wait type of the simulated server: how much of it comes from what.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>
/// A wait type. Milliseconds per second = <paramref name="PerSecond"/> always, plus
/// <paramref name="PerActivity"/> at full activity, plus a multiple of what <paramref name="Source"/> sums
/// up.
/// </summary>
/// <param name="Name">As sys.dm_os_wait_stats has it.</param>
/// <param name="MeanMs">Of one wait.</param>
/// <param name="PerSecond">Milliseconds per second at any time.</param>
/// <param name="PerActivity">Milliseconds per second and activity.</param>
/// <param name="Source">What else it comes from.</param>
/// <param name="PerSource">Milliseconds per unit of the source.</param>
/// <param name="TasksPerSource">Waits per unit of the source's count, where a wait has no fixed mean; null:
/// by <paramref name="MeanMs"/>.</param>
/// <param name="SignalShare">Part of the time that is waiting for a processor.</param>
internal sealed record WaitKind(
    string Name,
    double MeanMs,
    double PerSecond,
    double PerActivity = 0,
    WaitSource Source = WaitSource.None,
    double PerSource = 0,
    double? TasksPerSource = null,
    double SignalShare = 0.02
);
