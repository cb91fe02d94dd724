// How rows compare in one index: key columns with direction, then the row id where the key alone is not
// unique.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Storage;

/// <summary>
/// The order of an index. Besides comparing rows it maps the first key column to a 64-bit prefix that is
/// weakly monotonic (a smaller prefix means a smaller row), so that most steps of a binary search touch no
/// row at all. Where the first column takes 32 bits, the other 32 tell of what follows it: the second
/// column, or the row id of an index with one column that is not unique.
/// </summary>
internal sealed class KeyOrder
{
    private readonly Column[] _columns;
    private readonly bool _unique;
    private readonly bool _isPacked;

    public KeyOrder(TableDef table, IEnumerable<IndexColumn> columns, bool unique)
    {
        _columns = columns.Select(c => new Column(c.Ordinal, table.Columns[c.Ordinal].Type, c.IsDescending)).ToArray();
        _unique = unique;
        _isPacked = _columns.Length > 0 && _columns[0].IsNarrow && (_columns.Length > 1 || !unique);
    }

    /// <summary>Number of key columns; 0 for a heap, which is ordered by row id alone.</summary>
    public int Length => _columns.Length;

    public bool IsUnique => _unique;

    /// <summary>Where a column stands among the key columns; −1 when it is none.</summary>
    public int PositionOf(int ordinal) => Array.FindIndex(_columns, c => c.Ordinal == ordinal);

    public bool IsDescending(int position) => _columns[position].Descending;

    public static long RowId(SqlValue[] row) => row[^1].Bits;

    public long Prefix(SqlValue[] row)
    {
        if (_columns.Length == 0)
        {
            return RowId(row);
        }

        ref readonly var first = ref row[_columns[0].Ordinal];
        var prefix = _columns[0].Prefix(in first);
        return !_isPacked || first.IsNull ? prefix
            : _columns.Length == 1 ? Pack(prefix, Column.Clamp(RowId(row)))
            : Pack(prefix, _columns[1].Narrow(in row[_columns[1].Ordinal]));
    }

    /// <summary>The prefix of the first values of a key; tie −1 for the least of the rows that begin with
    /// them, +1 for the greatest.</summary>
    public long Prefix(ReadOnlySpan<SqlValue> key, int tie)
    {
        var prefix = _columns[0].Prefix(in key[0]);
        return !_isPacked || key[0].IsNull ? prefix
            // Of another type than the column's, which holds no such value.
            : prefix != (int)prefix ? (prefix > 0 ? long.MaxValue : long.MinValue)
            : key.Length > 1 ? Pack(prefix, _columns[1].Narrow(in key[1]))
            : Pack(prefix, tie > 0 ? int.MaxValue : int.MinValue);
    }

    private static long Pack(long first, int second) => (first << 32) | (uint)(second ^ int.MinValue);

    /// <summary>Total order of rows: two rows are equal only when they are the same entry of the
    /// index.</summary>
    public int Compare(SqlValue[] a, SqlValue[] b)
    {
        var order = CompareKeys(a, b);
        return order != 0 || _unique ? order : RowId(a).CompareTo(RowId(b));
    }

