// Draws slices of a circle or a ring: the categories of one series, or the series of one category.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class SvgPie
{
    internal sealed record Slice(string Name, string Colour, RenderedPoint Point);

    public static IReadOnlyList<Slice> Slices(RenderedChart chart) =>
        chart.Series is [var only]
            ? [.. only.Points.Select((p, i) => new Slice(chart.Categories[i].Label, Colour(chart, p.Color, i), p))]
            :
            [
                .. chart.Series.SelectMany(
                    (s, i) => s.Points.Take(1).Select(p => new Slice(s.Name, Colour(chart, p.Color, i), p))
                ),
            ];

    public static void Write(HtmlWriter html, RenderedChart chart, Plot plot)
    {
        var kind = chart.Series[0].Kind;
        var slices = Slices(chart);
        var total = slices.Sum(s => Math.Abs(s.Point.Y ?? 0)); // a server draws the size of a negative value
        if (total <= 0)
        {
            return;
        }

        var (x, y) = ((plot.Left + plot.Right) / 2, (plot.Top + plot.Bottom) / 2);
        var isExploded = kind is ChartKind.ExplodedPie or ChartKind.ExplodedDoughnut;
        var radius = Math.Max(4, (Math.Min(plot.Right - plot.Left, plot.Bottom - plot.Top) / 2 * (isExploded ? 0.88 : 1)) - 4);
        var isRing = kind is ChartKind.Doughnut or ChartKind.ExplodedDoughnut;
        var inner = isRing ? radius * (1 - (chart.Series[0].Thickness / 100)) : 0;
        var from = 0.0;
        foreach (var slice in slices)
        {
            var share = Math.Abs(slice.Point.Y ?? 0) / total;
            if (share <= 0)
            {
                continue;
            }

            var to = from + share;
            var middle = (from + to) / 2;
            var (dx, dy) = isExploded ? At(middle, radius * 0.1) : (0, 0);
            SvgSeries.Begin(html, slice.Point);
            html.Open(
                    "path",
                    ("d", Path(x + dx, y + dy, radius, inner, from, to)),
                    ("fill", slice.Colour),
                    ("fill-rule", "evenodd"),
                    ("stroke", Theme.Of("#FFFFFF"))
                )
                .Close("path");
            if (slice.Point.Label is { Length: > 0 } label)
            {
                var (lx, ly) = At(middle, inner > 0 ? (radius + inner) / 2 : radius * 0.65);
                html.Element(
                    "text",
                    label,
                    ("x", N(x + dx + lx)),
                    ("y", N(y + dy + ly)),
                    ("dy", "0.35em"),
                    ("text-anchor", "middle"),
                    ("fill", CssStyles.Color(slice.Point.LabelColour) ?? Theme.Of("#1F2933"))
                );
            }

            SvgSeries.End(html, slice.Point);
            from = to;
        }
    }

    private static string Path(double x, double y, double radius, double inner, double from, double to)
    {
        if (to - from > 0.9999)
        {
            var whole = Circle(radius);
            return inner > 0 ? whole + Circle(inner) : whole;
        }

        var large = to - from > 0.5 ? 1 : 0;
        var (ax, ay) = At(from, radius);
        var (bx, by) = At(to, radius);
        var (cx, cy) = At(to, inner);
        var (dx, dy) = At(from, inner);
        var outside = $"M{N(x + ax)} {N(y + ay)}A{N(radius)} {N(radius)} 0 {large} 1 {N(x + bx)} {N(y + by)}";
        return inner > 0
            ? $"{outside}L{N(x + cx)} {N(y + cy)}A{N(inner)} {N(inner)} 0 {large} 0 {N(x + dx)} {N(y + dy)}Z"
            : $"{outside}L{N(x)} {N(y)}Z";

        string Circle(double r) =>
            $"M{N(x)} {N(y - r)}A{N(r)} {N(r)} 0 1 1 {N(x)} {N(y + r)}A{N(r)} {N(r)} 0 1 1 {N(x)} {N(y - r)}Z";
    }

    /// <summary>A share of the whole turn, from three o'clock on as a server begins, clockwise.</summary>
    private static (double X, double Y) At(double turn, double radius) =>
        (Math.Cos(turn * 2 * Math.PI) * radius, Math.Sin(turn * 2 * Math.PI) * radius);

    private static string Colour(RenderedChart chart, string? own, int index) =>
        CssStyles.Color(own) ?? SvgSeries.PaletteColour(chart, index);

    private static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
