// The whole service in process, with the servers replaced: what is due is collected, a save leads to an
// evaluation, an evaluation to a mail, and all of it to run log rows, log lines, health and metrics.
using System.Data;
using System.Text.Json;
using AxMonitor.Orchestrator.Collect;
using AxMonitor.Orchestrator.Configuration;
using AxMonitor.Orchestrator.Hosting;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Orchestrator.Repository;
using AxMonitor.Tests.Shared.Mail;
using NSubstitute;

namespace AxMonitor.Orchestrator.Tests;

public sealed class HostTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TempFolder _folder = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IOperations _operations = Substitute.For<IOperations>();
    private readonly IIngestion _ingestion = Substitute.For<IIngestion>();
    private readonly IAlerting _alerting = Substitute.For<IAlerting>();
    private readonly IWatchedSource _source = Substitute.For<IWatchedSource>();
    private readonly List<JobRun> _runs = [];
    private bool _isSaved;
    private bool _isQueued;

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    /// <summary>What a page of another site would get that has its name point to this machine.</summary>
    private static async Task<List<string>> AskedAsAnotherHostAsync(HttpClient http, string address)
    {
        string[] names = ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "0.0.0.0"];
        List<string> answers = [];
        foreach (var path in new[] { "/health", "/health/live", "/health/ready", "/metrics", "/" })
        {
            foreach (var name in names)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address + path));
                request.Headers.Host = name;
                using var response = await http.SendAsync(request);
                answers.Add($"{(int)response.StatusCode} {(await response.Content.ReadAsStringAsync()).Trim()}");
            }
        }

        return answers;
    }

    [Test]
    public async Task A_due_collector_leads_to_a_mail_and_every_step_is_recorded()
    {
        await using var smtp = TestMailServer.Start();
        Arrange();
        using var host = OrchestratorHost.Build(Options(smtp.Port), Replace);
        await host.StartAsync();
        var mail = await smtp.NextAsync();
        await _completed.Task.WaitAsync(Patience);

        var address = host.Services.GetRequiredService<ObserveEndpoint>().Address;
        using var http = new HttpClient();
        await host.Services.GetRequiredService<RepositoryGauges>().LookAsync(CancellationToken.None);
        var health = await http.GetStringAsync(new Uri(address + "/health"));
        var live = await http.GetStringAsync(new Uri(address + "/health/live"));
        var ready = await http.GetStringAsync(new Uri(address + "/health/ready"));
        var metrics = await http.GetStringAsync(new Uri(address + "/metrics"));
        var strangers = await AskedAsAnotherHostAsync(http, address!);
        await host.StopAsync();

        Assert.That(strangers, Has.All.EqualTo("400 Ask for 127.0.0.1 or localhost."));
        Assert.Multiple(() =>
        {
            Assert.That(
                _runs.Where(r => r.JobName == "deliver:Mail").Select(r => $"X-AxMonitor-Run: {r.RunId}"),
                Has.Some.Matches<string>(header => mail.Raw.Contains(header, StringComparison.Ordinal)),
                "the mail has the id of its run"
            );
            Assert.That(mail.To, Is.EqualTo(new[] { "dba@contoso.com" }));
            Assert.That(health, Does.Contain("\"status\":\"healthy\"").And.Contain("\"schedule\"").And.Contain("\"evaluate\""));
            Assert.That(
                JsonDocument.Parse(health).RootElement.GetProperty("checks").EnumerateObject().Select(c => c.Name),
                Is.SupersetOf(new[] { "repository", "instances", "queue", "outbox", "dataAge", "disk", "certificates", "collectors", "log" })
            );
            Assert.That(live, Does.StartWith("{\"status\":\"healthy\"").And.Contain("\"loops\"").And.Not.Contain("\"schedule\""));
            Assert.That(ready, Does.StartWith("{\"status\":\"healthy\"").And.Contain("\"deliver\"").And.Not.Contain("\"loops\""));
            Assert.That(
                metrics,
                Does.Contain("axmonitor_runs_total{job_name=\"collect:Requests\",outcome=\"ok\",watched_instance=\"PRD\"} 1")
            );
            Assert.That(metrics, Does.Contain("# TYPE axmonitor_runs_total counter"));
            Assert.That(
                metrics,
                Does.Contain("axmonitor_runs_total{job_name=\"collect:Requests\",outcome=\"failed\",watched_instance=\"PRD\"} 0")
                    .And.Contain("axmonitor_runs_total{job_name=\"alert:Evaluate\",outcome=\"failed\",watched_instance=\"\"} 0")
                    .And.Contain("axmonitor_runs_skipped_total{job_name=\"collect:Requests\",reason=\"QueueFull\",watched_instance=\"PRD\"} 0")
                    .And.Contain("axmonitor_deliveries_total{channel=\"mail\",result=\"failed\"} 0")
                    .And.Match("axmonitor_jobrun_dropped_total(\\{\\})? 0"),
                "before the first event"
            );
            Assert.That(
                metrics,
                Does.Match("axmonitor_run_duration_seconds_bucket.job_name=\"collect:Requests\",watched_instance=\"PRD\",le=\"2.5\". [1-9]")
                    .And.Contain("# TYPE axmonitor_queue_running gauge")
            );
            Assert.That(
                metrics,
                Does.Contain("axmonitor_collector_read_duration_seconds_count{collector=\"Requests\",watched_instance=\"PRD\"} 1")
                    .And.Contain("axmonitor_collector_save_duration_seconds_count{")
                    .And.Contain("axmonitor_queue_wait_duration_seconds_count{")
                    .And.Contain("axmonitor_delivery_duration_seconds_count{channel=\"mail\",result=\"delivered\"} 1")
                    .And.Contain("axmonitor_alerts_open{severity=\"critical\",watched_instance=\"PRD\"} 3")
                    .And.Contain("dotnet_process_cpu_time_seconds_total")
            );
            Assert.That(
                _runs.Select(r => (r.JobName, r.Outcome)).Distinct(),
                Is.SupersetOf(new[] { ("collect:Requests", "ok"), ("alert:Evaluate", "ok"), ("deliver:Mail", "ok") })
            );
        });
        await _operations.Received().ReleaseLeaseAsync("collect:1", "test:1", Arg.Any<CancellationToken>());

        // The log is written by threads of its own, which the end of the host waits for.
        host.Dispose();
        AssertLog();
    }

    [Test]
    public async Task A_desk_alone_shows_health_and_metrics_too()
    {
        using var host = OrchestratorHost.BuildDesk(
            Options(smtpPort: null) with
            {
                RepositoryConnectionString = "Server=127.0.0.1,1;Database=AxMonitor;User ID=x;Password=x;Connect Timeout=1;Encrypt=false",
                Desk = new DeskOptions { Port = 0 },
            }
        );
        await host.StartAsync();
        var address = host.Services.GetRequiredService<ObserveEndpoint>().Address;
        using var http = new HttpClient();
        using var ready = await http.GetAsync(new Uri(address + "/health/ready"));
        var health = await ready.Content.ReadAsStringAsync();
        using var page = await http.GetAsync(
            new Uri(host.Services.GetRequiredService<Desk.DeskServer>().Address + "/alerts/4711")
        );
        var metrics = await http.GetStringAsync(new Uri(address + "/metrics"));
        await host.StopAsync();

        Assert.That((int)ready.StatusCode, Is.EqualTo(503), health);
        Assert.That(health, Does.Contain("\"repository\":{\"status\":\"unhealthy\""));
        Assert.That(metrics, Does.Contain("axmonitor_http_request_duration_seconds_count{").And.Not.Contain("4711"));
        Assert.That(page.Headers.GetValues("X-Request-Id").Single(), Is.Not.Empty);
    }

    [Test]
    public async Task An_absent_repository_is_survived_and_caught_up_with()
    {
        var calls = 0;
        Arrange();
        _operations
            .GetScheduleAsync(Arg.Any<CancellationToken>())
            .Returns(_ => ++calls == 1 ? throw new InvalidOperationException("repository away") : [Samples.Collector()]);
        var saved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ingestion
            .SaveAsync(default!, default, default!, default!, default)
            .ReturnsForAnyArgs(_ =>
            {
                saved.TrySetResult();
                return new SaveResult();
            });

        using var host = OrchestratorHost.Build(Options(smtpPort: null), Replace);
        await host.StartAsync();
        await saved.Task.WaitAsync(Patience);
        await host.StopAsync();
        host.Dispose();

        Assert.That(LogText(), Does.Contain("\"EventId\":1101").And.Contain("repository away").And.Contain("\"EventId\":1003"));
    }

    private void Arrange()
    {
        _operations.GetClockAsync(Arg.Any<CancellationToken>()).Returns(
            new RepositoryClock { AheadMs = 7, ToleranceMs = 300_000 }
        );
        _alerting
            .GetGaugesAsync(Arg.Any<CancellationToken>())
            .Returns([
                new Gauge
                {
                    GaugeName = "alerts.open",
                    Description = "Alerts that are open or acknowledged.",
                    InstanceName = "PRD",
                    LabelName = "severity",
                    LabelText = "critical",
                    Value = 3,
                },
            ]);
        _operations.GetScheduleAsync(Arg.Any<CancellationToken>()).Returns([Samples.Collector()]);
        _operations.AcquireLeaseAsync(default!, default!, default, default).ReturnsForAnyArgs(new LeaseGrant { IsHeld = true });
        _operations.SaveJobRunAsync(Arg.Do<JobRun>(_runs.Add), Arg.Any<CancellationToken>()).Returns(Task.CompletedTask);
        _ingestion.GetParametersAsync(default, default!, default).ReturnsForAnyArgs([]);
        _source
            .ReadAsync(default!, default!, default!, default, default)
            .ReturnsForAnyArgs(_ =>
            {
                using var table = new DataTable { Columns = { { "SessionId", typeof(int) } } };
                return new WatchedReading(
                    [],
                    new CountingReader(table.CreateDataReader(), TimeProvider.System, CancellationToken.None)
                );
            });
        _ingestion
            .SaveAsync(default!, default, default!, default!, default)
            .ReturnsForAnyArgs(_ =>
            {
                _isSaved = true;
                return new SaveResult { SavedRows = 1 };
            });
        _alerting
            .EvaluateAsync(default)
            .ReturnsForAnyArgs(_ =>
            {
                var isNew = _isSaved && !_isQueued;
                _isQueued |= isNew;
                return new EvaluationResult { OpenedCount = isNew ? 1 : 0, NotificationCount = isNew ? 1 : 0 };
            });
        _alerting
            .ClaimAsync(default!, default, default, default)
            .ReturnsForAnyArgs(_ =>
                _isQueued && !_completed.Task.IsCompleted ? [Samples.Notification()] : Array.Empty<Notification>()
            );
        _alerting
            .CompleteAsync(default, default, default!, default)
            .ReturnsForAnyArgs(_ =>
            {
                _completed.TrySetResult();
                return Task.CompletedTask;
            });
    }

    private void Replace(IServiceCollection services) =>
        services.AddSingleton(_operations).AddSingleton(_ingestion).AddSingleton(_alerting).AddSingleton(_source);

    /// <summary>With intervals of minutes, so that only the stages' signals to each other can make the way
    /// quick.</summary>
    private OrchestratorOptions Options(int? smtpPort) =>
        new()
        {
            RepositoryConnectionString = "Server=repo;Database=AxMonitor;User ID=sa;Password=s3cret",
            Instances = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["PRD"] = "Server=watched;User ID=u;Password=s3cret",
            },
            Smtp = smtpPort is { } port
                ? new SmtpOptions
                {
                    Host = "127.0.0.1",
                    Port = port,
                    From = "axmonitor@contoso.com",
                    Security = SmtpSecurity.None,
                }
                : null,
            Owner = "test:1",
            Intervals = new IntervalOptions { EvaluateSeconds = 300, DeliverSeconds = 300 },
            Observe = new ObserveOptions { Port = 0 },
            Log = new LogOptions { Console = ConsoleLog.Off, Folder = _folder.Path },
        };

    private string LogText()
    {
        using var file = new FileStream(
            Directory.GetFiles(_folder.Path).Single(),
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite
        );
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    private void AssertLog()
    {
        var text = LogText();
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var events = lines.Select(l => JsonDocument.Parse(l).RootElement).ToList();
        var collected = events.First(e => e.GetProperty("EventId").GetInt32() == 1200);
        var delivered = events.First(e => e.GetProperty("EventId").GetInt32() == 1400);
        Assert.That(
            _runs.Where(r => r.JobName == "deliver:Mail").Select(r => r.RunId),
            Does.Contain(delivered.GetProperty("RunId").GetGuid()),
            "a line that does not name its run has its id all the same"
        );
        Assert.Multiple(() =>
        {
            Assert.That(collected.GetProperty("Event").GetString(), Is.EqualTo("Collected"));
            Assert.That(collected.GetProperty("@m").GetString(), Does.StartWith("Collected \"Requests\" on \"PRD\""));
            Assert.That(collected.GetProperty("Collector").GetString(), Is.EqualTo("Requests"));
            Assert.That(collected.GetProperty("Instance").GetString(), Is.EqualTo("PRD"));
            Assert.That(collected.GetProperty("RunId").GetGuid(), Is.Not.EqualTo(Guid.Empty));
            Assert.That(collected.GetProperty("DurationMs").GetInt64(), Is.GreaterThanOrEqualTo(0));
            Assert.That(
                events.Select(e => e.GetProperty("EventId").GetInt32()),
                Is.SupersetOf(new[] { 1000, 1001, 1002, 1100, 1200, 1300, 1400, 1500 })
            );
            Assert.That(text, Does.Contain("repo/AxMonitor").And.Not.Contain("s3cret"));
        });
    }
}
