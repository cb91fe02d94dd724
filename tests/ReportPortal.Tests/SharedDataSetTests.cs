// Shared datasets and the cache of their rows: who shares what, for how long, what is never kept, and that a
// page with kept rows says from when they are.

using System.Net;
using System.Xml.Linq;
using AxMonitor.Reports;
using AxMonitor.Sandbox.ReportPortal.Data;
using Microsoft.Extensions.Time.Testing;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class SharedDataSetTests
{
    private static readonly XNamespace Rs = "http://schemas.microsoft.com/sqlserver/reporting/2010/03/01/ReportServer";
    private static readonly XElement Item = new(Rs + "ItemPath", "/AxMonitor/ListData");

    private const string Parameters = """
        <ReportParameter Name="P"><DataType>Integer</DataType><Nullable>true</Nullable><DefaultValue><Values><Value>1</Value></Values></DefaultValue><Prompt>P</Prompt></ReportParameter>
        """;

    private const string Query = """
        <QueryParameters><QueryParameter Name="@P"><Value>=Parameters!P.Value</Value></QueryParameter></QueryParameters>
        """;

    private const string Source = """
        <RptDataSource Name="S"><ConnectionProperties><Extension>SQL</Extension><ConnectString>x</ConnectString><IntegratedSecurity>true</IntegratedSecurity></ConnectionProperties></RptDataSource>
        """;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Test]
    public async Task Rows_are_read_once_for_the_same_question_until_their_time_is_over()
    {
        var source = SmallReport.Source("A", ["x"]);
        await using var portal = await StartAsync(source);
        await portal.PageAsync("/report/One");
        await portal.PageAsync("/report/Two");
        Assert.That(source.Queries, Has.Count.EqualTo(1), "two reports, one question");

        await portal.PageAsync("/report/One?P=2");
        await portal.PageAsync("/report/One?P:isnull=true");
        Assert.That(source.Queries.Select(q => q.Parameters.Single().Value), Is.EqualTo(new object?[] { 1, 2, null }));

        _time.Advance(TimeSpan.FromSeconds(299));
        await portal.PageAsync("/report/One");
        Assert.That(source.Queries, Has.Count.EqualTo(3));
        _time.Advance(TimeSpan.FromSeconds(1));
        await portal.PageAsync("/report/One");
        Assert.That(source.Queries, Has.Count.EqualTo(4), "five minutes are over");
        Assert.That(portal.Server.CacheCounts, Is.EqualTo(new[] { new CacheCount("/AxMonitor/ListData", 2, 4) }));
        var (_, metrics) = await portal.GetAsync("/metrics");
        Assert.That(
            metrics,
            Does.Contain("reportserver_dataset_cache_hits_total{dataset=\"/AxMonitor/ListData\"} 2\n")
                .And.Contain("reportserver_dataset_cache_misses_total{dataset=\"/AxMonitor/ListData\"} 4\n")
        );
    }

    [Test]
    public async Task A_run_that_fails_is_not_kept()
    {
        var source = SmallReport.Source("A", ["x"]);
        var fails = true;
        source.Answer(
            SmallReport.Data,
            q => fails ? throw new ReportDataException(q, "down", isTimeout: false) : new DatasetResult(["A"], [["y"]])
        );
        await using var portal = await StartAsync(source);
        await portal.PageAsync("/report/One", HttpStatusCode.BadGateway);
        fails = false;
        Assert.That((await portal.PageAsync("/report/One")).QuerySelector("#X")!.TextContent, Is.EqualTo("y"));
    }

    [Test]
    public async Task An_administrator_throws_away_what_is_kept_and_changes_for_how_long()
    {
        var source = SmallReport.Source("A", ["x"]);
        await using var portal = await StartAsync(source);
        await portal.PageAsync("/report/One");
        var options = await portal.CallAsync("GetCacheOptions", Item);
        Assert.That(options.Element(Rs + "TimeExpiration")!.Value, Is.EqualTo("5"));

        Assert.That((await portal.CallAsync("FlushCache", Item)).Name, Is.EqualTo(Rs + "FlushCacheResponse"));
        await portal.PageAsync("/report/One");
        Assert.That(source.Queries, Has.Count.EqualTo(2));

        await portal.CallAsync("SetCacheOptions", Item, new XElement(Rs + "CacheItem", "false"));
        await portal.PageAsync("/report/One");
        await portal.PageAsync("/report/One");
        Assert.That(source.Queries, Has.Count.EqualTo(4), "nothing is kept any more");

        var minute = new XElement(Rs + "TimeExpiration", new XElement(Rs + "Minutes", "1"));
        var refused = await portal.CallAsync("SetCacheOptions", Item, new XElement(Rs + "CacheItem", "true"), minute);
        Assert.That(refused.ToString(), Does.Contain("rsInvalidDataSourceCredentialSetting"), "each reader's own account");

        await portal.CallAsync("CreateDataSource", Stored());
        await portal.CallAsync("SetCacheOptions", Item, new XElement(Rs + "CacheItem", "true"), minute);
        await portal.PageAsync("/report/One");
        await portal.PageAsync("/report/One");
        Assert.That(source.Queries, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task A_dataset_that_is_not_there_or_is_asked_by_what_it_does_not_know_is_named()
    {
        await using var portal = await PortalFixture.StartAsync(
            SmallReport.Source("A", ["x"]),
            new Dictionary<string, string>
            {
                ["None.rdl"] = Report(),
                ["Other.rdl"] = Report().Replace("ListData", "OtherData", StringComparison.Ordinal),
                ["OtherData.rsd"] = Shared("@Q"),
                ["Odd.rdl"] = Report().Replace("ListData", "OddData", StringComparison.Ordinal),
                ["OddData.rsd"] = Shared("@P").Replace("<Fields>", "<Filters /><Fields>", StringComparison.Ordinal),
            }
        );
        async Task<string> ToldAsync(string name) =>
            (await portal.PageAsync("/report/" + name, HttpStatusCode.InternalServerError)).QuerySelector(".problem")!.TextContent;
        Assert.Multiple(async () =>
        {
            Assert.That(await ToldAsync("None"), Does.Contain("'/AxMonitor/ListData', which is not published"));
            Assert.That(await ToldAsync("Other"), Does.Contain("has no parameter '@P'"));
            Assert.That(await ToldAsync("Odd"), Does.Contain("<Filters> is not supported").And.Contain("line"));
        });
    }

    [Test]
    public async Task A_page_reads_what_is_of_the_moment_each_time_and_says_from_when_the_rest_is()
    {
        var source = BlockingSample.Source();
        var start = _time.GetUtcNow().DateTime;
        source.Answer(
            "report.PageHeader",
            _ => new DatasetResult(
                BlockingSample.HeaderColumns.Split(' '),
                [Clocked(BlockingSample.Header("fresh", $"Data of {_time.GetUtcNow():HH:mm:ss} (0 s ago)"), _time)]
            )
        );
        source.Answer(
            "report.BlockingOffenders",
            _ => new DatasetResult(
                ["RowId", "KindName", "KindOrder", "Name", "IncidentCount", "WaitMs", "PeakVictimCount", "MadeAt"],
                [["1/anna", "AX user", 1, "anna", 1, 495_000L, 5, _time.GetUtcNow().DateTime]]
            )
        );
        source.Answer(
            "report.BlockedSessionsOverTime",
            _ => new DatasetResult(
                ["BucketLocal", "BlockedSessions", "TotalWaitMs", "MadeAt"],
                [[start, 1, 1_000L, _time.GetUtcNow().DateTime]]
            )
        );
        await using var portal = await PortalFixture.StartAsync(source, time: _time);
        async Task<string> TitleAsync() => (await portal.PageAsync("/report/Blocking")).QuerySelector("#Title")!.TextContent;

        var first = await TitleAsync();
        _time.Advance(TimeSpan.FromSeconds(50));
        var second = await TitleAsync();
        _time.Advance(TimeSpan.FromSeconds(50));
        var third = await TitleAsync();
        int Runs(string procedure) => source.Queries.Count(q => q.Procedure == procedure);
        Assert.Multiple(() =>
        {
            Assert.That(first, Does.EndWith("Data of 12:00:00 (0 s ago)"));
            Assert.That(second, Does.EndWith("Data of 12:00:50 (0 s ago) · lists and curves of 12:00:00 or later"));
            Assert.That(third, Does.EndWith("Data of 12:01:40 (0 s ago) · lists and curves of 12:00:00 or later"));
            Assert.That(Runs("report.BlockedSessionsOverTime"), Is.EqualTo(2), "kept for a minute");
            Assert.That(Runs("report.BlockingOffenders"), Is.EqualTo(1), "kept for five");
            Assert.That(
                new[] { "report.PageHeader", "report.PageBanners", "report.BlockingActive" }.Select(Runs),
                Is.All.EqualTo(3)
            );
        });
    }

    [Test]
    public void Nothing_of_this_moment_is_kept()
    {
        string[] ofNow = ["PageHeader", "PageBanners", "InstanceList", "BlockingActive", "BlockingChain", "AlertList", "CollectorList"];
        var tilesOfNow = ReportCatalog.All.SelectMany(r => r.Body).OfType<Tiles>().SelectMany(t => t.Items).Where(t => t.Now);
        Assert.That(tilesOfNow.Select(t => t.Data.Keep), Is.Not.Empty.And.All.Null);
        Assert.That(ReportCatalog.SharedDataSets.Select(d => d.Name).Intersect(ofNow), Is.Empty);
        Assert.That(
            Keep.All.SelectMany(k => k.Names),
            Is.EquivalentTo(ReportCatalog.SharedDataSets.Select(d => d.Name)),
            "kept, but on no page"
        );
    }

    private static object?[] Clocked(object?[] header, TimeProvider time)
    {
        var now = time.GetUtcNow().DateTime;
        (header[3], header[^1]) = (now, now);
        return header;
    }

    private Task<PortalFixture> StartAsync(InMemoryReportDataSource source) =>
        PortalFixture.StartAsync(
            source,
            new Dictionary<string, string>
            {
                ["One.rdl"] = Report(),
                ["Two.rdl"] = Report(),
                ["ListData.rsd"] = Shared("@P"),
                ["datasets.json"] = """{ "ListData": 5 }""",
                ["S.rds"] = Source,
            },
            _time
        );

    internal static string Report() =>
        System.Text.RegularExpressions.Regex.Replace(
            SmallReport.With(
                SmallReport.Textbox("X", "=First(Fields!A.Value, \"D\")"),
                "A",
                SmallReport.Parameters(Parameters)
            ),
            "<Query>.*</Query>",
            $"<SharedDataSet><SharedDataSetReference>ListData</SharedDataSetReference>{Query}</SharedDataSet>",
            System.Text.RegularExpressions.RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );

    internal static string Shared(string parameter) =>
        $"""
            <SharedDataSet xmlns="http://schemas.microsoft.com/sqlserver/reporting/2010/01/shareddatasetdefinition">
              <DataSet Name="DataSet">
                <Query>
                  <DataSourceReference>S</DataSourceReference>
                  <DataSetParameters><DataSetParameter Name="{parameter}"><Nullable>true</Nullable></DataSetParameter></DataSetParameters>
                  <CommandType>StoredProcedure</CommandType>
                  <CommandText>{SmallReport.Data}</CommandText>
                </Query>
                <Fields><Field Name="A"><DataField>A</DataField></Field></Fields>
              </DataSet>
            </SharedDataSet>
            """;

    private static XElement[] Stored() =>
        [
            new(Rs + "DataSource", "S"),
            new(Rs + "Parent", "/AxMonitor"),
            new(Rs + "Overwrite", "true"),
            new(
                Rs + "Definition",
                new XElement(Rs + "Extension", "SQL"),
                new XElement(Rs + "ConnectString", "x"),
                new XElement(Rs + "CredentialRetrieval", "Store"),
                new XElement(Rs + "UserName", "reports")
            ),
        ];
}
