// From a storm on the watched server to somebody who takes care of it: the mail's button, signing in, one
// click, and what stands in the audit; and a viewer, who may not.
using System.Text.RegularExpressions;
using AxMonitor.Orchestrator.Desk;
using AxMonitor.Sandbox.AxWorkload;
using Microsoft.Playwright;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[CancelAfter(600_000)]
internal sealed partial class DeskTests
{
    private const string Password = "four words make one";

    [Test]
    public async Task A_storm_is_acknowledged_by_the_mails_button_and_a_viewer_is_refused(CancellationToken cancellationToken)
    {
        await using var stage = await Stage.BuildAsync(cancellationToken);
        var service = stage.StartOrchestrator(servesDesk: true);
        var desk = await service.DeskAsync(cancellationToken);
        await stage.ExecuteAsync(
            """
            DECLARE @Now datetime2(3) = SYSUTCDATETIME();
            EXEC config.SetSetting N'DeskBaseUrl', @Desk, N'test', @Now;
            EXEC desk.SetAccount N'ann', N'poweruser', 1, @Hash, 1, N'test', @Now;
            EXEC desk.SetAccount N'vic', N'viewer', 1, @Hash, 1, N'test', @Now;
            UPDATE desk.Account SET MustChangePassword = 0;
            """,
            new { Desk = desk, Hash = DeskPasswords.Hash(Password) },
            cancellationToken
        );
        stage.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        var mail = await stage.Smtp.NextTakenAsync("AXPROD", cancellationToken);
        var button = Button().Match(mail.Html!).Groups["url"].Value;
        Assert.That(button, Does.StartWith(desk + "/alerts/"));
        Assert.That(mail.Text, Does.Contain("Acknowledge: " + button));

        await using var browser = await Browser.StartAsync();
        var viewer = await SignInAsync(browser, button, "vic");
        Assert.That(await viewer.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).CountAsync(), Is.Zero, "no button for a viewer");
        var refused = await PostAsAsync(viewer, button + "?handler=Acknowledge");
        Assert.That(refused, Is.EqualTo(403));

        var page = await SignInAsync(browser, button, "ann");
        Assert.That(await page.InnerTextAsync("main"), Does.Contain("MWEBER").And.Contain("INVENTSUM"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await page.GetByRole(AriaRole.Status).WaitForAsync();
        Assert.That(await page.InnerTextAsync("main"), Does.Contain("acknowledged by ann"));
        await browser.KeepAsync(page, "desk-alert");

        Assert.That(
            await stage.QueryAsync<string>(
                "SELECT CONCAT(ChangedBy, N' ', LoginName, N' ', [Action]) FROM audit.Event WHERE [Action] IN (N'Acknowledge', N'Refused') ORDER BY EventId;",
                cancellationToken
            ),
            Is.EqualTo(new[] { "vic axmonitor_service Refused", "ann axmonitor_service Acknowledge" })
        );
        stage.Ax.StopScenario(AxWorkloadScenarios.BlockingStorm);
        await stage.UntilAsync("SELECT COUNT(*) FROM alert.Alert WHERE ResolvedAt IS NULL", n => n == 0, cancellationToken);
        await page.GotoAsync(button);
        Assert.That(await page.InnerTextAsync("main"), Does.Contain("over since"));
    }

    /// <summary>Follows the mail's button in a browser that knows nobody.</summary>
    private static async Task<IPage> SignInAsync(Browser browser, string address, string name)
    {
        var page = await browser.OpenAsync(address);
        Assert.That(new Uri(page.Url).AbsolutePath, Is.EqualTo("/signin"));
        await page.GetByLabel("User name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        // A click does not wait for the page it leads to, and only that one lets people sign out.
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).WaitForAsync();
        Assert.That(page.Url, Is.EqualTo(address));
        return page;
    }

    /// <summary>Sends the form that the page does not show.</summary>
    private static async Task<int> PostAsAsync(IPage page, string address)
    {
        var token = await page.Locator("input[name=form-token]").First.GetAttributeAsync("value");
        var form = page.APIRequest.CreateFormData();
        form.Set("form-token", token!);
        var answer = await page.APIRequest.PostAsync(address, new() { Form = form, MaxRedirects = 0 });
        return answer.Status;
    }

    [GeneratedRegex("<a href=\"(?<url>[^\"]+)\"[^>]*>Acknowledge</a>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Button();
}
