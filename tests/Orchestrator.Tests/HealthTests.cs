// What makes the service unhealthy, and what does not: a stage without success, a loop that hangs, another
// process's turn.
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AxMonitor.Orchestrator.Tests;

public sealed class HealthTests
{
    private Wired _wired = null!;
    private ServiceProvider _services = null!;

    [SetUp]
    public void Start()
    {
        _wired = new Wired();
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(_wired.Health).AddSingleton(new CollectorStates(_wired.Metrics));
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

    private async Task<HealthStatus> StatusAsync(string check) => (await ReportAsync(tag: null)).Entries[check].Status;

    private Task<HealthReport> ReportAsync(string? tag) =>
        _services.GetRequiredService<HealthCheckService>().CheckHealthAsync(c => tag is null || c.Tags.Contains(tag));
}
