// A batch task's run as the simulator itself knows it.
namespace AxMonitor.Sandbox.AxWorkload.Ledger;

/// <param name="HistoryRecId">BATCHHISTORY.RECID.</param>
/// <param name="BatchId">BATCH.RECID.</param>
/// <param name="BatchJobId">BATCHJOB.RECID.</param>
/// <param name="ClassNumber">BATCH.CLASSNUMBER.</param>
/// <param name="ClassName">Name of the class.</param>
/// <param name="GroupId">Batch group.</param>
/// <param name="Company">Company.</param>
/// <param name="ServerId">AOS in the form 01@HOST; empty when it did not run.</param>
/// <param name="ScheduledAt">The job's scheduled start, UTC.</param>
/// <param name="StartedAt">UTC; null when it did not run.</param>
/// <param name="EndedAt">UTC; null when it did not run.</param>
/// <param name="Status">BatchStatus number in the history.</param>
/// <param name="RetryCount">Failed attempts before the last one.</param>
/// <param name="RecordedAt">UTC time at which the history row was written.</param>
public sealed record AxTaskExecution(
    long HistoryRecId,
    long BatchId,
    long BatchJobId,
    int ClassNumber,
    string ClassName,
    string GroupId,
    string Company,
    string ServerId,
    DateTime ScheduledAt,
    DateTime? StartedAt,
    DateTime? EndedAt,
    int Status,
    int RetryCount,
    DateTime RecordedAt
);
