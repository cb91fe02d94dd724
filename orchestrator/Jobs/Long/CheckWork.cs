// A check of the repository as a job: its database, its settings, and each collector that does not bring what
// it should.
using System.Data;
using System.Text;
using AxMonitor.Orchestrator.Repository;
using Dapper;

namespace AxMonitor.Orchestrator.Jobs.Long;

/// <summary>Says what is wrong with the repository.</summary>
public sealed class CheckWork(RepositoryConnection repository, IOperations operations) : ILongWork
{
    private const int Parts = 3;

    /// <inheritdoc />
    public string Kind => "CheckRepository";

    /// <inheritdoc />
    public async Task<WorkResult> RunAsync(ClaimedJob job, WorkProgress progress, CancellationToken cancel)
    {
        List<string> faults = [];
        progress.At(0, Parts, "the database");
        faults.AddRange((await GetFaultsAsync(cancel)).Select(f => $"{f.Subject}: {f.Fault}. {f.Remedy}"));
        progress.At(1, Parts, "settings");
        faults.AddRange((await operations.GetSettingFaultsAsync(cancel)).Select(f => $"setting {f.SettingName}: {f.Fault}"));
        progress.At(2, Parts, "collectors");
        faults.AddRange(
            (await operations.GetCollectorStatusAsync(instanceName: null, cancel))
                .Where(s => !s.IsCollecting)
                .Select(s => $"{s.InstanceName}, {s.CollectorName}: {s.Standing} {s.Remedy}".TrimEnd())
        );
        progress.At(Parts, Parts, "looked at");
        if (faults.Count == 0)
        {
            return new WorkResult("Nothing is wrong with the repository's database, its settings and the collectors.");
        }

        var text = string.Join('\n', faults);
        return new WorkResult(
            $"{faults.Count} {(faults.Count == 1 ? "thing is" : "things are")} not as it should be:\n{text}",
            FileName: $"check-{job.JobId}.txt",
            File: Encoding.UTF8.GetBytes(text)
        );
    }

    private Task<IReadOnlyList<FaultRow>> GetFaultsAsync(CancellationToken cancel) =>
        repository.ExecuteAsync<IReadOnlyList<FaultRow>>(
            async (connection, token) =>
                (
                    await connection.QueryAsync<FaultRow>(
                        new CommandDefinition(
                            "ops.GetRepositoryFaults",
                            commandType: CommandType.StoredProcedure,
                            commandTimeout: repository.CommandTimeoutSeconds,
                            cancellationToken: token
                        )
                    )
                ).AsList(),
            cancel
        );

    private sealed record FaultRow
    {
        public string Subject { get; init; } = "";

        public string Fault { get; init; } = "";

        public string? Remedy { get; init; }
    }
}
