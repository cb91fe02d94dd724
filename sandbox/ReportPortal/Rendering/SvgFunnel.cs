// Draws slices of a triangle, each as high as its value is large: a funnel, which stands on its neck and
// begins at the top, or a pyramid, which begins at the bottom.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class SvgFunnel
{
    /// <summary>Of width and height, in percent, where the report does not say.</summary>
    private const double Neck = 5;

    public static void Write(HtmlWriter html, RenderedChart chart, Plot plot)
    {
        var slices = SvgPie.Slices(chart);
        var total = slices.Sum(s => Math.Abs(s.Point.Y ?? 0));
        if (total <= 0)
        {
            return;
        }

        var isPyramid = chart.Series[0].Kind == ChartKind.Pyramid;
        var (width, height) = (plot.Right - plot.Left, plot.Bottom - plot.Top);
        var neckWidth = isPyramid ? 0 : width * Setting(chart, "FunnelNeckWidth") / 100;
        var neckTop = isPyramid ? height : height * (1 - (Setting(chart, "FunnelNeckHeight") / 100));
        var middle = (plot.Left + plot.Right) / 2;
        var from = 0.0;
        foreach (var slice in slices)
        {
            var reach = Math.Abs(slice.Point.Y ?? 0) / total * height;
            if (reach <= 0)
            {
                continue;
            }

            var to = from + reach;
            SvgSeries.Begin(html, slice.Point);
            html.Open(
                    "path",
                    ("d", Path(from, to)),
                    ("fill", slice.Colour),
                    ("stroke", Theme.Of("#FFFFFF"))
                )
                .Close("path");
            SvgSeries.Label(html, slice.Point, middle, Y((from + to) / 2) + 3.5, "middle");
            SvgSeries.End(html, slice.Point);
            from = to;
        }

        // From the wide end on, which is at the top of a funnel and at the bottom of a pyramid.
        double Y(double reached) => isPyramid ? plot.Bottom - reached : plot.Top + reached;

        double Half(double reached) => Math.Max(neckWidth, width - ((width - neckWidth) * reached / neckTop)) / 2;

        string Path(double a, double b)
        {
            var corners = a < neckTop && neckTop < b ? new[] { a, neckTop, b } : [a, b];
            return "M"
                + string.Join('L', corners.Select(c => $"{N(middle - Half(c))} {N(Y(c))}"))
                + "L"
                + string.Join('L', corners.Reverse().Select(c => $"{N(middle + Half(c))} {N(Y(c))}"))
                + "Z";
        }
    }

    private static double Setting(RenderedChart chart, string name) =>
        double.TryParse(
            chart.Series[0].Settings.GetValueOrDefault(name),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var percent
        )
            ? Math.Clamp(percent, 0, 99)
            : Neck;

    private static string N(double number) => HtmlWriter.Number(number);
}
