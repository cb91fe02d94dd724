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
    public DataSetDefinition DataSet(string name) => DataSets.First(d => string.Equals(d.Name, name, StringComparison.Ordinal));
}

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
    /// <summary>The shared dataset whose rows it takes; null where it has a query of its own.</summary>
    public string? SharedReference { get; init; }
}

internal sealed record QueryParameterDefinition(string Name, RdlExpression Value);

internal sealed record FieldDefinition(string Name, string DataField);

internal sealed record FilterDefinition(RdlExpression Expression, string Operator, IReadOnlyList<RdlExpression> Values);

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
);

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
);

internal sealed record VisibilityDefinition(RdlExpression Hidden, string? ToggleItem);

/// <summary>A link: to another report with parameters, or to an address.</summary>
internal sealed record ActionDefinition(
    RdlExpression? ReportName,
    IReadOnlyList<(string Name, RdlExpression Value, RdlExpression? Omit)> Parameters,
    RdlExpression? Hyperlink
);

internal sealed record TextboxItem(
    string Name,
    ItemFrame Frame,
    StyleDefinition Style,
    IReadOnlyList<ParagraphDefinition> Paragraphs,
    RdlExpression? UserSort,
    string? UserSortScope
) : ReportItem(Name, Frame, Style);

internal sealed record ParagraphDefinition(IReadOnlyList<TextRunDefinition> Runs, StyleDefinition Style);

internal sealed record TextRunDefinition(RdlExpression Value, StyleDefinition Style);

internal sealed record RectangleItem(string Name, ItemFrame Frame, StyleDefinition Style, IReadOnlyList<ReportItem> Items)
    : ReportItem(Name, Frame, Style);

internal sealed record IndicatorItem(
    string Name,
    ItemFrame Frame,
    StyleDefinition Style,
    RdlExpression Value,
    RdlExpression? IndicatorToolTip,
    IReadOnlyList<IndicatorStateDefinition> States
) : ReportItem(Name, Frame, Style);

internal sealed record IndicatorStateDefinition(
    string Name,
    RdlExpression Start,
    RdlExpression End,
    RdlExpression Color,
    string Shape
);
