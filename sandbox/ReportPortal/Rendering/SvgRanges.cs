// Draws what reaches over a range: boxes with whiskers, candles and stock prices, columns and bars of error
// that float, areas between two edges.

using System.Text;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class SvgRanges
{
    private const double WidestPoint = 40;
    private static readonly string Ink = Theme.Of("#1F2933");
    private static readonly string Card = Theme.Of("#FFFFFF");

    public static void Write(HtmlWriter html, RenderedSeries series, Positions positions, ChartScale scale, string color)
    {
        var width = Math.Clamp(positions.Width * Math.Min(series.PointWidth, 1), 2, WidestPoint);
        for (var i = 0; i < series.Points.Count; i++)
        {
            var point = series.Points[i];
            if (point.Range is not { Low: { } low, High: { } high } range)
            {
                continue; // what has no values is a gap
            }

            var x = positions.Centres[i];
            var fill = CssStyles.Color(point.Color) ?? color;
            SvgSeries.Begin(html, point);
            if (series.Kind == ChartKind.RangeColumn)
            {
                Rectangle(html, x - (width / 2), width, scale.At(low), scale.At(high), fill, null);
                SvgSeries.End(html, point);
                continue;
            }

            Line(html, $"M{N(x)} {N(scale.At(low))}V{N(scale.At(high))}", fill, 1.3);
            switch (series.Kind)
            {
                case ChartKind.BoxPlot:
                    Ends(html, x, width / 2, scale, fill, low, high);
                    Body(html, x, width, scale, range.Start ?? low, range.End ?? high, fill, fill);
                    if (range.Median is { } median)
                    {
                        Line(html, $"M{N(x - (width / 2))} {N(scale.At(median))}h{N(width)}", Ink, 2);
                    }

                    if (range.Mean is { } mean)
                    {
                        Dot(html, x, scale.At(mean), 2, Ink);
                    }

                    break;
                case ChartKind.Candlestick:
                    // A price that fell is filled, one that rose is hollow.
                    var (start, end) = (range.Start ?? low, range.End ?? high);
                    Body(html, x, width, scale, start, end, end < start ? fill : Card, fill);
                    break;
                case ChartKind.Stock:
                    Tick(html, x, -width / 2, scale, range.Start, fill);
                    Tick(html, x, width / 2, scale, range.End, fill);
                    break;
                default:
                    Ends(html, x, width / 2, scale, fill, low, high);
                    if (point.Y is { } y)
                    {
                        Dot(html, x, scale.At(y), 3, fill);
                    }

                    break;
            }

            SvgSeries.End(html, point);
        }
    }

    /// <summary>The area between the lower and the upper edge; it breaks where there is none.</summary>
    public static void Area(HtmlWriter html, RenderedSeries series, Positions positions, ChartScale scale, string color)
    {
        var path = new StringBuilder();
        var below = new Stack<string>();
        for (var i = 0; i <= series.Points.Count; i++)
        {
            if (i < series.Points.Count && series.Points[i].Range is { Low: { } low, High: { } high })
            {
                var x = N(positions.Centres[i]);
                path.Append(below.Count == 0 ? "M" : "L").Append($"{x} {N(scale.At(high))}");
                below.Push($"L{x} {N(scale.At(low))}");
            }
            else if (below.Count > 0)
            {
                path.AppendJoin("", below).Append('Z');
                below.Clear();
            }
        }

        html.Open("path", ("class", "area"), ("d", path.ToString()), ("fill", color)).Close("path");
    }

    private static void Ends(HtmlWriter html, double x, double width, ChartScale scale, string color, params double[] values)
    {
        foreach (var value in values)
        {
            Line(html, $"M{N(x - (width / 2))} {N(scale.At(value))}h{N(width)}", color, 1.3);
        }
    }

    private static void Tick(HtmlWriter html, double x, double by, ChartScale scale, double? value, string color)
    {
        if (value is { } at)
        {
            Line(html, $"M{N(x)} {N(scale.At(at))}h{N(by)}", color, 1.3);
        }
    }

    private static void Body(
        HtmlWriter html,
        double x,
        double width,
        ChartScale scale,
        double from,
        double to,
        string fill,
        string stroke
    ) => Rectangle(html, x - (width / 2), width, scale.At(from), scale.At(to), fill, stroke);

    private static void Rectangle(HtmlWriter html, double x, double width, double a, double b, string fill, string? stroke) =>
        html.Open(
                "rect",
                ("x", N(x)),
                ("y", N(Math.Min(a, b))),
                ("width", N(width)),
                ("height", N(Math.Max(Math.Abs(a - b), 1))),
                ("fill", fill),
                ("stroke", stroke)
            )
            .Close("rect");

    private static void Line(HtmlWriter html, string path, string color, double width) =>
        html.Open("path", ("d", path), ("stroke", color), ("stroke-width", N(width)), ("fill", "none")).Close("path");

    private static void Dot(HtmlWriter html, double x, double y, double radius, string color) =>
        html.Open("circle", ("cx", N(x)), ("cy", N(y)), ("r", N(radius)), ("fill", color)).Close("circle");

    private static string N(double number) => HtmlWriter.Number(number);
}
