// A batch job of the simulated installation and its tasks, as BATCHJOB and BATCH hold them.
using AxMonitor.Sandbox.AxWorkload.Installation;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>A job: what it is, and where it stands.</summary>
internal sealed class BatchJob(
    long recId,
    string caption,
    AxCompany company,
    string createdBy,
    DateTime createdAt,
    Recurrence? recurrence
)
{
    public long RecId { get; } = recId;

    public string Caption { get; } = caption;

    public AxCompany Company { get; } = company;

    public string CreatedBy { get; } = createdBy;

    public DateTime CreatedAt { get; } = createdAt;

    /// <summary>Null for a job that runs once.</summary>
    public Recurrence? Recurrence { get; } = recurrence;

    public List<BatchTask> Tasks { get; } = [];

    public int Status { get; set; } = BatchStatus.Waiting;

    /// <summary>The scheduled start.</summary>
    public DateTime OrigStart { get; set; }

    public DateTime Start { get; set; } = BatchStatus.NotSet;

    public DateTime End { get; set; } = BatchStatus.NotSet;

    public DateTime ModifiedAt { get; set; }

    public string CanceledBy { get; set; } = "";

    /// <summary>Runs so far.</summary>
    public int Runs { get; set; }

    /// <summary>A server has seen that it is due.</summary>
    public bool IsReleased { get; set; }

    /// <summary>RECVERSION of the job and its tasks: grows with each change, however many are written at
    /// once.</summary>
    public int Version { get; set; } = 1;
}
