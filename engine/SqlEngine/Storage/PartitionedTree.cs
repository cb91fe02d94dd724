// One index as its partitions: a tree of its own for each, as SQL Server keeps one B-tree per partition.
// Truncating a partition lets go of its tree; a look-up that names the partitioning column enters one tree,
// any other enters them all. An index that is not partitioned is one tree.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Storage;

/// <summary>The trees of one index. A clone shares them until one side writes.</summary>
internal sealed class PartitionedTree
{
    private BPlusTree[] _parts;
    private bool[] _isOwn;

    public PartitionedTree(TreeLayout layout, PartitionFunctionDef? function)
    {
        Layout = layout;
        Function = layout.PartitionOrdinal < 0 ? null : function;
        _parts = new BPlusTree[Function?.Fanout ?? 1];
        for (var i = 0; i < _parts.Length; i++)
        {
            _parts[i] = new BPlusTree(layout.Order);
        }

        _isOwn = new bool[_parts.Length];
        Array.Fill(_isOwn, true);
    }

    private PartitionedTree(PartitionedTree source)
    {
        Layout = source.Layout;
        Function = source.Function;
        _parts = source._parts;
        _isOwn = [];
        source._isOwn = [];
    }

    public TreeLayout Layout { get; }

    /// <summary>By what the trees are parted; null for one tree. The catalog's function may have moved on:
    /// <see cref="Align"/> follows it.</summary>
    public PartitionFunctionDef? Function { get; private set; }

    public KeyOrder Order => Layout.Order;

    public long Count
    {
        get
        {
            long count = 0;
            foreach (var part in _parts)
            {
                count += part.Count;
            }

            return count;
        }
    }

    public ReadOnlySpan<BPlusTree> Parts => _parts;

    public PartitionedTree Clone() => new(this);

    public SqlValue[]? Insert(SqlValue[] row, EditToken token) => Own(IndexOf(row)).Insert(row, token);

    public void Delete(SqlValue[] row, EditToken token) => Own(IndexOf(row)).Delete(row, token);

    public SqlValue[]? Locate(SqlValue[] row) => _parts[IndexOf(row)].Locate(row);

    /// <summary>Puts a row in the place of another with the same key in the same partition; false when the
    /// partition is another one.</summary>
    public bool Replace(SqlValue[] oldRow, SqlValue[] newRow, EditToken token)
    {
        var at = IndexOf(oldRow);
        return at == IndexOf(newRow) && Own(at).Replace(oldRow, newRow, token);
    }

