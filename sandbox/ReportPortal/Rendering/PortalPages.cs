// Pages of the portal itself: the list of reports, and errors that say what is wrong and where.

using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

/// <summary>A report in the list: usable, or broken with its problems.</summary>
internal sealed record ReportEntry(string Name, string Description, IReadOnlyList<RdlProblem> Problems);

internal static class PortalPages
{
    public static string Index(IReadOnlyList<ReportEntry> reports, string folder)
    {
        var html = new HtmlWriter();
        PageShell.Begin(html, "Reports", "en", "", 0);
        PageShell.PlainBar(html, "Reports");
        html.Open("main", ("class", "plain"), ("id", "report")).Element("h1", "Reports");
        if (reports.Count == 0)
        {
            html.Element("p", $"There is no report file (*.rdl) in {folder}.");
        }

        html.Open("ul", ("class", "cards"));
        foreach (var report in reports)
        {
            var broken = report.Problems.Count > 0;
            html.Open("li", ("class", broken ? "broken" : null)).Open("h2");
            if (broken)
            {
                html.Text(HtmlReportRenderer.Words(report.Name))
                    .Close("h2")
                    .Element("p", "This report cannot be shown:")
                    .Open("ul");
                foreach (var problem in report.Problems)
                {
                    html.Element("li", problem.ToString());
                }

                html.Close("ul");
            }
            else
            {
                html.Element("a", HtmlReportRenderer.Words(report.Name), ("href", PortalLinks.Report(report.Name, [])))
                    .Close("h2")
                    .Element("p", report.Description);
            }

            html.Close("li").Line();
        }

        html.Close("ul").Close("main");
        PageShell.End(html);
        return html.ToString();
    }

    /// <summary>An error page: what happened, and the facts by name. With a report's parameters where another
    /// value may help.</summary>
    public static string Problem(
        string title,
        string message,
        IReadOnlyList<(string Name, string Value)> facts,
        ReportDefinition? form = null
    )
    {
        var html = new HtmlWriter();
        PageShell.Begin(html, title, "en", "", 0);
        PageShell.PlainBar(html, form is null ? "Problem" : HtmlReportRenderer.Words(form.Name));
        if (form is not null)
        {
            ParameterForm.WriteEmpty(html, form);
        }

        html.Open("main", ("class", "plain"), ("id", "report"))
            .Open("section", ("class", "problem"), ("role", "alert"))
            .Element("h1", title)
            .Element("p", message);
        if (facts.Count > 0)
        {
            html.Open("dl");
            foreach (var (name, value) in facts)
            {
                html.Element("dt", name).Element("dd", value);
            }

            html.Close("dl");
        }

        html.Close("section").Close("main");
        PageShell.End(html);
        return html.ToString();
    }
}
