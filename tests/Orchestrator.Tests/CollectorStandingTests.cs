// What the repository says about a collector's standing reaches the schedule, the command line, /health and
// /metrics.
using System.Text.Json;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Types;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using NSubstitute;

namespace AxMonitor.Orchestrator.Tests;

public sealed class CollectorStandingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public async Task A_collector_that_lacks_something_is_not_run_until_the_schedule_says_so()
    {
        var operations = Substitute.For<IOperations>();
        operations.AcquireLeaseAsync(default!, default!, default, default).ReturnsForAnyArgs(new LeaseGrant { IsHeld = true });
        var waiting = Samples.Collector() with
        {
            IsDue = false,
            State = "waiting",
            Reason = "The login lacks VIEW SERVER STATE.",
        };
        var isMet = false;
        operations
            .GetScheduleAsync(default)
            .ReturnsForAnyArgs(_ =>
                Volatile.Read(ref isMet)
                    ? [waiting with { IsDue = true, State = "starting", Reason = null }]
                    : [waiting, Samples.Collector("Batch")]
            );
        var source = Substitute.For<IWatchedSource>();
        var batch = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var requests = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ingestion = Substitute.For<IIngestion>();
        ingestion
            .GetParametersAsync(default, default!, default)
            .ReturnsForAnyArgs(call =>
            {
                (call.Arg<string>() == "Batch" ? batch : requests).TrySetResult();
                return Task.FromException<IReadOnlyList<BatchParameter>>(new InvalidOperationException("not needed here"));
            });
        var alerting = Substitute.For<IAlerting>();
        alerting.EvaluateAsync(default).ReturnsForAnyArgs(new EvaluationResult());
        var options = new OrchestratorOptions
        {
            RepositoryConnectionString = "Server=nowhere",
            Instances = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["PRD"] = "Server=watched" },
            Owner = "test:1",
            Intervals = new IntervalOptions { ScheduleRefreshSeconds = 1 },
            Observe = new ObserveOptions { Port = 0 },
            Log = new LogOptions { Console = ConsoleLog.Off },
        };

        using var host = OrchestratorHost.Build(
            options,
            s => s.AddSingleton(operations).AddSingleton(alerting).AddSingleton(source).AddSingleton(ingestion)
        );
        await host.StartAsync();
        await batch.Task.WaitAsync(Patience);
        Assert.That(requests.Task.IsCompleted, Is.False, "the collector that lacks something must not run");

        using var client = new HttpClient();
        var address = host.Services.GetRequiredService<ObserveEndpoint>().Address;
        using var health = JsonDocument.Parse(await (await client.GetAsync(address + "/health")).Content.ReadAsStringAsync());
        var collectors = health.RootElement.GetProperty("checks").GetProperty("collectors").GetProperty("data");
        var metrics = await client.GetStringAsync(address + "/metrics");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                collectors.GetProperty("notCollecting")[0].GetProperty("reason").GetString(),
                Is.EqualTo("The login lacks VIEW SERVER STATE.")
            );
            Assert.That(collectors.GetProperty("totals").GetProperty("waiting").GetInt32(), Is.EqualTo(1));
            Assert.That(
                metrics,
                Does.Contain("axmonitor_collectors{state=\"waiting\",watched_instance=\"PRD\"} 1")
                    .And.Contain("axmonitor_collectors{state=\"off\",watched_instance=\"PRD\"} 0")
            );
        }

        Volatile.Write(ref isMet, true);
        await requests.Task.WaitAsync(Patience);
        await host.StopAsync();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Status_tells_who_does_not_collect_and_why(bool asJson)
    {
        await using var server = await ScriptedServer.StartAsync();
        using var folder = new TempFolder();
        folder.Write(".env", $"AXMONITOR__Repository__ConnectionString=\"{server.ConnectionString}\"\n");
        server.OnProcedure = (name, parameters, sink, _) =>
        {
            if (name == "ops.GetClock")
            {
                sink.Columns([new ResultColumn("Fault", SqlType.NVarChar(2048), true)]);
                sink.Row([SqlValue.FromString("The time is two hours ahead.")]);
                sink.StatementDone(1, inProcedure: true, wasSelect: true);
                return;
            }

            Assert.That((name, parameters[0].Value.AsString()), Is.EqualTo(("ops.GetCollectorStatus", "PRD")));
            Line(
                sink,
                ("Batch", "waiting", false, "not collecting, because: dbo.BATCH is gone.", "Bring it back."),
                ("Requests", "collecting", true, "collecting", null)
            );
        };
        await using var output = new StringWriter();
        await using var errors = new StringWriter();

        string[] arguments = ["status", "--instance", "PRD", "--config", folder.Path, "--environment", "Test"];
        var code = await CommandLine.Build(output, errors).Parse(asJson ? [.. arguments, "--json"] : arguments).InvokeAsync();

        Assert.That(code, Is.EqualTo(1), errors.ToString());
        if (asJson)
        {
            var lines = JsonSerializer.Deserialize<CollectorStatus[]>(output.ToString(), JsonSerializerOptions.Web)!;
            Assert.That(
                lines.Select(l => (l.CollectorName, l.IsCollecting, l.Remedy)),
                Is.EqualTo(new[] { ("Batch", false, "Bring it back."), ("Requests", true, null) })
            );
        }
        else
        {
            Assert.That(
                output.ToString(),
                Does.Contain("PRD       Batch      10 s   1 min 30 s ago          not collecting, because: dbo.BATCH is gone.")
                    .And.Contain("An orchestrator on this machine does nothing: The time is two hours ahead.")
                    .And.Contain("remedy: Bring it back.")
            );
        }
    }

    private static void Line(
        IResultSink sink,
        params (string Collector, string State, bool IsCollecting, string Standing, string? Remedy)[] lines
    )
    {
        string[] texts = ["InstanceName", "CollectorName", "State", "Standing", "Remedy"];
        sink.Columns([
            .. texts.Select(t => new ResultColumn(t, SqlType.NVarChar(256), true)),
            new ResultColumn("IsCollecting", SqlType.Bit, false),
            new ResultColumn("DataAgeMs", SqlType.BigInt, true),
            new ResultColumn("EffectiveIntervalMs", SqlType.Int, false),
        ]);
        foreach (var line in lines)
        {
            sink.Row([
                SqlValue.FromString("PRD"),
                SqlValue.FromString(line.Collector),
                SqlValue.FromString(line.State),
                SqlValue.FromString(line.Standing),
                line.Remedy is null ? SqlValue.Null : SqlValue.FromString(line.Remedy),
                SqlValue.FromBool(line.IsCollecting),
                SqlValue.FromInt64(90_000),
                SqlValue.FromInt64(10_000),
            ]);
        }

        sink.StatementDone(lines.Length, inProcedure: true, wasSelect: true);
    }
}
