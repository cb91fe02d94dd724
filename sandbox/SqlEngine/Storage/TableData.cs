// The rows of one table: one ordered tree per index, each holding references to the same immutable row arrays.
using AxMonitor.Sandbox.SqlEngine.Catalog;
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Storage;

/// <summary>
/// A table's data. A row is a SqlValue[] of <see cref="RowWidth"/> = columns + 1 slots; the last slot is the row's id, set by Insert.
/// Stored rows must never be changed in place. Cursors keep reading the state in which they were opened.
/// Not thread-safe for writing; a <see cref="Snapshot"/> may be read by anyone.
/// </summary>
public sealed class TableData
{
    private readonly TableLayout _layout;
    private readonly BPlusTree[] _trees;
    private long _lastRowId;
    private EditToken? _token;
    private PartitionCounts? _partitionRows;

    public TableData(TableDef definition)
        : this(definition, new IdentityCounter())
    {
    }

    private TableData(TableDef definition, IdentityCounter identity)
    {
        Definition = definition;
        Identity = identity;
        _layout = TableLayout.Of(definition);
        _trees = Array.ConvertAll(_layout.Trees, static t => new BPlusTree(t.Order));
    }

    private TableData(TableData source)
    {
        Definition = source.Definition;
        Identity = source.Identity;
        _layout = source._layout;
        _trees = Array.ConvertAll(source._trees, static t => t.Clone());
        _lastRowId = source._lastRowId;
        Version = source.Version;
    }

    public TableDef Definition { get; }

    public int RowWidth => Definition.Columns.Length + 1;

    public long RowCount => _trees[0].Count;

    /// <summary>Grows with every change; equal for a snapshot and its unchanged original.</summary>
    public long Version { get; private set; }

    /// <summary>The identity counter, kept over rollbacks as SQL Server does.</summary>
    public IdentityCounter Identity { get; }

    /// <summary>A frozen copy that later writes do not touch. Cheap.</summary>
    public TableData Snapshot()
    {
        _token = null;
        return new TableData(this);
    }

    /// <summary>Takes back all changes since a snapshot of this very table: a failed statement on a table variable.</summary>
    public void Restore(TableData snapshot)
    {
        _token = null;
        snapshot._token = null;
        for (var i = 0; i < _trees.Length; i++)
        {
            _trees[i] = snapshot._trees[i].Clone();
        }

        _lastRowId = snapshot._lastRowId;
        Version++;
    }

    /// <summary>Number of entries of an index: fewer than <see cref="RowCount"/> when it is filtered.</summary>
    public long EntryCount(int indexId) => _trees[_layout.Slot(indexId)].Count;

    /// <summary>All rows in clustered order (heap: order of insertion).</summary>
    public RowCursor Scan(bool backward = false) => Open(_trees[0], backward, null, true, null, true);

    /// <summary>All rows in the order of an index; a filtered index holds only its rows.</summary>
    public RowCursor Scan(int indexId, bool backward = false) => Open(_trees[_layout.Slot(indexId)], backward, null, true, null, true);

    /// <summary>Rows in a range of an index, in index order.</summary>
    public RowCursor Seek(int indexId, in KeyRange range, bool backward = false)
    {
        var tree = _trees[_layout.Slot(indexId)];
        var prefix = range.Prefix;
        var (first, last) = (range.Low, range.High);
        if ((first is not null || last is not null) && tree.Order.IsDescending(prefix.Length))
        {
            (first, last) = (last, first);
        }

        var (from, fromInclusive) = End(prefix, first);
        var (to, toInclusive) = End(prefix, last);
        return backward ? Open(tree, true, to, toInclusive, from, fromInclusive) : Open(tree, false, from, fromInclusive, to, toInclusive);
    }

    /// <summary>The one row with this complete key of a unique index, or null. Fastest way to a row.</summary>
    public SqlValue[]? Find(int indexId, ReadOnlySpan<SqlValue> key)
    {
        var tree = _trees[_layout.Slot(indexId)];
        return tree.Find(new KeyProbe(tree.Order, key, 1)) is { } row && tree.Order.CompareKey(key, row) == 0 ? row : null;
    }

    /// <summary>True when a row whose first key columns have these values exists. Does not end the writing period, unlike a cursor.</summary>
    public bool Exists(int indexId, ReadOnlySpan<SqlValue> keyPrefix) => Find(indexId, keyPrefix) is not null;

