// Charts as inline SVG: one mark per point with tooltip and link, round ticks, figures as a table; and data
// bars and indicators in cells.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Rendering;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class ChartTests
{
    private static string Chart(
        string type,
        string subtype = "",
        string series = "=Sum(Fields!V.Value)",
        string seriesMember = "<ChartMember><Label>Series</Label></ChartMember>",
        string scalar = ""
    ) =>
        $"""
            <Chart Name="C">
              <ChartCategoryHierarchy><ChartMembers><ChartMember><Group Name="Cat"><GroupExpressions><GroupExpression>=Fields!K.Value</GroupExpression></GroupExpressions></Group><Label>=Fields!K.Value</Label></ChartMember></ChartMembers></ChartCategoryHierarchy>
              <ChartSeriesHierarchy><ChartMembers>{seriesMember}</ChartMembers></ChartSeriesHierarchy>
              <ChartData><ChartSeriesCollection><ChartSeries Name="S"><ChartDataPoints><ChartDataPoint><ChartDataPointValues><Y>{series}</Y></ChartDataPointValues>
                <ToolTip>="tip " &amp; Fields!K.Value</ToolTip><ActionInfo><Actions><Action><Hyperlink>="https://example.org/" &amp; Fields!K.Value</Hyperlink></Action></Actions></ActionInfo></ChartDataPoint></ChartDataPoints>
                <Type>{type}</Type>{(
                subtype.Length == 0 ? "" : $"<Subtype>{subtype}</Subtype>"
            )}</ChartSeries></ChartSeriesCollection></ChartData>
              <ChartAreas><ChartArea Name="Default"><ChartCategoryAxes><ChartAxis Name="Primary">{scalar}</ChartAxis></ChartCategoryAxes><ChartValueAxes><ChartAxis Name="Primary" /></ChartValueAxes></ChartArea></ChartAreas>
              <ChartLegends><ChartLegend Name="Default" /></ChartLegends>
              <ChartNoDataMessage Name="No"><Caption>no data</Caption></ChartNoDataMessage>
              <DataSetName>D</DataSetName><Height>2in</Height><Width>6in</Width>
            </Chart>
            """;

    [Test]
    public async Task A_column_chart_has_a_linked_mark_with_a_tooltip_for_each_value()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(Chart("Column"), "K V"),
            SmallReport.Source("K V", ["a", 5], ["b", 10], ["c", 0], ["<i>", 1])
        );
        var points = page.QuerySelectorAll("#C a.point");
        Assert.Multiple(() =>
        {
            Assert.That(
                points.Select(p => p.QuerySelector("title")!.TextContent),
                Is.EqualTo(new[] { "tip a", "tip b", "tip <i>" }),
                "nothing is drawn for zero"
            );
            Assert.That(points[0].GetAttribute("href"), Is.EqualTo("https://example.org/a"));
            Assert.That(Height(points[1]), Is.EqualTo(2 * Height(points[0])).Within(0.1));
            Assert.That(
                page.QuerySelectorAll("#C .figures tbody tr").Select(r => r.TextContent),
                Is.EqualTo(new[] { "a5", "b10", "c0", "<i>1" })
            );
        });

        static double Height(AngleSharp.Dom.IElement point) =>
            double.Parse(point.QuerySelector("rect")!.GetAttribute("height")!, CultureInfo.InvariantCulture);
    }

    [TestCase("Line", "")]
    [TestCase("Line", "Stepped")]
    [TestCase("Area", "")]
    [TestCase("Area", "Stacked")]
    public async Task A_line_breaks_where_there_is_no_value(string type, string subtype)
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(Chart(type, subtype), "K V"),
            SmallReport.Source("K V", ["a", 5], ["b", 10], ["c", null], ["d", 1], ["e", 2])
        );
        var line = page.QuerySelectorAll("#C svg path").Single(p => p.HasAttribute("stroke-linejoin") || p.ClassName == "area");
        Assert.That(line.GetAttribute("d")!.Count(c => c == 'M'), Is.EqualTo(2));
        Assert.That(page.QuerySelectorAll("#C circle"), Has.Length.EqualTo(4));
    }

    [TestCase(null, 0)]
    [TestCase(5, 1)]
    public async Task A_series_that_is_hidden_is_neither_drawn_nor_named(object? value, int expected)
    {
        var chart = Chart("Column").Replace(
            "<ChartSeries Name=\"S\">",
            "<ChartSeries Name=\"S\"><Hidden>=IsNothing(Max(Fields!V.Value))</Hidden>",
            StringComparison.Ordinal
        );
        var page = await RenderedPage.ParseAsync(SmallReport.With(chart, "K V"), SmallReport.Source("K V", ["a", value]));
        Assert.Multiple(() =>
        {
            Assert.That(page.QuerySelectorAll("#C a.point"), Has.Length.EqualTo(expected));
            Assert.That(page.QuerySelectorAll("#C svg text").Count(t => t.TextContent == "Series"), Is.EqualTo(expected));
        });
    }

    [Test]
    public async Task Areas_stand_on_each_other_and_apart_from_columns()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(
                Chart("Area", "Stacked")
                    .Replace(
                        "</ChartSeries></ChartSeriesCollection>",
                        "</ChartSeries><ChartSeries Name=\"U\"><ChartDataPoints><ChartDataPoint><ChartDataPointValues><Y>=Sum(Fields!V.Value)</Y></ChartDataPointValues></ChartDataPoint></ChartDataPoints><Type>Area</Type><Subtype>Stacked</Subtype><ChartItemInLegend><Hidden>true</Hidden></ChartItemInLegend></ChartSeries></ChartSeriesCollection>",
                        StringComparison.Ordinal
                    )
                    .Replace(
                        "<ChartMember><Label>Series</Label></ChartMember>",
                        "<ChartMember><Label>Series</Label></ChartMember><ChartMember><Label>Upper</Label></ChartMember>",
                        StringComparison.Ordinal
                    ),
                "K V"
            ),
            SmallReport.Source("K V", ["a", 4], ["b", 4])
        );
        var areas = page.QuerySelectorAll("#C svg path.area").Select(a => a.GetAttribute("d")!).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(areas, Has.Count.EqualTo(2));
            // The upper one ends where the lower one begins: the same points, the other way round.
            var lower = areas[0].Split('L')[0][1..];
            Assert.That(areas[1], Does.EndWith($"L{lower}Z"));
            Assert.That(page.QuerySelectorAll("#C svg text").Any(t => t.TextContent == "Upper"), Is.False);
        });
    }

    [Test]
    public async Task Stacked_columns_of_a_series_group_stand_on_each_other()
    {
        var member =
            """<ChartMember><Group Name="Ser"><GroupExpressions><GroupExpression>=Fields!S.Value</GroupExpression></GroupExpressions></Group><Label>=Fields!S.Value</Label></ChartMember>""";
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(Chart("Column", "Stacked", seriesMember: member), "K V S"),
            SmallReport.Source("K V S", ["a", 4, "one"], ["a", 6, "two"], ["b", 1, "two"])
        );
        var marks = page.QuerySelectorAll("#C a.point rect")
            .Select(r => (X: r.GetAttribute("x"), Top: Number(r, "y"), Bottom: Number(r, "y") + Number(r, "height")))
            .ToList();
        Assert.That(marks, Has.Count.EqualTo(3));
        Assert.That(marks[1].X, Is.EqualTo(marks[0].X));
        Assert.That(marks[1].Bottom, Is.EqualTo(marks[0].Top).Within(0.05));

        static double Number(AngleSharp.Dom.IElement e, string name) =>
            double.Parse(e.GetAttribute(name)!, CultureInfo.InvariantCulture);
    }

    [Test]
    public async Task On_a_time_axis_distance_is_time()
    {
        var at = new DateTime(2016, 11, 30, 10, 0, 0);
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(Chart("Column", scalar: "<Scalar>true</Scalar>"), "K V"),
            SmallReport.Source("K V", [at, 1], [at.AddMinutes(1), 1], [at.AddMinutes(9), 1])
        );
        var x = page.QuerySelectorAll("#C a.point rect")
            .Select(r => double.Parse(r.GetAttribute("x")!, CultureInfo.InvariantCulture))
            .ToList();
        Assert.That((x[2] - x[0]) / (x[1] - x[0]), Is.EqualTo(9).Within(0.05));
    }

    [Test]
    public async Task Without_rows_the_message_stands_in_place_of_the_chart()
    {
        var page = await RenderedPage.ParseAsync(SmallReport.With(Chart("Column"), "K V"), SmallReport.Source("K V"));
        Assert.That(page.QuerySelector("#C")!.TextContent, Is.EqualTo("no data"));
    }

    [Test]
    public void A_kind_of_chart_that_cannot_be_drawn_is_refused_by_name()
    {
        var error = Assert.ThrowsAsync<Rdl.RdlException>(() =>
            RenderedPage.HtmlAsync(SmallReport.With(Chart("Shape", "TreeMap"), "K V"), SmallReport.Source("K V"))
        );
        Assert.That(error!.Problems.Single().ToString(), Does.Contain("type Shape, subtype TreeMap"));
    }

    [TestCase(0, 12, 0, 5, 10, 15)]
    [TestCase(0, 260, 0, 100, 200, 300)]
    [TestCase(0, 0.7, 0, 0.2, 0.4, 0.6, 0.8)]
    [TestCase(0, 1, 0, 1)]
    public void Ticks_are_round_numbers_that_hold_every_value(double low, double high, params double[] expected)
    {
        var (_, ticks) = ChartScale.ForNumbers([low, high], null, null, 0, 100, 4);
        Assert.That(ticks[^1], Is.GreaterThanOrEqualTo(high));
        Assert.That(ticks, Is.EqualTo(expected).Within(1e-9));
    }

    [Test]
    public void Time_ticks_stay_few_over_many_years()
    {
        Assert.That(ChartScale.TimeTicks(new DateTime(1990, 1, 1), new DateTime(2026, 1, 1), 8), Has.Count.InRange(4, 9));
    }

    [Test]
    public void Time_ticks_are_round_times()
    {
        var ticks = ChartScale.TimeTicks(new DateTime(2016, 11, 30, 9, 7, 0), new DateTime(2016, 11, 30, 12, 0, 0), 8);
        Assert.That(
            ticks.Select(t => t.ToString("HH:mm", CultureInfo.InvariantCulture)),
            Is.EqualTo(new[] { "09:30", "10:00", "10:30", "11:00", "11:30", "12:00" })
        );
    }

    [TestCase("BoxPlot", 4)]
    [TestCase("Candlestick", 1)]
    [TestCase("Stock", 3)]
    [TestCase("ErrorBar", 3)]
    [TestCase("Column", 0)]
    public async Task A_range_is_drawn_with_its_ends_and_its_figures_stand_below(string subtype, int paths)
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(Ranges(subtype), "K Lo Hi St En Me Md"),
            SmallReport.Source(
                "K Lo Hi St En Me Md",
                ["a", 10, 50, 20, 40, 30, 25],
                ["b", null, null, null, null, null, null],
                ["c", 0, 100, 40, 20, 30, 30]
            )
        );
        var points = page.QuerySelectorAll("#C a.point");
        Assert.Multiple(() =>
        {
            Assert.That(points.Select(p => p.QuerySelector("title")!.TextContent), Is.EqualTo(new[] { "tip a", "tip c" }), "b is a gap");
            Assert.That(points[0].QuerySelectorAll("path"), Has.Length.EqualTo(paths));
            Assert.That(
                page.QuerySelectorAll("#C .figures th[scope=col]").Skip(1).Select(h => h.TextContent),
                Does.Contain("Series, low").And.Contains("Series, high")
            );
            Assert.That(page.QuerySelectorAll("#C .figures tbody tr")[0].TextContent, Does.Contain("10").And.Contain("50"));
        });
    }

    [Test]
    public async Task A_box_lies_between_its_whiskers()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(Ranges("BoxPlot"), "K Lo Hi St En Me Md"),
            SmallReport.Source("K Lo Hi St En Me Md", ["a", 0, 100, 25, 75, 60, 50])
        );
        var box = page.QuerySelector("#C .point rect")!;
        var whisker = page.QuerySelector("#C .point path")!.GetAttribute("d")!;
        var ends = whisker[(whisker.IndexOf(' ', StringComparison.Ordinal) + 1)..]
            .Split('V')
            .Select(n => double.Parse(n, CultureInfo.InvariantCulture))
            .ToArray();
        double Of(string name) => double.Parse(box.GetAttribute(name)!, CultureInfo.InvariantCulture);
        Assert.Multiple(() =>
        {
            Assert.That(Of("height"), Is.EqualTo((ends[0] - ends[1]) / 2).Within(0.1));
            Assert.That(Of("y"), Is.EqualTo(ends[1] + ((ends[0] - ends[1]) / 4)).Within(0.1));
            Assert.That(
                double.Parse(page.QuerySelector("#C .point circle")!.GetAttribute("cy")!, CultureInfo.InvariantCulture),
                Is.EqualTo(ends[0] - (0.6 * (ends[0] - ends[1]))).Within(0.1),
                "the mean"
            );
        });
    }

    [Test]
    public async Task An_area_between_two_edges_breaks_where_there_is_none()
    {
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(Ranges("Plain"), "K Lo Hi St En Me Md"),
            SmallReport.Source(
                "K Lo Hi St En Me Md",
                ["a", 1, 5, null, null, null, null],
                ["b", 2, 6, null, null, null, null],
                ["c", null, null, null, null, null, null],
                ["d", 2, 6, null, null, null, null]
            )
        );
        Assert.That(page.QuerySelector("#C path.area")!.GetAttribute("d")!.Count(c => c == 'Z'), Is.EqualTo(2));
    }

    [Test]
    public void A_box_plot_without_a_mean_is_refused()
    {
        var rdl = SmallReport.With(
            Ranges("BoxPlot").Replace("<Mean>=Max(Fields!Me.Value)</Mean>", "", StringComparison.Ordinal),
            "K Lo Hi St En Me Md"
        );
        Assert.That(
            Assert.Throws<Rdl.RdlException>(() => Rdl.RdlParser.Parse("Test", rdl))!.Message,
            Does.Contain("lacks the element <Mean>")
        );
    }

    private static string Ranges(string subtype) =>
        Chart("Range", subtype)
            .Replace(
                "<Y>=Sum(Fields!V.Value)</Y>",
                (subtype == "ErrorBar" ? "<Y>=Max(Fields!Md.Value)</Y>" : "")
                    + "<High>=Max(Fields!Hi.Value)</High><Low>=Max(Fields!Lo.Value)</Low><Start>=Max(Fields!St.Value)</Start><End>=Max(Fields!En.Value)</End><Mean>=Max(Fields!Me.Value)</Mean><Median>=Max(Fields!Md.Value)</Median>",
                StringComparison.Ordinal
            );

    [TestCase("None", "", 0)]
    [TestCase("None", "other", 1)]
    [TestCase("None", "smile", 1)]
    public async Task A_gauge_panel_as_a_designer_writes_it_is_drawn_or_refused_by_name(string frame, string image, int problems)
    {
        var rdl = SmallReport.With(
            $"""
            <GaugePanel Name="G"><StateIndicators><StateIndicator Name="I">
              <GaugeInputValue Name="V"><Value>=Max(Fields!V.Value)</Value></GaugeInputValue><TransformationType>None</TransformationType><TransformationScope />
              <IndicatorStates><IndicatorState Name="Bad"><StartValue Name="S"><Value>5</Value></StartValue><EndValue Name="E"><Value>9</Value></EndValue><Color>Red</Color><IndicatorStyle>Circle</IndicatorStyle>
                <IndicatorImage><Source>Embedded</Source><Value>{image}</Value></IndicatorImage></IndicatorState></IndicatorStates>
              <StateDataElementName>x</StateDataElementName><StateDataElementOutput>Output</StateDataElementOutput><IndicatorImage><Source>External</Source><Value /></IndicatorImage></StateIndicator></StateIndicators>
              <BackFrame><Style /><FrameBackground><Style /></FrameBackground><FrameImage><Source>External</Source><Value /></FrameImage><FrameStyle>{frame}</FrameStyle></BackFrame>
              <TopImage><Source>External</Source><Value /></TopImage><DataSetName>D</DataSetName><Height>1in</Height><Width>1in</Width></GaugePanel>
            """,
            "K V"
        );
        if (problems > 0)
        {
            var refused = Assert.Throws<Rdl.RdlException>(() => Rdl.RdlParser.Parse("Test", rdl));
            Assert.That(refused!.Problems, Has.Count.EqualTo(problems));
            return;
        }

        var report = await RenderedPage.ProcessAsync(rdl, SmallReport.Source("K V", ["a", 7]));
        Assert.That(((Processing.RenderedIndicator)report.Body.Items.Single()).State, Is.EqualTo("Bad"));
    }
}
