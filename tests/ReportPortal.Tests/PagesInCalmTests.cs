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
        // Kept by the portal, so they are there before any test asks.
        _source.Answer(
            "report.BatchHeatMap",
            "RowId DayNumber DayName HourNumber DelayMs Step ValueText CellText",
            [.. Enumerable.Range(0, 168).Select(i => new object?[] { i, (i / 24) + 1, "a day", i % 24, i * 1000L, 1, "x", "y" })]
        );
        _source.Answer(
            "report.BatchClasses",
            "RowId ClassName RunCount P5Ms P25Ms P50Ms P75Ms P95Ms P99Ms MaxMs ScaleMs UsualMs MadeAt",
            ["1/1", "steady", 40, 1000L, 2000L, 4000L, 6000L, 8000L, 12000L, 16000L, 4000L, 4000L, DateTime.UnixEpoch],
            ["1/2", "slow", 40, 1000L, 2000L, 4000L, 6000L, 8000L, 12000L, 60000L, 1000L, 1000L, DateTime.UnixEpoch],
            ["1/3", "one run", 1, 500L, 500L, 500L, 500L, 500L, 500L, 500L, 500L, null, DateTime.UnixEpoch]
        );
        string[] pages = ["Overview.rdl", "Leaks.rdl", "Batch.rdl", "Deadlock.rdl", "datasets.json"];
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
        var page = await _portal.PageAsync("/report/Batch");
        Assert.That(
            page.QuerySelectorAll("#WorstHours tbody tr").Select(r => r.Children[1].TextContent.Trim()),
            Is.EqualTo(new[] { "23:00", "22:00", "21:00", "20:00", "19:00" })
        );
    }

    [Test]
    public async Task Batch_draws_how_the_runs_of_each_class_are_spread()
    {
        var rows = (await _portal.PageAsync("/report/Batch")).QuerySelectorAll("#ClassTable tbody tr");
        var (steady, slow, single) = (rows[0].QuerySelector("svg")!, rows[1].QuerySelector("svg")!, rows[2].QuerySelector("svg")!);
        Assert.Multiple(() =>
        {
            // 106 units are 4.4 times the usual median; the box lies from a half of it to one and a half.
            Assert.That(Edges(steady, "Volume"), Is.EqualTo(new[] { 14.0, 26.1, 27.5, 38.1 }).Within(0.2));
            Assert.That(Edges(steady, "Ink"), Is.EqualTo(new[] { 26.1, 27.5 }).Within(0.2), "the median");
            Assert.That(Edges(steady, "Idle"), Is.EqualTo(new[] { 74.3, 75.7 }).Within(0.2), "P99; the longest is at the end");
            Assert.That(steady.TextContent, Does.Not.Contain("►"));
            Assert.That(
                steady.QuerySelector("title")!.TextContent,
                Is.EqualTo("median 4 s, half of them 2 s to 6 s, nine in ten 1 s to 8 s, P99 12 s, longest 16 s")
            );
            Assert.That(Edges(slow, "Volume"), Is.EqualTo(new[] { 50.2, 98.4 }).Within(0.2), "cut off at four times the usual");
            Assert.That(slow.TextContent, Does.Contain("►"));
            Assert.That(Edges(single, "Volume"), Is.Empty);
            Assert.That(Edges(single, "Ink"), Is.EqualTo(new[] { 26.1, 27.5 }).Within(0.2), "one run is a line");
        });

        static double[] Edges(AngleSharp.Dom.IElement picture, string colour) =>
            [
                .. picture
                    .QuerySelectorAll("rect")
                    .Where(r => r.GetAttribute("fill")!.Contains(Colours[colour], StringComparison.OrdinalIgnoreCase) && Of(r, "width") > 1)
                    .SelectMany(r => new[] { Of(r, "x"), Of(r, "x") + Of(r, "width") }),
            ];

        static double Of(AngleSharp.Dom.IElement rect, string name) =>
            double.Parse(rect.GetAttribute(name)!, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Test]
    public async Task Deadlock_is_a_picture_and_the_same_in_words()
    {
        _source.Answer("report.DeadlockSummary", "DeadlockId SessionCount VictimText", [7L, 2, "ANN"]);
        _source.Answer(
            "report.DeadlockGraph",
            "PointId ElementKind ElementOrder X Y MarkerText LabelText PartText TipText",
            [1, "victim", 5, 17.0, 46.0, "14pt", "ANN (victim)", "session 60", "session 60"],
            [2, "resource", 3, 50.0, 84.0, "14pt", "INVENTSUM", "keylock INVENTSUM", "keylock INVENTSUM"],
            [3, "process", 4, 83.0, 46.0, "14pt", "BOB", "session 61", "session 61"],
            [4, "holds", 1, 30.0, 60.0, "2.0pt", null, "ANN holds INVENTSUM, X", "ANN holds INVENTSUM, X"],
            [5, "holds", 1, 35.0, 70.0, "6.0pt", null, "", "ANN holds INVENTSUM, X"],
            [6, "wants", 2, 70.0, 65.0, "4.0pt", null, "BOB wants INVENTSUM, U", "BOB wants INVENTSUM, U"]
        );
        var picture = (await _portal.PageAsync("/report/Deadlock?DeadlockId=7")).QuerySelector("#DeadlockPicture")!;
        var drawn = picture.QuerySelector("svg.full")!;
        Assert.Multiple(() =>
        {
            Assert.That(drawn.QuerySelectorAll("path.marker"), Has.Length.EqualTo(2), "a cross for the victim, a square for the other");
            Assert.That(drawn.QuerySelectorAll("circle.marker"), Has.Length.EqualTo(4), "the resource, and dots");
            Assert.That(
                drawn.QuerySelectorAll("text.label").Select(t => t.TextContent),
                Is.EquivalentTo(new[] { "ANN (victim)", "INVENTSUM", "BOB" })
            );
            Assert.That(
                picture.QuerySelectorAll("li").Select(l => l.TextContent),
                Is.EqualTo(
                    new[] { "session 60", "keylock INVENTSUM", "session 61", "ANN holds INVENTSUM, X", "BOB wants INVENTSUM, U" }
                )
            );
        });
    }

    private static readonly Dictionary<string, string> Colours = new(StringComparer.Ordinal)
    {
        ["Volume"] = "5B8DB8",
        ["Ink"] = "1F2933",
        ["Idle"] = "8795A3",
    };

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
