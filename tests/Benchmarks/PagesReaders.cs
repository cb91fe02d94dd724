// The process that the benchmark of pages starts: a portal and a desk over its repository, and users who read
// one page after another and think in between. What a page takes is measured at its address, what a dataset
// takes at the procedure's call.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox.ReportPortal;
using AxMonitor.Sandbox.ReportPortal.Data;

namespace AxMonitor.Benchmarks;

/// <summary>Reads pages and prints what they took.</summary>
internal static class PagesReaders
{
    public const string Name = "pages-readers";
    private static readonly TimeSpan Think = TimeSpan.FromSeconds(5);

    /// <param name="connection">The repository.</param>
    /// <param name="users">How many read at the same time.</param>
    /// <param name="minutes">How long.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task RunAsync(string connection, string users, string minutes, CancellationToken cancellationToken)
    {
        var userCount = int.Parse(users, CultureInfo.InvariantCulture);
        var duration = TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture));
        var folder = Path.Combine(AppContext.BaseDirectory, "reports");
        var source = new TimedSource(new SqlReportDataSource(connection));

        // The repository's clock stands; what is kept grows old by the clock on the wall, as it does for
        // readers.
        await using var portal = new ReportPortalServer(
            new ReportPortalOptions
            {
                Port = 0,
                ReportsFolder = folder,
                DataSource = source,
                Time = TimeProvider.System,
            }
        );
        await portal.StartAsync(cancellationToken);
        var pages = Directory
            .EnumerateFiles(folder, "*.rdl")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal)
            .ToList();
        using var client = new HttpClient { BaseAddress = portal.BaseUrl, Timeout = TimeSpan.FromMinutes(5) };
        foreach (var page in pages)
        {
            // The first request compiles the report, which no server does twice.
            using var warm = await client.GetAsync(new Uri($"/report/{page}", UriKind.Relative), cancellationToken);
        }

        await using var desk = await DeskReaders.StartAsync(connection, cancellationToken);
        source.Times.Clear();
        var cachedBefore = portal.CacheCounts.ToDictionary(c => c.Path, StringComparer.OrdinalIgnoreCase);
        ConcurrentDictionary<string, ConcurrentBag<double>> times = new(StringComparer.Ordinal);
        ConcurrentDictionary<string, ConcurrentBag<double>> deskTimes = new(StringComparer.Ordinal);
        ConcurrentBag<string> faults = [];
        var clock = Stopwatch.StartNew();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        await Task.WhenAll(
            Enumerable
                .Range(0, userCount)
                .SelectMany(user =>
                {
                    // People do not begin, and then read on, in step.
                    var begin = Think * user / userCount;
                    return (Task[])
                        [
                            AfterAsync(
                                begin,
                                () => ReadAsync(client, pages, user, clock, duration, times, faults, cancellationToken),
                                cancellationToken
                            ),
                            AfterAsync(
                                begin,
                                () => desk.ReadAsync(user, Think, clock, duration, deskTimes, faults, cancellationToken),
                                cancellationToken
                            ),
                        ];
                })
        );
        var used = Process.GetCurrentProcess().TotalProcessorTime - processor;

        var all = times.Values.SelectMany(t => t).ToList();
        var allDesk = deskTimes.Values.SelectMany(t => t).ToList();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{userCount} users, {Think.TotalSeconds:0} s between two pages, read {all.Count} pages in {clock.Elapsed.TotalMinutes:0.0} minutes: "
                    + $"p50 {Of(all, 0.5)} ms, p95 {Of(all, 0.95)} ms; as many at the desk {allDesk.Count} pages: p50 {Of(allDesk, 0.5)} ms, p95 {Of(allDesk, 0.95)} ms; "
                    + $"{faults.Count} failed ({100.0 * faults.Count / Math.Max(all.Count + allDesk.Count, 1):0.00} %). "
                    + $"Portal, desk and readers: {used.TotalSeconds:0.0} s of processor time, {100 * used / clock.Elapsed / Environment.ProcessorCount:0.0} % of {Environment.ProcessorCount} processors."
            )
        );
        foreach (var fault in faults.GroupBy(f => f, StringComparer.Ordinal).OrderByDescending(f => f.Count()))
        {
            Console.WriteLine($"- {fault.Key}: {fault.Count()} times");
        }

        Print("page", times);
        Print("page of the desk", deskTimes);
        Print("dataset", source.Times);
        PrintCache(portal.CacheCounts, cachedBefore);
    }

    private static async Task AfterAsync(TimeSpan delay, Func<Task> read, CancellationToken cancellationToken)
    {
        await Task.Delay(delay, cancellationToken);
        await read();
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
            // A day is what pages open with; one reader in four looks at a week.
            var page = pages[at % pages.Count];
            var query = at % 4 == 3 ? "?Window=7d" : "";
            var started = clock.Elapsed;
            using (var answer = await client.GetAsync(new Uri($"/report/{page}{query}", UriKind.Relative), cancellationToken))
            {
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                if (!answer.IsSuccessStatusCode || text.Contains("class=\"errors\"", StringComparison.Ordinal))
                {
                    faults.Add($"{page}: {(int)answer.StatusCode}");
                }
            }

            times.GetOrAdd(query.Length > 0 ? page + ", 7 days" : page, _ => []).Add((clock.Elapsed - started).TotalMilliseconds);
            await Task.Delay(Think, cancellationToken);
        }
    }

    private static void PrintCache(IReadOnlyList<CacheCount> now, IReadOnlyDictionary<string, CacheCount> before)
    {
        Console.WriteLine("\n| kept dataset | asked | from the cache | % |\n|---|---|---|---|");
        foreach (
            var (path, hits, misses) in now.Select(c =>
                before.TryGetValue(c.Path, out var old)
                    ? new CacheCount(c.Path, c.Hits - old.Hits, c.Misses - old.Misses)
                    : c
            )
        )
        {
            if (hits + misses > 0)
            {
                Console.WriteLine(
                    $"| {path[(path.LastIndexOf('/') + 1)..]} | {hits + misses} | {hits} | {Figures.Format(100.0 * hits / (hits + misses), "0")} |"
                );
            }
        }
    }

    private static string Of(IReadOnlyCollection<double> times, double fraction) =>
        times.Count == 0 ? "–" : Figures.Format(Figures.Percentile(times, fraction), "0");

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
