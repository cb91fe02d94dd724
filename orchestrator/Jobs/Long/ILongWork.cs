// What a kind of long work is to the runner: a name, and doing it, with a word now and then about how far it
// is.
namespace AxMonitor.Orchestrator.Jobs.Long;

/// <summary>One kind of long work.</summary>
public interface ILongWork
{
    /// <summary>As ops.Job has it.</summary>
    string Kind { get; }

    /// <summary>Does it.</summary>
    /// <param name="job">What was asked for.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancel">Ends it before its time.</param>
    Task<WorkResult> RunAsync(ClaimedJob job, WorkProgress progress, CancellationToken cancel);
}

/// <summary>What came of it.</summary>
/// <param name="Text">For people.</param>
/// <param name="Id">What was made, of a back-test ops.BacktestRun.</param>
/// <param name="FileName">What is to be taken away.</param>
/// <param name="File">Its content.</param>
public sealed record WorkResult(string Text, int? Id = null, string? FileName = null, byte[]? File = null);

/// <summary>What was asked for cannot be done; said to whoever asked.</summary>
public sealed class WorkRefusedException(string message) : Exception(message);

/// <summary>A job that this process does.</summary>
public sealed record ClaimedJob
{
    /// <summary>ops.Job.</summary>
    public int JobId { get; init; }

    /// <summary>Which kind.</summary>
    public required string KindName { get; init; }

    /// <summary>What it works on.</summary>
    public required string ArgumentsJson { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string QueuedBy { get; init; }

    /// <summary>Proves that this process has it.</summary>
    public Guid LeaseToken { get; init; }

    /// <summary>How often it was begun.</summary>
    public int AttemptCount { get; init; }
}

/// <summary>How far a job is.</summary>
public sealed class WorkProgress
{
    private readonly Lock _lock = new();
    private (long Done, long? Total, string? Step) _now;

    /// <summary>What was said last.</summary>
    public (long Done, long? Total, string? Step) Now
    {
        get
        {
            lock (_lock)
            {
                return _now;
            }
        }
    }

    /// <summary>Says how far it is.</summary>
    public void At(long done, long? total, string? step)
    {
        lock (_lock)
        {
            _now = (done, total, step);
        }
    }
}
