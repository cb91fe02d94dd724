// The frame of every page: title, state of the data, instance and period, the way back; below, when it was
// made and which page it is.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal static class Frame
{
    private const double TitleHeight = 0.62;
    private const double NavigationHeight = 0.26;
    private const double HeaderHeight = TitleHeight + NavigationHeight;

    private static readonly (string Page, string Text)[] Navigation =
    [
        ("Overview", "Overview"),
        ("Batch", "Batch"),
        ("Sessions", "Sessions"),
        ("Blocking", "Blocking"),
        ("SqlHealth", "SQL health"),
        ("Leaks", "Leaks"),
        ("Alerts", "Alerts"),
        ("Administration", "Administration"),
    ];
    private const double TitleWidth = 5.6;
    private const double ParentWidth = 1.1;

    public static XElement Write(Page page) =>
        E(
            "Page",
            Section("PageHeader", HeaderHeight + 0.08, Header(page), Border("Bottom", Palette.Line, width: 1)),
            Section("PageFooter", 0.3, Footer(), null),
            E("PageHeight", "8.27in"),
            E("PageWidth", "11in"),
            E("InteractiveHeight", "0in"),
            E("InteractiveWidth", "11in"),
            E("LeftMargin", "0.4in"),
            E("RightMargin", "0.4in"),
            E("TopMargin", "0.4in"),
            E("BottomMargin", "0.4in"),
            E("ColumnSpacing", "0.5in"),
            E("Style")
        );

    private static XElement Section(string name, double height, IEnumerable<XElement> items, XElement? border) =>
        E(
            name,
            E("Height", In(height)),
            E("PrintOnFirstPage", "true"),
            E("PrintOnLastPage", "true"),
            E("ReportItems", items),
            E("Style", border)
        );

    private static IEnumerable<XElement> Header(Page page)
    {
        var report = page.Report;
        yield return new Textbox(
            "Title",
            Textbox.Line(Template.Value(report.Title ?? Words(report.Name), page.Scope), Font.Title),
            ([.. new[] { DataState.Line(), DataState.KeptLine(page.DataSets) }.OfType<Run>()], "Left")
        )
        {
            Box = new Box(0, 0, TitleHeight, TitleWidth),
        }.Write();

        var scope = report.Subject is { } subject && subject.Data.Fields.Contains("InstanceName")
            ? $"First(Fields!InstanceName.Value, \"{subject.Data.Name}\")"
            : $"{DataState.Of("ScopeText")}";
        var window = page.Uses("FromAt") ? $"{DataState.Of("WindowText")} & \" · \" & " : "";
        var parentWidth = report.Parent is null ? 0 : ParentWidth;
        yield return new Textbox(
            "Scope",
            Textbox.Line("=" + scope, new Font(10, Palette.Ink, "SemiBold"), "Right"),
            Textbox.Line($"={window}{DataState.Of("ZoneText")}", Font.Quiet, "Right")
        )
        {
            Box = new Box(0, TitleWidth, TitleHeight, Page.Width - TitleWidth - parentWidth),
        }.Write();

        if (report.Parent is { } parent)
        {
            yield return new Textbox("Parent", Textbox.Line(parent.Text, Font.Body with { Colour = Palette.Link }, "Right"))
            {
                Box = new Box(0, Page.Width - ParentWidth, TitleHeight, ParentWidth),
                Action = Drillthrough.ToList(parent.Page),
                ToolTip = "Back to the list",
            }.Write();
        }

        var pages = Navigation.Where(p => ReportCatalog.Has(p.Page)).ToList();
        var width = Page.Width / Navigation.Length;
        foreach (var ((target, text), index) in pages.Select((p, i) => (p, i)))
        {
            var isHere = target == report.Name || target == report.Parent?.Page;
            yield return new Textbox(
                "Go" + target,
                Textbox.Line(
                    text,
                    isHere ? Font.Body with { Weight = "SemiBold" } : Font.Body with { Colour = Palette.Link },
                    "Left"
                )
            )
            {
                Box = new Box(TitleHeight, index * width, NavigationHeight, width),
                Action = target == report.Name ? null : Drillthrough.ToList(target),
                ToolTip = target == report.Name ? null : $"Open the page {text}",
            }.Write();
        }
    }

    /// <summary>A page's name as people write it: BlockingChain becomes Blocking chain.</summary>
    private static string Words(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : c.ToString()));

    private static IEnumerable<XElement> Footer()
    {
        yield return new Textbox(
            "FooterText",
            Textbox.Line(
                $"=\"AxMonitor · \" & {Vb.Format(DataState.Of("NowLocal"), FieldFormat.Time)} & \" · \" & {DataState.Of("ZoneText")}",
                Font.Quiet
            )
        )
        {
            Box = new Box(0.05, 0, 0.22, Page.Width - 2.5),
        }.Write();
        yield return new Textbox(
            "FooterPage",
            Textbox.Line("=\"page \" & Globals!PageNumber & \" of \" & Globals!TotalPages", Font.Quiet, "Right")
        )
        {
            Box = new Box(0.05, Page.Width - 2.5, 0.22, 2.5),
        }.Write();
    }
}
