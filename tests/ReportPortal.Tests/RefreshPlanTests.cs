// Cache refresh plans: what the portal reads by itself, when, and what it refuses.

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using AxMonitor.Reports;
using AxMonitor.Reports.Rdl;
using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Soap;
using Microsoft.Extensions.Time.Testing;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RefreshPlanTests
{
    private static readonly XNamespace Rs = "http://schemas.microsoft.com/sqlserver/reporting/2010/03/01/ReportServer";
    private static readonly XElement Item = new(Rs + "ItemPath", "/AxMonitor/ListData");
    private const string EveryFive =
        "<ScheduleDefinition><StartDateTime>2026-01-01T00:00:00</StartDateTime><MinuteRecurrence><MinutesInterval>5</MinutesInterval></MinuteRecurrence></ScheduleDefinition>";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 1, 0, TimeSpan.Zero));
    private readonly InMemoryReportDataSource _source = SmallReport.Source("A", ["x"]);

    [Test]
    public async Task A_plan_reads_when_it_is_due_and_a_reader_with_its_values_finds_the_rows_there()
    {
        await using var portal = await StartAsync();
        var id = await CreateAsync(portal, EveryFive, ("@P", "1"));
        Assert.That(_source.Queries, Is.Empty, "not due yet");
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.That(_source.Queries.Single().Parameters, Is.EqualTo(new[] { KeyValuePair.Create("@P", (object?)"1") }));
        await portal.PageAsync("/report/One");
        Assert.That(_source.Queries, Has.Count.EqualTo(1), "the report asks with the number 1");
        await portal.PageAsync("/report/One?P=2");
        Assert.That(_source.Queries, Has.Count.EqualTo(2), "another question");
        _time.Advance(TimeSpan.FromMinutes(5));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(_source.Queries, Has.Count.EqualTo(4), "12:10 and 12:15");

        var told = (await portal.CallAsync("ListCacheRefreshPlans", Item)).Descendants(Rs + "CacheRefreshPlan").Single();
        Assert.Multiple(() =>
        {
            Assert.That(told.Element(Rs + "CacheRefreshPlanID")!.Value, Is.EqualTo(id));
            Assert.That(told.Element(Rs + "LastExecuted")!.Value, Is.EqualTo("2026-03-01T12:15:00Z"));
            Assert.That(told.Element(Rs + "LastRunStatus")!.Value, Is.EqualTo("Completed"));
            Assert.That(
                portal.Server.CacheCounts.Single(c => c.Hits + c.Misses > 0),
                Is.EqualTo(new CacheCount("/AxMonitor/ListData", 1, 1))
            );
        });
    }

    [Test]
    public async Task A_plan_is_told_changed_run_at_once_and_removed()
    {
        await using var portal = await StartAsync();
        var id = await CreateAsync(portal, EveryFive, ("@P", null));
        var key = new XElement(Rs + "CacheRefreshPlanID", id);
        var told = await portal.CallAsync("GetCacheRefreshPlanProperties", key);
        Assert.Multiple(() =>
        {
            Assert.That(told.Element(Rs + "MatchData")!.Value, Does.Contain("2026-01-01T00:00:00.000+00:00").And.Contain(">5<"));
            Assert.That(told.Descendants(Rs + "ParameterValue").Single().Elements().Single().Value, Is.EqualTo("@P"), "NULL");
            Assert.That(told.Element(Rs + "LastRunStatus")!.Value, Is.EqualTo("New Cache Refresh Plan"));
        });

        await portal.CallAsync("SetCacheRefreshPlanProperties", [key, .. Plan(told.Element(Rs + "MatchData")!.Value.Replace(">5<", ">60<", StringComparison.Ordinal), ("@P", "7"))]);
        _time.Advance(TimeSpan.FromMinutes(58));
        Assert.That(_source.Queries, Is.Empty, "12:59");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(_source.Queries.Single().Parameters.Single().Value, Is.EqualTo("7"));

        await portal.CallAsync(
            "FireEvent",
            new XElement(Rs + "EventType", "RefreshCache"),
            new XElement(Rs + "EventData", id)
        );
        Assert.That(_source.Queries, Has.Count.EqualTo(2));

        await portal.CallAsync("DeleteCacheRefreshPlan", key);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.That(_source.Queries, Has.Count.EqualTo(2));
        Assert.That((await portal.CallAsync("GetCacheRefreshPlanProperties", key)).ToString(), Does.Contain("rsCacheRefreshPlanNotFound"));
    }

    [Test]
    public async Task A_run_that_fails_is_the_plans_status_and_the_next_one_runs()
    {
        var fails = true;
        _source.Answer(
            SmallReport.Data,
            q => fails ? throw new ReportDataException(q, "down", isTimeout: false) : new DatasetResult(["A"], [["y"]])
        );
        await using var portal = await StartAsync();
        await CreateAsync(portal, EveryFive, ("@P", "1"));
        async Task<string> StatusAsync() =>
            (await portal.CallAsync("ListCacheRefreshPlans", Item)).Descendants(Rs + "LastRunStatus").Single().Value;
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(await StatusAsync(), Does.StartWith("Failed: ").And.EndsWith("down"));
        fails = false;
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(await StatusAsync(), Is.EqualTo("Completed"));

        await portal.CallAsync("SetCacheOptions", Item, new XElement(Rs + "CacheItem", "false"));
        var state = (await portal.CallAsync("ListCacheRefreshPlans", Item)).Descendants(Rs + "CachingNotEnabledOnItem").Single();
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(state.Value, Is.EqualTo("true"));
        Assert.That(await StatusAsync(), Does.Contain("does not have caching enabled"));
    }

    [Test]
    public async Task A_plan_goes_with_its_dataset()
    {
        await using var portal = await StartAsync();
        await CreateAsync(portal, EveryFive, ("@P", "1"));
        await portal.CallAsync("DeleteItem", Item);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(_source.Queries, Is.Empty);
    }

    [TestCase("/AxMonitor/One", "RefreshCache", EveryFive, "@P", "rsWrongItemType")]
    [TestCase("/AxMonitor/None", "RefreshCache", EveryFive, "@P", "rsItemNotFound")]
    [TestCase("/AxMonitor/LiveData", "RefreshCache", EveryFive, "@P", "rsCachingNotEnabled")]
    [TestCase("/AxMonitor/ListData", "DataModelRefresh", EveryFive, "@P", "rsUnknownEventType")]
    [TestCase("/AxMonitor/ListData", "RefreshCache", "soon", "@P", "rsInvalidXml")]
    [TestCase("/AxMonitor/ListData", "RefreshCache", EveryFive, "@Q", "rsUnknownReportParameter")]
    public async Task What_a_plan_cannot_be_is_refused(string path, string type, string schedule, string name, string code)
    {
        await using var portal = await StartAsync();
        var answer = await portal.CallAsync(
            "CreateCacheRefreshPlan",
            [
                new XElement(Rs + "ItemPath", path),
                .. Plan(schedule, (name, "1")).Where(e => e.Name != Rs + "EventType"),
                new XElement(Rs + "EventType", type),
            ]
        );
        Assert.That(answer.ToString(), Does.Contain(code));
    }

    [Test]
    public async Task By_REST_it_is_the_same()
    {
        await using var portal = await StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(portal.Server.BaseUrl, "/Reports/api/v2.0/") };
        using var me = await client.GetAsync(new Uri("Me", UriKind.Relative));
        client.DefaultRequestHeaders.Add(
            "X-XSRF-TOKEN",
            Uri.UnescapeDataString(me.Headers.GetValues("Set-Cookie").Single().Split('=', 2)[1].Split(';')[0])
        );
        async Task<JsonNode> ListAsync() =>
            (await client.GetFromJsonAsync<JsonNode>(new Uri("DataSets(Path='/AxMonitor/ListData')/CacheRefreshPlans", UriKind.Relative)))!["value"]!;

        var body = new JsonObject
        {
            ["CatalogItemPath"] = "/AxMonitor/ListData",
            ["Description"] = "soon",
            ["EventType"] = "RefreshCache",
            ["Schedule"] = new JsonObject
            {
                ["Definition"] = new JsonObject
                {
                    ["StartDateTime"] = "2026-01-01T00:00:00",
                    ["Recurrence"] = new JsonObject
                    {
                        ["MinuteRecurrence"] = new JsonObject { ["MinutesInterval"] = 5 },
                        ["DailyRecurrence"] = null,
                    },
                },
            },
            ["ParameterValues"] = new JsonArray(new JsonObject { ["Name"] = "@P", ["Value"] = "1" }),
        };
        using var created = await client.PostAsJsonAsync("CacheRefreshPlans", body);
        Assert.That(created.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        var plan = (await ListAsync()).AsArray().Single()!;
        var address = $"CacheRefreshPlans({plan["Id"]})";
        using var run = await client.PostAsync(new Uri(address + "/Model.Execute", UriKind.Relative), null);
        Assert.That(_source.Queries, Has.Count.EqualTo(1));
        body["Description"] = "sooner";
        using var changed = await client.PutAsJsonAsync(address, body);
        Assert.That((await ListAsync())[0]!["Description"]!.ToString(), Is.EqualTo("sooner"));
        Assert.That(plan["Schedule"]!["Definition"]!["Recurrence"]!["MinuteRecurrence"]!["MinutesInterval"]!.GetValue<int>(), Is.EqualTo(5));
        using var gone = await client.DeleteAsync(new Uri(address, UriKind.Relative));
        using var missing = await client.GetAsync(new Uri(address, UriKind.Relative));
        Assert.That((gone.StatusCode, missing.StatusCode), Is.EqualTo((HttpStatusCode.NoContent, HttpStatusCode.NotFound)));
        var names = await client.GetFromJsonAsync<JsonNode>(
            new Uri("DataSets(Path='/AxMonitor/ListData')/ParameterDefinitions", UriKind.Relative)
        );
        Assert.That(names!["value"]![0]!["Name"]!.ToString(), Is.EqualTo("@P"));
    }

    // 2026-01-01 is a Thursday.
    [TestCase("", "2025-12-31T00:00:00", "2026-01-01T06:30:00")]
    [TestCase("", "2026-01-01T06:30:00", null)]
    [TestCase("<MinuteRecurrence><MinutesInterval>15</MinutesInterval></MinuteRecurrence>", "2026-01-02T06:30:00", "2026-01-02T06:45:00")]
    [TestCase("<DailyRecurrence><DaysInterval>2</DaysInterval></DailyRecurrence>", "2026-01-01T06:30:00", "2026-01-03T06:30:00")]
    [TestCase("<WeeklyRecurrence><WeeksInterval>1</WeeksInterval><DaysOfWeek><Monday>true</Monday></DaysOfWeek></WeeklyRecurrence>", "2026-01-05T06:29:59", "2026-01-05T06:30:00")]
    [TestCase("<WeeklyRecurrence><WeeksInterval>2</WeeksInterval><DaysOfWeek><Monday>true</Monday></DaysOfWeek></WeeklyRecurrence>", "2026-01-02T00:00:00", "2026-01-12T06:30:00")]
    [TestCase("<WeeklyRecurrence><WeeksInterval>1</WeeksInterval><DaysOfWeek><Monday>false</Monday></DaysOfWeek></WeeklyRecurrence>", "2026-01-02T00:00:00", null)]
    public void A_schedule_is_due_next(string recurrence, string after, string? expected)
    {
        var schedule = CatalogSchedule.FromText(
            $"<ScheduleDefinition><StartDateTime>2026-01-01T06:30:00</StartDateTime>{recurrence}</ScheduleDefinition>"
        );
        var next = schedule.NextAfter(DateTime.SpecifyKind(DateTime.Parse(after, null), DateTimeKind.Utc));
        Assert.That(next?.ToString("s"), Is.EqualTo(expected));
    }

    [TestCase("<MonthlyRecurrence><Days>1</Days></MonthlyRecurrence>", "MonthlyRecurrence")]
    [TestCase("<MinuteRecurrence><MinutesInterval>0</MinutesInterval></MinuteRecurrence>", "MinutesInterval")]
    public void A_schedule_that_cannot_be_followed_is_refused(string recurrence, string named)
    {
        var schedule = CatalogSchedule.FromText(
            $"<ScheduleDefinition><StartDateTime>2026-01-01T06:30:00</StartDateTime>{recurrence}</ScheduleDefinition>"
        );
        Assert.That(
            () => schedule.NextAfter(_time.GetUtcNow().UtcDateTime),
            Throws.TypeOf<CatalogFault>().With.Message.Contains(named)
        );
    }

    [Test]
    public void What_is_read_ahead_is_heavy_and_asked_for_as_the_pages_ask()
    {
        var plans = RefreshPlanWriter.Plans(ReportCatalog.All);
        Assert.Multiple(() =>
        {
            Assert.That(
                plans.Select(p => p.DataSet).Distinct(),
                Is.EquivalentTo(Keep.All.SelectMany(k => k.ReadAhead).Select(SharedDataSet.ItemNameOf)),
                "a dataset is said to be read ahead, and no page asks for it unprompted"
            );
            Assert.That(Keep.All.Where(k => k.ReadAhead.Except(k.Names).Any()), Is.Empty, "read ahead, but not kept");
            Assert.That(plans.GroupBy(p => (p.DataSet, p.Description)).Where(g => g.Count() > 1), Is.Empty);
        });
    }

    private Task<PortalFixture> StartAsync() =>
        PortalFixture.StartAsync(
            _source,
            new Dictionary<string, string>
            {
                ["One.rdl"] = SharedDataSetTests.Report(),
                ["ListData.rsd"] = SharedDataSetTests.Shared("@P"),
                ["LiveData.rsd"] = SharedDataSetTests.Shared("@P"),
                ["datasets.json"] = """{ "ListData": 5 }""",
            },
            _time
        );

    private static async Task<string> CreateAsync(PortalFixture portal, string schedule, params (string, string?)[] values)
    {
        var answer = await portal.CallAsync("CreateCacheRefreshPlan", [Item, .. Plan(schedule, values)]);
        Assert.That(answer.Name, Is.EqualTo(Rs + "CreateCacheRefreshPlanResponse"), answer.ToString());
        return answer.Value;
    }

    private static XElement[] Plan(string schedule, params (string Name, string? Value)[] values) =>
        [
            new(Rs + "Description", "every now and then"),
            new(Rs + "EventType", "RefreshCache"),
            new(Rs + "MatchData", schedule),
            new(
                Rs + "Parameters",
                values.Select(v => new XElement(
                    Rs + "ParameterValue",
                    new XElement(Rs + "Name", v.Name),
                    v.Value is null ? null : new XElement(Rs + "Value", v.Value)
                ))
            ),
        ];
}
