// Writes things and what joins them as a scatter chart, the one kind of picture in which the procedure says
// where everything stands: a report server draws neither lines between points nor pictures that are text.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal static class NodeLinkWriter
{
    public static XElement Write(NodeLink picture, Page page, Box box)
    {
        var scope = page.Scope.Of(picture.Data, $"picture {picture.Name}", inRow: true);
        string Of(string field) => $"First({scope.Field(field)})";
        string ByKind(Func<(string Kind, string Shape, string Colour), string> what) =>
            "=Switch("
            + string.Join(", ", picture.Kinds.Select(k => $"{Of("ElementKind")} = {Vb.Literal(k.Kind)}, {Vb.Literal(what(k))}"))
            + ")";
        return E(
            "Chart",
            Xml.Name(picture.Name),
            E("ChartCategoryHierarchy", E("ChartMembers", Member("Point", "PointId", "PointId", "PartText"))),
            E("ChartSeriesHierarchy", E("ChartMembers", Member("Kind", "ElementKind", "ElementOrder", "ElementKind"))),
            E(
                "ChartData",
                E(
                    "ChartSeriesCollection",
                    E(
                        "ChartSeries",
                        Xml.Name("Elements"),
                        E(
                            "ChartDataPoints",
                            E(
                                "ChartDataPoint",
                                E("ChartDataPointValues", E("X", "=" + Of("X")), E("Y", "=" + Of("Y"))),
                                E(
                                    "ChartDataLabel",
                                    E("Style", E("FontFamily", Font.Text), E("FontSize", "9pt"), E("Color", Palette.Ink)),
                                    E("Label", "=" + Of("LabelText")),
                                    E("Visible", $"=Not IsNothing({Of("LabelText")})"),
                                    E("Position", "Top")
                                ),
                                E("ToolTip", "=" + Of("TipText")),
                                E("Style", E("Color", ByKind(k => k.Colour))),
                                E(
                                    "ChartMarker",
                                    E("Type", ByKind(k => k.Shape)),
                                    E("Size", "=" + Of("MarkerText")),
                                    E("Style", E("Color", ByKind(k => k.Colour)))
                                ),
                                E("DataElementOutput", "Output")
                            )
                        ),
                        E("Type", "Scatter"),
                        E("Style"),
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
                    E("ChartCategoryAxes", ChartWriter.Hidden("Primary", "0", 100), ChartWriter.Hidden("Secondary")),
                    E("ChartValueAxes", ChartWriter.Hidden("Primary", "0", 100), ChartWriter.Hidden("Secondary")),
                    E("Style", E("BackgroundColor", Palette.Transparent))
                )
            ),
            ChartWriter.Legend(),
            E("Palette", "BrightPastel"),
            E("ChartBorderSkin", E("Style")),
            E(
                "ChartNoDataMessage",
                Xml.Name("NoDataMessage"),
                E("Caption", Template.Value(picture.Empty, page.Scope.Of(picture.EmptyData, $"picture {picture.Name}, empty", inRow: false))),
                ChartWriter.TextStyle(9)
            ),
            E("DataSetName", picture.Data.Name),
            box.Elements(),
            page.WithoutSubject,
            E("ToolTip", BodyWriter.Words(picture.Name)),
            E("Style", Border("", null, "None"), E("BackgroundColor", Palette.Transparent))
        );

        XElement Member(string name, string field, string order, string label) =>
            E(
                "ChartMember",
                E(
                    "Group",
                    Xml.Name(picture.Name + name),
                    E("GroupExpressions", E("GroupExpression", "=" + scope.Field(field)))
                ),
                E("SortExpressions", E("SortExpression", E("Value", "=" + scope.Field(order)), E("Direction", "Ascending"))),
                E("Label", "=" + scope.Field(label))
            );
    }
}