    /// <summary>Compares the key columns alone.</summary>
    public int CompareKeys(SqlValue[] a, SqlValue[] b)
    {
        foreach (var column in _columns)
        {
            var order = column.Compare(in a[column.Ordinal], in b[column.Ordinal]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>Compares the first values of a key with those of a row.</summary>
    public int CompareKey(ReadOnlySpan<SqlValue> key, SqlValue[] row)
    {
        for (var i = 0; i < key.Length; i++)
        {
            var column = _columns[i];
            var order = column.Compare(in key[i], in row[column.Ordinal]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private sealed class Column
    {
        private readonly IValueComparer? _comparer;
        private readonly SqlTypeKind _kind;
        private readonly int _shift;

        public Column(int ordinal, SqlType type, bool descending)
        {
            Ordinal = ordinal;
            Descending = descending;
            _kind = type.Kind;
            _comparer = IsInline(type.Kind) ? null : Comparisons.For(type);
            _shift = Shift(type.Kind);
        }

        public int Ordinal { get; }

        public bool Descending { get; }

        /// <summary>Its values take at most 32 bits.</summary>
        public bool IsNarrow =>
            _kind
                is SqlTypeKind.Bit
                    or SqlTypeKind.TinyInt
                    or SqlTypeKind.SmallInt
                    or SqlTypeKind.Int
                    or SqlTypeKind.Date
                    or SqlTypeKind.SmallMoney;

        /// <summary>The prefix in 32 bits, coarser but in the same order.</summary>
        public int Narrow(in SqlValue value) => Clamp(Prefix(in value) >> _shift);

        public static int Clamp(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);

        public int Compare(in SqlValue a, in SqlValue b)
        {
            int order;
            if (a.IsNull || b.IsNull)
            {
                order = (a.IsNull ? 0 : 1) - (b.IsNull ? 0 : 1);
            }
            else
            {
                order = _comparer is null ? a.Bits.CompareTo(b.Bits) : _comparer.Compare(a, b);
            }

            return Descending ? -order : order;
        }

        public long Prefix(in SqlValue value)
        {
            var prefix = value.IsNull ? long.MinValue : AscendingPrefix(in value);
            return Descending ? ~prefix : prefix;
        }

        // Which bits of a prefix tell most apart: all of a small number, the upper ones of a time of day
        // (9 leaves 51 µs) and of a date with time (31 leaves 215 s), of money down to about 6.
        private static int Shift(SqlTypeKind kind) =>
            kind switch
            {
                SqlTypeKind.Time => 9,
                SqlTypeKind.Money => 16,
                SqlTypeKind.SmallDateTime
                or SqlTypeKind.DateTime
                or SqlTypeKind.DateTime2
                or SqlTypeKind.DateTimeOffset => 31,
                SqlTypeKind.Real
                or SqlTypeKind.Float
                or SqlTypeKind.Binary
                or SqlTypeKind.VarBinary
                or SqlTypeKind.RowVersion => 32,
                _ => 0,
            };

        // Types whose order is that of SqlValue.Bits.
        private static bool IsInline(SqlTypeKind kind) =>
            kind
                is SqlTypeKind.Bit
                    or SqlTypeKind.TinyInt
                    or SqlTypeKind.SmallInt
                    or SqlTypeKind.Int
                    or SqlTypeKind.BigInt
                    or SqlTypeKind.Date
                    or SqlTypeKind.Time
                    or SqlTypeKind.SmallDateTime
                    or SqlTypeKind.DateTime
                    or SqlTypeKind.DateTime2
                    or SqlTypeKind.DateTimeOffset
                    or SqlTypeKind.SmallMoney
                    or SqlTypeKind.Money;

        private long AscendingPrefix(in SqlValue value)
        {
            if (_comparer is null)
            {
                return value.Bits;
            }

            switch (_kind)
            {
                case SqlTypeKind.Decimal:
                    var unscaled = value.AsUnscaled();
                    return unscaled > long.MaxValue ? long.MaxValue
                        : unscaled < long.MinValue ? long.MinValue
                        : (long)unscaled;
                case SqlTypeKind.Real or SqlTypeKind.Float:
                    var number = value.AsDouble();
                    var bits = BitConverter.DoubleToInt64Bits(number);
                    return number == 0 ? 0
                        : bits >= 0 ? bits
                        : bits ^ long.MaxValue;
                case SqlTypeKind.Binary or SqlTypeKind.VarBinary or SqlTypeKind.RowVersion:
                    return BinaryPrefix(value.AsBytes());
                default:
                    return 0;
            }
        }

        private static long BinaryPrefix(byte[] bytes)
        {
            ulong prefix = 0;
            for (var i = 0; i < 8; i++)
            {
                prefix = (prefix << 8) | (i < bytes.Length ? bytes[i] : 0u);
            }

            return (long)(prefix ^ 0x8000000000000000UL);
        }
    }
}

/// <summary>Something to look for in a tree: greater than a row (1), less (-1), or equal (0).</summary>
internal interface IProbe
{
    long Prefix { get; }

    int CompareTo(SqlValue[] row);
}

/// <summary>Looks for an entry by the whole row. Tie +1 goes past an equal entry.</summary>
internal readonly ref struct RowProbe(KeyOrder order, SqlValue[] row, int tie = 0) : IProbe
{
    public long Prefix { get; } = order.Prefix(row);

    public int CompareTo(SqlValue[] other)
    {
        var result = order.Compare(row, other);
        return result == 0 ? tie : result;
    }
}

/// <summary>Looks for the first values of a key. Tie −1 stops before equal entries, +1 goes past
/// them.</summary>
internal readonly ref struct KeyProbe(KeyOrder order, ReadOnlySpan<SqlValue> key, int tie) : IProbe
{
    private readonly ReadOnlySpan<SqlValue> _key = key;

    public long Prefix { get; } = order.Prefix(key, tie);

    public int CompareTo(SqlValue[] row)
    {
        var result = order.CompareKey(_key, row);
        return result == 0 ? tie : result;
    }
}
