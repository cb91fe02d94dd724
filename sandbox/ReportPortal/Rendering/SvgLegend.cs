// The legend of a chart: beside the plot as a column, above or below it as rows that wrap.

using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal sealed class SvgLegend
{
    private const double RowHeight = 18;
    private const double Letter = SvgChartRenderer.FontSize * 0.55;

    private readonly List<(Entry Entry, double X, double Y)> _placed = [];
    private readonly RenderedLegend? _legend;

    /// <summary>Lays out the legend of a chart in a picture of that size.</summary>
    public SvgLegend(RenderedChart chart, double width, double height)
    {
        _legend = chart.Legend;
        var entries = _legend is null ? [] : Entries(chart).ToList();
        if (entries.Count == 0)
        {
            return;
        }

        if (_legend!.Title is { Length: > 0 } title)
        {
            entries.Insert(0, new Entry(title, null, false, false));
        }

        if (_legend.Side is "Left" or "Right")
        {
            var room = Math.Min(entries.Max(e => Width(e)), width * 0.4);
            for (var i = 0; i < entries.Count && (i + 1) * RowHeight < height; i++)
            {
                _placed.Add((entries[i], _legend.Side == "Left" ? 4 : width - room, 8 + (i * RowHeight)));
            }

            (Left, Right) = _legend.Side == "Left" ? (room + 4, 0.0) : (0.0, room + 4);
            return;
        }

        double x = 0, y = 0;
        const double Start = 50;
        foreach (var entry in entries)
        {
            if (x > 0 && Start + x + Width(entry) > width)
            {
                (x, y) = (0, y + RowHeight);
            }

            _placed.Add((entry, Start + x, y));
            x += Width(entry);
        }

        (Top, Bottom) = _legend.Side == "Top" ? (y + RowHeight, 0.0) : (0.0, y + RowHeight);
        var first = _legend.Side == "Top" ? 0 : height - Bottom;
        _placed = [.. _placed.Select(p => (p.Entry, p.X, p.Y + first))];
    }

    /// <summary>The room it takes at each side.</summary>
    public double Top { get; }

    public double Bottom { get; }

    public double Left { get; }

    public double Right { get; }

    public void Write(HtmlWriter html)
    {
        foreach (var (entry, x, y) in _placed)
        {
            var middle = HtmlWriter.Number(y + 10);
            if (entry.Colour is { } colour && entry.IsLine)
            {
                html.Open(
                        "path",
                        ("d", $"M{HtmlWriter.Number(x)} {middle}h14"),
                        ("stroke", colour),
                        ("stroke-width", "2"),
                        ("stroke-dasharray", entry.IsDashed ? "5 3" : null),
                        ("fill", "none")
                    )
                    .Close("path");
            }
            else if (entry.Colour is { } fill)
            {
                html.Open(
                        "rect",
                        ("x", HtmlWriter.Number(x)),
                        ("y", HtmlWriter.Number(y + 5)),
                        ("width", "14"),
                        ("height", "10"),
                        ("rx", "2"),
                        ("fill", fill)
                    )
                    .Close("rect");
            }

            html.Element(
                "text",
                entry.Text,
                ("x", HtmlWriter.Number(x + (entry.Colour is null ? 0 : 20))),
                ("y", middle),
                ("dy", "0.35em"),
                ("font-weight", entry.Colour is null ? "600" : null)
            );
        }
    }

    private static double Width(Entry entry) => 40 + (entry.Text.Length * Letter);

    /// <summary>The series, or the slices of a circle.</summary>
    private static IEnumerable<Entry> Entries(RenderedChart chart)
    {
        if (chart.IsShape)
        {
            foreach (var slice in SvgPie.Slices(chart))
            {
                yield return new Entry(slice.Name, slice.Colour, false, false);
            }

            yield break;
        }

        foreach (var (series, index) in chart.Series.Select((s, i) => (s, i)).Where(s => s.s.IsInLegend))
        {
            yield return new Entry(
                series.Name,
                SvgSeries.ColorOf(chart, index),
                series.Kind.IsLine(),
                series.IsDashed
            );
        }
    }

    private sealed record Entry(string Text, string? Colour, bool IsLine, bool IsDashed);
}
