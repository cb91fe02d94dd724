// Folding of the rollups: whose turn it is, and what becomes of what was refused.
using AxMonitor.Orchestrator.Jobs;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace AxMonitor.Orchestrator.Tests;

[TestFixture]
public sealed class RollupFolderTests
{
    private Wired _wired = null!;
    private RollupFolder _folder = null!;

    [SetUp]
    public void Wire()
    {
        _wired = new Wired();
        _folder = new RollupFolder(
            _wired.Operations,
            _wired.Frame,
            _wired.Health,
            new RepeatLimit(_wired.Time),
            _wired.Time,
            NullLogger<RollupFolder>.Instance
        );
    }

    [TearDown]
    public void Dispose()
    {
        _folder.Dispose();
        _wired.Dispose();
    }

    [Test]
    public async Task A_round_is_a_row_of_the_run_log_that_says_what_was_folded_and_refused()
    {
        _wired.Operations.FoldRollupsAsync(default).ReturnsForAnyArgs(new FoldResult { FoldedBuckets = 7, RefusedBuckets = 2 });

        await _folder.FoldAsync(CancellationToken.None);
        await _wired.Recorder.FlushAsync(CancellationToken.None);

        await _wired
            .Operations.Received(1)
            .SaveJobRunAsync(
                Arg.Is<JobRun>(run =>
                    run.JobName == "rollup:Fold"
                    && run.Outcome == RunOutcome.Ok
                    && run.RowsSaved == 7
                    && run.ErrorMessage!.StartsWith("2 buckets", StringComparison.Ordinal)
                ),
                Arg.Any<CancellationToken>()
            );
        Assert.That(_wired.Health.Of("rollup").LastSuccessAt, Is.Not.Null);
    }

    [Test]
    public async Task Another_process_that_holds_the_lease_does_it()
    {
        _wired.Leases.IsHeldAsync(default!, default).ReturnsForAnyArgs(new ValueTask<bool>(false));

        await _folder.FoldAsync(CancellationToken.None);

        await _wired.Operations.DidNotReceiveWithAnyArgs().FoldRollupsAsync(default);
        Assert.That(_wired.Health.Of("rollup").IsElsewhere, Is.True);
    }

    [Test]
    public async Task A_failure_is_told_to_health_and_ends_nothing()
    {
        _wired.Operations.FoldRollupsAsync(default).ThrowsAsyncForAnyArgs(new InvalidOperationException("no"));

        await _folder.FoldAsync(CancellationToken.None);

        Assert.That(_wired.Health.Of("rollup").LastError, Is.EqualTo("no"));
    }
}
