// Draws the series of a chart: columns side by side or stacked, lines, steps and areas. Lines break where
// there is no value.

using System.Text;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class SvgSeries
{
    public static string ColorOf(RenderedChart chart, int index) =>
        CssStyles.Color(chart.Series[index].Color) ?? PaletteColour(chart, index);

    /// <summary>Where a report leaves colours to the palette.</summary>
    public static string PaletteColour(RenderedChart chart, int index) =>
        chart.Colours.Count == 0 ? "#2F6DA8" : CssStyles.Color(chart.Colours[index % chart.Colours.Count]) ?? "#2F6DA8";

    public static void Write(
        HtmlWriter html,
        RenderedChart chart,
        Positions positions,
        ChartScale primary,
        ChartScale secondary,
        Plot plot
    )
    {
        var stacks = new ChartStacks(chart);

        // Areas first and lines last, so that nothing hides a line.
        foreach (
            var (series, index) in chart
                .Series.Select((s, i) => (s, i))
                .OrderBy(s =>
                    s.s.Kind.IsArea() || s.s.Kind == ChartKind.RangeArea ? 0
                    : s.s.Kind.IsLine() ? 2
                    : 1
                )
        )
        {
            var scale = series.OnSecondaryAxis ? secondary : primary;
            var color = ColorOf(chart, index);
            switch (series.Kind)
            {
                case var kind when kind.IsColumn():
                    SvgColumns.Write(html, chart, index, positions, scale, stacks);
                    break;
                case ChartKind.RangeArea:
                    SvgRanges.Area(html, series, positions, scale, color);
                    break;
                case ChartKind.RangeColumn or ChartKind.Stock or ChartKind.Candlestick or ChartKind.BoxPlot or ChartKind.ErrorBar:
                    SvgRanges.Write(html, series, positions, scale, color);
                    break;
                default:
                    Line(html, series, positions, scale, color, plot, stacks);
                    break;
            }
        }
    }

    /// <summary>What is written at a point.</summary>
    public static void Label(HtmlWriter html, RenderedPoint point, double x, double y, string anchor)
    {
        if (point.Label is { Length: > 0 } label)
        {
            html.Element(
                "text",
                label,
                ("class", "label"),
                ("x", HtmlWriter.Number(x)),
                ("y", HtmlWriter.Number(y)),
                ("text-anchor", anchor),
                ("fill", CssStyles.Color(point.LabelColour) ?? Theme.Of("#1F2933"))
            );
        }
    }

    /// <summary>The points with those that have no value filled in, where the report draws the line over
    /// them.</summary>
    private static double?[] Filled(RenderedSeries series)
    {
        var values = series.Points.Select(p => p.Y).ToArray();
        if (series.EmptyColour is null)
        {
            return values;
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (series.Points[i].Y is null)
            {
                var before = series.Points.Take(i).LastOrDefault(p => p.Y is not null)?.Y;
                var after = series.Points.Skip(i).FirstOrDefault(p => p.Y is not null)?.Y;
                values[i] = series.IsEmptyZero ? 0 : ((before ?? after) + (after ?? before)) / 2;
            }
        }

        return values;
    }

    /// <summary>A curve through the points, each piece aimed by the points around it.</summary>
    private static string Curve(IReadOnlyList<(double X, double Y)> points)
    {
        var path = new StringBuilder($"M{HtmlWriter.Number(points[0].X)} {HtmlWriter.Number(points[0].Y)}");
        for (var i = 1; i < points.Count; i++)
        {
            var (before, from) = (points[Math.Max(0, i - 2)], points[i - 1]);
            var (to, after) = (points[i], points[Math.Min(points.Count - 1, i + 1)]);
            path.Append('C')
                .AppendJoin(
                    ' ',
                    new[]
                    {
                        from.X + ((to.X - before.X) / 6),
                        from.Y + ((to.Y - before.Y) / 6),
                        to.X - ((after.X - from.X) / 6),
                        to.Y - ((after.Y - from.Y) / 6),
                        to.X,
                        to.Y,
                    }.Select(HtmlWriter.Number)
                );
        }

        return path.ToString();
    }

    private static void Line(
        HtmlWriter html,
        RenderedSeries series,
        Positions positions,
        ChartScale scale,
        string color,
        Plot plot,
        ChartStacks stacks
    )
    {
        var values = Filled(series);
        var floor = Math.Clamp(scale.At(scale.Base), plot.Top, plot.Bottom);
        var path = new StringBuilder();
        var tops = new double[values.Length];
        var run = new List<(double X, double Y, double Floor)>();
        for (var i = 0; i <= values.Length; i++)
        {
            if (i < values.Length && values[i] is { } value)
            {
                var (from, to) = stacks.Next(series, i, value);
                tops[i] = scale.At(to);
                run.Add((positions.Centres[i], tops[i], series.Kind.IsStacked() ? Math.Min(scale.At(from), plot.Bottom) : floor));
                continue;
            }

            if (run.Count > 0)
            {
                path.Append(Piece(series.Kind, run));
                run.Clear();
            }
        }

        if (series.Kind.IsArea())
        {
            html.Open("path", ("class", "area"), ("d", path.ToString()), ("fill", color)).Close("path");
        }
        else
        {
            html.Open(
                    "path",
                    ("d", path.ToString()),
                    ("stroke", color),
                    ("stroke-width", HtmlWriter.Number(series.LineWidth * 4 / 3)),
                    ("stroke-dasharray", series.IsDashed ? "5 3" : null),
                    ("stroke-linejoin", "round"),
                    ("fill", "none")
                )
                .Close("path");
        }

        for (var i = 0; i < series.Points.Count; i++)
        {
            if (series.Points[i] is { Y: { } value } point)
            {
                Point(html, series, point, positions.Centres[i], tops[i], color, value);
            }
        }
    }

    /// <summary>A stretch of a line, or of an area down to what it stands on.</summary>
    private static string Piece(ChartKind kind, List<(double X, double Y, double Floor)> run)
    {
        var points = run.Select(p => (p.X, p.Y)).ToList();
        var line =
            kind is ChartKind.SmoothLine or ChartKind.SmoothArea
                ? Curve(points)
                : string.Concat(
                    points.Select(
                        (p, i) =>
                            (i, kind) switch
                            {
                                (0, _) => $"M{HtmlWriter.Number(p.X)} {HtmlWriter.Number(p.Y)}",
                                (_, ChartKind.SteppedLine) => $"H{HtmlWriter.Number(p.X)}V{HtmlWriter.Number(p.Y)}",
                                _ => $"L{HtmlWriter.Number(p.X)} {HtmlWriter.Number(p.Y)}",
                            }
                    )
                );
        return kind.IsArea()
            ? line
                + string.Concat(Enumerable.Reverse(run).Select(p => $"L{HtmlWriter.Number(p.X)} {HtmlWriter.Number(p.Floor)}"))
                + "Z"
            : line;
    }

    private static void Point(
        HtmlWriter html,
        RenderedSeries series,
        RenderedPoint point,
        double x,
        double y,
        string color,
        double value
    )
    {
        var isTold = (value != 0 || point.Link is not null) && point.ToolTip is not null;
        if (isTold || series.Marker is not null)
        {
            Begin(html, point);
            if (series.Marker is { } marker)
            {
                var fill = CssStyles.Color(series.MarkerColour) ?? CssStyles.Color(point.Color) ?? color;
                SvgMarkers.Write(html, marker, x, y, series.MarkerSize * 4 / 3, fill);
            }
            else
            {
                html.Open(
                        "circle",
                        ("class", "dot"),
                        ("cx", HtmlWriter.Number(x)),
                        ("cy", HtmlWriter.Number(y)),
                        ("r", "4"),
                        ("fill", color)
                    )
                    .Close("circle");
            }

            End(html, point);
        }

        Label(html, point, x, y - 6, "middle");
    }

    public static void Begin(HtmlWriter html, RenderedPoint point)
    {
        if (PortalLinks.Of(point.Link) is { } href)
        {
            html.Open("a", ("href", href), ("aria-label", point.ToolTip), ("class", "point"));
        }
        else
        {
            html.Open("g", ("class", "point"));
        }

        if (point.ToolTip is not null)
        {
            html.Element("title", point.ToolTip);
        }
    }

    public static void End(HtmlWriter html, RenderedPoint point) => html.Close(PortalLinks.Of(point.Link) is null ? "g" : "a");
}
