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
            E("ChartSeriesHierarchy", E("ChartMembers", chart.Series.Select(s => E("ChartMember", E("Label", s.Name))))),
            E("ChartData", E("ChartSeriesCollection", chart.Series.Select(s => Series(s, chart, scope)))),
            E(
                "ChartAreas",
                E(
                    "ChartArea",
                    Xml.Name("Default"),
                    E("ChartCategoryAxes", TimeAxis(chart), Hidden("Secondary")),
                    E("ChartValueAxes", ValueAxis(chart.Unit), Hidden("Secondary")),
                    E("Style", E("BackgroundColor", Palette.Transparent))
                )
            ),
            E("Palette", "BrightPastel"),
            E("ChartBorderSkin", E("Style")),
            E("ChartNoDataMessage", Xml.Name("NoDataMessage"), E("Caption", chart.Empty), TextStyle(9)),
            E("DataSetName", chart.Data.Name),
            box.Elements(),
            page.WithoutSubject,
            E("Style", Border("", null, "None"), E("BackgroundColor", Palette.Transparent))
        );
    }

    private static XElement Series(Series series, Chart chart, Scope scope)
    {
        if (series.Value.Split(' ') is not [var function, var field])
        {
            throw new ReportDefinitionException(
                $"{scope.Place}: '{series.Value}' is no aggregate such as \"max BlockedSessions\"."
            );
        }

        scope.Field(field);
        var isDuration = field.EndsWith("Ms", StringComparison.Ordinal);
        var value = $"={char.ToUpperInvariant(function[0])}{function[1..]}({Vb.Field(field)}){(isDuration ? " / 1000" : "")}";
        var tip = series.ToolTip ?? $"{{{chart.Category}}} UTC: {series.Name.ToLowerInvariant()} {{{series.Value}}}";
        var colour = E("Color", series.Colour);
        return E(
            "ChartSeries",
            Xml.Name(BodyWriter.NameOf(series.Name)),
            E(
                "ChartDataPoints",
                E(
                    "ChartDataPoint",
                    E("ChartDataPointValues", E("Y", value)),
                    E("ChartDataLabel", E("Style")),
                    E("ToolTip", Template.Value(tip, scope)),
                    series.Link is { } link ? Drillthrough.Write(link, scope) : null,
                    series.Kind == SeriesKind.Line ? E("Style", E("Border", E("Width", "1.5pt")), colour) : E("Style", colour),
                    E("ChartMarker", E("Style")),
                    E("DataElementOutput", "Output")
                )
            ),
            E("Type", series.Kind == SeriesKind.Line ? "Line" : "Column"),
            E("Style"),
            E("ChartEmptyPoints", E("Style"), E("ChartMarker", E("Style")), E("ChartDataLabel", E("Style"))),
            series.Kind == SeriesKind.Columns ? CustomProperties("PointWidth", chart.Key is null ? "0.9" : "0.8") : null,
            E("ValueAxisName", "Primary"),
            E("CategoryAxisName", "Primary")
        );
    }

    private static XElement TimeAxis(Chart chart)
    {
        var hours = $"DateDiff(\"h\", {Page.From}, {Page.To})";
        var format = chart.Key is null
            ? $"=IIf({hours} > 2400, \"yyyy-MM-dd\", IIf({hours} > 24, \"MM-dd HH:mm\", \"HH:mm\"))"
            : "HH:mm:ss";
        return Axis(
            "Primary",
            "",
            E("Format", format),
            hasGrid: false,
            hasTicks: true,
            chart.Key is null ? "False" : "True",
            null,
            chart.Key is null
        );
    }

    private static XElement ValueAxis(string unit) =>
        Axis("Primary", unit, E("Format", "N0"), hasGrid: true, hasTicks: false, null, "0", false);

    private static XElement Hidden(string name) => Axis(name, null, null, hasGrid: false, hasTicks: false, null, null, false);

    private static XElement Axis(
        string name,
        string? title,
        XElement? format,
        bool hasGrid,
        bool hasTicks,
        string? margin,
        string? minimum,
        bool isScalar
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
            E("CrossAt", "NaN"),
            isScalar ? E("Scalar", "true") : null,
            E("Minimum", minimum ?? "NaN"),
            E("Maximum", "NaN"),
            E("ChartAxisScaleBreak", E("Style"))
        );

    private static XElement TextStyle(double size) =>
        E("Style", E("FontFamily", Font.Text), E("FontSize", Pt(size)), E("Color", Palette.Muted));
}