    /// <summary>
    /// Adds a row; takes ownership of the array (length RowWidth, or columns only, which costs a copy).
    /// Returns false when an IGNORE_DUP_KEY index swallowed it.
    /// </summary>
    /// <exception cref="SqlError">2627, 2601.</exception>
    public bool Insert(SqlValue[] row)
    {
        if (row.Length != RowWidth)
        {
            Array.Resize(ref row, RowWidth);
        }

        row[^1] = SqlValue.FromInt64(++_lastRowId);
        var token = _token ??= new EditToken();
        for (var i = 0; i < _trees.Length; i++)
        {
            if (_layout.Trees[i].Filter is { } filter && !filter(row))
            {
                continue;
            }

            if (_trees[i].Insert(row, token) is not null)
            {
                RemoveFrom(row, i, token);
                return _layout.Trees[i].Index!.IgnoreDuplicateKey ? false : throw Duplicate(_layout.Trees[i].Index!, row);
            }
        }

        Version++;
        return true;
    }

    /// <summary>Removes a row that a scan or seek returned. False when it is no longer there.</summary>
    public bool Delete(SqlValue[] row)
    {
        var token = _token ??= new EditToken();
        if (_trees[0].Locate(row) is not { } stored)
        {
            return false;
        }

        RemoveFrom(stored, _trees.Length, token);
        Version++;
        return true;
    }

    /// <summary>Replaces rows as one statement does: uniqueness is judged after all changes. Lists run in parallel. All or nothing.</summary>
    public void Update(IReadOnlyList<SqlValue[]> oldRows, IReadOnlyList<SqlValue[]> newRows)
    {
        var before = Snapshot();
        try
        {
            var olds = new SqlValue[oldRows.Count][];
            var news = new SqlValue[oldRows.Count][];
            for (var i = 0; i < oldRows.Count; i++)
            {
                olds[i] = _trees[0].Locate(oldRows[i]) ?? throw new InvalidOperationException("A row to update is not in the table.");
                var row = newRows[i];
                if (row.Length != RowWidth)
                {
                    Array.Resize(ref row, RowWidth);
                }

                row[^1] = olds[i][^1];
                news[i] = row;
            }

            var token = _token ??= new EditToken();
            for (var i = 0; i < _trees.Length; i++)
            {
                UpdateTree(i, olds, news, token);
            }

            Version++;
        }
        catch
        {
            Restore(before);
            throw;
        }
    }

    /// <summary>Removes all rows; identity starts again at its seed.</summary>
    public void Truncate()
    {
        for (var i = 0; i < _trees.Length; i++)
        {
            _trees[i] = new BPlusTree(_layout.Trees[i].Order);
        }

        Identity.Reseed(null);
        Version++;
    }

    /// <summary>Removes the rows of neighbouring partitions; identity goes on.</summary>
    // Partitions are not stored apart: every index is one tree over the whole table, and a partition is a range of the partitioning column. So a split or merge
    // moves no row, and reading in clustered order needs no merging of trees. In a tree led by that column (a fact table's clustered key) the range is cut out with its
    // subtrees; any other tree is built anew from its remaining entries, which is one pass without sorting.
    public void TruncatePartitions(PartitionFunctionDef function, int ordinal, int from, int to)
    {
        var token = _token ??= new EditToken();
        var (low, high) = function.Range(from, to);
        (SqlValue, int)? lowEnd = low is { } l ? (l.Value, l.IsInclusive ? -1 : 1) : null;
        (SqlValue, int)? highEnd = high is { } h ? (h.Value, h.IsInclusive ? 1 : -1) : null;
        for (var i = 0; i < _trees.Length; i++)
        {
            var order = _layout.Trees[i].Order;
            if (order.IsLedBy(ordinal))
            {
                // Descending, the tree begins with the highest values, and "before equal entries" is past them by value.
                var (start, end) = order.IsDescending(0) ? (Turned(highEnd), Turned(lowEnd)) : (lowEnd, highEnd);
                _trees[i].Cut(start, end, token);
                continue;
            }

            var kept = new List<SqlValue[]>();
            for (var cursor = new RowCursor(_trees[i], false, null, true, null, true); cursor.MoveNext();)
            {
                var partition = function.PartitionOf(cursor.Current[ordinal]);
                if (partition < from || partition > to)
                {
                    kept.Add(cursor.Current);
                }
            }

            if (kept.Count != _trees[i].Count)
            {
                _trees[i] = BPlusTree.Build(order, kept, static _ => throw new InvalidOperationException("A unique index holds a key twice."));
            }
        }

        Version++;

        static (SqlValue Key, int Tie)? Turned((SqlValue Key, int Tie)? end) => end is { } e ? (e.Key, -e.Tie) : null;
    }

    /// <summary>Entries of an index per partition, the first partition first.</summary>
    public long[] PartitionRows(int indexId, PartitionFunctionDef function, int ordinal)
    {
        var slot = _layout.Slot(indexId);
        if (_layout.Trees[slot].Filter is null)
        {
            // An unfiltered index has as many entries as the table: count where it is cheapest, once per version.
            slot = Math.Max(0, Array.FindIndex(_layout.Trees, t => t.Filter is null && t.Order.IsLedBy(ordinal)));
            if (_partitionRows is { } known && known.Version == Version && ReferenceEquals(known.Function, function) && known.Ordinal == ordinal)
            {
                return known.Rows;
            }
        }

        var rows = CountPartitions(_layout.Trees[slot], function, ordinal);
        if (_layout.Trees[slot].Filter is null)
        {
            _partitionRows = new PartitionCounts(Version, function, ordinal, rows);
        }

        return rows;
    }

