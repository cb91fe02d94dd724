// axmonitor deploy reports against the portal's stand-ins for the two interfaces of a report server: what it
// makes, that a second run makes nothing, and that what is refused is told.
using AxMonitor.Orchestrator.Commands;
using AxMonitor.Sandbox.ReportPortal;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[CancelAfter(600_000)]
internal sealed class DeployReportsTests
{
    private const string Source = "Server=sql01;Database=AxMonitor;User ID=DOM\\reports;Password={secret:Reports}";
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"axmonitor-reports-{Guid.NewGuid():N}");
    private ReportPortalServer _portal = null!;

    [SetUp]
    public async Task StartAsync()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "server"));
        Directory.CreateDirectory(Path.Combine(_folder, "release"));
        string[] files =
        [
            "Overview.rdl",
            "WeeklyReport.rdl",
            "Alerts.rdl",
            "AlertNoiseData.rsd",
            "ForecastsData.rsd",
            "LeaksData.rsd",
            "WeeklyBatchData.rsd",
            "WeeklyIncidentsData.rsd",
            "WeeklyReportData.rsd",
            "datasets.json",
            "refreshplans.json",
        ];
        foreach (var name in files)
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, "reports", name), Path.Combine(_folder, "release", name));
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, ".env"), "AXMONITOR__Secrets__Reports=hidden-word");
        _portal = new ReportPortalServer(
            new ReportPortalOptions
            {
                Port = 0,
                ReportsFolder = Path.Combine(_folder, "server"),
                ConnectionString = "Server=127.0.0.1,1;Encrypt=false",
            }
        );
        await _portal.StartAsync(CancellationToken.None);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _portal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCase("ReportServer")]
    [TestCase("Reports")]
    public async Task A_deployment_makes_everything_and_a_second_one_nothing(string address)
    {
        string[] all =
        [
            "--data-source",
            Source,
            "--folder",
            "/Operations/AxMonitor",
            "--viewers",
            "DOM\\AX readers",
            "--admins",
            "DOM\\DBA",
            "--mail-to",
            "dba@example.com",
        ];
        var planned = await DeployAsync(0, address, [.. all, "--dry-run"]);
        var made = await DeployAsync(0, address, all);
        var again = await DeployAsync(0, address, all);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(planned, Does.Contain("report /Operations/AxMonitor/Overview: would create"));
            Assert.That(
                planned,
                Does.Contain("dataset /Operations/AxMonitor/AlertNoiseData: would create")
                    .And.Contain("cache /Operations/AxMonitor/AlertNoiseData: would change, kept 5 min")
            );
            Assert.That(made, Does.Contain("cache /Operations/AxMonitor/WeeklyReportData: changed, kept 15 min"));
            Assert.That(
                planned,
                Does.Contain("refresh plan /Operations/AxMonitor/ForecastsData: would create, AxMonitor: as Leaks, WeeklyReport ask, every 15 min")
            );
            Assert.That(planned, Does.Contain("24 would be changed, 0 as they should be, 0 refused."));
            Assert.That(made, Does.Contain("folder /Operations: created").And.Contain("folder /Operations/AxMonitor: created"));
            Assert.That(made, Does.Contain("data source /Operations/AxMonitor/AxMonitor: created, stored credentials of DOM\\reports"));
            Assert.That(made, Does.Contain("DOM\\AX readers: Browser, DOM\\DBA: Content Manager"));
            Assert.That(made, Does.Contain("weekly report, PDF to dba@example.com, Monday 07:00"));
            Assert.That(made, Does.Contain("24 changed, 0 as they should be, 0 refused."));
            Assert.That(again, Does.EndWith("0 changed, 24 as they should be, 0 refused."));
            Assert.That(planned + made + again, Does.Not.Contain("hidden-word"));
        }
    }

    [TestCase("ReportServer", "Reports")]
    [TestCase("Reports", "ReportServer")]
    public async Task Both_interfaces_see_the_same_server_and_only_what_differs_is_changed(string first, string second)
    {
        await DeployAsync(0, first, ["--data-source", Source, "--viewers", "DOM\\A", "--mail-to", "a@example.com"]);
        var file = Path.Combine(_folder, "release", "Alerts.rdl");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("<Author>", "<!-- again --><Author>"));
        await File.AppendAllTextAsync(file, "<!-- another edition -->");
        var changed = await DeployAsync(
            0,
            second,
            [
                "--data-source",
                Source.Replace("sql01", "sql02", StringComparison.Ordinal),
                "--viewers",
                "DOM\\B",
                "--mail-to",
                "b@example.com",
            ]
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(changed, Does.Contain("data source /AxMonitor/AxMonitor: changed"));
            Assert.That(changed, Does.Contain("report /AxMonitor/Alerts: replaced"));
            Assert.That(changed, Does.Contain("rights /AxMonitor: changed, DOM\\B: Browser"));
            Assert.That(changed, Does.Contain("subscription /AxMonitor/Overview: changed"));
            Assert.That(changed, Does.Contain("5 changed, 18 as they should be, 0 refused."));
        }
    }

    [TestCase("ReportServer", "Reports")]
    [TestCase("Reports", "ReportServer")]
    public async Task How_long_a_dataset_is_kept_is_put_back_and_what_is_kept_can_be_thrown_away(string first, string second)
    {
        await DeployAsync(0, first, ["--data-source", Source]);
        var file = Path.Combine(_folder, "release", "datasets.json");
        await File.WriteAllTextAsync(
            file,
            (await File.ReadAllTextAsync(file)).Replace(
                "\"AlertNoiseData\": 5",
                "\"AlertNoiseData\": 7",
                StringComparison.Ordinal
            )
        );
        var planned = await DeployAsync(0, second, ["--data-source", Source, "--dry-run"]);
        var changed = await DeployAsync(0, second, ["--data-source", Source]);
        var again = await DeployAsync(0, second, ["--data-source", Source]);
        var flushed = await DeployAsync(0, second, ["--data-source", Source, "--flush-cache"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(planned, Does.Contain("cache /AxMonitor/AlertNoiseData: would change, kept 7 min instead of 5"));
            Assert.That(changed, Does.Contain("cache /AxMonitor/AlertNoiseData: changed, kept 7 min instead of 5"));
            Assert.That(changed, Does.Contain("1 changed, 19 as they should be, 0 refused."));
            Assert.That(again, Does.Contain("0 changed, 20 as they should be, 0 refused."));
            Assert.That(flushed, Does.Contain("cache /AxMonitor/ForecastsData: flushed").And.Contain("6 changed, 20 as"));
        }
    }

    [TestCase("ReportServer", "Reports")]
    [TestCase("Reports", "ReportServer")]
    public async Task What_is_read_ahead_is_put_back_and_removed_when_it_is_no_longer_wanted(string first, string second)
    {
        const string plan = "refresh plan /AxMonitor/ForecastsData: ";
        await DeployAsync(0, first, ["--data-source", Source]);
        var file = Path.Combine(_folder, "release", "refreshplans.json");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text.Replace("\"minutes\": 15", "\"minutes\": 30", StringComparison.Ordinal));
        var changed = await DeployAsync(0, second, ["--data-source", Source]);
        var again = await DeployAsync(0, first, ["--data-source", Source]);
        var planned = await DeployAsync(0, second, ["--data-source", Source, "--no-refresh-plans", "--dry-run"]);
        var removed = await DeployAsync(0, second, ["--data-source", Source, "--no-refresh-plans"]);
        var none = await DeployAsync(0, first, ["--data-source", Source, "--no-refresh-plans"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(changed, Does.Contain(plan + "changed, AxMonitor: as Leaks, WeeklyReport ask, every 30 min"));
            Assert.That(again, Does.Contain("0 changed, 20 as they should be, 0 refused."));
            Assert.That(planned, Does.Contain(plan + "would remove, AxMonitor: as Leaks, WeeklyReport ask"));
            Assert.That(removed, Does.Contain(plan + "removed, AxMonitor: as Leaks, WeeklyReport ask"));
            Assert.That(none, Does.Contain("0 changed, 17 as they should be, 0 refused."));
        }
    }

    [TestCase("ReportServer")]
    [TestCase("Reports")]
    public async Task Where_each_reader_reads_with_an_account_of_his_own_nothing_is_kept_for_all(string address)
    {
        var told = await DeployAsync(
            0,
            address,
            ["--data-source", "Server=sql01;Database=AxMonitor;Integrated Security=true"]
        );
        Assert.That(
            told,
            Does.Contain("cache /AxMonitor: left alone, every reader reads with an account of his own")
                .And.Contain("dataset /AxMonitor/AlertNoiseData: created")
                .And.Not.Match(@"kept \d")
        );
    }

    [Test]
    public async Task What_the_server_refuses_is_told_and_the_rest_is_done()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "release", "Broken.rdl"),
            (await File.ReadAllTextAsync(Path.Combine(_folder, "release", "Alerts.rdl"))).Replace(
                "<Body>",
                "<Sparkles /><Body>",
                StringComparison.Ordinal
            )
        );
        var told = await DeployAsync(1, "ReportServer", ["--data-source", Source]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(told, Does.Contain("report /AxMonitor/Broken: REFUSED, rsInvalidReportDefinition").And.Contain("Sparkles"));
            Assert.That(told, Does.Contain("report /AxMonitor/Overview: created"));
        }
    }

    [Test]
    public async Task A_subscription_needs_stored_credentials()
    {
        var told = await DeployAsync(
            1,
            "ReportServer",
            ["--data-source", "Server=sql01;Database=AxMonitor;Integrated Security=true", "--mail-to", "a@example.com"]
        );
        Assert.That(told, Does.Contain("subscription /AxMonitor/Overview: REFUSED, rsInvalidDataSourceCredentialSetting"));
    }

    [Test]
    public async Task Without_a_data_source_it_must_be_there()
    {
        var told = await DeployAsync(1, "Reports", ["--dry-run"]);
        Assert.That(told, Does.Contain("data source /AxMonitor/AxMonitor: REFUSED").And.Contain("--data-source"));
    }

    [TestCase("", "not as a report server does")]
    [TestCase("elsewhere/Reports", "has no REST interface")]
    public async Task An_address_that_is_no_report_server_is_named(string address, string expected) =>
        Assert.That(await DeployAsync(1, address, []), Does.Contain(expected));

    [Test]
    public async Task A_password_on_the_command_line_is_refused() =>
        Assert.That(
            await DeployAsync(2, "Reports", ["--data-source", "Server=x;User ID=a;Password=b"]),
            Does.Contain("--data-source holds a password")
        );

    private async Task<string> DeployAsync(int expected, string address, string[] arguments)
    {
        await using var output = new StringWriter();
        var code = await CommandLine.RunAsync(
            [
                "deploy",
                "reports",
                "--server",
                new Uri(_portal.BaseUrl, address).AbsoluteUri,
                "--reports",
                Path.Combine(_folder, "release"),
                "--config",
                _folder,
                "--set",
                "Repository:ConnectionString=Server=sql01;Database=AxMonitor;Integrated Security=true",
                .. arguments,
            ],
            output,
            output,
            new System.CommandLine.InvocationConfiguration { Output = output, Error = output }
        );
        Assert.That(code, Is.EqualTo(expected), output.ToString());
        return output.ToString().TrimEnd();
    }
}
