// An incident that is planned before the installation starts.
namespace AxMonitor.Sandbox.AxWorkload;

/// <summary>When which incident happens.</summary>
public sealed record AxTimetableEntry
{
    /// <summary>One of <see cref="AxWorkloadScenarios.Names"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Begin, counted from the start of the installation; negative for the past that the history
    /// tells of. Counts when <see cref="At"/> is null.</summary>
    public TimeSpan After { get; init; }

    /// <summary>Begin as a UTC time.</summary>
    public DateTime? At { get; init; }

    /// <summary>Time from one begin to the next; null for once.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Its settings; without a duration it goes on until it is stopped.</summary>
    public AxScenarioParameters Parameters { get; init; } = new();

    /// <summary>Begins of the incident: all within the month that follows the first one, if it
    /// repeats.</summary>
    internal IEnumerable<DateTime> Begins(DateTime startedAt)
    {
        var first = At ?? startedAt + After;
        yield return first;
        for (var at = first + Every; at < first.AddDays(31) && at < startedAt.AddDays(31); at += Every)
        {
            yield return at.Value;
        }
    }
}
