// Writes a box that lies in a row of a table. A report server draws boxes upright only, so it is a stacked
// bar: nothing up to P5, a thin whisker, the box with its median, a thin whisker, and marks beyond.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal static class SpreadWriter
{
    /// <summary>How wide the picture is, in times of what is usual.</summary>
    private const string End = "4";

    /// <summary>The width of a line across.</summary>
    private const string Mark = "0.06";

    /// <summary>Behind the end, where ► stands for what goes on.</summary>
    private const double Room = 0.4;

    public static XElement Write(RowBox box, Column column, Table table, string name, Scope scope, double height)
    {
        string At(string field) => $"Math.Min({End}, CDbl({scope.Field(field)}) / CDbl({scope.Field(box.Whole)}))";
        string Shown(string field) => FieldFormat.Of(field).AsText(scope.Field(field));
        var (median, high, rare, most) = (At(box.Median), At(box.High), At(box.Rare), At(box.Most));
        var afterMedian = $"({median} + {Mark})";
        var afterHigh = $"Math.Max({high}, {afterMedian})";
        var afterRare = $"({afterHigh} + {Gap(rare, afterHigh)} + {Line(box.Rare, rare, afterHigh)})";
        Segment[] segments =
        [
            new("Before", At(box.Low), Palette.Transparent, false),
            new("LowWhisker", $"{At(box.Start)} - {At(box.Low)}", Palette.Pale, true),
            new("LowBox", $"{median} - {At(box.Start)}", Palette.Volume, false),
            new("Median", $"IIf({median} < {End}, {Mark}, 0)", Palette.Ink, false),
            new("HighBox", Gap(At(box.End), afterMedian), Palette.Volume, false),
            new("HighWhisker", Gap(high, $"Math.Max({At(box.End)}, {afterMedian})"), Palette.Pale, true),
            new("ToRare", Gap(rare, afterHigh), Palette.Transparent, false),
            new("Rare", Line(box.Rare, rare, afterHigh), Palette.Idle, false),
            new("ToMost", Gap(most, afterRare), Palette.Transparent, false),
            new("Most", Line(box.Most, most, afterRare), Palette.Idle, false),
            new("Beyond", $"IIf(CDbl({scope.Field(box.Most)}) / CDbl({scope.Field(box.Whole)}) > {End}, 0.3, 0)", Palette.Transparent, false)
            {
                Label = "►",
            },
        ];
        return E(
            "Chart",
            Xml.Name(name),
            E(
                "ChartCategoryHierarchy",
                E(
                    "ChartMembers",
                    E(
                        "ChartMember",
                        E(
                            "Group",
                            Xml.Name(name + "Of"),
                            E("GroupExpressions", E("GroupExpression", "=" + scope.Field(table.Key)))
                        ),
                        E("Label", "=" + scope.Field(table.Key))
                    )
                )
            ),
            E("ChartSeriesHierarchy", E("ChartMembers", segments.Select(s => E("ChartMember", E("Label", s.Name))))),
            E("ChartData", E("ChartSeriesCollection", segments.Select(s => s.Series()))),
            E(
                "ChartAreas",
                E(
                    "ChartArea",
                    Xml.Name("Default"),
                    E("ChartCategoryAxes", ChartWriter.Hidden("Primary"), ChartWriter.Hidden("Secondary")),
                    E("ChartValueAxes", ChartWriter.Hidden("Primary", "0", 4 + Room), ChartWriter.Hidden("Secondary")),
                    E("Style", E("BackgroundColor", Palette.Transparent))
                )
            ),
            E("Palette", "BrightPastel"),
            E("ChartBorderSkin", E("Style")),
            E(
                "ChartNoDataMessage",
                Xml.Name("NoDataMessage"),
                E("Caption", Vb.NoValue),
                E("Style", E("FontFamily", Font.Text), E("FontSize", "8pt"), E("Color", Palette.Muted))
            ),
            E("DataSetName", table.Data.Name),
            new Box(0, 0, height, column.Width).Elements(),
            E(
                "ToolTip",
                $"=\"median \" & {Shown(box.Median)} & \", half of them \" & {Shown(box.Start)} & \" to \" & {Shown(box.End)}"
                    + $" & \", nine in ten \" & {Shown(box.Low)} & \" to \" & {Shown(box.High)} & \", P99 \" & {Shown(box.Rare)}"
                    + $" & \", longest \" & {Shown(box.Most)}"
            ),
            E("Style", Border("Bottom", Palette.Line, width: 0.75), E("BackgroundColor", Palette.Transparent))
        );

        // What is left between what was drawn and a place; nothing where it was passed.
        static string Gap(string to, string from) => $"Math.Max(0, {to} - {from})";

        // A mark at a place, where it lies beyond what was drawn and before the end.
        string Line(string field, string at, string from) =>
            $"IIf(CDbl({scope.Field(field)}) > CDbl({scope.Field(box.High)}) And {at} > {from} And {at} < {End}, {Mark}, 0)";
    }

    private sealed record Segment(string Name, string Length, string Colour, bool IsThin)
    {
        public string? Label { get; init; }

        public XElement Series() =>
            E(
                "ChartSeries",
                Xml.Name(Name),
                E(
                    "ChartDataPoints",
                    E(
                        "ChartDataPoint",
                        E("ChartDataPointValues", E("Y", "=" + Length)),
                        Label is null
                            ? E("ChartDataLabel", E("Style"))
                            : E(
                                "ChartDataLabel",
                                E("Style", E("FontFamily", Font.Text), E("FontSize", "7pt"), E("Color", Palette.Muted)),
                                E("Label", $"=IIf({Length} > 0, {Vb.Literal(Label)}, Nothing)"),
                                E("Visible", "true")
                            ),
                        E("Style", E("Color", Colour)),
                        E("ChartMarker", E("Style")),
                        E("DataElementOutput", "Output")
                    )
                ),
                E("Type", "Bar"),
                E("Subtype", "Stacked"),
                E("Style"),
                CustomProperties("PointWidth", IsThin ? "0.15" : "0.6"),
                E("ValueAxisName", "Primary"),
                E("CategoryAxisName", "Primary")
            );
    }
}
