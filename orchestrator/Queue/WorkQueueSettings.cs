// How much the work queue holds and runs at a time; OrchestratorOptions says what is usual.
namespace AxMonitor.Orchestrator.Queue;

/// <summary>Limits of a <see cref="WorkQueue"/>.</summary>
/// <param name="Capacity">Items that may wait.</param>
/// <param name="MaxParallel">Items that run at the same time; a lane with nothing running may always start
/// one more.</param>
/// <param name="MaxParallelPerLane">Items of one lane that run at the same time.</param>
public sealed record WorkQueueSettings(int Capacity, int MaxParallel, int MaxParallelPerLane);
