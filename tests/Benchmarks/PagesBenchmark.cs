// The report pages under load: users who read one page after another and think in between, over days of
// several instances. What a page takes is measured at its address, what a dataset takes at the procedure's
// call.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Sandbox.ReportPortal;
using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.Stepped;

namespace AxMonitor.Benchmarks;

/// <summary>Pages and datasets: p50 and p95, errors.</summary>
internal static class PagesBenchmark
{
    private const int DefaultUsers = 10;
    private const double DefaultMinutes = 15;
    private const double DefaultDays = 7;
    private static readonly TimeSpan Think = TimeSpan.FromSeconds(5);
    private static readonly string[] Instances = ["AXTEST", "AXDEV"];

    /// <param name="users">How many read at the same time; null for ten.</param>
    /// <param name="minutes">How long; null for 15.</param>
    /// <param name="days">Simulated days before; null for seven.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task RunAsync(string? users, string? minutes, string? days, CancellationToken cancellationToken)
    {
        var userCount = users is null ? DefaultUsers : int.Parse(users, CultureInfo.InvariantCulture);
        var duration = TimeSpan.FromMinutes(Number(minutes, DefaultMinutes));
        var history = TimeSpan.FromDays(Number(days, DefaultDays));
        await using var day = await WatchAsync(history, cancellationToken);
        var source = new TimedSource(new SqlReportDataSource(day.RepositoryConnectionString));
        await using var portal = new ReportPortalServer(
            new ReportPortalOptions
            {
                Port = 0,
                ReportsFolder = Path.Combine(AppContext.BaseDirectory, "reports"),
                DataSource = source,
                Time = day.Time,
            }
        );
        await portal.StartAsync(cancellationToken);
        var pages = Directory
            .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "reports"), "*.rdl")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal)
            .ToList();
        using var client = new HttpClient { BaseAddress = portal.BaseUrl, Timeout = TimeSpan.FromMinutes(5) };
        foreach (var page in pages)
        {
            // The first request compiles the report, which no server does twice.
            using var warm = await client.GetAsync(new Uri($"/report/{page}", UriKind.Relative), cancellationToken);
        }

        source.Times.Clear();
        ConcurrentDictionary<string, ConcurrentBag<double>> times = new(StringComparer.Ordinal);
        ConcurrentBag<string> faults = [];
        var clock = Stopwatch.StartNew();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        await Task.WhenAll(
            Enumerable
                .Range(0, userCount)
                .Select(user => ReadAsync(client, pages, user, clock, duration, times, faults, cancellationToken))
        );
        var used = Process.GetCurrentProcess().TotalProcessorTime - processor;

        var count = times.Values.Sum(t => t.Count);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{userCount} users read {count} pages in {clock.Elapsed.TotalMinutes:0.0} minutes, {history.TotalDays:0.##} days of {Instances.Length + 1} instances; "
                    + $"{faults.Count} failed ({100.0 * faults.Count / Math.Max(count, 1):0.00} %); "
                    + $"{100 * used / clock.Elapsed / Environment.ProcessorCount:0} % of the processors, repository and portal together."
            )
        );
        foreach (var fault in faults.Distinct(StringComparer.Ordinal).Take(10))
        {
            Console.WriteLine("- " + fault);
        }

        Print("page", times);
        Print("dataset", source.Times);
    }

    private static double Number(string? text, double otherwise) =>
        text is null ? otherwise : double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Three instances of one installation: the same server is watched under three names.</summary>
    private static async Task<WatchedDay> WatchAsync(TimeSpan history, CancellationToken cancellationToken)
    {
        var day = await WatchedDay.PrepareAsync(
            new DateTime(2026, 3, 3, 6, 0, 0, DateTimeKind.Utc),
            new AxInstallationOptions(),
            cancellationToken
        );
        foreach (var instance in Instances)
        {
            await day.CallAsync(
                "ops.RegisterInstance",
                new
                {
                    InstanceName = instance,
                    ConnectionName = "prod",
                    AxDatabaseName = day.Ax.DatabaseName,
                    Now = day.Time.Now,
                },
                cancellationToken
            );
        }

        var clock = Stopwatch.StartNew();
        await day.RunAsync(
            history,
            async _ =>
            {
                await day.CallAsync("ops.FoldRollups", new { Now = day.Time.Now }, cancellationToken);
                await day.CallAsync("ops.RunMaintenance", new { Now = day.Time.Now }, cancellationToken);
            },
            cancellationToken
        );
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Watched in {clock.Elapsed.TotalMinutes:0.0} minutes; {day.Runs.Count} runs.")
        );
        return day;
    }

    private static async Task ReadAsync(
        HttpClient client,
        List<string> pages,
        int user,
        Stopwatch clock,
        TimeSpan duration,
        ConcurrentDictionary<string, ConcurrentBag<double>> times,
        ConcurrentBag<string> faults,
        CancellationToken cancellationToken
    )
    {
        for (var at = user * 7; clock.Elapsed < duration; at++)
        {
            var page = pages[at % pages.Count];
            var started = clock.Elapsed;
            using (var answer = await client.GetAsync(new Uri($"/report/{page}", UriKind.Relative), cancellationToken))
            {
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                if (!answer.IsSuccessStatusCode || text.Contains("class=\"errors\"", StringComparison.Ordinal))
                {
                    faults.Add($"{page}: {(int)answer.StatusCode}");
                }
            }

            times.GetOrAdd(page, _ => []).Add((clock.Elapsed - started).TotalMilliseconds);
            await Task.Delay(Think, cancellationToken);
        }
    }

    private static void Print(string what, ConcurrentDictionary<string, ConcurrentBag<double>> times)
    {
        Console.WriteLine();
        Console.WriteLine($"| {what} | times | p50 ms | p95 ms |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (name, values) in times.OrderByDescending(t => Figures.Percentile(t.Value, 0.95)))
        {
            Console.WriteLine(
                $"| {name} | {values.Count} | {Figures.Format(Figures.Percentile(values, 0.5), "0")} | {Figures.Format(Figures.Percentile(values, 0.95), "0")} |"
            );
        }
    }

    /// <summary>Passes calls on and keeps what each took.</summary>
    private sealed class TimedSource(IReportDataSource source) : IReportDataSource
    {
        public ConcurrentDictionary<string, ConcurrentBag<double>> Times { get; } = new(StringComparer.Ordinal);

        public async Task<DatasetResult> ExecuteAsync(DatasetQuery query, CancellationToken cancellationToken)
        {
            var clock = Stopwatch.StartNew();
            var result = await source.ExecuteAsync(query, cancellationToken);
            Times.GetOrAdd(query.Procedure, _ => []).Add(clock.Elapsed.TotalMilliseconds);
            return result;
        }
    }
}
