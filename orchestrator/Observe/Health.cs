// How the service is doing: each stage reports every round of its loop with what came of it, the loops
// without a stage that they come round, and the repository what anybody has done lately. The health checks
// and the watch over the loops judge by it. It goes by the machine's clock.
using System.Collections.Concurrent;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Observe;

/// <summary>What the parts of this process have reported.</summary>
public sealed class Health(TimeProvider time)
{
    // Longer than the longest time-out of a call to the repository, tried twice.
    private static readonly TimeSpan LongestRound = TimeSpan.FromMinutes(25);
    private readonly ConcurrentDictionary<string, StageHealth> _stages = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _dueBeats = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>What a stage has reported; one that has not yet counts from the start of the
    /// service.</summary>
    public StageHealth Of(string stage) => _stages.GetValueOrDefault(stage) ?? new StageHealth(_startedAt);

    /// <summary>What the repository said last about who has done what lately; null until it has.</summary>
    public IReadOnlyList<SignOfLife>? Signs { get; private set; }

    /// <summary>A stage has done its work.</summary>
    public void Succeeded(string stage)
    {
        _stages[stage] = new StageHealth(Now) { LastSuccessAt = Now };
        Beat(stage, TimeSpan.Zero);
    }

    /// <summary>A stage is another process's for now; it says nothing about this one.</summary>
    public void StandsBy(string stage)
    {
        _stages[stage] = new StageHealth(Now) { IsElsewhere = true };
        Beat(stage, TimeSpan.Zero);
    }

    /// <summary>A stage has failed.</summary>
    public void Failed(string stage, string error)
    {
        _stages.AddOrUpdate(
            stage,
            _ => new StageHealth(Now) { LastError = error },
            (_, known) => known with { LastRoundAt = Now, LastError = error, IsElsewhere = false }
        );
        Beat(stage, TimeSpan.Zero);
    }

    /// <summary>A loop comes round.</summary>
    /// <param name="loop">Its name.</param>
    /// <param name="pause">How long it intends to wait before the next round.</param>
    public void Beat(string loop, TimeSpan pause) => _dueBeats[loop] = Now + pause + LongestRound;

    /// <summary>Loops that should have come round long ago.</summary>
    /// <param name="expected">Those that must have begun by now.</param>
    public IReadOnlyList<string> Hanging(IEnumerable<string> expected) =>
        [
            .. expected
                .Union(_dueBeats.Keys, StringComparer.Ordinal)
                .Where(l => Now > _dueBeats.GetValueOrDefault(l, _startedAt + LongestRound))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Takes over what the repository says.</summary>
    public void Saw(IReadOnlyList<SignOfLife> signs) => Signs = signs;

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
}
