// A tablix as the file describes it: two hierarchies of members and a body whose rows and columns are their
// leaves.

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal sealed record TablixItem(
    string Name,
    ItemFrame Frame,
    StyleDefinition Style,
    string DataSet,
    RdlExpression? NoRowsMessage,
    IReadOnlyList<double> ColumnWidths,
    IReadOnlyList<TablixRowDefinition> Rows,
    IReadOnlyList<TablixMember> RowMembers,
    IReadOnlyList<TablixMember> ColumnMembers,
    IReadOnlyList<IReadOnlyList<TablixCellDefinition>> Corner,
    IReadOnlyList<FilterDefinition> Filters,
    IReadOnlyList<SortDefinition> Sorts
) : ReportItem(Name, Frame, Style);

internal sealed record TablixRowDefinition(double Height, IReadOnlyList<TablixCellDefinition> Cells);

/// <summary>One cell. Null content marks a cell that a neighbour spans.</summary>
internal sealed record TablixCellDefinition(ReportItem? Content, int ColSpan, int RowSpan);

internal sealed record TablixMember(
    GroupDefinition? Group,
    IReadOnlyList<SortDefinition> Sorts,
    TablixHeaderDefinition? Header,
    IReadOnlyList<TablixMember> Members,
    VisibilityDefinition? Visibility,
    bool KeptWithGroupAfter,
    bool HideIfNoRows,
    int LeafIndex
)
{
    public bool IsLeaf => Members.Count == 0;

    /// <summary>A group with no group below it: where a reader's sort without a scope of its own
    /// sorts.</summary>
    public bool IsInnermost => Group is not null && !Members.SelectMany(ReportTree.Members).Any(m => m.Group is not null);

    /// <summary>
    /// A column that a narrow screen does without, by the custom property AxMonitor.Narrow.
    /// </summary>
    public bool HiddenWhenNarrow { get; init; }
}

internal sealed record TablixHeaderDefinition(double Size, ReportItem? Content);

/// <summary>A group: by expressions, or, without any, one instance per row (the details).</summary>
internal sealed record GroupDefinition(
    string Name,
    IReadOnlyList<RdlExpression> Expressions,
    RdlExpression? Parent,
    IReadOnlyList<FilterDefinition> Filters
)
{
    public string Place { get; init; } = "";

    /// <summary>The entry of each instance in the list of contents.</summary>
    public RdlExpression? MapLabel { get; init; }
}

internal sealed record SortDefinition(RdlExpression Value, bool Descending);
