// Baselines built anew from the stored history, as a job: marks them, then builds until none is left.
using System.Data;
using System.Globalization;
using AxMonitor.Orchestrator.Repository;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Jobs.Long;

/// <summary>Builds all baselines anew.</summary>
public sealed class BaselineWork(RepositoryConnection repository, IOperations operations, TimeProvider time) : ILongWork
{
    private const int Busy = 50066;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <inheritdoc />
    public string Kind => "BuildBaselines";

    /// <inheritdoc />
    public async Task<WorkResult> RunAsync(ClaimedJob job, WorkProgress progress, CancellationToken cancel)
    {
        var built = 0L;
        var waiting = 0L;

        // Begun again, it goes on with what is left.
        if (job.AttemptCount == 1)
        {
            waiting = await repository.ExecuteAsync(
                (connection, token) =>
                    connection.ExecuteScalarAsync<int>(
                        new CommandDefinition(
                            "ops.ResetBaselines",
                            new { Now = time.GetUtcNow().UtcDateTime },
                            commandType: CommandType.StoredProcedure,
                            commandTimeout: repository.CommandTimeoutSeconds,
                            cancellationToken: token
                        )
                    ),
                cancel
            );
        }

        progress.At(0, waiting, "building");
        while (true)
        {
            try
            {
                var round = await operations.BuildBaselinesAsync(cancel);
                built += round.BuiltSeries;
                progress.At(built, built + round.LeftSeries, "building");
                if (round.LeftSeries == 0)
                {
                    var text = string.Create(CultureInfo.InvariantCulture, $"The baselines of {built} series were built.");
                    return new WorkResult(text);
                }
            }
            catch (SqlException e) when (e.Number == Busy)
            {
                progress.At(built, Math.Max(waiting, built), "waiting for another session that builds baselines");
                await Task.Delay(Pause, time, cancel);
            }
        }
    }
}
