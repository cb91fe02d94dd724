// Every page as its readers meet it in a browser: axe finds no serious violation, by day, by night or on a
// telephone. The pictures in docs/images/pages are taken by the same way, when asked for.
using System.Text.RegularExpressions;
using AxMonitor.Sandbox;
using AxMonitor.Sandbox.AxWorkload;
using AxMonitor.Tests.Shared;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[CancelAfter(1_800_000)]
internal sealed class ReaderTests
{
    private static readonly (string Name, int Width, int Height, ColorScheme Scheme)[] Screens =
    [
        ("", 1400, 1000, ColorScheme.Light),
        ("-phone", 390, 844, ColorScheme.Light),
        ("-dark", 1400, 1000, ColorScheme.Dark),
    ];

    // Pages of what goes on now come again by themselves; on a slow machine beneath whoever looks at them.
    private const string StandingStill = "rs:AutoRefresh=false";

    // What has several causes to show, begun together for the pictures.
    private static readonly string[] Trouble =
    [
        AxWorkloadScenarios.BlockingStorm,
        AxWorkloadScenarios.Deadlock,
        AxWorkloadScenarios.BatchBacklog,
        AxWorkloadScenarios.TempDbGrowth,
        AxWorkloadScenarios.PlanRegression,
    ];

    private static readonly (string Name, string Path)[] DeskPages =
    [
        ("health", "/"),
        ("alerts", "/alerts"),
        ("rules", "/rules"),
        ("windows", "/windows"),
        ("settings", "/settings"),
    ];

    // Pages that show one row, and the parameter that says which.
    private static readonly Dictionary<string, string> RowParameters = new(StringComparer.Ordinal)
    {
        ["Alert"] = "AlertId",
        ["Backtest"] = "RunId",
        ["BatchClass"] = "ClassNumber",
        ["BatchExecution"] = "ExecutionId",
        ["BlockingChain"] = "IncidentId",
        ["Deadlock"] = "DeadlockId",
        ["Instance"] = "InstanceId",
        ["Leak"] = "LeakId",
        ["PlanRegression"] = "RegressionId",
        ["Statement"] = "QueryKey",
    };

