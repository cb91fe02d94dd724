// Draws a state indicator. Shapes differ as well as colours, and the state is also there as text for those
// who cannot see it.

using AxMonitor.Sandbox.ReportPortal.Processing;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class IndicatorRenderer
{
    public static void Write(HtmlWriter html, RenderedIndicator indicator)
    {
        var color = CssStyles.Color(indicator.Color) ?? "#8795A3";
        html.Open("span", ("class", "indicator"), ("title", indicator.Label));
        html.Open(
            "svg",
            ("viewBox", "0 0 16 16"),
            ("width", "15"),
            ("height", "15"),
            ("aria-hidden", "true"),
            ("focusable", "false")
        );
        switch (indicator.Shape)
        {
            case "ThreeSignsDiamond":
                html.Open("path", ("d", "M8 .7 15.3 8 8 15.3 .7 8Z"), ("fill", color))
                    .Close("path")
                    .Open("path", ("d", "M8 4.2v4.6M8 10.9v1"), ("stroke", "#fff"), ("stroke-width", "1.7"))
                    .Close("path");
                break;
            case "ThreeSignsTriangle" or "TriangleUp":
                html.Open("path", ("d", "M8 1.2 15.4 14.4H.6Z"), ("fill", color))
                    .Close("path")
                    .Open("path", ("d", "M8 5.6v4.2M8 11.5v1"), ("stroke", "#fff"), ("stroke-width", "1.7"))
                    .Close("path");
                break;
            case "ArrowUp":
                html.Open("path", ("d", "M8 1.5 13.5 8H10v6.5H6V8H2.5Z"), ("fill", color)).Close("path");
                break;
            case "ArrowDown":
                html.Open("path", ("d", "M8 14.5 13.5 8H10V1.5H6V8H2.5Z"), ("fill", color)).Close("path");
                break;
            default:
                html.Open("circle", ("cx", "8"), ("cy", "8"), ("r", "5.2"), ("fill", color)).Close("circle");
                break;
        }

        html.Close("svg").Element("span", indicator.Label, ("class", "sr")).Close("span");
    }
}
