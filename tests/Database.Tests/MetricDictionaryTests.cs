// docs/metrics.md is what administrators look a metric up in. It is written from config.Metric, so it cannot
// differ from it: AXMONITOR_WRITE_DOCS=1 writes it, otherwise it must be what would be written.

using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class MetricDictionaryTests
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task Deploy()
    {
        _server = await TestServer.StartAsync();
        await _server.HaveRepositoryAsync();
    }

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task The_dictionary_says_what_is_defined()
    {
        var expected = await DictionaryAsync();
        var file = Path.Combine(RepositoryFolders.Root, "docs", "metrics.md");
        if (Environment.GetEnvironmentVariable("AXMONITOR_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(file, expected);
        }

        Assert.That(
            (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n"),
            Is.EqualTo(expected),
            "write it anew with AXMONITOR_WRITE_DOCS=1"
        );
    }

    private async Task<string> DictionaryAsync()
    {
        await using SqlConnection connection = new(_server.ConnectionString);
        List<Definition> metrics =
        [
            .. await connection.QueryAsync<Definition>(
                "SELECT MetricName, CollectorName, Unit, Kind, Direction, KeyKind, Description FROM config.Metric ORDER BY CollectorName, MetricName;"
            ),
        ];
        StringBuilder text = new(
            """
            # The metrics

            Every value in `fact.Metric` is one of these, for one key at one time. *Worse* is the side on which trouble lies; a dash means that the value is good or bad
            only beside others. A *gauge* is what was read at a time, or a rate up to it; an *event count* counts in the minute in which things happened, and is 0
            where nothing did while it was watched; an *event value* is what an event took, at its end.

            """.ReplaceLineEndings("\n")
        );
        foreach (var collector in metrics.GroupBy(metric => metric.CollectorName))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n## {collector.Key}\n\n| metric | unit | kind | worse | key | what it says |\n|---|---|---|---|---|---|\n"
            );
            foreach (var metric in collector.OrderBy(metric => metric.MetricName, StringComparer.Ordinal))
            {
                var worse = metric.Direction == "none" ? "–" : metric.Direction;
                var key = metric.KeyKind == "none" ? "–" : metric.KeyKind;
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{metric.MetricName}` | {metric.Unit} | {metric.Kind} | {worse} | {key} | {metric.Description.Replace("|", "\\|", StringComparison.Ordinal)} |\n"
                );
            }
        }

        return text.ToString();
    }

    private sealed record Definition(
        string MetricName,
        string CollectorName,
        string Unit,
        string Kind,
        string Direction,
        string KeyKind,
        string Description
    );
}
