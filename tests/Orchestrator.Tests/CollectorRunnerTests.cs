// One run of a collector: what it passes on, what it records, and how each kind of failure ends.
using System.Data;
using System.Data.Common;
using AxMonitor.Collectors;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace AxMonitor.Orchestrator.Tests;

public sealed class CollectorRunnerTests
{
    private readonly List<JobRun> _runs = [];
    private Wired _wired = null!;
    private IWatchedSource _source = null!;
    private IIngestion _ingestion = null!;
    private CollectorRunner _runner = null!;

    [SetUp]
    public void Wire()
    {
        _wired = new Wired();
        _runs.Clear();
        _wired.Operations.SaveJobRunAsync(Arg.Do<JobRun>(_runs.Add), Arg.Any<CancellationToken>()).Returns(Task.CompletedTask);
        _source = Substitute.For<IWatchedSource>();
        _ingestion = Substitute.For<IIngestion>();
        _ingestion
            .GetParametersAsync(1, "Requests", Arg.Any<CancellationToken>())
            .Returns([new BatchParameter("BookmarkOffset", SqlDbType.BigInt, 77L)]);
        var catalog = new CollectorCatalog("/nonexistent");
        _runner = new CollectorRunner(
            _wired.Options,
            catalog,
            _source,
            _ingestion,
            new CollectorParameters(_ingestion, [new PreflightNeeds(_wired.Operations, catalog)]),
            _wired.Leases,
            _wired.Recorder,
            _wired.Metrics,
            _wired.Reach,
            _wired.Limit,
            _wired.Wakeups,
            _wired.Time,
            _wired.Time,
            NullLogger<CollectorRunner>.Instance
        );
    }

    [TearDown]
    public void Unwire() => _wired.Dispose();

    [Test]
    public async Task A_text_that_does_more_than_read_never_reaches_the_server()
    {
        await _runner.RunAsync(Samples.Collector() with { QueryText = "SELECT 1;\nSHUTDOWN;" }, CancellationToken.None);
        await _wired.Recorder.FlushAsync(CancellationToken.None);

        await _source.DidNotReceiveWithAnyArgs().ReadAsync(default!, default!, default!, default, default);
        Assert.That(
            _runs.Single().ErrorMessage,
            Is.EqualTo("While checking its text: The collector's text is not sent, because it does more than read. line 2: SHUTDOWN is refused.")
        );
    }

