// The T-SQL engine beside SQLite in memory, and for scans and aggregates beside DuckDB in memory: the same
// data, the same questions, one process, one run, one after another. The peers are called through their
// ADO.NET providers with prepared commands, the engine through its in-process session, so none pays for a
// network.
using System.Diagnostics;
using System.Globalization;

namespace AxMonitor.Benchmarks;

/// <summary>Measures the engines in turn and prints median and spread as a markdown table.</summary>
internal static class EngineBenchmark
{
    private const int WarmUps = 2;
    private const int Repeats = 7;

    /// <param name="word">Only measurements whose name contains it; all when null.</param>
    /// <param name="cancellationToken">Ends the run between two measurements.</param>
    public static Task RunAsync(string? word, CancellationToken cancellationToken)
    {
        using var memory = new StringWriter(CultureInfo.InvariantCulture);
        using var engine = new EnginePeer(cancellationToken);
        using var sqlite = new SqlitePeer();
        using var duck = new DuckPeer();
        memory.WriteLine("| bytes a row | engine | SQLite | engine / SQLite |");
        memory.WriteLine("|---|---|---|---|");
        foreach (var table in EngineTables.All)
        {
            var here = engine.Load(table) / table.Rows;
            var there = sqlite.Load(table) / table.Rows;
            duck.Load(table);
            memory.WriteLine($"| {table.What} | {here} | {there} | {Figures.Format((double)here / there)} |");
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Milliseconds, median (least – most) of {Repeats} runs after {WarmUps} warm-ups; {Environment.ProcessorCount} cores; SQLite {sqlite.Version}, DuckDB {duck.Version}."
            )
        );
        Console.WriteLine();
        Console.WriteLine("| | engine | SQLite | engine / SQLite | DuckDB | engine / DuckDB |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var question in EngineQuestions.All(engine, sqlite, duck))
        {
            if (word is null || question.Name.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                Console.WriteLine(Line(question, cancellationToken));
            }
        }

        Console.WriteLine();
        Console.WriteLine(memory.ToString());
        return Task.CompletedTask;
    }

    private static string Line(EngineQuestion question, CancellationToken cancellationToken)
    {
        Func<long>[] sides = question.Duck is { } third
            ? [question.Engine, question.Sqlite, third]
            : [question.Engine, question.Sqlite];
        var times = sides.Select(static _ => new List<double>()).ToArray();
        for (var run = 0; run < WarmUps + Repeats; run++)
        {
            var results = new long[sides.Length];
            for (var i = 0; i < sides.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (var milliseconds, results[i]) = Measure(sides[i]);
                if (run >= WarmUps)
                {
                    times[i].Add(milliseconds);
                }
            }

            if (results.Distinct().Count() > 1)
            {
                throw new InvalidOperationException(
                    $"'{question.Name}': the engine, SQLite and DuckDB answer {string.Join(", ", results)}."
                );
            }
        }

        var medians = times.Select(static t => Figures.Percentile(t, 0.5)).ToArray();
        var ratios = medians.Skip(1).Select(m => Figures.Format(medians[0] / m, "0.00")).ToArray();
        var duck = sides.Length > 2 ? $"{Spread(times[2])} | {ratios[1]}" : " | ";
        return $"| {question.Name} | {Spread(times[0])} | {Spread(times[1])} | {ratios[0]} | {duck} |";
    }

    private static string Spread(List<double> times) =>
        $"{Figures.Format(Figures.Percentile(times, 0.5), "0")} ({Figures.Format(times.Min(), "0")} – {Figures.Format(times.Max(), "0")})";

    private static (double Milliseconds, long Result) Measure(Func<long> action)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var watch = Stopwatch.StartNew();
        var result = action();
        return (watch.Elapsed.TotalMilliseconds, result);
    }
}
