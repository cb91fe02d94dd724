// When which incident lasted. The past is remembered, because counters that only grow still contain it.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <summary>Incidents by name with their begin and end (UTC). Not thread-safe: the installation's lock
/// protects it.</summary>
internal sealed class IncidentTimetable
{
    // An incident takes this long to show its full force.
    private static readonly TimeSpan Rise = TimeSpan.FromSeconds(30);

    private readonly List<(string Name, DateTime From, DateTime? To)> _incidents = [];

    /// <summary>Notes a begin; one that lasts already goes on.</summary>
    public void Begin(string name, DateTime at)
    {
        if (!_incidents.Exists(i => i.Name == name && i.To is null))
        {
            _incidents.Add((name, at, null));
        }
    }

    /// <summary>Notes an end; nothing happens when none of that name lasts.</summary>
    public void End(string name, DateTime at)
    {
        var index = _incidents.FindIndex(i => i.Name == name && i.To is null);
        if (index >= 0)
        {
            _incidents[index] = _incidents[index] with { To = at };
        }
    }

    /// <summary>All times of one name, in order; one without an end lasts.</summary>
    public IEnumerable<(DateTime From, DateTime? To)> Of(string name) =>
        _incidents.Where(i => i.Name == name).Select(i => (i.From, i.To));

    /// <summary>How strong an incident is at an instant: 0 not at all, 1 in full force.</summary>
    public double Strength(string name, DateTime at)
    {
        foreach (var (incident, from, to) in _incidents)
        {
            if (incident == name && at > from && (to is null || at < to))
            {
                return Math.Min(1, (at - from) / Rise);
            }
        }

        return 0;
    }

    /// <summary>How long a lasting incident has lasted at an instant; zero when it does not last
    /// then.</summary>
    public TimeSpan Age(string name, DateTime at)
    {
        foreach (var (incident, from, to) in _incidents)
        {
            if (incident == name && at > from && (to is null || at < to))
            {
                return at - from;
            }
        }

        return TimeSpan.Zero;
    }
}
