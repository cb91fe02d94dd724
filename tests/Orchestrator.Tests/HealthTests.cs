// What makes the service unhealthy, and what does not: a stage without success, a loop that hangs, another
// process's turn.
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Queue;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Orchestrator.Tests.Doubles;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

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
        services
            .AddSingleton(_wired.Options)
            .AddSingleton(_wired.Operations)
            .AddSingleton(_wired.Reach)
            .AddSingleton(new WorkQueue(new WorkQueueSettings(_wired.Options.Queue.Capacity, 1, 1), _wired.Time, (_, _) => { }))
            .AddSingleton(new RepositoryGauges(_wired.Alerting, _wired.Metrics, _wired.Health, _wired.Time));
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

    [Test]
    public async Task A_repository_that_does_not_answer_is_unhealthy_and_says_why()
    {
        _wired.Operations.GetClockAsync(Arg.Any<CancellationToken>()).Returns(new RepositoryClock { AheadMs = -3 });
        var answer = (await ReportAsync(tag: null)).Entries["repository"];
        Assert.That(answer.Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(answer.Data["clockAheadMs"], Is.EqualTo(-3));

        _wired.Operations.GetClockAsync(Arg.Any<CancellationToken>()).ThrowsAsync(new InvalidOperationException("no route"));
        answer = (await ReportAsync(tag: null)).Entries["repository"];
        Assert.That((answer.Status, answer.Description), Is.EqualTo((HealthStatus.Unhealthy, "no route")));
        Assert.That(
            (await ReportAsync(HealthChecks.Ready)).Entries.Keys,
            Has.None.EqualTo("repository"),
            "the schedule's stage says so"
        );
    }

    [Test]
    public async Task An_instance_that_is_away_degrades_the_service_and_is_named()
    {
        var collector = Samples.Collector();
        _services.GetRequiredService<CollectorStates>().Update([collector]);
        Assert.That(await StatusAsync("instances"), Is.EqualTo(HealthStatus.Healthy));
        _wired.Reach.Failed(collector, "No route to host.");
        var check = (await ReportAsync(tag: null)).Entries["instances"];
        Assert.That(check.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(check.Data[collector.InstanceName], Is.EqualTo("cannot be reached: No route to host."));
        _wired.Reach.Reached(collector);
        Assert.That(await StatusAsync("instances"), Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task Old_data_and_waiting_messages_degrade_the_service_until_the_repository_is_silent()
    {
        var gauges = _services.GetRequiredService<RepositoryGauges>();
        _wired
            .Alerting.GetGaugesAsync(Arg.Any<CancellationToken>())
            .Returns([
                Gauge("data.age_seconds", "Requests", 121),
                Gauge("data.age_limit_seconds", "Requests", 120),
                Gauge("data.age_seconds", "Storage", 121),
                Gauge("data.age_limit_seconds", "Storage", 9000),
                Gauge("outbox.oldest_seconds", "mail", 301),
            ]);
        await gauges.LookAsync(CancellationToken.None);
        var report = await ReportAsync(tag: null);
        Assert.That(report.Entries["dataAge"].Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(report.Entries["dataAge"].Description, Is.EqualTo("nothing comes: Requests of PRD for 121 s"));
        Assert.That(report.Entries["outbox"].Description, Is.EqualTo("messages wait: mail for 301 s"));

        _wired.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(await StatusAsync("dataAge"), Is.EqualTo(HealthStatus.Healthy), "what was true once is not told");
    }

    [Test]
    public async Task A_full_queue_degrades_the_service()
    {
        var queue = _services.GetRequiredService<WorkQueue>();
        var end = new TaskCompletionSource();
        for (var i = 0; i < 1 + (_wired.Options.Queue.Capacity * 8 / 10); i++)
        {
            queue.TryEnqueue(
                new WorkItem
                {
                    Lane = "PRD",
                    Key = $"{i}",
                    StartBefore = DateTimeOffset.MaxValue,
                    RunAsync = _ => end.Task,
                    OnSkipped = _ => { },
                }
            );
        }

        Assert.That(await StatusAsync("queue"), Is.EqualTo(HealthStatus.Degraded));
        end.SetResult();
    }

    [Test]
    public async Task A_certificate_that_ends_soon_degrades_the_service()
    {
        using var folder = new TempFolder();
        using var key = System.Security.Cryptography.RSA.Create(2048);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=desk",
            key,
            System.Security.Cryptography.HashAlgorithmName.SHA256,
            System.Security.Cryptography.RSASignaturePadding.Pkcs1
        );
        foreach (
            var (days, expected) in new[]
            {
                (400, HealthStatus.Healthy),
                (20, HealthStatus.Degraded),
                (-1, HealthStatus.Degraded),
            }
        )
        {
            var file = Path.Combine(folder.Path, $"{days}.pem");
            var now = DateTimeOffset.UtcNow;
            using var certificate = request.CreateSelfSigned(now.AddDays(-10), now.AddDays(days));
            await File.WriteAllTextAsync(file, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
            var check = new CertificatesCheck(
                _wired.Options with { Desk = new DeskOptions { CertificateFile = file } },
                TimeProvider.System
            );
            var result = await check.CheckHealthAsync(new HealthCheckContext());
            Assert.That(result.Status, Is.EqualTo(expected), $"{days} days: {result.Description}");
        }
    }

    private static Gauge Gauge(string name, string label, double value) =>
        new()
        {
            GaugeName = name,
            InstanceName = "PRD",
            LabelName = "collector",
            LabelText = label,
            Value = value,
        };

    private async Task<HealthStatus> StatusAsync(string check) => (await ReportAsync(tag: null)).Entries[check].Status;

    private Task<HealthReport> ReportAsync(string? tag) =>
        _services.GetRequiredService<HealthCheckService>().CheckHealthAsync(c => tag is null || c.Tags.Contains(tag));
}
