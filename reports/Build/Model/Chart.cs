// A chart over time: categories from one field, one or more series over one axis. What has another unit is
// another chart below.

namespace AxMonitor.Reports;

/// <summary>A chart of a dataset.</summary>
/// <param name="Category">The time field along the axis.</param>
/// <param name="Unit">The title of the value axis.</param>
/// <param name="Empty">Shown when there is no row.</param>
public sealed record Chart(string Name, DataSet Data, string Category, string Unit, string Empty, params Series[] Series) : Part
{
    /// <summary>Inches.</summary>
    public double Height { get; init; } = 1.9;

    /// <summary>One point per key at its time, all equally wide, instead of a continuous time axis.</summary>
    public string? Key { get; init; }

    /// <summary>A heading inside the chart, where several stand below each other.</summary>
    public string Title { get; init; } = "";

    /// <summary>Only the rows with this value in this field: several charts share a dataset.</summary>
    public (string Field, string Value)? Where { get; init; }

    /// <summary>
    /// The field that tells series apart; its only series is then drawn once for each value, in the colour
    /// that has its name.
    /// </summary>
    public (string Field, IReadOnlyList<(string Value, string Colour)> Colours)? By { get; init; }

    /// <summary>
    /// The field whose values the colours of <see cref="By"/> are told by, and the order of the series, where
    /// that is not the field of <see cref="By"/> itself: names that nobody knows beforehand have a place.
    /// </summary>
    public string? ByKey { get; init; }

    /// <summary>How times stand on the axis, where not as the length of the window wants it.</summary>
    public string? AxisFormat { get; init; }

    /// <summary>
    /// What is usual, behind everything else: the fields with its lower and its upper edge. Where they have
    /// no value, nothing is drawn and the legend says nothing.
    /// </summary>
    public (string Low, string High)? Band { get; init; }

    /// <summary>The end of the value axis, such as 100 for percentages.</summary>
    public double? Maximum { get; init; }
}

public enum SeriesKind
{
    Columns,
    StackedColumns,
    Line,
    DashedLine,
    StackedArea,
    BoxPlot,

    /// <summary>A diamond at each point that has a value.</summary>
    Markers,
}

/// <summary>The fields of a box plot, which a server wants all six of.</summary>
public sealed record BoxFields(string Low, string Start, string Median, string Mean, string End, string High);

/// <summary>
/// A series. <paramref name="Value"/> is an aggregate such as "max BlockedSessions"; milliseconds are shown
/// in seconds, bytes in GB.
/// </summary>
public sealed record Series(string Name, SeriesKind Kind, string Value, string Colour)
{
    /// <summary>
    /// A box for each point: whiskers from the first to the last field, the box from the second to the fifth,
    /// a line at the median and a dot at the mean.
    /// </summary>
    public static Series Boxes(string name, BoxFields fields, string colour) =>
        new(name, SeriesKind.BoxPlot, "max " + fields.High, colour) { Box = fields };

    /// <summary>The fields of a box; null for every other kind of series.</summary>
    public BoxFields? Box { get; private init; }

    /// <summary>Shown over a point; the time and the value when not given.</summary>
    public string? ToolTip { get; init; }

    /// <summary>
    /// The field with what the legend says instead of the name. Where it has no value, the series is not
    /// drawn and the legend says nothing of it.
    /// </summary>
    public string? LegendField { get; init; }

    public Link? Link { get; init; }
}
