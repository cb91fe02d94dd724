// What is shipped for Prometheus, Alertmanager and Grafana: their own tools accept it, every alert has a unit
// test, and against a real Prometheus that scrapes the running service each metric that rules and dashboards
// name is one that /metrics gives, each rule is evaluated, each panel's query answered.
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using AxMonitor.Orchestrator.Observe;
using AxMonitor.Tests.Shared;

namespace AxMonitor.EndToEnd.Tests;

[TestFixture]
[CancelAfter(900_000)]
internal sealed partial class PrometheusTests
{
    private static readonly string Folder = RepositoryRoot.Combine("deploy", "prometheus");

    // Service levels burn by what was watched: here for three and a half days.
    private const string WatchedForDays = """
        INSERT rollup.Coverage (InstanceId, CollectorId, BucketAt, CoveredMs)
        SELECT i.InstanceId, c.CollectorId, DATEADD(minute, -5 * n.Number, b.LastAt), 300000
        FROM (SELECT TOP (1000) Number = ROW_NUMBER() OVER (ORDER BY o.object_id, p.schema_id) FROM sys.objects AS o CROSS JOIN sys.schemas AS p) AS n
        CROSS JOIN config.Instance AS i
        CROSS JOIN config.Collector AS c
        CROSS JOIN (SELECT LastAt = DATEADD(minute, DATEDIFF(minute, '20260101', SYSUTCDATETIME()) / 5 * 5, CAST('20260101' AS datetime2(3)))) AS b
        WHERE c.CollectorName = N'Requests';
        """;

    // What the repository knows after its first collections, its maintenance, and a look at service levels.
    private static readonly string[] Latest =
    [
        "axmonitor_watched_cpu_sql_percent",
        "axmonitor_repository_size_bytes",
        "axmonitor_slo_burn_rate_3d",
    ];

    private static string Rules => File.ReadAllText(Path.Combine(Folder, "axmonitor.rules.yml"));

    [TestCase("promtool", "check", "config", "prometheus.yml")]
    [TestCase("promtool", "check", "rules", "axmonitor.rules.yml")]
    [TestCase("promtool", "test", "rules", "axmonitor.tests.yml")]
    [TestCase("amtool", "check-config", "alertmanager.yml")]
    public async Task Their_own_tools_accept_the_files(string tool, params string[] arguments)
    {
        var (code, output) = await PrometheusTools.RunAsync(tool, Folder, arguments);
        Assert.That(code, Is.Zero, output);
    }

