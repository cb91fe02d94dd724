// Draws series around a point: a radar, whose categories stand in equal steps of the turn, and a polar chart,
// whose points have an angle. Both begin at the top and go clockwise.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class SvgRound
{
    private const double LabelRoom = 18;
    private const double DegreesBetween = 45;
    private static readonly string Grid = Theme.Of("#E7ECF1");

    public static void Write(HtmlWriter html, RenderedChart chart, Plot plot)
    {
        var (x, y) = ((plot.Left + plot.Right) / 2, (plot.Top + plot.Bottom) / 2);
        var radius = Math.Max(8, (Math.Min(plot.Right - plot.Left, plot.Bottom - plot.Top) / 2) - LabelRoom);
        var values = chart.Series.SelectMany(s => s.Points).Select(p => p.Y).OfType<double>();
        var (scale, ticks) = ChartScale.Of(chart.PrimaryAxis, values, 0, radius, 4);
        var isRadar = chart.Series[0].Kind == ChartKind.Radar;
        var spokes = isRadar ? Spokes(chart) : Degrees(chart);
        var isPolygon =
            isRadar && chart.Series[0].Settings.GetValueOrDefault("AreaDrawingStyle") is "Polygon" && spokes.Count > 2;
        foreach (var tick in ticks.Where(t => chart.PrimaryAxis is { IsVisible: true, HasGridLines: true } && scale.At(t) > 0))
        {
            html.Open("path", ("d", isPolygon ? Ring(scale.At(tick)) : Circle(scale.At(tick))), ("stroke", Grid), ("fill", "none")).Close("path");
        }

        foreach (var (label, turn) in spokes)
        {
            var (dx, dy) = At(turn, radius);
            html.Open("path", ("d", $"M{N(x)} {N(y)}L{N(x + dx)} {N(y + dy)}"), ("stroke", Grid), ("fill", "none")).Close("path");
            if (chart.CategoryAxis is { IsVisible: true, HasLabels: true })
            {
                var (lx, ly) = At(turn, radius + 8);
                var anchor = Math.Abs(lx) < 1 ? "middle" : lx > 0 ? "start" : "end";
                html.Element("text", label, ("x", N(x + lx)), ("y", N(y + ly)), ("dy", "0.35em"), ("text-anchor", anchor));
            }
        }

        foreach (var (series, index) in chart.Series.Select((s, i) => (s, i)))
        {
            Series(series, SvgSeries.ColorOf(chart, index));
        }

        foreach (var tick in ticks.Where(_ => chart.PrimaryAxis is { IsVisible: true, HasLabels: true }))
        {
            html.Element(
                "text",
                SvgAxes.Text(chart.PrimaryAxis, tick, ticks.All(t => t == Math.Floor(t))),
                ("x", N(x - 4)),
                ("y", N(y - scale.At(tick))),
                ("dy", "0.35em"),
                ("text-anchor", "end")
            );
        }

        string Circle(double r) => $"M{N(x)} {N(y - r)}A{N(r)} {N(r)} 0 1 1 {N(x)} {N(y + r)}A{N(r)} {N(r)} 0 1 1 {N(x)} {N(y - r)}Z";

        string Ring(double r) => "M" + string.Join('L', spokes.Select(s => Place(s.Turn, r))) + "Z";

        string Place(double turn, double r) => $"{N(x + At(turn, r).X)} {N(y + At(turn, r).Y)}";

        void Series(RenderedSeries series, string colour)
        {
            var turns = series
                .Points.Select((p, i) => isRadar ? (double)i / Math.Max(1, series.Points.Count) : p.X / 360)
                .ToList();
            var drawing = series.Settings.GetValueOrDefault(isRadar ? "RadarDrawingStyle" : "PolarDrawingStyle") ?? (isRadar ? "Area" : "Line");
            if (drawing != "Marker")
            {
                Line(series, turns, colour, drawing == "Area");
            }

            foreach (var (point, i) in series.Points.Select((p, i) => (p, i)))
            {
                if (point.Y is not { } value || turns[i] is not { } turn)
                {
                    continue;
                }

                var (dx, dy) = At(turn, scale.At(value));
                SvgSeries.Begin(html, point);
                if (series.Marker is not null || drawing == "Marker")
                {
                    var fill = CssStyles.Color(series.MarkerColour) ?? CssStyles.Color(point.Color) ?? colour;
                    SvgMarkers.Write(html, series.Marker ?? "Circle", x + dx, y + dy, series.MarkerSize * 4 / 3, fill);
                }
                else
                {
                    html.Open("circle", ("class", "dot"), ("cx", N(x + dx)), ("cy", N(y + dy)), ("r", "4"), ("fill", colour)).Close("circle");
                }

                SvgSeries.Label(html, point, x + dx, y + dy - 6, "middle");
                SvgSeries.End(html, point);
            }
        }

        // A radar closes; what has no value is a gap, and then it does not.
        void Line(RenderedSeries series, List<double?> turns, string colour, bool isArea)
        {
            var runs = new List<List<string>> { new() };
            for (var i = 0; i < series.Points.Count; i++)
            {
                if (series.Points[i].Y is { } value && turns[i] is { } turn)
                {
                    runs[^1].Add(Place(turn, scale.At(value)));
                }
                else if (runs[^1].Count > 0)
                {
                    runs.Add([]);
                }
            }

            var isWhole = isRadar && series.Points.All(p => p.Y is not null);
            var path = string.Concat(runs.Where(r => r.Count > 0).Select(r => "M" + string.Join('L', r))) + (isWhole ? "Z" : "");
            html.Open(
                    "path",
                    ("class", isArea && isWhole ? "area" : null),
                    ("d", path),
                    ("stroke", colour),
                    ("stroke-width", N(series.LineWidth * 4 / 3)),
                    ("stroke-dasharray", series.IsDashed ? "5 3" : null),
                    ("fill", isArea && isWhole ? colour : "none")
                )
                .Close("path");
        }
    }

    /// <summary>The categories in equal steps.</summary>
    private static List<(string Label, double Turn)> Spokes(RenderedChart chart) =>
        [.. chart.Categories.Select((c, i) => (c.Label, (double)i / chart.Categories.Count))];

    private static List<(string Label, double Turn)> Degrees(RenderedChart chart)
    {
        var every = chart.CategoryAxis.Interval is >= 5 and < 360 and var interval ? interval : DegreesBetween;
        return
        [
            .. Enumerable
                .Range(0, (int)Math.Ceiling(360 / every))
                .Select(i => ((i * every).ToString("0.##", CultureInfo.InvariantCulture), i * every / 360)),
        ];
    }

    /// <summary>A share of the whole turn, from twelve o'clock on.</summary>
    private static (double X, double Y) At(double turn, double radius) =>
        (Math.Sin(turn * 2 * Math.PI) * radius, -Math.Cos(turn * 2 * Math.PI) * radius);

    private static string N(double number) => HtmlWriter.Number(number);
}
