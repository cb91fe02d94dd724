// The seam between who sees that a collector should run now and who makes it run.
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Schedule;

/// <summary>Lets collectors run before their turn.</summary>
public interface IWakesCollectors
{
    /// <summary>Runs the collector soon; nothing happens when it runs or waits already, or its instance is
    /// away.</summary>
    void Wake(ScheduledCollector collector);
}
