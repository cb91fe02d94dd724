// Draws points by two values, as marks or as bubbles by a third.

using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class SvgScatter
{
    private const double SmallestBubble = 3;

    /// <summary>Where a point stands across: its own value, the category's, or the number of the
    /// category.</summary>
    public static double X(RenderedChart chart, RenderedPoint point, int category) =>
        point.X
        ?? chart.Categories[category].Value switch
        {
            DateTime time => time.Ticks,
            var value when Expressions.ValueComparer.IsNumber(value) => Convert.ToDouble(
                value,
                System.Globalization.CultureInfo.InvariantCulture
            ),
            _ => category + 1,
        };

    public static void Write(HtmlWriter html, RenderedChart chart, int index, ChartScale across, ChartScale up, Plot plot)
    {
        var series = chart.Series[index];
        var colour = SvgSeries.ColorOf(chart, index);
        var largest = chart.Series.SelectMany(s => s.Points).Select(p => Math.Abs(p.Size ?? 0)).DefaultIfEmpty(0).Max();
        var room = Math.Min(plot.Right - plot.Left, plot.Bottom - plot.Top) * 0.15;
        for (var i = 0; i < series.Points.Count; i++)
        {
            var point = series.Points[i];
            if (point.Y is not { } value)
            {
                continue;
            }

            var (x, y) = (across.At(X(chart, point, i)), up.At(value));
            var isBubble = series.Kind == ChartKind.Bubble;
            // The area of a bubble tells its size.
            var size = isBubble
                ? 2 * Math.Max(SmallestBubble, largest > 0 ? room * Math.Sqrt(Math.Abs(point.Size ?? 0) / largest) : 0)
                : point.MarkerSize is { } own ? Math.Max(own * 4 / 3, 1)
                : Math.Max(series.MarkerSize * 4 / 3, 6);
            SvgSeries.Begin(html, point);
            SvgMarkers.Write(
                html,
                point.Marker ?? series.Marker ?? "Circle",
                x,
                y,
                size,
                CssStyles.Color(point.Color) ?? CssStyles.Color(series.MarkerColour) ?? colour
            );
            SvgSeries.End(html, point);
            SvgSeries.Label(html, point, x, y - (size / 2) - 3, "middle");
        }
    }
}
