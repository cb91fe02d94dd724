// What one statement has done to the rows of one table, as its triggers see it.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Binding;

/// <summary>The rows of the inserted and deleted tables.</summary>
/// <param name="Change">INSERT, UPDATE or DELETE: one of them.</param>
/// <param name="Inserted">New versions of rows; empty for DELETE.</param>
/// <param name="Deleted">Old versions; empty for INSERT.</param>
public sealed record RowChanges(TriggerEvents Change, IReadOnlyList<SqlValue[]> Inserted, IReadOnlyList<SqlValue[]> Deleted)
{
    /// <summary>Ordinals of the columns that an UPDATE sets; null stands for all.</summary>
    public IReadOnlyCollection<int>? Columns { get; init; }

    /// <summary>@@ROWCOUNT at the beginning of a trigger.</summary>
    public required long Affected { get; init; }
}
