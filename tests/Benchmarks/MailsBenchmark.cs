// What troubles of each shape cost the inbox: messages of a storm, of heads that take turns, of one that
// comes and goes, and of ten instances that are lost at once.
using System.Globalization;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Sandbox.Stepped;

namespace AxMonitor.Benchmarks;

/// <summary>Messages by trouble, under a clock that is moved.</summary>
internal static class MailsBenchmark
{
    private const int InstanceCount = 10;
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
        await PlayAsync(
            only,
            FormattableString.Invariant($"{InstanceCount} instances that cannot be reached for half an hour"),
            async day =>
            {
                for (var number = 2; number <= InstanceCount; number++)
                {
                    await day.CallAsync(
                        "ops.RegisterInstance",
                        new
                        {
                            InstanceName = FormattableString.Invariant($"AXPROD{number}"),
                            ConnectionName = "prod",
                            AxDatabaseName = day.Ax.DatabaseName,
                            Now = day.Time.Now,
                        },
                        cancellationToken
                    );
                }

                await day.RunAsync(Calm, null, cancellationToken);
                await day.GoOfflineAsync(cancellationToken);
                await day.RunAsync(TimeSpan.FromMinutes(30), null, cancellationToken);
                await day.GoOnlineAsync(cancellationToken);
            },
            cancellationToken
        );
    }

    private static async Task PlayAsync(
        string? only,
        string trouble,
        Func<WatchedDay, Task> play,
        CancellationToken cancellationToken
    )
    {
        if (only is not null && !trouble.Contains(only, StringComparison.OrdinalIgnoreCase))
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
        var said = await day.QueryAsync<Said>(
            "SELECT n.State, n.Subject FROM alert.Notification AS n ORDER BY n.NotificationId;",
            cancellationToken
        );
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
