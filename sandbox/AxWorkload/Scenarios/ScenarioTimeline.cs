// All incidents of the installation, past, present and to come. Whatever depends on an incident asks here, so
// that the same instant gives the same answer.
namespace AxMonitor.Sandbox.AxWorkload.Scenarios;

/// <summary>When which incident is on. Not thread-safe.</summary>
internal sealed class ScenarioTimeline
{
    private readonly List<ScenarioWindow> _windows = [];

    /// <summary>Grows with every change.</summary>
    public int Version { get; private set; }

    /// <summary>Ordered by start.</summary>
    public IReadOnlyList<ScenarioWindow> Windows => _windows;

    public void Add(ScenarioWindow window)
    {
        var index = _windows.FindLastIndex(w => w.StartsAt <= window.StartsAt);
        _windows.Insert(index + 1, window);
        Version++;
    }

    /// <summary>Ends what is on; null when nothing was.</summary>
    public ScenarioWindow? End(string name, DateTime at)
    {
        var index = _windows.FindLastIndex(w => w.Name == name && w.Contains(at));
        Version++;
        return index < 0 ? null : _windows[index] = _windows[index] with { EndsAt = at };
    }

    public ScenarioWindow? At(string name, DateTime at) => _windows.FindLast(w => w.Name == name && w.Contains(at));

    public IEnumerable<ScenarioWindow> ActiveAt(DateTime at) => _windows.Where(w => w.Contains(at));

    /// <summary>How many times as long a run of a class takes, for its slow leaks: they are not healed when
    /// the incident ends, only stop growing.</summary>
    public double LeakFactor(string className, DateTime at)
    {
        var factor = 1.0;
        foreach (var window in _windows)
        {
            if (
                window.Name == AxWorkloadScenarios.SlowLeak
                && at > window.StartsAt
                && (window.Parameters.ClassName ?? Load.BatchClasses.Leaking) == className
            )
            {
                var end = window.EndsAt is { } e && e < at ? e : at;
                factor *= Math.Pow(1 + (window.Parameters.PercentPerDay / 100), (end - window.StartsAt).TotalDays);
            }
        }

        return factor;
    }
}
