// Writes a tablix as a table. Rows that open and close do so with a check box and CSS alone, so that keyboard
// and screen reader can use them.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Processing;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal sealed class HtmlTablixRenderer(HtmlReportRenderer page, RenderedReport report, HtmlWriter html, CssStyles css)
{
    /// <summary>
    /// Columns of figures keep their width on a narrow screen; texts share the rest. Points.
    /// </summary>
    private const double WideColumn = 72;

    private const double WidestShare = 230;

    /// <summary>
    /// A narrower table, in points, fits a narrow screen as it is, or stands beside others.
    /// </summary>
    private const double SmallTable = 370;

    public void Write(RenderedTablix tablix)
    {
        if (tablix.NoRowsMessage is { } message)
        {
            html.Element(
                "p",
                message,
                ("class", HtmlReportRenderer.Join("norows", css.Class(tablix.Style))),
                ("id", page.Id(tablix.Name))
            );
            return;
        }

        var title = HtmlReportRenderer.Words(tablix.Name);
        var isNarrowing = tablix.HiddenWhenNarrow.Count > 0;
        var classes = isNarrowing ? "scroll narrowing" : "scroll";
        html.Open("div", ("class", classes), ("role", "region"), ("aria-label", title), ("tabindex", "0"));
        if (isNarrowing)
        {
            html.Open("label", ("class", "all-columns")).Open("input", ("type", "checkbox")).Own(" All columns").Close("label");
        }

        var total = tablix.ColumnWidths.Sum();
        html.Open("table", ("id", page.Id(tablix.Name)), ("class", total < SmallTable ? "tablix small" : "tablix"));
        html.Element("caption", title, ("class", "sr"));
        html.Open("colgroup");
        foreach (var (index, width) in tablix.ColumnWidths.Index())
        {
            html.Open("col", ("class", page.Closed(tablix.ColumnToggles.ElementAtOrDefault(index) ?? [])), ("style", $"width:{HtmlWriter.Number(total > 0 ? width / total * 100 : 0)}%"));
        }

        html.Close("colgroup");
        if (tablix.HeaderRows > 0)
        {
            html.Open("thead");
            Rows(tablix, 0, tablix.HeaderRows, header: true);
            html.Close("thead").Line();
        }

        html.Open("tbody").Line();
        Rows(tablix, tablix.HeaderRows, tablix.Rows.Count, header: false);
        html.Close("tbody").Close("table").Close("div").Line();
        foreach (
            var toggle in tablix
                .Rows.SelectMany(r => r.Toggles.Concat(r.Cells.SelectMany(c => c.Toggles)))
                .Concat(tablix.ColumnToggles.SelectMany(t => t))
                .Distinct()
        )
        {
            page.ToggleRule(toggle, toggle.Id.StartsWith(tablix.Name + "-", StringComparison.Ordinal) ? tablix.Name : null);
        }

        if (isNarrowing)
        {
            Narrow(tablix);
        }
    }

    /// <summary>
    /// On a narrow screen the other columns share its width, until the reader asks for all.
    /// </summary>
    private void Narrow(RenderedTablix tablix)
    {
        foreach (var (index, width) in tablix.ColumnWidths.Index())
        {
            var cell = $"#{page.Id(tablix.Name)} tr>:nth-child({index + 1}):not([colspan])";
            var look =
                tablix.HiddenWhenNarrow.Contains(index) ? "display:none"
                : width < WideColumn ? $"flex:0 0 {HtmlWriter.Number(width)}pt"
                : $"flex:{HtmlWriter.Number(Math.Min(width, WidestShare))} 1 0";
            css.Rule($"@media {PageStyle.Narrow}{{.narrowing:not(:has(.all-columns :checked)) {cell}{{{look}}}}}");
        }
    }

    private void Rows(RenderedTablix tablix, int from, int to, bool header)
    {
        for (var i = from; i < to; i++)
        {
            var row = tablix.Rows[i];
            html.Open("tr", ("class", page.Closed(row.Toggles)));
            var first = true;
            foreach (var cell in row.Cells)
            {
                Cell(cell, row, header, first);
                first = false;
            }

            html.Close("tr").Line();
        }
    }

    private void Cell(RenderedCell cell, RenderedRow row, bool header, bool first)
    {
        var element = header || cell.IsRowHeader ? "th" : "td";
        var textbox = cell.Item as RenderedTextbox;
        var style = cell.Item is null ? null : css.Class(cell.Item.Style);
        html.Open(
            element,
            ("class", HtmlReportRenderer.Join(style, page.Closed(cell.Toggles))),
            (
                "scope",
                header ? "col"
                : cell.IsRowHeader ? "row"
                : null
            ),
            ("colspan", Span(cell.ColSpan)),
            ("rowspan", Span(cell.RowSpan)),
            ("title", cell.Item?.Frame.ToolTip),
            ("aria-sort", textbox?.Sort is { IsActive: true } sort ? (sort.IsDescending ? "descending" : "ascending") : null)
        );
        if (first && row.Level is { } level && row.Toggles.Count == 0)
        {
            html.Element("span", string.Create(CultureInfo.InvariantCulture, $"level {level}: "), ("class", "sr"));
        }

        if (first)
        {
            page.MapEntries(row.MapLabels);
        }

        page.Anchors(cell.Item?.Frame);
        var opener = cell.Item?.Frame.Toggle;
        if (opener is not null)
        {
            page.ToggleRule(opener, null);
            html.Open("div", ("class", page.Closed([opener])));
        }

        switch (cell.Item)
        {
            case null:
                break;
            case RenderedTextbox { Sort: { } sortable } box:
                SortLink(box, sortable);
                break;
            case RenderedTextbox { Toggle: { IsUsed: true } toggle } box:
                page.Toggling(box, toggle);
                break;
            case RenderedTextbox box:
                page.Text(box, null);
                break;
            case RenderedRectangle { Items: [var single] }:
                page.Inner(single); // a rectangle around one graphic gives the cell its border, nothing more
                break;
            case RenderedRectangle rectangle:
                page.Inside(rectangle.Items, rectangle.Frame.Width);
                break;
            default:
                page.Graphic(cell.Item);
                break;
        }

        if (opener is not null)
        {
            html.Close("div");
        }

        html.Close(element);
    }

    private void SortLink(RenderedTextbox box, RenderedSort sort)
    {
        var descending = sort is { IsActive: true, IsDescending: false };
        var href = PortalLinks.Report(
            report.Name,
            PortalLinks.Chosen(report),
            more: (PortalLinks.Sort, (descending ? "-" : "") + page.SortPrefix + sort.Item)
        );
        html.Open("a", ("href", href), ("class", "sort"), ("title", descending ? "Sort, largest first" : "Sort, smallest first"));
        page.Text(box with { Frame = box.Frame with { Link = null } }, null);
        html.Element("span", sort.IsActive ? (sort.IsDescending ? "▼" : "▲") : "", ("class", "arrow"), ("aria-hidden", "true"))
            .Close("a");
    }

    private static string? Span(int span) => span > 1 ? span.ToString(CultureInfo.InvariantCulture) : null;
}
