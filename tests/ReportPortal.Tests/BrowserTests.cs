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
        if (!File.Exists(Chromium))
        {
            Assert.Ignore($"{Chromium} is not installed.");
        }

        await using var portal = await PortalFixture.StartAsync(BlockingSample.Source());
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = Arguments }
        );
        var page = await browser.NewPageAsync(
            new BrowserNewPageOptions
            {
                ViewportSize = new ViewportSize { Width = 1440, Height = 900 },
                JavaScriptEnabled = true,
            }
        );
        page.SetDefaultNavigationTimeout(180_000); // the first request compiles the report
        await page.GotoAsync(
            $"{portal.Server.BaseUrl}report/Blocking?FromAt={BlockingSample.At(0)}&ToAt={BlockingSample.At(240)}"
        );
        await page.ScreenshotAsync(
            new PageScreenshotOptions
            {
                Path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "Blocking.png"),
                FullPage = true,
            }
        );

        var statements = page.GetByText("BLOCKED STATEMENT").First;
        Assert.That(await statements.IsVisibleAsync(), Is.False, "the statements of a blocked process report start closed");
        await page.Locator("#BlockedReports input[type=checkbox]").First.CheckAsync();
        Assert.That(await statements.IsVisibleAsync(), Is.True, "the check box opens them without any script");

        await page.Locator("#ActiveIncidents tbody a").First.ClickAsync();
        Assert.That(page.Url, Does.Contain("/report/BlockingChain?").And.Contain("IncidentId=2&"));
        await page.ScreenshotAsync(
            new PageScreenshotOptions
            {
                Path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "BlockingChain.png"),
                FullPage = true,
            }
        );
        Assert.That(await page.Locator("h1").InnerTextAsync(), Is.EqualTo("Blocking incident 2"));

        var left = await page.Locator("#ChainTable tbody .toggle .p:first-child")
            .EvaluateAllAsync<double[]>("es => es.map(e => e.getBoundingClientRect().left)");
        Assert.That(left[1], Is.GreaterThan(left[0] + 10), "the second session stands further right than its blocker");
    }
}
