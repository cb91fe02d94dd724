// Draws the axes of a chart: labels, grid, strips and titles; and tells where values and categories stand.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Processing;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

/// <summary>The rectangle in which series are drawn.</summary>
internal sealed record Plot(double Left, double Right, double Top, double Bottom);

/// <summary>Where categories stand along their axis, and the room each has.</summary>
internal sealed record Positions(IReadOnlyList<double> Centres, double Width);

internal enum AxisSide
{
    Left,
    Right,
    Bottom,
    Top,
}

internal static class SvgAxes
{
    private const double Letter = SvgChartRenderer.FontSize * 0.6;
    private static readonly string GridColor = Theme.Of("#E7ECF1");

    /// <summary>The room that the labels of lying bars take.</summary>
    public static double LyingLabels(RenderedChart chart, double width) =>
        chart.CategoryAxis.HasLabels ? Math.Clamp((Longest(chart) * Letter) + 14, 30, width * 0.35) : 14;

    /// <summary>The room below the plot.</summary>
    public static double LabelHeight(RenderedChart chart, Plot plot) =>
        chart.IsLying || Turn(chart, plot) is not { } angle
            ? 18
            : Math.Clamp((Longest(chart) * Letter * Math.Abs(Math.Sin(angle * Math.PI / 180))) + 12, 18, 110);

    /// <summary>An axis of values at one side of the plot.</summary>
    public static ChartScale Values(HtmlWriter html, RenderedAxis axis, IReadOnlyList<double> values, Plot plot, AxisSide side)
    {
        var isUp = side is AxisSide.Left or AxisSide.Right;
        var (from, to) = isUp ? (plot.Bottom, plot.Top) : (plot.Left, plot.Right);
        var (scale, ticks) = ChartScale.Of(axis, values, from, to, 4);
        if (!axis.IsVisible)
        {
            return scale;
        }

        var whole = ticks.All(t => t == Math.Floor(t));
        var room = isUp || ticks.Count < 2 ? 44 : Math.Abs(scale.At(ticks[1]) - scale.At(ticks[0]));
        var every = Math.Max(1, (int)Math.Ceiling(44 / room));
        foreach (var (tick, index) in ticks.Select((t, i) => (t, i)))
        {
            if (axis.HasGridLines)
            {
                Grid(html, plot, isUp, scale.At(tick));
            }

            if (axis.HasLabels && index % every == 0)
            {
                Label(html, plot, side, scale.At(tick), Text(axis, tick, whole));
            }
        }

        foreach (var strip in axis.StripLines)
        {
            Strip(html, plot, isUp, strip, scale);
        }

        if (axis.Title is { Length: > 0 } title && side != AxisSide.Bottom)
        {
            Title(html, plot, side, title);
        }

        return scale;
    }

    /// <summary>The axis across of a scatter chart, which is one of values or of times.</summary>
    public static ChartScale Across(HtmlWriter html, RenderedChart chart, Plot plot)
    {
        var axis = chart.CategoryAxis;
        var isTime =
            chart.Categories.Count > 0
            && chart.Categories.All(c => c.Value is DateTime)
            && chart.Series.All(s => s.Points.All(p => p.X is null));
        var values = chart
            .Series.SelectMany(s => s.Points.Select((p, i) => (Point: p, Index: i)))
            .Where(p => p.Point.Y is not null)
            .Select(p => SvgScatter.X(chart, p.Point, p.Index))
            .ToList();
        if (!isTime || values.Count == 0)
        {
            return Values(html, axis, values, plot, AxisSide.Bottom);
        }

        var (first, last) = (new DateTime((long)values.Min()), new DateTime((long)values.Max()));
        var scale = new ChartScale(first.Ticks, Math.Max(last.Ticks, first.Ticks + 1), plot.Left, plot.Right);
        Times(html, chart, plot, scale, first, last);
        return scale;
    }

