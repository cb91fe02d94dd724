// Numbers by which the catalog views describe a type: ids, length in bytes, precision, scale.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.types' view of a SqlType.</summary>
public static class TypeFacts
{
    /// <summary>system_type_id.</summary>
    public static int SystemTypeId(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.Image => 34,
            SqlTypeKind.Text => 35,
            SqlTypeKind.UniqueIdentifier => 36,
            SqlTypeKind.Date => 40,
            SqlTypeKind.Time => 41,
            SqlTypeKind.DateTime2 => 42,
            SqlTypeKind.DateTimeOffset => 43,
            SqlTypeKind.TinyInt => 48,
            SqlTypeKind.SmallInt => 52,
            SqlTypeKind.Int => 56,
            SqlTypeKind.SmallDateTime => 58,
            SqlTypeKind.Real => 59,
            SqlTypeKind.Money => 60,
            SqlTypeKind.DateTime => 61,
            SqlTypeKind.Float => 62,
            SqlTypeKind.SqlVariant => 98,
            SqlTypeKind.NText => 99,
            SqlTypeKind.Bit => 104,
            SqlTypeKind.Decimal => 106,
            SqlTypeKind.SmallMoney => 122,
            SqlTypeKind.BigInt => 127,
            SqlTypeKind.VarBinary => 165,
            SqlTypeKind.VarChar => 167,
            SqlTypeKind.Binary => 173,
            SqlTypeKind.Char => 175,
            SqlTypeKind.RowVersion => 189,
            SqlTypeKind.NVarChar => 231,
            SqlTypeKind.NChar => 239,
            SqlTypeKind.Xml => 241,
            SqlTypeKind.Table => 243,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type.Kind, "The type has no system_type_id."),
        };

    /// <summary>user_type_id of a column or parameter: the alias type's where it has one.</summary>
    public static int UserTypeId(SqlType type, AliasTypeDef? alias) => alias?.UserTypeId ?? SystemTypeId(type);

    /// <summary>max_length in bytes, −1 for (max) and xml.</summary>
    public static int MaxLength(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.Bit or SqlTypeKind.TinyInt => 1,
            SqlTypeKind.SmallInt => 2,
            SqlTypeKind.Int or SqlTypeKind.Real or SqlTypeKind.SmallDateTime or SqlTypeKind.SmallMoney => 4,
            SqlTypeKind.Date => 3,
            SqlTypeKind.BigInt or SqlTypeKind.Float or SqlTypeKind.DateTime or SqlTypeKind.Money or SqlTypeKind.RowVersion => 8,
            SqlTypeKind.Decimal => type.Precision <= 9 ? 5
            : type.Precision <= 19 ? 9
            : type.Precision <= 28 ? 13
            : 17,
            SqlTypeKind.Time => TimeLength(type),
            SqlTypeKind.DateTime2 => TimeLength(type) + 3,
            SqlTypeKind.DateTimeOffset => TimeLength(type) + 5,
            SqlTypeKind.NChar or SqlTypeKind.NVarChar => type.IsMax ? -1 : type.Length * 2,
            SqlTypeKind.Char or SqlTypeKind.VarChar or SqlTypeKind.Binary or SqlTypeKind.VarBinary => type.Length,
            SqlTypeKind.UniqueIdentifier or SqlTypeKind.Text or SqlTypeKind.NText or SqlTypeKind.Image => 16,
            SqlTypeKind.SqlVariant => 8016,
            _ => -1,
        };

    public static int Precision(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.Bit => 1,
            SqlTypeKind.TinyInt => 3,
            SqlTypeKind.SmallInt => 5,
            SqlTypeKind.Int or SqlTypeKind.SmallMoney or SqlTypeKind.Date => 10,
            SqlTypeKind.BigInt or SqlTypeKind.Money => 19,
            SqlTypeKind.Real => 24,
            SqlTypeKind.Float => 53,
            SqlTypeKind.Decimal => type.Precision,
            SqlTypeKind.SmallDateTime => 16,
            SqlTypeKind.DateTime => 23,
            SqlTypeKind.Time => Fraction(8, type),
            SqlTypeKind.DateTime2 => Fraction(19, type),
            SqlTypeKind.DateTimeOffset => Fraction(26, type),
            _ => 0,
        };

    public static int Scale(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.DateTime => 3,
            SqlTypeKind.Money or SqlTypeKind.SmallMoney => 4,
            SqlTypeKind.Decimal or SqlTypeKind.Time or SqlTypeKind.DateTime2 or SqlTypeKind.DateTimeOffset => type.Scale,
            _ => 0,
        };

    private static int TimeLength(SqlType type) =>
        type.Scale <= 2 ? 3
        : type.Scale <= 4 ? 4
        : 5;

    private static int Fraction(int whole, SqlType type) => type.Scale == 0 ? whole : whole + 1 + type.Scale;
}
