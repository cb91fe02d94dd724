// How old the data of a page is, what it shows and of which time, and what is not collected and why: the one
// way in which every page says so. A page without data shows no figure of "now" and no reassuring text.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal static class DataState
{
    /// <summary>One row about the page.</summary>
    public static DataSet Header { get; } =
        new(
            "PageHeader",
            "PageName CollectorNames InstanceId Stage Period",
            "ScopeText WindowText ZoneText NowLocal FromLocal ToLocal WindowHours DataText DataState IsSilent CoverageText NowAt"
        );

    /// <summary>A row for each thing that the reader must know first.</summary>
    public static DataSet Banners { get; } =
        new(
            "PageBanners",
            "PageName CollectorNames InstanceId Stage Period RetentionDays",
            "BannerNumber Kind Tone BannerText Remedy LinkPage"
        );

    private const string Tone = "Fields!Tone.Value";

    /// <summary>Whether nothing at all is collected.</summary>
    public static string IsSilent => Of("IsSilent");

    public static string WindowHours => Of("WindowHours");

    public static string Of(string field) => $"First({Vb.Field(field)}, \"{Header.Name}\")";

    /// <summary>"Data of 02:14:31 (8 s ago)", or that and why there is none.</summary>
    public static Run Line()
    {
        var colour =
            $"=Switch({IsSilent}, {Vb.Literal(Palette.Critical)}, {Of("DataState")} = \"fresh\", {Vb.Literal(Palette.Muted)}, "
            + $"True, {Vb.Literal(Palette.Warning)})";
        return new Run("=" + Of("DataText"), Font.Quiet with { Colour = colour, Size = 9 });
    }

    /// <summary>
    /// From when the oldest of the page's kept rows are; nothing when all were read for this page.
    /// </summary>
    public static Run? KeptLine(IEnumerable<DataSet> dataSets)
    {
        var ages = dataSets
            .Where(d => d.Keep is not null)
            .Select(d => $"First({Vb.Field(SharedDataSet.MadeAt)}, \"{d.Name}\")")
            .Select(made => $"CLng(IIf(IsNothing({made}), 0, DateDiff(\"s\", {made}, {Of("NowAt")})))")
            .ToList();
        if (ages.Count == 0)
        {
            return null;
        }

        var age = ages.Aggregate((oldest, one) => $"Math.Max({oldest}, {one})");
        return new Run(
            $"=IIf({age} < 1, \"\", \" · lists and curves of \" & "
                + $"Format(DateAdd(\"s\", -{age}, {Of("NowLocal")}), \"HH:mm:ss\") & \" or later\")",
            Font.Quiet with { Size = 9 }
        );
    }

    /// <summary>A line for each banner, above everything else; not there when there is none.</summary>
    public static XElement Notices(double top)
    {
        string ByTone(string critical, string warning, string info, string quiet) =>
            $"=Switch({Tone} = \"critical\", {Vb.Literal(critical)}, {Tone} = \"warning\", {Vb.Literal(warning)}, "
            + $"{Tone} = \"info\", {Vb.Literal(info)}, True, {Vb.Literal(quiet)})";
        var cell = new Textbox(
            "Notice",
            Textbox.Line(
                ByTone("■ ", "▲ ", "● ", "○ ") + " & Fields!BannerText.Value",
                Font.Body with
                {
                    Colour = ByTone(Palette.Critical, Palette.Warning, Palette.Link, Palette.Muted),
                    Weight = "SemiBold",
                }
            ),
            Textbox.Line("=Fields!Remedy.Value", Font.Body)
        )
        {
            Background = ByTone(Palette.CriticalGround, Palette.WarningGround, Palette.InfoGround, Palette.Raised),
            Padding = ("8pt", "8pt", "4pt", "4pt"),
        };
        return E(
            "Tablix",
            Xml.Name("Notices"),
            E(
                "TablixBody",
                E("TablixColumns", E("TablixColumn", E("Width", In(Page.Width)))),
                E(
                    "TablixRows",
                    E("TablixRow", E("Height", In(0.3)), E("TablixCells", E("TablixCell", E("CellContents", cell.Write()))))
                )
            ),
            E("TablixColumnHierarchy", E("TablixMembers", E("TablixMember"))),
            E("TablixRowHierarchy", E("TablixMembers", E("TablixMember", E("Group", Xml.Name("NoticeRow"))))),
            E("DataSetName", Banners.Name),
            E("NoRowsMessage", ""),
            new Box(top, 0, 0.3, Page.Width).Elements(),
            Hidden($"=CountRows(\"{Banners.Name}\") = 0"),
            E("Style", E("FontFamily", Font.Text), E("FontSize", "9pt"), E("Color", Palette.Critical))
        );
    }
}