    /// <summary>Writes the labels and returns where each category stands and how wide it is.</summary>
    public static Positions Categories(HtmlWriter html, RenderedChart chart, Plot plot)
    {
        var axis = chart.CategoryAxis;
        var categories = chart.Categories;
        var times = categories.Select(c => c.Value).OfType<DateTime>().ToList();
        var width = plot.Right - plot.Left;
        if (!chart.IsLying && axis.IsScalar && times.Count == categories.Count && times.Count > 1)
        {
            var gaps = times
                .Zip(times.Skip(1), (a, b) => (b - a).Ticks)
                .Where(g => g > 0)
                .DefaultIfEmpty(TimeSpan.TicksPerMinute);
            var bucket = gaps.Min();
            var scale = axis.IsReversed
                ? new ChartScale(times[0].Ticks, times[^1].Ticks + bucket, plot.Right, plot.Left)
                : new ChartScale(times[0].Ticks, times[^1].Ticks + bucket, plot.Left, plot.Right);
            Times(html, chart, plot, scale, times[0], times[^1].AddTicks(bucket));
            var each = bucket / (scale.Maximum - scale.Minimum) * width;
            return new Positions([.. times.Select(t => scale.At(t.Ticks) + (axis.IsReversed ? -each / 2 : each / 2))], each);
        }

        // Lying bars begin at the bottom, as a server draws them.
        var room = chart.IsLying ? plot.Bottom - plot.Top : width;
        var step = room / Math.Max(1, categories.Count);
        double Centre(int i) =>
            (chart.IsLying, axis.IsReversed) switch
            {
                (true, false) => plot.Bottom - (step * (i + 0.5)),
                (true, true) => plot.Top + (step * (i + 0.5)),
                (false, false) => plot.Left + (step * (i + 0.5)),
                (false, true) => plot.Right - (step * (i + 0.5)),
            };
        var centres = Enumerable.Range(0, categories.Count).Select(Centre).ToArray();
        var angle = chart.IsLying ? null : Turn(chart, plot);
        var needed = chart.IsLying || angle is not null ? SvgChartRenderer.FontSize + 2 : (Longest(chart) * Letter) + 10;
        var every = Math.Max(1, axis.Interval is >= 1 and var interval ? (int)interval : (int)Math.Ceiling(needed / step));
        for (var i = 0; i < categories.Count && axis is { IsVisible: true, HasLabels: true }; i += every)
        {
            if (chart.IsLying)
            {
                Label(html, plot, AxisSide.Left, centres[i], Short(categories[i].Label, plot.Left - 12));
            }
            else
            {
                Label(html, centres[i], plot, categories[i].Label, angle);
            }
        }

        if (axis is { IsVisible: true, Title: { Length: > 0 } title } && chart.IsLying)
        {
            Title(html, plot, AxisSide.Left, title);
        }

        return new Positions(centres, chart.IsLying ? step : Math.Min(step, 60));
    }

    private static void Times(HtmlWriter html, RenderedChart chart, Plot plot, ChartScale scale, DateTime from, DateTime to)
    {
        var axis = chart.CategoryAxis;
        if (axis is not { IsVisible: true, HasLabels: true })
        {
            return;
        }

        var ticks =
            ChartScale.TimeTicks(from, to, axis.Interval, axis.IntervalType)
            ?? ChartScale.TimeTicks(from, to, (int)((plot.Right - plot.Left) / 75));
        var every = Math.Max(1, (int)Math.Ceiling(ticks.Count * 34 / (plot.Right - plot.Left)));
        foreach (var tick in ticks.Where((_, i) => i % every == 0))
        {
            Label(
                html,
                scale.At(tick.Ticks),
                plot,
                tick.ToString(axis.Format is { Length: > 0 } f ? f : "HH:mm", CultureInfo.InvariantCulture),
                axis.Angle
            );
        }
    }

    private static int Longest(RenderedChart chart) =>
        chart.Categories.Count == 0 ? 0 : chart.Categories.Max(c => c.Label.Length);

    /// <summary>By how much labels are turned: as the report says, or upright where it wants each of them and
    /// they do not fit; null for not at all.</summary>
    private static double? Turn(RenderedChart chart, Plot plot)
    {
        if (chart.CategoryAxis.Angle is { } angle)
        {
            return angle;
        }

        var step = (plot.Right - plot.Left) / Math.Max(1, chart.Categories.Count);
        return chart.CategoryAxis is { Interval: >= 1 and var interval, IsScalar: false }
            && step * interval < (Longest(chart) * Letter) + 6
            ? -90
            : null;
    }

