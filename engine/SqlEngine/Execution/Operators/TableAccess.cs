// Reading stored tables: scans, index seeks, and the hash index that is made on the fly where an index is
// missing.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution.Operators;

/// <summary>Reads a table's rows through the frame's cache, so that re-opening is cheap and sees the same
/// snapshot.</summary>
internal abstract class TableOperator(NamedTable table, int slot, int cache) : Operator([slot])
{
    protected NamedTable Table { get; } = table;

    protected int Slot { get; } = slot;

    protected TableData Data(Frame frame) => (TableData)(frame.Cache[cache] ??= frame.Context.Read(Table));

    public TableDef Definition => Table.Definition;

    public double RowCount(Frame frame) => Data(frame).RowCount;
}

/// <summary>What a condition says about the partitioning column of a table: other partitions need not be
/// read. A NULL end finds nothing.</summary>
internal sealed record PartitionKeys(Eval? Low, bool LowInclusive, Eval? High, bool HighInclusive)
{
    /// <summary>Adds the ends to a range; false when nothing can be found.</summary>
    public static bool TryApply(PartitionKeys? keys, Frame frame, ref KeyRange range)
    {
        if (keys is null)
        {
            return true;
        }

        var low = keys.Low?.Invoke(frame);
        var high = keys.High?.Invoke(frame);
        if (low is { IsNull: true } || high is { IsNull: true })
        {
            return false;
        }

        range = range with
        {
            PartitionLow = low is { } l ? new KeyBound(l, keys.LowInclusive) : null,
            PartitionHigh = high is { } h ? new KeyBound(h, keys.HighInclusive) : null,
        };
        return true;
    }
}

/// <summary>All rows of a table that satisfy a condition.</summary>
internal sealed class TableScan(
    NamedTable table,
    int slot,
    int cache,
    PartitionKeys? partitions,
    Test? condition,
    double selectivity
) : TableOperator(table, slot, cache)
{
    public override Cursor Open(Frame frame)
    {
        var range = new KeyRange([]);
        return PartitionKeys.TryApply(partitions, frame, ref range)
            ? new TableCursor(frame, Slot, Data(frame).ScanPartitions(range), condition)
            : Empty.Instance;
    }

    public override double Estimate(Frame frame) => Math.Max(1, RowCount(frame) * selectivity);

    public override double Cost(Frame frame) => RowCount(frame);

    public override string Describe() => $"scan({Table.Name})";
}

/// <summary>How a seek finds its rows: equal leading key columns, then an optional range on the next
/// one.</summary>
internal sealed record SeekKeys(
    int IndexId,
    Eval[] Prefix,
    Eval? Low,
    bool LowInclusive,
    Eval? High,
    bool HighInclusive,
    bool IsUnique
)
{
    public bool HasRange => Low is not null || High is not null;

    /// <summary>The values of the prefix; null where one is NULL, which equals nothing.</summary>
    public SqlValue[]? Values(Frame frame)
    {
        var values = new SqlValue[Prefix.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Prefix[i](frame);
            if (values[i].IsNull)
            {
                return null;
            }
        }

        return values;
    }

    /// <summary>The range of rows; null where a NULL among the values lets nothing be found.</summary>
    public KeyRange? Range(Frame frame) => Values(frame) is { } values ? Range(frame, values) : null;

    public KeyRange? Range(Frame frame, SqlValue[] values)
    {
        KeyBound? low = null;
        KeyBound? high = null;
        if (Low is not null)
        {
            var value = Low(frame);
            if (value.IsNull)
            {
                return null;
            }

            low = new KeyBound(value, LowInclusive);
        }

        if (High is not null)
        {
            var value = High(frame);
            if (value.IsNull)
            {
                return null;
            }

            high = new KeyBound(value, HighInclusive);
            low ??= new KeyBound(SqlValue.Null, false);
        }

        return new KeyRange(values, low, high);
    }
}

