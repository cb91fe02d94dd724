// Run log rows outlive an absence of the repository, within a bound.
using AxMonitor.Engine.Errors;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Jobs;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace AxMonitor.Orchestrator.Tests;

public sealed class RunRecorderTests
{
    private readonly List<string> _written = [];
    private bool _isAway;

    [Test]
    public async Task Rows_wait_for_the_repository_and_are_written_in_order()
    {
        using var metrics = new RunMetrics();
        using var recorder = Recorder(metrics, capacity: 10);
        _isAway = true;
        recorder.Record(Run("1"));
        recorder.Record(Run("2"));
        Assert.That(await recorder.FlushAsync(CancellationToken.None), Is.False);
        Assert.That(recorder.WaitingCount, Is.EqualTo(2));

        _isAway = false;
        recorder.Record(Run("3"));
        Assert.That(await recorder.FlushAsync(CancellationToken.None), Is.True);
        Assert.That(_written, Is.EqualTo(new[] { "1", "2", "3" }));
    }

    [Test]
    public async Task Beyond_the_bound_the_oldest_rows_are_dropped_and_counted()
    {
        using var metrics = new RunMetrics();
        using var recorder = Recorder(metrics, capacity: 2);
        foreach (var name in new[] { "1", "2", "3", "4" })
        {
            recorder.Record(Run(name));
        }

        await recorder.FlushAsync(CancellationToken.None);
        Assert.That(recorder.DroppedCount, Is.EqualTo(2));
        Assert.That(_written, Is.EqualTo(new[] { "3", "4" }));
    }

    [Test]
    public async Task A_row_that_the_repository_refuses_does_not_hold_up_the_next()
    {
        await using var server = await ScriptedServer.StartAsync();
        var calls = 0;
        server.OnProcedure = (name, _, sink, _) =>
        {
            if (++calls == 1)
            {
                sink.Message(
                    new SqlMessage(547, 16, 0, "The INSERT statement conflicted with the FOREIGN KEY constraint.", name, 9)
                );
            }
        };
        var options = new OrchestratorOptions { RepositoryConnectionString = server.ConnectionString };
        using var metrics = new RunMetrics();
        using var recorder = new RunRecorder(
            new SqlOperations(new RepositoryConnection(options, TimeProvider.System), TimeProvider.System),
            metrics,
            new Health(TimeProvider.System),
            TimeProvider.System,
            NullLogger<RunRecorder>.Instance
        );
        recorder.Record(Run("1"));
        recorder.Record(Run("2"));

        Assert.That(await recorder.FlushAsync(CancellationToken.None), Is.True);
        Assert.That((calls, recorder.DroppedCount, recorder.WaitingCount), Is.EqualTo((2, 1L, 0)));
    }

    private RunRecorder Recorder(RunMetrics metrics, int capacity)
    {
        _written.Clear();
        var operations = Substitute.For<IOperations>();
        operations
            .SaveJobRunAsync(Arg.Any<JobRun>(), Arg.Any<CancellationToken>())
            .Returns(call =>
            {
                if (_isAway)
                {
                    throw new InvalidOperationException("away");
                }

                _written.Add(call.Arg<JobRun>().JobName);
                return Task.CompletedTask;
            });
        return new RunRecorder(
            operations,
            metrics,
            new Health(TimeProvider.System),
            new FakeTimeProvider(),
            NullLogger<RunRecorder>.Instance,
            capacity
        );
    }

    private static JobRun Run(string name) =>
        new()
        {
            RunId = Guid.NewGuid(),
            JobName = name,
            StartedAt = DateTime.UnixEpoch,
            EndedAt = DateTime.UnixEpoch,
            Outcome = RunOutcome.Ok,
        };
}
