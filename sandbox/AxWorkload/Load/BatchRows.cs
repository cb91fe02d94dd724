// The batch tables: gives ids, turns jobs, tasks and their history into rows, and tells the ledger what was
// recorded.
using AxMonitor.Sandbox.AxWorkload.Installation;
using AxMonitor.Sandbox.AxWorkload.Installation.Schema;
using AxMonitor.Sandbox.AxWorkload.Ledger;

namespace AxMonitor.Sandbox.AxWorkload.Load;

/// <summary>Collects changes of the batch tables until they are written. Not thread-safe.</summary>
internal sealed class BatchRows(AxChanges changes, AxLedger ledger)
{
    private readonly HashSet<BatchJob> _changed = [];
    private long _lastJobId = AxTable.FirstRecId + 1000;
    private long _lastTaskId = AxTable.FirstRecId + 1000;
    private long _lastJobHistoryId = AxTable.FirstRecId + 100_000;
    private long _lastHistoryId = AxTable.FirstRecId + 200_000;

    public BatchJob NewJob(string caption, AxCompany company, string createdBy, DateTime createdAt, Recurrence? recurrence) =>
        new(++_lastJobId, caption, company, createdBy, createdAt, recurrence);

    public BatchTask NewTask(BatchJob job, BatchClass type, string caption, int retries) =>
        new(++_lastTaskId, job, type, caption, retries);

    public void Changed(BatchJob job, DateTime at)
    {
        job.Version++;
        job.ModifiedAt = at;
        _changed.Add(job);
    }

    public void Remove(BatchJob job)
    {
        _changed.Remove(job);
        changes.Remove(BatchTables.BatchJob, job.RecId);
        job.Tasks.ForEach(t => changes.Remove(BatchTables.Batch, t.RecId));
    }

    public void WriteHistory(BatchJob job, DateTime at)
    {
        var jobHistoryId = ++_lastJobHistoryId;
        changes.Add(
            BatchTables.BatchJobHistory,
            BatchTables
                .BatchJobHistory.NewRow()
                .Set("BATCHJOBID", job.RecId)
                .Set("CAPTION", job.Caption)
                .Set("STATUS", job.Status)
                .Set("COMPANY", job.Company.Id)
                .Set("ORIGSTARTDATETIME", job.OrigStart)
                .Set("STARTDATETIME", job.Start)
                .Set("ENDDATETIME", job.End)
                .Set("FINISHING", 0)
                .Set("BATCHCREATEDBY", job.CreatedBy)
                .Set("CANCELEDBY", job.CanceledBy)
                .Set("ALERTSPROCESSED", 2)
                .Set("DATAPARTITION", "initial")
                .Set("CREATEDDATETIME", at)
                .Set("RECID", jobHistoryId)
        );
        foreach (var task in job.Tasks)
        {
            var isRun = task.Status != BatchStatus.NotRun;
            var serverId = isRun ? task.Worker!.Server.BatchName : "";
            var id = ++_lastHistoryId;
            changes.Add(
                BatchTables.BatchHistory,
                BatchTables
                    .BatchHistory.NewRow()
                    .Set("BATCHJOBHISTORYID", jobHistoryId)
                    .Set("BATCHJOBID", job.RecId)
                    .Set("BATCHID", task.RecId)
                    .Set("CAPTION", task.Caption)
                    .Set("STATUS", task.Status)
                    .Set("COMPANY", job.Company.Id)
                    .Set("CLASSNUMBER", task.Type.Number)
                    .Set("GROUPID", task.Type.Group)
                    .Set("SERVERID", serverId)
                    .Set("SESSIONIDX", isRun ? task.Worker!.AxSessionId : 0)
                    .Set("STARTDATETIME", isRun ? task.Start : BatchStatus.NotSet)
                    .Set("ENDDATETIME", isRun ? task.End : BatchStatus.NotSet)
                    .Set("EXECUTEDBY", isRun ? job.CreatedBy : "")
                    .Set("RETRYCOUNT", task.RetryCount)
                    .Set("CREATEDDATETIME", at)
                    .Set("RECID", id)
            );
            ledger.Add(
                new AxTaskExecution(
                    id,
                    task.RecId,
                    job.RecId,
                    task.Type.Number,
                    task.Type.Name,
                    task.Type.Group,
                    job.Company.Id,
                    serverId,
                    job.OrigStart,
                    isRun ? task.Start : null,
                    isRun ? task.End : null,
                    task.Status,
                    task.RetryCount,
                    at
                )
            );
        }
    }

