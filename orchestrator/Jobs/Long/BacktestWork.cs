// A back-test as a job: alert.Backtest says how far it is by messages, and keeps its result.
using System.Data;
using System.Globalization;
using AxMonitor.Orchestrator.Repository;
using Dapper;

namespace AxMonitor.Orchestrator.Jobs.Long;

/// <summary>Replays a rule over the past.</summary>
public sealed class BacktestWork(RepositoryConnection repository, TimeProvider time) : ILongWork
{
    /// <inheritdoc />
    public string Kind => "Backtest";

    /// <inheritdoc />
    public async Task<WorkResult> RunAsync(ClaimedJob job, WorkProgress progress, CancellationToken cancel)
    {
        var asked = WorkArguments.Read<BacktestArguments>(job.ArgumentsJson);
        var request = new DynamicParameters();
        request.Add("RuleName", asked.Rule, DbType.String, size: 128);
        request.Add("From", asked.From, DbType.DateTime2);
        request.Add("To", asked.To, DbType.DateTime2);
        request.Add("StepMs", (int)Math.Min(int.MaxValue, asked.StepSeconds * 1000L), DbType.Int32);
        request.Add("WarnValue", asked.Warn, DbType.Double);
        request.Add("CriticalValue", asked.Critical, DbType.Double);
        request.Add("MeasureName", asked.Measure, DbType.String, size: 64);
        request.Add("ChangedBy", job.QueuedBy, DbType.String, size: 128);
        request.Add("Now", time.GetUtcNow().UtcDateTime, DbType.DateTime2);
        request.Add("RunId", dbType: DbType.Int32, direction: ParameterDirection.Output);
        await using var connection = await repository.OpenAsync(cancel);
        connection.InfoMessage += (_, messages) => RaisedTexts.Of(messages).ToList().ForEach(text => Tell(text, progress));
        var raised = (
            await connection.QueryAsync<Raised>(
                new CommandDefinition(
                    "alert.Backtest",
                    request,
                    commandTimeout: 0,
                    commandType: CommandType.StoredProcedure,
                    cancellationToken: cancel
                )
            )
        ).ToList();
        var opened = raised.Count(r => r.OpenedAt is not null);
        return new WorkResult(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{asked.Rule} would have alerted {opened} times, {raised.Count(r => r.OpenedAt is not null && r.CriticalAt is not null)} of them critical; {raised.Count - opened} more went away before they opened."
            ),
            request.Get<int>("RunId")
        );
    }

    /// <summary>'Step 120 of 1440'.</summary>
    private static void Tell(string message, WorkProgress progress)
    {
        if (
            message.Split(' ') is ["Step", var step, "of", var count]
            && long.TryParse(step, CultureInfo.InvariantCulture, out var done)
            && long.TryParse(count, CultureInfo.InvariantCulture, out var all)
        )
        {
            progress.At(done, all, "evaluating");
        }
    }

    private sealed record Raised
    {
        public DateTime? OpenedAt { get; init; }

        public DateTime? CriticalAt { get; init; }
    }
}
