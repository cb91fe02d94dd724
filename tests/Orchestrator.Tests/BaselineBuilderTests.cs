// The round of baselines: whose turn it is, and what becomes of a failure.
using AxMonitor.Orchestrator.Jobs;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace AxMonitor.Orchestrator.Tests;

[TestFixture]
public sealed class BaselineBuilderTests
{
    private Wired _wired = null!;
    private BaselineBuilder _builder = null!;

    [SetUp]
    public void Wire()
    {
        _wired = new Wired();
        _builder = new BaselineBuilder(
            _wired.Operations,
            _wired.Frame,
            _wired.Health,
            new RepeatLimit(_wired.Time),
            _wired.Time,
            NullLogger<BaselineBuilder>.Instance
        );
    }

    [TearDown]
    public void Dispose()
    {
        _builder.Dispose();
        _wired.Dispose();
    }

    [Test]
    public async Task A_round_is_a_row_of_the_run_log_that_says_how_many_series_were_built()
    {
        _wired.Operations.BuildBaselinesAsync(default).ReturnsForAnyArgs(new BaselineResult { BuiltSeries = 7, Anomalies = 2 });

        await _builder.BuildAsync(CancellationToken.None);
        await _wired.Recorder.FlushAsync(CancellationToken.None);

        await _wired
            .Operations.Received(1)
            .SaveJobRunAsync(
                Arg.Is<JobRun>(run =>
                    run.JobName == "baselines:Build"
                    && run.Outcome == RunOutcome.Ok
                    && run.RowsSaved == 7
                ),
                Arg.Any<CancellationToken>()
            );
        Assert.That(_wired.Health.Of("baselines").LastSuccessAt, Is.Not.Null);
    }

    [Test]
    public async Task Another_process_that_holds_the_lease_does_it()
    {
        _wired.Leases.IsHeldAsync(default!, default).ReturnsForAnyArgs(new ValueTask<bool>(false));

        await _builder.BuildAsync(CancellationToken.None);

        await _wired.Operations.DidNotReceiveWithAnyArgs().BuildBaselinesAsync(default);
        Assert.That(_wired.Health.Of("baselines").IsElsewhere, Is.True);
    }

    [Test]
    public async Task A_failure_is_told_to_health_and_ends_nothing()
    {
        _wired.Operations.BuildBaselinesAsync(default).ThrowsAsyncForAnyArgs(new InvalidOperationException("no"));

        await _builder.BuildAsync(CancellationToken.None);

        Assert.That(_wired.Health.Of("baselines").LastError, Is.EqualTo("no"));
    }
}
