// An index of a table, including those behind PRIMARY KEY and UNIQUE constraints.
using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Catalog;

/// <summary>An index. Index id 1 is the clustered one; a table without it is a heap.</summary>
public sealed record IndexDef(string Name, int IndexId)
{
    public bool IsUnique { get; init; }

    public bool IsClustered => IndexId == 1;

    public bool IsPrimaryKey { get; init; }

    public bool IsUniqueConstraint { get; init; }

    public bool IsConstraint => IsPrimaryKey || IsUniqueConstraint;

    /// <summary>Object id of the constraint; 0 for a plain index.</summary>
    public int ConstraintObjectId { get; init; }

    public bool IsSystemNamed { get; init; }

    public ImmutableArray<IndexColumn> KeyColumns { get; init; } = [];

    /// <summary>Ordinals of INCLUDE columns. Index entries are references to whole rows, so every index
    /// covers.</summary>
    public ImmutableArray<int> IncludedColumns { get; init; } = [];

    public BooleanExpression? Filter { get; init; }

    /// <summary>The filter as sys.indexes.filter_definition shows it.</summary>
    public string? FilterText { get; init; }

    public bool IsDisabled { get; init; }

    public bool IgnoreDuplicateKey { get; init; }

    /// <summary>Of a nonclustered index; the clustered one is partitioned as its table is.</summary>
    public Partitioning? Partitioning { get; init; }

    public byte FillFactor { get; init; }
}

/// <summary>A key column: slot in the row, direction.</summary>
public readonly record struct IndexColumn(int Ordinal, bool IsDescending = false);
