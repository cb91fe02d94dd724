// Moving what is deployed: reports and folders take another path, and what refers to them goes on doing so.

using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class MoveTests
{
    private static readonly XNamespace Rs = "http://schemas.microsoft.com/sqlserver/reporting/2010/03/01/ReportServer";
    private PortalFixture _portal = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _portal = await PortalFixture.StartAsync(
            SmallReport.Source("A B", ["x", 1]),
            new Dictionary<string, string> { ["First.rdl"] = SmallReport.With(SmallReport.Textbox("X", "told")) }
        );
        await _portal.CallAsync("CreateFolder", new XElement(Rs + "Folder", "New"), new XElement(Rs + "Parent", "/"));
        await _portal.CallAsync(
            "CreateDataSource",
            new XElement(Rs + "DataSource", "S"),
            new XElement(Rs + "Parent", "/AxMonitor"),
            new XElement(Rs + "Overwrite", "false"),
            new XElement(Rs + "Definition", new XElement(Rs + "Extension", "SQL"), new XElement(Rs + "ConnectString", "Data Source=x"))
        );
    }

    [TearDown]
    public async Task StopAsync() => await _portal.DisposeAsync();

    private Task<XElement> MoveAsync(string from, string to) =>
        _portal.CallAsync("MoveItem", new XElement(Rs + "ItemPath", from), new XElement(Rs + "Target", to));

    private async Task<string> SourceAsync(string report) =>
        (await _portal.CallAsync("GetItemDataSources", new XElement(Rs + "ItemPath", report)))
            .Descendants(Rs + "Reference")
            .Single()
            .Value;

    [Test]
    public async Task A_report_is_shown_at_its_new_place_only_and_keeps_its_data_source()
    {
        var answer = await MoveAsync("/AxMonitor/First", "/New/Second");
        Assert.That(answer.Name.LocalName, Is.EqualTo("MoveItemResponse"), answer.ToString());
        var page = await _portal.PageAsync("/report/New/Second");
        Assert.That(page.QuerySelector("#X")!.TextContent, Is.EqualTo("told"));
        await _portal.PageAsync("/report/First", HttpStatusCode.NotFound);
        Assert.That(await SourceAsync("/New/Second"), Is.EqualTo("/AxMonitor/S"), "its file names it without a folder");
    }

    [Test]
    public async Task What_refers_to_an_item_of_a_folder_that_moves_goes_on_doing_so()
    {
        await MoveAsync("/AxMonitor/S", "/New/Source");
        Assert.That(await SourceAsync("/AxMonitor/First"), Is.EqualTo("/New/Source"));
        await MoveAsync("/New", "/AxMonitor/Inner");
        Assert.That(await SourceAsync("/AxMonitor/First"), Is.EqualTo("/AxMonitor/Inner/Source"));
    }

    [TestCase("/AxMonitor/Nowhere", "/New/X", "rsItemNotFound")]
    [TestCase("/AxMonitor/First", "/Nowhere/X", "rsItemNotFound")]
    [TestCase("/AxMonitor/First", "/AxMonitor/S", "rsItemAlreadyExists")]
    [TestCase("/AxMonitor/First", "/AxMonitor/S/X", "rsWrongItemType")]
    [TestCase("/AxMonitor", "/AxMonitor/Deeper", "rsInvalidMove")]
    [TestCase("/", "/New/Root", "rsReservedItem")]
    public async Task What_cannot_be_moved_is_refused_as_a_server_does(string from, string to, string code)
    {
        var fault = await MoveAsync(from, to);
        Assert.That(fault.Descendants().First(e => e.Name.LocalName == "ErrorCode").Value, Is.EqualTo(code));
        await _portal.PageAsync("/report/First");
    }

    [Test]
    public async Task By_REST_several_items_move_and_those_that_cannot_are_told()
    {
        using var client = new HttpClient { BaseAddress = _portal.Server.BaseUrl };
        using var me = await client.GetAsync(new Uri("/Reports/api/v2.0/Me", UriKind.Relative));
        var cookie = me.Headers.GetValues("Set-Cookie").First(c => c.StartsWith("XSRF-TOKEN", StringComparison.Ordinal));
        var token = Uri.UnescapeDataString(cookie.Split(';')[0]["XSRF-TOKEN=".Length..]);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/Reports/api/v2.0/CatalogItems/Model.MoveItems")
        {
            Content = new StringContent(
                """{"CatalogItemPaths":["/AxMonitor/First","/AxMonitor/Nowhere"],"TargetPath":"/New"}""",
                Encoding.UTF8,
                "application/json"
            ),
        };
        request.Headers.Add("X-XSRF-TOKEN", token);
        using var response = await client.SendAsync(request);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Multiple(() =>
        {
            Assert.That((bool)answer["HasErrors"]!, Is.True, answer.ToJsonString());
            Assert.That(answer["FailedOperations"]!.AsArray(), Has.Count.EqualTo(1));
        });
        await _portal.PageAsync("/report/New/First");
    }
}
