// What watching costs: every collector on a simulated installation for some hours, with the time each run took at the source and at the repository.
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Simulation;

namespace AxMonitor.Benchmarks;

/// <summary>Rows and milliseconds per collector.</summary>
internal static class CollectorsBenchmark
{
    private const int DefaultHours = 24;

    /// <param name="hours">Simulated hours; null for a day.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task RunAsync(string? hours, CancellationToken cancellationToken)
    {
        var duration = TimeSpan.FromHours(hours is null ? DefaultHours : double.Parse(hours, CultureInfo.InvariantCulture));
        await using var day = await WatchedDay.PrepareAsync(new DateTime(2026, 3, 3, 6, 0, 0, DateTimeKind.Utc), new AxInstallationOptions(), cancellationToken);
        var clock = Stopwatch.StartNew();
        await day.RunAsync(duration, null, cancellationToken);
        var wall = clock.Elapsed;

        Console.WriteLine("| collector | runs | failed | rows read | rows saved | source p50 ms | p95 ms | save p50 ms | p95 ms |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var runs in day.Runs.GroupBy(r => r.Collector).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var good = runs.Where(r => r.Error is null).ToArray();
            Console.WriteLine(good.Length == 0
                ? $"| {runs.Key} | {runs.Count()} | {runs.Count()} | | | | | | |"
                : $"| {runs.Key} | {runs.Count()} | {runs.Count() - good.Length} | {good.Sum(r => r.RowsRead)} | {good.Sum(r => r.RowsSaved)} "
                + $"| {Figure(good.Select(r => r.SourceMs), 0.5)} | {Figure(good.Select(r => r.SourceMs), 0.95)} | {Figure(good.Select(r => r.SaveMs), 0.5)} | {Figure(good.Select(r => r.SaveMs), 0.95)} |");
        }

        var saving = TimeSpan.FromMilliseconds(day.Runs.Sum(r => r.SaveMs));
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours} simulated hours took {wall.TotalSeconds:0} s; repository time per minute of watching: {saving.TotalSeconds / duration.TotalMinutes:0.00} s."));
        foreach (var error in day.Runs.Where(r => r.Error is not null).GroupBy(r => (r.Collector, r.Error)).Take(20))
        {
            Console.WriteLine($"{error.Count()} runs of {error.Key.Collector} failed: {error.Key.Error}");
        }
    }

    private static string Figure(IEnumerable<double> values, double fraction) => Figures.Format(Figures.Percentile(values, fraction));
}
