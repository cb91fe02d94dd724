// What the service itself costs: processor time of the process 'axmonitor run' per minute of watching one
// installation at the production pace.
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox;
using AxMonitor.Sandbox.AxWorkload;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Benchmarks;

/// <summary>Processor time, runs and memory of the orchestrator, minute by minute.</summary>
internal static class OrchestratorBenchmark
{
    private const int Minutes = 3;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var watched = await SqlStandIn.StartAsync("AXPROD", 0, "Watched-1", TimeProvider.System, cancellationToken);
        await using var repository = await SqlStandIn.StartAsync(
            "AXREPO",
            0,
            "Repository-1",
            TimeProvider.System,
            cancellationToken
        );
        using var ax = new AxInstallation(new AxInstallationOptions());
        ax.Attach(watched.Engine);
        await RepositoryDeployment.DeployAsync(repository, cancellationToken);
        await ServiceLogins.CreateForRepositoryAsync(repository, cancellationToken);
        await ServiceLogins.CreateForWatchedAsync(watched, ax.DatabaseName, cancellationToken);
        await using var connection = new SqlConnection(repository.ConnectionString(RepositoryDeployment.DatabaseName));
        await connection.ExecuteAsync(
            "EXEC ops.RegisterInstance @InstanceName = N'AXPROD', @ConnectionName = N'prod', @AxDatabaseName = @Name, @Now = @Now;",
            new { Name = ax.DatabaseName, Now = DateTime.UtcNow }
        );

        using var service = Start(watched, repository);
        try
        {
            Console.WriteLine("| minute | processor s | collector runs | working set MB |");
            Console.WriteLine("|---|---|---|---|");
            using var pace = new PeriodicTimer(TimeSpan.FromMinutes(1));
            for (var minute = 0; minute <= Minutes; minute++)
            {
                var (before, runs) = (Used(service), await RunsAsync());
                await pace.WaitForNextTickAsync(cancellationToken);
                var used = (Used(service) - before).TotalSeconds;
                var done = await RunsAsync() - runs;
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"| {(minute == 0 ? "start" : minute)} | {used:0.00} | {done} | {service.WorkingSet64 / 1048576} |"
                    )
                );
            }
        }
        finally
        {
            service.Kill();
            await service.WaitForExitAsync(CancellationToken.None);
        }

        Task<int> RunsAsync() =>
            connection.ExecuteScalarAsync<int>(
                "SELECT COUNT(*) FROM ops.JobRun WHERE JobName LIKE N'collect:%' AND Outcome = N'ok'"
            );
    }

    private static TimeSpan Used(Process service)
    {
        service.Refresh();
        return service.TotalProcessorTime;
    }

    private static Process Start(SqlStandIn watched, SqlStandIn repository)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "axmonitor.dll"), "run"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["AXMONITOR__Desk__Port"] = "";
        start.Environment["AXMONITOR__Repository__ConnectionString"] = repository.ConnectionString(
            RepositoryDeployment.DatabaseName,
            ServiceLogins.Orchestrator
        );
        start.Environment["AXMONITOR__Instances__prod"] = watched.ConnectionString("master", ServiceLogins.Orchestrator);
        start.Environment["AXMONITOR__Smtp__Host"] = "127.0.0.1";
        start.Environment["AXMONITOR__Smtp__From"] = "axmonitor@contoso.example";
        start.Environment["AXMONITOR__Smtp__Security"] = "None";
        var service = Process.Start(start)!;
        service.OutputDataReceived += static (_, _) => { };
        service.BeginOutputReadLine();
        return service;
    }
}
