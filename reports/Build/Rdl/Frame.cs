// The frame of every page: title, state of the data, instance and period, the way back; below, when it was
// made and which page it is.

using System.Xml.Linq;
using static AxMonitor.Reports.Rdl.Xml;

namespace AxMonitor.Reports.Rdl;

internal static class Frame
{
    private const double HeaderHeight = 0.72;
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
            Textbox.Line(Template.Value(report.Title ?? report.Name, page.Scope), Font.Title),
            ([DataState.Line()], "Left")
        )
        {
            Box = new Box(0, 0, HeaderHeight, TitleWidth),
        }.Write();

        var instance = report.Subject is { } subject
            ? $"First(Fields!InstanceName.Value, \"{subject.Data.Name}\")"
            : "Parameters!InstanceId.Label";
        var period = page.UsesWindow
            ? $"={Vb.Format(Page.From, "yyyy-MM-dd HH:mm")} & \" to \" & {Vb.Format(Page.To, "yyyy-MM-dd HH:mm")} & \" UTC\""
            : "All times are UTC";
        var parentWidth = report.Parent is null ? 0 : ParentWidth;
        yield return new Textbox(
            "Scope",
            Textbox.Line("=" + instance, new Font(10, Palette.Ink, "SemiBold"), "Right"),
            Textbox.Line(period, Font.Quiet, "Right")
        )
        {
            Box = new Box(0, TitleWidth, HeaderHeight, Page.Width - TitleWidth - parentWidth),
        }.Write();

        if (report.Parent is { } parent)
        {
            yield return new Textbox("Parent", Textbox.Line(parent.Text, Font.Body with { Colour = Palette.Link }, "Right"))
            {
                Box = new Box(0, Page.Width - ParentWidth, HeaderHeight, ParentWidth),
                Action = Drillthrough.ToList(parent.Page),
                ToolTip = "Back to the list",
            }.Write();
        }
    }

    private static IEnumerable<XElement> Footer()
    {
        yield return new Textbox(
            "FooterText",
            Textbox.Line(
                "=\"AxMonitor · rendered \" & "
                    + $"CDate(Globals!ExecutionTime).ToUniversalTime().ToString(\"{FieldFormat.Time}\") & \" UTC\"",
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
