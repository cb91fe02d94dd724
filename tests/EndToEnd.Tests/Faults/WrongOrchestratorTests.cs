// Two orchestrators whose clocks are apart, by seconds, hours and years, both ways: one works, the other says
// why it waits, and nothing is purged or leased by the wrong one's time.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Orchestrator.Leases;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Sandbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AxMonitor.EndToEnd.Tests.Faults;

[TestFixture]
[CancelAfter(600_000)]
internal sealed class WrongOrchestratorTests
{
    private const string LeaseOwners = "SELECT DISTINCT [Owner] FROM ops.Lease ORDER BY [Owner];";

    [TestCase(7_200)]
    [TestCase(69_120_000)]
    [TestCase(-7_200)]
    [TestCase(-63_072_000)]
    public async Task One_whose_clock_is_off_does_nothing_says_why_and_another_works(int seconds)
    {
        var cancel = TestContext.CurrentContext.CancellationToken;
        await using var stage = await Stage.BuildAsync(cancel);
        using var wrong = Build(stage, "wrong", seconds);
        await wrong.StartAsync(cancel);
        var leases = wrong.Services.GetRequiredService<LeaseKeeper>();
        await WaitAsync(() => leases.ClockFault is not null, cancel);
        var health = wrong.Services.GetRequiredService<Health>();
        await WaitAsync(() => health.Of("evaluate").LastError is not null, cancel);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(leases.ClockFault, Does.Contain(seconds > 0 ? "ahead of" : "behind").And.Contain("own clock"));
            // Said at another moment, so the figures may differ.
            Assert.That(
                health.Of("evaluate").LastError,
                Does.Contain(seconds > 0 ? "ahead of" : "behind").And.Contain("own clock")
            );
            Assert.That(await stage.QueryAsync<string>(LeaseOwners, cancel), Is.Empty);
        }

        using var right = Build(stage, "right", 0);
        await right.StartAsync(cancel);
        await stage.UntilAsync("SELECT COUNT(*) FROM collect.Watermark;", count => count > 0, cancel);
        await stage.UntilAsync("SELECT COUNT(*) FROM ops.JobRun WHERE JobName = N'alert:Evaluate';", count => count > 0, cancel);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await stage.QueryAsync<string>(LeaseOwners, cancel), Is.EqualTo(new[] { "right" }));
            Assert.That(
                await stage.QueryAsync<int>(
                    "SELECT COUNT(*) FROM ops.FamilyPurge WHERE PurgedBefore > SYSUTCDATETIME();",
                    cancel
                ),
                Is.EqualTo(new[] { 0 })
            );
        }

        await right.StopAsync(cancel);
        await wrong.StopAsync(cancel);
    }

    [TestCase(90)]
    [TestCase(-90)]
    public async Task One_that_is_a_little_off_takes_no_lease_from_another_and_knows_whose_it_is(int seconds)
    {
        var cancel = TestContext.CurrentContext.CancellationToken;
        await using var stage = await Stage.BuildAsync(cancel);
        using var first = Build(stage, "first", 0);
        await first.StartAsync(cancel);
        await stage.UntilAsync(
            "SELECT COUNT(*) FROM ops.Lease WHERE LeaseName IN (N'evaluate', N'maintain') AND [Owner] = N'first';",
            count => count == 2,
            cancel
        );

        using var second = Build(stage, "second", seconds);
        await second.StartAsync(cancel);
        var leases = second.Services.GetRequiredService<LeaseKeeper>();
        await WaitAsync(() => leases.HolderOf("evaluate") == "first" && leases.HolderOf("maintain") == "first", cancel);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(leases.ClockFault, Is.Null);
            Assert.That(
                await stage.QueryAsync<string>("SELECT [Owner] FROM ops.Lease WHERE LeaseName = N'evaluate';", cancel),
                Is.EqualTo(new[] { "first" })
            );
        }

        // It takes over when the other has gone.
        await first.StopAsync(cancel);
        await WaitAsync(() => leases.HolderOf("evaluate") is null, cancel);
        await stage.UntilAsync(
            "SELECT COUNT(*) FROM ops.Lease WHERE LeaseName = N'evaluate' AND [Owner] = N'second';",
            count => count == 1,
            cancel
        );
        await second.StopAsync(cancel);
    }

    private static IHost Build(Stage stage, string owner, int seconds) =>
        OrchestratorHost.Build(
            new OrchestratorOptions
            {
                RepositoryConnectionString = stage.Repository.ConnectionString(
                    RepositoryDeployment.DatabaseName,
                    ServiceLogins.Orchestrator
                ),
                Instances = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
                {
                    ["prod"] = stage.Watched.ConnectionString("master", ServiceLogins.Orchestrator),
                },
                Owner = owner,
                Log = new LogOptions { Console = ConsoleLog.Off },
                // As long as a busy machine may be silent: nobody loses a lease by being slow.
                Intervals = new IntervalOptions { EvaluateSeconds = 1, LeaseSeconds = 30, ScheduleRefreshSeconds = 1 },
            },
            services => services.AddSingleton<TimeProvider>(new MovedTime(TimeSpan.FromSeconds(seconds)))
        );

    private static async Task WaitAsync(Func<bool> isSo, CancellationToken cancel)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!isSo())
        {
            await pace.WaitForNextTickAsync(cancel);
        }
    }

    /// <summary>The machine's clock, set wrong by a fixed time.</summary>
    private sealed class MovedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
