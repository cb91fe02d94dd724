// Whether the sandbox's memory stays flat: live bytes and working set, minute by minute, with everyday load
// and all collectors.
using System.Globalization;
using AxMonitor.Sandbox;
using AxMonitor.Tests.Shared;

namespace AxMonitor.Benchmarks;

/// <summary>Samples memory while a sandbox runs in this process.</summary>
internal static class MemoryBenchmark
{
    /// <param name="minutes">Length of the run; an hour when not given.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    public static async Task RunAsync(string? minutes, CancellationToken cancellationToken)
    {
        var length = minutes is null ? 60 : int.Parse(minutes, CultureInfo.InvariantCulture);
        using var data = new TempFolder();
        await using var sandbox = await SandboxHost.StartAsync(
            new SandboxOptions
            {
                SqlPort = 0,
                HttpPort = 0,
                DeskPort = 0,
                DataFolder = data.Path,
            },
            cancellationToken
        );
        Console.WriteLine("| minute | live MB after collection | working set MB |");
        Console.WriteLine("|---|---|---|");
        using var pace = new PeriodicTimer(TimeSpan.FromMinutes(1));
        for (var minute = 0; minute <= length; minute++)
        {
            if (minute % 5 == 0 || length < 15)
            {
                var live = GC.GetTotalMemory(forceFullCollection: true) / 1048576.0;
                Console.WriteLine(
                    $"| {minute} | {Figures.Format(live)} | {Figures.Format(Environment.WorkingSet / 1048576.0)} |"
                );
            }

            if (minute < length)
            {
                await pace.WaitForNextTickAsync(cancellationToken);
            }
        }
    }
}
