// The portal's own pages and errors, over HTTP.

using System.Net;
using System.Text.Json;
using AxMonitor.Sandbox.ReportPortal.Data;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class PortalPagesTests
{
    private PortalFixture _portal = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _portal = await PortalFixture.StartAsync(BlockingSample.Source());

    [OneTimeTearDown]
    public async Task StopAsync() => await _portal.DisposeAsync();

    [Test]
    public async Task The_list_links_every_report_of_the_folder()
    {
        var page = await _portal.PageAsync("/");
        var links = page.QuerySelectorAll(".cards a").Select(a => a.GetAttribute("href"));
        Assert.That(links, Is.SupersetOf(new[] { "/report/Blocking", "/report/BlockingChain" }), page.Body!.TextContent);
    }
}
