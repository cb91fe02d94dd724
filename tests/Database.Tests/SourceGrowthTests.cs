// What a collector reads of a server grows with the server and not with its square: no view is read again for
// each row of another. The rows are counted where the server gives them.

using System.Data;

namespace AxMonitor.Database.Tests;

[TestFixture]
internal sealed class SourceGrowthTests
{
    private static readonly DateTime Now = DateTime.Now;

    // Twice the server is twice the rows; what grows with its square reaches four times.
    private const double MostGrowth = 2.2;

    private static IEnumerable<TestCaseData> Sources()
    {
        foreach (var collector in new[] { "Requests", "TempDb" })
        {
            yield return Case(collector, 100, (server, size) => server.AddConvoy(size, size * 5));
        }

        yield return Case("QueryStats", 1000, (server, size) => server.AddPlans(size, Now));
        foreach (var collector in new[] { "BlockedProcesses", "Deadlocks" })
        {
            yield return Case(collector, 800, (server, size) => server.AddEvents(size, "<deadlock/>", "<blocked/>"));
        }

        static TestCaseData Case(string collector, int size, Action<WatchedServer, int> fill) =>
            new TestCaseData(collector, size, fill).SetName($"{collector} reads twice as much of a server twice as large");
    }

    [TestCaseSource(nameof(Sources))]
    public async Task Rows_read_grow_with_the_server(string collector, int size, Action<WatchedServer, int> fill)
    {
        var read = new List<IReadOnlyDictionary<string, long>>();
        foreach (var factor in new[] { 1, 2, 4 })
        {
            await using var stage = await CollectorStage.WithAxAsync(SourceLoad.AxTables);
            fill(stage.Watched, size * factor);
            var reading = await stage.RunAsync(collector, rowLimit: 5000);
            if (collector is "Requests" or "TempDb")
            {
                Assert.That(
                    reading.Rows.Rows.Cast<DataRow>().Count(row => row["IsAxSessionAlive"] is true),
                    Is.GreaterThanOrEqualTo(19),
                    "it named sessions of AX"
                );
            }

            read.Add(new Dictionary<string, long>(stage.Watched.RowsRead, StringComparer.OrdinalIgnoreCase));
        }

        Assert.That(read[2].Values.Sum(), Is.GreaterThanOrEqualTo(size), "it read what was there");
        Assert.Multiple(() =>
        {
            foreach (var (view, rows) in read[2])
            {
                var once = read[0].GetValueOrDefault(view);
                var twice = read[1].GetValueOrDefault(view);
                Assert.That(
                    rows - twice,
                    Is.LessThanOrEqualTo(Math.Max(twice - once, 10) * MostGrowth),
                    $"{view}: {once}, {twice}, {rows} rows"
                );
            }
        });
    }
}
