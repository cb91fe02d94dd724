// One comparer per type; obtained once per plan.
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Types;

/// <summary>Finds the comparer of a type.</summary>
public static class Comparisons
{
    /// <summary>The comparer for values that are both of this very type (convert to the common type
    /// first).</summary>
    /// <exception cref="SqlError">305, 306 for types that cannot be compared (xml, text, ntext,
    /// image).</exception>
    public static IValueComparer For(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.Bit
            or SqlTypeKind.TinyInt
            or SqlTypeKind.SmallInt
            or SqlTypeKind.Int
            or SqlTypeKind.BigInt
            or SqlTypeKind.Money
            or SqlTypeKind.SmallMoney
            or SqlTypeKind.Date
            or SqlTypeKind.Time
            or SqlTypeKind.SmallDateTime
            or SqlTypeKind.DateTime
            or SqlTypeKind.DateTime2
            or SqlTypeKind.DateTimeOffset => LongComparer.Instance,
            SqlTypeKind.Decimal => type.Precision <= 18 ? LongComparer.Instance : DecimalComparer.Instance,
            SqlTypeKind.Real or SqlTypeKind.Float => FloatComparer.Instance,
            SqlTypeKind.Char or SqlTypeKind.VarChar or SqlTypeKind.NChar or SqlTypeKind.NVarChar => TextComparison.For(
                type
            ),
            SqlTypeKind.Binary or SqlTypeKind.VarBinary or SqlTypeKind.RowVersion => BinaryComparer.Instance,
            SqlTypeKind.UniqueIdentifier => GuidComparer.Instance,
            SqlTypeKind.SqlVariant => VariantComparer.Instance,
            SqlTypeKind.Xml => throw TypeErrors.CannotCompareXml(),
            _ => throw TypeErrors.CannotCompareLongText(),
        };

    private sealed class LongComparer : IValueComparer
    {
        public static readonly LongComparer Instance = new();

        public int Compare(SqlValue a, SqlValue b) => a.Bits.CompareTo(b.Bits);

        public bool Equals(SqlValue a, SqlValue b) => a.Bits == b.Bits;

        public int Hash(SqlValue value)
        {
            // Multiplicative mixing: consecutive keys must not fall into consecutive buckets only.
            var mixed = (ulong)value.Bits * 0x9E3779B97F4A7C15UL;
            return (int)(mixed >> 32);
        }
    }

    private sealed class DecimalComparer : IValueComparer
    {
        public static readonly DecimalComparer Instance = new();

        public int Compare(SqlValue a, SqlValue b) => a.AsUnscaled().CompareTo(b.AsUnscaled());

        public bool Equals(SqlValue a, SqlValue b) => a.AsUnscaled() == b.AsUnscaled();

        public int Hash(SqlValue value) => value.AsUnscaled().GetHashCode();
    }

    private sealed class FloatComparer : IValueComparer
    {
        public static readonly FloatComparer Instance = new();

        public int Compare(SqlValue a, SqlValue b) => a.AsDouble().CompareTo(b.AsDouble());

        public bool Equals(SqlValue a, SqlValue b) => a.AsDouble() == b.AsDouble();

        public int Hash(SqlValue value) => (value.AsDouble() + 0.0).GetHashCode();
    }

    private sealed class BinaryComparer : IValueComparer
    {
        public static readonly BinaryComparer Instance = new();

        public int Compare(SqlValue a, SqlValue b) => Trim(a.AsBytes()).SequenceCompareTo(Trim(b.AsBytes()));

        public bool Equals(SqlValue a, SqlValue b) => Trim(a.AsBytes()).SequenceEqual(Trim(b.AsBytes()));

        public int Hash(SqlValue value)
        {
            var hash = default(HashCode);
            hash.AddBytes(Trim(value.AsBytes()));
            return hash.ToHashCode();
        }

        // Trailing zero bytes do not count, as trailing blanks of strings do not.
        private static ReadOnlySpan<byte> Trim(byte[] bytes) => bytes.AsSpan().TrimEnd((byte)0);
    }

    private sealed class GuidComparer : IValueComparer
    {
        public static readonly GuidComparer Instance = new();

        // SQL Server compares the node first, then the clock sequence, then the time fields from the end.
        private static ReadOnlySpan<byte> Order => [10, 11, 12, 13, 14, 15, 8, 9, 6, 7, 4, 5, 0, 1, 2, 3];

        public int Compare(SqlValue a, SqlValue b)
        {
            Span<byte> x = stackalloc byte[16];
            Span<byte> y = stackalloc byte[16];
            a.AsGuid().TryWriteBytes(x);
            b.AsGuid().TryWriteBytes(y);
            foreach (var i in Order)
            {
                if (x[i] != y[i])
                {
                    return x[i] - y[i];
                }
            }

            return 0;
        }

        public bool Equals(SqlValue a, SqlValue b) => a.AsGuid() == b.AsGuid();

        public int Hash(SqlValue value) => value.AsGuid().GetHashCode();
    }
}
