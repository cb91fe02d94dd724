// What the question "is anybody blocked" costs a watched server, beside the capture that it wakes.
using System.Diagnostics;
using AxMonitor.Collectors;
using AxMonitor.Tests.Watched;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Benchmarks;

/// <summary>Rows read and milliseconds of a glance and of a capture of Requests, in calm and in a storm.
/// </summary>
internal static class GlanceBenchmark
{
    private const int Runs = 200;
    private const int Sessions = 1250;
    private const int GlancesAMinute = 30;
    private const int CapturesAMinute = 6;
    private const string Login = "sa";

    /// <summary>Prints the table.</summary>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        var glance = new CollectorCatalog(Path.Combine(AppContext.BaseDirectory, "Collectors")).Glance("Requests")!;
        Console.WriteLine("| server | asked | rows read at the source | p50 ms | p95 ms | a minute | rows a minute | ms a minute |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var waiting in new[] { 0, 25, 250 })
        {
            await using var stage = await CollectorStage.StartAsync();
            stage.Watched.AddConvoy(waiting, Sessions);
            var what = $"{Sessions:N0} sessions, {waiting} wait";
            await using var connection = new SqlConnection(stage.ConnectionString(Login));
            await connection.OpenAsync(cancellationToken);
            await PrintAsync(stage, $"{what} | glance", GlancesAMinute, async () =>
            {
                await using var command = new SqlCommand(glance, connection);
                await command.ExecuteScalarAsync(cancellationToken);
            });
            await PrintAsync(stage, $"{what} | Requests", CapturesAMinute, () => stage.RunAsync("Requests", 5000));
        }
    }

    private static async Task PrintAsync(CollectorStage stage, string what, int aMinute, Func<Task> ask)
    {
        await ask();
        stage.Watched.RowsRead.Clear();
        var times = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            var began = Stopwatch.GetTimestamp();
            await ask();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        var rows = stage.Watched.RowsRead.Values.Sum() / Runs;
        var median = Figures.Percentile(times, 0.5);
        Console.WriteLine(
            FormattableString.Invariant(
                $"| {what} | {rows:N0} | {median:0.0} | {Figures.Percentile(times, 0.95):0.0} | {aMinute} | {rows * aMinute:N0} | {median * aMinute:N0} |"
            )
        );
    }
}
