// Ten instances at once, two of them dead: one refuses connections, one accepts them and never says a word.
// Time is moved by hand, so that what counts is how many captures each instance got, not how fast.
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using AxMonitor.Collectors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Types;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Queue;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Schedule;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace AxMonitor.Orchestrator.Tests;

public sealed class DeadInstancesTests
{
    private const int Healthy = 8;
    private const int Ticks = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Test]
    public async Task Two_dead_instances_cost_the_eight_others_no_capture()
    {
        using var wired = new Wired();
        await using var server = await ScriptedServer.StartAsync();
        server.OnBatch = (_, _, sink, _) => Rows(sink);
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        using var refusing = new TcpListener(IPAddress.Loopback, 0);
        refusing.Start();
        var refusingPort = ((IPEndPoint)refusing.LocalEndpoint).Port;
        refusing.Stop();

        var failures = new ConcurrentBag<string>();
        wired
            .Operations.SaveJobRunAsync(
                Arg.Do<JobRun>(r => failures.Add($"{r.InstanceId} {r.JobName}: {r.Outcome} {r.ErrorMessage}")),
                Arg.Any<CancellationToken>()
            )
            .Returns(Task.CompletedTask);
        var captures = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var ingestion = Substitute.For<IIngestion>();
        ingestion.GetParametersAsync(default, default!, default).ReturnsForAnyArgs([]);
        ingestion
            .SaveAsync(default!, default, default!, default!, default)
            .ReturnsForAnyArgs(call =>
            {
                var rows = call.Arg<System.Data.Common.DbDataReader>();
                while (rows.Read()) { }

                captures.AddOrUpdate(call.Arg<ScheduledCollector>().Key, 1, (_, n) => n + 1);
                return new SaveResult { SavedRows = 0 };
            });

        var names = Enumerable.Range(1, Healthy).Select(i => $"GOOD{i}").Append("REFUSES").Append("MUTE").ToList();
        var options = wired.Options with
        {
            Instances = names.ToDictionary(
                n => n,
                n =>
                    n switch
                    {
                        "REFUSES" => $"Server=127.0.0.1,{refusingPort};User ID=x;Password=x;Encrypt=false;Pooling=false",
                        "MUTE" =>
                            $"Server=127.0.0.1,{((IPEndPoint)mute.LocalEndpoint).Port};User ID=x;Password=x;Encrypt=false;Pooling=false",
                        _ => server.ConnectionString,
                    },
                StringComparer.OrdinalIgnoreCase
            ),
        };
        var catalog = new CollectorCatalog("/nonexistent");
        var runner = new CollectorRunner(
            options,
            catalog,
            new SqlWatchedSource(wired.Time),
            ingestion,
            new CollectorParameters(ingestion, []),
            wired.Leases,
            wired.Recorder,
            wired.Metrics,
            wired.Reach,
            wired.Limit,
            wired.Wakeups,
            wired.Time,
            wired.Time,
            NullLogger<CollectorRunner>.Instance
        );

        // Few shared slots, so that dead instances would take them all if they could.
        await using var queue = new WorkQueue(
            new WorkQueueSettings(500, 2, 2),
            wired.Time,
            (item, error) => Assert.Fail($"{item.Key}: {error}")
        );
        var dispatcher = new CollectorDispatcher(
            queue,
            runner,
            wired.Recorder,
            wired.Metrics,
            wired.Reach,
            wired.Limit,
            wired.Time,
            NullLogger<CollectorDispatcher>.Instance
        );
        var schedule = names
            .SelectMany(
                (n, i) => new[] { "Requests", "Waits" }.Select(c => Samples.Collector(c, i + 1, n) with { TimeoutMs = 30_000 })
            )
            .ToList();

        for (var tick = 1; tick <= Ticks; tick++)
        {
            foreach (var collector in schedule)
            {
                dispatcher.Enqueue(collector);
            }

            // All that is due on the healthy instances is captured before the next interval begins, whatever
            // the dead ones do meanwhile.
            var expected = tick;
            await UntilAsync(
                () => captures.Count == Healthy * 2 && captures.Values.All(n => n == expected),
                () =>
                {
                    wired.Recorder.FlushAsync(CancellationToken.None).Wait(Patience);
                    return $"tick {expected}: {string.Join(", ", captures)}; {string.Join("; ", failures.Where(f => !f.Contains(": ok", StringComparison.Ordinal)))}";
                }
            );
            wired.Time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.That(captures, Has.Count.EqualTo(Healthy * 2));
        Assert.That(captures.Values, Has.All.EqualTo(Ticks));
    }

    private static async Task UntilAsync(Func<bool> isReached, Func<string> state)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!isReached())
        {
            try
            {
                await pace.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail(state());
            }
        }
    }

    private static void Rows(IResultSink sink)
    {
        sink.Columns([new ResultColumn("CapturedAt", SqlType.DateTime2(3), true)]);
        sink.Row([SqlValue.FromDateTime(new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc))]);
        sink.StatementDone(1, inProcedure: false, wasSelect: true);
        sink.Columns([new ResultColumn("SessionId", SqlType.Int, true)]);
        sink.StatementDone(0, inProcedure: false, wasSelect: true);
    }
}
