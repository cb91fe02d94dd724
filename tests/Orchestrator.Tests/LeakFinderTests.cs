// The look for leaks: whose turn it is, and what becomes of a failure.
using AxMonitor.Orchestrator.Jobs;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace AxMonitor.Orchestrator.Tests;

[TestFixture]
public sealed class LeakFinderTests
{
    private Wired _wired = null!;
    private LeakFinder _finder = null!;

    [SetUp]
    public void Wire()
    {
        _wired = new Wired();
        _finder = new LeakFinder(
            _wired.Operations,
            _wired.Frame,
            _wired.Health,
            new RepeatLimit(_wired.Time),
            _wired.Time,
            NullLogger<LeakFinder>.Instance
        );
    }

    [TearDown]
    public void Dispose()
    {
        _finder.Dispose();
        _wired.Dispose();
    }

    [Test]
    public async Task A_look_is_a_row_of_the_run_log_that_says_how_many_days_were_computed()
    {
        _wired.Operations.FindLeaksAsync(default).ReturnsForAnyArgs(new LeakResult { FilledDays = 7, OpenLeaks = 2 });

        await _finder.FindAsync(CancellationToken.None);
        await _wired.Recorder.FlushAsync(CancellationToken.None);

        await _wired
            .Operations.Received(1)
            .SaveJobRunAsync(
                Arg.Is<JobRun>(run =>
                    run.JobName == "leaks:Find"
                    && run.Outcome == RunOutcome.Ok
                    && run.RowsSaved == 7
                ),
                Arg.Any<CancellationToken>()
            );
        Assert.That(_wired.Health.Of("leaks").LastSuccessAt, Is.Not.Null);
    }

    [Test]
    public async Task Another_process_that_holds_the_lease_does_it()
    {
        _wired.Leases.IsHeldAsync(default!, default).ReturnsForAnyArgs(new ValueTask<bool>(false));

        await _finder.FindAsync(CancellationToken.None);

        await _wired.Operations.DidNotReceiveWithAnyArgs().FindLeaksAsync(default);
        Assert.That(_wired.Health.Of("leaks").IsElsewhere, Is.True);
    }

    [Test]
    public async Task A_failure_is_told_to_health_and_ends_nothing()
    {
        _wired.Operations.FindLeaksAsync(default).ThrowsAsyncForAnyArgs(new InvalidOperationException("no"));

        await _finder.FindAsync(CancellationToken.None);

        Assert.That(_wired.Health.Of("leaks").LastError, Is.EqualTo("no"));
    }
}
