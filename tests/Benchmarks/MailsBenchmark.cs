// What troubles of each shape cost the inbox: messages of a storm, of heads that take turns, of one that
// comes and goes, and of ten instances that are lost at once.
using System.Globalization;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Sandbox.Stepped;
using Dapper;

namespace AxMonitor.Benchmarks;

/// <summary>Messages by trouble, under a clock that is moved.</summary>
internal static class MailsBenchmark
{
    private const int InstanceCount = 10;
    private const string Messages = "SELECT n.State, n.Subject FROM alert.Notification AS n ORDER BY n.NotificationId;";
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(5);

    /// <param name="only">A word of the trouble that is played alone; all when not given.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    public static async Task RunAsync(string? only, CancellationToken cancellationToken)
    {
        Console.WriteLine("| trouble | open | resolved | reminder and other | first subject |\n|---|---|---|---|---|");
        await PlayAsync(
            only,
            "a storm of ten minutes, one head and twelve behind it",
            async day =>
            {
                day.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
                await day.RunAsync(TimeSpan.FromMinutes(10), null, cancellationToken);
                day.Ax.StopScenario(AxWorkloadScenarios.BlockingStorm);
            },
            cancellationToken
        );
        await PlayAsync(
            only,
            "two heads on two objects for ten minutes",
            async day =>
            {
                day.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
                day.Ax.StartScenario(AxWorkloadScenarios.NumberSequenceBlock);
                await day.RunAsync(TimeSpan.FromMinutes(10), null, cancellationToken);
                day.Ax.StopScenario(AxWorkloadScenarios.BlockingStorm);
                day.Ax.StopScenario(AxWorkloadScenarios.NumberSequenceBlock);
            },
            cancellationToken
        );
        await PlayAsync(
            only,
            "a storm that comes for a minute and goes for one, for an hour",
            async day =>
            {
                for (var minute = 0; minute < 60; minute += 2)
                {
                    day.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
                    await day.RunAsync(TimeSpan.FromMinutes(1), null, cancellationToken);
                    day.Ax.StopScenario(AxWorkloadScenarios.BlockingStorm);
                    await day.RunAsync(TimeSpan.FromMinutes(1), null, cancellationToken);
                }
            },
            cancellationToken
        );
        await LoseAsync(only, cancellationToken);
    }

    // A stepped day has no service that writes down what fails, so this is one, at its own pace.
    private static async Task LoseAsync(string? only, CancellationToken cancellationToken)
    {
        var trouble = FormattableString.Invariant(
            $"{InstanceCount} instances that cannot be reached for {Outage.TotalMinutes:0} minutes"
        );
        if (!IsPlayed(only, trouble))
        {
            return;
        }

        await using var stage = await ServiceStage.BuildAsync(
            new AxInstallationOptions { BackgroundBlocking = false },
            cancellationToken
        );
        for (var number = 2; number <= InstanceCount; number++)
        {
            await stage.RegisterAsync(FormattableString.Invariant($"AXPROD{number}"));
        }

        stage.Start("service");
        await UntilAsync(
            "SELECT COUNT(*) FROM ops.CollectorStanding(SYSUTCDATETIME()) WHERE CollectorName = N'Batch' AND IsCollecting = 1;"
        );
        await stage.GoOfflineAsync(cancellationToken);
        await Task.Delay(Outage, cancellationToken);
        await stage.GoOnlineAsync(cancellationToken);
        await UntilAsync(
            """
            SELECT COUNT(*)
            FROM config.Instance AS i
            WHERE NOT EXISTS (
                SELECT 1
                FROM alert.Alert AS a
                INNER JOIN config.AlertRule AS r ON r.RuleId = a.RuleId
                WHERE a.InstanceId = i.InstanceId
                  AND a.ResolvedAt IS NULL
                  AND r.RuleName = N'Collecting');
            """
        );
        Tell(trouble, [.. await stage.Repository.QueryAsync<Said>(Messages)]);

        // Counts instances: all of them.
        async Task UntilAsync(string sql)
        {
            using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1));
            while (await stage.Repository.ExecuteScalarAsync<int>(sql) < InstanceCount)
            {
                await pace.WaitForNextTickAsync(cancellationToken);
            }
        }
    }

    private static async Task PlayAsync(
        string? only,
        string trouble,
        Func<WatchedDay, Task> play,
        CancellationToken cancellationToken
    )
    {
        if (!IsPlayed(only, trouble))
        {
            return;
        }

        await using var day = await WatchedDay.PrepareAsync(
            new DateTime(2026, 3, 3, 9, 0, 0, DateTimeKind.Utc),
            new AxInstallationOptions { BackgroundBlocking = false },
            cancellationToken
        );
        day.Jobs = [("ops.FoldRollups", TimeSpan.FromMinutes(1)), ("alert.Evaluate", TimeSpan.FromSeconds(10))];
        day.IsDelivered = true;
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
        await day.RunAsync(Calm, null, cancellationToken);
        await play(day);
        await day.RunAsync(3 * Calm, null, cancellationToken);
        Tell(trouble, await day.QueryAsync<Said>(Messages, cancellationToken));
    }

    private static bool IsPlayed(string? only, string trouble) =>
        only is null || trouble.Contains(only, StringComparison.OrdinalIgnoreCase);

    private static void Tell(string trouble, IReadOnlyList<Said> said)
    {
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {trouble} | {Count("open")} | {Count("resolved")} | {said.Count - Count("open") - Count("resolved")} | {said.FirstOrDefault()?.Subject} |"
            )
        );

        int Count(string state) => said.Count(s => s.State == state);
    }

    private sealed record Said
    {
        public string State { get; init; } = "";

        public string? Subject { get; init; }
    }
}
