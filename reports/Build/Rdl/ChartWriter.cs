// Writes a chart over time. Only what a report sees differently is said; both secondary axes must exist and
// are invisible.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal static class ChartWriter
{
    public static XElement Write(Chart chart, Page page, Box box)
    {
        var scope = page.Scope.Of(chart.Data, $"chart {chart.Name}", inRow: true);
        var time = scope.Field(chart.Category);
        return E(
            "Chart",
            Xml.Name(chart.Name),
            E(
                "ChartCategoryHierarchy",
                E(
                    "ChartMembers",
                    E(
                        "ChartMember",
                        E(
                            "Group",
                            Xml.Name(chart.Name + "Slice"),
                            E("GroupExpressions", E("GroupExpression", "=" + (chart.Key is { } key ? scope.Field(key) : time)))
                        ),
                        E("SortExpressions", E("SortExpression", E("Value", "=" + time), E("Direction", "Ascending"))),
                        E("Label", "=" + time)
                    )
                )
            ),
            E("ChartSeriesHierarchy", E("ChartMembers", BandMembers(chart.Band), SeriesMembers(chart, scope))),
            E(
                "ChartData",
                E("ChartSeriesCollection", Band(chart.Band, scope, Divisor), chart.Series.Select(s => Series(s, chart, scope)))
            ),
            E(
                "ChartAreas",
                E(
                    "ChartArea",
                    Xml.Name("Default"),
                    E("ChartCategoryAxes", TimeAxis(chart), Hidden("Secondary")),
                    E("ChartValueAxes", ValueAxis(chart.Unit, chart.Maximum), Hidden("Secondary")),
                    E("Style", E("BackgroundColor", Palette.Transparent))
                )
            ),
            chart.Series.Length > 1 || chart.By is not null || chart.Band is not null ? Legend() : null,
            chart.Title.Length == 0
                ? null
                : E("ChartTitles", E("ChartTitle", Xml.Name("Title"), E("Caption", chart.Title), TextStyle(9))),
            E("Palette", "BrightPastel"),
            E("ChartBorderSkin", E("Style")),
            E("ChartNoDataMessage", Xml.Name("NoDataMessage"), E("Caption", chart.Empty), TextStyle(9)),
            E("DataSetName", chart.Data.Name),
            chart.Where is var (field, only)
                ? E(
                    "Filters",
                    E(
                        "Filter",
                        E("FilterExpression", "=" + scope.Field(field)),
                        E("Operator", "Equal"),
                        E("FilterValues", E("FilterValue", only))
                    )
                )
                : null,
            box.Elements(),
            page.WithoutSubject,
            E("ToolTip", NameOf(chart)),
            E("Style", Border("", null, "None"), E("BackgroundColor", Palette.Transparent))
        );
    }

    /// <summary>A small line without axes in a row of a table, over the slots of that row.</summary>
    public static XElement Spark(Column column, Table table, string name, Scope scope, double height)
    {
        var time = scope.Field(column.SparkTime);
        var value = Vb.If($"IsNothing(Max({scope.Field(column.Spark!)}))", "Nothing", $"CDbl(Max({scope.Field(column.Spark!)}))");
        var shown = FieldFormat.Of(column.Spark!).AsText($"Max({scope.Field(column.Spark!)})");
        return E(
            "Chart",
            Xml.Name(name),
            E(
                "ChartCategoryHierarchy",
                E(
                    "ChartMembers",
                    E(
                        "ChartMember",
                        E("Group", Xml.Name(name + "Slot"), E("GroupExpressions", E("GroupExpression", "=" + time))),
                        E("SortExpressions", E("SortExpression", E("Value", "=" + time), E("Direction", "Ascending"))),
                        E("Label", "=" + time)
                    )
                )
            ),
            E("ChartSeriesHierarchy", E("ChartMembers", BandMembers(column.Band).SkipLast(1), E("ChartMember", E("Label", column.Title)))),
            E(
                "ChartData",
                E(
                    "ChartSeriesCollection",
                    Band(column.Band, scope, _ => null).SkipLast(1),
                    E(
                        "ChartSeries",
                        Xml.Name("Line"),
                        E(
                            "ChartDataPoints",
                            E(
                                "ChartDataPoint",
                                E("ChartDataPointValues", E("Y", "=" + value)),
                                E("ChartDataLabel", E("Style")),
                                E("ToolTip", $"={Vb.Format(time, FieldFormat.Time)} & \": \" & {shown}"),
                                Drillthrough.Live(column.Link) is { } link ? Drillthrough.Write(link, scope) : null,
                                E("Style", E("Border", E("Width", "1pt")), E("Color", Palette.Volume)),
                                E("ChartMarker", E("Style")),
                                E("DataElementOutput", "Output")
                            )
                        ),
                        E("Type", "Line"),
                        E("Style"),
                        EmptyPoints(),
                        E("ValueAxisName", "Primary"),
                        E("CategoryAxisName", "Primary")
                    )
                )
            ),
            E(
                "ChartAreas",
                E(
                    "ChartArea",
                    Xml.Name("Default"),
                    E("ChartCategoryAxes", Hidden("Primary"), Hidden("Secondary")),
                    E("ChartValueAxes", Hidden("Primary", "0"), Hidden("Secondary")),
                    E("Style", E("BackgroundColor", Palette.Transparent))
                )
            ),
            E("Palette", "BrightPastel"),
            E("ChartBorderSkin", E("Style")),
            E("ChartNoDataMessage", Xml.Name("NoDataMessage"), E("Caption", Vb.NoValue), TextStyle(8)),
            E("DataSetName", table.Data.Name),
            new Box(0, 0, height, column.Width).Elements(),
            E(
                "ToolTip",
                column.Title.Contains(',', StringComparison.Ordinal) ? column.Title : $"{column.Title} over time"
            ),
            E("Style", Border("Bottom", Palette.Line, width: 0.75), E("BackgroundColor", Palette.Transparent))
        );
    }

    /// <summary>What a picture is called for those who do not see it.</summary>
    private static string NameOf(Chart chart) =>
        (chart.Title.Length > 0 ? chart.Title : string.Join(", ", chart.Series.Select(s => s.Name)))
        + (chart.By is null ? "" : " by " + BodyWriter.Words(chart.By.Value.Field).Replace(" name", "", StringComparison.Ordinal))
        + $" over time, {chart.Unit}";

    /// <summary>Milliseconds are drawn as seconds, bytes as GB.</summary>
    private static string? Divisor(string field) =>
        field.EndsWith("LatencyMs", StringComparison.Ordinal) ? null
        : field.EndsWith("Ms", StringComparison.Ordinal) ? " / 1000"
        : field.EndsWith("Bytes", StringComparison.Ordinal) ? " / 1073741824"
        : null;

    private static IEnumerable<XElement> BandMembers((string Low, string High)? band) =>
        band is null ? [] : new[] { "Usual, from P5", "Usual", "Usual, up to P95" }.Select(l => E("ChartMember", E("Label", l)));

    /// <summary>
    /// What is usual: an area up to the lower edge that nobody sees, the band on top of it, and its upper
    /// edge. Hidden as a whole while nothing is known.
    /// </summary>
    private static IEnumerable<XElement> Band((string Low, string High)? band, Scope scope, Func<string, string?> divisor)
    {
        if (band is not var (low, high))
        {
            yield break;
        }

        string Max(string field) => $"Max({scope.Field(field)})";
        string Value(string value, string field) => Vb.If($"IsNothing({Max(high)})", "Nothing", $"CDbl({value}){divisor(field)}");
        var tip = $"=\"usual: \" & {FieldFormat.Of(low).AsText(Max(low))} & \" to \" & {FieldFormat.Of(high).AsText(Max(high))}";
        yield return Edge("BandLow", "Area", Value(Max(low), low), Palette.Transparent, null, inLegend: false);
        yield return Edge("BandWidth", "Area", Value($"{Max(high)} - {Max(low)}", high), Palette.Band, tip, inLegend: false);
        yield return Edge("BandHigh", "Line", Value(Max(high), high), Palette.Idle, tip, inLegend: true);

        XElement Edge(string name, string type, string value, string colour, string? toolTip, bool inLegend) =>
            E(
                "ChartSeries",
                Xml.Name(name),
                E("Hidden", $"=IsNothing({Max(high)})"),
                E(
                    "ChartDataPoints",
                    E(
                        "ChartDataPoint",
                        E("ChartDataPointValues", E("Y", "=" + value)),
                        E("ChartDataLabel", E("Style")),
                        toolTip is null ? null : E("ToolTip", toolTip),
                        type == "Area"
                            ? E("Style", E("Color", colour))
                            : E("Style", E("Border", E("Style", "Dashed"), E("Width", "1pt")), E("Color", colour)),
                        E("ChartMarker", E("Style")),
                        E("DataElementOutput", "Output")
                    )
                ),
                E("Type", type),
                type == "Area" ? E("Subtype", "Stacked") : null,
                E("Style"),
                EmptyPoints(),
                inLegend ? null : E("ChartItemInLegend", E("Hidden", "true")),
                E("ValueAxisName", "Primary"),
                E("CategoryAxisName", "Primary")
            );
    }

    private static IEnumerable<XElement> SeriesMembers(Chart chart, Scope scope) =>
        chart.By is var (field, _)
            ?
            [
                E(
                    "ChartMember",
                    E(
                        "Group",
                        Xml.Name(chart.Name + "Series"),
                        E("GroupExpressions", E("GroupExpression", "=" + scope.Field(field)))
                    ),
                    E(
                        "SortExpressions",
                        E("SortExpression", E("Value", "=" + scope.Field(chart.ByKey ?? field)), E("Direction", "Ascending"))
                    ),
                    E("Label", "=" + scope.Field(field))
                ),
            ]
            : chart.Series.Select(s =>
                E("ChartMember", E("Label", s.LegendField is { } text ? $"=Max({scope.Field(text)})" : s.Name))
            );

    public static XElement Legend() =>
        E(
            "ChartLegends",
            E(
                "ChartLegend",
                Xml.Name("Legend"),
                E(
                    "Style",
                    E("BackgroundColor", Palette.Transparent),
                    E("FontFamily", Font.Text),
                    E("FontSize", "8pt"),
                    E("Color", Palette.Muted)
                ),
                E("Position", "TopLeft"),
                E("Layout", "Row")
            )
        );

    /// <summary>What was not watched is a gap, not a line.</summary>
    private static XElement EmptyPoints() =>
        E(
            "ChartEmptyPoints",
            E("Style", E("Color", Palette.Transparent)),
            E("ChartMarker", E("Style")),
            E("ChartDataLabel", E("Style"))
        );

    private static XElement Series(Series series, Chart chart, Scope scope)
    {
        if (series.Value.Split(' ') is not [var function, var field])
        {
            throw new ReportDefinitionException(
                $"{scope.Place}: '{series.Value}' is no aggregate such as \"max BlockedSessions\"."
            );
        }

        scope.Field(field);
        var divisor = Divisor(field);
        var aggregate = $"{char.ToUpperInvariant(function[0])}{function[1..]}({Vb.Field(field)})";
        var value = $"=IIf(IsNothing({aggregate}), Nothing, CDbl({aggregate}){divisor})";
        var what = chart.By is var (by, _) ? $"{{{by}}}" : series.Name.ToLowerInvariant();
        var tip = series.ToolTip is { } given
            ? Template.Value(given, scope)
            : $"={Template.Expression($"{{{chart.Category}}}: {what} ", scope)} & {FieldFormat.Of(field).AsText(aggregate)}";
        var colour = E("Color", Colour(series, chart, scope));
        var isLine = series.Kind is SeriesKind.Line or SeriesKind.DashedLine or SeriesKind.Markers;
        return E(
            "ChartSeries",
            Xml.Name(BodyWriter.NameOf(series.Name)),
            series.LegendField is { } asked ? E("Hidden", $"=IsNothing(Max({scope.Field(asked)}))") : null,
            E(
                "ChartDataPoints",
                E(
                    "ChartDataPoint",
                    series.Box is { } box ? BoxValues(box, scope) : E("ChartDataPointValues", E("Y", value)),
                    E("ChartDataLabel", E("Style")),
                    E("ToolTip", series.Box is { } whiskers ? BoxToolTip(whiskers, chart, scope) : tip),
                    Drillthrough.Live(series.Link) is { } link ? Drillthrough.Write(link, scope) : null,
                    series.Kind == SeriesKind.Markers ? E("Style", E("Border", E("Style", "None")), colour)
                    : isLine
                        ? E(
                            "Style",
                            E("Border", series.Kind == SeriesKind.DashedLine ? E("Style", "Dashed") : null, E("Width", "1.5pt")),
                            colour
                        )
                        : E("Style", colour),
                    series.Kind == SeriesKind.Markers
                        ? E("ChartMarker", E("Type", "Diamond"), E("Size", "8pt"), E("Style", E("Color", Colour(series, chart, scope))))
                        : E("ChartMarker", E("Style")),
                    E("DataElementOutput", "Output")
                )
            ),
            E(
                "Type",
                isLine ? "Line"
                    : series.Kind == SeriesKind.StackedArea ? "Area"
                    : series.Kind == SeriesKind.BoxPlot ? "Range"
                    : "Column"
            ),
            series.Kind switch
            {
                SeriesKind.StackedArea or SeriesKind.StackedColumns => E("Subtype", "Stacked"),
                SeriesKind.BoxPlot => E("Subtype", "BoxPlot"),
                _ => null,
            },
            E("Style"),
            EmptyPoints(),
            series.Kind switch
            {
                SeriesKind.Columns or SeriesKind.StackedColumns => CustomProperties(
                    "PointWidth",
                    chart.Key is null ? "0.9" : "0.8"
                ),
                SeriesKind.BoxPlot => CustomProperties("PointWidth", "0.6"),
                _ => null,
            },
            E("ValueAxisName", "Primary"),
            E("CategoryAxisName", "Primary")
        );
    }

    private static XElement BoxValues(BoxFields box, Scope scope) =>
        E(
            "ChartDataPointValues",
            E("High", BoxValue(box.High, scope)),
            E("Low", BoxValue(box.Low, scope)),
            E("Start", BoxValue(box.Start, scope)),
            E("End", BoxValue(box.End, scope)),
            E("Mean", BoxValue(box.Mean, scope)),
            E("Median", BoxValue(box.Median, scope))
        );

    private static string BoxValue(string field, Scope scope)
    {
        var value = $"Max({scope.Field(field)})";
        return $"=IIf(IsNothing({value}), Nothing, CDbl({value}){Divisor(field)})";
    }

    private static string BoxToolTip(BoxFields box, Chart chart, Scope scope)
    {
        string Shown(string field) => FieldFormat.Of(field).AsText($"Max({scope.Field(field)})");
        return $"={Template.Expression($"{{{chart.Category}}}: ", scope)} & \"median \" & {Shown(box.Median)}"
            + $" & \", half of them \" & {Shown(box.Start)} & \" to \" & {Shown(box.End)}"
            + $" & \", nine in ten \" & {Shown(box.Low)} & \" to \" & {Shown(box.High)}";
    }

    private static string Colour(Series series, Chart chart, Scope scope) =>
        chart.By is var (field, colours)
            ? "=Switch("
                + string.Concat(colours.Select(c => $"{scope.Field(chart.ByKey ?? field)} = {Vb.Literal(c.Value)}, {Vb.Literal(c.Colour)}, "))
                + $"True, {Vb.Literal(series.Colour)})"
            : series.Colour;

    private static XElement TimeAxis(Chart chart)
    {
        var hours = DataState.WindowHours;
        var format = chart.Key is null
            ? $"=IIf({hours} > 2400, \"yyyy-MM-dd\", IIf({hours} > 24, \"MM-dd HH:mm\", \"HH:mm\"))"
            : "HH:mm:ss";
        return Axis(
            "Primary",
            "",
            E("Format", chart.AxisFormat ?? format),
            hasGrid: false,
            hasTicks: true,
            chart.Key is null ? "False" : "True",
            null,
            chart.Key is null
        );
    }

    private static XElement ValueAxis(string unit, double? maximum) =>
        Axis("Primary", unit, E("Format", "#,0.##"), hasGrid: true, hasTicks: false, null, "0", false, maximum);

    /// <summary>An axis that is there and not seen.</summary>
    public static XElement Hidden(string name, string? minimum = null, double? maximum = null) =>
        Axis(name, null, null, hasGrid: false, hasTicks: false, null, minimum, false, maximum);

    /// <summary>The names of lanes, the first one above.</summary>
    public static XElement Lanes() =>
        Axis("Primary", "", null, hasGrid: false, hasTicks: false, null, null, false, isReversed: true);

    /// <summary>An axis of values from zero, along lanes.</summary>
    public static XElement Along(string title) =>
        Axis("Primary", title, E("Format", "#,0.##"), hasGrid: true, hasTicks: true, "False", "0", false);

    private static XElement Axis(
        string name,
        string? title,
        XElement? format,
        bool hasGrid,
        bool hasTicks,
        string? margin,
        string? minimum,
        bool isScalar,
        double? maximum = null,
        bool isReversed = false
    ) =>
        E(
            "ChartAxis",
            Xml.Name(name),
            E("Visible", title is null ? "False" : "True"),
            E(
                "Style",
                Border("", Palette.Line, title is null ? "None" : "Solid", 0.75),
                E("FontFamily", Font.Text),
                E("FontSize", "8pt"),
                format,
                E("Color", Palette.Muted)
            ),
            E("ChartAxisTitle", E("Caption", title), TextStyle(8)),
            margin is null ? null : E("Margin", margin),
            E("ChartMajorGridLines", E("Enabled", hasGrid ? "True" : "False"), E("Style", Border("", Palette.Grid, width: 0.75))),
            E("ChartMinorGridLines", E("Enabled", "False"), E("Style")),
            E(
                "ChartMajorTickMarks",
                E("Enabled", hasTicks ? "True" : "False"),
                E("Style", Border("", Palette.Line, width: 0.75))
            ),
            E("ChartMinorTickMarks", E("Enabled", "False"), E("Length", "0.5")),
            isReversed ? E("Reverse", "true") : null,
            E("CrossAt", "NaN"),
            isScalar ? E("Scalar", "true") : null,
            E("Minimum", minimum ?? "NaN"),
            E("Maximum", maximum?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "NaN"),
            E("ChartAxisScaleBreak", E("Style"))
        );

    public static XElement TextStyle(double size) =>
        E("Style", E("FontFamily", Font.Text), E("FontSize", Pt(size)), E("Color", Palette.Muted));
}
