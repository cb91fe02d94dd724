// A FOREIGN KEY constraint of a table.
using System.Collections.Immutable;

namespace AxMonitor.Engine.Catalog;

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
