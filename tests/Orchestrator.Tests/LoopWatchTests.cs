// A loop that dies ends the service with a code, whatever it dies of; an orderly stop ends it with 0.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using NSubstitute;

namespace AxMonitor.Orchestrator.Tests;

public sealed class LoopWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_loop_that_ends_stops_the_service_with_a_code(bool throws)
    {
        var dying = new Dying(throws);
        using var host = Build(services => services.AddSingleton<IHostedService>(dying));
        await host.StartAsync();
        var stopped = host.WaitForShutdownAsync();
        dying.Die();
        await stopped.WaitAsync(Patience);
        Assert.That(host.Services.GetRequiredService<LoopWatch>().ExitCode, Is.EqualTo(LoopWatch.DeadLoop));
    }

    [Test]
    public async Task A_loop_that_hangs_for_too_long_stops_the_service_with_a_code()
    {
        var time = new FakeTimeProvider();
        using var host = Build(services => services.AddSingleton(new Health(time)));
        await host.StartAsync();
        var watch = host.Services.GetRequiredService<LoopWatch>();
        watch.Look();
        Assert.That(watch.ExitCode, Is.Zero);

        time.Advance(TimeSpan.FromHours(3));
        watch.Look();
        Assert.That(watch.ExitCode, Is.EqualTo(LoopWatch.DeadLoop));
        await host.StopAsync();
    }

    [Test]
    public async Task An_orderly_stop_has_no_code()
    {
        using var host = Build(_ => { });
        await host.StartAsync();
        await host.StopAsync();
        var watch = host.Services.GetRequiredService<LoopWatch>();
        watch.Look();
        Assert.That(watch.ExitCode, Is.Zero);
    }

    private static IHost Build(Action<IServiceCollection> configure) =>
        OrchestratorHost.Build(
            new OrchestratorOptions
            {
                RepositoryConnectionString = "Server=repo",
                Owner = "test:1",
                Log = new LogOptions { Console = ConsoleLog.Off },
            },
            services =>
            {
                services.AddSingleton(Substitute.For<IOperations>()).AddSingleton(Substitute.For<IAlerting>());
                configure(services);
            }
        );

    private sealed class Dying(bool throws) : BackgroundService
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Die() => _end.SetResult();

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await _end.Task.WaitAsync(stoppingToken);
            if (throws)
            {
                throw new InvalidOperationException("The loop is broken.");
            }
        }
    }
}
