// The pages in a browser: on a desktop, on a telephone, in the dark, without script; and nothing of what was
// collected runs there.
using System.Globalization;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace AxMonitor.Desk.Tests;

[TestFixture]
public sealed partial class BrowserTests
{
    private const string Chromium = "/usr/bin/chromium";
    private static readonly string[] Pages =
    [
        "/",
        "/alerts?state=all",
        "/alerts/{0}",
        "/windows",
        "/windows/{1}",
        "/rules",
        "/rules/CPU",
        "/jobs",
        "/jobs/{2}",
        "/channels",
        "/settings",
        "/instances/PROD",
        "/users",
        "/keys",
        "/audit",
        "/playbooks/blocking",
        "/password",
    ];
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        if (!File.Exists(Chromium))
        {
            Assert.Ignore($"{Chromium} is not installed; .ci/run installs it.");
        }

        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Chromium,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
            }
        );
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
            _playwright.Dispose();
        }
    }

    [TestCase(1280, ColorScheme.Light)]
    [TestCase(390, ColorScheme.Light)]
    [TestCase(1280, ColorScheme.Dark)]
    [CancelAfter(300_000)]
    public async Task Every_page_fits_and_runs_nothing_that_was_collected(
        int width,
        ColorScheme scheme,
        CancellationToken cancellationToken
    )
    {
        var alert = await DeskFixture.AddAlertAsync($"browser {Guid.NewGuid():N}");
        var window = await DeskFixture.AddWindowAsync(DeskFixture.Probe);
        var job = await DeskFixture.AddJobAsync(DeskFixture.Probe);
        await using var context = await _browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
                ColorScheme = scheme,
            }
        );
        var page = await context.NewPageAsync();
        List<string> complaints = [];
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                complaints.Add(message.Text);
            }
        };
        await SignInAsync(page, "admin");
        foreach (var path in Pages)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await page.GotoAsync(
                new Uri(DeskFixture.Address, string.Format(CultureInfo.InvariantCulture, path, alert, window, job)).ToString()
            );
            var place = One().Replace(path.Split('?')[0], "-one").Trim('/').Replace('/', '-');
            var name = $"desk-{width}-{scheme}-{place}.png";
            var file = Path.Combine(TestContext.CurrentContext.WorkDirectory, name);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = file, FullPage = true });
            TestContext.AddTestAttachment(file);
            await LookForBarriersAsync(path);
            Assert.That(await page.EvaluateAsync<bool>("() => window.hit === undefined"), Is.True, path);
            Assert.That(
                await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"),
                Is.LessThanOrEqualTo(width),
                $"{path} is wider than the screen"
            );
        }

        Assert.That(complaints, Is.Empty);

        async Task LookForBarriersAsync(string path)
        {
            var result = await page.RunAxe();
            complaints.AddRange(
                result
                    .Violations.Where(v => v.Impact is "serious" or "critical")
                    .Select(v => $"{path}: {v.Id}, {v.Nodes.Length} times, such as {v.Nodes[0].Html}")
            );
        }
    }

    [Test]
    [CancelAfter(300_000)]
    public async Task An_alert_is_acknowledged_without_script_and_with_the_keyboard_alone(CancellationToken cancellationToken)
    {
        var alert = await DeskFixture.AddAlertAsync($"keys {Guid.NewGuid():N}", "An alert");
        await using var context = await _browser.NewContextAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await SignInAsync(page, "poweruser");
        await page.GotoAsync(new Uri(DeskFixture.Address, $"/alerts/{alert}").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Status).WaitForAsync();
        Assert.That(
            await DeskFixture.ScalarAsync<string>("SELECT State FROM alert.Alert WHERE AlertId = @Id;", new { Id = alert }),
            Is.EqualTo("acknowledged")
        );
    }

    private static async Task SignInAsync(IPage page, string name)
    {
        await page.GotoAsync(new Uri(DeskFixture.Address, "/signin").ToString());
        await page.GetByLabel("User name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(DeskFixture.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Overview" }).WaitForAsync();
    }

    [GeneratedRegex(@"/\{\d\}", RegexOptions.None, 1000)]
    private static partial Regex One();
}
