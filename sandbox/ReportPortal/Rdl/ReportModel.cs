// The immutable model of a report: what an RDL file says, nothing evaluated yet.

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal sealed record ReportDefinition(
    string Name,
    string Description,
    string Language,
    string? Code,
    RdlExpression? AutoRefresh,
    double Width,
    IReadOnlyList<string> DataSources,
    IReadOnlyList<DataSetDefinition> DataSets,
    IReadOnlyList<ParameterDefinition> Parameters,
    SectionDefinition? PageHeader,
    SectionDefinition? PageFooter,
    SectionDefinition Body,
    IReadOnlyList<RdlExpression> Expressions
)
{
    public IReadOnlyDictionary<string, EmbeddedImage> Images { get; init; } =
        new Dictionary<string, EmbeddedImage>(StringComparer.Ordinal);

    /// <summary>Those of the report and of its groups.</summary>
    public IReadOnlyList<VariableDefinition> Variables { get; init; } = [];

    /// <summary>The text box of that name, wherever it stands.</summary>
    public TextboxItem? Textbox(string name) =>
        new[] { PageHeader, Body, PageFooter }
            .OfType<SectionDefinition>()
            .SelectMany(s => s.Items)
            .SelectMany(ReportTree.Descendants)
            .OfType<TextboxItem>()
            .FirstOrDefault(t => string.Equals(t.Name, name, StringComparison.Ordinal));

    public DataSetDefinition DataSet(string name) => DataSets.First(d => string.Equals(d.Name, name, StringComparison.Ordinal));
}

/// <summary>A value with a name, computed once.</summary>
/// <param name="Group">The group for each of whose instances it is computed; null for the whole
/// report.</param>
internal sealed record VariableDefinition(string Name, RdlExpression Value, string? Group)
{
    public string Place { get; init; } = "";
}

/// <summary>A picture in the file itself, as base64 text.</summary>
internal sealed record EmbeddedImage(string MimeType, string Data);

internal sealed record SectionDefinition(double Height, IReadOnlyList<ReportItem> Items, StyleDefinition Style);

internal sealed record DataSetDefinition(
    string Name,
    string DataSource,
    string Procedure,
    int TimeoutSeconds,
    IReadOnlyList<QueryParameterDefinition> Parameters,
    IReadOnlyList<FieldDefinition> Fields,
    IReadOnlyList<FilterDefinition> Filters
)
{
    public string Place { get; init; } = "";

    /// <summary>Whether the query is a text; otherwise it is the name of a procedure.</summary>
    public bool IsText { get; init; }

    /// <summary>The text or name of the query where it is an expression.</summary>
    public RdlExpression? Command { get; init; }

    /// <summary>The shared dataset whose rows it takes; null where it has a query of its own.</summary>
    public string? SharedReference { get; init; }
}

internal sealed record QueryParameterDefinition(string Name, RdlExpression Value);

/// <summary>A field: a column of the query, or a value computed for each row.</summary>
internal sealed record FieldDefinition(string Name, string DataField)
{
    public RdlExpression? Value { get; init; }
}

internal sealed record FilterDefinition(RdlExpression Expression, string Operator, IReadOnlyList<RdlExpression> Values)
{
    /// <summary>Whether it keeps the first or the last by value.</summary>
    public bool IsRanking =>
        Operator.StartsWith("Top", StringComparison.Ordinal) || Operator.StartsWith("Bottom", StringComparison.Ordinal);

    /// <summary>In a group: whether it is about the instances, not about the rows that become them.</summary>
    public bool OnGroups { get; init; }
}

internal enum ParameterType
{
    Boolean,
    DateTime,
    Integer,
    Float,
    String,
}

internal sealed record ParameterDefinition(
    string Name,
    ParameterType Type,
    bool Nullable,
    bool AllowBlank,
    bool Hidden,
    string? Prompt,
    bool HasDefault,
    RdlExpression? Default,
    DataSetChoice? DefaultFromDataSet,
    IReadOnlyList<(RdlExpression Value, RdlExpression Label)> ValidValues,
    DataSetChoice? ValidFromDataSet
)
{
    public string Place { get; init; } = "";

    /// <summary>Whether it holds several values; then <see cref="Defaults"/> has what is in it at
    /// first.</summary>
    public bool IsMultiValue { get; init; }

    public IReadOnlyList<RdlExpression> Defaults { get; init; } = [];
}

