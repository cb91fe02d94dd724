// One due run, as the queue sees it: a lane that it shares with its instance, a key that may be in flight
// once, and a time after which it is not worth starting.
namespace AxMonitor.Orchestrator.Queue;

public sealed record WorkItem
{
    /// <summary>Items of one lane share that lane's limit; lanes take turns.</summary>
    public required string Lane { get; init; }

    /// <summary>At most one item of a key waits or runs.</summary>
    public required string Key { get; init; }

    /// <summary>An item that could not start by then is skipped.</summary>
    public required DateTimeOffset StartBefore { get; init; }

    /// <summary>The work.</summary>
    public required Func<CancellationToken, Task> RunAsync { get; init; }

    /// <summary>Told when the item is skipped.</summary>
    public required Action<SkipReason> OnSkipped { get; init; }
}
