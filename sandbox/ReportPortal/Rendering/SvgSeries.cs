// Draws the series of a chart: columns side by side or stacked, lines, steps and areas. Lines break where
// there is no value.

using System.Text;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class SvgSeries
{
    // Used where a report leaves colours to the palette; told apart in grey print and by most colour-blind
    // readers.
    private static readonly string[] Palette =
    [
        "#2F6DA8",
        "#D98A2B",
        "#4C9F70",
        "#A23E48",
        "#7A5C99",
        "#3AA5A8",
        "#8C6D46",
        "#5A6B7B",
    ];

    public static string ColorOf(RenderedSeries series, int index) =>
        CssStyles.Color(series.Color) ?? Palette[index % Palette.Length];

    public static void Write(
        HtmlWriter html,
        RenderedChart chart,
        Positions positions,
        ChartScale primary,
        ChartScale secondary,
        Plot plot
    )
    {
        var columns = chart.Series.Where(s => s.Kind is ChartKind.Column or ChartKind.Bar).ToList();
        // Columns and areas stack apart from each other.
        var stacks = new Dictionary<(bool Secondary, int Category), double>();
        var areas = new Dictionary<(bool Secondary, int Category), double>();

        // Areas first and lines last, so that nothing hides a line.
        foreach (
            var (series, index) in chart
                .Series.Select((s, i) => (s, i))
                .OrderBy(s =>
                    s.s.Kind switch
                    {
                        ChartKind.Area or ChartKind.StackedArea or ChartKind.RangeArea => 0,
                        ChartKind.Line or ChartKind.SteppedLine => 2,
                        _ => 1,
                    }
                )
        )
        {
            var scale = series.OnSecondaryAxis ? secondary : primary;
            var color = ColorOf(series, index);
            switch (series.Kind)
            {
                case ChartKind.Column or ChartKind.Bar:
                    var width = Math.Max(1, positions.Width * Math.Min(series.PointWidth, 1) / columns.Count);
                    var offset = (columns.IndexOf(series) - ((columns.Count - 1) / 2.0)) * width;
                    Columns(html, series, positions, scale, color, width, offset, null);
                    break;
                case ChartKind.RangeArea:
                    SvgRanges.Area(html, series, positions, scale, color);
                    break;
                case ChartKind.RangeColumn or ChartKind.Stock or ChartKind.Candlestick or ChartKind.BoxPlot or ChartKind.ErrorBar:
                    SvgRanges.Write(html, series, positions, scale, color);
                    break;
                case ChartKind.StackedColumn:
                    Columns(
                        html,
                        series,
                        positions,
                        scale,
                        color,
                        Math.Max(1, positions.Width * Math.Min(series.PointWidth, 1)),
                        0,
                        stacks
                    );
                    break;
                default:
                    Line(html, series, positions, scale, color, plot, series.Kind == ChartKind.StackedArea ? areas : null);
                    break;
            }
        }
    }

    private static void Columns(
        HtmlWriter html,
        RenderedSeries series,
        Positions positions,
        ChartScale scale,
        string color,
        double width,
        double offset,
        Dictionary<(bool Secondary, int Category), double>? stacks
    )
    {
        for (var i = 0; i < series.Points.Count; i++)
        {
            var point = series.Points[i];
            if (point.Y is not { } value || value == 0)
            {
                continue;
            }

            var from = stacks?.GetValueOrDefault((series.OnSecondaryAxis, i)) ?? 0;
            if (stacks is not null)
            {
                stacks[(series.OnSecondaryAxis, i)] = from + value;
            }

            var (a, b) = (scale.At(from), scale.At(from + value));
            Begin(html, point);
            html.Open(
                    "rect",
                    ("x", HtmlWriter.Number(positions.Centres[i] + offset - (width / 2))),
                    ("y", HtmlWriter.Number(Math.Min(a, b))),
                    ("width", HtmlWriter.Number(width)),
                    ("height", HtmlWriter.Number(Math.Max(Math.Abs(a - b), 1))),
                    ("fill", CssStyles.Color(point.Color) ?? color)
                )
                .Close("rect");
            End(html, point);
        }
    }

    private static void Line(
        HtmlWriter html,
        RenderedSeries series,
        Positions positions,
        ChartScale scale,
        string color,
        Plot plot,
        Dictionary<(bool Secondary, int Category), double>? stacks
    )
    {
        var path = new StringBuilder();
        var area = new StringBuilder();
        var below = new Stack<string>();
        var tops = new double[series.Points.Count];
        var isArea = series.Kind is ChartKind.Area or ChartKind.StackedArea;
        var bottom = HtmlWriter.Number(plot.Bottom);
        var isOpen = false;
        for (var i = 0; i < series.Points.Count; i++)
        {
            if (series.Points[i].Y is not { } value)
            {
                Finish();
                continue;
            }

            var floor = bottom;
            if (stacks is not null)
            {
                var stacked = stacks.GetValueOrDefault((series.OnSecondaryAxis, i));
                floor = HtmlWriter.Number(Math.Min(scale.At(stacked), plot.Bottom));
                value += stacked;
                stacks[(series.OnSecondaryAxis, i)] = value;
            }

            tops[i] = value;
            var (x, y) = (HtmlWriter.Number(positions.Centres[i]), HtmlWriter.Number(scale.At(value)));
            path.Append(
                !isOpen ? $"M{x} {y}"
                : series.Kind == ChartKind.SteppedLine ? $"H{x}V{y}"
                : $"L{x} {y}"
            );
            area.Append(isOpen ? $"L{x} {y}" : $"M{x} {y}");
            below.Push($"L{x} {floor}");
            isOpen = true;
        }

        Finish();
        if (isArea)
        {
            html.Open("path", ("class", "area"), ("d", area.ToString()), ("fill", color)).Close("path");
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
            var point = series.Points[i];
            if (point.Y is { } value && (value != 0 || point.Link is not null) && point.ToolTip is not null)
            {
                Begin(html, point);
                html.Open(
                        "circle",
                        ("class", "dot"),
                        ("cx", HtmlWriter.Number(positions.Centres[i])),
                        ("cy", HtmlWriter.Number(scale.At(tops[i]))),
                        ("r", "4"),
                        ("fill", color)
                    )
                    .Close("circle");
                End(html, point);
            }
        }

        // An area reaches down to what it is stacked on.
        void Finish()
        {
            if (isOpen)
            {
                area.AppendJoin("", below).Append('Z');
                below.Clear();
            }

            isOpen = false;
        }
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
