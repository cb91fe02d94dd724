// Two instances save at the same time, as fast as the server can be read, while the hourly maintenance makes
// partitions: what they do to each other with real locks.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using AxMonitor.Orchestrator.Repository;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Verify.Checks;

/// <summary>Lets two instances save in parallel.</summary>
internal sealed class ParallelSavesCheck : IVerifyCheck
{
    private const int DeadlockVictim = 1205;
    private const int LockTimeout = 1222;
    private const int TimedOut = -2;
    private const int RunsPerInstance = 2;
    private static readonly TimeSpan BetweenRuns = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenMaintenance = TimeSpan.FromSeconds(5);

    public string Name => "Parallel saves";

    public string Explanation =>
        "Two instances run all their collectors again and again, two at a time each, while the maintenance makes partitions. A time is the longest run.";

    public bool NeedsRepository => true;

    public async Task<IReadOnlyList<VerifyRow>> RunAsync(VerifyContext context, CancellationToken cancel)
    {
        string[] names = [VerifyContext.InstanceName + "-A", VerifyContext.InstanceName + "-B"];
        var schedules = new Dictionary<string, IReadOnlyList<ScheduledCollector>>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            schedules[name] =
            [
                .. (
                    await CollectorsCheck.RegisterAsync(
                        context.Service,
                        context.AxDatabaseName,
                        name,
                        context.Request.ConnectionString,
                        context.Time,
                        cancel
                    )
                ).Where(collector => collector.IsDue),
            ];
        }

        var seconds = context.Request.ParallelTime.TotalSeconds;
        context.Step(string.Create(CultureInfo.InvariantCulture, $"two instances save for {seconds:0} s"));
        var before = await DeadlocksAsync(context, cancel);
        ConcurrentBag<(string Instance, CollectorOutcome Outcome)> outcomes = [];
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var until = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        var runs = names
            .SelectMany(name =>
                Enumerable
                    .Range(0, RunsPerInstance)
                    .Select(part =>
                        Task.Run(
                            () =>
                                RepeatAsync(
                                    context,
                                    [.. schedules[name].Where((_, i) => i % RunsPerInstance == part)],
                                    outcome => outcomes.Add((name, outcome)),
                                    until,
                                    cancel
                                ),
                            cancel
                        )
                    )
            )
            .ToList();
        var maintenance = Task.Run(() => MaintainAsync(context, until, cancel), cancel);
        await Task.WhenAll(runs.Append(maintenance));
        var after = await DeadlocksAsync(context, cancel);
        var made = await maintenance;
        return
        [
            .. names.Select(name => Row(name, [.. outcomes.Where(o => o.Instance == name).Select(o => o.Outcome)])),
            .. Rows([.. outcomes.Select(o => o.Outcome)]),
            made,
            before is null || after is null
                ? VerifyRow.NotJudged("deadlocks on the whole server", "the counter of deadlocks cannot be read")
                : VerifyRow.Told(
                    "deadlocks on the whole server",
                    $"{after - before} meanwhile, those of others and those that were tried again with success included"
                ),
        ];
    }

    private static async Task RepeatAsync(
        VerifyContext context,
        IReadOnlyList<ScheduledCollector> collectors,
        Action<CollectorOutcome> ended,
        long until,
        CancellationToken cancel
    )
    {
        var call = new CollectorCall(context.Service, context.Time);
        for (var i = 0; collectors.Count > 0 && Stopwatch.GetTimestamp() < until; i++)
        {
            ended(await call.RunAsync(collectors[i % collectors.Count], context.Request.ConnectionString, cancel));
            await Task.Delay(BetweenRuns, context.Time, cancel);
        }
    }

    private static async Task<VerifyRow> MaintainAsync(VerifyContext context, long until, CancellationToken cancel)
    {
        const string subject = "maintenance meanwhile";
        var calls = 0;
        var made = 0;
        try
        {
            do
            {
                await WantAnotherDayAsync(context, cancel);
                made += (await context.Service.Operations.RunMaintenanceAsync(cancel)).MadePartitions;
                calls++;
                var left = TimeSpan.FromSeconds((until - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency);
                var pause = left < BetweenMaintenance ? left : BetweenMaintenance;
                if (pause > TimeSpan.Zero)
                {
                    await Task.Delay(pause, context.Time, cancel);
                }
            } while (Stopwatch.GetTimestamp() < until);

            return VerifyRow.Same(subject, $"{calls} calls, {made} partitions made");
        }
        catch (SqlException e) when (!cancel.IsCancellationRequested)
        {
            return VerifyRow.Differs(subject, $"call {calls + 1}: {ErrorText.Of(e)}");
        }
    }

    // Otherwise there would be nothing to split: the deployment has made the days to come.
    private static async Task WantAnotherDayAsync(VerifyContext context, CancellationToken cancel)
    {
        await using var connection = await context.OpenAsync(cancel);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE config.Setting SET SettingValue = CAST(CAST(SettingValue AS int) + 1 AS nvarchar(20)) WHERE SettingName = N'PartitionDaysAhead';",
                cancellationToken: cancel
            )
        );
    }

    private static VerifyRow Row(string instance, IReadOnlyList<CollectorOutcome> outcomes)
    {
        var good = outcomes.Where(o => o.Error is null).ToList();
        var slowest = good.MaxBy(o => o.SourceMs + o.SaveMs);
        return slowest is null
            ? VerifyRow.Differs(instance, $"none of {outcomes.Count} runs succeeded")
            : VerifyRow.Same(
                instance,
                $"{good.Count} of {outcomes.Count} runs saved, {good.Sum(o => (long)o.RowsSaved)} rows; the longest was {slowest.CollectorName}",
                slowest.SourceMs + slowest.SaveMs
            );
    }

    private static IEnumerable<VerifyRow> Rows(IReadOnlyList<CollectorOutcome> outcomes)
    {
        var failed = outcomes.Where(o => o.Error is not null).ToList();
        yield return Count("deadlock victims (1205)", DeadlockVictim);
        yield return Count("lock time-outs (1222)", LockTimeout);
        yield return Count("time-outs", TimedOut);
        foreach (
            var other in failed
                .Where(o => !ErrorText.NumbersOf(o.Error).Any(n => n is DeadlockVictim or LockTimeout or TimedOut))
                .GroupBy(o => (o.CollectorName, o.Refusal))
        )
        {
            yield return VerifyRow.Differs(other.Key.CollectorName, $"{other.Count()} times {other.Key.Refusal}");
        }

        VerifyRow Count(string subject, int number)
        {
            var names = failed
                .Where(o => ErrorText.NumbersOf(o.Error).Contains(number))
                .GroupBy(o => o.CollectorName, StringComparer.Ordinal)
                .Select(g => $"{g.Key} {g.Count()}")
                .ToList();
            return names.Count == 0 ? VerifyRow.Same(subject, "none") : VerifyRow.Differs(subject, string.Join(", ", names));
        }
    }

    private static async Task<long?> DeadlocksAsync(VerifyContext context, CancellationToken cancel)
    {
        try
        {
            await using var connection = await context.OpenAsync(cancel);
            return await connection.ExecuteScalarAsync<long?>(
                new CommandDefinition(
                    """
                    SELECT MAX(c.cntr_value)
                    FROM sys.dm_os_performance_counters AS c
                    WHERE c.counter_name = N'Number of Deadlocks/sec' AND c.instance_name = N'_Total';
                    """,
                    cancellationToken: cancel
                )
            );
        }
        catch (SqlException) when (!cancel.IsCancellationRequested)
        {
            // Without VIEW SERVER STATE; the row says so.
            return null;
        }
    }
}
