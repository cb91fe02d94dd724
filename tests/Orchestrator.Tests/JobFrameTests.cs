// What every job has in common: the lease, the row of the run log, what health and metrics learn, however a
// run ends.
using System.Diagnostics.Metrics;
using AxMonitor.Orchestrator.Jobs;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using NSubstitute;

namespace AxMonitor.Orchestrator.Tests;

public sealed class JobFrameTests
{
    private readonly Wired _wired = new();
    private readonly List<JobRun> _rows = [];
    private readonly List<string> _logged = [];

    [SetUp]
    public void Record() =>
        _wired.Operations.SaveJobRunAsync(Arg.Do<JobRun>(_rows.Add), Arg.Any<CancellationToken>()).Returns(Task.CompletedTask);

    [TearDown]
    public void CleanUp() => _wired.Dispose();

    [Test]
    public async Task A_run_is_recorded_with_what_the_job_says()
    {
        var isOurs = await RunAsync(run =>
        {
            _wired.Time.Advance(TimeSpan.FromMilliseconds(40));
            run.RowsSaved = 3;
            run.Remark = "waits for a lock";
            return Task.CompletedTask;
        });

        var row = _rows.Single();
        Assert.Multiple(() =>
        {
            Assert.That(isOurs, Is.True);
            Assert.That((row.JobName, row.Outcome, row.RowsSaved, row.SaveMs), Is.EqualTo(("test:Job", "ok", 3, 40)));
            Assert.That(row.ErrorMessage, Is.EqualTo("waits for a lock"));
            Assert.That(row.EndedAt - row.StartedAt, Is.EqualTo(TimeSpan.FromMilliseconds(40)));
            Assert.That(_wired.Health.Of("stage").LastSuccessAt, Is.EqualTo(_wired.Time.GetUtcNow()));
            Assert.That(_logged, Is.Empty);
        });
    }

    [Test]
    public async Task A_fault_is_counted_recorded_logged_and_reported_to_health()
    {
        var outcomes = new List<string?>();
        using var listener = new MeterListener();
        listener.SetMeasurementEventCallback<long>(
            (_, count, tags, _) =>
            {
                // Each outcome is there with 0 before the first run.
                if (count > 0)
                {
                    outcomes.Add(tags[2].Value as string);
                }
            }
        );
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (ReferenceEquals(instrument.Meter, _wired.Metrics.Meter) && instrument.Name == "axmonitor.runs")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.Start();
        await RunAsync(_ => throw new InvalidOperationException("no route"));

        Assert.Multiple(() =>
        {
            Assert.That((_rows.Single().Outcome, _rows.Single().ErrorMessage), Is.EqualTo(("failed", "no route")));
            Assert.That(_wired.Health.Of("stage").LastError, Is.EqualTo("no route"));
            Assert.That(_logged, Is.EqualTo(new[] { "no route" }));
            Assert.That(outcomes, Is.EqualTo(new[] { "failed" }));
        });
    }

    [Test]
    public async Task A_failure_that_is_no_fault_is_recorded_as_failed()
    {
        await RunAsync(run =>
        {
            run.Failure = "refused";
            return Task.CompletedTask;
        });
        Assert.That((_rows.Single().Outcome, _rows.Single().ErrorMessage), Is.EqualTo(("failed", "refused")));
        Assert.That(_logged, Is.Empty);
    }

    [Test]
    public async Task Another_process_that_holds_the_lease_does_it()
    {
        _wired.Leases.IsHeldAsync("stage", Arg.Any<CancellationToken>()).Returns(new ValueTask<bool>(false));
        Assert.That(await RunAsync(_ => throw new InvalidOperationException("not reached")), Is.False);
        Assert.That(_rows, Is.Empty);
        Assert.That(_wired.Health.Of("stage").IsElsewhere, Is.True);
    }

    [Test]
    public void A_run_that_is_given_up_leaves_no_trace()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAsync<OperationCanceledException>(() =>
            _wired.Frame.RunAsync("stage", "test:Job", _ => throw new OperationCanceledException(), Log, cancel.Token)
        );
        Assert.That(_wired.Recorder.WaitingCount, Is.Zero);
        Assert.That(_logged, Is.Empty);
    }

    private async Task<bool> RunAsync(Func<RunningJob, Task> work)
    {
        var isOurs = await _wired.Frame.RunAsync("stage", "test:Job", work, Log, CancellationToken.None);
        await _wired.Recorder.FlushAsync(CancellationToken.None);
        return isOurs;
    }

    private void Log(RunningJob run, Exception error) => _logged.Add(error.Message);
}
