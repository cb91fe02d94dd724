// What the service itself costs: processor time of the process 'axmonitor run' per minute of watching one
// installation at the production pace.
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox.AxWorkload;
using Dapper;

namespace AxMonitor.Benchmarks;

/// <summary>Processor time, runs and memory of the orchestrator, minute by minute.</summary>
internal static class OrchestratorBenchmark
{
    private const int Minutes = 3;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var stage = await ServiceStage.BuildAsync(new AxInstallationOptions(), cancellationToken);
        var service = stage.Start("service");
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

        Task<int> RunsAsync() =>
            stage.Repository.ExecuteScalarAsync<int>(
                "SELECT COUNT(*) FROM ops.JobRun WHERE JobName LIKE N'collect:%' AND Outcome = N'ok'"
            );
    }

    private static TimeSpan Used(Process service)
    {
        service.Refresh();
        return service.TotalProcessorTime;
    }
}
