// Starts a portal on a free port for one test class, and fetches and parses its pages.

using System.Net;
using System.Xml.Linq;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AxMonitor.Sandbox.ReportPortal.Data;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

internal sealed class PortalFixture : IAsyncDisposable
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly TempFolder? _ownFolder;

    private PortalFixture(ReportPortalServer server, TempFolder? ownFolder)
    {
        Server = server;
        _ownFolder = ownFolder;
        _client.BaseAddress = server.BaseUrl;
    }

    public ReportPortalServer Server { get; }

    public string Folder => _ownFolder?.Path ?? RepositoryFiles.Reports;

    public static async Task<PortalFixture> StartAsync(
        IReportDataSource source,
        IReadOnlyDictionary<string, string>? files = null,
        TimeProvider? time = null
    )
    {
        TempFolder? folder = null;
        if (files is not null)
        {
            folder = new TempFolder();
            foreach (var (name, content) in files)
            {
                folder.Write(name, content);
            }
        }

        var server = new ReportPortalServer(
            new ReportPortalOptions
            {
                Port = 0,
                ReportsFolder = folder?.Path ?? RepositoryFiles.Reports,
                PlaybooksFolder = RepositoryFiles.Playbooks,
                DataSource = source,
                Time = time ?? TimeProvider.System,
            }
        );
        await server.StartAsync(CancellationToken.None);
        return new PortalFixture(server, folder);
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>What an address holds that is no page, and its type.</summary>
    public async Task<(byte[] Content, string? Type)> BytesAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), path);
        return (await response.Content.ReadAsByteArrayAsync(), response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Calls an operation of SOAP; the answer's element, or the fault.</summary>
    public async Task<XElement> CallAsync(string operation, params XElement[] parameters)
    {
        XNamespace soap = "http://schemas.xmlsoap.org/soap/envelope/";
        XNamespace rs = "http://schemas.microsoft.com/sqlserver/reporting/2010/03/01/ReportServer";
        var envelope = new XElement(soap + "Envelope", new XElement(soap + "Body", new XElement(rs + operation, parameters)));
        using var content = new StringContent(envelope.ToString(), System.Text.Encoding.UTF8, "text/xml");
        using var response = await _client.PostAsync(
            new Uri("/ReportServer/ReportService2010.asmx", UriKind.Relative),
            content
        );
        return XElement.Parse(await response.Content.ReadAsStringAsync()).Element(soap + "Body")!.Elements().Single();
    }

    public async Task<IHtmlDocument> PageAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var (status, body) = await GetAsync(path);
        Assert.That(
            status,
            Is.EqualTo(expected),
            () =>
                $"{path} answered {status}: {System.Text.RegularExpressions.Regex.Replace(body, "<style>[^<]*</style>|<[^>]*>", " ", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1))}"
        );
        return await new HtmlParser().ParseDocumentAsync(body);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
        _ownFolder?.Dispose();
    }
}
