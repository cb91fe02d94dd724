// Two and ten instances that save into one repository at once: saves, what had to be sent again, and how long
// a save takes.
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox.Stepped;

namespace AxMonitor.Benchmarks;

/// <summary>Saves, retries, deadlocks and times, by number of instances.</summary>
internal static class HammerBenchmark
{
    private const int DefaultMinutes = 5;
    private static readonly int[] DefaultInstances = [1, 2, 10];

    /// <param name="minutes">Minutes for each number of instances; null for five.</param>
    /// <param name="instances">Numbers of instances, with commas between; null for 1, 2 and 10.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task RunAsync(string? minutes, string? instances, CancellationToken cancellationToken)
    {
        var duration = TimeSpan.FromMinutes(
            minutes is null ? DefaultMinutes : double.Parse(minutes, CultureInfo.InvariantCulture)
        );
        var counts = instances is null
            ? DefaultInstances
            : [.. instances.Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
        Console.WriteLine(
            "| instances | s | saves | saves a second | rows | sent again | deadlocks | failed | save p50 ms | p95 ms | max ms | lost or doubled |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|");
        List<string> said = [];
        foreach (var count in counts)
        {
            await using var hammer = await SaveHammer.PrepareAsync(count, cancellationToken);
            var clock = Stopwatch.StartNew();
            await hammer.RunAsync(duration, cancellationToken);
            var seconds = clock.Elapsed.TotalSeconds;
            var faults = await hammer.FaultsAsync(cancellationToken);
            var times = hammer.Runs.Select(run => run.SaveMs).ToList();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {count} | {seconds:0} | {times.Count} | {times.Count / seconds:0.0} | {hammer.Runs.Sum(run => (long)run.RowsSaved)} "
                        + $"| {hammer.SentAgain} | {hammer.Deadlocks} | {hammer.Failures.Count} | {Figure(times, 0.5)} | {Figure(times, 0.95)} | {Figure(times, 1)} | {faults.Count} |"
                )
            );
            said.AddRange(hammer.Failures.GroupBy(f => f).Select(f => $"{count} instances, {f.Count()} times: {f.Key}").Take(10));
            said.AddRange(faults.Take(10).Select(fault => $"{count} instances: {fault}"));
        }

        Console.WriteLine();
        said.ForEach(Console.WriteLine);
    }

    private static string Figure(IReadOnlyCollection<double> values, double fraction) =>
        values.Count == 0 ? "" : Figures.Format(Figures.Percentile(values, fraction));
}
