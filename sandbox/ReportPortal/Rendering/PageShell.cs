// The frame of every page: head, bar with links, end. The page works without scripts, and its policy forbids
// any.

using AxMonitor.Sandbox.ReportPortal.Processing;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class PageShell
{
    public static void Begin(HtmlWriter html, string title, string language, string css, int refreshSeconds)
    {
        html.Own("<!DOCTYPE html>\n")
            .Open("html", ("lang", language))
            .Open("head")
            .Open("meta", ("charset", "utf-8"))
            .Open("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        if (refreshSeconds > 0)
        {
            html.Open("meta", ("http-equiv", "refresh"), ("content", FormattableString.Invariant($"{refreshSeconds}")));
        }

        html.Element("title", $"{title} · AxMonitor")
            .Open("link", ("rel", "icon"), ("href", "data:,"))
            .Open("style")
            .Own(Theme.Variables)
            .Own(Theme.Apply(PageStyle.Css))
            .Own(css)
            .Close("style")
            .Close("head")
            .Line()
            .Open("body")
            .Line();
        html.Element("a", "Skip to the report", ("class", "skip"), ("href", "#report"));
    }

    public static void End(HtmlWriter html) => html.Close("body").Close("html").Line();

    /// <summary>The bar above a report: the way back, exports, refresh.</summary>
    public static void Bar(HtmlWriter html, RenderedReport report, int refreshSeconds)
    {
        html.Open("nav", ("class", "top"), ("aria-label", "Portal"))
            .Element("a", "AxMonitor", ("href", "/"), ("class", "brand"))
            .Element("span", "/", ("class", "slash"))
            .Element("span", HtmlReportRenderer.Words(report.Name), ("class", "here"));
        html.Open("span", ("class", "right"));
        if (report.AutoRefreshSeconds > 0)
        {
            var chosen = PortalLinks.Chosen(report).ToList();
            if (refreshSeconds > 0)
            {
                html.Element("span", $"refreshes every {refreshSeconds} s", ("class", "note"))
                    .Element(
                        "a",
                        "Pause",
                        ("href", PortalLinks.Report(report.Name, chosen, more: (PortalLinks.AutoRefresh, "false")))
                    );
            }
            else
            {
                html.Element("span", "refresh paused", ("class", "note"))
                    .Element("a", "Resume", ("href", PortalLinks.Report(report.Name, chosen)));
            }
        }

        var tables = Tables(report).ToList();
        if (tables.Count > 0)
        {
            html.Open("details", ("class", "menu")).Element("summary", "CSV").Open("ul");
            foreach (var table in tables)
            {
                html.Open("li")
                    .Element(
                        "a",
                        HtmlReportRenderer.Words(table.Name),
                        ("href", PortalLinks.Report(report.Name, PortalLinks.Chosen(report), ".csv", ("tablix", table.Name)))
                    )
                    .Close("li");
            }

            html.Close("ul")
                .Close("details")
                .Element(
                    "a",
                    "Excel",
                    ("href", PortalLinks.Report(report.Name, PortalLinks.Chosen(report), ".xlsx")),
                    ("title", "All tables as a workbook")
                );
        }

        html.Element(
                "span",
                "sandbox portal",
                ("class", "badge"),
                ("title", "Renders the RDL files that SQL Server Reporting Services gets. For evaluation and tests.")
            )
            .Close("span")
            .Close("nav")
            .Line();
    }

    public static void PlainBar(HtmlWriter html, string here) =>
        html.Open("nav", ("class", "top"), ("aria-label", "Portal"))
            .Element("a", "AxMonitor", ("href", "/"), ("class", "brand"))
            .Element("span", "/", ("class", "slash"))
            .Element("span", here, ("class", "here"))
            .Open("span", ("class", "right"))
            .Element("span", "sandbox portal", ("class", "badge"))
            .Close("span")
            .Close("nav")
            .Line();

    /// <summary>The tablixes of a report, those inside rectangles and subreports included.</summary>
    public static IEnumerable<RenderedTablix> Tables(RenderedReport report) => report.Body.Items.SelectMany(Tables);

    private static IEnumerable<RenderedTablix> Tables(RenderedItem item) =>
        item switch
        {
            RenderedTablix tablix => [tablix],
            RenderedRectangle rectangle => rectangle.Items.SelectMany(Tables),
            RenderedSubreport { Body: { } body } subreport => body
                .Items.SelectMany(Tables)
                .Select(t => t with { Name = $"{subreport.Name}_{t.Name}" }),
            _ => [],
        };
}
