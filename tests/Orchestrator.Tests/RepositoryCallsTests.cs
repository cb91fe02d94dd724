// Every call to the repository is measured under its procedure's name, whoever makes it; slow ones are logged
// once a minute; calls to other servers are none of them.
using System.Collections.Concurrent;
using System.Data;
using System.Diagnostics.Metrics;
using AxMonitor.Engine.Errors;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Orchestrator.Tests;

public sealed class RepositoryCallsTests
{
    private readonly ConcurrentQueue<(string Statement, string Outcome, double Seconds)> _calls = new();
    private readonly NotedEvents<RepositoryCalls> _log = new();
    private int _connections;

    // The threshold, not the machine, decides what is slow.
    [TestCase(0, 1)]
    [TestCase(int.MaxValue, 0)]
    public async Task Calls_have_the_names_of_their_procedures_and_slow_ones_are_logged_once(int slowCallMs, int lines)
    {
        await using var server = await ScriptedServer.StartAsync();
        server.OnProcedure = (name, _, sink, _) =>
        {
            if (name.Contains("SaveJobRun", StringComparison.Ordinal))
            {
                sink.Message(new SqlMessage(50070, 16, 1, "The clock is wrong.", name, 1));
            }
        };
        using var metrics = new RunMetrics();
        using var listener = Listen(metrics);
        var options = new OrchestratorOptions
        {
            RepositoryConnectionString = server.ConnectionString,
            Observe = new ObserveOptions { SlowCallMs = slowCallMs },
        };
        var calls = new RepositoryCalls(options, metrics, new RepeatLimit(TimeProvider.System), _log);
        var operations = new SqlOperations(new RepositoryConnection(options, TimeProvider.System, calls), TimeProvider.System);

        await operations.ReleaseLeaseAsync("evaluate", "us", CancellationToken.None);
        await operations.ReleaseLeaseAsync("deliver", "us", CancellationToken.None);
        Assert.ThrowsAsync<SqlException>(() =>
            operations.SaveJobRunAsync(
                new JobRun
                {
                    RunId = Guid.NewGuid(),
                    JobName = "x",
                    Outcome = "ok",
                    StartedAt = DateTime.UtcNow,
                    EndedAt = DateTime.UtcNow,
                },
                CancellationToken.None
            )
        );

        // Another server's connection, which did not come from RepositoryConnection.
        await using (var other = new SqlConnection(server.ConnectionString))
        {
            await other.OpenAsync();
            await using var command = new SqlCommand("other.Procedure", other) { CommandType = CommandType.StoredProcedure };
            await command.ExecuteNonQueryAsync();
        }

        Assert.Multiple(() =>
        {
            Assert.That(
                _calls.Select(c => (c.Statement, c.Outcome)),
                Is.EqualTo(new[] { ("ops.ReleaseLease", "ok"), ("ops.ReleaseLease", "ok"), ("ops.SaveJobRun", "failed") })
            );
            Assert.That(_calls.First().Seconds, Is.GreaterThan(0));
            Assert.That(
                _log.Texts,
                Has.Exactly(lines).Matches("^Slow call to the repository: ops.ReleaseLease took [0-9]+ ms"),
                "said once, then left out for a minute"
            );
            Assert.That(_connections, Is.Zero, "every connection was given back");
        });
    }

    private MeterListener Listen(RunMetrics metrics)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (ReferenceEquals(instrument.Meter, metrics.Meter))
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) =>
            {
                if (instrument.Name == "axmonitor.repository.call.duration")
                {
                    _calls.Enqueue(((string)tags[0].Value!, (string)tags[1].Value!, value));
                }
            }
        );
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => Interlocked.Add(ref _connections, value));
        listener.Start();
        return listener;
    }
}
