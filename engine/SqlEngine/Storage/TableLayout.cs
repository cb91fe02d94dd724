// What a table's definition means for its trees: their order and which rows each holds. Shared by all
// versions of the data.
using System.Runtime.CompilerServices;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Storage;

/// <summary>Order, filter and definition of one tree.</summary>
/// <param name="Index">Null for a heap.</param>
/// <param name="Order">Order of its entries.</param>
/// <param name="Filter">Which rows it holds.</param>
/// <param name="PartitionOrdinal">The column that its partitions go by; −1 for one tree.</param>
internal sealed record TreeLayout(IndexDef? Index, KeyOrder Order, Func<SqlValue[], bool>? Filter, int PartitionOrdinal)
{
    public int IndexId => Index?.IndexId ?? 0;

    /// <summary>Where that column stands among the key columns; −1 when it is none.</summary>
    public int PartitionPosition { get; } = PartitionOrdinal < 0 ? -1 : Order.PositionOf(PartitionOrdinal);
}

/// <summary>The trees of a table: the clustered index or heap first.</summary>
internal sealed class TableLayout
{
    private static readonly ConditionalWeakTable<TableDef, TableLayout> Known = [];
    private readonly int[] _slotByIndexId;

    private TableLayout(TableDef table)
    {
        var clustered = table.ClusteredIndex;
        var trees = new List<TreeLayout>
        {
            clustered is null
                ? new TreeLayout(null, new KeyOrder(table, [], unique: false), null, table.Partitioning?.ColumnOrdinal ?? -1)
                : Make(table, clustered),
        };
        trees.AddRange(table.Indexes.Where(static i => !i.IsClustered && !i.IsDisabled).Select(i => Make(table, i)));
        Trees = [.. trees];
        _slotByIndexId = new int[Trees.Max(static t => t.IndexId) + 1];
        Array.Fill(_slotByIndexId, -1);
        for (var i = 0; i < Trees.Length; i++)
        {
            _slotByIndexId[Trees[i].IndexId] = i;
        }
    }

    public TreeLayout[] Trees { get; }

    /// <summary>The layout of a definition; made once, because table variables are created often.</summary>
    public static TableLayout Of(TableDef table) => Known.GetValue(table, static t => new TableLayout(t));

    public int Slot(int indexId)
    {
        var slot = (uint)indexId < (uint)_slotByIndexId.Length ? _slotByIndexId[indexId] : -1;
        return slot >= 0
            ? slot
            : throw new ArgumentOutOfRangeException(nameof(indexId), indexId, "The table has no enabled index with this id.");
    }

    private static TreeLayout Make(TableDef table, IndexDef index) =>
        new(
            index,
            new KeyOrder(table, index.KeyColumns, index.IsUnique),
            index.Filter is null ? null : FilterPredicate.Compile(index.Filter, table, index.Name),
            PartitionOrdinal(table, index)
        );

    // An index on another scheme or column than its table is kept as one tree.
    private static int PartitionOrdinal(TableDef table, IndexDef index) =>
        table.Partitioning is { } partitioning && (index.IsClustered || index.Partitioning == partitioning)
            ? partitioning.ColumnOrdinal
            : -1;
}
