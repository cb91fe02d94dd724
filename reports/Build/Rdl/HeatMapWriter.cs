// Writes a heat map as a matrix: a day of the week a row, an hour a column. Colour and figure of a cell come
// from the procedure, so that paper and readers without colours have the figure.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal static class HeatMapWriter
{
    private const double DayWidth = 0.84;
    private const double HourWidth = 0.39;
    private const double RowHeight = 0.24;

    public const double Height = 2 * RowHeight;

    public static XElement Write(HeatMap map, Page page, Box box)
    {
        var scope = page.Scope.Of(map.Data, $"heat map {map.Name}", inRow: true);
        var step = scope.Field("Step");
        string ByStep(params string[] values) =>
            "=Switch("
            + string.Concat(values.Select((v, i) => $"{step} = {i + 1}, {Vb.Literal(v)}, "))
            + $"True, {Vb.Literal(values.Length == 2 ? Palette.Ink : Palette.Raised)})";
        Textbox Label(string suffix, string value, string align) =>
            new(map.Name + suffix, Textbox.Line(value, Font.Quiet, align)) { Padding = ("2pt", "2pt", "2pt", "2pt") };
        var ink =
            $"=IIf({step} >= 5, {Vb.Literal(Palette.OnDark)}, {Vb.Literal(Palette.Ink)})";
        var cell = new Textbox(
            map.Name + "Cell",
            Textbox.Line("=" + scope.Field("ValueText"), new Font(7, ink), "Center")
        )
        {
            Background = ByStep(Palette.Heat1, Palette.Heat2, Palette.Heat3, Palette.Heat4, Palette.Heat5, Palette.Heat6),
            Padding = ("1pt", "1pt", "2pt", "2pt"),
            BottomBorder = Border("Bottom", Palette.OnDark, width: 1),
            ToolTip = "=" + scope.Field("CellText"),
        };
        XElement Group(string name, string field) =>
            E("Group", Xml.Name(map.Name + name), E("GroupExpressions", E("GroupExpression", "=" + scope.Field(field))));
        XElement Sort(string field) => E("SortExpressions", E("SortExpression", E("Value", "=" + scope.Field(field))));
        return E(
            "Tablix",
            Xml.Name(map.Name),
            E(
                "TablixCorner",
                E(
                    "TablixCornerRows",
                    E("TablixCornerRow", E("TablixCornerCell", E("CellContents", Label("Corner", "", "Left").Write())))
                )
            ),
            E(
                "TablixBody",
                E("TablixColumns", E("TablixColumn", E("Width", In(HourWidth)))),
                E(
                    "TablixRows",
                    E("TablixRow", E("Height", In(RowHeight)), E("TablixCells", E("TablixCell", E("CellContents", cell.Write()))))
                )
            ),
            E(
                "TablixColumnHierarchy",
                E(
                    "TablixMembers",
                    E(
                        "TablixMember",
                        Group("Hours", "HourNumber"),
                        Sort("HourNumber"),
                        E(
                            "TablixHeader",
                            E("Size", In(RowHeight)),
                            E("CellContents", Label("Hour", "=" + scope.Field("HourNumber"), "Center").Write())
                        )
                    )
                )
            ),
            E(
                "TablixRowHierarchy",
                E(
                    "TablixMembers",
                    E(
                        "TablixMember",
                        Group("Days", "DayNumber"),
                        Sort("DayNumber"),
                        E(
                            "TablixHeader",
                            E("Size", In(DayWidth)),
                            E("CellContents", Label("Day", "=" + scope.Field("DayName"), "Left").Write())
                        )
                    )
                )
            ),
            E("DataSetName", map.Data.Name),
            E("NoRowsMessage", map.Empty),
            box.Elements(),
            page.WithoutSubject,
            E("Style", E("FontFamily", Font.Text), E("FontSize", "9pt"), E("Color", Palette.Muted))
        );
    }
}
