// A task of a batch job: one class that runs in one group.
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>A task: what it is, and where it stands.</summary>
internal sealed class BatchTask(long recId, BatchJob job, int classNumber, string caption, string group, int minSeconds, int maxSeconds, BatchTask? dependsOn)
{
    public long RecId { get; } = recId;

    public BatchJob Job { get; } = job;

    public int ClassNumber { get; } = classNumber;

    public string Caption { get; } = caption;

    public string Group { get; } = group;

    public int MinSeconds { get; } = minSeconds;

    public int MaxSeconds { get; } = maxSeconds;

    /// <summary>The task that must have ended before; null for none.</summary>
    public BatchTask? DependsOn { get; } = dependsOn;

    public int Status { get; set; } = BatchStatus.Waiting;

    /// <summary>AX session that runs it, or ran it last.</summary>
    public AxUser? Worker { get; set; }

    public DateTime Start { get; set; } = BatchStatus.NotSet;

    public DateTime End { get; set; } = BatchStatus.NotSet;

    /// <summary>When the present run will end.</summary>
    public DateTime EndsAt { get; set; }

    public bool WillFail { get; set; }

    public int RetryCount { get; set; }
}