    /// <summary>The first entry with these first key values in a unique index.</summary>
    public SqlValue[]? Find(ReadOnlySpan<SqlValue> key, TreePlace? place = null)
    {
        var probe = new KeyProbe(Order, key, 1);
        var position = Function is null ? -1 : Layout.PartitionPosition;
        var (from, to) =
            Function is null ? (0, 0)
            : position >= 0 && position < key.Length ? Single(Function.PartitionOf(key[position]) - 1)
            : (0, _parts.Length - 1);
        if (place is not null && from == to)
        {
            return _parts[from].Find(probe, place) is { } near && Order.CompareKey(key, near) == 0 ? near : null;
        }

        for (var i = from; i <= to; i++)
        {
            if (_parts[i].Count > 0 && _parts[i].Find(probe) is { } row && Order.CompareKey(key, row) == 0)
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>The rows of a range. Without order the partitions follow one another, as SQL Server reads
    /// them.</summary>
    public RowCursor Open(in KeyRange range, bool backward, bool isOrdered)
    {
        var prefix = range.Prefix;
        var (first, last) = (range.Low, range.High);
        if ((first is not null || last is not null) && Order.IsDescending(prefix.Length))
        {
            (first, last) = (last, first);
        }

        var (start, startInclusive) = End(prefix, backward ? last : first);
        var (end, endInclusive) = End(prefix, backward ? first : last);
        var bounds = new ScanBounds(backward, start, startInclusive, end, endInclusive);
        if (Function is not { } function)
        {
            return new RowCursor(_parts[0], bounds);
        }

        var position = Layout.PartitionPosition;
        var (low, high) =
            position >= 0 && position < prefix.Length
                ? Single(function.PartitionOf(prefix[position]) - 1)
                : (0, _parts.Length - 1);
        if (position == prefix.Length)
        {
            (low, high) = Within(function, range.Low, range.High, low, high);
        }

        (low, high) = Within(function, range.PartitionLow, range.PartitionHigh, low, high);
        var isReversed = backward != (position == prefix.Length && Order.IsDescending(position));
        var parts = new List<BPlusTree>(Math.Max(0, high - low + 1));
        for (var i = low; i <= high; i++)
        {
            var part = _parts[isReversed ? high + low - i : i];
            if (part.Count > 0)
            {
                parts.Add(part);
            }
        }

        if (parts.Count <= 1)
        {
            return new RowCursor(parts.Count == 0 ? new BPlusTree(Order) : parts[0], bounds);
        }

        // Once all columns before it are equal, the partitioning column's partitions lie one behind the other
        // in index order, too.
        return isOrdered && position != prefix.Length
            ? new RowCursor(parts.ConvertAll(p => new RowCursor(p, bounds)), bounds)
            : new RowCursor(parts, bounds);
    }

    /// <summary>Lets go of neighbouring partitions, counted from 1.</summary>
    public void Truncate(int from, int to)
    {
        for (var i = from - 1; i < to; i++)
        {
            if (_parts[i].Count > 0)
            {
                Own(i);
                _parts[i] = new BPlusTree(Order);
            }
        }
    }

    /// <summary>Parts the rows by a function's present boundaries. Trees whose range lies in one new
    /// partition move as they are.</summary>
    public void Align(PartitionFunctionDef function)
    {
        if (Layout.PartitionOrdinal < 0 || ReferenceEquals(function, Function))
        {
            return;
        }

        var target = new PartitionedTree(Layout, function);
        var gathered = new List<SqlValue[]>?[function.Fanout];
        for (var i = 0; i < _parts.Length; i++)
        {
            if (_parts[i].Count == 0)
            {
                continue;
            }

            var (low, high) = NewPartitions(i, function);
            if (low == high && target._parts[low].Count == 0 && gathered[low] is null)
            {
                target._parts[low] = _parts[i].Clone();
                continue;
            }

            for (var cursor = new RowCursor(_parts[i], ScanBounds.All); cursor.MoveNext();)
            {
                var at = low == high ? low : function.PartitionOf(cursor.Current[Layout.PartitionOrdinal]) - 1;
                (gathered[at] ??= []).Add(cursor.Current);
            }
        }

        for (var i = 0; i < gathered.Length; i++)
        {
            if (gathered[i] is { } rows)
            {
                for (var cursor = new RowCursor(target._parts[i], ScanBounds.All); cursor.MoveNext();)
                {
                    rows.Add(cursor.Current);
                }

                rows.Sort(Order.Compare);
                target._parts[i] = BPlusTree.Build(
                    Order,
                    rows,
                    static _ => throw new InvalidOperationException("A unique index holds a key twice.")
                );
            }
        }

        (_parts, _isOwn, Function) = (target._parts, target._isOwn, function);
    }

    /// <summary>Entries per partition of a function, which may be newer than the trees.</summary>
    public long[] CountBy(PartitionFunctionDef function, int ordinal)
    {
        var rows = new long[function.Fanout];
        for (var i = 0; i < _parts.Length; i++)
        {
            var (low, high) = ordinal != Layout.PartitionOrdinal ? (0, rows.Length - 1) : NewPartitions(i, function);
            if (low == high)
            {
                rows[low] += _parts[i].Count;
                continue;
            }

            for (var cursor = new RowCursor(_parts[i], ScanBounds.All); cursor.MoveNext();)
            {
                rows[function.PartitionOf(cursor.Current[ordinal]) - 1]++;
            }
        }

        return rows;
    }

    /// <summary>Fills an empty index with rows in any order.</summary>
    public void Fill(IEnumerable<SqlValue[]> rows, Action<SqlValue[]> duplicate)
    {
        var entries = Layout.Filter is null ? rows : rows.Where(Layout.Filter);
        foreach (var part in entries.GroupBy(IndexOf))
        {
            var sorted = part.ToArray();
            Array.Sort(sorted, Order.Compare);
            _parts[part.Key] = BPlusTree.Build(Order, sorted, duplicate);
        }
    }

    private static (int, int) Single(int part) => (part, part);

    private static (int Low, int High) Within(PartitionFunctionDef function, KeyBound? from, KeyBound? to, int low, int high) =>
        (
            from is { } f ? Math.Max(low, function.PartitionNextTo(f, isAbove: true) - 1) : low,
            to is { } t ? Math.Min(high, function.PartitionNextTo(t, isAbove: false) - 1) : high
        );

    private static (SqlValue[]? Key, bool Inclusive) End(SqlValue[] prefix, KeyBound? bound) =>
        bound is { } b ? ([.. prefix, b.Value], b.IsInclusive)
        : prefix.Length == 0 ? (null, true)
        : (prefix, true);

    // Which partitions of a function (from 0) the values of one of the trees may belong to.
    private (int Low, int High) NewPartitions(int part, PartitionFunctionDef function)
    {
        if (ReferenceEquals(function, Function))
        {
            return (part, part);
        }

        if (Function is null)
        {
            return (0, function.Fanout - 1);
        }

        var (low, high) = Function.Range(part + 1, part + 1);
        return (
            low is { } l ? function.PartitionNextTo(l, isAbove: true) - 1 : 0,
            high is { } h ? function.PartitionNextTo(h, isAbove: false) - 1 : function.Fanout - 1
        );
    }

    private int IndexOf(SqlValue[] row) => Function is null ? 0 : Function.PartitionOf(row[Layout.PartitionOrdinal]) - 1;

    private BPlusTree Own(int part)
    {
        if (_isOwn.Length == 0)
        {
            _parts = [.. _parts];
            _isOwn = new bool[_parts.Length];
        }

        if (!_isOwn[part])
        {
            _parts[part] = _parts[part].Clone();
            _isOwn[part] = true;
        }

        return _parts[part];
    }
}
