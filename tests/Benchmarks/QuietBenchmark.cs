// What the default rules raise on days on which nothing happens: every message of that time is a false alarm,
// unless it tells of what is planted.
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Simulation;

namespace AxMonitor.Benchmarks;

/// <summary>Alerts and messages of quiet days.</summary>
internal static class QuietBenchmark
{
    private const double DefaultDays = 7;

    /// <param name="days">Simulated days; null for seven.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static async Task RunAsync(string? days, CancellationToken cancellationToken)
    {
        var duration = TimeSpan.FromDays(days is null ? DefaultDays : double.Parse(days, CultureInfo.InvariantCulture));
        await using var day = await WatchedDay.PrepareAsync(
            new DateTime(2026, 3, 3, 6, 0, 0, DateTimeKind.Utc),
            new AxInstallationOptions(),
            cancellationToken
        );
        await day.CallAsync(
            "config.SetMailRoute",
            new
            {
                Recipients = "dba@example.com",
                ChangedBy = "benchmark",
                Now = day.Time.Now,
            },
            cancellationToken
        );
        var clock = Stopwatch.StartNew();
        await day.RunAsync(
            duration,
            _ => day.CallAsync("ops.RunMaintenance", new { Now = day.Time.Now }, cancellationToken),
            cancellationToken
        );

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{duration.TotalDays} quiet days took {clock.Elapsed.TotalSeconds:0} s; {day.Runs.Count(r => r.Error is not null)} runs failed."
            )
        );
        Console.WriteLine();
        Console.WriteLine("| rule | alerts opened | messages | first | what it said |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (
            var row in await day.QueryAsync<Raised>(
                """
                SELECT
                    r.RuleName,
                    AlertCount = COUNT(DISTINCT a.AlertId),
                    MessageCount = COUNT(n.NotificationId),
                    FirstAt = MIN(a.OpenedAt),
                    Example = MIN(COALESCE(n.Subject, a.Headline))
                FROM alert.Alert AS a
                INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
                LEFT JOIN alert.Notification AS n ON n.AlertId = a.AlertId AND n.State = N'open'
                WHERE a.OpenedAt IS NOT NULL
                GROUP BY r.RuleName
                ORDER BY MIN(a.OpenedAt);
                """,
                cancellationToken
            )
        )
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {row.RuleName} | {row.AlertCount} | {row.MessageCount} | {row.FirstAt:ddd HH:mm} | {row.Example} |"
                )
            );
        }
    }

    private sealed record Raised
    {
        public string RuleName { get; init; } = "";

        public int AlertCount { get; init; }

        public int MessageCount { get; init; }

        public DateTime FirstAt { get; init; }

        public string? Example { get; init; }
    }
}
