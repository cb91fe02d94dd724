// One run of a job while it runs; at its end it becomes a row of the run log.
namespace AxMonitor.Orchestrator.Jobs;

/// <summary>A run in progress, and what the job says about it.</summary>
public sealed class RunningJob(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Key of the run in the run log and in the log.</summary>
    public Guid RunId { get; } = Guid.NewGuid();

    /// <summary>UTC.</summary>
    public DateTime StartedAt { get; } = time.GetUtcNow().UtcDateTime;

    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    public long ElapsedMs => (long)Elapsed.TotalMilliseconds;

    /// <summary>Time that the repository took.</summary>
    public int? SaveMs { get; set; }

    public int? RowsSaved { get; set; }

    /// <summary>Why the run did not achieve what it should; null when it did.</summary>
    public string? Failure { get; set; }

    /// <summary>What is worth knowing of a run that did.</summary>
    public string? Remark { get; set; }

    public int? ErrorNumber { get; set; }
}
