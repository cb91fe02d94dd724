// Writes lanes of bars along one time axis as a stacked bar chart: a pause is a bar that nobody sees, which a
// report server can place where it has no chart of its own for this.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal static class GanttWriter
{
    public static XElement Write(Gantt gantt, Page page, Box box)
    {
        var scope = page.Scope.Of(gantt.Data, $"lanes {gantt.Name}", inRow: true);
        string Of(string field) => $"First({scope.Field(field)})";
        var colour =
            "=Switch("
            + string.Concat(gantt.Kinds.Select(k => $"{Of("Kind")} = {Vb.Literal(k.Kind)}, {Vb.Literal(k.Colour)}, "))
            + $"True, {Vb.Literal(Palette.Transparent)})";
        var unit = page.Scope.Of(gantt.Data, $"lanes {gantt.Name}, axis", inRow: false).Field("UnitText");
        return E(
            "Chart",
            Xml.Name(gantt.Name),
            E("ChartCategoryHierarchy", E("ChartMembers", Member("Lane", "LaneNumber", "LaneText"))),
            E("ChartSeriesHierarchy", E("ChartMembers", Member("Segment", "SegmentNumber", "SegmentNumber"))),
            E(
                "ChartData",
                E(
                    "ChartSeriesCollection",
                    E(
                        "ChartSeries",
                        Xml.Name("Bars"),
                        E(
                            "ChartDataPoints",
                            E(
                                "ChartDataPoint",
                                E("ChartDataPointValues", E("Y", $"=Sum({scope.Field("Length")})")),
                                E("ChartDataLabel", E("Style")),
                                E("ToolTip", "=" + Of("TipText")),
                                Drillthrough.Live(gantt.Link) is { } link ? Drillthrough.Write(link, scope) : null,
                                E("Style", E("Color", colour)),
                                E("ChartMarker", E("Style")),
                                E("DataElementOutput", "Output")
                            )
                        ),
                        E("Type", "Bar"),
                        E("Subtype", "Stacked"),
                        E("Style"),
                        E("ChartItemInLegend", E("Hidden", "true")),
                        CustomProperties("PointWidth", "0.6"),
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
                    E("ChartCategoryAxes", ChartWriter.Lanes(), ChartWriter.Hidden("Secondary")),
                    E("ChartValueAxes", ChartWriter.Along("=" + unit), ChartWriter.Hidden("Secondary")),
                    E("Style", E("BackgroundColor", Palette.Transparent))
                )
            ),
            E("Palette", "BrightPastel"),
            E("ChartBorderSkin", E("Style")),
            E("ChartNoDataMessage", Xml.Name("NoDataMessage"), E("Caption", gantt.Empty), ChartWriter.TextStyle(9)),
            E("DataSetName", gantt.Data.Name),
            box.Elements(),
            page.WithoutSubject,
            E("ToolTip", BodyWriter.Words(gantt.Name)),
            E("Style", Border("", null, "None"), E("BackgroundColor", Palette.Transparent))
        );

        XElement Member(string name, string field, string label) =>
            E(
                "ChartMember",
                E(
                    "Group",
                    Xml.Name(gantt.Name + name),
                    E("GroupExpressions", E("GroupExpression", "=" + scope.Field(field)))
                ),
                E("SortExpressions", E("SortExpression", E("Value", "=" + scope.Field(field)), E("Direction", "Ascending"))),
                E("Label", "=" + scope.Field(label))
            );
    }
}
