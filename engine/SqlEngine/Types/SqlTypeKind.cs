// The closed set of SQL Server 2016 data types the engine knows. Everything that depends on a type switches
// over this.
namespace AxMonitor.Engine.Types;

/// <summary>A SQL Server data type, without its length, precision, scale or collation.</summary>
public enum SqlTypeKind : byte
{
    Bit,
    TinyInt,
    SmallInt,
    Int,
    BigInt,
    Decimal,
    SmallMoney,
    Money,
    Real,
    Float,
    Date,
    Time,
    SmallDateTime,
    DateTime,
    DateTime2,
    DateTimeOffset,
    Char,
    VarChar,
    NChar,
    NVarChar,
    Text,
    NText,
    Binary,
    VarBinary,
    Image,
    RowVersion,
    UniqueIdentifier,
    Xml,
    SqlVariant,

    /// <summary>A table-valued parameter or table variable.</summary>
    Table,
}