    /// <summary>Puts the present state of what changed among the changes to be written.</summary>
    public void Flush()
    {
        foreach (var job in _changed.OrderBy(j => j.RecId))
        {
            changes.Put(BatchTables.BatchJob, job.RecId, Row(job));
            foreach (var task in job.Tasks)
            {
                changes.Put(BatchTables.Batch, task.RecId, Row(task));
            }
        }

        _changed.Clear();
    }

    /// <summary>Dependencies between tasks; they stay as they are.</summary>
    public void WriteConstraints(IEnumerable<BatchJob> jobs)
    {
        var id = AxTable.FirstRecId + 5000;
        foreach (var task in jobs.SelectMany(j => j.Tasks))
        {
            foreach (var parent in task.After)
            {
                changes.Add(
                    BatchTables.BatchConstraints,
                    BatchTables
                        .BatchConstraints.NewRow()
                        .Set("BATCHID", task.RecId)
                        .Set("DEPENDSONBATCHID", parent.RecId)
                        .Set("EXPECTEDSTATUS", BatchStatus.Ended)
                        .Set("RECID", id++)
                );
            }
        }
    }

    private static AxRow Row(BatchJob job)
    {
        var row = BatchTables
            .BatchJob.NewRow()
            .Set("CAPTION", job.Caption)
            .Set("STATUS", job.Status)
            .Set("COMPANY", job.Company.Id)
            .Set("ORIGSTARTDATETIME", job.OrigStart)
            .Set("STARTDATETIME", job.Start)
            .Set("ENDDATETIME", job.End)
            .Set("RUNTIMEJOB", 0)
            .Set("CANCELEDBY", job.CanceledBy)
            .Set("DATAPARTITION", "initial")
            .Set("CREATEDBY", job.CreatedBy)
            .Set("CREATEDDATETIME", job.CreatedAt)
            .Set("MODIFIEDBY", job.CreatedBy)
            .Set("MODIFIEDDATETIME", job.ModifiedAt)
            .Set("RECVERSION", job.Version)
            .Set("RECID", job.RecId);
        return job.Recurrence is { } recurrence ? row.SetBytes("RECURRENCEDATA", recurrence.Pack()) : row;
    }

    private static AxRow Row(BatchTask task)
    {
        var hasRun = task.Worker is not null;
        return BatchTables
            .Batch.NewRow()
            .Set("BATCHJOBID", task.Job.RecId)
            .Set("STATUS", task.Status)
            .Set("GROUPID", task.Type.Group)
            .Set("CLASSNUMBER", task.Type.Number)
            .Set("CAPTION", task.Caption)
            .Set("COMPANY", task.Job.Company.Id)
            .Set("SERVERID", task.Worker?.Server.BatchName ?? "")
            .Set("SESSIONIDX", task.Worker?.AxSessionId ?? 0)
            .Set("SESSIONLOGINDATETIME", task.Start)
            .Set("SERVERSESSIONID", task.Worker?.Server.Id ?? 0)
            .Set("STARTDATETIME", task.Start)
            .Set("ENDDATETIME", task.End)
            .Set("RUNTYPE", 1)
            .Set("EXECUTEDBY", hasRun ? task.Job.CreatedBy : "")
            .Set("RETRYCOUNT", task.RetryCount)
            .Set("RETRIESONFAILURE", task.Retries)
            .Set("CREATEDBY", task.Job.CreatedBy)
            .Set("CREATEDDATETIME", task.Job.CreatedAt)
            .Set("MODIFIEDBY", task.Job.CreatedBy)
            .Set("MODIFIEDDATETIME", task.Job.ModifiedAt)
            .Set("RECVERSION", task.Job.Version)
            .Set("RECID", task.RecId);
    }
}
