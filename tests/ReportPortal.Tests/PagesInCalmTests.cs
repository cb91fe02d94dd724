// The pages as their files say, with rows that tell of a calm installation: what stands where there is
// nothing to see.

using AxMonitor.Sandbox.ReportPortal.Data;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class PagesInCalmTests
{
    private readonly Calm _source = new();
    private PortalFixture _portal = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        string[] pages = ["Overview.rdl", "Leaks.rdl", "Batch.rdl", "datasets.json"];
        _portal = await PortalFixture.StartAsync(
            _source,
            Directory
                .EnumerateFiles(RepositoryFiles.Reports)
                .Where(f => f.EndsWith(".rsd", StringComparison.Ordinal) || pages.Contains(Path.GetFileName(f)))
                .ToDictionary(f => Path.GetFileName(f), File.ReadAllText)
        );
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _portal.DisposeAsync();

    [TestCase(3, 0, "No open alert. All 3 instances are collecting.")]
    [TestCase(1, 0, "No open alert. The one instance is collecting.")]
    [TestCase(3, 1, "No open alert.")]
    [TestCase(0, 0, "No open alert.")]
    public async Task Overview_says_whether_somebody_looks(int instances, int notCollecting, string expected)
    {
        _source.Answer("report.OverviewTiles", "InstanceCount NotCollectingCount AlertCount", [instances, notCollecting, 0]);
        var page = await _portal.PageAsync("/report/Overview");
        Assert.That(page.QuerySelector("#OpenAlerts")!.TextContent.Trim(), Is.EqualTo(expected));
    }

    [Test]
    public async Task Leaks_says_how_much_it_has_looked_at()
    {
        _source.Answer("report.LeakTiles", "LeakCount SeriesCount LearningCount", [0, 1312, 41]);
        var page = await _portal.PageAsync("/report/Leaks");
        Assert.That(
            page.QuerySelector("#LeakTable")!.TextContent,
            Does.StartWith("No leak in 1,312 series; 41 are learning.")
        );
    }

    [Test]
    public async Task Batch_names_its_five_worst_hours()
    {
        _source.Answer(
            "report.BatchHeatMap",
            "RowId DayNumber DayName HourNumber DelayMs Step ValueText CellText",
            [.. Enumerable.Range(0, 168).Select(i => new object?[] { i, (i / 24) + 1, "a day", i % 24, i * 1000L, 1, "x", "y" })]
        );
        var page = await _portal.PageAsync("/report/Batch");
        Assert.That(
            page.QuerySelectorAll("#WorstHours tbody tr").Select(r => r.Children[1].TextContent.Trim()),
            Is.EqualTo(new[] { "23:00", "22:00", "21:00", "20:00", "19:00" })
        );
    }

    /// <summary>Answers what it is told, and everything else with no row.</summary>
    private sealed class Calm : IReportDataSource
    {
        private readonly Dictionary<string, DatasetResult> _answers = new(StringComparer.Ordinal)
        {
            ["report.InstanceList"] = new(["InstanceId", "InstanceName"], [[null, "all"]]),
            ["report.StageList"] = new(["Stage", "StageText"], [[null, "all"]]),
            ["report.TimeZoneList"] = new(["TimeZoneName", "TimeZoneText"], [["UTC", "UTC"]]),
            ["report.TimeZoneDefault"] = new(["TimeZoneName"], [["UTC"]]),
        };

        public void Answer(string procedure, string columns, params object?[][] rows) =>
            _answers[procedure] = new DatasetResult(columns.Split(' '), rows);

        public Task<DatasetResult> ExecuteAsync(DatasetQuery query, CancellationToken cancellationToken) =>
            Task.FromResult(_answers.GetValueOrDefault(query.Procedure) ?? new DatasetResult([], []));
    }
}
