// Every report page against the repository itself: without any data, and while an incident goes on. Nothing
// may fail on it, whatever a reader asks for.
using System.Net;
using AxMonitor.Sandbox.AxWorkload;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[CancelAfter(900_000)]
internal sealed class PageTests
{
    private static readonly string[] Absurd =
    [
        "FromAt=1900-01-01T00:00:00",
        "FromAt=9999-01-01T00:00:00&ToAt=9999-12-31T00:00:00",
        "FromAt=2026-01-02T00:00:00&ToAt=2026-01-01T00:00:00",
        "Search=%25%5B_",
    ];

    private static IEnumerable<string> Pages =>
        Directory
            .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "reports"), "*.rdl")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal);

    [Test]
    public async Task Every_page_stands_without_data_in_trouble_and_with_absurd_parameters(CancellationToken cancellationToken)
    {
        await using var stage = await Stage.BuildAsync(cancellationToken);
        using var client = new HttpClient { BaseAddress = stage.Portal.BaseUrl, Timeout = TimeSpan.FromMinutes(5) };
        List<string> faults = [];
        foreach (var page in Pages)
        {
            await LookAsync(client, page, faults, cancellationToken);
        }

        stage.StartOrchestrator();
        stage.Ax.StartScenario(AxWorkloadScenarios.BlockingStorm);
        await stage.UntilAsync("SELECT COUNT(*) FROM alert.Alert WHERE OpenedAt IS NOT NULL", n => n > 0, cancellationToken);
        foreach (var (page, index) in Pages.Select((page, index) => (page, index)))
        {
            await LookAsync(client, page, faults, cancellationToken);
            await LookAsync(client, $"{page}?{Absurd[index % Absurd.Length]}", faults, cancellationToken);
        }

        await LookAsync(client, "BlockingChain?IncidentId=1", faults, cancellationToken);
        await LookAsync(client, "Alert?AlertId=1", faults, cancellationToken);
        Assert.That(faults, Is.Empty);
    }

    private static async Task LookAsync(
        HttpClient client,
        string page,
        List<string> faults,
        CancellationToken cancellationToken
    )
    {
        using var response = await client.GetAsync(new Uri($"/report/{page}", UriKind.Relative), cancellationToken);
        var html = await response.Content.ReadAsStringAsync(cancellationToken);
        var failed = html.IndexOf("class=\"errors\"", StringComparison.Ordinal);
        if (response.StatusCode != HttpStatusCode.OK || failed >= 0)
        {
            var at = Math.Max(failed, html.IndexOf("<main", StringComparison.Ordinal));
            faults.Add($"{page}: {(int)response.StatusCode} {html.Substring(at, Math.Min(900, html.Length - at))}");
        }
    }
}
