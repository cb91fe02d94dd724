// Why a run that was due did not take place. Every skip is counted by reason.
namespace AxMonitor.Orchestrator.Queue;

public enum SkipReason
{
    /// <summary>The previous run of the same collector on the same instance has not ended.</summary>
    StillRunning,

    /// <summary>It waited so long that the next run is due already.</summary>
    Overdue,

    /// <summary>The queue has no room.</summary>
    QueueFull,

    /// <summary>The service is stopping.</summary>
    Stopping,
}
