// The rows of one table: one ordered tree per index, each holding references to the same immutable row
// arrays.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Storage;

/// <summary>
/// A table's data. A row is a SqlValue[] of <see cref="RowWidth"/> = columns + 1 slots; the last slot is the
/// row's id, set by Insert. Stored rows must never be changed in place. Cursors keep reading the state in
/// which they were opened. Not thread-safe for writing; a <see cref="Snapshot"/> may be read by anyone.
/// </summary>
public sealed class TableData
{
    private readonly TableLayout _layout;
    private readonly PartitionedTree[] _trees;
    private long _lastRowId;
    private EditToken? _token;

    public TableData(TableDef definition)
        : this(definition, new IdentityCounter()) { }

    private TableData(TableDef definition, IdentityCounter identity, PartitionFunctionDef? function = null)
    {
        Definition = definition;
        Identity = identity;
        _layout = TableLayout.Of(definition);
        _trees = Array.ConvertAll(_layout.Trees, t => new PartitionedTree(t, function));
    }

    private TableData(TableData source, IdentityCounter identity)
    {
        Definition = source.Definition;
        Identity = identity;
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
        return new TableData(this, Identity);
    }

    /// <summary>As <see cref="Snapshot"/>, with an identity counter of its own: the table of another
    /// database.</summary>
    public TableData Copy()
    {
        _token = null;
        return new TableData(this, Identity.Copy());
    }

    /// <summary>Takes back all changes since a snapshot of this very table: a failed statement on a table
    /// variable.</summary>
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

    /// <summary>Number of entries of an index: fewer than <see cref="RowCount"/> when it is
    /// filtered.</summary>
    public long EntryCount(int indexId) => _trees[_layout.Slot(indexId)].Count;

    /// <summary>All rows in clustered order (heap: order of insertion); of a partitioned table partition by
    /// partition.</summary>
    public RowCursor Scan(bool backward = false) => Open(0, new KeyRange([]), backward, isOrdered: false);

    /// <summary>All rows in the order of an index; a filtered index holds only its rows.</summary>
    public RowCursor Scan(int indexId, bool backward = false) =>
        Open(_layout.Slot(indexId), new KeyRange([]), backward, isOrdered: true);

    /// <summary>All rows of the partitions that a range names, in no order.</summary>
    public RowCursor ScanPartitions(in KeyRange range) => Open(0, range, backward: false, isOrdered: false);

    /// <summary>Rows in a range of an index. Over several partitions they are in index order only when that
    /// is asked for.</summary>
    public RowCursor Seek(int indexId, in KeyRange range, bool backward = false, bool isOrdered = true) =>
        Open(_layout.Slot(indexId), range, backward, isOrdered);

    /// <summary>The one row with this complete key of a unique index, or null. Fastest way to a
    /// row.</summary>
    public SqlValue[]? Find(int indexId, ReadOnlySpan<SqlValue> key) => _trees[_layout.Slot(indexId)].Find(key);

    /// <summary>As <see cref="Find(int, ReadOnlySpan{SqlValue})"/>, beginning where the last look-up of a
    /// series
    /// ended.</summary>
    internal SqlValue[]? Find(int indexId, ReadOnlySpan<SqlValue> key, TreePlace place) =>
        _trees[_layout.Slot(indexId)].Find(key, place);

    /// <summary>True when a row whose first key columns have these values exists. Does not end the writing
    /// period, unlike a cursor.</summary>
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

    /// <summary>Replaces rows as one statement does: uniqueness is judged after all changes. Lists run in
    /// parallel. All or nothing.</summary>
    public void Update(IReadOnlyList<SqlValue[]> oldRows, IReadOnlyList<SqlValue[]> newRows)
    {
        var before = Snapshot();
        try
        {
            var olds = new SqlValue[oldRows.Count][];
            var news = new SqlValue[oldRows.Count][];
            for (var i = 0; i < oldRows.Count; i++)
            {
                olds[i] =
                    _trees[0].Locate(oldRows[i]) ?? throw new InvalidOperationException("A row to update is not in the table.");
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
            _trees[i] = new PartitionedTree(_layout.Trees[i], _trees[i].Function);
        }

        Identity.Restart();
        Version++;
    }

    /// <summary>Parts the rows by the present boundaries of their table's function. Cheap while that has not
    /// changed.</summary>
    public void Align(PartitionFunctionDef? function)
    {
        foreach (var tree in _trees)
        {
            if (function is not null)
            {
                tree.Align(function);
            }
        }
    }

    /// <summary>Removes the rows of neighbouring partitions; identity goes on. The data is aligned with the
    /// function.</summary>
    public void TruncatePartitions(int from, int to)
    {
        foreach (var tree in _trees)
        {
            tree.Truncate(from, to);
        }

        Version++;
    }

    /// <summary>Entries of an index per partition, the first partition first.</summary>
    public long[] PartitionRows(int indexId, PartitionFunctionDef function, int ordinal) =>
        _trees[_layout.Slot(indexId)].CountBy(function, ordinal);

    /// <summary>The same rows under another definition (indexes built anew where they differ);
    /// <paramref name="map"/> makes new rows, when columns changed.</summary>
    /// <exception cref="SqlError">1505 duplicate key for a new unique index.</exception>
    public TableData Rebuild(TableDef definition, Func<SqlValue[], SqlValue[]>? map = null)
    {
        var function = definition.Partitioning == Definition.Partitioning ? _trees[0].Function : null;
        var result = new TableData(definition, Identity, function) { _lastRowId = _lastRowId, Version = Version + 1 };
        var rows = new List<SqlValue[]>(checked((int)RowCount));
        for (var cursor = Scan(); cursor.MoveNext();)
        {
            rows.Add(map is null ? cursor.Current : map(cursor.Current));
        }

        for (var i = 0; i < result._trees.Length; i++)
        {
            var layout = result._layout.Trees[i];
            var same = map is null
                ? Array.FindIndex(
                    _layout.Trees,
                    t =>
                        t.IndexId == layout.IndexId
                        && ReferenceEquals(t.Index, layout.Index)
                        && t.PartitionOrdinal == layout.PartitionOrdinal
                )
                : -1;
            if (same >= 0 && ReferenceEquals(_trees[same].Function, result._trees[i].Function))
            {
                result._trees[i] = _trees[same].Clone();
            }
            else
            {
                result._trees[i].Fill(rows, row => throw DuplicateKey.ForIndexCreation(definition, layout.Index!, row));
            }
        }

        return result;
    }

    private void UpdateTree(int tree, SqlValue[][] olds, SqlValue[][] news, EditToken token)
    {
        var (order, filter) = (_layout.Trees[tree].Order, _layout.Trees[tree].Filter);
        List<SqlValue[]>? moved = null;
        for (var i = 0; i < olds.Length; i++)
        {
            var (wasIn, isIn) = (filter is null || filter(olds[i]), filter is null || filter(news[i]));
            if (wasIn && isIn && order.CompareKeys(olds[i], news[i]) == 0 && _trees[tree].Replace(olds[i], news[i], token))
            {
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

    private RowCursor Open(int slot, in KeyRange range, bool backward, bool isOrdered)
    {
        // From here on writes copy what the cursor may still read.
        _token = null;
        return _trees[slot].Open(range, backward, isOrdered);
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
}
