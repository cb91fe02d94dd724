// Draws columns, which stand, and bars, which lie: side by side, on each other, or as shares of the whole.

using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

/// <summary>What stacked series of one kind have reached so far in each category; values below zero go their
/// own way.</summary>
internal sealed class ChartStacks(RenderedChart chart)
{
    private readonly Dictionary<(ChartKind Kind, bool Secondary, int Category, bool Below), double> _reached = [];

    /// <summary>From where to where a value reaches, as a share of 100 where the kind says so.</summary>
    public (double From, double To) Next(RenderedSeries series, int category, double value)
    {
        if (!series.Kind.IsStacked())
        {
            return (0, value);
        }

        if (series.Kind.IsPercent())
        {
            var whole = chart
                .Series.Where(s => s.Kind == series.Kind && s.OnSecondaryAxis == series.OnSecondaryAxis)
                .Sum(s => Math.Abs(s.Points[category].Y ?? 0));
            value = whole > 0 ? value / whole * 100 : 0;
        }

        var key = (series.Kind, series.OnSecondaryAxis, category, value < 0);
        var from = _reached.GetValueOrDefault(key);
        _reached[key] = from + value;
        return (from, from + value);
    }
}

internal static class SvgColumns
{
    public static void Write(
        HtmlWriter html,
        RenderedChart chart,
        int index,
        Positions positions,
        ChartScale scale,
        ChartStacks stacks
    )
    {
        var series = chart.Series[index];
        var color = SvgSeries.ColorOf(chart, index);
        var beside = chart.Series.Where(s => s.Kind.IsColumn() && !s.Kind.IsStacked()).ToList();
        var share = series.Kind.IsStacked() ? 1 : beside.Count;
        var width = Math.Max(1, positions.Width * Math.Min(series.PointWidth, 1) / share);
        var offset = series.Kind.IsStacked() ? 0 : (beside.IndexOf(series) - ((beside.Count - 1) / 2.0)) * width;
        for (var i = 0; i < series.Points.Count; i++)
        {
            var point = series.Points[i];
            if (point.Y is not { } value)
            {
                continue;
            }

            var (low, high) = stacks.Next(series, i, value);
            var (a, b) = (scale.At(series.Kind.IsStacked() ? low : scale.Base), scale.At(high));
            var centre = positions.Centres[i] + offset;
            if (value != 0)
            {
                SvgSeries.Begin(html, point);
                Rectangle(html, chart.IsLying, centre - (width / 2), width, a, b, CssStyles.Color(point.Color) ?? color);
                SvgSeries.End(html, point);
            }

            Label(html, chart.IsLying, series.Kind.IsStacked(), point, centre, a, b);
        }
    }

    private static void Rectangle(HtmlWriter html, bool isLying, double across, double width, double a, double b, string fill)
    {
        var (start, length) = (Math.Min(a, b), Math.Max(Math.Abs(a - b), 1));
        html.Open(
                "rect",
                ("x", HtmlWriter.Number(isLying ? start : across)),
                ("y", HtmlWriter.Number(isLying ? across : start)),
                ("width", HtmlWriter.Number(isLying ? length : width)),
                ("height", HtmlWriter.Number(isLying ? width : length)),
                ("fill", fill)
            )
            .Close("rect");
    }

    /// <summary>At the end of the column, or in the middle of one that stands on another.</summary>
    private static void Label(
        HtmlWriter html,
        bool isLying,
        bool isInside,
        RenderedPoint point,
        double centre,
        double a,
        double b
    )
    {
        if (point.Label is not { Length: > 0 })
        {
            return;
        }

        if (isInside)
        {
            var middle = (a + b) / 2;
            SvgSeries.Label(html, point, isLying ? middle : centre, (isLying ? centre : middle) + 3.5, "middle");
        }
        else if (isLying)
        {
            SvgSeries.Label(html, point, b + (b < a ? -3 : 3), centre + 3.5, b < a ? "end" : "start");
        }
        else
        {
            SvgSeries.Label(html, point, centre, b + (b > a ? 12 : -4), "middle");
        }
    }
}
