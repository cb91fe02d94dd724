// A processed chart: categories, series with their points, axes; nothing said yet about how it is drawn.

using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed record RenderedChart(
    string Name,
    RenderedFrame Frame,
    RenderedStyle Style,
    string? Title,
    string? NoDataMessage,
    RenderedLegend? Legend,
    IReadOnlyList<RenderedCategory> Categories,
    IReadOnlyList<RenderedSeries> Series,
    RenderedAxis CategoryAxis,
    RenderedAxis PrimaryAxis,
    RenderedAxis? SecondaryAxis
) : RenderedItem(Name, Frame, Style)
{
    /// <summary>The palette, from its first colour.</summary>
    public IReadOnlyList<string> Colours { get; init; } = [];

    /// <summary>The ground of the plot.</summary>
    public string? AreaColour { get; init; }

    /// <summary>Whether a server draws it with depth, which changes no value.</summary>
    public bool HasDepth { get; init; }

    /// <summary>Whether its series go around a point.</summary>
    public bool IsRound => Series is [{ Kind: var kind }, ..] && kind.IsRound();

    /// <summary>Whether it is drawn in slices of a circle or a triangle.</summary>
    public bool IsShape => Series is [{ Kind: var kind }, ..] && kind.IsShape();

    /// <summary>
    /// Whether it is points in a plane without axes: where they stand is a matter of layout.
    /// </summary>
    public bool IsPicture =>
        Series is [{ Kind: var kind }, ..] && kind.IsScatter() && !PrimaryAxis.IsVisible && !CategoryAxis.IsVisible;

    /// <summary>Whether its bars lie.</summary>
    public bool IsLying => Series is [{ Kind: var kind }, ..] && kind.IsBar();
}

/// <summary>A legend at a side: Top, Bottom, Left or Right.</summary>
internal sealed record RenderedLegend(string Side, string? Title);

internal sealed record RenderedCategory(object? Value, string Label);

internal sealed record RenderedSeries(
    string Name,
    ChartKind Kind,
    bool OnSecondaryAxis,
    string? Color,
    double LineWidth,
    double PointWidth,
    IReadOnlyList<RenderedPoint> Points,
    bool IsInLegend,
    bool IsDashed
)
{
    /// <summary>The shape at each point; null for none.</summary>
    public string? Marker { get; init; }

    /// <summary>Settings of the drawing by name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>In points.</summary>
    public double MarkerSize { get; init; } = 3.75;

    public string? MarkerColour { get; init; }

    /// <summary>The colour of the line over points that have no value; null for a gap.</summary>
    public string? EmptyColour { get; init; }

    /// <summary>Whether such a point counts as zero, not as the mean of its neighbours.</summary>
    public bool IsEmptyZero { get; init; }

    /// <summary>For a doughnut: the radius of what is drawn, in percent.</summary>
    public double Thickness { get; init; } = 60;
}

internal sealed record RenderedPoint(double? Y, string? ToolTip, string? Color, RenderedLink? Link)
{
    /// <summary>In a range chart: what the point reaches over.</summary>
    public RenderedRange? Range { get; init; }

    /// <summary>In a scatter chart: where it stands, and how large it is.</summary>
    public double? X { get; init; }

    public double? Size { get; init; }

    /// <summary>What is written at the point.</summary>
    public string? Label { get; init; }

    public string? LabelColour { get; init; }

    /// <summary>The shape of a scattered point, where it has one of its own.</summary>
    public string? Marker { get; init; }

    /// <summary>In points, where the file says how large.</summary>
    public double? MarkerSize { get; init; }
}

/// <summary>The values of a point in a range chart; null where there is none.</summary>
internal sealed record RenderedRange(
    double? Low,
    double? High,
    double? Start,
    double? End,
    double? Mean,
    double? Median
)
{
    /// <summary>With the names under which their figures are shown.</summary>
    public IEnumerable<(string Name, double? Value)> Named =>
        [("low", Low), ("start", Start), ("median", Median), ("mean", Mean), ("end", End), ("high", High)];
}

internal sealed record RenderedAxis(
    bool IsVisible,
    string? Title,
    string? Format,
    double? Minimum,
    double? Maximum,
    bool IsScalar,
    bool HasGridLines,
    IReadOnlyList<RenderedStripLine> StripLines
)
{
    /// <summary>Between two labels; null where the chart decides.</summary>
    public double? Interval { get; init; }

    /// <summary>What the interval counts: numbers, or Minutes, Hours, Days …</summary>
    public string? IntervalType { get; init; }

    public bool IsReversed { get; init; }

    /// <summary>The base of a logarithmic axis; null for a linear one.</summary>
    public double? LogBase { get; init; }

    public bool IncludesZero { get; init; } = true;

    /// <summary>Of the labels, in degrees; null where the chart decides.</summary>
    public double? Angle { get; init; }

    public bool HasLabels { get; init; } = true;
}

internal sealed record RenderedStripLine(double At, double Width, string? Title, string? Color);