    /// <summary>The same rows under another definition (indexes built anew where they differ); <paramref name="map"/> makes new rows, when columns changed.</summary>
    /// <exception cref="SqlError">1505 duplicate key for a new unique index.</exception>
    public TableData Rebuild(TableDef definition, Func<SqlValue[], SqlValue[]>? map = null)
    {
        var result = new TableData(definition, Identity) { _lastRowId = _lastRowId, Version = Version + 1 };
        var rows = new List<SqlValue[]>(checked((int)RowCount));
        for (var cursor = Scan(); cursor.MoveNext();)
        {
            rows.Add(map is null ? cursor.Current : map(cursor.Current));
        }

        for (var i = 0; i < result._trees.Length; i++)
        {
            var layout = result._layout.Trees[i];
            var same = map is null ? Array.FindIndex(_layout.Trees, t => t.IndexId == layout.IndexId && ReferenceEquals(t.Index, layout.Index)) : -1;
            result._trees[i] = same >= 0 ? _trees[same].Clone() : BuildTree(definition, layout, rows);
        }

        return result;
    }

    private long[] CountPartitions(TreeLayout layout, PartitionFunctionDef function, int ordinal)
    {
        var rows = new long[function.Fanout];
        for (var i = 0; i < rows.Length && layout.Order.IsLedBy(ordinal); i++)
        {
            var (low, high) = function.Range(i + 1, i + 1);
            var cursor = Seek(layout.IndexId, new KeyRange([], low, high));
            for (var run = cursor.NextRun(); run.Length > 0; run = cursor.NextRun())
            {
                rows[i] += run.Length;
            }
        }

        if (!layout.Order.IsLedBy(ordinal))
        {
            for (var cursor = Scan(layout.IndexId); cursor.MoveNext();)
            {
                rows[function.PartitionOf(cursor.Current[ordinal]) - 1]++;
            }
        }

        return rows;
    }

    private static BPlusTree BuildTree(TableDef definition, TreeLayout layout, List<SqlValue[]> rows)
    {
        var entries = layout.Filter is null ? rows.ToArray() : rows.Where(layout.Filter).ToArray();
        Array.Sort(entries, layout.Order.Compare);
        return BPlusTree.Build(layout.Order, entries, row => throw DuplicateKey.ForIndexCreation(definition, layout.Index!, row));
    }

    private static (SqlValue[]? Key, bool Inclusive) End(SqlValue[] prefix, KeyBound? bound) =>
        bound is { } b ? ([.. prefix, b.Value], b.IsInclusive) : prefix.Length == 0 ? (null, true) : (prefix, true);

    private void UpdateTree(int tree, SqlValue[][] olds, SqlValue[][] news, EditToken token)
    {
        var (order, filter) = (_layout.Trees[tree].Order, _layout.Trees[tree].Filter);
        List<SqlValue[]>? moved = null;
        for (var i = 0; i < olds.Length; i++)
        {
            var (wasIn, isIn) = (filter is null || filter(olds[i]), filter is null || filter(news[i]));
            if (wasIn && isIn && order.CompareKeys(olds[i], news[i]) == 0)
            {
                _trees[tree].Replace(olds[i], news[i], token);
                continue;
            }

            if (wasIn)
            {
                _trees[tree].Delete(olds[i], token);
            }

            if (isIn)
            {
                (moved ??= []).Add(news[i]);
            }
        }

        foreach (var row in moved ?? [])
        {
            if (_trees[tree].Insert(row, token) is not null)
            {
                throw Duplicate(_layout.Trees[tree].Index!, row);
            }
        }
    }

    private RowCursor Open(BPlusTree tree, bool backward, SqlValue[]? start, bool startInclusive, SqlValue[]? end, bool endInclusive)
    {
        // From here on writes copy what the cursor may still read.
        _token = null;
        return new RowCursor(tree, backward, start, startInclusive, end, endInclusive);
    }

    private void RemoveFrom(SqlValue[] row, int treeCount, EditToken token)
    {
        for (var i = 0; i < treeCount; i++)
        {
            if (_layout.Trees[i].Filter is not { } filter || filter(row))
            {
                _trees[i].Delete(row, token);
            }
        }
    }

    private SqlError Duplicate(IndexDef index, SqlValue[] row) => DuplicateKey.ForRow(Definition, index, row);

    private sealed record PartitionCounts(long Version, PartitionFunctionDef Function, int Ordinal, long[] Rows);
}
