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
    RdlExpression? LegendHidden,
    bool HasLegend,
    RdlExpression? Title,
    RdlExpression? NoDataMessage,
    IReadOnlyList<FilterDefinition> Filters
) : ReportItem(Name, Frame, Style);

internal sealed record ChartGroupDefinition(GroupDefinition Group, IReadOnlyList<SortDefinition> Sorts);

internal enum ChartKind
{
    Column,
    StackedColumn,
    Bar,
    Line,
    SteppedLine,
    Area,
    StackedArea,
    RangeArea,
    RangeColumn,
    Stock,
    Candlestick,
    BoxPlot,
    ErrorBar,
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
}

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
);

internal sealed record ChartStripLineDefinition(
    RdlExpression Offset,
    RdlExpression? Width,
    RdlExpression? Title,
    StyleDefinition Style
);
