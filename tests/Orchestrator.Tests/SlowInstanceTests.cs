// Over real connections: instances that hang, however many, do not delay one that answers.
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Types;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using NSubstitute;

namespace AxMonitor.Orchestrator.Tests;

public sealed class SlowInstanceTests
{
    private const int Hanging = 24;

    [Test]
    public async Task Hanging_instances_do_not_delay_one_that_answers()
    {
        await using var hanging = await ScriptedServer.StartAsync();
        await using var healthy = await ScriptedServer.StartAsync();
        await using var repository = await ScriptedServer.StartAsync();
        hanging.OnBatch = (_, _, _, cancel) =>
        {
            cancel.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
            cancel.ThrowIfCancellationRequested();
        };
        healthy.OnBatch = (_, _, sink, _) => Rows(sink);

        var names = Enumerable.Range(1, Hanging).Select(i => $"HANG{i}").Append("GOOD").ToList();
        var saves = 0;
        var saved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        repository.OnProcedure = (name, parameters, sink, _) =>
        {
            switch (name)
            {
                case "collect.GetParameters":
                    sink.Columns([new ResultColumn("None", SqlType.Int, true)]);
                    sink.StatementDone(0, inProcedure: true, wasSelect: true);
                    break;
                case "collect.SaveRequests":
                    Answer(sink, parameters[^1].TableRows!.Count());
                    if (Interlocked.Increment(ref saves) == 3)
                    {
                        saved.TrySetResult();
                    }

                    break;
            }
        };
        var options = new OrchestratorOptions
        {
            RepositoryConnectionString = repository.ConnectionString,
            Instances = names.ToDictionary(
                n => n,
                n => n == "GOOD" ? healthy.ConnectionString : hanging.ConnectionString,
                StringComparer.OrdinalIgnoreCase
            ),
            Owner = "test:1",
            Queue = new QueueOptions { MaxParallel = 2 },
            Log = new LogOptions { Console = ConsoleLog.Off },
        };
        var operations = Substitute.For<IOperations>();
        operations.AcquireLeaseAsync(default!, default!, default, default).ReturnsForAnyArgs(new LeaseGrant { IsHeld = true });
        operations
            .GetScheduleAsync(default)
            .ReturnsForAnyArgs(
                names
                    .Select(
                        (n, i) => Samples.Collector(instance: n, instanceId: i + 1) with { IntervalMs = 1000, TimeoutMs = 30_000 }
                    )
                    .ToList()
            );
        var alerting = Substitute.For<IAlerting>();
        alerting.EvaluateAsync(default).ReturnsForAnyArgs(new EvaluationResult());

        // How long a busy machine takes to end what hangs is not the matter here.
        using var host = OrchestratorHost.Build(
            options,
            s =>
                s.AddSingleton(operations)
                    .AddSingleton(alerting)
                    .Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMinutes(5))
        );
        await host.StartAsync();

        // Every hanging run would hold its slot for 30 s; three runs of the good instance, one a second, are
        // due within 3 s.
        await saved.Task.WaitAsync(TimeSpan.FromSeconds(25));
        await host.StopAsync();
    }

    private static void Rows(IResultSink sink)
    {
        sink.Columns([new ResultColumn("CapturedAt", SqlType.DateTime2(3), true)]);
        sink.Row([SqlValue.FromDateTime(new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc))]);
        sink.StatementDone(1, inProcedure: false, wasSelect: true);
        sink.Columns([new ResultColumn("SessionId", SqlType.Int, true)]);
        sink.StatementDone(0, inProcedure: false, wasSelect: true);
    }

    private static void Answer(IResultSink sink, int rows)
    {
        sink.Columns([new ResultColumn("SavedRows", SqlType.Int, true), new ResultColumn("WasDuplicate", SqlType.Bit, true)]);
        sink.Row([SqlValue.FromInt64(rows), SqlValue.FromBool(false)]);
        sink.StatementDone(1, inProcedure: true, wasSelect: true);
    }
}
