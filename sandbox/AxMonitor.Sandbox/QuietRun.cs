// The self-check of silence: days in which nothing happens, watched by every collector and judged by the
// rules as they ship. Every message of that time is a false alarm, unless it tells of what is planted.
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Sandbox.Stepped;

namespace AxMonitor.Sandbox;

/// <summary>Watches quiet days under a clock that is moved, and counts what was said.</summary>
internal static class QuietRun
{
    /// <summary>The installation has run for that long when it is first watched.</summary>
    public static readonly TimeSpan History = TimeSpan.FromDays(14);

    // A Tuesday morning in a month without a change of the clocks in its first week.
    private static readonly DateTime Start = new(2026, 3, 3, 6, 0, 0, DateTimeKind.Utc);

    private static readonly JsonSerializerOptions LineOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What the installation has that a monitor has to tell: a rule, and what it names.
    private static readonly (string Rule, string Named)[] Planted = [("Number sequence ending", "WHSW_107")];

    // As the orchestrator calls them.
    private static readonly (string Procedure, TimeSpan Every)[] Jobs =
    [
        ("ops.FoldRollups", TimeSpan.FromMinutes(1)),
        ("alert.Evaluate", TimeSpan.FromMinutes(1)),
        ("ops.BuildBaselines", TimeSpan.FromMinutes(5)),
        ("ops.FindLeaks", TimeSpan.FromMinutes(10)),
        ("ops.RunMaintenance", TimeSpan.FromHours(1)),
    ];

    /// <summary>Runs the days and prints what was raised.</summary>
    /// <returns>0 when nothing but what is planted was told, 1 otherwise.</returns>
    public static async Task<int> RunAsync(
        SandboxOptions options,
        TimeSpan duration,
        TextWriter output,
        TextWriter errors,
        CancellationToken cancellationToken
    )
    {
        await using var day = await WatchedDay.PrepareAsync(
            Start,
            new AxInstallationOptions
            {
                Seed = options.Seed,
                History = options.History,
                Collation = options.AxCollation,
            },
            cancellationToken
        );
        day.Jobs = Jobs;
        day.IsDelivered = true;
        await day.CallAsync(
            "config.SetMailRoute",
            new
            {
                Recipients = "dba@example.com",
                ChangedBy = "sandbox",
                Now = Start,
            },
            cancellationToken
        );
        var clock = Stopwatch.StartNew();
        await day.RunAsync(duration, ReportAsync, cancellationToken);

        var raised = await RaisedAsync(day, cancellationToken);
        var failed = day.Runs.Where(r => r.Error is not null).ToList();
        await output.WriteLineAsync(
            JsonSerializer.Serialize(
                new
                {
                    quietHours = duration.TotalHours,
                    seed = options.Seed,
                    seconds = Math.Round(clock.Elapsed.TotalSeconds),
                    messages = raised.Sum(r => r.Messages),
                    runs = day.Runs.Count,
                    runsFailed = failed.Count,
                    raised,
                },
                LineOptions
            )
        );
        foreach (var failure in failed.Select(f => $"{f.Collector}: {f.Error}").Distinct(StringComparer.Ordinal))
        {
            await errors.WriteLineAsync(failure);
        }

        return raised.All(r => r.Messages == 0 || r.IsPlanted) && failed.Count == 0 ? 0 : 1;

        async Task ReportAsync(int hour)
        {
            if (hour % 24 == 0)
            {
                var said = await RaisedAsync(day, cancellationToken);
                await errors.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Day {hour / 24} of {duration.TotalDays:0.#}: {said.Sum(r => r.Messages)} messages, {said.Sum(r => r.Alerts)} alerts so far, {clock.Elapsed.TotalSeconds:0} s."
                    )
                );
                foreach (var rule in said.Where(r => r.Messages > 0))
                {
                    await errors.WriteLineAsync($"  {rule.Rule}: {rule.Messages} messages, such as {rule.LastSaid}");
                }
            }
        }
    }

    private static Task<IReadOnlyList<Raised>> RaisedAsync(WatchedDay day, CancellationToken cancellationToken) =>
        day.QueryAsync<Raised>(
            """
            SELECT
                [Rule] = r.RuleName,
                Alerts = COUNT(DISTINCT a.AlertId),
                [Messages] = COUNT(n.NotificationId),
                FirstAt = MIN(a.OpenedAt),
                Said = MIN(COALESCE(n.Subject, a.Headline)),
                LastSaid = MAX(COALESCE(n.Subject, a.Headline))
            FROM alert.Alert AS a
            INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
            LEFT JOIN alert.Notification AS n ON n.AlertId = a.AlertId AND n.State = N'open'
            WHERE a.OpenedAt IS NOT NULL
            GROUP BY r.RuleName
            ORDER BY MIN(a.OpenedAt);
            """,
            cancellationToken
        );

    private sealed record Raised
    {
        public string Rule { get; init; } = "";

        public int Alerts { get; init; }

        public int Messages { get; init; }

        public DateTime FirstAt { get; init; }

        public string? Said { get; init; }

        /// <summary>Every alert of it tells of what is planted.</summary>
        public bool IsPlanted =>
            Planted.Any(p =>
                p.Rule == Rule
                && Said?.Contains(p.Named, StringComparison.Ordinal) == true
                && LastSaid?.Contains(p.Named, StringComparison.Ordinal) == true
            );

        public string? LastSaid { get; init; }
    }
}
