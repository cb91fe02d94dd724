// Kinds of charts and what stands around them: bars that lie, shares of the whole, slices, scattered points;
// palettes, axes with intervals, logarithms and other directions, markers, labels and legends.

using System.Globalization;
using AngleSharp.Dom;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using AxMonitor.Sandbox.ReportPortal.Rendering;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

[TestFixture]
public sealed class ChartKindTests
{
    private static string Series(
        string name,
        string type,
        string subtype,
        string y,
        string point = "",
        string extra = "",
        string values = ""
    ) =>
        $"""
            <ChartSeries Name="{name}"><ChartDataPoints><ChartDataPoint><ChartDataPointValues><Y>{y}</Y>{values}</ChartDataPointValues><ToolTip>="tip " &amp; Fields!K.Value</ToolTip>{point}</ChartDataPoint></ChartDataPoints>
              <Type>{type}</Type><Subtype>{subtype}</Subtype>{extra}</ChartSeries>
            """;

    private static string Chart(string[] series, string category = "", string axis = "", string chart = "", string legend = "") =>
        $"""
            <Chart Name="C">
              <ChartCategoryHierarchy><ChartMembers><ChartMember><Group Name="Cat"><GroupExpressions><GroupExpression>=Fields!K.Value</GroupExpression></GroupExpressions></Group><Label>=Fields!K.Value</Label></ChartMember></ChartMembers></ChartCategoryHierarchy>
              <ChartSeriesHierarchy><ChartMembers>{string.Concat(series.Select((_, i) => $"<ChartMember><Label>Series {i + 1}</Label></ChartMember>"))}</ChartMembers></ChartSeriesHierarchy>
              <ChartData><ChartSeriesCollection>{string.Concat(series)}</ChartSeriesCollection></ChartData>
              <ChartAreas><ChartArea Name="Default"><ChartCategoryAxes><ChartAxis Name="Primary">{category}</ChartAxis></ChartCategoryAxes><ChartValueAxes><ChartAxis Name="Primary">{axis}</ChartAxis></ChartValueAxes></ChartArea></ChartAreas>
              {(legend.Length == 0 ? "" : $"<ChartLegends><ChartLegend Name=\"L\">{legend}</ChartLegend></ChartLegends>")}{chart}
              <DataSetName>D</DataSetName><Height>2in</Height><Width>5in</Width>
            </Chart>
            """;

    private static string One(string type, string subtype, string category = "", string axis = "", string point = "", string extra = "", string chart = "", string legend = "") =>
        Chart([Series("S", type, subtype, "=Sum(Fields!V.Value)", point, extra)], category, axis, chart, legend);

    private static async Task<IElement> DrawnAsync(string chart, params object?[][] rows) =>
        (await RenderedPage.ParseAsync(SmallReport.With(chart, "K V W"), SmallReport.Source("K V W", rows))).QuerySelector("#C")!;

    private static double Of(IElement element, string name) =>
        double.Parse(element.GetAttribute(name)!, CultureInfo.InvariantCulture);

    private static readonly object?[][] Two = [["a", 10, 30], ["b", 20, 20]];

    [Test]
    public async Task Bars_lie_and_begin_at_the_bottom()
    {
        var bars = (await DrawnAsync(One("Bar", "Plain"), Two)).QuerySelectorAll(".point rect");
        Assert.Multiple(() =>
        {
            Assert.That(Of(bars[1], "width"), Is.EqualTo(2 * Of(bars[0], "width")).Within(0.1));
            Assert.That(Of(bars[0], "y"), Is.GreaterThan(Of(bars[1], "y")), "the first category is the lowest");
            Assert.That(Of(bars[0], "x"), Is.EqualTo(Of(bars[1], "x")));
        });
    }