    public static string Text(RenderedAxis axis, double tick, bool whole)
    {
        try
        {
            return tick.ToString(
                axis.Format is { Length: > 0 } format && (whole || format != "N0") ? format : "0.##",
                CultureInfo.InvariantCulture
            );
        }
        catch (FormatException)
        {
            return tick.ToString("0.##", CultureInfo.InvariantCulture); // a format for times leaves a number as it is
        }
    }

    private static string Short(string text, double room) =>
        text.Length * Letter * 0.9 <= room ? text : string.Concat(text.AsSpan(0, Math.Max(1, (int)(room / Letter) - 1)), "…");

    private static void Grid(HtmlWriter html, Plot plot, bool isUp, double at) =>
        html.Open(
                "path",
                ("d", isUp ? $"M{N(plot.Left)} {N(at)}H{N(plot.Right)}" : $"M{N(at)} {N(plot.Top)}V{N(plot.Bottom)}"),
                ("stroke", GridColor),
                ("fill", "none")
            )
            .Close("path");

    private static void Label(HtmlWriter html, Plot plot, AxisSide side, double at, string text)
    {
        var (x, y) = side switch
        {
            AxisSide.Left => (plot.Left - 6, at),
            AxisSide.Right => (plot.Right + 6, at),
            AxisSide.Bottom => (at, plot.Bottom + 12),
            _ => (at, plot.Top - 8),
        };
        html.Element(
            "text",
            text,
            ("x", N(x)),
            ("y", N(y)),
            ("dy", "0.35em"),
            (
                "text-anchor",
                side switch
                {
                    AxisSide.Left => "end",
                    AxisSide.Right => "start",
                    _ => "middle",
                }
            )
        );
    }

    private static void Label(HtmlWriter html, double x, Plot plot, string text, double? angle)
    {
        html.Open(
                "path",
                ("d", $"M{N(x)} {N(plot.Bottom)}v4"),
                ("stroke", SvgChartRenderer.AxisColor),
                ("fill", "none")
            )
            .Close("path");
        var turned = angle is { } by ? $"rotate({N(by)} {N(x)} {N(plot.Bottom + 8)})" : null;
        html.Element(
            "text",
            text,
            ("x", N(x)),
            ("y", N(plot.Bottom + (turned is null ? 16 : 11))),
            (
                "text-anchor",
                angle switch
                {
                    null => "middle",
                    < 0 => "end",
                    _ => "start",
                }
            ),
            ("transform", turned)
        );
    }

    private static void Strip(HtmlWriter html, Plot plot, bool isUp, RenderedStripLine strip, ChartScale scale)
    {
        var (a, b) = (scale.At(strip.At), scale.At(strip.At + strip.Width));
        var (start, length) = (N(Math.Min(a, b)), N(Math.Max(1, Math.Abs(a - b))));
        html.Open("g");
        html.Element("title", strip.Title);
        html.Open(
                "rect",
                ("x", isUp ? N(plot.Left) : start),
                ("width", isUp ? N(plot.Right - plot.Left) : length),
                ("y", isUp ? start : N(plot.Top)),
                ("height", isUp ? length : N(plot.Bottom - plot.Top)),
                ("fill", CssStyles.Color(strip.Color) ?? "#E0A100"),
                ("opacity", strip.Width > 0 ? "0.25" : "1")
            )
            .Close("rect")
            .Close("g");
    }

    /// <summary>The title of the axis below the plot, under its labels.</summary>
    public static void TitleBelow(HtmlWriter html, Plot plot, double y, string title) =>
        html.Element("text", title, ("x", N((plot.Left + plot.Right) / 2)), ("y", N(y)), ("text-anchor", "middle"));

    private static void Title(HtmlWriter html, Plot plot, AxisSide side, string title)
    {
        var (x, y, turn) = side switch
        {
            AxisSide.Left => (10, (plot.Top + plot.Bottom) / 2, -90),
            AxisSide.Right => (plot.Right + 42, (plot.Top + plot.Bottom) / 2, 90),
            _ => ((plot.Left + plot.Right) / 2, plot.Top - 18, 0),
        };
        html.Element(
            "text",
            title,
            ("x", N(x)),
            ("y", N(y)),
            ("text-anchor", "middle"),
            ("transform", turn == 0 ? null : $"rotate({turn} {N(x)} {N(y)})")
        );
    }

    private static string N(double value) => HtmlWriter.Number(value);
}
