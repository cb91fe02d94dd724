// A processed gauge panel: values and places; nothing said yet about how it is drawn.

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed record RenderedIndicator(
    string Name,
    RenderedFrame Frame,
    RenderedStyle Style,
    string? State,
    string? Shape,
    string? Color,
    string? Label
) : RenderedItem(Name, Frame, Style);

/// <summary>Gauges, indicators and labels, each with its place as a share of the panel.</summary>
internal sealed record RenderedGaugePanel(
    string Name,
    RenderedFrame Frame,
    RenderedStyle Style,
    IReadOnlyList<RenderedGauge> Gauges,
    IReadOnlyList<(GaugeBox Box, RenderedIndicator Indicator)> Indicators,
    IReadOnlyList<(GaugeBox Box, string Text, RenderedStyle Style)> Labels
) : RenderedItem(Name, Frame, Style)
{
    /// <summary>What the panel tells, for those who cannot see it and for Excel.</summary>
    public IReadOnlyList<string> Told =>
        [
            .. Gauges.SelectMany(g => g.Scales).SelectMany(s => s.Pointers).Select(p => p.Told),
            .. Indicators.Select(i => i.Indicator.Label ?? i.Indicator.State ?? "").Where(t => t.Length > 0),
            .. Labels.Select(l => l.Text).Where(t => t.Length > 0),
        ];
}

/// <summary>A place in the panel, from 0 to 1.</summary>
internal sealed record GaugeBox(double Left, double Top, double Width, double Height)
{
    public static GaugeBox Whole { get; } = new(0, 0, 1, 1);

    /// <summary>A part of this place, told in percent of it.</summary>
    public GaugeBox Part(double left, double top, double width, double height) =>
        new(Left + (Width * left / 100), Top + (Height * top / 100), Width * width / 100, Height * height / 100);
}

internal sealed record RenderedGauge(
    GaugeBox Box,
    bool IsRadial,
    bool HasFrame,
    bool IsUpright,
    string? ToolTip,
    IReadOnlyList<RenderedGaugeScale> Scales
)
{
    public double PivotX { get; init; } = 0.5;

    public double PivotY { get; init; } = 0.5;
}

internal sealed record RenderedGaugeScale(
    double Minimum,
    double Maximum,
    bool IsReversed,
    double StartAngle,
    double SweepAngle,
    double Radius,
    IReadOnlyList<(double At, string? Label)> Ticks,
    IReadOnlyList<RenderedGaugePointer> Pointers,
    IReadOnlyList<RenderedGaugeRange> Ranges
);

/// <param name="Type">Needle, Marker, Bar or Thermometer.</param>
/// <param name="Value">Null where there is none.</param>
/// <param name="From">Where a bar begins.</param>
/// <param name="Colour">As RDL writes it.</param>
/// <param name="Told">What it tells, in words.</param>
internal sealed record RenderedGaugePointer(string Type, double? Value, double From, string? Colour, string Told);

internal sealed record RenderedGaugeRange(double Start, double End, string? Colour);
