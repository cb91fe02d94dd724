// A gauge panel as the file describes it: a single state indicator, or gauges, indicators and labels that
// each have a place in it.

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

/// <summary>A panel with one state indicator and nothing else, as it stands in cells of tables.</summary>
internal sealed record IndicatorItem(string Name, ItemFrame Frame, StyleDefinition Style, IndicatorDefinition Indicator)
    : ReportItem(Name, Frame, Style),
        IGaugePanel
{
    public string? DataSet { get; init; }
}

internal sealed record GaugePanelItem(
    string Name,
    ItemFrame Frame,
    StyleDefinition Style,
    IReadOnlyList<GaugeDefinition> Gauges,
    IReadOnlyList<IndicatorDefinition> Indicators,
    IReadOnlyList<GaugeLabelDefinition> Labels
) : ReportItem(Name, Frame, Style), IGaugePanel
{
    public string? DataSet { get; init; }

    /// <summary>Whether gauges share the panel evenly, whatever their own places.</summary>
    public bool IsArranged { get; init; }
}

internal interface IGaugePanel
{
    /// <summary>What it works on outside a data region; null where the file names none.</summary>
    string? DataSet { get; }
}

/// <summary>Where a part stands: percent of the panel, or of the part it belongs to.</summary>
internal sealed record GaugePlace(double Top, double Left, double Width, double Height, string? Parent, RdlExpression? Hidden);

internal sealed record GaugeDefinition(
    string Name,
    bool IsRadial,
    GaugePlace Place,
    bool HasFrame,
    string Orientation,
    RdlExpression? ToolTip,
    IReadOnlyList<GaugeScaleDefinition> Scales
)
{
    public double PivotX { get; init; } = 50;

    public double PivotY { get; init; } = 50;
}

internal sealed record GaugeScaleDefinition(
    GaugeValue? Minimum,
    GaugeValue? Maximum,
    RdlExpression? Interval,
    RdlExpression? Reversed,
    RdlExpression? Multiplier,
    RdlExpression? LabelsHidden,
    StyleDefinition LabelStyle,
    IReadOnlyList<GaugePointerDefinition> Pointers,
    IReadOnlyList<GaugeRangeDefinition> Ranges
)
{
    /// <summary>Degrees from the bottom, clockwise; and how far it goes.</summary>
    public RdlExpression? StartAngle { get; init; }

    public RdlExpression? SweepAngle { get; init; }

    /// <summary>Percent of the gauge.</summary>
    public RdlExpression? Radius { get; init; }
}

/// <summary>A value with what it is multiplied by and what is added.</summary>
internal sealed record GaugeValue(RdlExpression Value, RdlExpression? Multiplier, RdlExpression? Added);

internal sealed record GaugePointerDefinition(
    string Name,
    string Type,
    GaugeValue Value,
    RdlExpression? Hidden,
    RdlExpression? BarStart,
    RdlExpression? ToolTip,
    StyleDefinition Style
);

internal sealed record GaugeRangeDefinition(
    string Name,
    GaugeValue Start,
    GaugeValue End,
    RdlExpression? Hidden,
    StyleDefinition Style
);

internal sealed record GaugeLabelDefinition(GaugePlace Place, RdlExpression Text, StyleDefinition Style);

internal sealed record IndicatorDefinition(
    string Name,
    GaugePlace Place,
    GaugeValue Value,
    RdlExpression? ToolTip,
    IReadOnlyList<IndicatorStateDefinition> States
)
{
    /// <summary>Whether states are shares between a minimum and a maximum.</summary>
    public bool IsPercentage { get; init; }

    public GaugeValue? Minimum { get; init; }

    public GaugeValue? Maximum { get; init; }

    /// <summary>Over which scope minimum and maximum are taken where the file does not say them.</summary>
    public string? Scope { get; init; }
}

internal sealed record IndicatorStateDefinition(
    string Name,
    GaugeValue Start,
    GaugeValue End,
    RdlExpression Color,
    string Shape
);
