// Draws a chart as inline SVG: axes, grid, legend, and each point with its tooltip and link. Below it the
// figures as a table that opens, for those who cannot see the picture. A bar without axes is a data bar in a
// cell.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class SvgChartRenderer
{
    private static readonly string AxisColor = Theme.Of("#C3CCD6");
    private static readonly string GridColor = Theme.Of("#E7ECF1");
    private const double FontSize = 10;

    /// <summary>
    /// A wide chart is also drawn for a telephone: made smaller, nobody could read its labels.
    /// </summary>
    private const double NarrowWidth = 366;

    /// <summary>A line in a cell of a table takes the room it gets.</summary>
    private const double BareWidth = 110;
    private const double BareHeight = 30;

    public static void Write(HtmlWriter html, RenderedChart chart, string title)
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
        html.Open("figure", ("class", isBare ? "chart spark" : "chart"), ("id", isBare ? null : chart.Name));
        if (chart.Title is { Length: > 0 } caption)
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

        Table(html, chart);
        html.Close("figure").Line();
    }

    private static bool IsBare(RenderedChart chart) => !chart.PrimaryAxis.IsVisible && !chart.CategoryAxis.IsVisible;

    private static void DataBar(HtmlWriter html, RenderedChart chart)
    {
        var point = chart.Series[0].Points[0];
        if (point.Y is null)
        {
            return;
        }

        var maximum = chart.PrimaryAxis.Maximum ?? point.Y.Value;
        var share = maximum > 0 ? Math.Clamp(point.Y.Value / maximum, 0, 1) : 0;
        var width = share > 0 ? Math.Max(share * 100, 1) : 0;
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
                ("x", "0"),
                ("y", "0"),
                ("width", HtmlWriter.Number(width)),
                ("height", "10"),
                ("fill", CssStyles.Color(point.Color) ?? "#5B8DB8")
            )
            .Close("rect")
            .Close("svg");
    }

    private static void Picture(HtmlWriter html, RenderedChart chart, string title, double width, string? use)
    {
        var isBare = IsBare(chart);
        var height = isBare ? BareHeight : Math.Max(chart.Frame.Height, 60) * 4 / 3;
        var secondary =
            chart.SecondaryAxis is { IsVisible: true } && chart.Series.Any(s => s.OnSecondaryAxis) ? chart.SecondaryAxis : null;
        var plot = new Plot(
            Left: chart.PrimaryAxis.IsVisible ? 50 : 2,
            Right: width - (isBare ? 2 : secondary is null ? 12 : 50),
            Top: isBare ? 4 : chart.HasLegend ? 28 : 10,
            Bottom: height - (chart.CategoryAxis.IsVisible ? 24 : isBare ? 4 : 6)
        );
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
        if (chart.HasLegend)
        {
            Legend(html, chart, plot);
        }

        var primary = ValueAxis(html, chart.PrimaryAxis, Values(chart, onSecondary: false), plot, right: false);
        var other = secondary is null ? primary : ValueAxis(html, secondary, Values(chart, onSecondary: true), plot, right: true);
        var positions = CategoryAxis(html, chart, plot);
        SvgSeries.Write(html, chart, positions, primary, other, plot);
        if (isBare)
        {
            html.Close("svg").Line();
            return;
        }

        html.Open(
                "path",
                ("d", $"M{HtmlWriter.Number(plot.Left)} {HtmlWriter.Number(plot.Bottom)}H{HtmlWriter.Number(plot.Right)}"),
                ("stroke", AxisColor),
                ("fill", "none")
            )
            .Close("path")
            .Close("svg")
            .Line();
    }

    /// <summary>The values an axis must hold; stacked series count together.</summary>
    private static IEnumerable<double> Values(RenderedChart chart, bool onSecondary)
    {
        var series = chart.Series.Where(s => s.OnSecondaryAxis == onSecondary).ToList();
        var stacked = series.Where(s => s.Kind is ChartKind.StackedColumn or ChartKind.StackedArea).ToList();
        foreach (var kind in new[] { ChartKind.StackedColumn, ChartKind.StackedArea })
        {
            var together = stacked.Where(s => s.Kind == kind).ToList();
            for (var i = 0; i < chart.Categories.Count && together.Count > 0; i++)
            {
                yield return together.Sum(s => s.Points[i].Y ?? 0);
            }
        }

        foreach (
            var value in series
                .Except(stacked)
                .SelectMany(s => s.Points)
                .SelectMany(p => p.Range is { } range ? range.Named.Select(n => n.Value).Append(p.Y) : [p.Y])
                .OfType<double>()
        )
        {
            yield return value;
        }
    }

    private static ChartScale ValueAxis(HtmlWriter html, RenderedAxis axis, IEnumerable<double> values, Plot plot, bool right)
    {
        var (scale, ticks) = ChartScale.ForNumbers(values, axis.Minimum, axis.Maximum, plot.Bottom, plot.Top, 4);
        if (!axis.IsVisible)
        {
            return scale;
        }

        var whole = ticks.All(t => t == Math.Floor(t));
        foreach (var tick in ticks)
        {
            var y = HtmlWriter.Number(scale.At(tick));
            if (axis.HasGridLines)
            {
                html.Open(
                        "path",
                        ("d", $"M{HtmlWriter.Number(plot.Left)} {y}H{HtmlWriter.Number(plot.Right)}"),
                        ("stroke", GridColor),
                        ("fill", "none")
                    )
                    .Close("path");
            }

            var text = tick.ToString(
                axis.Format is { Length: > 0 } format && (whole || format != "N0") ? format : "0.##",
                CultureInfo.InvariantCulture
            );
            html.Element(
                "text",
                text,
                ("x", HtmlWriter.Number(right ? plot.Right + 6 : plot.Left - 6)),
                ("y", y),
                ("dy", "0.35em"),
                ("text-anchor", right ? "start" : "end")
            );
        }

        foreach (var strip in axis.StripLines)
        {
            var (a, b) = (scale.At(strip.At), scale.At(strip.At + strip.Width));
            html.Open("g");
            html.Element("title", strip.Title);
            html.Open(
                    "rect",
                    ("x", HtmlWriter.Number(plot.Left)),
                    ("width", HtmlWriter.Number(plot.Right - plot.Left)),
                    ("y", HtmlWriter.Number(Math.Min(a, b))),
                    ("height", HtmlWriter.Number(Math.Max(1, Math.Abs(a - b)))),
                    ("fill", CssStyles.Color(strip.Color) ?? "#E0A100"),
                    ("opacity", strip.Width > 0 ? "0.25" : "1")
                )
                .Close("rect")
                .Close("g");
        }

        if (axis.Title is { Length: > 0 } title)
        {
            var x = right ? plot.Right + 42 : 10;
            var y = (plot.Top + plot.Bottom) / 2;
            html.Element(
                "text",
                title,
                ("x", HtmlWriter.Number(x)),
                ("y", HtmlWriter.Number(y)),
                ("text-anchor", "middle"),
                ("transform", $"rotate({(right ? 90 : -90)} {HtmlWriter.Number(x)} {HtmlWriter.Number(y)})")
            );
        }

        return scale;
    }

    /// <summary>Writes the labels and returns where each category stands and how wide it is.</summary>
    private static Positions CategoryAxis(HtmlWriter html, RenderedChart chart, Plot plot)
    {
        var categories = chart.Categories;
        var times = categories.Select(c => c.Value).OfType<DateTime>().ToList();
        var width = plot.Right - plot.Left;
        if (chart.CategoryAxis.IsScalar && times.Count == categories.Count && times.Count > 1)
        {
            var gaps = times
                .Zip(times.Skip(1), (a, b) => (b - a).Ticks)
                .Where(g => g > 0)
                .DefaultIfEmpty(TimeSpan.TicksPerMinute);
            var bucket = gaps.Min();
            var scale = new ChartScale(times[0].Ticks, times[^1].Ticks + bucket, plot.Left, plot.Right);
            if (chart.CategoryAxis.IsVisible)
            {
                foreach (var tick in ChartScale.TimeTicks(times[0], times[^1].AddTicks(bucket), (int)(width / 75)))
                {
                    Label(
                        html,
                        scale.At(tick.Ticks),
                        plot,
                        tick.ToString(chart.CategoryAxis.Format is { Length: > 0 } f ? f : "HH:mm", CultureInfo.InvariantCulture)
                    );
                }
            }

            var each = bucket / (scale.Maximum - scale.Minimum) * width;
            return new Positions([.. times.Select(t => scale.At(t.Ticks) + (each / 2))], each);
        }

        var step = width / Math.Max(1, categories.Count);
        var centres = Enumerable.Range(0, categories.Count).Select(i => plot.Left + (step * (i + 0.5))).ToArray();
        var longest = categories.Count == 0 ? 0 : categories.Max(c => c.Label.Length);
        var every = Math.Max(1, (int)Math.Ceiling(((longest * FontSize * 0.6) + 10) / step));
        for (var i = 0; i < categories.Count && chart.CategoryAxis.IsVisible; i += every)
        {
            Label(html, centres[i], plot, categories[i].Label);
        }

        return new Positions(centres, Math.Min(step, 60));
    }

    private static void Label(HtmlWriter html, double x, Plot plot, string text)
    {
        html.Open(
                "path",
                ("d", $"M{HtmlWriter.Number(x)} {HtmlWriter.Number(plot.Bottom)}v4"),
                ("stroke", AxisColor),
                ("fill", "none")
            )
            .Close("path");
        html.Element(
            "text",
            text,
            ("x", HtmlWriter.Number(x)),
            ("y", HtmlWriter.Number(plot.Bottom + 16)),
            ("text-anchor", "middle")
        );
    }

    private static void Legend(HtmlWriter html, RenderedChart chart, Plot plot)
    {
        var x = plot.Left;
        foreach (var (series, index) in chart.Series.Select((s, i) => (s, i)).Where(s => s.s.IsInLegend))
        {
            var color = SvgSeries.ColorOf(series, index);
            if (series.Kind is ChartKind.Line or ChartKind.SteppedLine)
            {
                html.Open(
                        "path",
                        ("d", $"M{HtmlWriter.Number(x)} 10h14"),
                        ("stroke", color),
                        ("stroke-width", "2"),
                        ("stroke-dasharray", series.IsDashed ? "5 3" : null),
                        ("fill", "none")
                    )
                    .Close("path");
            }
            else
            {
                html.Open(
                        "rect",
                        ("x", HtmlWriter.Number(x)),
                        ("y", "5"),
                        ("width", "14"),
                        ("height", "10"),
                        ("rx", "2"),
                        ("fill", color)
                    )
                    .Close("rect");
            }

            html.Element("text", series.Name, ("x", HtmlWriter.Number(x + 20)), ("y", "10"), ("dy", "0.35em"));
            x += 40 + (series.Name.Length * FontSize * 0.55);
        }
    }

    /// <summary>The columns of figures of a series: its values, or what its points reach over.</summary>
    private static IEnumerable<(string Name, Func<int, double?> At)> Figures(RenderedSeries series)
    {
        var ranges = series.Points.Select(p => p.Range).OfType<RenderedRange>().ToList();
        if (ranges.Count == 0 || series.Kind == ChartKind.ErrorBar)
        {
            yield return (series.Name, i => series.Points[i].Y);
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
        html.Open("details", ("class", "figures"))
            .Element("summary", "Figures")
            .Open("div", ("class", "scroll"))
            .Open("table")
            .Open("thead")
            .Open("tr")
            .Element("th", "", ("scope", "col"));
        var shown = chart.Series.Where(s => s.IsInLegend).ToList();
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

/// <summary>The rectangle in which series are drawn.</summary>
internal sealed record Plot(double Left, double Right, double Top, double Bottom);

/// <summary>Where categories stand across the plot, and the room each has.</summary>
internal sealed record Positions(IReadOnlyList<double> Centres, double Width);
