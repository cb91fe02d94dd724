// Signing in by an OpenID provider in a real browser, which keeps to what the desk's headers and cookies ask
// for: the way there and back is the one thing that a client of the tests cannot vouch for.
using AxMonitor.Orchestrator.Configuration;
using Microsoft.Playwright;

namespace AxMonitor.Desk.Tests.Outside;

[TestFixture]
public sealed class OpenIdBrowserTests
{
    private const string Chromium = "/usr/bin/chromium";

    [Test]
    public async Task A_browser_goes_to_the_provider_and_comes_back_signed_in()
    {
        if (!File.Exists(Chromium))
        {
            Assert.Ignore($"{Chromium} is not installed; .ci/run installs it.");
        }

        await using var provider = await OpenIdProvider.StartAsync();
        var subject = Guid.NewGuid().ToString("N");
        provider.Present = new OpenIdProvider.Person(subject, $"browser-{subject[..8]}@contoso.com", ["desk-viewers"]);

        // Another site than the desk's.
        var address = provider.Address.ToString().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await using var desk = await DeskFixture.StartDeskAsync(
            DeskFixture.Options with
            {
                Desk = DeskFixture.Options.Desk with
                {
                    OpenId = new OpenIdOptions
                    {
                        Authority = new Uri(address),
                        ClientId = OpenIdProvider.ClientId,
                        ClientSecret = "of-the-desk",
                        Groups = new RoleGroups { Viewers = ["desk-viewers"] },
                    },
                },
            }
        );
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Chromium,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
            }
        );
        var page = await browser.NewPageAsync();
        await page.GotoAsync(desk.Address + "/alerts?state=all");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your organisation" }).ClickAsync();
        await Assertions.Expect(page.Locator("header")).ToContainTextAsync(provider.Present.Name, new() { Timeout = 60_000 });
        Assert.That(page.Url, Is.EqualTo(desk.Address + "/alerts?state=all"));
        await desk.StopAsync(CancellationToken.None);
    }
}
