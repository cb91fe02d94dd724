// Bound modifications: INSERT, UPDATE, DELETE and MERGE as a query that finds rows plus what to do with each.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Binding;

/// <summary>A table that rows are written to: expressions over the new row (in <see cref="NewSlot"/>) that
/// every write needs.</summary>
internal sealed class BoundTarget
{
    public required NamedTable Table { get; init; }

    public required int NewSlot { get; init; }

    /// <summary>Computed columns by ordinal; null for others.</summary>
    public required BoundExpr?[] Computed { get; init; }

    /// <summary>Defaults by ordinal; null for columns without.</summary>
    public required BoundExpr?[] Defaults { get; init; }

    public required IReadOnlyList<(CheckDef Check, BoundExpr Condition)> Checks { get; init; }

    /// <summary>What WITH CHECK OPTION of a view demands of the new row.</summary>
    public IReadOnlyList<BoundExpr> ViewChecks { get; private init; } = [];

    public TableDef Definition => Table.Definition;

    /// <summary>The same target, reached through views with conditions.</summary>
    public BoundTarget WithViewChecks(IReadOnlyList<BoundExpr> conditions) =>
        new()
        {
            Table = Table,
            NewSlot = NewSlot,
            Computed = Computed,
            Defaults = Defaults,
            Checks = Checks,
            ViewChecks = conditions,
        };
}

/// <summary>OUTPUT: values per changed row, and the table they go to, if any.</summary>
internal sealed class BoundOutput
{
    public required IReadOnlyList<BoundExpr> Values { get; init; }

    public required IReadOnlyList<OutputColumn> Columns { get; init; }

    public BoundInsertColumns? Into { get; init; }
}

/// <summary>Where the values of source rows go: ordinal in the target per source value, and the converted
/// values.</summary>
internal sealed record BoundInsertColumns(
    BoundTarget Target,
    IReadOnlyList<int> Ordinals,
    IReadOnlyList<Func<SqlValue, SqlValue>> Converters
);

/// <summary>INSERT. For each source row (or each VALUES row) the values in target order; null means
/// DEFAULT.</summary>
internal sealed class BoundInsert
{
    public required BoundTarget Target { get; init; }

    public required IReadOnlyList<int> Ordinals { get; init; }

    /// <summary>The source query; null for VALUES.</summary>
    public BoundQuery? Query { get; init; }

    /// <summary>Converted values over the query's projection, or one list per VALUES row.</summary>
    public required IReadOnlyList<IReadOnlyList<BoundExpr?>> Rows { get; init; }

    /// <summary>The rows are those of a change in FROM.</summary>
    public bool TakesChange { get; init; }

    public BoundOutput? Output { get; init; }

    public BoundExpr? Top { get; init; }
}

/// <summary>One SET item: a column, a variable, or both.</summary>
internal sealed record BoundAssignment(int Ordinal, int VariableSlot, BoundExpr? ColumnValue, BoundExpr? VariableValue);

/// <summary>UPDATE (with assignments) or DELETE (without).</summary>
internal sealed class BoundChange
{
    public required BoundTarget Target { get; init; }

    /// <summary>Finds the rows; the row to change stands in <see cref="RowSlot"/>.</summary>
    public required BoundSelect Query { get; init; }

    public required int RowSlot { get; init; }

    public IReadOnlyList<BoundAssignment>? Assignments { get; init; }

    /// <summary>The values of a row of the view whose INSTEAD OF trigger takes the change; null for a
    /// table.</summary>
    public IReadOnlyList<BoundExpr>? ViewRow { get; init; }

    public required int DeletedSlot { get; init; }

    public BoundOutput? Output { get; init; }
}

/// <summary>When a MERGE clause applies.</summary>
internal enum MergeCase
{
    Matched,
    NotMatchedByTarget,
    NotMatchedBySource,
}

/// <summary>One WHEN clause. Update: assignments; insert: ordinals and values; neither: delete.</summary>
internal sealed record BoundMergeClause(
    MergeCase Case,
    BoundExpr? Condition,
    IReadOnlyList<BoundAssignment>? Assignments,
    IReadOnlyList<int>? Ordinals,
    IReadOnlyList<BoundExpr?>? Values
);

/// <summary>MERGE: source joined to target, then per row the first clause that applies.</summary>
internal sealed class BoundMerge
{
    public required BoundTarget Target { get; init; }

    public required BoundSelect Query { get; init; }

    public required int RowSlot { get; init; }

    public required IReadOnlyList<int> SourceSlots { get; init; }

    public required int DeletedSlot { get; init; }

    public required int ActionSlot { get; init; }

    public required IReadOnlyList<BoundMergeClause> Clauses { get; init; }

    public BoundOutput? Output { get; init; }
}
