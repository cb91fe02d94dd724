// Bytes a column of a type takes, as COL_LENGTH shows it.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>Column sizes.</summary>
internal static class ColumnLengths
{
    /// <summary>-1 for (max).</summary>
    public static int Bytes(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.Bit or SqlTypeKind.TinyInt => 1,
            SqlTypeKind.SmallInt => 2,
            SqlTypeKind.Int or SqlTypeKind.Real or SqlTypeKind.SmallMoney or SqlTypeKind.SmallDateTime => 4,
            SqlTypeKind.BigInt or SqlTypeKind.Float or SqlTypeKind.Money or SqlTypeKind.DateTime or SqlTypeKind.RowVersion => 8,
            SqlTypeKind.Decimal => type.Precision <= 9 ? 5
            : type.Precision <= 19 ? 9
            : type.Precision <= 28 ? 13
            : 17,
            SqlTypeKind.Date => 3,
            SqlTypeKind.Time => type.Scale <= 2 ? 3
            : type.Scale <= 4 ? 4
            : 5,
            SqlTypeKind.DateTime2 => type.Scale <= 2 ? 6
            : type.Scale <= 4 ? 7
            : 8,
            SqlTypeKind.DateTimeOffset => type.Scale <= 2 ? 8
            : type.Scale <= 4 ? 9
            : 10,
            SqlTypeKind.UniqueIdentifier or SqlTypeKind.Text or SqlTypeKind.NText or SqlTypeKind.Image => 16,
            SqlTypeKind.Xml => -1,
            SqlTypeKind.SqlVariant => 8016,
            SqlTypeKind.NChar or SqlTypeKind.NVarChar => type.IsMax ? -1 : type.Length * 2,
            _ => type.Length,
        };
}
