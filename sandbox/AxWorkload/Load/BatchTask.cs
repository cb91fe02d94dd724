// A task of a batch job: one class that runs in one group.
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>A task: what it is, and where it stands.</summary>
internal sealed class BatchTask(long recId, BatchJob job, BatchClass type, string caption, int retries)
{
    public long RecId { get; } = recId;

    public BatchJob Job { get; } = job;

    public BatchClass Type { get; } = type;

    public string Caption { get; } = caption;

    /// <summary>BATCH.RETRIESONFAILURE.</summary>
    public int Retries { get; } = retries;

    /// <summary>The tasks that must have ended before.</summary>
    public List<BatchTask> After { get; } = [];

    public int Status { get; set; } = BatchStatus.Waiting;

    /// <summary>AX session that runs it, or ran it last.</summary>
    public AxUser? Worker { get; set; }

    public DateTime Start { get; set; } = BatchStatus.NotSet;

    public DateTime End { get; set; } = BatchStatus.NotSet;

    /// <summary>When the present run will end; null while nobody knows, because its AOS is gone or it waits
    /// for an incident.</summary>
    public DateTime? EndsAt { get; set; }

    /// <summary>What the status will be then.</summary>
    public int EndsAs { get; set; }

    /// <summary>When somebody asks for its cancellation; null when nobody will.</summary>
    public DateTime? CancelAt { get; set; }

    public int RetryCount { get; set; }
}
