// How the stages are doing: each reports every round of its loop with what came of it. The health checks
// judge by it.
using System.Collections.Concurrent;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>What the stages of this process have reported.</summary>
public sealed class Health(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, StageHealth> _stages = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>What a stage has reported; one that has not yet counts from the start of the
    /// service.</summary>
    public StageHealth Of(string stage) => _stages.GetValueOrDefault(stage) ?? new StageHealth(_startedAt);

    /// <summary>A stage has done its work.</summary>
    public void Succeeded(string stage) => _stages[stage] = new StageHealth(Now) { LastSuccessAt = Now };

    /// <summary>A stage is another process's for now; it says nothing about this one.</summary>
    public void StandsBy(string stage, string? holder = null) =>
        _stages[stage] = new StageHealth(Now) { IsElsewhere = true, Holder = holder };

    /// <summary>A stage has failed.</summary>
    public void Failed(string stage, string error) =>
        _stages.AddOrUpdate(
            stage,
            _ => new StageHealth(Now) { LastError = error },
            (_, known) => known with { LastRoundAt = Now, LastError = error, IsElsewhere = false }
        );

    /// <summary>How long ago something was.</summary>
    public TimeSpan Since(DateTimeOffset? at) => Now - (at ?? _startedAt);

    private DateTimeOffset Now => time.GetUtcNow();
}

/// <summary>What one stage has reported.</summary>
/// <param name="LastRoundAt">When its loop last came round, whatever came of it.</param>
public sealed record StageHealth(DateTimeOffset LastRoundAt)
{
    /// <summary>Null when it has never succeeded.</summary>
    public DateTimeOffset? LastSuccessAt { get; init; }

    /// <summary>Null since its last success.</summary>
    public string? LastError { get; init; }

    /// <summary>Whether another process does it.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>Which other process does it; null when it is not known.</summary>
    public string? Holder { get; init; }
}
