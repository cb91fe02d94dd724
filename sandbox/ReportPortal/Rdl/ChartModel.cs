// A chart as the file describes it. Series are matched to the series hierarchy by position, as in the file.

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal sealed record ChartItem(
    string Name,
    ItemFrame Frame,
    StyleDefinition Style,
    string? DataSet,
    ChartGroupDefinition? Category,
    RdlExpression CategoryLabel,
    ChartGroupDefinition? SeriesGroup,
    IReadOnlyList<RdlExpression> SeriesLabels,
    IReadOnlyList<ChartSeriesDefinition> Series,
    ChartAxisDefinition CategoryAxis,
    ChartAxisDefinition PrimaryAxis,
    ChartAxisDefinition? SecondaryAxis,
    ChartLegendDefinition? Legend,
    IReadOnlyList<ChartTitleDefinition> Titles,
    RdlExpression? NoDataMessage,
    IReadOnlyList<FilterDefinition> Filters
) : ReportItem(Name, Frame, Style)
{
    /// <summary>The levels above the categories, outermost first, each with its label.</summary>
    public IReadOnlyList<(ChartGroupDefinition Group, RdlExpression Label)> Above { get; init; } = [];

    /// <summary>The label of the group of series where each instance has several.</summary>
    public RdlExpression? SeriesGroupLabel { get; init; }

    /// <summary>The name of a palette; null for the first of all.</summary>
    public RdlExpression? Palette { get; init; }

    /// <summary>The colours of the palette Custom.</summary>
    public IReadOnlyList<RdlExpression> CustomColors { get; init; } = [];

    /// <summary>Whether a server draws it with depth.</summary>
    public RdlExpression? HasDepth { get; init; }

    /// <summary>The ground of the plot.</summary>
    public StyleDefinition AreaStyle { get; init; } = StyleDefinition.None;
}

internal sealed record ChartLegendDefinition(RdlExpression? Hidden, RdlExpression? Position, RdlExpression? Title);

internal sealed record ChartTitleDefinition(RdlExpression Caption, RdlExpression? Hidden);

internal sealed record ChartGroupDefinition(GroupDefinition Group, IReadOnlyList<SortDefinition> Sorts);

internal enum ChartKind
{
    Column,
    StackedColumn,
    PercentColumn,
    Bar,
    StackedBar,
    PercentBar,
    Line,
    SmoothLine,
    SteppedLine,
    Area,
    SmoothArea,
    StackedArea,
    PercentArea,
    Pie,
    ExplodedPie,
    Doughnut,
    ExplodedDoughnut,
    Scatter,
    Bubble,
    RangeArea,
    RangeColumn,
    Stock,
    Candlestick,
    BoxPlot,
    ErrorBar,
    Funnel,
    Pyramid,
    Polar,
    Radar,
}

internal static class ChartKinds
{
    public static bool IsBar(this ChartKind kind) => kind is ChartKind.Bar or ChartKind.StackedBar or ChartKind.PercentBar;

    /// <summary>Bars and columns: rectangles from the base of the axis.</summary>
    public static bool IsColumn(this ChartKind kind) =>
        kind is ChartKind.Column or ChartKind.StackedColumn or ChartKind.PercentColumn || kind.IsBar();

    public static bool IsArea(this ChartKind kind) =>
        kind is ChartKind.Area or ChartKind.SmoothArea or ChartKind.StackedArea or ChartKind.PercentArea;

    public static bool IsLine(this ChartKind kind) => kind is ChartKind.Line or ChartKind.SmoothLine or ChartKind.SteppedLine;

    public static bool IsPercent(this ChartKind kind) =>
        kind is ChartKind.PercentColumn or ChartKind.PercentBar or ChartKind.PercentArea;

    public static bool IsStacked(this ChartKind kind) =>
        kind is ChartKind.StackedColumn or ChartKind.StackedBar or ChartKind.StackedArea || kind.IsPercent();

    /// <summary>Slices of a circle or a triangle, which have no axes.</summary>
    public static bool IsShape(this ChartKind kind) =>
        kind is ChartKind.Pie or ChartKind.ExplodedPie or ChartKind.Doughnut or ChartKind.ExplodedDoughnut || kind.IsFunnel();

    /// <summary>Slices of a triangle, one above the other.</summary>
    public static bool IsFunnel(this ChartKind kind) => kind is ChartKind.Funnel or ChartKind.Pyramid;

    /// <summary>Around a point, with the axis of values from there to the edge.</summary>
    public static bool IsRound(this ChartKind kind) => kind is ChartKind.Polar or ChartKind.Radar;

    public static bool IsScatter(this ChartKind kind) => kind is ChartKind.Scatter or ChartKind.Bubble;
}

/// <summary>The values of a point of a range chart; null where the file leaves one out.</summary>
internal sealed record ChartRangeDefinition(
    RdlExpression? Low,
    RdlExpression? High,
    RdlExpression? Start,
    RdlExpression? End,
    RdlExpression? Mean,
    RdlExpression? Median
);

internal sealed record ChartSeriesDefinition(
    string Name,
    ChartKind Kind,
    RdlExpression Y,
    RdlExpression? ToolTip,
    ActionDefinition? Action,
    StyleDefinition Style,
    RdlExpression? LegendText,
    RdlExpression? IsHidden,
    RdlExpression? IsHiddenInLegend,
    bool OnSecondaryAxis,
    double PointWidth
)
{
    /// <summary>For a range chart: what its points reach over.</summary>
    public ChartRangeDefinition? Range { get; init; }

    /// <summary>Where a point of a scatter chart stands, and how large a bubble is.</summary>
    public RdlExpression? X { get; init; }

    public RdlExpression? Size { get; init; }

    public ChartLabelDefinition? Label { get; init; }

    public ChartMarkerDefinition? Marker { get; init; }

    /// <summary>What stands at the axis in place of the category's label.</summary>
    public RdlExpression? AxisLabel { get; init; }

    /// <summary>How the line goes over points that have no value.</summary>
    public StyleDefinition EmptyStyle { get; init; } = StyleDefinition.None;

    /// <summary>Settings of the drawing by name.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>The label at a point: a text of its own, or the value.</summary>
internal sealed record ChartLabelDefinition(
    RdlExpression? Visible,
    RdlExpression? Text,
    RdlExpression? UseValue,
    StyleDefinition Style
);

internal sealed record ChartMarkerDefinition(RdlExpression? Type, RdlExpression? Size, StyleDefinition Style);

internal sealed record ChartAxisDefinition(
    string Name,
    RdlExpression? Visible,
    RdlExpression? Title,
    StyleDefinition Style,
    RdlExpression? Minimum,
    RdlExpression? Maximum,
    bool Scalar,
    bool GridLines,
    IReadOnlyList<ChartStripLineDefinition> StripLines
)
{
    public RdlExpression? Interval { get; init; }

    public RdlExpression? IntervalType { get; init; }

    public RdlExpression? Reverse { get; init; }

    public RdlExpression? LogScale { get; init; }

    public RdlExpression? LogBase { get; init; }

    public RdlExpression? IncludeZero { get; init; }

    public RdlExpression? Angle { get; init; }

    public RdlExpression? HideLabels { get; init; }
}

internal sealed record ChartStripLineDefinition(
    RdlExpression Offset,
    RdlExpression? Width,
    RdlExpression? Title,
    StyleDefinition Style
);
