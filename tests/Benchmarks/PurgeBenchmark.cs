// How long a purge takes whose day holds a million rows: ops.Purge over TDS, with a younger million and
// thirty small days beside it.
using System.Diagnostics;
using AxMonitor.Sandbox;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Benchmarks;

/// <summary>Times ops.Purge.</summary>
internal static class PurgeBenchmark
{
    private const int Runs = 7;
    private const int WarmUp = 1;
    private const int RowsOfDay = 1_000_000;

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var server = await SqlStandIn.StartAsync("AXREPO", 0, "Benchmark-1", TimeProvider.System, cancellationToken);
        await RepositoryDeployment.DeployAsync(server, cancellationToken);
        await using var connection = new SqlConnection(server.ConnectionString(RepositoryDeployment.DatabaseName));
        await connection.OpenAsync(cancellationToken);
        // Its times are its own.
        await connection.ExecuteAsync("UPDATE config.Setting SET SettingValue = N'1' WHERE SettingName = N'ClockIsSimulated';");

        var milliseconds = new List<double>();
        var today = new DateTime(2040, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var i = 0; i < 31; i++, today = today.AddDays(1))
        {
            await BeginDayAsync(connection, today, 10_000, cancellationToken);
        }

        await BeginDayAsync(connection, today, RowsOfDay, cancellationToken);
        for (var run = 0; run < WarmUp + Runs; run++)
        {
            // A million rows get too old; another million has come.
            var old = today;
            today = today.AddDays(1);
            await BeginDayAsync(connection, today, RowsOfDay, cancellationToken);
            await connection.ExecuteAsync("UPDATE config.RetentionFamily SET RetentionDays = 1 WHERE FamilyName = N'Metrics';");
            var began = Stopwatch.GetTimestamp();
            await connection.ExecuteAsync(
                new CommandDefinition(
                    "EXEC ops.Purge @Now;",
                    new { Now = today.AddDays(1) },
                    commandTimeout: 600,
                    cancellationToken: cancellationToken
                )
            );
            var elapsed = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (
                await connection.ExecuteScalarAsync<int>(
                    "SELECT COUNT(*) FROM fact.Metric WHERE CapturedAt < @Next;",
                    new { Next = old.AddDays(1) }
                ) > 0
            )
            {
                throw new InvalidOperationException("The purge left rows of the old day.");
            }

            if (run >= WarmUp)
            {
                milliseconds.Add(elapsed);
            }
        }

        Console.WriteLine("| rows of the purged day | rows that stay | runs | p50 ms | p95 ms | max ms |");
        Console.WriteLine("|---|---|---|---|---|---|");
        Console.WriteLine(
            $"| {RowsOfDay} | {RowsOfDay} | {Runs} | {Figures.Format(Figures.Percentile(milliseconds, 0.5))} | {Figures.Format(Figures.Percentile(milliseconds, 0.95))} | {Figures.Format(milliseconds.Max())} |"
        );
    }

    private static Task BeginDayAsync(SqlConnection connection, DateTime day, int rows, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                """
                EXEC ops.MaintainPartitions @Day;
                WITH Digit AS (SELECT v.Digit FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS v (Digit)),
                Number AS
                (
                    SELECT Number = a.Digit + 10 * b.Digit + 100 * c.Digit + 1000 * d.Digit + 10000 * e.Digit + 100000 * f.Digit
                    FROM Digit AS f CROSS JOIN Digit AS e CROSS JOIN Digit AS d CROSS JOIN Digit AS c CROSS JOIN Digit AS b CROSS JOIN Digit AS a
                )
                INSERT fact.Metric (InstanceId, MetricId, KeyId, CapturedAt, Value)
                SELECT 1, 1, n.Number / 1000, DATEADD(second, n.Number % 1000 * 60, @Day), n.Number
                FROM Number AS n
                WHERE n.Number < @Rows;
                """,
                new { Day = day, Rows = rows },
                commandTimeout: 600,
                cancellationToken: cancellationToken
            )
        );
}
