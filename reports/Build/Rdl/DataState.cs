// How old the data of a page is, and what is not collected and why: the one way in which every page says so.
// A page without data shows no figure of "now" and no reassuring text.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal static class DataState
{
    /// <summary>One row per instance and collector; each report keeps those of its own collectors.</summary>
    public static DataSet Source { get; } =
        new(
            "CollectorStatus",
            "InstanceId",
            "InstanceName CollectorName IsCollecting Standing Remedy LastSuccessAt DataAgeMs EffectiveIntervalMs"
        );

    private const string IsCollecting = "Fields!IsCollecting.Value";
    private const string All = "CountRows(\"CollectorStatus\")";
    private static readonly string Off = Sum($"IIf({IsCollecting}, 0, 1)");
    private static readonly string Late = Sum(
        $"IIf({IsCollecting} And Fields!DataAgeMs.Value > 2 * Fields!EffectiveIntervalMs.Value, 1, 0)"
    );

    /// <summary>Whether nothing at all is collected.</summary>
    public static string IsSilent => $"{Off} = {All}";

    /// <summary>Keeps the report's own collectors.</summary>
    public static XElement Filters(Report report) =>
        E(
            "Filters",
            E(
                "Filter",
                E("FilterExpression", "=Fields!CollectorName.Value"),
                E("Operator", "In"),
                E("FilterValues", report.Collectors.Select(c => E("FilterValue", c)))
            )
        );

    /// <summary>"Data of 02:14:31 UTC (8 s ago)", or that and why there is none.</summary>
    public static Run Line()
    {
        var latest = $"Max(Fields!LastSuccessAt.Value, \"{Source.Name}\")";
        var oldest = $"Min(IIf({IsCollecting}, Fields!LastSuccessAt.Value, Nothing), \"{Source.Name}\")";
        var age = $"Max(IIf({IsCollecting}, Fields!DataAgeMs.Value, Nothing), \"{Source.Name}\")";
        var since = $"IIf(IsNothing({latest}), \"\", \" since \" & {Vb.Format(latest, FieldFormat.Time)} & \" UTC\")";
        var text =
            $"IIf({Off} + {Late} > 0, \"▲ \", \"\") & \"Data of \" & {Vb.Format(oldest, "HH:mm:ss")} & \" UTC (\" "
            + $"& {Vb.Duration(age)} & \" ago)\" "
            + $"& IIf({Late} > 0, \", late\", \"\") & IIf({Off} > 0, \", in part: see below\", \"\")";
        var colour =
            $"=IIf({IsSilent}, {Vb.Literal(Palette.Critical)}, "
            + $"IIf({Off} + {Late} > 0, {Vb.Literal(Palette.Warning)}, {Vb.Literal(Palette.Muted)}))";
        return new Run(
            $"=IIf({IsSilent}, \"■ Not collecting\" & {since}, {text})",
            Font.Quiet with
            {
                Colour = colour,
                Size = 9,
            }
        );
    }

    /// <summary>
    /// A line per collector that brings nothing or is odd, above everything else; not there when all is well.
    /// </summary>
    public static XElement Notices(Page page, double top)
    {
        const string Name = "Notices";
        var ground = $"=IIf({IsCollecting}, {Vb.Literal(Palette.WarningGround)}, {Vb.Literal(Palette.CriticalGround)})";
        var ink = $"=IIf({IsCollecting}, {Vb.Literal(Palette.Warning)}, {Vb.Literal(Palette.Critical)})";
        var cell = new Textbox(
            "Notice",
            Textbox.Line(
                $"=IIf({IsCollecting}, \"▲ \", \"■ \") & "
                    + "Fields!InstanceName.Value & \", \" & Fields!CollectorName.Value & \": \" & Fields!Standing.Value",
                Font.Body with
                {
                    Colour = ink,
                    Weight = "SemiBold",
                }
            ),
            Textbox.Line("=Fields!Remedy.Value", Font.Body)
        )
        {
            Background = ground,
            Padding = ("8pt", "8pt", "4pt", "4pt"),
        };
        return E(
            "Tablix",
            Xml.Name(Name),
            E(
                "TablixBody",
                E("TablixColumns", E("TablixColumn", E("Width", In(Page.Width)))),
                E(
                    "TablixRows",
                    E("TablixRow", E("Height", In(0.3)), E("TablixCells", E("TablixCell", E("CellContents", cell.Write()))))
                )
            ),
            E("TablixColumnHierarchy", E("TablixMembers", E("TablixMember"))),
            E(
                "TablixRowHierarchy",
                E(
                    "TablixMembers",
                    E("TablixMember", E("Group", Xml.Name("NoticeRow")), Hidden("=Fields!Standing.Value = \"collecting\""))
                )
            ),
            E("DataSetName", Source.Name),
            E("NoRowsMessage", "■ No instance is watched."),
            new Box(top, 0, 0.3, Page.Width).Elements(),
            Hidden($"={All} > 0 And {Sum("IIf(Fields!Standing.Value = \"collecting\", 0, 1)")} = 0"),
            E("Style", E("FontFamily", Font.Text), E("FontSize", "9pt"), E("Color", Palette.Critical))
        );
    }

    private static string Sum(string value) => $"CLng(Sum({value}, \"{Source.Name}\"))";
}