    [TestCase("Bar", "x", "width")]
    [TestCase("Column", "y", "height")]
    public async Task Shares_of_the_whole_fill_it(string type, string start, string length)
    {
        var chart = Chart(
            [
                Series("S", type, "PercentStacked", "=Sum(Fields!V.Value)"),
                Series("T", type, "PercentStacked", "=Sum(Fields!W.Value)"),
            ]
        );
        var marks = (await DrawnAsync(chart, Two)).QuerySelectorAll(".point rect");
        Assert.Multiple(() =>
        {
            Assert.That(Of(marks[0], length) * 3, Is.EqualTo(Of(marks[2], length)).Within(0.2), "10 of 40 and 30 of 40");
            Assert.That(Of(marks[1], length), Is.EqualTo(Of(marks[3], length)).Within(0.1), "half each");
            Assert.That(marks.Select(m => Of(m, start)).Distinct().Count(), Is.GreaterThan(1));
        });
    }

    [TestCase("Pie", 3)]
    [TestCase("ExplodedPie", 3)]
    [TestCase("Doughnut", 3)]
    public async Task Slices_have_the_colours_of_the_palette_and_labels(string subtype, int expected)
    {
        var label = "<ChartDataLabel><Label>#PERCENT{P0}</Label><Visible>true</Visible></ChartDataLabel>";
        var figure = await DrawnAsync(
            One("Shape", subtype, point: label, chart: "<Palette>BrightPastel</Palette>", legend: "<Position>RightTop</Position>"),
            ["a", 10, 0],
            ["b", 30, 0],
            ["c", 40, 0],
            ["d", 0, 0]
        );
        var slices = figure.QuerySelectorAll(".point path");
        Assert.Multiple(() =>
        {
            Assert.That(slices, Has.Length.EqualTo(expected), "nothing is drawn for zero");
            Assert.That(slices[0].GetAttribute("fill"), Is.EqualTo("#418CF0"));
            Assert.That(
                figure.QuerySelectorAll(".point text").Select(t => t.TextContent.Replace(" ", "", StringComparison.Ordinal)),
                Is.EqualTo(new[] { "13%", "38%", "50%" })
            );
            Assert.That(figure.QuerySelectorAll("svg > text").Select(t => t.TextContent), Is.EqualTo(new[] { "a", "b", "c", "d" }));
        });
    }

    [TestCase("Funnel", 0, 0.125)]
    [TestCase("Pyramid", 2, 0.5)]
    public async Task Slices_of_a_triangle_are_as_high_as_their_values(string subtype, int topmost, double share)
    {
        var figure = await DrawnAsync(
            One("Shape", subtype, legend: "<Position>RightTop</Position>"),
            ["a", 10, 0],
            ["b", 30, 0],
            ["c", 40, 0],
            ["d", 0, 0]
        );
        var slices = figure.QuerySelectorAll(".point path");
        var (top, bottom) = (slices.SelectMany(Heights).Min(), slices.SelectMany(Heights).Max());
        Assert.Multiple(() =>
        {
            Assert.That(slices, Has.Length.EqualTo(3), "nothing is drawn for zero");
            Assert.That(Heights(slices[topmost]).Min(), Is.EqualTo(top), "a funnel begins at the top, a pyramid at the bottom");
            Assert.That(Heights(slices[topmost]).Max() - top, Is.EqualTo((bottom - top) * share).Within(0.1));
            Assert.That(figure.QuerySelectorAll("svg > text").Select(t => t.TextContent), Is.EqualTo(new[] { "a", "b", "c", "d" }));
            Assert.That(figure.QuerySelectorAll(".figures tbody tr").Select(r => r.TextContent), Does.Contain("c40"));
        });

        static double[] Heights(IElement slice) =>
            [
                .. slice
                    .GetAttribute("d")!
                    .Trim('M', 'Z')
                    .Split('L')
                    .Select(p => double.Parse(p.Split(' ')[1], CultureInfo.InvariantCulture)),
            ];
    }

