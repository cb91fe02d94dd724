// How the stages are doing, for /health: each reports its last success and its last error, and one that has
// had no success for too long makes the process unhealthy.
using System.Collections.Concurrent;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>Health of the process.</summary>
public sealed class Health(TimeProvider time)
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(90);
    private readonly ConcurrentDictionary<string, StageHealth> _stages = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>All stages by name.</summary>
    public IReadOnlyDictionary<string, StageHealth> Stages => _stages;

    /// <summary>Whether every stage has succeeded lately.</summary>
    public bool IsHealthy => _stages.Values.All(s => time.GetUtcNow() - (s.LastSuccessAt ?? _startedAt) < LongestSilence);

    /// <summary>A stage has done its work.</summary>
    public void Succeeded(string stage) => _stages[stage] = new StageHealth(time.GetUtcNow(), LastError: null);

    /// <summary>A stage is another process's for now; it says nothing about this one.</summary>
    public void StandsBy(string stage) => _stages.TryRemove(stage, out _);

    /// <summary>A stage has failed.</summary>
    public void Failed(string stage, string error) =>
        _stages.AddOrUpdate(
            stage,
            _ => new StageHealth(LastSuccessAt: null, error),
            (_, known) => known with { LastError = error }
        );
}
