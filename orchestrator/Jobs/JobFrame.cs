// What the jobs that one process does for all have in common: ask for the lease, run, and have the run
// counted, recorded and reported to health, however it ends.
using AxMonitor.Orchestrator.Leases;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Jobs;

/// <summary>Runs jobs.</summary>
public sealed class JobFrame(
    ILeases leases,
    RunRecorder recorder,
    RunMetrics metrics,
    Health health,
    TimeProvider time,
    ILogger<JobFrame> logger
)
{
    /// <summary>Whether a stage is this process's turn; health learns when it is not.</summary>
    public async Task<bool> IsOursAsync(string stage, CancellationToken cancel)
    {
        if (await leases.IsHeldAsync(stage, cancel))
        {
            return true;
        }

        if (leases.ClockFault is { Length: > 0 } fault)
        {
            health.Failed(stage, fault);
        }
        else
        {
            health.StandsBy(stage, leases.HolderOf(stage));
        }

        return false;
    }

    /// <summary>Runs a stage's job once, when it is this process's turn; returns whether it is.</summary>
    /// <param name="stage">Name of the stage in health, and of its lease.</param>
    /// <param name="job">Name of the job in the run log and in metrics.</param>
    /// <param name="work">The job.</param>
    /// <param name="failed">Logs what the job threw.</param>
    /// <param name="cancel">Gives the run up; then it leaves no trace.</param>
    public async Task<bool> RunAsync(
        string stage,
        string job,
        Func<RunningJob, Task> work,
        Action<RunningJob, Exception> failed,
        CancellationToken cancel
    )
    {
        if (!await IsOursAsync(stage, cancel))
        {
            return false;
        }

        await MeasureAsync(
            job,
            async run =>
            {
                await work(run);
                run.SaveMs = (int)run.Elapsed.TotalMilliseconds;
                health.Succeeded(stage);
            },
            (run, error) =>
            {
                health.Failed(stage, error.Message);
                failed(run, error);
            },
            cancel
        );
        return true;
    }

    /// <summary>Runs a job once and has the run counted and recorded.</summary>
    public async Task MeasureAsync(
        string job,
        Func<RunningJob, Task> work,
        Action<RunningJob, Exception> failed,
        CancellationToken cancel
    )
    {
        var run = new RunningJob(time);
        using var scope = RunScope.Begin(logger, run.RunId);
        using var span = RunTraces.Run(job, "", run.RunId);
        var outcome = RunOutcome.Ok;
        try
        {
            await work(run);
            outcome = run.Failure is null ? RunOutcome.Ok : RunOutcome.Failed;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            var sql = e as SqlException;
            run.ErrorNumber = sql?.Number;
            run.Failure = e.Message;
            outcome = sql is not null && TransientErrors.IsTimeout(sql) ? RunOutcome.Timeout : RunOutcome.Failed;
            failed(run, e);
        }

        metrics.Run(job, "", outcome, run.Elapsed, 0);
        span.End(outcome, run.RowsSaved, run.ErrorNumber);
        recorder.Record(
            new JobRun
            {
                RunId = run.RunId,
                JobName = job,
                StartedAt = run.StartedAt,
                EndedAt = time.GetUtcNow().UtcDateTime,
                SaveMs = run.SaveMs,
                RowsSaved = run.RowsSaved,
                Outcome = outcome,
                ErrorNumber = run.ErrorNumber,
                ErrorMessage = run.Failure ?? run.Remark,
            }
        );
    }
}
