// Writes the paragraphs and runs of a text box: headings, links, list items with their marks, indents.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal sealed class HtmlTextRenderer(HtmlWriter html, CssStyles css)
{
    /// <summary>A level of a list, in points.</summary>
    private const double ListStep = 30;

    /// <summary>The paragraphs; a link of the text box goes around them, or around each run where one has a
    /// link of its own.</summary>
    /// <param name="textbox">What to write.</param>
    /// <param name="headings">The element of large text; null for none.</param>
    public void Write(RenderedTextbox textbox, string? headings)
    {
        var hasOwn = textbox.Paragraphs.Any(p => p.Runs.Any(r => PortalLinks.Of(r.Link) is not null));
        var href = PortalLinks.Of(textbox.Frame.Link);
        var around = hasOwn ? null : href;
        if (around is not null)
        {
            html.Open("a", ("href", around));
        }

        foreach (var paragraph in textbox.Paragraphs)
        {
            Paragraph(paragraph, headings, isLink: around is not null, hasOwn ? href : null);
        }

        if (around is not null)
        {
            html.Close("a");
        }
    }

    private void Paragraph(RenderedParagraph paragraph, string? headings, bool isLink, string? otherwise)
    {
        var runs = paragraph.Runs.Where(r => r.Text.Length > 0).ToList();
        if (runs.Count == 0 && paragraph.Marker is null)
        {
            return;
        }

        var size = runs.Count == 0 ? 10 : RdlSize.TryParse(runs[0].Style[StyleProperty.FontSize]) ?? 10;
        var element =
            headings is not null && size >= 12 && paragraph.Marker is null ? headings
            : isLink ? "span"
            : "p";
        var align = paragraph.IsNumeric && paragraph.Style[StyleProperty.TextAlign] is null or "General" ? "num" : null;
        var own = HtmlReportRenderer.Join(align, css.Class(paragraph.Style, extra: Indents(paragraph)));
        if (runs is [{ Error: null, ToolTip: null } single] && paragraph.Marker is null && Target(single, otherwise) is null)
        {
            var isBar = IsBar(single.Text);
            html.Element(
                element,
                single.Text,
                ("class", HtmlReportRenderer.Join(HtmlReportRenderer.Join(isBar ? "p blocks" : "p", own), css.Class(single.Style))),
                ("aria-hidden", isBar ? "true" : null)
            );
            return;
        }

        html.Open(element, ("class", HtmlReportRenderer.Join("p", own)));
        if (paragraph.Marker is { } marker)
        {
            html.Element("span", marker, ("class", "marker"));
        }

        foreach (var run in runs)
        {
            Run(run, otherwise);
        }

        html.Close(element);
    }

    private void Run(RenderedRun run, string? otherwise)
    {
        var href = Target(run, otherwise);
        html.Element(
            href is null ? "span" : "a",
            run.Text,
            ("href", href),
            ("class", HtmlReportRenderer.Join(run.Error is null ? null : "error", css.Class(run.Style))),
            ("title", run.Error ?? run.ToolTip)
        );
    }

    private static string? Target(RenderedRun run, string? otherwise) => PortalLinks.Of(run.Link) ?? otherwise;

    private static string Indents(RenderedParagraph paragraph)
    {
        var level = paragraph.Marker is null ? 0 : paragraph.ListLevel * ListStep;
        var hanging = paragraph.Indents.Hanging;
        // A hanging indent moves the first line back from the others, a negative one forward.
        return Rule("padding-left", paragraph.Indents.Left + level + Math.Max(0, hanging))
            + Rule("text-indent", -hanging)
            + Rule("padding-right", paragraph.Indents.Right)
            + Rule("padding-top", paragraph.Indents.Before)
            + Rule("padding-bottom", paragraph.Indents.After);
    }

    private static string Rule(string name, double points) =>
        points == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{name}:{HtmlWriter.Number(points)}pt;");

    /// <summary>
    /// A bar made of block characters: its figure stands beside it, and read aloud it is noise.
    /// </summary>
    private static bool IsBar(string text) => text.All(c => c is '█' or '▌');
}
