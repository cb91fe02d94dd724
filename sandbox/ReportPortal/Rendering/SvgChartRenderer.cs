// Draws a chart as inline SVG: axes, grid, legend, and each point with its tooltip and link. Below it the
// figures as a table that opens, for those who cannot see the picture. A bar without axes is a data bar in a
// cell.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class SvgChartRenderer
{
    public static readonly string AxisColor = Theme.Of("#C3CCD6");
    public const double FontSize = 10;

    /// <summary>
    /// A wide chart is also drawn for a telephone: made smaller, nobody could read its labels.
    /// </summary>
    private const double NarrowWidth = 366;

    /// <summary>A line in a cell of a table takes the room it gets.</summary>
    private const double BareWidth = 110;
    private const double BareHeight = 30;

    public static void Write(HtmlWriter html, RenderedChart chart, string title, string? style)
    {
        if (chart.Series is [{ Kind: ChartKind.Bar }] && chart.Categories.Count == 1 && !chart.PrimaryAxis.IsVisible)
        {
            DataBar(html, chart);
            return;
        }

        if (chart.NoDataMessage is { } message)
        {
            html.Element("p", message, ("class", "norows"), ("id", chart.Name));
            return;
        }

        var isBare = IsBare(chart);
        html.Open(
            "figure",
            ("class", HtmlReportRenderer.Join(isBare ? "chart spark" : "chart", isBare ? null : style)),
            ("id", isBare ? null : chart.Name)
        );
        foreach (var caption in (chart.Title ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            html.Element("figcaption", caption);
        }

        // A line in a cell of a table: no axes, no figures below it; each point has its own.
        if (isBare)
        {
            Picture(html, chart, title, BareWidth, null);
            html.Close("figure").Line();
            return;
        }

        var width = Math.Max(chart.Frame.Width, 120) * 4 / 3;
        if (width > 2 * NarrowWidth)
        {
            Picture(html, chart, title, width, "full");
            Picture(html, chart, title, NarrowWidth, "narrow");
        }
        else
        {
            Picture(html, chart, title, width, null);
        }

        if (chart.HasDepth)
        {
            html.Element("p", "Drawn flat: a report server draws this chart with depth.", ("class", "flat"));
        }

        Table(html, chart);
        html.Close("figure").Line();
    }

    private static bool IsBare(RenderedChart chart) =>
        !chart.IsShape && !chart.IsRound && !chart.IsPicture && !chart.PrimaryAxis.IsVisible && !chart.CategoryAxis.IsVisible;

    private static void DataBar(HtmlWriter html, RenderedChart chart)
    {
        var point = chart.Series[0].Points[0];
        if (point.Y is not { } value)
        {
            return;
        }

        var axis = chart.PrimaryAxis;
        var low = axis.Minimum ?? Math.Min(0, value);
        var high = Math.Max(axis.Maximum ?? Math.Max(0, value), low);
        var scale = new ChartScale(low, high, axis.IsReversed ? 100 : 0, axis.IsReversed ? 0 : 100);
        var (from, to) = high > low ? (scale.At(scale.Base), scale.At(Math.Clamp(value, low, high))) : (0, 0);
        var width = Math.Abs(to - from) is > 0 and var length ? Math.Max(length, 1) : 0;
        html.Open(
            "svg",
            ("class", "bar"),
            ("viewBox", "0 0 100 10"),
            ("preserveAspectRatio", "none"),
            ("role", "img"),
            ("aria-label", point.ToolTip)
        );
        html.Element("title", point.ToolTip);
        html.Open("rect", ("x", "0"), ("y", "0"), ("width", "100"), ("height", "10"), ("fill", Theme.Of("#EEF2F6"))).Close("rect");
        html.Open(
                "rect",
                ("x", HtmlWriter.Number(Math.Min(from, to))),
                ("y", "0"),
                ("width", HtmlWriter.Number(width)),
                ("height", "10"),
                ("fill", CssStyles.Color(point.Color) ?? SvgSeries.PaletteColour(chart, 0))
            )
            .Close("rect")
            .Close("svg");
    }

    private static void Picture(HtmlWriter html, RenderedChart chart, string title, double width, string? use)
    {
        var isBare = IsBare(chart);
        var height = isBare ? BareHeight : Math.Max(chart.Frame.Height, 60) * 4 / 3;
        var legend = new SvgLegend(chart, width, height);
        html.Open(
            "svg",
            ("class", use),
            ("viewBox", $"0 0 {HtmlWriter.Number(width)} {HtmlWriter.Number(height)}"),
            ("role", "group"),
            ("aria-label", title),
            ("font-size", HtmlWriter.Number(FontSize)),
            ("fill", Theme.Of("#5A6B7B"))
        );
        html.Element("title", title);
        legend.Write(html);
        if (chart.IsShape || chart.IsRound)
        {
            var room = new Plot(legend.Left + 4, width - legend.Right - 4, legend.Top + 4, height - legend.Bottom - 4);
            if (chart.IsRound)
            {
                SvgRound.Write(html, chart, room);
            }
            else if (chart.Series[0].Kind.IsFunnel())
            {
                SvgFunnel.Write(html, chart, room);
            }
            else
            {
                SvgPie.Write(html, chart, room);
            }

            html.Close("svg").Line();
            return;
        }

        var secondary =
            chart.SecondaryAxis is { IsVisible: true } && chart.Series.Any(s => s.OnSecondaryAxis) ? chart.SecondaryAxis : null;
        var (across, up) = chart.IsLying ? (chart.PrimaryAxis, chart.CategoryAxis) : (chart.CategoryAxis, chart.PrimaryAxis);
        var left = chart.IsLying ? SvgAxes.LyingLabels(chart, width) : 50;
        var plot = new Plot(
            Left: legend.Left + (up.IsVisible ? left : 2),
            Right: width - legend.Right - (isBare ? 2 : secondary is null || chart.IsLying ? 12 : 50),
            Top: isBare ? 4 : legend.Top + (chart.IsLying && secondary is not null ? 26 : 10),
            Bottom: height - legend.Bottom - (isBare ? 4 : 6)
        );
        var bottom = across is { IsVisible: true, HasLabels: true } ? SvgAxes.LabelHeight(chart, plot) : 0;
        var isTitled = across is { IsVisible: true, Title.Length: > 0 };
        plot = plot with { Bottom = plot.Bottom - bottom - (isTitled ? 14 : 0) };
        if (CssStyles.Color(chart.AreaColour) is { } ground)
        {
            html.Open(
                    "rect",
                    ("x", HtmlWriter.Number(plot.Left)),
                    ("y", HtmlWriter.Number(plot.Top)),
                    ("width", HtmlWriter.Number(plot.Right - plot.Left)),
                    ("height", HtmlWriter.Number(Math.Max(0, plot.Bottom - plot.Top))),
                    ("fill", ground)
                )
                .Close("rect");
        }

        var side = chart.IsLying ? AxisSide.Bottom : AxisSide.Left;
        var primary = SvgAxes.Values(html, chart.PrimaryAxis, Values(chart, onSecondary: false), plot, side);
        var other = secondary is null
            ? primary
            : SvgAxes.Values(
                html,
                secondary,
                Values(chart, onSecondary: true),
                plot,
                chart.IsLying ? AxisSide.Top : AxisSide.Right
            );
        var isScatter = chart.Series is [{ Kind: var kind }, ..] && kind.IsScatter();
        if (isScatter)
        {
            var scale = SvgAxes.Across(html, chart, plot);
            for (var i = 0; i < chart.Series.Count; i++)
            {
                SvgScatter.Write(html, chart, i, scale, chart.Series[i].OnSecondaryAxis ? other : primary, plot);
            }
        }
        else
        {
            SvgSeries.Write(html, chart, SvgAxes.Categories(html, chart, plot), primary, other, plot);
        }

        if (isBare || chart.IsPicture)
        {
            html.Close("svg").Line();
            return;
        }

        if (isTitled)
        {
            SvgAxes.TitleBelow(html, plot, plot.Bottom + bottom + 8, across.Title!);
        }

        html.Open(
                "path",
                (
                    "d",
                    chart.IsLying
                        ? $"M{HtmlWriter.Number(plot.Left)} {HtmlWriter.Number(plot.Top)}V{HtmlWriter.Number(plot.Bottom)}"
                        : $"M{HtmlWriter.Number(plot.Left)} {HtmlWriter.Number(plot.Bottom)}H{HtmlWriter.Number(plot.Right)}"
                ),
                ("stroke", AxisColor),
                ("fill", "none")
            )
            .Close("path")
            .Close("svg")
            .Line();
    }

    /// <summary>The values an axis must hold; stacked series count together.</summary>
    private static List<double> Values(RenderedChart chart, bool onSecondary)
    {
        var values = new List<double>();
        var stacks = new ChartStacks(chart);
        foreach (var series in chart.Series.Where(s => s.OnSecondaryAxis == onSecondary))
        {
            for (var i = 0; i < series.Points.Count; i++)
            {
                var point = series.Points[i];
                if (point.Range is { } range)
                {
                    values.AddRange(range.Named.Select(n => n.Value).OfType<double>());
                }

                if (point.Y is { } y)
                {
                    values.Add(stacks.Next(series, i, y).To);
                }
            }
        }

        return values;
    }

    /// <summary>The columns of figures of a series: its values, or what its points reach over.</summary>
    private static IEnumerable<(string Name, Func<int, double?> At)> Figures(RenderedSeries series)
    {
        var ranges = series.Points.Select(p => p.Range).OfType<RenderedRange>().ToList();
        if (ranges.Count == 0 || series.Kind == ChartKind.ErrorBar)
        {
            yield return (series.Name, i => series.Points[i].Y);
        }

        if (series.Points.Any(p => p.X is not null))
        {
            yield return ($"{series.Name}, x", i => series.Points[i].X);
        }

        if (series.Points.Any(p => p.Size is not null))
        {
            yield return ($"{series.Name}, size", i => series.Points[i].Size);
        }

        foreach (var (name, _) in new RenderedRange(null, null, null, null, null, null).Named)
        {
            double? Of(RenderedRange? range) => range?.Named.First(n => n.Name == name).Value;
            if (ranges.Exists(r => Of(r) is not null))
            {
                yield return ($"{series.Name}, {name}", i => Of(series.Points[i].Range));
            }
        }
    }

    private static void Table(HtmlWriter html, RenderedChart chart)
    {
        if (chart.IsPicture)
        {
            // Where a point stands tells nothing; what it is a part of does.
            html.Open("details", ("class", "figures")).Element("summary", "In words").Open("ul");
            foreach (var category in chart.Categories.Where(c => c.Label.Length > 0))
            {
                html.Element("li", category.Label);
            }

            html.Close("ul").Close("details");
            return;
        }

        var shown = chart.Series.Where(s => s.IsInLegend).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        html.Open("details", ("class", "figures"))
            .Element("summary", "Figures")
            .Open("div", ("class", "scroll"))
            .Open("table")
            .Open("thead")
            .Open("tr")
            .Element("th", "", ("scope", "col"));
        foreach (var name in shown.SelectMany(s => Figures(s).Select(f => f.Name)))
        {
            html.Element("th", name, ("scope", "col"));
        }

        html.Close("tr").Close("thead").Open("tbody");
        for (var i = 0; i < chart.Categories.Count; i++)
        {
            html.Open("tr")
                .Element(
                    "th",
                    chart.Categories[i].Value is DateTime time
                        ? time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
                        : chart.Categories[i].Label,
                    ("scope", "row")
                );
            foreach (var figure in shown.SelectMany(Figures))
            {
                html.Element("td", figure.At(i)?.ToString("0.##", CultureInfo.InvariantCulture));
            }

            html.Close("tr");
        }

        html.Close("tbody").Close("table").Close("div").Close("details");
    }
}
