// The queue of long work in the repository, as the service sees it.
using System.Data;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Repository;
using Dapper;

namespace AxMonitor.Orchestrator.Jobs.Long;

/// <summary>Claims jobs and says what became of them.</summary>
public sealed class JobQueue(RepositoryConnection repository, OrchestratorOptions options, TimeProvider time)
{
    // Longer than a stalled repository call, shorter than anybody's patience.
    private const int LeaseSeconds = 30;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>The next job; null where there is nothing to do.</summary>
    public Task<ClaimedJob?> ClaimAsync(CancellationToken cancel) =>
        FirstAsync<ClaimedJob>("ops.ClaimJob", new { options.Owner, LeaseSeconds, Now }, cancel);

    /// <summary>Says how far a job is; returns whether it goes on.</summary>
    public async Task<JobStanding> SaveProgressAsync(ClaimedJob job, WorkProgress progress, CancellationToken cancel)
    {
        var (done, total, step) = progress.Now;
        return await FirstAsync<JobStanding>(
                "ops.SaveJobProgress",
                new
                {
                    job.JobId,
                    job.LeaseToken,
                    DoneCount = done,
                    TotalCount = total,
                    StepText = step is { Length: > 400 } ? step[..400] : step,
                    LeaseSeconds,
                    Now,
                },
                cancel
            ) ?? new JobStanding();
    }

    /// <summary>Says how a job ended.</summary>
    public Task CompleteAsync(ClaimedJob job, string state, WorkResult result, CancellationToken cancel)
    {
        var parameters = new DynamicParameters(
            new
            {
                job.JobId,
                job.LeaseToken,
                State = state,
                ResultText = result.Text.Length > 2000 ? result.Text[..1999] + "…" : result.Text,
                ResultId = result.Id,
                result.FileName,
                Now,
            }
        );
        parameters.Add("FileContent", result.File, DbType.Binary, size: -1);
        return repository.ExecuteAsync(
            (connection, token) => connection.ExecuteAsync(Call("ops.CompleteJob", parameters, token)),
            cancel
        );
    }

    private Task<T?> FirstAsync<T>(string procedure, object parameters, CancellationToken cancel)
        where T : class =>
        repository.ExecuteAsync(
            (connection, token) => connection.QueryFirstOrDefaultAsync<T>(Call(procedure, parameters, token)),
            cancel
        );

    private CommandDefinition Call(string procedure, object parameters, CancellationToken cancel) =>
        new(
            procedure,
            parameters,
            commandType: CommandType.StoredProcedure,
            commandTimeout: repository.CommandTimeoutSeconds,
            cancellationToken: cancel
        );
}

/// <summary>Whether a job goes on.</summary>
public sealed record JobStanding
{
    /// <summary>False: another process has it now.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Somebody wants it to end.</summary>
    public bool IsCancelled { get; init; }
}