/// <summary>Rows of an index range that satisfy a condition.</summary>
internal sealed class IndexSeek(
    NamedTable table,
    int slot,
    int cache,
    SeekKeys keys,
    PartitionKeys? partitions,
    Test? condition,
    double selectivity
) : TableOperator(table, slot, cache)
{
    public SeekKeys Keys => keys;

    /// <summary>The cache entry of the place of the last look-up, where look-ups come nearly in order; -1
    /// otherwise.</summary>
    public int PlaceCache { get; set; } = -1;

    private Test? Condition => condition;

    public override Cursor Open(Frame frame)
    {
        var data = Data(frame);
        if (PlaceCache >= 0)
        {
            return ((Series)(frame.Cache[PlaceCache] ??= new Series(frame, this))).Open(data);
        }

        if (keys.Values(frame) is not { } prefix)
        {
            return Empty.Instance;
        }

        if (keys.IsUnique)
        {
            return data.Find(keys.IndexId, prefix) is { } row ? new OneRow(frame, Slot, row, condition) : Empty.Instance;
        }

        return keys.Range(frame, prefix) is { } range && PartitionKeys.TryApply(partitions, frame, ref range)
            ? new TableCursor(frame, Slot, data.Seek(keys.IndexId, range, isOrdered: false), condition)
            : Empty.Instance;
    }

    public override double Estimate(Frame frame) =>
        keys.IsUnique
            ? 1
            : Math.Max(
                1,
                Math.Min(RowCount(frame) * selectivity, keys.Prefix.Length > 0 ? Math.Sqrt(RowCount(frame)) + 1 : double.MaxValue)
            );

    public override double Cost(Frame frame) => Estimate(frame) + 2;

    public override string Describe() =>
        $"seek({Table.Name}.{keys.IndexId}, {keys.Prefix.Length}{(keys.Low is null && keys.High is null ? "" : ", range")}"
        + $"{(PlaceCache < 0 ? "" : ", in order")})";

    /// <summary>Look-ups one after the other, each begun where the last one ended. One cursor serves them
    /// all: a
    /// loop has done with one row before it asks for the next.</summary>
    private sealed class Series(Frame frame, IndexSeek seek) : Cursor
    {
        private readonly TreePlace _place = new();
        private readonly SqlValue[] _key = new SqlValue[seek.Keys.Prefix.Length];
        private SqlValue[]? _row;

        public Series Open(TableData data)
        {
            _row = null;
            for (var i = 0; i < _key.Length; i++)
            {
                _key[i] = seek.Keys.Prefix[i](frame);
                if (_key[i].IsNull)
                {
                    return this;
                }
            }

            _row = data.Find(seek.Keys.IndexId, _key, _place);
            return this;
        }

        public override bool Next()
        {
            if (_row is null)
            {
                return false;
            }

            frame.Rows[seek.Slot] = _row;
            _row = null;
            return seek.Condition is null || seek.Condition(frame) == 1;
        }
    }

    private sealed class OneRow(Frame frame, int slot, SqlValue[] row, Test? condition) : Cursor
    {
        private bool _done;

        public override bool Next()
        {
            if (_done)
            {
                return false;
            }

            _done = true;
            frame.Rows[slot] = row;
            return condition is null || condition(frame) == 1;
        }
    }
}

/// <summary>No rows.</summary>
internal sealed class Empty : Cursor
{
    public static readonly Empty Instance = new();

    public override bool Next() => false;
}

/// <summary>Rows with an equal index prefix, and perhaps within a range of the next key column, in index
/// order or backwards: ORDER BY without a sort.</summary>
internal sealed class OrderedSeek(
    NamedTable table,
    int slot,
    int cache,
    SeekKeys keys,
    PartitionKeys? partitions,
    bool backward,
    Test? condition
) : TableOperator(table, slot, cache)
{
    public override Cursor Open(Frame frame) =>
        keys.Range(frame) is { } range && PartitionKeys.TryApply(partitions, frame, ref range)
            ? new TableCursor(frame, Slot, Data(frame).Seek(keys.IndexId, range, backward), condition)
            : Empty.Instance;

    public override double Estimate(Frame frame) => keys.Prefix.Length == 0 ? RowCount(frame) : Math.Sqrt(RowCount(frame));

    public override string Describe() =>
        $"ordered({Table.Name}.{keys.IndexId}, {keys.Prefix.Length}"
        + $"{(keys.HasRange ? ", range" : "")}{(backward ? ", backward" : "")})";
}

/// <summary>Walks a storage cursor and keeps the rows that satisfy a condition.</summary>
internal sealed class TableCursor(Frame frame, int slot, RowCursor rows, Test? condition) : Cursor
{
    public override bool Next()
    {
        while (rows.MoveNext())
        {
            frame.Step();
            frame.Rows[slot] = rows.Current;
            if (condition is null || condition(frame) == 1)
            {
                return true;
            }
        }

        return false;
    }
}
