// Draws a line: level or upright as a border, any other across its frame.

using AxMonitor.Sandbox.ReportPortal.Processing;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class LineRenderer
{
    public static void Write(HtmlWriter html, RenderedLine line, string id)
    {
        var (width, height) = (HtmlWriter.Number(line.Frame.Width), HtmlWriter.Number(line.Frame.Height));
        var border = line.Style.Top;
        var colour = CssStyles.Color(border?.Color) ?? "black";
        var thickness = HtmlWriter.Number(border?.Width ?? 1);
        if (line.Frame.Height < 1 || line.Frame.Width < 1)
        {
            var kind = border?.Style is "Dashed" or "Dotted" or "Double" ? border.Style.ToLowerInvariant() : "solid";
            var side = line.Frame.Height < 1 ? "border-top" : $"height:{height}pt;border-left";
            html.Open("div", ("id", id), ("class", "line"), ("style", $"{side}:{thickness}pt {kind} {colour}")).Close("div");
            return;
        }

        html.Open(
                "svg",
                ("id", id),
                ("class", "line"),
                ("viewBox", $"0 0 {width} {height}"),
                ("preserveAspectRatio", "none"),
                ("width", "100%"),
                ("height", $"{height}pt"),
                ("aria-hidden", "true")
            )
            .Open("path", ("d", $"M0 0L{width} {height}"), ("stroke", colour), ("stroke-width", thickness))
            .Close("path")
            .Close("svg");
    }
}
