// The parts a page is built of. They follow each other from top to bottom; texts are templates (see
// Template).

namespace AxMonitor.Reports;

public abstract record Part;

/// <summary>Up to six figures side by side.</summary>
public sealed record Tiles(params Tile[] Items) : Part;

/// <summary>One figure with its caption above and a note below.</summary>
public sealed record Tile(string Caption, DataSet Data, string Value)
{
    public string Note { get; init; } = "";

    /// <summary>The figure is about this moment: without data it is not shown.</summary>
    public bool Now { get; init; }

    /// <summary>Glyph and colour follow the worst Severity in the dataset.</summary>
    public bool BySeverity { get; init; }

    /// <summary>The figure is about the past.</summary>
    public bool Muted { get; init; }

    /// <summary>Where what it counts is listed.</summary>
    public Link? Link { get; init; }

    /// <summary>The field with an address outside the reports, such as that of a playbook.</summary>
    public string? Address { get; init; }

    /// <summary>The metric that the figure is of, which its tool tip explains.</summary>
    public string? Metric { get; init; }
}

/// <summary>A heading with a note below it.</summary>
public sealed record Heading(string Title, string Note = "") : Part
{
    /// <summary>The dataset whose figures stand in the note.</summary>
    public DataSet? Data { get; init; }

    /// <summary>The metric that what follows is of, which the tool tip of the title explains.</summary>
    public string? Metric { get; init; }

    /// <summary>Links to the same page for the last hour, day, week …</summary>
    public bool WindowLinks { get; init; }
}

/// <summary>Tables side by side, each under its title and equally wide; below each other where it is
/// narrow.</summary>
public sealed record Beside(params Table[] Tables) : Part
{
    /// <summary>Inches between two of them.</summary>
    public const double Gap = 0.18;
}

/// <summary>Facts about one thing, four in a row.</summary>
public sealed record Facts(DataSet Data, params Fact[] Items) : Part;

public sealed record Fact(string Caption, string Value)
{
    public Link? Link { get; init; }
}

/// <summary>The page's answer in a sentence, of the first row.</summary>
public sealed record Answer(string Name, DataSet Data, string Value) : Part
{
    public string Note { get; init; } = "";

    public Link? Link { get; init; }
}

/// <summary>
/// Hours across, days of the week down; each cell in the colour of its Step (0 to 6, NULL: not watched) and
/// with its ValueText, both from the procedure.
/// </summary>
public sealed record HeatMap(string Name, DataSet Data, string Empty) : Part;

/// <summary>
/// Lanes of bars along one time axis: LaneNumber, LaneText, SegmentNumber, Kind (gap: nothing is drawn),
/// Length, UnitText and TipText, all from the procedure.
/// </summary>
/// <param name="Empty">Shown when there is no row.</param>
/// <param name="Kinds">The kinds of bars, with the colour of each.</param>
public sealed record Gantt(string Name, DataSet Data, string Empty, params (string Kind, string Colour)[] Kinds) : Part
{
    /// <summary>Inches.</summary>
    public const double Height = 2.6;

    /// <summary>Where a bar leads that has its first key.</summary>
    public Link? Link { get; init; }
}

/// <summary>
/// Things and what joins them, as points of a plane of 100 by 100 that the procedure places: PointId, X, Y,
/// ElementKind and ElementOrder, MarkerText (the size), LabelText, PartText (in words what a point is the
/// first of) and TipText.
/// </summary>
/// <param name="Empty">Shown when there is no row; a template of <paramref name="EmptyData"/>.</param>
/// <param name="Kinds">The kinds of elements, with the shape and the colour of each.</param>
public sealed record NodeLink(
    string Name,
    DataSet Data,
    string Empty,
    DataSet EmptyData,
    params (string Kind, string Shape, string Colour)[] Kinds
) : Part
{
    /// <summary>Inches.</summary>
    public const double Height = 3.6;
}

/// <summary>A statement or another long text of one thing.</summary>
public sealed record Code(DataSet Data, string Value) : Part;