    [TestCase("", "Z", 1)]
    [TestCase("<CustomProperties><CustomProperty><Name>RadarDrawingStyle</Name><Value>Line</Value></CustomProperty></CustomProperties>", "Z", 0)]
    public async Task A_radar_has_its_categories_around_a_point_from_the_top_on(string extra, string ends, int areas)
    {
        var figure = await DrawnAsync(
            One("Polar", "Radar", extra: extra),
            ["a", 40, 0],
            ["b", 20, 0],
            ["c", 40, 0],
            ["d", 10, 0]
        );
        var points = figure.QuerySelectorAll(".point circle");
        var (x, middle) = (Of(points[0], "cx"), (Of(points[0], "cy") + Of(points[2], "cy")) / 2);
        Assert.Multiple(() =>
        {
            Assert.That(Of(points[2], "cx"), Is.EqualTo(x).Within(0.1), "the third of four is opposite the first");
            Assert.That(Of(points[1], "cy"), Is.EqualTo(middle).Within(0.1), "the second is a quarter on");
            Assert.That(Of(points[1], "cx") - x, Is.EqualTo((middle - Of(points[0], "cy")) / 2).Within(0.1), "clockwise, half as far");
            Assert.That(x - Of(points[3], "cx"), Is.EqualTo((middle - Of(points[0], "cy")) / 4).Within(0.1));
            Assert.That(figure.QuerySelectorAll("path.area"), Has.Length.EqualTo(areas));
            Assert.That(figure.QuerySelectorAll("svg > text").Select(t => t.TextContent), Is.SupersetOf(new[] { "a", "b", "c", "d", "0", "40" }));
            Assert.That(figure.QuerySelectorAll("path[stroke-width]").Single().GetAttribute("d"), Does.EndWith(ends));
        });
    }

    [Test]
    public async Task A_radar_is_open_where_a_value_is_missing()
    {
        var figure = await DrawnAsync(One("Polar", "Radar"), ["a", null, 0], ["b", 20, 0], ["c", 40, 0]);
        Assert.Multiple(() =>
        {
            Assert.That(figure.QuerySelectorAll("path.area"), Is.Empty);
            Assert.That(figure.QuerySelectorAll("path[stroke-width]").Single().GetAttribute("d"), Does.Not.EndWith("Z"));
        });
    }

    [Test]
    public async Task A_polar_chart_has_its_points_at_their_angles()
    {
        var chart = Chart([Series("S", "Polar", "Plain", "=Sum(Fields!V.Value)", values: "<X>=Sum(Fields!W.Value)</X>")]);
        var points = (await DrawnAsync(chart, ["a", 10, 0], ["b", 20, 90], ["c", 10, 180])).QuerySelectorAll(".point circle");
        Assert.Multiple(() =>
        {
            Assert.That(Of(points[0], "cx"), Is.EqualTo(Of(points[2], "cx")).Within(0.1));
            Assert.That(Of(points[1], "cx") - Of(points[0], "cx"), Is.EqualTo(Of(points[2], "cy") - Of(points[0], "cy")).Within(0.1));
        });
    }

    [TestCase("true", true)]
    [TestCase("=1 = 2", false)]
    public async Task What_a_server_draws_with_depth_is_drawn_flat_and_says_so(string enabled, bool isSaid)
    {
        var chart = One("Column", "Plain")
            .Replace("</ChartArea>", $"<ChartThreeDProperties><Enabled>{enabled}</Enabled><Rotation>30</Rotation></ChartThreeDProperties></ChartArea>", StringComparison.Ordinal);
        var figure = await DrawnAsync(chart, Two);
        Assert.Multiple(() =>
        {
            Assert.That(figure.QuerySelector(".flat")?.TextContent, isSaid ? Does.StartWith("Drawn flat") : Is.Null);
            Assert.That(figure.QuerySelectorAll(".point rect"), Has.Length.EqualTo(2));
        });
    }

