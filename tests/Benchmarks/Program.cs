// Entry point of the benchmarks: programs to run by hand, in Release, each printing a markdown table for
// docs/benchmarks.md.
using AxMonitor.Benchmarks;

var benchmarks = new Dictionary<string, (string Purpose, Func<CancellationToken, Task> Run)>(StringComparer.Ordinal)
{
    ["engine"] = (
        "the engine beside SQLite and DuckDB in memory: scans, joins, windows, seeks, loads, bytes a row (or only what contains WORD)",
        token => EngineBenchmark.RunAsync(args.ElementAtOrDefault(1), token)
    ),
    ["save-requests"] = ("collect.SaveRequests with 500 and with 5,000 requests", SaveRequestsBenchmark.RunAsync),
    ["alerts"] = ("alert.Evaluate with 500 rules over 5,000 series", AlertBenchmark.RunAsync),
    ["collectors"] = (
        "every collector over a simulated day (or HOURS [LOAD]): time at source and repository, rows, bytes",
        token => CollectorsBenchmark.RunAsync(args.ElementAtOrDefault(1), args.ElementAtOrDefault(2), token)
    ),
    ["hammer"] = (
        "1, 2 and 10 instances (or MINUTES COUNT,…) that save into one repository at once for 5 minutes each: saves, retries, deadlocks, p95",
        token => HammerBenchmark.RunAsync(args.ElementAtOrDefault(1), args.ElementAtOrDefault(2), token)
    ),
    ["growth"] = (
        "what collectors read of a server one, two and four times as large (or of COLLECTOR): rows at the source, time",
        token => GrowthBenchmark.RunAsync(args.ElementAtOrDefault(1), token)
    ),
    ["backlog"] = (
        "weeks of events (or EVENTS) that nobody has read, and hundreds of deadlocks saved at once",
        token => BacklogBenchmark.RunAsync(args.ElementAtOrDefault(1), token)
    ),
    ["purge"] = ("ops.Purge of a day with a million rows", PurgeBenchmark.RunAsync),
    ["rollup"] = (
        "rollup.Fold of a minute, an hour and a day of 5,000 series (or SERIES HOURS), twice and four times as many; size of 12 months",
        token => RollupBenchmark.RunAsync(args.ElementAtOrDefault(1), args.ElementAtOrDefault(2), token)
    ),
    ["baselines"] = (
        "ops.BuildBaselines of 250 series and baseline.FindLeaks of 5,000 series (or SERIES LEAKSERIES), twice and four times as many",
        token => BaselineBenchmark.RunAsync(args.ElementAtOrDefault(1), args.ElementAtOrDefault(2), token)
    ),
    ["glance"] = ("what asking whether anybody is blocked costs, beside a capture of Requests", GlanceBenchmark.RunAsync),
    ["leaks"] = (
        "precision and recall of leaks over 200 trials (or TRIALS [AGE:HISTORY,…]) of 530 simulated series",
        token => LeakBenchmark.RunAsync(args.ElementAtOrDefault(1), args.ElementAtOrDefault(2), token)
    ),
    ["way"] = ("onset of a blocking storm → stored chain → alert → mail, 20 runs", WayBenchmark.RunAsync),
    ["mails"] = (
        "messages of a storm, of two heads, of one that comes and goes, of ten instances lost at once (or only what contains WORD)",
        token => MailsBenchmark.RunAsync(args.ElementAtOrDefault(1), token)
    ),
    ["takeover"] = (
        "two services, the working one killed five times during a storm: seconds until the other works, what came twice",
        TakeOverBenchmark.RunAsync
    ),
    ["orchestrator"] = ("processor time of the service per minute of watching", OrchestratorBenchmark.RunAsync),
    ["pages"] = (
        "every page of reports and desk under load: 10 users of each (or USERS MINUTES DAYS LOAD [MASKING]) for 15 minutes, 7 days of 3 instances at four times the load; pages, datasets, cache, processor",
        token =>
            PagesBenchmark.RunAsync(
                args.ElementAtOrDefault(1),
                args.ElementAtOrDefault(2),
                args.ElementAtOrDefault(3),
                args.ElementAtOrDefault(4),
                args.ElementAtOrDefault(5),
                token
            )
    ),
    [PagesReaders.Name] = (
        "started by pages: CONNECTION USERS MINUTES",
        token => PagesReaders.RunAsync(args[1], args[2], args[3], token)
    ),
    ["start"] = ("start of the sandbox from a built tree until everything answers", StartBenchmark.RunAsync),
    ["soak"] = (
        "the sandbox with incidents for an hour (or MINUTES [SPEED]) at speed 60: memory, runs, failures",
        token => SoakBenchmark.RunAsync(args.ElementAtOrDefault(1), args.ElementAtOrDefault(2), args.ElementAtOrDefault(3), token)
    ),
    ["memory"] = (
        "memory of the sandbox over an hour (or MINUTES) at default load",
        token => MemoryBenchmark.RunAsync(args.ElementAtOrDefault(1), token)
    ),
};

if (args.Length == 0 || !benchmarks.TryGetValue(args[0], out var chosen))
{
    Console.WriteLine("Usage: dotnet run -c Release --project tests/Benchmarks -- NAME");
    foreach (var (name, (purpose, _)) in benchmarks)
    {
        Console.WriteLine($"  {name,-15} {purpose}");
    }

    return args.Length == 0 ? 0 : 1;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stopping.Cancel();
};
await chosen.Run(stopping.Token);
return 0;
