// Both reports in a real browser, without scripts of their own: what a reader sees, opens and follows.

using Microsoft.Playwright;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class BrowserTests
{
    private const string Chromium = "/usr/bin/chromium";
    private static readonly string[] Arguments =
    [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    [Test]
    public async Task A_reader_follows_an_incident_from_the_overview_into_its_chain()
    {
        await using var portal = await PortalFixture.StartAsync(BlockingSample.Source());
        await using var browser = await OpenBrowser.StartAsync();
        var page = await browser.PageAsync(1440, 900);
        await page.GotoAsync(
            $"{portal.Server.BaseUrl}report/Blocking?FromAt={BlockingSample.At(0)}&ToAt={BlockingSample.At(240)}"
        );
        await page.ScreenshotAsync(Picture("Blocking.png"));

        var statements = page.GetByText("BLOCKED STATEMENT").First;
        Assert.That(await statements.IsVisibleAsync(), Is.False, "the statements of a blocked process report start closed");
        await page.Locator("#BlockedReports input[type=checkbox]").First.CheckAsync();
        Assert.That(await statements.IsVisibleAsync(), Is.True, "the check box opens them without any script");

        await page.Locator("#ActiveIncidents tbody a").First.ClickAsync();
        await page.WaitForURLAsync(url => url.Contains("/report/BlockingChain?") && url.Contains("IncidentId=2&"));
        await page.ScreenshotAsync(Picture("BlockingChain.png"));
        Assert.That(await page.Locator("h1").InnerTextAsync(), Is.EqualTo("Blocking incident 2"));

        var left = await page.Locator("#ChainTable tbody .toggle .p:first-child")
            .EvaluateAllAsync<double[]>("es => es.map(e => e.getBoundingClientRect().left)");
        Assert.That(left[1], Is.GreaterThan(left[0] + 10), "the second session stands further right than its blocker");
    }

    [TestCase("Blocking")]
    [TestCase("BlockingChain?IncidentId=2")]
    [TestCase("BlockingChain?IncidentId=404")]
    public async Task A_telephone_shows_the_page_without_moving_sideways(string address)
    {
        await using var portal = await PortalFixture.StartAsync(BlockingSample.Source());
        await using var browser = await OpenBrowser.StartAsync();
        var page = await browser.PageAsync(390, 844);
        await page.GotoAsync($"{portal.Server.BaseUrl}report/{address}");
        await page.ScreenshotAsync(Picture($"Phone{address.Split('?')[0]}.png"));

        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(390));
        var scrolling = await page.Locator(".scroll, .chart")
            .EvaluateAllAsync<string[]>(
                "es => es.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 99))"
            );
        Assert.That(scrolling, Is.Empty, "tables and charts fit the screen");
    }

    [Test]
    public async Task A_telephone_shows_the_columns_that_matter_and_all_when_asked()
    {
        await using var portal = await PortalFixture.StartAsync(BlockingSample.Source());
        await using var browser = await OpenBrowser.StartAsync();
        var page = await browser.PageAsync(390, 844);
        await page.GotoAsync($"{portal.Server.BaseUrl}report/Blocking");
        var shown = page.Locator("#ActiveIncidents thead th:visible");
        Assert.That(
            (await shown.AllInnerTextsAsync()).Select(t => t.Trim()).Where(t => t.Length > 0),
            Is.EqualTo(new[] { "Head blocker", "Blocked", "Longest wait" })
        );

        await page.GetByLabel("All columns").First.CheckAsync();
        Assert.That(await shown.CountAsync(), Is.EqualTo(9));
    }

    private static PageScreenshotOptions Picture(string name) =>
        new() { Path = Path.Combine(TestContext.CurrentContext.WorkDirectory, name), FullPage = true };

    /// <summary>Chromium for one test; without it the test is skipped with a reason.</summary>
    private sealed class OpenBrowser(IPlaywright playwright, IBrowser browser) : IAsyncDisposable
    {
        public static async Task<OpenBrowser> StartAsync()
        {
            if (!File.Exists(Chromium))
            {
                Assert.Ignore($"{Chromium} is not installed; .ci/run installs it.");
            }

            var playwright = await Playwright.CreateAsync();
            return new OpenBrowser(
                playwright,
                await playwright.Chromium.LaunchAsync(
                    new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = Arguments }
                )
            );
        }

        public async Task<IPage> PageAsync(int width, int height)
        {
            var page = await browser.NewPageAsync(
                new BrowserNewPageOptions
                {
                    ViewportSize = new ViewportSize { Width = width, Height = height },
                }
            );
            page.SetDefaultNavigationTimeout(180_000); // the first request compiles the report
            return page;
        }

        public async ValueTask DisposeAsync()
        {
            await browser.DisposeAsync();
            playwright.Dispose();
        }
    }
}
