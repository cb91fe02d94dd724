// A table: one row per key, columns with one or two lines, and lines that open below a row.

namespace AxMonitor.Reports;

/// <summary>A table of a dataset. <paramref name="Name"/> is also the name of its CSV file.</summary>
/// <param name="Key">The field that tells rows apart.</param>
/// <param name="Empty">Shown when there is no row.</param>
public sealed record Table(string Name, DataSet Data, string Key, string Empty, params Column[] Columns) : Part
{
    /// <summary>
    /// The order of the rows: fields, with a minus for descending. Severity sorts by its rank.
    /// </summary>
    public IReadOnlyList<string> Order { get; init; } = [];

    /// <summary>
    /// The field with the key of the row above: rows become a tree, indented in the first column.
    /// </summary>
    public string? ParentKey { get; init; }

    /// <summary>A heading of its own, where tables stand side by side.</summary>
    public string Title { get; init; } = "";

    /// <summary>Only the rows with this value in this field: several tables share a dataset.</summary>
    public (string Field, string Value)? Where { get; init; }

    /// <summary>Only the rows with the largest values of a field, so many.</summary>
    public (string Field, int Count)? Largest { get; init; }

    /// <summary>The dataset whose figures stand in <see cref="Empty"/>, which is a template then.</summary>
    public DataSet? EmptyData { get; init; }

    /// <summary>What opens below a row, side by side.</summary>
    public IReadOnlyList<Detail> Details { get; init; } = [];
}

/// <summary>Opens below a row: a caption and a long text.</summary>
public sealed record Detail(string Caption, string Value);

/// <summary>
/// A column. A value that is one field alone is formatted by the field's suffix and can be sorted by.
/// </summary>
/// <param name="Width">Inches.</param>
public sealed record Column(string Title, double Width, string Value)
{
    /// <summary>A second, quieter line.</summary>
    public string Second { get; init; } = "";

    /// <summary>The second line is code.</summary>
    public bool SecondIsCode { get; init; }

    public string? ToolTip { get; init; }

    /// <summary>The metric that the column shows, which the tool tip of its title explains.</summary>
    public string? Metric { get; init; }

    public bool Bold { get; init; }

    /// <summary>
    /// Value or bar in the colour of the row's Severity; needs a <see cref="Severity"/> column, for colour
    /// alone says nothing to some.
    /// </summary>
    public bool BySeverity { get; init; }

    public Link? Link { get; init; }

    /// <summary>
    /// The field with an address outside the reports, such as that of a playbook; rows without it have no
    /// link.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>Stays on a narrow screen.</summary>
    public bool OnPhone { get; init; }

    /// <summary>What stands where the value is not there, instead of a dash.</summary>
    public string? Absent { get; init; }

    /// <summary>Glyph instead of a value: the row's Severity.</summary>
    public bool IsSeverity { get; private init; }

    /// <summary>The field drawn as a bar; the longest of the table fills the column.</summary>
    public string? BarOf { get; private init; }

    /// <summary>
    /// The field drawn as a small line over the row's slots; its dataset has a row for each row and slot.
    /// </summary>
    public string? Spark { get; private init; }

    /// <summary>The time field of the slots.</summary>
    public string SparkTime { get; private init; } = "";

    /// <summary>The fields with the edges of what is usual, behind the line.</summary>
    public (string Low, string High)? Band { get; init; }

    /// <summary>The fields drawn as a box that lies, a row's own.</summary>
    public RowBox? Box { get; private init; }

    /// <summary>The field to sort by, where it is not the first that the value shows.</summary>
    public string? SortBy { get; init; }

    /// <summary>The colour of the bar, where it is not the row's Severity.</summary>
    public string BarColour { get; private init; } = Palette.Pale;

    /// <summary>The first column of a table whose rows have a Severity.</summary>
    public static Column Severity { get; } = new("Severity", 0.3, "") { IsSeverity = true, OnPhone = true };

    /// <summary>A line over time; sorted by <paramref name="sortBy"/>.</summary>
    public static Column Line(string title, double width, string field, string time, string sortBy) =>
        new(title, width, "") { Spark = field, SparkTime = time, SortBy = sortBy };

    /// <summary>How a row's values are spread, as a box that lies; sorted by its upper end.</summary>
    public static Column Spread(string title, double width, RowBox box) =>
        new(title, width, "")
        {
            Box = box,
            SortBy = box.High,
            OnPhone = true,
        };

    /// <summary>A bar beside a figure.</summary>
    public static Column Bar(string field, double width, string colour = Palette.Pale) =>
        new(field + " bar", width, "") { BarOf = field, BarColour = colour };
}

/// <summary>
/// The fields of a box in a row: whiskers from the first to the fifth, the box from the second to the fourth,
/// a line at the median, marks at the two beyond. What <paramref name="Whole"/> says is a quarter of its
/// width, so that the boxes of a table compare each with what is usual for it; what lies beyond four times
/// that is cut off with ►.
/// </summary>
public sealed record RowBox(
    string Low,
    string Start,
    string Median,
    string End,
    string High,
    string Rare,
    string Most,
    string Whole
);

/// <summary>
/// A link to another page. The shared parameters go along; the keys come from the row or, where it lacks
/// them, from this page's parameters.
/// </summary>
public sealed record Link(string Page, params string[] Keys)
{
    /// <summary>Rows without the first key have no link.</summary>
    public bool Optional { get; init; }

    /// <summary>How often the target loads itself again, when not as it does by itself.</summary>
    public int? RefreshSeconds { get; init; }
}
