// Headless Chromium as Debian packages it, driven by Playwright: what a reader of the reports sees.
using Microsoft.Playwright;

namespace AxMonitor.EndToEnd.Tests;

/// <summary>A browser for one test.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    public static async Task<Browser> StartAsync()
    {
        if (!File.Exists(Chromium))
        {
            Assert.Ignore($"{Chromium} is not installed; .ci/run installs it.");
        }

        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Chromium,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
        return new Browser(playwright, browser);
    }

    /// <summary>Opens a page as a reader with that screen and taste sees it.</summary>
    public async Task<IPage> OpenAsync(
        string url,
        int width = 1400,
        int height = 1000,
        ColorScheme scheme = ColorScheme.Light
    )
    {
        var page = await _browser.NewPageAsync(
            new BrowserNewPageOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = height },
                ColorScheme = scheme,
                BypassCSP = true, // the pages allow no script, and axe is one
            }
        );
        page.SetDefaultTimeout(180_000); // the first request compiles the report
        var response = await page.GotoAsync(url);
        Assert.That(response!.Status, Is.EqualTo(200), () => $"{url} answered {response.Status}");
        return page;
    }

    /// <summary>Saves a picture of the page beside the test results, for people to look at.</summary>
    public async Task KeepAsync(IPage page, string name)
    {
        var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, name + ".png");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true });
        TestContext.AddTestAttachment(file);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
