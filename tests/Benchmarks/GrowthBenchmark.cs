// How what a collector reads of a server, and the time that takes, grow with the server: a convoy, a plan
// cache, tables, event files that nobody has read for long. The rows are counted where the server gives them.
using System.Diagnostics;
using System.Globalization;
using System.Text;
using AxMonitor.Tests.Watched;

namespace AxMonitor.Benchmarks;

/// <summary>Rows read and milliseconds of a collector at one, two and four times a size.</summary>
internal static class GrowthBenchmark
{
    private const int Runs = 3;
    private const int PatientSeconds = 1800;
    private const int TablesInABatch = 500;
    private static readonly int[] Factors = [1, 2, 4];

    private static readonly (string What, string Collector, int Size, int RowLimit, Action<WatchedServer, int> Fill)[] Sources =
    [
        ("{0} sessions wait, {1} sessions in all", "Requests", 250, 5000, (server, size) => server.AddConvoy(size, size * 5)),
        ("{0} sessions wait, {1} sessions in all", "TempDb", 250, 5000, (server, size) => server.AddConvoy(size, size * 5)),
        ("{0} plans in the cache, all read", "QueryStats", 100_000, 2000, (server, size) => server.AddPlans(size, DateTime.Now)),
        ("{0} events in the files, one in a hundred a deadlock", "Deadlocks", 100_000, 1000, AddEvents),
    ];

    /// <summary>Prints the table.</summary>
    /// <param name="collector">The collector; null for all.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task RunAsync(string? collector, CancellationToken cancellationToken)
    {
        Console.WriteLine("| collector | server | rows read at the source | rows handed over | ms, median of 3 | ms, slowest |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var source in Sources.Where(s => collector is null || s.Collector == collector))
        {
            foreach (var factor in Factors)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await using var stage = await CollectorStage.StartAsync();
                stage.TimeoutSeconds = PatientSeconds;
                source.Fill(stage.Watched, source.Size * factor);
                await PrintAsync(stage, source.Collector, source.RowLimit, Text(source.What, source.Size * factor));
            }
        }

        foreach (var name in new[] { "ObjectNames", "IndexHealth" }.Where(n => collector is null || collector == n))
        {
            foreach (var factor in Factors)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var tables = 3000 * factor;
                await using var stage = await CollectorStage.WithAxAsync(Tables(0, 1));
                for (var first = 1; first < tables; first += TablesInABatch)
                {
                    await stage.ExecuteAsync(Tables(first, Math.Min(TablesInABatch, tables - first)), "AX");
                }

                stage.TimeoutSeconds = PatientSeconds;
                await PrintAsync(stage, name, 5000, Text("{0} tables in the AX database", tables));
            }
        }
    }

    private static async Task PrintAsync(CollectorStage stage, string collector, int rowLimit, string what)
    {
        var times = new List<double>();
        var handed = 0;
        for (var run = 0; run < Runs; run++)
        {
            stage.Watched.RowsRead.Clear();
            var clock = Stopwatch.StartNew();
            handed = (await stage.RunAsync(collector, rowLimit)).Rows.Rows.Count;
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        // Catalog views are the engine's own, which counts no rows of them.
        var read = stage.Watched.RowsRead.Values.Sum() is var rows and > 0
            ? rows.ToString("N0", CultureInfo.InvariantCulture)
            : "catalog alone";
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {collector} | {what} | {read} | {handed:N0} | {Figures.Percentile(times, 0.5):N0} | {times.Max():N0} |"
            )
        );
    }

    // Ten kilobytes each, as system_health has them.
    private static void AddEvents(WatchedServer server, int events) =>
        server.AddEvents(
            events,
            $"<deadlock>{new string('d', 10_000)}</deadlock>",
            $"<blocked-process-report>{new string('b', 10_000)}</blocked-process-report>"
        );

    private static string Text(string format, int size) => string.Format(CultureInfo.InvariantCulture, format, size, size * 5);

    private static string Tables(int first, int count)
    {
        var sql = new StringBuilder();
        for (var i = first; i < first + count; i++)
        {
            sql.AppendLine(
                CultureInfo.InvariantCulture,
                $"CREATE TABLE dbo.TABLE{i} (ID int NOT NULL, RECID bigint NOT NULL, CONSTRAINT I_{i}RECID PRIMARY KEY (RECID)); CREATE INDEX I_{i}ID ON dbo.TABLE{i} (ID);"
            );
        }

        return sql.ToString();
    }
}
