// The playbook that alert mails link to, as a page.

using System.Net;
using AngleSharp.Html.Parser;
using AxMonitor.Sandbox.ReportPortal.Rendering;

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

    [Test]
    public void Markup_in_a_playbook_stays_text_and_only_links_to_pages_stay_links()
    {
        const string Markdown = """
            # <b>Title</b> of `code`

            <script>alert(1)</script> text <img src=x onerror=alert(1)>

            [a](javascript:alert(1)) [b](JAVASCRIPT:alert(1)) [c](java&#9;script:alert(1)) [d](data:text/html,x) [e][ref]
            <javascript:alert(1)> ![picture](http://elsewhere.example/x.png)

            [good](https://docs.example/x?a=1&b=2) [relative](blocking) [section](#tuning) <http://docs.example/y>

            [ref]: vbscript:x "title"
            """;
        var page = new HtmlParser().ParseDocument(PlaybookPage.Render(Markdown));
        Assert.Multiple(() =>
        {
            Assert.That(page.QuerySelectorAll("main script, main img, main b, [onerror]"), Is.Empty);
            Assert.That(
                page.QuerySelector("main")!.TextContent,
                Does.Contain("<script>alert(1)</script>").And.Contain("picture")
            );
            Assert.That(page.Title, Does.StartWith("<b>Title</b> of code"));
            Assert.That(
                page.QuerySelectorAll("main a").Select(a => a.GetAttribute("href")),
                Is.EqualTo(new[] { "https://docs.example/x?a=1&b=2", "blocking", "#tuning", "http://docs.example/y" })
            );
        });
    }

    [Test]
    public async Task Every_playbook_is_a_page_without_leftovers_of_markdown()
    {
        foreach (var file in Directory.GetFiles(RepositoryFiles.Playbooks, "*.md"))
        {
            var page = await _portal.PageAsync("/playbooks/" + Path.GetFileNameWithoutExtension(file));
            var text = page.QuerySelector("main")!.TextContent;
            Assert.That(page.QuerySelector("main h1"), Is.Not.Null, file);
            Assert.That(text, Does.Not.Contain("**").And.Not.Contain("```").And.Not.Contain("](").And.Not.Contain("|--"), file);
        }
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
