// The playbook that alert mails link to, as a page.

using System.Net;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class PlaybookTests
{
    private PortalFixture _portal = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _portal = await PortalFixture.StartAsync(new InMemoryReportDataSource());

    [OneTimeTearDown]
    public async Task StopAsync() => await _portal.DisposeAsync();

    [Test]
    public async Task The_blocking_playbook_is_a_page_with_headings_tables_lists_and_code()
    {
        var page = await _portal.PageAsync("/playbooks/blocking");
        Assert.Multiple(() =>
        {
            Assert.That(page.QuerySelector("main h1")!.TextContent, Is.EqualTo("Playbook: blocking"));
            Assert.That(
                page.QuerySelectorAll("main table th").Select(th => th.TextContent),
                Is.EqualTo(new[] { "state", "what it means in AX", "go to" })
            );
            Assert.That(page.QuerySelectorAll("main ol li"), Has.Length.GreaterThan(5));
            Assert.That(page.QuerySelector("main pre")!.TextContent, Does.Contain("request_owner_guid"));
            Assert.That(
                page.QuerySelector("main")!.TextContent,
                Does.Not.Contain("**").And.Not.Contain("```").And.Not.Contain("\n# ")
            );
        });
    }

    [TestCase("/playbooks/nothing")]
    [TestCase("/playbooks/..%2F..%2FREADME")]
    public async Task A_playbook_that_does_not_exist_is_a_page_that_says_so(string path)
    {
        var (status, body) = await _portal.GetAsync(path);
        Assert.That(status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(body, Does.Contain("There is no such p"));
    }
}
