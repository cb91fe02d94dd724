// Draws a gauge panel as one picture: radial gauges with needles, markers and bars, linear ones upright or
// lying, ranges, labels and indicators; what it tells stands in words beside it.

using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class SvgGauges
{
    private static readonly string Ink = Theme.Of("#1F2933");
    private static readonly string Line = Theme.Of("#9AA7B4");
    private static readonly string Ground = Theme.Of("#E7ECF1");
    private const string Volume = "#2F6DA8";

    public static void Write(HtmlWriter html, RenderedGaugePanel panel, string id, string? style)
    {
        var (width, height) = (Math.Max(panel.Frame.Width, 30) * 4 / 3, Math.Max(panel.Frame.Height, 20) * 4 / 3);
        var told = string.Join("; ", panel.Told);
        html.Open("div", ("class", HtmlReportRenderer.Join("gauges", style)), ("id", id));
        html.Open(
            "svg",
            ("viewBox", $"0 0 {N(width)} {N(height)}"),
            ("role", "img"),
            ("aria-label", panel.Frame.ToolTip ?? told),
            ("font-size", N(Math.Clamp(Math.Min(width, height) / 16, 7, 11))),
            ("fill", Theme.Of("#5A6B7B")),
            ("style", $"max-width:{N(panel.Frame.Width)}pt")
        );
        html.Element("title", panel.Frame.ToolTip ?? told);
        foreach (var gauge in panel.Gauges)
        {
            html.Open("g", ("class", gauge.IsRadial ? "radial" : "linear"));
            if (gauge.ToolTip is { } tip)
            {
                html.Element("title", tip);
            }

            var (x, y, w, h) = In(gauge.Box, width, height);
            foreach (var scale in gauge.Scales)
            {
                if (gauge.IsRadial)
                {
                    Radial(html, gauge, scale, x, y, w, h);
                }
                else
                {
                    Linear(html, gauge, scale, x, y, w, h);
                }
            }

            html.Close("g");
        }

        foreach (var (box, indicator) in panel.Indicators)
        {
            var (x, y, w, h) = In(box, width, height);
            var size = Math.Min(w, h);
            html.Open(
                "g",
                ("class", "state"),
                ("transform", $"translate({N(x + ((w - size) / 2))} {N(y + ((h - size) / 2))}) scale({N(size / 16)})")
            );
            html.Element("title", indicator.Label);
            IndicatorRenderer.Shape(html, indicator);
            html.Close("g");
        }

        foreach (var (box, text, look) in panel.Labels)
        {
            var (x, y, w, h) = In(box, width, height);
            html.Element(
                "text",
                text,
                ("class", "label"),
                ("x", N(x + (w / 2))),
                ("y", N(y + (h / 2))),
                ("dy", "0.35em"),
                ("text-anchor", "middle"),
                ("fill", CssStyles.Color(look[StyleProperty.Color]) ?? Ink)
            );
        }

        html.Close("svg").Element("span", told, ("class", "sr")).Close("div").Line();
    }

    private static (double X, double Y, double Width, double Height) In(GaugeBox box, double width, double height) =>
        (box.Left * width, box.Top * height, Math.Max(1, box.Width * width), Math.Max(1, box.Height * height));

    private static void Radial(
        HtmlWriter html,
        RenderedGauge gauge,
        RenderedGaugeScale scale,
        double x,
        double y,
        double w,
        double h
    )
    {
        var size = Math.Min(w, h);
        var (cx, cy) = (x + ((w - size) / 2) + (size * gauge.PivotX), y + ((h - size) / 2) + (size * gauge.PivotY));
        var radius = size * scale.Radius;
        if (gauge.HasFrame)
        {
            html.Open(
                    "circle",
                    ("cx", N(x + (w / 2))),
                    ("cy", N(y + (h / 2))),
                    ("r", N((size / 2) - 1)),
                    ("fill", "none"),
                    ("stroke", Line),
                    ("stroke-width", "2")
                )
                .Close("circle");
        }

        Arc(html, scale.Minimum, scale.Maximum, radius, Ground, size * 0.02);
        foreach (var range in scale.Ranges)
        {
            Arc(html, range.Start, range.End, radius * 0.9, CssStyles.Color(range.Colour) ?? Line, size * 0.05);
        }

        foreach (var (at, label) in scale.Ticks)
        {
            var ((ax, ay), (bx, by)) = (At(at, radius * 0.96), At(at, radius * 1.04));
            html.Open("path", ("d", $"M{N(ax)} {N(ay)}L{N(bx)} {N(by)}"), ("stroke", Line)).Close("path");
            if (label is not null)
            {
                var (lx, ly) = At(at, radius * 1.18);
                html.Element("text", label, ("x", N(lx)), ("y", N(ly)), ("dy", "0.35em"), ("text-anchor", "middle"));
            }
        }

        foreach (var pointer in scale.Pointers)
        {
            if (pointer.Value is not { } value)
            {
                continue;
            }

            html.Open("g", ("class", "pointer"));
            html.Element("title", pointer.Told);
            var colour = CssStyles.Color(pointer.Colour) ?? Volume;
            switch (pointer.Type.ToUpperInvariant())
            {
                case "BAR":
                    Arc(html, Math.Min(pointer.From, value), Math.Max(pointer.From, value), radius * 0.9, colour, size * 0.05);
                    break;
                case "MARKER":
                    var (mx, my) = At(value, radius * 0.9);
                    SvgMarkers.Write(html, "Diamond", mx, my, size * 0.08, colour);
                    break;
                default:
                    var (tx, ty) = At(value, radius * 0.92);
                    var (px, py) = ((ty - cy) / radius * size * 0.02, (cx - tx) / radius * size * 0.02);
                    html.Open(
                            "path",
                            ("d", $"M{N(cx + px)} {N(cy + py)}L{N(tx)} {N(ty)}L{N(cx - px)} {N(cy - py)}Z"),
                            ("fill", colour)
                        )
                        .Close("path")
                        .Open("circle", ("cx", N(cx)), ("cy", N(cy)), ("r", N(size * 0.035)), ("fill", colour))
                        .Close("circle");
                    break;
            }

            html.Close("g");
        }

        // Angles count from the bottom, clockwise.
        double Turn(double value)
        {
            var share = (value - scale.Minimum) / (scale.Maximum - scale.Minimum);
            return (scale.StartAngle + ((scale.IsReversed ? 1 - share : share) * scale.SweepAngle)) * Math.PI / 180;
        }

        (double X, double Y) At(double value, double r) => (cx - (r * Math.Sin(Turn(value))), cy + (r * Math.Cos(Turn(value))));

        void Arc(HtmlWriter to, double from, double until, double r, string colour, double thickness)
        {
            var (a, b) = scale.IsReversed ? (until, from) : (from, until);
            var ((ax, ay), (bx, by)) = (At(a, r), At(b, r));
            var large = Math.Abs(Turn(b) - Turn(a)) > Math.PI ? 1 : 0;
            to.Open(
                    "path",
                    ("d", $"M{N(ax)} {N(ay)}A{N(r)} {N(r)} 0 {large} 1 {N(bx)} {N(by)}"),
                    ("fill", "none"),
                    ("stroke", colour),
                    ("stroke-width", N(thickness))
                )
                .Close("path");
        }
    }

    private static void Linear(
        HtmlWriter html,
        RenderedGauge gauge,
        RenderedGaugeScale scale,
        double x,
        double y,
        double w,
        double h
    )
    {
        const double Margin = 0.08;
        var isUp = gauge.IsUpright;
        var (length, across) = isUp ? (h, w) : (w, h);
        var thickness = across * 0.16;
        if (gauge.HasFrame)
        {
            html.Open(
                    "rect",
                    ("x", N(x + 1)),
                    ("y", N(y + 1)),
                    ("width", N(w - 2)),
                    ("height", N(h - 2)),
                    ("rx", "4"),
                    ("fill", "none"),
                    ("stroke", Line),
                    ("stroke-width", "2")
                )
                .Close("rect");
        }

        Piece(scale.Minimum, scale.Maximum, 0.5, thickness * 0.3, Ground);
        foreach (var range in scale.Ranges)
        {
            Piece(range.Start, range.End, 0.66, thickness * 0.6, CssStyles.Color(range.Colour) ?? Line);
        }

        foreach (var (at, label) in scale.Ticks)
        {
            var ((ax, ay), (bx, by)) = (Point(at, 0.4), Point(at, 0.6));
            html.Open("path", ("d", $"M{N(ax)} {N(ay)}L{N(bx)} {N(by)}"), ("stroke", Line)).Close("path");
            if (label is not null)
            {
                var (lx, ly) = Point(at, 0.22);
                html.Element("text", label, ("x", N(lx)), ("y", N(ly)), ("dy", "0.35em"), ("text-anchor", "middle"));
            }
        }

        foreach (var pointer in scale.Pointers)
        {
            if (pointer.Value is not { } value)
            {
                continue;
            }

            html.Open("g", ("class", "pointer"));
            html.Element("title", pointer.Told);
            var colour = CssStyles.Color(pointer.Colour) ?? Volume;
            if (string.Equals(pointer.Type, "Marker", StringComparison.OrdinalIgnoreCase))
            {
                var (mx, my) = Point(value, 0.5);
                SvgMarkers.Write(html, "Diamond", mx, my, Math.Max(6, thickness * 1.2), colour);
            }
            else
            {
                Piece(Math.Min(pointer.From, value), Math.Max(pointer.From, value), 0.5, thickness, colour);
            }

            html.Close("g");
        }

        // Along the scale from its beginning, and across it from 0 to 1.
        (double X, double Y) Point(double value, double side)
        {
            var share = (value - scale.Minimum) / (scale.Maximum - scale.Minimum);
            share = Margin + ((scale.IsReversed ? 1 - share : share) * (1 - (2 * Margin)));
            return isUp ? (x + (w * side), y + (length * (1 - share))) : (x + (length * share), y + (h * (1 - side)));
        }

        void Piece(double from, double to, double side, double thick, string colour)
        {
            var ((ax, ay), (bx, by)) = (Point(from, side), Point(to, side));
            html.Open(
                    "path",
                    ("d", $"M{N(ax)} {N(ay)}L{N(bx)} {N(by)}"),
                    ("stroke", colour),
                    ("stroke-width", N(thick)),
                    ("fill", "none")
                )
                .Close("path");
        }
    }

    private static string N(double value) => HtmlWriter.Number(value);
}
