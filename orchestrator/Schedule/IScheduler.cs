// The seam between what shall run when and the loop that waits for it.
namespace AxMonitor.Orchestrator.Schedule;

/// <summary>Runs actions at regular times.</summary>
public interface IScheduler
{
    /// <summary>Adds an action, or replaces the one of the same key.</summary>
    /// <param name="key">Identifies the action; case does not matter.</param>
    /// <param name="firstRunAt">At once when it lies in the past.</param>
    /// <param name="interval">From one run to the next, above zero.</param>
    /// <param name="run">Returns at once; what takes time goes into a queue.</param>
    void Set(string key, DateTimeOffset firstRunAt, TimeSpan interval, Action run);

    /// <summary>Removes an action; does nothing when there is none.</summary>
    void Remove(string key);
}
