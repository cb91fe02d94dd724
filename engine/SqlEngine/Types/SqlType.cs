// A data type as a column, variable or expression has it. Immutable; equal by value, so plans can compare
// types.
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Types;

/// <summary>A SQL Server data type with all that distinguishes two declarations of it.</summary>
/// <param name="Kind">Which type.</param>
/// <param name="Length">Characters for n(var)char, bytes for (var)char and (var)binary, -1 for (max); 0 where
/// the type has no length.</param>
/// <param name="Precision">decimal: 1–38; 0 elsewhere.</param>
/// <param name="Scale">decimal: 0–38; time, datetime2, datetimeoffset: 0–7; money: 4.</param>
/// <param name="Collation">Collation of a character type; null elsewhere.</param>
public sealed record SqlType(SqlTypeKind Kind, int Length = 0, byte Precision = 0, byte Scale = 0, Collation? Collation = null)
    : ITypeName
{
    public const int Max = -1;

    public static readonly SqlType Bit = new(SqlTypeKind.Bit);
    public static readonly SqlType TinyInt = new(SqlTypeKind.TinyInt);
    public static readonly SqlType SmallInt = new(SqlTypeKind.SmallInt);
    public static readonly SqlType Int = new(SqlTypeKind.Int);
    public static readonly SqlType BigInt = new(SqlTypeKind.BigInt);
    public static readonly SqlType Real = new(SqlTypeKind.Real);
    public static readonly SqlType Float = new(SqlTypeKind.Float);
    public static readonly SqlType Money = new(SqlTypeKind.Money, Scale: 4);
    public static readonly SqlType Date = new(SqlTypeKind.Date);
    public static readonly SqlType DateTime = new(SqlTypeKind.DateTime, Scale: 3);
    public static readonly SqlType SmallDateTime = new(SqlTypeKind.SmallDateTime);
    public static readonly SqlType UniqueIdentifier = new(SqlTypeKind.UniqueIdentifier);
    public static readonly SqlType Xml = new(SqlTypeKind.Xml);
    public static readonly SqlType SqlVariant = new(SqlTypeKind.SqlVariant);
    public static readonly SqlType SysName = NVarChar(128);

    public static SqlType Decimal(int precision, int scale) => new(SqlTypeKind.Decimal, 0, (byte)precision, (byte)scale);

    public static SqlType NVarChar(int length, Collation? collation = null) =>
        new(SqlTypeKind.NVarChar, length, Collation: collation ?? Collation.Default);

    public static SqlType VarChar(int length, Collation? collation = null) =>
        new(SqlTypeKind.VarChar, length, Collation: collation ?? Collation.Default);

    public static SqlType NChar(int length, Collation? collation = null) =>
        new(SqlTypeKind.NChar, length, Collation: collation ?? Collation.Default);

    public static SqlType Char(int length, Collation? collation = null) =>
        new(SqlTypeKind.Char, length, Collation: collation ?? Collation.Default);

    public static SqlType VarBinary(int length) => new(SqlTypeKind.VarBinary, length);

    public static SqlType Binary(int length) => new(SqlTypeKind.Binary, length);

    public static SqlType DateTime2(int scale) => new(SqlTypeKind.DateTime2, Scale: (byte)scale);

    public static SqlType Time(int scale) => new(SqlTypeKind.Time, Scale: (byte)scale);

    public static SqlType DateTimeOffset(int scale) => new(SqlTypeKind.DateTimeOffset, Scale: (byte)scale);

    public bool IsCharacter =>
        Kind
            is SqlTypeKind.Char
                or SqlTypeKind.VarChar
                or SqlTypeKind.NChar
                or SqlTypeKind.NVarChar
                or SqlTypeKind.Text
                or SqlTypeKind.NText;

    public bool IsUnicode => Kind is SqlTypeKind.NChar or SqlTypeKind.NVarChar or SqlTypeKind.NText;

    public bool IsBinary => Kind is SqlTypeKind.Binary or SqlTypeKind.VarBinary or SqlTypeKind.Image or SqlTypeKind.RowVersion;

    public bool IsInteger =>
        Kind is SqlTypeKind.Bit or SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int or SqlTypeKind.BigInt;

    public bool IsExactNumeric => IsInteger || Kind is SqlTypeKind.Decimal or SqlTypeKind.Money or SqlTypeKind.SmallMoney;

    public bool IsApproximate => Kind is SqlTypeKind.Real or SqlTypeKind.Float;

    public bool IsDateOrTime =>
        Kind
            is SqlTypeKind.Date
                or SqlTypeKind.Time
                or SqlTypeKind.SmallDateTime
                or SqlTypeKind.DateTime
                or SqlTypeKind.DateTime2
                or SqlTypeKind.DateTimeOffset;

    public bool IsMax => Length == Max;

    string ITypeName.MessageName => TypeRules.MessageName(this);
}
