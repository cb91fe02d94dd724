// Servers that are away, over real sockets: mute, refusing, or not configured. What they cost in runs and in
// lines of the log, and how soon their return is noticed.
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
using NSubstitute;

namespace AxMonitor.Orchestrator.Tests;

public sealed class InstanceReachTests
{
    private const int Seconds = 600;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly ConcurrentQueue<(int Id, LogLevel Level, Exception? Error, string Text)> _lines = new();
    private readonly ConcurrentQueue<JobRun> _runs = new();

    [TestCase("refusing")]
    [TestCase("mute")]
    [TestCase("not configured")]
    public async Task A_dead_instance_with_twenty_collectors_costs_a_probe_and_a_line_a_minute(string kind)
    {
        using var wired = new Wired();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        if (kind == "refusing")
        {
            listener.Stop();
        }

        var connections = kind == "not configured" ? "" : $"Server=127.0.0.1,{port};User ID=x;Password=x;Encrypt=false";
        await using var rig = Build(wired, connections);
        var probes = 0;
        for (var second = 0; second < Seconds; second++)
        {
            if (second % 10 == 0)
            {
                rig.EnqueueAll();
                // A mute server is given up by the collector's time-out, which goes by the test's clock.
                await rig.IdleAsync(() => wired.Time.Advance(TimeSpan.FromMilliseconds(100)));
            }

            wired.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await wired.Recorder.FlushAsync(CancellationToken.None).WaitAsync(Patience);
        probes = _runs.Count(r => !r.ErrorMessage!.StartsWith("Not tried", StringComparison.Ordinal));
        Assert.Multiple(() =>
        {
            // Twenty collectors due sixty times; the first wave may have several on the way.
            Assert.That(probes, Is.InRange(8, 40));
            Assert.That(
                _runs.Select(r => r.JobName).Distinct().Count(),
                Is.EqualTo(20),
                "each collector's state says why nothing comes"
            );
            Assert.That(_lines.Count, Is.InRange(5, 25), string.Join(Environment.NewLine, _lines));
            Assert.That(_lines.Select(l => l.Error), Has.All.Null, "no stack traces for what is expected to fail");
            Assert.That(_lines.Count(l => l.Id == 1206), Is.InRange(5, 20));
        });
    }

    [Test]
    public async Task A_return_is_noticed_within_a_probe_and_all_collectors_run_again()
    {
        using var wired = new Wired();
        await using var server = await ScriptedServer.StartAsync();
        server.OnBatch = (_, _, sink, _) => Rows(sink);
        await using var rig = Build(wired, "");
        for (var minute = 0; minute < 10; minute++)
        {
            rig.EnqueueAll();
            await rig.IdleAsync();
            wired.Time.Advance(TimeSpan.FromMinutes(1));
        }

        rig.Instances["DEAD"] = server.ConnectionString;
        wired.Time.Advance(TimeSpan.FromSeconds(60));
        rig.EnqueueAll();
        await rig.IdleAsync();
        rig.EnqueueAll();
        await rig.IdleAsync();
        await wired.Recorder.FlushAsync(CancellationToken.None).WaitAsync(Patience);
        Assert.That(_runs.Where(r => r.Outcome == RunOutcome.Ok).Select(r => r.JobName).Distinct().Count(), Is.EqualTo(20));
        var back = _lines.Single(l => l.Id == 1207);
        Assert.That(back.Text, Does.Contain("is reached again").And.Match("[0-9]{2,} runs were left out"));
    }

    private Rig Build(Wired wired, string connectionString)
    {
        wired
            .Operations.SaveJobRunAsync(Arg.Do<JobRun>(_runs.Enqueue), Arg.Any<CancellationToken>())
            .Returns(Task.CompletedTask);
        return new Rig(wired, connectionString, this);
    }

    private static void Rows(IResultSink sink)
    {
        sink.Columns([new ResultColumn("CapturedAt", SqlType.DateTime2(3), true)]);
        sink.Row([SqlValue.FromDateTime(new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc))]);
        sink.StatementDone(1, inProcedure: false, wasSelect: true);
        sink.Columns([new ResultColumn("SessionId", SqlType.Int, true)]);
        sink.StatementDone(0, inProcedure: false, wasSelect: true);
    }

    /// <summary>Dispatcher, queue and runner around one instance with twenty collectors.</summary>
    private sealed class Rig : IAsyncDisposable
    {
        private readonly WorkQueue _queue;
        private readonly CollectorDispatcher _dispatcher;
        private readonly List<ScheduledCollector> _schedule;

        public Rig(Wired wired, string connectionString, InstanceReachTests test)
        {
            if (connectionString.Length > 0)
            {
                Instances["DEAD"] = connectionString;
            }

            var options = wired.Options with { Instances = Instances };
            var ingestion = Substitute.For<IIngestion>();
            ingestion.GetParametersAsync(default, default!, default).ReturnsForAnyArgs([]);
            ingestion
                .SaveAsync(default!, default, default!, default!, default)
                .ReturnsForAnyArgs(call =>
                {
                    var rows = call.Arg<System.Data.Common.DbDataReader>();
                    while (rows.Read()) { }

                    return new SaveResult { SavedRows = 0 };
                });
            var reach = new InstanceReach(options, wired.Limit, wired.Time, new Lines<InstanceReach>(test));
            var runner = new CollectorRunner(
                options,
                new CollectorCatalog("/nonexistent"),
                new SqlWatchedSource(wired.Time),
                ingestion,
                new CollectorParameters(ingestion, []),
                wired.Leases,
                wired.Recorder,
                wired.Metrics,
                reach,
                wired.Limit,
                wired.Wakeups,
                wired.Time,
                wired.Time,
                new Lines<CollectorRunner>(test)
            );
            _queue = new WorkQueue(
                new WorkQueueSettings(500, 2, 2),
                wired.Time,
                (item, error) => test._lines.Enqueue((1205, LogLevel.Error, error, item.Key))
            );
            _dispatcher = new CollectorDispatcher(
                _queue,
                runner,
                wired.Recorder,
                wired.Metrics,
                reach,
                wired.Limit,
                wired.Time,
                new Lines<CollectorDispatcher>(test)
            );
            _schedule = Enumerable.Range(1, 20).Select(i => Samples.Collector($"C{i}", 1, "DEAD")).ToList();
        }

        public ConcurrentDictionary<string, string> Instances { get; } = new(StringComparer.OrdinalIgnoreCase);

        private bool IsBusy => _queue.WaitingCount + _queue.RunningCount > 0;

        public void EnqueueAll() => _schedule.ForEach(_dispatcher.Enqueue);

        /// <summary>Waits until no run is queued or under way.</summary>
        /// <param name="meanwhile">Done again and again until then.</param>
        public async Task IdleAsync(Action? meanwhile = null)
        {
            using var limit = new CancellationTokenSource(Patience);
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
            while (IsBusy)
            {
                meanwhile?.Invoke();
                await pace.WaitForNextTickAsync(limit.Token);
            }
        }

        public ValueTask DisposeAsync() => _queue.DisposeAsync();
    }

    /// <summary>Keeps lines from information on.</summary>
    private sealed class Lines<T>(InstanceReachTests test) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (eventId.Id != 1200)
            {
                test._lines.Enqueue((eventId.Id, logLevel, exception, formatter(state, exception)));
            }
        }
    }
}
