// The portal over HTTP: its own pages, its answers to bad input and failing sources, and the two reports as a
// reader gets them.

using System.Net;
using System.Text.Json;
using AxMonitor.Sandbox.ReportPortal.Data;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class PortalPagesTests
{
    private static readonly string Window = $"?FromAt={BlockingSample.At(0)}&ToAt={BlockingSample.At(240)}";
    private InMemoryReportDataSource _source = null!;
    private PortalFixture _portal = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _portal = await PortalFixture.StartAsync(_source = BlockingSample.Source());

    [OneTimeTearDown]
    public async Task StopAsync() => await _portal.DisposeAsync();

    [Test]
    public async Task The_list_links_every_report_of_the_folder()
    {
        var page = await _portal.PageAsync("/");
        var links = page.QuerySelectorAll(".cards a").Select(a => a.GetAttribute("href"));
        Assert.That(links, Is.SupersetOf(new[] { "/report/Blocking", "/report/BlockingChain" }), page.Body!.TextContent);
    }

    [Test]
    public async Task The_blocking_report_shows_incidents_worst_first_and_links_their_chains()
    {
        var page = await _portal.PageAsync("/report/Blocking" + Window);
        Assert.Multiple(() =>
        {
            Assert.That(page.QuerySelector("h1")!.TextContent, Is.EqualTo("Blocking"));
            Assert.That(
                page.QuerySelectorAll("#ActiveIncidents tbody a").Select(a => a.GetAttribute("href")),
                Is.EqualTo(new[] { ChainOf(2), ChainOf(3) }),
                "the period goes along, so that the way back leads to the same list"
            );
            var severities = page.QuerySelectorAll("#ActiveIncidents tbody td:first-child").ToList();
            Assert.That(severities.Select(s => s.TextContent), Is.EqualTo(new[] { "■", "▲" }));
            Assert.That(
                severities.Select(s => s.GetAttribute("title")),
                Is.EqualTo(new[] { "Severity critical", "Severity warning" })
            );
            Assert.That(page.QuerySelector("#TileActiveIncidentsValue")!.TextContent, Is.EqualTo("■ 2"));
            Assert.That(page.QuerySelector("#TileActiveIncidentsNote")!.TextContent, Is.EqualTo("1 critical · 1 warning"));
            Assert.That(page.QuerySelector("#TileSessionsBlockedNowValue")!.TextContent, Is.EqualTo("15"));
            Assert.That(page.QuerySelector("#TileLongestWaitNowValue")!.TextContent, Is.EqualTo("1 min 01 s"));
            Assert.That(page.QuerySelectorAll("#History tbody tr"), Has.Length.EqualTo(3));
            var bars = page.QuerySelectorAll("#History tbody td:last-child p").ToList();
            Assert.That(bars.Select(b => b.TextContent.Length), Is.EqualTo(new[] { 4, 14, 5 }), "waits of 124, 495 and 165 s");
            Assert.That(bars.Select(b => b.GetAttribute("aria-hidden")), Is.All.EqualTo("true"));
            Assert.That(page.QuerySelectorAll(".error"), Is.Empty);
        });
    }

    [Test]
    public async Task Whoever_blocks_most_is_listed_by_kind_and_filters_the_page()
    {
        var page = await _portal.PageAsync("/report/Blocking" + Window);
        Assert.Multiple(() =>
        {
            Assert.That(Names("#UserOffenders"), Is.EqualTo(new[] { "eva", "anna" }), "the longest wait first");
            Assert.That(Names("#ClassOffenders"), Is.EqualTo(new[] { "SalesFormLetter" }));
            Assert.That(
                page.QuerySelector("#ObjectOffenders")!.TextContent,
                Does.StartWith("Nothing was waited for in this window.")
            );
            Assert.That(Links("#UserOffenders")[0], Does.StartWith("/report/Blocking?").And.Contains("AxUser=eva"));
            Assert.That(Links("#ClassOffenders")[0], Does.Contain("Search=SalesFormLetter").And.Contains("FromAt="));
        });

        string[] Names(string table) =>
            [.. page.QuerySelectorAll($"{table} tbody tr").Select(r => r.Children[0].TextContent.Trim())];
        string[] Links(string table) => [.. page.QuerySelectorAll($"{table} tbody a").Select(a => a.GetAttribute("href")!)];
    }

    [Test]
    public async Task The_chain_report_indents_each_session_under_the_one_it_waits_for()
    {
        var page = await _portal.PageAsync("/report/BlockingChain?IncidentId=2");
        var sessions = page.QuerySelectorAll("#ChainTable tbody tr:not([class])").Select(r => r.QuerySelector("td")!).ToList();
        var css = page.QuerySelector("style")!.TextContent;
        var indents = sessions
            .Select(s =>
                int.Parse(
                    System
                        .Text.RegularExpressions.Regex.Match(
                            css,
                            $@"\.{s.ClassName}\{{[^}}]*padding-left:(?<pt>\d+)pt",
                            System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
                            TimeSpan.FromSeconds(1)
                        )
                        .Groups["pt"]
                        .Value,
                    System.Globalization.CultureInfo.InvariantCulture
                )
            )
            .ToList();
        Assert.Multiple(() =>
        {
            Assert.That(
                sessions.Select(s => s.QuerySelector(".toggle .p")!.TextContent.Split(" ·")[0]),
                Is.EqualTo(new[] { "59", "↳ 84", "↳ 91", "↳ 92", "↳ 97", "↳ 85", "↳ 99", "↳ 101" })
            );
            Assert.That(indents, Is.EqualTo(new[] { 4, 20, 36, 52, 68, 20, 36, 20 }));
            Assert.That(
                page.QuerySelectorAll("#ChainTable input").Select(i => i.HasAttribute("checked")).Count(c => c),
                Is.Zero,
                "no statement is open: the head's stands above the table"
            );
            Assert.That(page.QuerySelectorAll("#Snapshots .full a.point").Length, Is.EqualTo(18));
            Assert.That(
                page.QuerySelector("#Snapshots .full a.point")!.GetAttribute("href"),
                Is.EqualTo("/report/BlockingChain?IncidentId=2&SnapshotId=100&TimeZone=UTC&Window=24h")
            );
        });
    }

    [Test]
    public async Task An_incident_that_does_not_exist_is_said_so()
    {
        var page = await _portal.PageAsync("/report/BlockingChain?IncidentId=404");
        Assert.That(page.QuerySelector("#NoSubject")!.TextContent, Does.Contain("Incident 404 does not exist, or is older than 12 months."));
        Assert.That(page.QuerySelector("#Parent a")!.GetAttribute("href"), Is.EqualTo("/report/Blocking?TimeZone=UTC&Window=24h"));
        Assert.That(page.QuerySelectorAll("main table, main figure, main .rect, .error"), Is.Empty, "nothing but that");
    }

    [Test]
    public async Task A_detail_page_without_its_key_asks_to_choose_one()
    {
        var page = await _portal.PageAsync("/report/BlockingChain");
        Assert.That(page.QuerySelector("h1")!.TextContent, Is.EqualTo("Blocking chain"));
        Assert.That(page.QuerySelector("#NoSubject")!.TextContent, Does.Contain("Choose an incident"));
    }

    [Test]
    public async Task Data_that_comes_shows_its_age_and_no_notice()
    {
        var page = await _portal.PageAsync("/report/Blocking");
        Assert.That(page.QuerySelector("#Title")!.TextContent, Does.EndWith("Data of 12:54:00 (8 s ago)"));
        Assert.That(page.QuerySelector("#Scope")!.TextContent, Does.Contain("AX-PRD (PRD)").And.Contain("4 h to 2016-11-30"));
        Assert.That(page.QuerySelector("#Notices"), Is.Null);
    }

    [Test]
    public async Task What_the_reader_must_know_first_stands_above_the_page()
    {
        await using var portal = await PortalFixture.StartAsync(
            BlockingSample
                .Source()
                .Answer(
                    "report.PageBanners",
                    BlockingSample.BannerColumns,
                    [1, "silent", "critical", "AX-PRD, Requests: not collecting, because …", "Is the service running?", null],
                    [2, "gap", "quiet", "Not watched 01:10–01:52", null, null]
                )
        );
        var page = await portal.PageAsync("/report/Blocking");
        Assert.That(
            page.QuerySelectorAll("#Notices td").Select(n => n.TextContent),
            Is.EqualTo(
                new[] { "■ AX-PRD, Requests: not collecting, because …Is the service running?", "○ Not watched 01:10–01:52" }
            )
        );
    }

    [Test]
    public async Task Without_any_data_no_figure_of_now_is_shown_and_nothing_reassures()
    {
        await using var portal = await PortalFixture.StartAsync(
            BlockingSample
                .Source()
                .Answer("report.BlockingActive", BlockingSample.IncidentColumns)
                .Answer(
                    "report.PageHeader",
                    BlockingSample.HeaderColumns,
                    BlockingSample.Header("silent", "■ Not collecting since 12:54:00: …")
                )
        );
        var page = await portal.PageAsync("/report/Blocking");
        Assert.Multiple(() =>
        {
            Assert.That(page.QuerySelector("#Title")!.TextContent, Does.EndWith("■ Not collecting since 12:54:00: …"));
            Assert.That(
                page.QuerySelectorAll("[id^=Tile][id$=NowValue], #TileActiveIncidentsValue").Select(t => t.TextContent),
                Is.EqualTo(new[] { "—", "—", "—" })
            );
            Assert.That(
                page.QuerySelector("#ActiveIncidents")!.TextContent,
                Is.EqualTo("Not known: nothing is being collected.")
            );
            Assert.That(page.QuerySelectorAll(".error"), Is.Empty);
        });
    }

    private static string ChainOf(int incident) =>
        $"/report/BlockingChain?FromAt={Uri.EscapeDataString(BlockingSample.At(0))}&IncidentId={incident}&RefreshSeconds=10"
        + $"&TimeZone=UTC&ToAt={Uri.EscapeDataString(BlockingSample.At(240))}&Window=custom";

    [Test]
    public async Task Text_from_the_database_is_encoded_everywhere()
    {
        var (_, html) = await _portal.GetAsync("/report/Blocking" + Window);
        Assert.Multiple(() =>
        {
            Assert.That(html, Does.Not.Contain("<script>alert"));
            Assert.That(html, Does.Contain("&lt;script&gt;alert(1)&lt;/script&gt;"));
            Assert.That(html, Does.Not.Contain("<b>1</b>"));
        });
    }

    [Test]
    public async Task Parameters_reach_the_procedures_by_name_and_type()
    {
        _source.Queries.Clear();
        await _portal.PageAsync("/report/Blocking?InstanceId=2&FromAt=2016-11-30T09:00:00&ToAt=2016-11-30T10:00:00.250Z");
        var query = _source.Queries.Single(q => q.Procedure == "report.BlockingHistory");
        Assert.That(
            query.Parameters,
            Is.EqualTo(
                new Dictionary<string, object?>
                {
                    ["@InstanceId"] = 2,
                    ["@Window"] = "custom",
                    ["@FromAt"] = new DateTime(2016, 11, 30, 9, 0, 0),
                    ["@ToAt"] = new DateTime(2016, 11, 30, 10, 0, 0, 250),
                    ["@TimeZone"] = "UTC",
                    ["@AxUser"] = "",
                    ["@AosName"] = "",
                    ["@ObjectName"] = "",
                    ["@MinMs"] = 0,
                    ["@Search"] = "",
                    ["@IncludeOwn"] = 0,
                }.ToList()
            )
        );
        Assert.That(
            _source.Queries.GroupBy(q => q.Procedure).Select(g => g.Count()),
            Is.All.EqualTo(1),
            "each dataset runs once"
        );
    }

    [TestCase("/report/Blocking?FromAt=yesterday", "FromAt", "yesterday", "a date and time such as")]
    [TestCase("/report/Blocking?InstanceId=abc", "InstanceId", "abc", "a whole number")]
    [TestCase("/report/Blocking?InstanceId=99", "InstanceId", "99", "nothing ((all instances)), 1 (AX-PRD), 2 (AX-TST)")]
    [TestCase("/report/Blocking?Colour=red", "Colour", "red", "one of InstanceId, Stage, AosName, FromAt, ToAt")]
    [TestCase("/report/BlockingChain?IncidentId=1&IncidentId=2", "IncidentId", "1, 2", "one value")]
    [TestCase("/report/BlockingChain?IncidentId=99999999999", "IncidentId", "99999999999", "2147483647")]
    public async Task A_bad_parameter_is_answered_400_with_its_name_value_and_what_is_expected(
        string path,
        string name,
        string value,
        string expected
    )
    {
        var page = await _portal.PageAsync(path, HttpStatusCode.BadRequest);
        var facts = page.QuerySelectorAll(".problem dd").Select(d => d.TextContent).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(facts[0], Is.EqualTo(name));
            Assert.That(facts[1], Is.EqualTo(value));
            Assert.That(facts[2], Does.Contain(expected));
        });
    }

    [Test]
    public async Task A_missing_parameter_brings_the_form_to_enter_it()
    {
        var rdl = SmallReport.With(
            SmallReport.Textbox("X", "a"),
            parameters: SmallReport.Parameters(
                "<ReportParameter Name=\"IncidentId\"><DataType>Integer</DataType><Prompt>Incident</Prompt></ReportParameter>"
            )
        );
        await using var portal = await PortalFixture.StartAsync(
            SmallReport.Source("A B", ["x", 1]),
            new Dictionary<string, string> { ["Asking.rdl"] = rdl }
        );
        var page = await portal.PageAsync("/report/Asking", HttpStatusCode.BadRequest);
        Assert.That(page.QuerySelector(".problem h1")!.TextContent, Is.EqualTo("A parameter is missing"));
        Assert.That(page.QuerySelector("form.parameters input[name=IncidentId]")!.HasAttribute("required"), Is.True);
    }

    [Test]
    public async Task The_form_can_choose_all_instances_and_an_open_end()
    {
        _source.Queries.Clear();
        var page = await _portal.PageAsync($"/report/Blocking?InstanceId=%20&FromAt={BlockingSample.At(0)}&ToAt=");
        Assert.That(_source.Queries.Single(q => q.Procedure == "report.BlockingActive").Parameters[0].Value, Is.Null);
        Assert.That(page.QuerySelector("select[name=InstanceId] option[selected]")!.TextContent, Is.EqualTo("(all instances)"));
    }

    [Test]
    public async Task A_table_is_exported_as_CSV()
    {
        var (status, csv) = await _portal.GetAsync("/report/Blocking.csv" + Window + "&tablix=BlockedReports");
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        var lines = csv.TrimStart('\uFEFF').Split("\r\n");
        Assert.That(lines[0], Does.StartWith("BlockedProcessId,IncidentId,InstanceName,EventLocal,"));
        Assert.That(
            lines[1],
            Does.StartWith("2,,AX-PRD,2016-11-30T12:52:00.000,85,59,").And.EndsWith("\"'=HYPERLINK(\"\"http://x\"\")\"")
        );
        Assert.That(
            (await _portal.GetAsync("/report/Blocking.csv" + Window + "&tablix=Nothing")).Status,
            Is.EqualTo(HttpStatusCode.BadRequest)
        );
    }

    [Test]
    public async Task The_page_forbids_scripts_and_needs_none()
    {
        using var client = new HttpClient { BaseAddress = _portal.Server.BaseUrl };
        using var response = await client.GetAsync(new Uri("/report/Blocking", UriKind.Relative));
        Assert.That(
            response.Headers.GetValues("Content-Security-Policy").Single(),
            Does.StartWith("default-src 'none'").And.Not.Contains("script-src")
        );
        Assert.That(
            await response.Content.ReadAsStringAsync(),
            Does.Contain("http-equiv=\"refresh\" content=\"30\"").And.Not.Contains("<script")
        );
    }

    [Test]
    public async Task Refresh_can_be_paused_and_a_closed_period_needs_none()
    {
        Assert.That((await _portal.PageAsync("/report/Blocking" + Window)).QuerySelector("meta[http-equiv=refresh]"), Is.Null);
        Assert.That(
            (await _portal.PageAsync("/report/Blocking?rs:AutoRefresh=false")).QuerySelector("meta[http-equiv=refresh]"),
            Is.Null
        );
    }

    [Test]
    public async Task A_failing_procedure_is_answered_502_and_named_with_the_SQL_error()
    {
        var source = BlockingSample
            .Source()
            .Answer("report.BlockingHistory", q =>
                throw new ReportDataException(q, "Invalid object name 'fact.X'.", isTimeout: false, errorNumber: 208)
            );
        await using var portal = await PortalFixture.StartAsync(source);
        var page = await portal.PageAsync("/report/Blocking" + Window, HttpStatusCode.BadGateway);
        Assert.That(
            page.QuerySelector(".problem")!.TextContent,
            Does.Contain("report.BlockingHistory")
                .And.Contain("dataset 'BlockingHistory'")
                .And.Contain("208")
                .And.Contain("Invalid object name")
        );
    }

    [Test]
    public async Task A_procedure_that_takes_too_long_is_answered_504()
    {
        var source = BlockingSample
            .Source()
            .Answer("report.BlockingActive", q =>
                throw new ReportDataException(q, "Execution Timeout Expired.", isTimeout: true)
            );
        await using var portal = await PortalFixture.StartAsync(source);
        var page = await portal.PageAsync("/report/Blocking" + Window, HttpStatusCode.GatewayTimeout);
        Assert.That(
            page.QuerySelector(".problem")!.TextContent,
            Does.Contain("report.BlockingActive").And.Contain("no answer within 30 s")
        );
    }

    [Test]
    public async Task A_server_that_cannot_be_reached_is_answered_502()
    {
        var server = new ReportPortalServer(
            new ReportPortalOptions
            {
                Port = 0,
                ReportsFolder = RepositoryFiles.Reports,
                ConnectionString = "Data Source=127.0.0.1,1;User Id=x;Password=y;Encrypt=False;Connect Timeout=2",
            }
        );
        await using (server)
        {
            await server.StartAsync(CancellationToken.None);
            using var client = new HttpClient { BaseAddress = server.BaseUrl };
            using var response = await client.GetAsync(new Uri("/report/Blocking", UriKind.Relative));
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadGateway).Or.EqualTo(HttpStatusCode.GatewayTimeout));
            Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("report.InstanceList"));
        }
    }

    [Test]
    public async Task A_broken_report_is_listed_with_its_problem_while_the_others_work()
    {
        var files = new Dictionary<string, string>
        {
            ["Good.rdl"] = SmallReport.With(SmallReport.Textbox("X", "=First(Fields!A.Value, \"D\")")),
            ["Broken.rdl"] = SmallReport.With(SmallReport.Textbox("X", "a", "<Sparkles>1</Sparkles>")),
        };
        await using var portal = await PortalFixture.StartAsync(SmallReport.Source("A B", ["x", 1]), files);
        var list = await portal.PageAsync("/");
        var broken = await portal.PageAsync("/report/Broken", HttpStatusCode.InternalServerError);
        var good = await portal.PageAsync("/report/Good");
        var (_, health) = await portal.GetAsync("/health");
        Assert.Multiple(() =>
        {
            Assert.That(list.QuerySelector("li.broken")!.TextContent, Does.Contain("Broken").And.Contain("<Sparkles>"));
            Assert.That(broken.QuerySelector(".problem")!.TextContent, Does.Contain("<Sparkles>"));
            Assert.That(good.QuerySelector("#X")!.TextContent, Is.EqualTo("x"));
            Assert.That(JsonDocument.Parse(health).RootElement.GetProperty("status").GetString(), Is.EqualTo("degraded"));
        });

        await File.WriteAllTextAsync(Path.Combine(portal.Folder, "Broken.rdl"), files["Good.rdl"]);
        File.SetLastWriteTimeUtc(Path.Combine(portal.Folder, "Broken.rdl"), DateTime.UtcNow.AddSeconds(5));
        Assert.That(
            (await portal.PageAsync("/report/Broken")).QuerySelector("#X")!.TextContent,
            Is.EqualTo("x"),
            "a mended file is read again"
        );
    }

    [TestCase("/report/Unknown")]
    [TestCase("/report/..%2FAxMonitor")]
    [TestCase("/nowhere")]
    public async Task What_does_not_exist_is_answered_404(string path)
    {
        Assert.That((await _portal.GetAsync(path)).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Another_host_name_is_not_answered()
    {
        using var client = new HttpClient { BaseAddress = _portal.Server.BaseUrl };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "evil.example";
        using var response = await client.SendAsync(request);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public void Starting_without_a_connection_string_says_what_is_missing()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            _ = new ReportPortalServer(new ReportPortalOptions { ReportsFolder = "x" })
        );
        Assert.That(error!.Message, Does.Contain("ConnectionString"));
    }
}
