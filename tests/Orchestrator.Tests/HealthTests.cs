// What makes the service unhealthy, and what does not: a stage without success, a loop that hangs, another
// process's turn.
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AxMonitor.Orchestrator.Tests;

public sealed class HealthTests
{
    private Wired _wired = null!;
    private readonly LogHealth _log = new();
    private ServiceProvider _services = null!;

    [SetUp]
    public void Start()
    {
        _wired = new Wired();
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(_wired.Health).AddSingleton(new CollectorStates(_wired.Metrics)).AddSingleton(_log);
        services.AddServiceHealth(_wired.Options);
        _services = services.BuildServiceProvider();
    }

    [TearDown]
    public void CleanUp()
    {
        _services.Dispose();
        _wired.Dispose();
    }

    [Test]
    public async Task A_stage_may_be_without_success_for_a_while_and_no_longer()
    {
        _wired.Health.Succeeded("evaluate");
        _wired.Time.Advance(TimeSpan.FromSeconds(80));
        _wired.Health.Failed("evaluate", "no route");
        Assert.That(await StatusAsync("evaluate"), Is.EqualTo(HealthStatus.Healthy));

        _wired.Time.Advance(TimeSpan.FromSeconds(10));
        var report = await ReportAsync(HealthChecks.Ready);
        Assert.That(report.Entries["evaluate"].Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(report.Entries["evaluate"].Data["lastError"], Is.EqualTo("no route"));
        Assert.That(report.Status, Is.EqualTo(HealthStatus.Unhealthy));
    }

    [Test]
    public async Task A_stage_that_has_not_begun_counts_from_the_start()
    {
        Assert.That(await StatusAsync("deliver"), Is.EqualTo(HealthStatus.Healthy));
        _wired.Time.Advance(TimeSpan.FromSeconds(90));
        Assert.That(await StatusAsync("deliver"), Is.EqualTo(HealthStatus.Unhealthy));
    }

    [Test]
    public async Task A_stage_of_another_process_says_nothing_about_this_one()
    {
        _wired.Health.Failed("deliver", "no route");
        _wired.Time.Advance(TimeSpan.FromHours(1));
        _wired.Health.StandsBy("deliver");
        Assert.That(await StatusAsync("deliver"), Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task A_loop_that_fails_is_alive_and_one_that_hangs_is_not()
    {
        string[] stages = ["schedule", "evaluate", "deliver"];
        for (var minutes = 0; minutes < 60; minutes += 20)
        {
            Array.ForEach(stages, s => _wired.Health.Failed(s, "away"));
            _wired.Time.Advance(TimeSpan.FromMinutes(20));
        }

        Assert.That((await ReportAsync(HealthChecks.Live)).Status, Is.EqualTo(HealthStatus.Healthy));

        _wired.Health.Failed("schedule", "away");
        _wired.Health.Failed("evaluate", "away");
        _wired.Time.Advance(TimeSpan.FromMinutes(6));
        var live = await ReportAsync(HealthChecks.Live);
        Assert.That(live.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(live.Entries["loops"].Description, Does.EndWith(": deliver"));
    }

    [Test]
    public async Task Collectors_that_fail_degrade_the_service_and_those_that_wait_do_not()
    {
        var states = _services.GetRequiredService<CollectorStates>();
        states.Update([Samples.Collector() with { State = "waiting", Reason = "No grant." }]);
        Assert.That(await StatusAsync("collectors"), Is.EqualTo(HealthStatus.Healthy));
        states.Update([Samples.Collector() with { State = "failing", Reason = "No route." }]);
        Assert.That(await StatusAsync("collectors"), Is.EqualTo(HealthStatus.Degraded));
    }

    [Test]
    public async Task A_loop_without_a_stage_is_watched_too()
    {
        _wired.Health.Beat("leases", TimeSpan.FromSeconds(30));
        foreach (var stage in new[] { "schedule", "evaluate", "deliver" })
        {
            _wired.Health.Beat(stage, TimeSpan.FromHours(1));
        }

        _wired.Time.Advance(TimeSpan.FromMinutes(25));
        Assert.That((await ReportAsync(HealthChecks.Live)).Status, Is.EqualTo(HealthStatus.Healthy));
        _wired.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(
            (await ReportAsync(HealthChecks.Live)).Entries["loops"].Description,
            Is.EqualTo("has not come round for too long: leases")
        );
    }

    [Test]
    public async Task A_foreign_lease_without_a_sign_of_life_is_unhealthy_and_says_whose_it_is()
    {
        _wired.Health.StandsBy("evaluate");
        _wired.Health.Saw([
            new SignOfLife { Job = "collect PRD", Owner = "us", LastSignAt = DateTime.UtcNow },
            new SignOfLife
            {
                Job = "evaluate",
                Owner = "dead:1",
                IsSilent = true,
                Reason = "No alert rule was evaluated since the beginning; the lease is held by dead:1.",
            },
        ]);
        Assert.That(await StatusAsync("signs"), Is.EqualTo(HealthStatus.Healthy), "just started");

        _wired.Time.Advance(TimeSpan.FromSeconds(90));
        _wired.Health.StandsBy("evaluate");
        var report = await ReportAsync(HealthChecks.Ready);
        Assert.That(report.Entries["evaluate"].Status, Is.EqualTo(HealthStatus.Healthy), "it is another's turn …");
        Assert.That(report.Entries["signs"].Status, Is.EqualTo(HealthStatus.Unhealthy), "… who does nothing");
        Assert.That(report.Entries["signs"].Description, Does.Contain("dead:1"));

        _wired.Health.Saw([]);
        Assert.That(await StatusAsync("signs"), Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task A_log_that_cannot_be_written_degrades_the_service_and_tells_how_much_is_lost()
    {
        _log.Broken("The log in '/logs'", "No space left on device");
        _log.Lost();
        var report = await ReportAsync(tag: null);
        Assert.That(report.Entries["log"].Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(report.Entries["log"].Description, Does.Contain("No space left").And.Contain("1 events"));
        _log.Working("The log in '/logs'");
        Assert.That(await StatusAsync("log"), Is.EqualTo(HealthStatus.Healthy));
    }

    private async Task<HealthStatus> StatusAsync(string check) => (await ReportAsync(tag: null)).Entries[check].Status;

    private Task<HealthReport> ReportAsync(string? tag) =>
        _services.GetRequiredService<HealthCheckService>().CheckHealthAsync(c => tag is null || c.Tags.Contains(tag));
}