    [Test]
    public async Task Scattered_points_stand_by_two_values_and_bubbles_tell_a_third()
    {
        var chart = Chart([Series("S", "Scatter", "Bubble", "=Sum(Fields!V.Value)", values: "<X>=Sum(Fields!W.Value)</X><Size>=Sum(Fields!V.Value)</Size>")]);
        var points = (await DrawnAsync(chart, ["a", 10, 0], ["b", 40, 50], ["c", 10, 100])).QuerySelectorAll(".point circle");
        Assert.Multiple(() =>
        {
            Assert.That(Of(points[1], "cx"), Is.EqualTo((Of(points[0], "cx") + Of(points[2], "cx")) / 2).Within(0.1));
            Assert.That(Of(points[1], "r"), Is.EqualTo(2 * Of(points[0], "r")).Within(0.1), "the area tells the size");
            Assert.That(Of(points[0], "cy"), Is.GreaterThan(Of(points[1], "cy")));
        });
    }

    [Test]
    public async Task Points_in_a_plane_without_axes_are_a_picture_and_its_parts_are_told_in_words()
    {
        var chart = Chart(
            [
                Series(
                    "S",
                    "Scatter",
                    "Plain",
                    "=Sum(Fields!V.Value)",
                    point: "<ChartMarker><Type>=IIf(Sum(Fields!V.Value) = 10, \"Square\", \"Circle\")</Type>"
                        + "<Size>=IIf(Sum(Fields!V.Value) = 40, \"3pt\", \"12pt\")</Size></ChartMarker>",
                    values: "<X>=Sum(Fields!W.Value)</X>"
                ),
            ],
            category: "<Visible>False</Visible>",
            axis: "<Visible>False</Visible>"
        );
        var figure = await DrawnAsync(chart, ["a", 10, 0], ["", 40, 50], ["c", 20, 100]);
        Assert.Multiple(() =>
        {
            Assert.That(figure.QuerySelectorAll("path.marker"), Has.Length.EqualTo(1), "the square");
            var sizes = figure.QuerySelectorAll("circle.marker").Select(c => Of(c, "r"));
            Assert.That(sizes, Is.EqualTo(new[] { 2.0, 8.0 }).Within(0.01));
            Assert.That(figure.QuerySelectorAll("details li").Select(l => l.TextContent), Is.EqualTo(new[] { "a", "c" }));
        });
    }

    [TestCase("Pacific", "", "#01B8AA")]
    [TestCase("EarthTones", "", "#FF8000")]
    [TestCase("SemiTransparent", "", "#FF000096")]
    [TestCase("Custom", "<ChartCustomPaletteColors><ChartCustomPaletteColor>#123456</ChartCustomPaletteColor></ChartCustomPaletteColors>", "#123456")]
    public async Task A_palette_gives_the_colours(string palette, string custom, string expected)
    {
        var figure = await DrawnAsync(One("Column", "Plain", chart: $"<Palette>{palette}</Palette>{custom}"), Two);
        Assert.That(figure.QuerySelector(".point rect")!.GetAttribute("fill"), Is.EqualTo(expected));
    }

    [TestCase("<Interval>5</Interval>", "0 5 10 15 20")]
    [TestCase("<Minimum>10</Minimum><Maximum>30</Maximum><Interval>10</Interval>", "10 20 30")]
    [TestCase("<LogScale>true</LogScale>", "10 100")]
    [TestCase("<IncludeZero>false</IncludeZero>", "10 15 20")]
    [TestCase("<HideLabels>true</HideLabels>", "")]
    public async Task An_axis_of_values_is_as_the_report_wants_it(string axis, string expected)
    {
        var figure = await DrawnAsync(One("Column", "Plain", category: "<Visible>False</Visible>", axis: axis), Two);
        Assert.That(string.Join(' ', figure.QuerySelectorAll("svg > text").Select(t => t.TextContent)), Is.EqualTo(expected));
    }

    [Test]
    public async Task Axes_go_the_other_way_when_the_report_says_so()
    {
        var figure = await DrawnAsync(
            One("Column", "Plain", category: "<Reverse>true</Reverse>", axis: "<Reverse>true</Reverse>"),
            Two
        );
        var bars = figure.QuerySelectorAll(".point rect");
        Assert.Multiple(() =>
        {
            Assert.That(Of(bars[0], "x"), Is.GreaterThan(Of(bars[1], "x")));
            Assert.That(Of(bars[0], "y"), Is.EqualTo(Of(bars[1], "y")).Within(0.01), "columns hang from the top");
        });
    }

