// Whether the sandbox lives through days of incidents: at speed, with a timetable of incidents, and with a
// retention of a day, so that the purge is at work once a day is simulated.
using System.Globalization;
using AxMonitor.Sandbox;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Tests.Shared;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Benchmarks;

/// <summary>Samples memory, runs and failures of a sandbox in this process, minute by minute.</summary>
internal static class SoakBenchmark
{
    // What is measured is the sandbox, not whether the machine has time for the measurement.
    private const int MeasuringSeconds = 600;

    private const string Incidents =
        "deadlock at +5m every 30m; blocking-storm at +10m every 45m; aos-down at +2h for 20m every 4h";

    /// <param name="minutes">Length of the run; an hour when not given.</param>
    /// <param name="speed">Simulated seconds in a second; 60 when not given.</param>
    /// <param name="seed">Seed of the simulated installation; 1 when not given.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    public static async Task RunAsync(string? minutes, string? speed, string? seed, CancellationToken cancellationToken)
    {
        var length = minutes is null ? 60 : int.Parse(minutes, CultureInfo.InvariantCulture);
        var failures = 0;
        using var data = new TempFolder();
        await using var sandbox = await SandboxHost.StartAsync(
            new SandboxOptions
            {
                SqlPort = 0,
                HttpPort = 0,
                DeskPort = 0,
                DataFolder = data.Path,
                Time = new NoonTime(),
                Speed = speed is null ? 60 : double.Parse(speed, CultureInfo.InvariantCulture),
                Seed = seed is null ? 1 : int.Parse(seed, CultureInfo.InvariantCulture),
                Timetable = AxTimetable.Parse(Incidents),
                Failed = failure =>
                {
                    Interlocked.Increment(ref failures);
                    Console.Error.WriteLine(failure);
                },
            },
            cancellationToken
        );
        await using var connection = new SqlConnection(sandbox.RepositoryConnectionString);
        await connection.OpenAsync(cancellationToken);
        await connection.ExecuteAsync("UPDATE config.RetentionFamily SET RetentionDays = 1;");
        Console.WriteLine("| minute | simulated hours | live MB after collection | working set MB | runs | runs failed | mails | steps failed |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        Dictionary<string, long> rowsBefore = [];
        using var pace = new PeriodicTimer(TimeSpan.FromMinutes(1));
        for (var minute = 0; minute <= length; minute++)
        {
            var live = GC.GetTotalMemory(forceFullCollection: true) / 1048576.0;
            var runs = await connection.QuerySingleAsync<(int All, int Failed)>(
                "SELECT COUNT(*), COUNT(CASE WHEN Outcome NOT IN (N'ok', N'skipped') THEN 1 END) FROM ops.JobRun;",
                commandTimeout: MeasuringSeconds
            );
            var hours = (sandbox.Options.Time.GetUtcNow().UtcDateTime - sandbox.StartedAt).TotalHours;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {minute} | {hours:0.0} | {live:0} | {Environment.WorkingSet / 1048576.0:0} | {runs.All} | {runs.Failed} | {Directory.GetFiles(sandbox.MailFolder, "*.eml").Length} | {failures} |"
                )
            );
            if (minute == length * 3 / 4)
            {
                rowsBefore = await RowsByTableAsync(sandbox, cancellationToken);
            }

            if (minute < length)
            {
                await pace.WaitForNextTickAsync(cancellationToken);
            }
        }

        var rowsAfter = await RowsByTableAsync(sandbox, cancellationToken);
        Console.WriteLine();
        Console.WriteLine("| table that grew most in the last quarter | rows then | rows at the end |");
        Console.WriteLine("|---|---|---|");
        foreach (var (table, rows) in rowsAfter.OrderByDescending(t => t.Value - rowsBefore.GetValueOrDefault(t.Key)).Take(12))
        {
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"| {table} | {rowsBefore.GetValueOrDefault(table):N0} | {rows:N0} |")
            );
        }
    }

    private static async Task<Dictionary<string, long>> RowsByTableAsync(SandboxHost sandbox, CancellationToken cancellationToken)
    {
        await using var connection = new SqlConnection(sandbox.RepositoryConnectionString);
        var rows = await connection.QueryAsync<(string Table, long Rows)>(
            new CommandDefinition(
                """
                SELECT CONCAT(SCHEMA_NAME(t.schema_id), N'.', t.name), SUM(p.row_count)
                FROM sys.dm_db_partition_stats AS p
                INNER JOIN sys.tables AS t ON t.object_id = p.object_id
                WHERE p.index_id <= 1
                GROUP BY t.schema_id, t.name;
                """,
                commandTimeout: MeasuringSeconds,
                cancellationToken: cancellationToken
            )
        );
        return rows.ToDictionary(t => t.Table, t => t.Rows, StringComparer.Ordinal);
    }

    /// <summary>Begins at noon: a purge comes after half a day, a day and a half, and so on.</summary>
    private sealed class NoonTime : TimeProvider
    {
        private readonly TimeSpan _ahead = TimeSpan.FromHours(12) - DateTime.UtcNow.TimeOfDay;

        /// <inheritdoc />
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;
    }
}
