// Starts a portal on a free port for one test class, and fetches and parses its pages.

using System.Net;
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
        IReadOnlyDictionary<string, string>? files = null
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