    [TestCase("<Interval>1</Interval>", "rotate(-90")]
    [TestCase("<Angle>45</Angle>", "rotate(45")]
    public async Task Labels_are_turned_where_they_do_not_fit_or_the_report_says_so(string category, string expected)
    {
        var rows = Enumerable.Range(1, 12).Select(i => new object?[] { $"a long category {i}", i, 0 }).ToArray();
        var figure = await DrawnAsync(One("Column", "Plain", category: category), rows);
        var labels = figure
            .QuerySelectorAll("svg > text")
            .Where(t => t.TextContent.StartsWith("a long", StringComparison.Ordinal))
            .ToList();
        Assert.Multiple(() =>
        {
            Assert.That(labels[0].GetAttribute("transform"), Does.StartWith(expected));
            Assert.That(labels, Has.Count.EqualTo(category.Contains("Interval", StringComparison.Ordinal) ? 12 : labels.Count));
        });
    }

    [TestCase("<ChartMarker><Type>Circle</Type><Size>9pt</Size></ChartMarker>", "circle.marker")]
    [TestCase("<ChartMarker><Type>Star5</Type></ChartMarker>", "path.marker")]
    public async Task Points_have_the_markers_of_the_report(string marker, string selector)
    {
        var figure = await DrawnAsync(One("Line", "Plain", point: marker), Two);
        Assert.That(figure.QuerySelectorAll(selector), Has.Length.EqualTo(2));
    }

    [TestCase("<ChartDataLabel><Style><Format>0.0</Format></Style><UseValueAsLabel>true</UseValueAsLabel><Visible>true</Visible></ChartDataLabel>", "10.0 20.0")]
    [TestCase("<ChartDataLabel><Label>=\"v\" &amp; Sum(Fields!V.Value)</Label><Visible>true</Visible></ChartDataLabel>", "v10 v20")]
    [TestCase("<ChartDataLabel><Label>#AXISLABEL: #VALY</Label><Visible>true</Visible></ChartDataLabel>", "a: 10 b: 20")]
    [TestCase("<ChartDataLabel><UseValueAsLabel>true</UseValueAsLabel></ChartDataLabel>", "")]
    public async Task Points_have_the_labels_of_the_report(string label, string expected)
    {
        foreach (var type in new[] { "Column", "Bar", "Line", "Area" })
        {
            var figure = await DrawnAsync(One(type, "Plain", point: label), Two);
            var told = string.Join(' ', figure.QuerySelectorAll("text.label").Select(t => t.TextContent));
            Assert.That(told, Is.EqualTo(expected), type);
        }
    }

    [TestCase("", 2)]
    [TestCase("<ChartEmptyPoints><Style><Color>Red</Color></Style></ChartEmptyPoints>", 1)]
    [TestCase("<ChartEmptyPoints><Style><Color>Transparent</Color></Style></ChartEmptyPoints>", 2)]
    public async Task A_line_goes_over_empty_points_where_the_report_draws_them(string empty, int expected)
    {
        var figure = await DrawnAsync(One("Line", "Smooth", extra: empty), ["a", 1, 0], ["b", null, 0], ["c", 3, 0]);
        Assert.That(figure.QuerySelector("path[stroke-linejoin]")!.GetAttribute("d")!.Count(c => c == 'M'), Is.EqualTo(expected));
    }

    [TestCase("TopLeft", 50, 10)]
    [TestCase("BottomCenter", 50, 184)]
    [TestCase("LeftTop", 24, 18)]
    public async Task A_legend_stands_at_its_side(string position, double x, double y)
    {
        var figure = await DrawnAsync(One("Column", "Plain", legend: $"<Position>{position}</Position>"), Two);
        var text = figure.QuerySelectorAll("svg > text").First(t => t.TextContent == "Series 1");
        Assert.Multiple(() =>
        {
            Assert.That(Of(text, "x"), Is.EqualTo(x).Within(25));
            Assert.That(Of(text, "y"), Is.EqualTo(y).Within(10));
        });
    }