    [Test]
    public async Task A_run_passes_bookmark_header_and_rows_on_and_is_recorded()
    {
        IReadOnlyList<BatchParameter> asked = [];
        Answers(rows: 3, p => asked = p);
        IReadOnlyList<BatchParameter> header = [];
        Saves(
            (h, rows) =>
            {
                header = h;
                while (rows.Read())
                {
                    _wired.Time.Advance(TimeSpan.FromMilliseconds(10));
                }

                return new SaveResult { SavedRows = 3 };
            }
        );

        await RunAsync();

        Assert.Multiple(() =>
        {
            Assert.That(
                asked.Select(p => (p.Name, p.Value)),
                Is.EqualTo(
                    new (string, object?)[]
                    {
                        ("RowLimit", 1000),
                        ("ShrinkFactor", 1),
                        ("AxDatabaseName", "MicrosoftDynamicsAX"),
                        ("BookmarkOffset", 77L),
                    }
                )
            );
            Assert.That(header.Select(p => p.Name), Is.EqualTo(new[] { "CapturedAt" }));
            Assert.That(_runs, Has.Count.EqualTo(1));
            Assert.That(_runs[0].Outcome, Is.EqualTo("ok"));
            Assert.That(_runs[0].JobName, Is.EqualTo("collect:Requests"));
            Assert.That(_runs[0].RowsRead, Is.EqualTo(3));
            Assert.That(_runs[0].SaveMs, Is.EqualTo(30));
        });
        await _wired.Wakeups.Evaluate.WaitAsync(TimeSpan.FromDays(1), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Test]
    public async Task Only_the_collector_that_looks_after_the_others_is_told_their_needs()
    {
        _wired.Operations.GetScheduleAsync(default).ReturnsForAnyArgs([Samples.Collector("Preflight"), Samples.Collector()]);
        _ingestion.GetParametersAsync(default, default!, default).ReturnsForAnyArgs([]);
        var parameters = new CollectorParameters(
            _ingestion,
            [new PreflightNeeds(_wired.Operations, new CollectorCatalog("/nonexistent"))]
        );

        var ordinary = await parameters.ForAsync(Samples.Collector(), CancellationToken.None);
        var preflight = await parameters.ForAsync(Samples.Collector("preflight"), CancellationToken.None);

        Assert.That(ordinary.Select(p => p.Name), Is.EqualTo(new[] { "RowLimit", "ShrinkFactor", "AxDatabaseName" }));
        Assert.That(
            preflight.Select(p => p.Name),
            Is.EqualTo(new[] { "RowLimit", "ShrinkFactor", "AxDatabaseName", "Needs", "InstanceName", "ConnectionName" })
        );
    }

    [Test]
    public async Task A_duplicate_snapshot_is_recorded_as_such()
    {
        Answers(rows: 0);
        Saves((_, _) => new SaveResult { WasDuplicate = true });
        await RunAsync();
        Assert.That(_runs.Single().Outcome, Is.EqualTo("duplicate"));
    }

    [Test]
    public async Task An_unreachable_instance_is_recorded_with_its_reason()
    {
        _source
            .ReadAsync(default!, default!, default!, default, default)
            .ThrowsAsyncForAnyArgs(new InvalidOperationException("no route"));
        await RunAsync();
        Assert.Multiple(() =>
        {
            Assert.That(_runs.Single().Outcome, Is.EqualTo("failed"));
            Assert.That(_runs.Single().ErrorMessage, Is.EqualTo("While reading from the watched instance: no route"));
        });
    }

    [Test]
    public async Task A_source_that_does_not_answer_in_time_is_cancelled_and_recorded_as_timeout()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task<WatchedReading> HangAsync(CancellationToken cancel)
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, cancel);
            throw new InvalidOperationException("not reached");
        }

        _source
            .ReadAsync(default!, default!, default!, default, default)
            .ReturnsForAnyArgs(call => HangAsync(call.Arg<CancellationToken>()));
        var run = RunAsync();
        await asked.Task;
        _wired.Time.Advance(TimeSpan.FromSeconds(5));
        await run;
        Assert.That(_runs.Single().Outcome, Is.EqualTo("timeout"), _runs.Single().ErrorMessage);
    }

    [Test]
    public async Task Waiting_for_the_repository_does_not_use_up_the_time_of_the_watched_instance()
    {
        _ingestion
            .GetParametersAsync(default, default!, default)
            .ReturnsForAnyArgs(_ =>
            {
                _wired.Time.Advance(TimeSpan.FromSeconds(8));
                return [];
            });
        Answers(rows: 1);
        Saves((_, rows) => new SaveResult { SavedRows = rows.Read() ? 1 : 0 });
        await RunAsync();
        Assert.That(_runs.Single().Outcome, Is.EqualTo("ok"), _runs.Single().ErrorMessage);
    }

    [Test]
    public async Task An_unknown_connection_says_what_to_set()
    {
        await _runner.RunAsync(Samples.Collector(instance: "TST"), CancellationToken.None);
        await _wired.Recorder.FlushAsync(CancellationToken.None);
        Assert.That(_runs.Single().ErrorMessage, Does.Contain("'TST'").And.Contain("AXMONITOR__Instances__TST"));
    }

    [Test]
    public async Task A_missing_collector_file_is_recorded()
    {
        await _runner.RunAsync(Samples.Collector() with { QueryText = null }, CancellationToken.None);
        await _wired.Recorder.FlushAsync(CancellationToken.None);
        Assert.That(_runs.Single().ErrorMessage, Does.Contain("Requests.sql"));
    }

    [Test]
    public async Task Without_the_instances_lease_nothing_happens()
    {
        _wired.Leases.IsHeldAsync("collect:1", Arg.Any<CancellationToken>()).Returns(new ValueTask<bool>(false));
        await RunAsync();
        Assert.That(_runs, Is.Empty);
        await _source.DidNotReceiveWithAnyArgs().ReadAsync(default!, default!, default!, default, default);
    }

    private async Task RunAsync()
    {
        await _runner.RunAsync(Samples.Collector(), CancellationToken.None);
        await _wired.Recorder.FlushAsync(CancellationToken.None);
    }

    private void Answers(int rows, Action<IReadOnlyList<BatchParameter>>? asked = null)
    {
        using var table = new DataTable { Columns = { { "SessionId", typeof(int) } } };
        for (var i = 0; i < rows; i++)
        {
            table.Rows.Add(i);
        }

        var reading = new WatchedReading(
            [new BatchParameter("CapturedAt", SqlDbType.DateTime2, DateTime.UnixEpoch)],
            new CountingReader(table.CreateDataReader(), _wired.Time, CancellationToken.None)
        );
        _source
            .ReadAsync(
                "Server=watched",
                "SELECT 1;",
                Arg.Do<IReadOnlyList<BatchParameter>>(p => asked?.Invoke(p)),
                TimeSpan.FromSeconds(5),
                Arg.Any<CancellationToken>()
            )
            .Returns(reading);
    }

    private void Saves(Func<IReadOnlyList<BatchParameter>, DbDataReader, SaveResult> save) =>
        _ingestion
            .SaveAsync(
                Arg.Any<ScheduledCollector>(),
                Arg.Any<Guid>(),
                Arg.Any<IReadOnlyList<BatchParameter>>(),
                Arg.Any<DbDataReader>(),
                Arg.Any<CancellationToken>()
            )
            .Returns(call => save(call.Arg<IReadOnlyList<BatchParameter>>(), call.Arg<DbDataReader>()));
}
