// What a table's definition means for its trees: their order and which rows each holds. Shared by all versions of the data.
using System.Runtime.CompilerServices;
using AxMonitor.Sandbox.SqlEngine.Catalog;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Storage;

/// <summary>Order, filter and definition of one tree.</summary>
internal sealed record TreeLayout(IndexDef? Index, KeyOrder Order, Func<SqlValue[], bool>? Filter)
{
    public int IndexId => Index?.IndexId ?? 0;
}

/// <summary>The trees of a table: the clustered index or heap first.</summary>
internal sealed class TableLayout
{
    private static readonly ConditionalWeakTable<TableDef, TableLayout> Known = [];
    private readonly int[] _slotByIndexId;

    private TableLayout(TableDef table)
    {
        var clustered = table.ClusteredIndex;
        var trees = new List<TreeLayout> { clustered is null ? new TreeLayout(null, new KeyOrder(table, [], unique: false), null) : Make(table, clustered) };
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
        return slot >= 0 ? slot : throw new ArgumentOutOfRangeException(nameof(indexId), indexId, "The table has no enabled index with this id.");
    }

    private static TreeLayout Make(TableDef table, IndexDef index) =>
        new(index, new KeyOrder(table, index.KeyColumns, index.IsUnique), index.Filter is null ? null : FilterPredicate.Compile(index.Filter, table, index.Name));
}
