// Draws a state indicator. Shapes differ as well as colours, and the state is also there as text for those
// who cannot see it.

using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class IndicatorRenderer
{
    public static void Write(HtmlWriter html, RenderedIndicator indicator)
    {
        html.Open("span", ("class", "indicator"), ("title", indicator.Label));
        html.Open(
            "svg",
            ("viewBox", "0 0 16 16"),
            ("width", "15"),
            ("height", "15"),
            ("aria-hidden", "true"),
            ("focusable", "false")
        );
        Shape(html, indicator);
        html.Close("svg").Element("span", indicator.Label, ("class", "sr")).Close("span");
    }

    /// <summary>The shape alone, in a square of 16; nothing where no state fits.</summary>
    public static void Shape(HtmlWriter html, RenderedIndicator indicator)
    {
        if (IndicatorShapes.Of(indicator.Shape) is not { } shape)
        {
            return;
        }

        var color = CssStyles.Color(indicator.Color) ?? "#8795A3";
        if (shape.Outline is { } outline)
        {
            html.Open("path", ("d", outline), ("fill", "none"), ("stroke", color)).Close("path");
        }

        html.Open("path", ("d", shape.Fill), ("fill", color)).Close("path");
        if (shape.Sign is { } sign)
        {
            html.Open("path", ("d", sign), ("fill", "none"), ("stroke", "#fff"), ("stroke-width", "1.7")).Close("path");
        }
    }
}
