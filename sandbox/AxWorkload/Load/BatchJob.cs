// A recurring batch job of the simulated installation and its tasks, as BATCHJOB and BATCH hold them.
namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>A job: what it is, and where it stands.</summary>
internal sealed class BatchJob(long recId, string caption, string company, string createdBy, TimeSpan period)
{
    public long RecId { get; } = recId;

    public string Caption { get; } = caption;

    public string Company { get; } = company;

    public string CreatedBy { get; } = createdBy;

    public TimeSpan Period { get; } = period;

    public List<BatchTask> Tasks { get; } = [];

    public int Status { get; set; } = BatchStatus.Waiting;

    /// <summary>The scheduled start.</summary>
    public DateTime OrigStart { get; set; }

    public DateTime Start { get; set; } = BatchStatus.NotSet;

    public DateTime End { get; set; } = BatchStatus.NotSet;

    /// <summary>Runs so far.</summary>
    public int Runs { get; set; }

    /// <summary>A server has seen that it is due.</summary>
    public bool IsReleased { get; set; }
}