    private static IEnumerable<string> Pages =>
        Directory
            .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "reports"), "*.rdl")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal);

    [Test]
    public async Task No_page_has_a_serious_fault_of_accessibility(CancellationToken cancellationToken)
    {
        await using var browser = await Browser.StartAsync();
        await using var stage = await TroubleAsync(cancellationToken);
        List<string> faults = [];
        // The pages share their styles, so each is looked at in one of the three guises.
        foreach (var (page, number) in Pages.Select((page, number) => (page, number)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (screen, width, height, scheme) = Screens[number % Screens.Length];
            var opened = await browser.OpenAsync(Address(stage, page), width, height, scheme);
            var result = await opened.RunAxe();
            faults.AddRange(
                result
                    .Violations.Where(v => v.Impact is "serious" or "critical")
                    .Select(v => $"{page}{screen}: {v.Id}, {v.Nodes.Length} times, such as {v.Nodes[0].Html}")
            );
            await opened.CloseAsync();
        }

        Assert.That(faults, Is.Empty);
    }

    /// <summary>dotnet test tests/EndToEnd.Tests --filter Name=Pictures_of_every_page</summary>
    [Test, Explicit("Writes docs/images/pages anew.")]
    public async Task Pictures_of_every_page(CancellationToken cancellationToken)
    {
        var folder = RepositoryRoot.Combine("docs", "images", "pages");
        Directory.CreateDirectory(folder);
        using TempFolder data = new();
        await using var browser = await Browser.StartAsync();
        await using var sandbox = await SandboxHost.StartAsync(
            new SandboxOptions
            {
                SqlPort = 0,
                HttpPort = 0,
                DeskPort = 0,
                DataFolder = data.Path,
                History = TimeSpan.FromDays(14),
                Speed = 6,
            },
            cancellationToken
        );
        await UntilAsync(sandbox.StartedAt.AddMinutes(12));
        await TakeAsync(await AddressesAsync(browser, sandbox.PortalUrl), "-calm", [Screens[0]]);
        foreach (var scenario in Trouble)
        {
            sandbox.Workload.StartScenario(scenario);
        }

        var begun = sandbox.Options.Time.GetUtcNow().UtcDateTime;
        await UntilAsync(begun.AddMinutes(10));
        await TakeDeskAsync();
        await UntilAsync(begun.AddMinutes(40));
        await TakeAsync(await AddressesAsync(browser, sandbox.PortalUrl), "", Screens);

        async Task TakeDeskAsync()
        {
            foreach (var (screen, width, height, scheme) in Screens)
            {
                var desk = await browser.OpenAsync($"{sandbox.DeskUrl}/signin", width, height, scheme);
                await desk.GetByLabel("User name").FillAsync("admin");
                await desk.GetByLabel("Password").FillAsync(sandbox.DeskPassword);
                await desk.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
                await desk.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).WaitForAsync();
                await desk.GotoAsync($"{sandbox.DeskUrl}/alerts");
                var alert = await desk.Locator("main a[href^='/alerts/']").First.GetAttributeAsync("href");
                foreach (var (name, path) in DeskPages.Append(("alert", alert!)))
                {
                    await desk.GotoAsync(sandbox.DeskUrl + path);
                    await ShootAsync(desk, $"desk-{name}{screen}");
                }

                await desk.CloseAsync();
            }
        }

        Task ShootAsync(IPage page, string name) =>
            page.ScreenshotAsync(
                new PageScreenshotOptions
                {
                    Path = Path.Combine(folder, name + ".jpg"),
                    Type = ScreenshotType.Jpeg,
                    Quality = 45,
                }
            );

        async Task UntilAsync(DateTime simulated)
        {
            while (sandbox.Options.Time.GetUtcNow().UtcDateTime < simulated)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }

        async Task TakeAsync(
            Dictionary<string, string> addresses,
            string state,
            IEnumerable<(string Name, int Width, int Height, ColorScheme Scheme)> screens
        )
        {
            foreach (var (screen, width, height, scheme) in screens)
            {
                foreach (var page in Pages)
                {
                    var opened = await browser.OpenAsync(addresses[page], width, height, scheme);
                    await ShootAsync(opened, $"{page}{state}{screen}");
                    await opened.CloseAsync();
                }
            }
        }
    }

    // Where each page stands: a page of one row where the first link to it leads.
    private static async Task<Dictionary<string, string>> AddressesAsync(Browser browser, string portalUrl)
    {
        Dictionary<string, string> addresses = new(StringComparer.Ordinal);
        Queue<string> unread = new(Pages);
        while (unread.TryDequeue(out var page))
        {
            var opened = await browser.OpenAsync(addresses.GetValueOrDefault(page, $"{portalUrl}/report/{page}"));
            // Links of charts are SVG's, whose href is no text.
            var links = await opened.EvalOnSelectorAllAsync<string[]>(
                "a[href*='/report/']",
                "all => all.map(a => new URL(a.getAttribute('href'), document.baseURI).href)"
            );
            foreach (var link in links)
            {
                var target = new Uri(link).Segments[^1];
                if (
                    RowParameters.TryGetValue(target, out var parameter)
                    && Regex.IsMatch(link, $"[?&]{parameter}=[^&]", RegexOptions.None, TimeSpan.FromSeconds(1))
                    && addresses.TryAdd(target, link)
                )
                {
                    unread.Enqueue(target);
                }
            }

            addresses.TryAdd(page, $"{portalUrl}/report/{page}");
            await opened.CloseAsync();
        }

        return addresses;
    }

    private static async Task<Stage> TroubleAsync(CancellationToken cancellationToken)
    {
        var stage = await Stage.BuildAsync(cancellationToken);
        stage.StartOrchestrator();
        stage.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        await stage.UntilAsync("SELECT COUNT(*) FROM alert.Alert WHERE OpenedAt IS NOT NULL", n => n > 0, cancellationToken);
        return stage;
    }

    private static string Address(Stage stage, string page) =>
        $"{stage.PortalUrl}/report/{page}?{StandingStill}"
        + page switch
        {
            "BlockingChain" => "&IncidentId=1",
            "Alert" => "&AlertId=1",
            "Instance" => "&InstanceId=1",
            _ => "",
        };
}