    [Test]
    public async Task The_unit_tests_of_the_rules_notice_a_changed_limit()
    {
        using var folder = new TempFolder();
        var changed = Rules.Replace("axmonitor:runs_failed:ratio10m > 0.5", "axmonitor:runs_failed:ratio10m > 0.8", StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(Rules));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "axmonitor.rules.yml"), changed);
        File.Copy(Path.Combine(Folder, "axmonitor.tests.yml"), Path.Combine(folder.Path, "axmonitor.tests.yml"));
        var (code, output) = await PrometheusTools.RunAsync("promtool", folder.Path, "test", "rules", "axmonitor.tests.yml");
        Assert.That(code, Is.Not.Zero);
        Assert.That(output, Does.Contain("AxMonitorRunsFail"));
    }

    [Test]
    public void Every_alert_has_a_unit_test_in_which_it_is_raised()
    {
        var tests = File.ReadAllText(Path.Combine(Folder, "axmonitor.tests.yml"));
        var alerts = Alerts().Matches(Rules).Select(m => m.Groups["name"].Value).ToList();
        Assert.That(alerts, Has.Count.GreaterThan(10));
        Assert.That(
            alerts.Where(a => a != "AxMonitorWatchdog" && !Regex.IsMatch(tests, $@"alertname: {a}\s+exp_alerts:\s+- exp_labels", RegexOptions.None, TimeSpan.FromSeconds(1))),
            Is.Empty
        );
    }

    [TestCase("severity=critical alertname=AxMonitorDown", "oncall,team")]
    [TestCase("severity=warning alertname=AxMonitorDataOld", "team,mail")]
    [TestCase("severity=none alertname=AxMonitorWatchdog", "watchdog")]
    [TestCase("severity=info alertname=Other", "mail")]
    public async Task Alerts_go_where_their_severity_says(string labels, string receivers)
    {
        var (_, output) = await PrometheusTools.RunAsync(
            "amtool",
            Folder,
            ["config", "routes", "test", "--config.file=alertmanager.yml", .. labels.Split(' ')]
        );
        Assert.That(output.Split('\n')[0], Is.EqualTo(receivers));
    }

    [Test]
    public async Task A_real_Prometheus_scrapes_the_service_and_knows_all_that_rules_and_dashboards_name(
        CancellationToken cancellationToken
    )
    {
        PrometheusTools.Find("prometheus");
        await using var stage = await Stage.BuildAsync(cancellationToken);
        await stage.ExecuteAsync(WatchedForDays, null, cancellationToken);
        var service = stage.StartOrchestrator(servesDesk: true, showsMetrics: true);
        var address = await service.ObserveAsync(cancellationToken);
        var desk = await service.DeskAsync(cancellationToken);
        using var http = new HttpClient();
        await http.GetStringAsync(desk + "/signin", cancellationToken);
        await UntilAsync(
            async () =>
            {
                var metrics = await http.GetStringAsync(address + "/metrics", cancellationToken);
                return Latest.All(name => metrics.Contains(name + "{", StringComparison.Ordinal));
            },
            cancellationToken
        );

        using var folder = new TempFolder();
        await using var prometheus = await StartAsync(folder.Path, new Uri(address).Authority, http, cancellationToken);
        await UntilAsync(async () => (await prometheus.QueryAsync("up{job=\"axmonitor\"} == 1")).Count == 1, cancellationToken);
        await UntilAsync(async () => (await prometheus.QueryAsync("axmonitor:data_age:ratio")).Count > 0, cancellationToken);

        var given = (await prometheus.NamesAsync()).ToHashSet(StringComparer.Ordinal);
        var recorded = Records().Matches(Rules).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var exported = await stage.QueryAsync<string>(
            "SELECT CONCAT(N'axmonitor_watched_', REPLACE(m.MetricName, N'.', N'_')) FROM config.Metric AS m WHERE m.IsExported = 1",
            cancellationToken
        );
        var known = given.Concat(recorded).Concat(exported).Concat(OnlyInTrouble()).ToHashSet(StringComparer.Ordinal);
        var queries = Dashboards().SelectMany(d => d.Queries.Select(q => (d.File, Query: q))).ToList();
        var named = queries.Select(q => (Where: q.File, Text: q.Query)).Append(
            ("axmonitor.rules.yml", Comments().Replace(Rules, ""))
        ).ToList();
        using (Assert.EnterMultipleScope())
        {
            foreach (var (where, text) in named)
            {
                Assert.That(
                    Names()
                        .Matches(text)
                        .Select(m => m.Value)
                        .Where(n => !known.Contains(n)),
                    Is.Empty,
                    where
                );
            }

            foreach (var (file, query) in queries)
            {
                Assert.That(
                    await prometheus.StatusAsync(query.Replace("$watched", ".*", StringComparison.Ordinal)),
                    Is.EqualTo("success"),
                    $"{file}: {query}"
                );
            }

            Assert.That(await prometheus.RuleFaultsAsync(), Is.Empty);
            Assert.That(given.Count(n => n.StartsWith("axmonitor_watched_", StringComparison.Ordinal)), Is.GreaterThan(15));
            Assert.That(given, Has.Some.StartsWith("axmonitor_http_request_duration_seconds"));
            Assert.That(
                (await prometheus.QueryAsync("ALERTS{alertname=\"AxMonitorWatchdog\"}")).Count,
                Is.EqualTo(1),
                "the watchdog is always on"
            );
        }
    }

    /// <summary>Counters and histograms that have no series before their first event.</summary>
    private static HashSet<string> OnlyInTrouble()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        using var metrics = new RunMetrics();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter, metrics.Meter))
                {
                    var name = instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "");
                    names.UnionWith(
                        instrument is Counter<long> ? [name + "_total"]
                        : instrument is Histogram<double> ? [name + "_bucket", name + "_count", name + "_sum"]
                        : []
                    );
                }
            },
        };
        listener.Start();
        return names;
    }

    private static IEnumerable<(string File, IReadOnlyList<string> Queries)> Dashboards() =>
        Directory
            .GetFiles(RepositoryRoot.Combine("deploy", "grafana", "dashboards"), "*.json")
            .Select(file =>
            {
                using var json = JsonDocument.Parse(File.ReadAllText(file));
                return (
                    Path.GetFileName(file),
                    (IReadOnlyList<string>)
                        [
                            .. json
                                .RootElement.GetProperty("panels")
                                .EnumerateArray()
                                .SelectMany(p => p.GetProperty("targets").EnumerateArray())
                                .Select(t => t.GetProperty("expr").GetString()!),
                        ]
                );
            });

    private static async Task<PrometheusProcess> StartAsync(
        string folder,
        string target,
        HttpClient http,
        CancellationToken cancel
    )
    {
        var config = (await File.ReadAllTextAsync(Path.Combine(Folder, "prometheus.yml"), cancel))
            .Replace("127.0.0.1:9464", target, StringComparison.Ordinal)
            .Replace("scrape_interval: 15s", "scrape_interval: 2s", StringComparison.Ordinal)
            .Replace("scrape_timeout: 10s", "scrape_timeout: 2s", StringComparison.Ordinal)
            .Replace("evaluation_interval: 15s", "evaluation_interval: 1s", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), config, cancel);
        File.Copy(Path.Combine(Folder, "axmonitor.rules.yml"), Path.Combine(folder, "axmonitor.rules.yml"));
        var prometheus = PrometheusProcess.Start(folder, http);
        await prometheus.ReadyAsync(cancel);
        return prometheus;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, CancellationToken cancel)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        while (!await isSo())
        {
            await pace.WaitForNextTickAsync(cancel);
        }
    }

    [GeneratedRegex(@"- alert: (?<name>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Alerts();

    [GeneratedRegex(@"- record: (?<name>[\w:]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Records();

    [GeneratedRegex(@"#.*$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\b(?:axmonitor:[a-z0-9_]+:[a-z0-9_]+|axmonitor_(?!records|alerts\b)[a-z0-9_]+|axmonitor_alerts_open|dotnet_[a-z0-9_]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();
}
