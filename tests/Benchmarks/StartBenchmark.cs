// From the start of the built sandbox's process until it says that everything is ready.
using System.Diagnostics;
using AxMonitor.Sandbox;

namespace AxMonitor.Benchmarks;

/// <summary>Times the start of the sandbox as a process.</summary>
internal static class StartBenchmark
{
    private const int Runs = 5;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        var seconds = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            var began = Stopwatch.GetTimestamp();
            using var process = Process.Start(
                new ProcessStartInfo("dotnet", [typeof(SandboxHost).Assembly.Location, "--sql-port", "0", "--http-port", "0", "--desk-port", "0"])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                }
            )!;
            while (
                await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line
                && !line.Contains("ready after", StringComparison.Ordinal)
            ) { }

            seconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            process.Kill();
            await process.WaitForExitAsync(cancellationToken);
        }

        Console.WriteLine("| runs | median s | max s |");
        Console.WriteLine("|---|---|---|");
        Console.WriteLine(
            $"| {Runs} | {Figures.Format(Figures.Percentile(seconds, 0.5), "0.00")} | {Figures.Format(seconds.Max(), "0.00")} |"
        );
    }
}
