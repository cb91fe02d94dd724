// Which parts of the log cannot be written at present, and how many events that has cost. Neither throws nor
// logs: it is what the log itself reports to.
using System.Collections.Concurrent;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>The state of the log.</summary>
public sealed class LogHealth
{
    private readonly ConcurrentDictionary<string, string> _troubles = new(StringComparer.Ordinal);
    private long _lost;

    /// <summary>One sentence for each target that cannot be written.</summary>
    public IReadOnlyList<string> Troubles => [.. _troubles.Values];

    /// <summary>Events that reached a target too late or never, since the start.</summary>
    public long LostCount => Interlocked.Read(ref _lost);

    /// <summary>A target cannot be written.</summary>
    public void Broken(string target, string reason) => _troubles[target] = $"{target} cannot be written: {reason}";

    /// <summary>A target can be written.</summary>
    public void Working(string target) => _troubles.TryRemove(target, out _);

    /// <summary>An event is lost.</summary>
    public void Lost() => Interlocked.Increment(ref _lost);
}