    [Test]
    public async Task Labels_of_points_and_titles_are_those_of_the_report()
    {
        var figure = await DrawnAsync(
            One(
                "Column",
                "Plain",
                category: "<ChartAxisTitle><Caption>below</Caption></ChartAxisTitle>",
                point: "<AxisLabel>=\"is \" &amp; Fields!K.Value</AxisLabel>",
                chart: "<ChartTitles><ChartTitle Name=\"A\"><Caption>shown</Caption></ChartTitle><ChartTitle Name=\"B\"><Caption>not shown</Caption><Hidden>true</Hidden></ChartTitle></ChartTitles>"
            ),
            Two
        );
        Assert.Multiple(() =>
        {
            Assert.That(figure.QuerySelectorAll("figcaption").Select(c => c.TextContent), Is.EqualTo(new[] { "shown" }));
            Assert.That(
                figure.QuerySelectorAll("svg > text").Select(t => t.TextContent),
                Does.Contain("is a").And.Contains("is b").And.Contains("below")
            );
        });
    }

    [Test]
    public async Task A_group_of_series_may_hold_several_in_each_instance()
    {
        var chart = Chart([Series("S", "Column", "Plain", "=Sum(Fields!V.Value)"), Series("T", "Line", "Plain", "=Sum(Fields!W.Value)")])
            .Replace(
                "<ChartSeriesHierarchy><ChartMembers><ChartMember><Label>Series 1</Label></ChartMember><ChartMember><Label>Series 2</Label></ChartMember></ChartMembers></ChartSeriesHierarchy>",
                "<ChartSeriesHierarchy><ChartMembers><ChartMember><Group Name=\"G\"><GroupExpressions><GroupExpression>=Fields!K.Value</GroupExpression></GroupExpressions></Group><ChartMembers><ChartMember><Label>V</Label></ChartMember><ChartMember><Label>W</Label></ChartMember></ChartMembers><Label>=Fields!K.Value</Label></ChartMember></ChartMembers></ChartSeriesHierarchy>",
                StringComparison.Ordinal
            );
        var figure = await DrawnAsync(chart, ["a", 1, 10], ["b", 2, 20]);
        Assert.That(
            figure.QuerySelectorAll(".figures thead th").Skip(1).Select(h => h.TextContent),
            Is.EqualTo(new[] { "a - V", "a - W", "b - V", "b - W" })
        );
    }

    [Test]
    public async Task Categories_in_categories_are_named_with_what_they_are_in()
    {
        var chart = One("Column", "Plain")
            .Replace(
                "<Label>=Fields!K.Value</Label></ChartMember></ChartMembers></ChartCategoryHierarchy>",
                "<ChartMembers><ChartMember><Group Name=\"Inner\"><GroupExpressions><GroupExpression>=Fields!W.Value</GroupExpression></GroupExpressions></Group><Label>=Fields!W.Value</Label></ChartMember></ChartMembers><Label>=Fields!K.Value</Label></ChartMember></ChartMembers></ChartCategoryHierarchy>",
                StringComparison.Ordinal
            );
        var figure = await DrawnAsync(chart, ["a", 1, 1], ["a", 2, 2], ["b", 3, 1], ["a", 4, 1]);
        Assert.That(
            figure.QuerySelectorAll(".figures tbody tr").Select(r => r.TextContent),
            Is.EqualTo(new[] { "a · 15", "a · 22", "b · 13" })
        );
    }

