// The processed report: everything evaluated, nothing said yet about HTML. Renderers only write it down.

using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed record RenderedReport(
    string Name,
    string Description,
    string Language,
    double Width,
    int AutoRefreshSeconds,
    DateTimeOffset ExecutedAt,
    RenderedSection? Header,
    RenderedSection Body,
    RenderedSection? Footer,
    IReadOnlyList<ResolvedParameter> Parameters,
    IReadOnlyList<RdlProblem> Errors
)
{
    public bool HasExternalImages { get; init; }

    /// <summary>Whether any of its datasets has a row.</summary>
    public bool HasRows { get; init; }
}

internal sealed record RenderedSection(IReadOnlyList<RenderedItem> Items, RenderedStyle Style);

internal abstract record RenderedItem(string Name, RenderedFrame Frame, RenderedStyle Style);

internal sealed record RenderedFrame(double Top, double Left, double Width, double Height, string? ToolTip, RenderedLink? Link)
{
    public string? Bookmark { get; init; }

    public string? MapLabel { get; init; }

    /// <summary>The text box that opens and closes the item.</summary>
    public RenderedToggle? Toggle { get; set; }
}

/// <summary>A link to another report with its parameters, to an address, or to a bookmark.</summary>
internal sealed record RenderedLink(string? Report, IReadOnlyList<KeyValuePair<string, object?>> Parameters, string? Url)
{
    public string? Bookmark { get; init; }
}

internal sealed record RenderedBorder(string? Color, string? Style, double? Width);

internal sealed record RenderedStyle(
    IReadOnlyDictionary<StyleProperty, string> Properties,
    RenderedBorder? Top,
    RenderedBorder? Right,
    RenderedBorder? Bottom,
    RenderedBorder? Left
)
{
    public RenderedBackground? Background { get; init; }

    public static RenderedStyle None { get; } = new(new Dictionary<StyleProperty, string>(), null, null, null, null);

    public string? this[StyleProperty property] => Properties.GetValueOrDefault(property);
}

/// <summary>The picture behind an item, as an address.</summary>
internal sealed record RenderedBackground(string Address, string? Repeat, string? Position);

internal sealed record RenderedLine(string Name, RenderedFrame Frame, RenderedStyle Style) : RenderedItem(Name, Frame, Style);

internal sealed record RenderedTextbox(
    string Name,
    RenderedFrame Frame,
    RenderedStyle Style,
    IReadOnlyList<RenderedParagraph> Paragraphs,
    RenderedSort? Sort,
    RenderedToggle? Toggle
) : RenderedItem(Name, Frame, Style)
{
    public string PlainText =>
        string.Join(" ", Paragraphs.Select(p => p.PlainText).Where(t => t.Length > 0));
}

internal sealed record RenderedParagraph(IReadOnlyList<RenderedRun> Runs, RenderedStyle Style, bool IsNumeric)
{
    /// <summary>What stands before a list item: a bullet or a number.</summary>
    public string? Marker { get; init; }

    /// <summary>From 1; 0 outside lists.</summary>
    public int ListLevel { get; init; }

    public RenderedIndents Indents { get; init; } = new(0, 0, 0, 0, 0);

    public string PlainText => (Marker is null ? "" : Marker + " ") + string.Concat(Runs.Select(r => r.Text));
}

/// <summary>The room around a paragraph, in points.</summary>
internal sealed record RenderedIndents(double Left, double Right, double Hanging, double Before, double After);

internal sealed record RenderedRun(string Text, RenderedStyle Style, string? Error)
{
    /// <summary>What the text was made of.</summary>
    public object? Value { get; init; }

    public string? ToolTip { get; init; }

    public RenderedLink? Link { get; init; }
}

/// <summary>A header that sorts its table: whether it does now, and in which direction.</summary>
internal sealed record RenderedSort(string Item, bool IsActive, bool IsDescending);

/// <summary>A text box that shows and hides rows.</summary>
internal sealed record RenderedToggle(string Id)
{
    public bool IsUsed { get; set; }

    public bool IsExpanded { get; set; }
}

internal sealed record RenderedRectangle(string Name, RenderedFrame Frame, RenderedStyle Style, IReadOnlyList<RenderedItem> Items)
    : RenderedItem(Name, Frame, Style);

/// <summary>A picture. <see cref="Data"/> null: it cannot be shown, for the reason that is given.</summary>
internal sealed record RenderedImage(
    string Name,
    RenderedFrame Frame,
    RenderedStyle Style,
    string? Data,
    string Sizing,
    string? Problem
) : RenderedItem(Name, Frame, Style);

/// <summary>Another report in the place of an item. It is filled in once the report around it is evaluated;
/// <see cref="Body"/> null: it has no rows or cannot be shown, as <see cref="Message"/> says.</summary>
internal sealed record RenderedSubreport(
    string Name,
    RenderedFrame Frame,
    RenderedStyle Style,
    string Report,
    IReadOnlyList<KeyValuePair<string, object?>> Parameters,
    string? NoRowsMessage
) : RenderedItem(Name, Frame, Style)
{
    /// <summary>Tells one instance from another, and what is inside from what is around it.</summary>
    public required string Id { get; init; }

    public RenderedSection? Body { get; set; }

    public double Width { get; set; }

    public string? Message { get; set; }

    /// <summary>Why it cannot be shown.</summary>
    public string? Problem { get; set; }
}

internal sealed record RenderedTablix(
    string Name,
    RenderedFrame Frame,
    RenderedStyle Style,
    IReadOnlyList<double> ColumnWidths,
    int HeaderRows,
    IReadOnlyList<RenderedRow> Rows,
    string? NoRowsMessage,
    IReadOnlyList<string> FieldNames,
    IReadOnlyList<IReadOnlyList<object?>> FieldRows
) : RenderedItem(Name, Frame, Style)
{
    /// <summary>The columns, from 0, that a narrow screen does without.</summary>
    public IReadOnlyList<int> HiddenWhenNarrow { get; init; } = [];

    /// <summary>For each column what opens it.</summary>
    public IReadOnlyList<IReadOnlyList<RenderedToggle>> ColumnToggles { get; init; } = [];
}

/// <summary>One row. It is shown when all toggles it depends on are open.</summary>
internal sealed record RenderedRow(
    IReadOnlyList<RenderedCell> Cells,
    double Height,
    IReadOnlyList<RenderedToggle> Toggles,
    int? Level
)
{
    /// <summary>Entries of the list of contents that lead here, with their depth.</summary>
    public IReadOnlyList<(string Label, int Depth)> MapLabels { get; init; } = [];
}

internal sealed record RenderedCell(RenderedItem? Item, int ColSpan, int RowSpan, bool IsRowHeader)
{
    /// <summary>The first column it stands in, from 0 after the headers of rows; null for those and the
    /// corner.</summary>
    public int? Column { get; init; }

    /// <summary>The text boxes that open and close its column; all of them must be open.</summary>
    public IReadOnlyList<RenderedToggle> Toggles { get; init; } = [];
}
