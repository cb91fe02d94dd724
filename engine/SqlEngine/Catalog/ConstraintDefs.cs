// CHECK and FOREIGN KEY constraints of a table.
using System.Collections.Immutable;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Catalog;

/// <summary>A CHECK constraint. A row is refused when it evaluates to false (not unknown).</summary>
public sealed record CheckDef(int ObjectId, string Name, BooleanExpression Expression, string Text)
{
    /// <summary>Column id for a column-level constraint, 0 for a table-level one.</summary>
    public int ParentColumnId { get; init; }

    public bool IsSystemNamed { get; init; }

    public bool IsDisabled { get; init; }

    public bool IsNotTrusted { get; init; }
}

/// <summary>A FOREIGN KEY. Column lists are ordinals: of the owning table, and of the referenced
/// table.</summary>
public sealed record ForeignKeyDef(int ObjectId, string Name, int ReferencedTableId)
{
    public ImmutableArray<int> Columns { get; init; } = [];

    public ImmutableArray<int> ReferencedColumns { get; init; } = [];

    /// <summary>Index of the referenced table that is its key.</summary>
    public int ReferencedIndexId { get; init; }

    public ReferentialAction OnDelete { get; init; }

    public ReferentialAction OnUpdate { get; init; }

    public bool IsSystemNamed { get; init; }

    public bool IsDisabled { get; init; }

    public bool IsNotTrusted { get; init; }
}

/// <summary>What a foreign key does to referencing rows.</summary>
public enum ReferentialAction : byte
{
    NoAction = 0,
    Cascade = 1,
    SetNull = 2,
    SetDefault = 3,
}