internal sealed record DataSetChoice(string DataSet, string ValueField, string LabelField);

internal abstract record ReportItem(string Name, ItemFrame Frame, StyleDefinition Style);

/// <summary>What all report items share: place in points, visibility, tooltip, link.</summary>
internal sealed record ItemFrame(
    double Top,
    double Left,
    double Width,
    double Height,
    VisibilityDefinition? Visibility,
    RdlExpression? ToolTip,
    ActionDefinition? Action
)
{
    public string Place { get; init; } = "";

    /// <summary>The name under which a link inside the page leads here.</summary>
    public RdlExpression? Bookmark { get; init; }

    /// <summary>The entry in the list of contents.</summary>
    public RdlExpression? MapLabel { get; init; }
}

internal sealed record VisibilityDefinition(RdlExpression Hidden, string? ToggleItem);

/// <summary>A link: to another report with parameters, to an address, or to a bookmark of the page.</summary>
internal sealed record ActionDefinition(
    RdlExpression? ReportName,
    IReadOnlyList<(string Name, RdlExpression Value, RdlExpression? Omit)> Parameters,
    RdlExpression? Hyperlink
)
{
    public RdlExpression? Bookmark { get; init; }
}

internal sealed record TextboxItem(
    string Name,
    ItemFrame Frame,
    StyleDefinition Style,
    IReadOnlyList<ParagraphDefinition> Paragraphs,
    RdlExpression? UserSort,
    string? UserSortScope
) : ReportItem(Name, Frame, Style)
{
    /// <summary>The scope in which a value that repeats the one before is left out.</summary>
    public string? HideDuplicates { get; init; }
}

internal enum ListStyle
{
    None,
    Bulleted,
    Numbered,
}

internal sealed record ParagraphDefinition(IReadOnlyList<TextRunDefinition> Runs, StyleDefinition Style)
{
    public ListStyle List { get; init; }

    /// <summary>From 1; 0 outside lists.</summary>
    public int ListLevel { get; init; }

    public RdlExpression? LeftIndent { get; init; }

    public RdlExpression? RightIndent { get; init; }

    public RdlExpression? HangingIndent { get; init; }

    public RdlExpression? SpaceBefore { get; init; }

    public RdlExpression? SpaceAfter { get; init; }
}

internal sealed record TextRunDefinition(RdlExpression Value, StyleDefinition Style)
{
    /// <summary>None or HTML; null for None.</summary>
    public RdlExpression? Markup { get; init; }

    public RdlExpression? ToolTip { get; init; }

    public ActionDefinition? Action { get; init; }
}

internal sealed record RectangleItem(string Name, ItemFrame Frame, StyleDefinition Style, IReadOnlyList<ReportItem> Items)
    : ReportItem(Name, Frame, Style);

/// <summary>A line from corner to corner of its frame.</summary>
internal sealed record LineItem(string Name, ItemFrame Frame, StyleDefinition Style) : ReportItem(Name, Frame, Style);

internal enum ImageSource
{
    Embedded,
    External,
    Database,
}

internal sealed record ImageItem(
    string Name,
    ItemFrame Frame,
    StyleDefinition Style,
    ImageSource Source,
    RdlExpression Value,
    RdlExpression? MimeType,
    string Sizing
) : ReportItem(Name, Frame, Style);

/// <summary>Another report in the place of an item.</summary>
internal sealed record SubreportItem(
    string Name,
    ItemFrame Frame,
    StyleDefinition Style,
    string ReportName,
    IReadOnlyList<(string Name, RdlExpression Value, RdlExpression? Omit)> Parameters,
    RdlExpression? NoRowsMessage
) : ReportItem(Name, Frame, Style);
