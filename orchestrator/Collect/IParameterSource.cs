// What the batch of one collector takes as parameters beyond those of every batch. A collector that needs
// some has a source of that name; the runner knows none of them.
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Collect;

/// <summary>Further parameters of one collector.</summary>
public interface IParameterSource
{
    /// <summary>The collector whose batch takes them.</summary>
    string CollectorName { get; }

    /// <summary>The parameters for a run on an instance.</summary>
    Task<IReadOnlyList<BatchParameter>> ForAsync(ScheduledCollector collector, CancellationToken cancel);
}
