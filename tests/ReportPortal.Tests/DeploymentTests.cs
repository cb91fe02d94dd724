// Deployment as a real report server takes it: SOAP calls by the WSDL's names, and SSRS's own addresses.

using System.Net;
using System.Text;
using System.Xml.Linq;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class DeploymentTests
{
    private static readonly XNamespace Rs = "http://schemas.microsoft.com/sqlserver/reporting/2010/03/01/ReportServer";
    private PortalFixture _portal = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _portal = await PortalFixture.StartAsync(
            SmallReport.Source("A B", ["x", 1]),
            new Dictionary<string, string> { ["First.rdl"] = SmallReport.With(SmallReport.Textbox("X", "from the file")) }
        );
        _client = new HttpClient { BaseAddress = _portal.Server.BaseUrl };
    }

    [TearDown]
    public async Task StopAsync()
    {
        _client.Dispose();
        await _portal.DisposeAsync();
    }

    [Test]
    public async Task A_deployment_creates_folder_data_source_and_report_links_them_and_the_report_runs()
    {
        await CallAsync("CreateFolder", new XElement(Rs + "Folder", "PRD"), new XElement(Rs + "Parent", "/AxMonitor"));
        await CallAsync(
            "CreateDataSource",
            new XElement(Rs + "DataSource", "Repo"),
            new XElement(Rs + "Parent", "/AxMonitor"),
            new XElement(Rs + "Overwrite", "false"),
            new XElement(
                Rs + "Definition",
                new XElement(Rs + "Extension", "SQL"),
                new XElement(Rs + "ConnectString", "Data Source=x"),
                new XElement(Rs + "Password", "secret")
            )
        );
        var created = await DeployAsync("/AxMonitor/PRD", "Second", SmallReport.With(SmallReport.Textbox("X", "deployed")));
        Assert.That(
            created.Descendants(Rs + "Code").Single().Value,
            Is.EqualTo("rsDataSourceReferenceNotPublished"),
            "the report's data source S is not in its folder"
        );

        await CallAsync(
            "SetItemDataSources",
            new XElement(Rs + "ItemPath", "/AxMonitor/PRD/Second"),
            new XElement(
                Rs + "DataSources",
                new XElement(
                    Rs + "DataSource",
                    new XElement(Rs + "Name", "S"),
                    new XElement(Rs + "DataSourceReference", new XElement(Rs + "Reference", "/AxMonitor/Repo"))
                )
            )
        );
        var links = await CallAsync("GetItemDataSources", new XElement(Rs + "ItemPath", "/AxMonitor/PRD/Second"));
        Assert.That(links.Descendants(Rs + "Reference").Single().Value, Is.EqualTo("/AxMonitor/Repo"));

        var page = await _portal.PageAsync("/ReportServer?/AxMonitor/PRD/Second&rs:Command=Render");
        Assert.That(page.QuerySelector("#X")!.TextContent, Is.EqualTo("deployed"));
        var items = await CallAsync(
            "ListChildren",
            new XElement(Rs + "ItemPath", "/AxMonitor"),
            new XElement(Rs + "Recursive", "true")
        );
        Assert.That(
            items
                .Descendants(Rs + "CatalogItem")
                .Select(i => $"{i.Element(Rs + "TypeName")!.Value} {i.Element(Rs + "Path")!.Value}"),
            Is.EqualTo(
                new[]
                {
                    "Report /AxMonitor/First",
                    "Folder /AxMonitor/PRD",
                    "Report /AxMonitor/PRD/Second",
                    "DataSource /AxMonitor/Repo",
                }
            )
        );
        var source = await CallAsync("GetItemDefinition", new XElement(Rs + "ItemPath", "/AxMonitor/Repo"));
        Assert.That(Encoding.UTF8.GetString(Convert.FromBase64String(source.Value)), Does.Not.Contain("secret"));
    }

    [Test]
    public async Task Overwriting_a_report_keeps_its_id_and_shows_the_new_one()
    {
        var rdl = SmallReport.With(SmallReport.Textbox("X", "second edition"));
        var refused = await FaultAsync("CreateCatalogItem", Report("/AxMonitor", "First", rdl, overwrite: false));
        var id = (await CallAsync("ListChildren", new XElement(Rs + "ItemPath", "/AxMonitor")))
            .Descendants(Rs + "ID")
            .Single()
            .Value;
        var replaced = await DeployAsync("/AxMonitor", "First", rdl);
        Assert.Multiple(async () =>
        {
            Assert.That(refused.Code, Is.EqualTo("rsItemAlreadyExists"));
            Assert.That(replaced.Descendants(Rs + "ID").Single().Value, Is.EqualTo(id));
            Assert.That(
                (await _portal.PageAsync("/report/First")).QuerySelector("#X")!.TextContent,
                Is.EqualTo("second edition")
            );
            Assert.That(
                Convert.FromBase64String(
                    (await CallAsync("GetItemDefinition", new XElement(Rs + "ItemPath", "/AxMonitor/First"))).Value
                ),
                Is.EqualTo(Encoding.UTF8.GetBytes(rdl))
            );
        });
    }

    [Test]
    public async Task Asking_for_the_type_of_what_is_not_there_says_Unknown()
    {
        Assert.That((await CallAsync("GetItemType", new XElement(Rs + "ItemPath", "/Nowhere"))).Value, Is.EqualTo("Unknown"));
        await CallAsync("DeleteItem", new XElement(Rs + "ItemPath", "/AxMonitor/First"));
        Assert.That(
            (await CallAsync("GetItemType", new XElement(Rs + "ItemPath", "/AxMonitor/First"))).Value,
            Is.EqualTo("Unknown")
        );
    }

    [Test]
    public async Task A_refusal_is_a_fault_with_the_code_of_a_report_server()
    {
        var broken = SmallReport.With(SmallReport.Textbox("X", "a", "<Sparkles />"));
        var faults = new[]
        {
            await FaultAsync("CreateFolder", new XElement(Rs + "Folder", "X"), new XElement(Rs + "Parent", "/Nowhere")),
            await FaultAsync("CreateFolder", new XElement(Rs + "Folder", "X")),
            await FaultAsync("GetItemDefinition", new XElement(Rs + "ItemPath", "/AxMonitor/None")),
            await FaultAsync("CreateCatalogItem", Report("/AxMonitor", "Broken", broken, overwrite: true)),
            await FaultAsync("CreateLinkedItem", new XElement(Rs + "ItemPath", "/AxMonitor/First")),
        };
        Assert.Multiple(() =>
        {
            Assert.That(
                faults.Select(f => f.Code),
                Is.EqualTo(
                    new[]
                    {
                        "rsItemNotFound",
                        "rsMissingParameter",
                        "rsItemNotFound",
                        "rsInvalidReportDefinition",
                        "rsOperationNotSupported",
                    }
                )
            );
            Assert.That(faults[3].Message, Does.Contain("<Sparkles>"));
            Assert.That(faults[4].Message, Does.Contain("CreateLinkedItem"));
        });
    }

    [Test]
    public async Task Properties_are_told_and_set_and_a_data_source_is_told_as_a_document()
    {
        XElement Property(string name, string value) =>
            new(
                Rs + "Properties",
                new XElement(Rs + "Property", new XElement(Rs + "Name", name), new XElement(Rs + "Value", value))
            );

        var path = new XElement(Rs + "ItemPath", "/AxMonitor/First");
        await CallAsync("SetProperties", path, Property("Description", "what it tells"));
        var all = await CallAsync("GetProperties", path);
        var one = await CallAsync("GetProperties", path, Property("Description", ""));
        var refused = await FaultAsync("SetProperties", path, Property("Owner", "me"));
        await CallAsync(
            "CreateDataSource",
            new XElement(Rs + "DataSource", "Repo"),
            new XElement(Rs + "Parent", "/AxMonitor"),
            new XElement(Rs + "Definition", new XElement(Rs + "Extension", "SQL"), new XElement(Rs + "ConnectString", "x"))
        );
        var source = await CallAsync("GetItemDefinition", new XElement(Rs + "ItemPath", "/AxMonitor/Repo"));
        var document = XDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(source.Value)));
        Assert.Multiple(() =>
        {
            Assert.That(
                all.Descendants(Rs + "Name").Select(n => n.Value),
                Is.SupersetOf(new[] { "ID", "Name", "Path", "Type", "Description", "Hidden" })
            );
            Assert.That(one.Descendants(Rs + "Value").Single().Value, Is.EqualTo("what it tells"));
            Assert.That(refused.Message, Does.Contain("'Owner'"));
            Assert.That(document.Root!.Name.LocalName, Is.EqualTo("DataSourceDefinition"));
            Assert.That(document.Root.Name.NamespaceName, Does.EndWith("/reportdatasource"));
        });
    }

    [Test]
    public async Task Rights_of_an_item_s_own_can_go_again()
    {
        var path = new XElement(Rs + "ItemPath", "/AxMonitor/First");
        var role = new XElement(Rs + "Roles", new XElement(Rs + "Role", new XElement(Rs + "Name", "Browser")));
        await CallAsync(
            "SetPolicies",
            path,
            new XElement(Rs + "Policies", new XElement(Rs + "Policy", new XElement(Rs + "GroupUserName", "DOM\\A"), role))
        );
        var own = await CallAsync("GetPolicies", path);
        await CallAsync("InheritParentSecurity", path);
        var inherited = await CallAsync("GetPolicies", path);
        Assert.That(
            (own.Element(Rs + "InheritParent")!.Value, inherited.Element(Rs + "InheritParent")!.Value),
            Is.EqualTo(("false", "true"))
        );
    }

    [TestCase(" First", "rsInvalidItemName")]
    [TestCase("a:b", "rsInvalidItemPath")]
    [TestCase("300", "rsItemPathLengthExceeded")]
    public async Task A_name_that_a_server_refuses_is_refused(string name, string code)
    {
        var fault = await FaultAsync(
            "CreateFolder",
            new XElement(Rs + "Folder", name == "300" ? new string('n', 300) : name),
            new XElement(Rs + "Parent", "/AxMonitor")
        );
        Assert.That(fault.Code, Is.EqualTo(code));
    }

    [TestCase("not xml")]
    [TestCase("<a/>")]
    public async Task A_request_that_is_no_envelope_is_a_fault(string text)
    {
        using var response = await _client.PostAsync(
            new Uri("/ReportServer/ReportService2010.asmx", UriKind.Relative),
            new StringContent(text, Encoding.UTF8, "text/xml")
        );
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("rsInvalidXml"));
    }

    [Test]
    public async Task A_form_of_another_site_cannot_deploy()
    {
        using var response = await _client.PostAsync(
            new Uri("/ReportServer/ReportService2010.asmx", UriKind.Relative),
            new StringContent("<a/>", Encoding.UTF8, "text/plain")
        );
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
    }

    [Test]
    public async Task An_address_that_asks_for_another_format_is_answered_400()
    {
        var page = await _portal.PageAsync("/ReportServer?/AxMonitor/First&rs:Format=PDF", HttpStatusCode.BadRequest);
        Assert.That(page.QuerySelector(".problem")!.TextContent, Does.Contain("PDF"));
    }

    private Task<XElement> DeployAsync(string parent, string name, string rdl) =>
        CallAsync("CreateCatalogItem", Report(parent, name, rdl, overwrite: true));

    private static XElement[] Report(string parent, string name, string rdl, bool overwrite) =>
        [
            new(Rs + "ItemType", "Report"),
            new(Rs + "Name", name),
            new(Rs + "Parent", parent),
            new(Rs + "Overwrite", overwrite),
            new(Rs + "Definition", Convert.ToBase64String(Encoding.UTF8.GetBytes(rdl))),
        ];

    private async Task<XElement> CallAsync(string operation, params XElement[] parameters)
    {
        var (status, body) = await PostAsync(operation, parameters);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), body.ToString());
        return body.Element(Rs + (operation + "Response"))!;
    }

    private async Task<(string Code, string Message)> FaultAsync(string operation, params XElement[] parameters)
    {
        var (status, body) = await PostAsync(operation, parameters);
        Assert.That(status, Is.EqualTo(HttpStatusCode.InternalServerError), body.ToString());
        Assert.That(body.Descendants("faultactor").Single().Value, Does.StartWith("http://127.0.0.1:"));
        return (
            body.Descendants().Single(e => e.Name.LocalName == "ErrorCode").Value,
            body.Descendants("faultstring").Single().Value
        );
    }

    private async Task<(HttpStatusCode Status, XElement Body)> PostAsync(string operation, XElement[] parameters)
    {
        XNamespace soap = "http://schemas.xmlsoap.org/soap/envelope/";
        var envelope = new XElement(soap + "Envelope", new XElement(soap + "Body", new XElement(Rs + operation, parameters)));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/ReportServer/ReportService2010.asmx")
        {
            Content = new StringContent(envelope.ToString(), Encoding.UTF8, "text/xml"),
        };
        request.Headers.Add("SOAPAction", $"\"{Rs.NamespaceName}/{operation}\"");
        using var response = await _client.SendAsync(request);
        return (response.StatusCode, XElement.Parse(await response.Content.ReadAsStringAsync()).Element(soap + "Body")!);
    }
}
