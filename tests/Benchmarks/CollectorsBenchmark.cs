// What watching costs: every collector on a simulated installation for some hours, with the time each run
// took at the source and at the repository, and what it left there.
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Sandbox.Stepped;

namespace AxMonitor.Benchmarks;

/// <summary>Rows, milliseconds and bytes per collector.</summary>
internal static class CollectorsBenchmark
{
    private const int DefaultHours = 24;

    /// <param name="hours">Simulated hours; null for a day.</param>
    /// <param name="load">Times the ordinary load; null for once.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task RunAsync(string? hours, string? load, CancellationToken cancellationToken)
    {
        var loadFactor = load is null ? 1 : int.Parse(load, CultureInfo.InvariantCulture);
        var duration = TimeSpan.FromHours(hours is null ? DefaultHours : double.Parse(hours, CultureInfo.InvariantCulture));
        await using var day = await WatchedDay.PrepareAsync(
            new DateTime(2026, 3, 3, 6, 0, 0, DateTimeKind.Utc),
            new AxInstallationOptions { LoadFactor = loadFactor },
            cancellationToken
        );
        var before = await StoredBytes.ByCollectorAsync(day, cancellationToken);
        var clock = Stopwatch.StartNew();
        await day.RunAsync(
            duration,
            _ => day.CallAsync("ops.RunMaintenance", new { Now = day.Time.Now }, cancellationToken),
            cancellationToken
        );
        var wall = clock.Elapsed;
        var after = await StoredBytes.ByCollectorAsync(day, cancellationToken);

        Console.WriteLine(
            "| collector | runs | failed | rows read | source p50 ms | p95 ms | save p50 ms | p95 ms | rows stored a day | MB a day |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var runs in day.Runs.GroupBy(r => r.Collector).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var good = runs.Where(r => r.Error is null).ToArray();
            Console.WriteLine(
                $"| {runs.Key} | {runs.Count()} | {runs.Count() - good.Length} | {good.Sum(r => r.RowsRead)} "
                    + $"| {Figure(good, r => r.SourceMs, 0.5)} | {Figure(good, r => r.SourceMs, 0.95)} | {Figure(good, r => r.SaveMs, 0.5)} | {Figure(good, r => r.SaveMs, 0.95)} | {Stored(runs.Key)} |"
            );
        }

        Console.WriteLine($"| all others (texts, state, own log) | | | | | | | | {Stored("all others")} |");
        var perDay = after.Values.Sum(v => v.Bytes) - before.Values.Sum(v => v.Bytes);
        Console.WriteLine();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{duration.TotalHours} simulated hours at {loadFactor} times the ordinary load took {wall.TotalSeconds:0} s. Repository time per minute of watching: {day.Runs.Sum(r => r.SaveMs) / 1000 / duration.TotalMinutes:0.00} s. "
                    + $"Stored: {perDay / duration.TotalDays / 1048576:0} MB a day, {30 * perDay / duration.TotalDays / 1073741824:0.0} GB in 30 days."
            )
        );
        foreach (var error in day.Runs.Where(r => r.Error is not null).GroupBy(r => (r.Collector, r.Error)).Take(20))
        {
            Console.WriteLine($"{error.Count()} runs of {error.Key.Collector} failed: {error.Key.Error}");
        }

        string Stored(string collector)
        {
            var (oldRows, oldBytes) = before.GetValueOrDefault(collector);
            var (newRows, newBytes) = after.GetValueOrDefault(collector);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{(newRows - oldRows) / duration.TotalDays:0} | {(newBytes - oldBytes) / duration.TotalDays / 1048576:0.0}"
            );
        }
    }

    private static string Figure(IReadOnlyCollection<CollectorRun> runs, Func<CollectorRun, double> value, double fraction) =>
        runs.Count == 0 ? "" : Figures.Format(Figures.Percentile(runs.Select(value), fraction));
}