    [TestCase("<Palette>Rainbow</Palette>", "", "<Palette> is 'Rainbow'")]
    [TestCase("<Palette>Custom</Palette>", "", "no <ChartCustomPaletteColors>")]
    [TestCase("", "<ChartMarker><Type>Heart</Type></ChartMarker>", "<Type> is 'Heart'")]
    [TestCase("<ChartLegends><ChartLegend Name=\"L\"><Position>Middle</Position></ChartLegend></ChartLegends>", "", "<Position> is 'Middle'")]
    [TestCase("", "<CustomProperties><CustomProperty><Name>CollectedStyle</Name><Value>SingleSlice</Value></CustomProperty></CustomProperties>", "small slices are put together")]
    [TestCase("", "<CustomProperties><CustomProperty><Name>FunnelStyle</Name><Value>YIsWidth</Value></CustomProperty></CustomProperties>", "the values are widths")]
    public void What_is_not_known_or_not_drawn_is_refused_by_name(string chart, string point, string expected) =>
        Assert.That(
            () => RdlParser.Parse("Test", SmallReport.With(One("Column", "Plain", point: point, chart: chart), "K V W")),
            Throws.TypeOf<RdlException>().With.Message.Contains(expected)
        );

    [TestCase("Polar", "Plain", "lacks the element <X>")]
    [TestCase("Shape", "TreeMap", "type Shape, subtype TreeMap")]
    public void A_kind_without_what_it_needs_is_refused_by_name(string type, string subtype, string expected) =>
        Assert.That(
            () => RdlParser.Parse("Test", SmallReport.With(One(type, subtype), "K V W")),
            Throws.TypeOf<RdlException>().With.Message.Contains(expected)
        );

    [Test]
    public void What_goes_around_a_point_is_not_mixed_with_what_stands() =>
        Assert.That(
            () => RdlParser.Parse("Test", SmallReport.With(Chart([Series("S", "Polar", "Radar", "=1"), Series("T", "Line", "Plain", "=1")]), "K V W")),
            Throws.TypeOf<RdlException>().With.Message.Contains("mixes series around a point")
        );

    [Test]
    public void Bars_are_not_mixed_with_what_stands() =>
        Assert.That(
            () => RdlParser.Parse("Test", SmallReport.With(Chart([Series("S", "Bar", "Plain", "=1"), Series("T", "Line", "Plain", "=1")]), "K V W")),
            Throws.TypeOf<RdlException>().With.Message.Contains("mixes bars")
        );

    [TestCase(-5.0, null, null, 0, 100)]
    [TestCase(-5.0, -10.0, 10.0, 25, 25)]
    [TestCase(15.0, 10.0, 20.0, 0, 50)]
    [TestCase(25.0, 10.0, 20.0, 0, 100)]
    public async Task A_data_bar_begins_at_zero_or_at_the_end_that_is_nearest(
        double value,
        double? minimum,
        double? maximum,
        double x,
        double width
    )
    {
        var axis =
            (minimum is { } low ? FormattableString.Invariant($"<Minimum>{low}</Minimum>") : "")
            + (maximum is { } high ? FormattableString.Invariant($"<Maximum>{high}</Maximum>") : "")
            + "<Visible>False</Visible>";
        var page = await RenderedPage.ParseAsync(
            SmallReport.With(One("Bar", "Plain", category: "<Visible>False</Visible>", axis: axis), "K V W"),
            SmallReport.Source("K V W", ["a", value, 0])
        );
        var bar = page.QuerySelectorAll("svg.bar rect")[1];
        Assert.Multiple(() =>
        {
            Assert.That(Of(bar, "x"), Is.EqualTo(x).Within(0.1));
            Assert.That(Of(bar, "width"), Is.EqualTo(width).Within(0.1));
        });
    }

    [TestCase(1.0, "Hours", 4)]
    [TestCase(1.0, "Days", 1)]
    [TestCase(30.0, "Minutes", 7)]
    [TestCase(1.0, "Number", null)]
    [TestCase(1.0, "Milliseconds", null)]
    public void An_axis_of_times_has_the_interval_of_the_report(double interval, string type, int? expected)
    {
        var from = new DateTime(2016, 11, 30, 0, 0, 0);
        Assert.That(ChartScale.TimeTicks(from, from.AddHours(3), interval, type)?.Count, Is.EqualTo(expected));
    }
}
