// Which type an expression has when operands of two types meet: precedence, lengths, decimal precision and
// scale.
using System.Globalization;
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Types;

/// <summary>Type precedence, declarations and names.</summary>
public static class TypeRules
{
    /// <summary>The type to which both sides convert in CASE, COALESCE, UNION, IN and comparisons.</summary>
    /// <exception cref="SqlError">206 operand type clash.</exception>
    public static SqlType CommonType(SqlType a, SqlType b)
    {
        if (a == b)
        {
            return a;
        }

        var (high, low) = Precedence(a.Kind) <= Precedence(b.Kind) ? (a, b) : (b, a);
        if (!ConversionRules.IsImplicit(low.Kind, high.Kind))
        {
            throw ConversionRules.IsExplicit(low.Kind, high.Kind)
                ? TypeErrors.ImplicitNotAllowed(low, high)
                : TypeErrors.TypeClash(a, b);
        }

        switch (high.Kind)
        {
            case SqlTypeKind.Decimal:
                return MergeDecimals(high, AsDecimal(low) ?? high);
            case SqlTypeKind.DateTime2 or SqlTypeKind.DateTimeOffset or SqlTypeKind.Time:
                return high with { Scale = Math.Max(high.Scale, FractionDigits(low)) };
            case SqlTypeKind.Char or SqlTypeKind.VarChar or SqlTypeKind.NChar or SqlTypeKind.NVarChar:
                return MergeStrings(high, low);
            case SqlTypeKind.Binary or SqlTypeKind.VarBinary when low.IsBinary:
                var length = high.IsMax || low.IsMax ? SqlType.Max : Math.Max(high.Length, low.Length);
                var isVariable = high.Kind == SqlTypeKind.VarBinary || low.Kind == SqlTypeKind.VarBinary || length == SqlType.Max;
                return isVariable ? SqlType.VarBinary(length) : SqlType.Binary(length);
            case SqlTypeKind.Text or SqlTypeKind.NText:
                return high;
            default:
                return high;
        }
    }

    /// <summary>The type of a declaration of a built-in type; null when the name is not a built-in type
    /// (alias types are the catalog's).</summary>
    /// <exception cref="SqlError">1001 length, 2750/2751 precision and scale, 131 size.</exception>
    public static SqlType? FromDeclaration(DataTypeReference declaration) => TypeDeclarations.Read(declaration, defaultLength: 1);

    /// <summary>FromDeclaration with the default length of CAST and CONVERT (30) instead of 1.</summary>
    public static SqlType? FromCast(DataTypeReference declaration) => TypeDeclarations.Read(declaration, defaultLength: 30);

    /// <summary>The type as SQL Server prints it, such as nvarchar(128).</summary>
    public static string Format(SqlType type)
    {
        var name = Name(type);
        return type.Kind switch
        {
            SqlTypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"{name}({type.Precision},{type.Scale})"),
            SqlTypeKind.Time or SqlTypeKind.DateTime2 or SqlTypeKind.DateTimeOffset => string.Create(
                CultureInfo.InvariantCulture,
                $"{name}({type.Scale})"
            ),
            SqlTypeKind.Char
            or SqlTypeKind.VarChar
            or SqlTypeKind.NChar
            or SqlTypeKind.NVarChar
            or SqlTypeKind.Binary
            or SqlTypeKind.VarBinary => type.IsMax
                ? name + "(max)"
                : string.Create(CultureInfo.InvariantCulture, $"{name}({type.Length})"),
            _ => name,
        };
    }

    /// <summary>The name alone, as sys.types has it: nvarchar.</summary>
    public static string Name(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.Bit => "bit",
            SqlTypeKind.TinyInt => "tinyint",
            SqlTypeKind.SmallInt => "smallint",
            SqlTypeKind.Int => "int",
            SqlTypeKind.BigInt => "bigint",
            SqlTypeKind.Decimal => "decimal",
            SqlTypeKind.SmallMoney => "smallmoney",
            SqlTypeKind.Money => "money",
            SqlTypeKind.Real => "real",
            SqlTypeKind.Float => "float",
            SqlTypeKind.Date => "date",
            SqlTypeKind.Time => "time",
            SqlTypeKind.SmallDateTime => "smalldatetime",
            SqlTypeKind.DateTime => "datetime",
            SqlTypeKind.DateTime2 => "datetime2",
            SqlTypeKind.DateTimeOffset => "datetimeoffset",
            SqlTypeKind.Char => "char",
            SqlTypeKind.VarChar => "varchar",
            SqlTypeKind.NChar => "nchar",
            SqlTypeKind.NVarChar => "nvarchar",
            SqlTypeKind.Text => "text",
            SqlTypeKind.NText => "ntext",
            SqlTypeKind.Binary => "binary",
            SqlTypeKind.VarBinary => "varbinary",
            SqlTypeKind.Image => "image",
            SqlTypeKind.RowVersion => "timestamp",
            SqlTypeKind.UniqueIdentifier => "uniqueidentifier",
            SqlTypeKind.Xml => "xml",
            SqlTypeKind.SqlVariant => "sql_variant",
            _ => "table type",
        };

    /// <summary>The name that messages use: numeric for decimal, and (max) types by their long
    /// name.</summary>
    public static string MessageName(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.Decimal => "numeric",
            SqlTypeKind.NVarChar when type.IsMax => "nvarchar(max)",
            SqlTypeKind.VarChar when type.IsMax => "varchar(max)",
            SqlTypeKind.VarBinary when type.IsMax => "varbinary(max)",
            _ => Name(type),
        };

    /// <summary>The decimal type that holds every value of an exact numeric type; null for other
    /// types.</summary>
    public static SqlType? AsDecimal(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.Decimal => type,
            SqlTypeKind.Bit => SqlType.Decimal(1, 0),
            SqlTypeKind.TinyInt => SqlType.Decimal(3, 0),
            SqlTypeKind.SmallInt => SqlType.Decimal(5, 0),
            SqlTypeKind.Int => SqlType.Decimal(10, 0),
            SqlTypeKind.BigInt => SqlType.Decimal(19, 0),
            SqlTypeKind.SmallMoney => SqlType.Decimal(10, 4),
            SqlTypeKind.Money => SqlType.Decimal(19, 4),
            _ => null,
        };

    /// <summary>Rank in SQL Server's precedence list; the lower rank wins.</summary>
    internal static int Precedence(SqlTypeKind kind) =>
        kind switch
        {
            SqlTypeKind.Table => 0,
            SqlTypeKind.SqlVariant => 1,
            SqlTypeKind.Xml => 2,
            SqlTypeKind.DateTimeOffset => 3,
            SqlTypeKind.DateTime2 => 4,
            SqlTypeKind.DateTime => 5,
            SqlTypeKind.SmallDateTime => 6,
            SqlTypeKind.Date => 7,
            SqlTypeKind.Time => 8,
            SqlTypeKind.Float => 9,
            SqlTypeKind.Real => 10,
            SqlTypeKind.Decimal => 11,
            SqlTypeKind.Money => 12,
            SqlTypeKind.SmallMoney => 13,
            SqlTypeKind.BigInt => 14,
            SqlTypeKind.Int => 15,
            SqlTypeKind.SmallInt => 16,
            SqlTypeKind.TinyInt => 17,
            SqlTypeKind.Bit => 18,
            SqlTypeKind.NText => 19,
            SqlTypeKind.Text => 20,
            SqlTypeKind.Image => 21,
            SqlTypeKind.RowVersion => 22,
            SqlTypeKind.UniqueIdentifier => 23,
            SqlTypeKind.NVarChar => 24,
            SqlTypeKind.NChar => 25,
            SqlTypeKind.VarChar => 26,
            SqlTypeKind.Char => 27,
            SqlTypeKind.VarBinary => 28,
            _ => 29,
        };

    /// <summary>Longest text that values of a type convert to, in characters; <see cref="SqlType.Max"/> for
    /// no bound.</summary>
    internal static int DisplayLength(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.Bit => 1,
            SqlTypeKind.TinyInt => 3,
            SqlTypeKind.SmallInt => 6,
            SqlTypeKind.Int => 12,
            SqlTypeKind.BigInt => 24,
            SqlTypeKind.Decimal => 41,
            SqlTypeKind.Real or SqlTypeKind.Float => 32,
            SqlTypeKind.Money or SqlTypeKind.SmallMoney => 30,
            SqlTypeKind.Date => 10,
            SqlTypeKind.Time => 16,
            SqlTypeKind.SmallDateTime or SqlTypeKind.DateTime => 26,
            SqlTypeKind.DateTime2 => 27,
            SqlTypeKind.DateTimeOffset => 34,
            SqlTypeKind.UniqueIdentifier => 36,
            SqlTypeKind.RowVersion => 8,
            SqlTypeKind.Char
            or SqlTypeKind.VarChar
            or SqlTypeKind.NChar
            or SqlTypeKind.NVarChar
            or SqlTypeKind.Binary
            or SqlTypeKind.VarBinary => type.Length,
            _ => SqlType.Max,
        };

    /// <summary>Digits of a second that a date or time type keeps.</summary>
    internal static byte FractionDigits(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.DateTime => 3,
            SqlTypeKind.Time or SqlTypeKind.DateTime2 or SqlTypeKind.DateTimeOffset => type.Scale,
            _ => 0,
        };

    internal static SqlType LimitDecimal(int precision, int scale)
    {
        if (precision > 38)
        {
            scale = Math.Max(0, Math.Min(scale, 38 - (precision - scale)));
            precision = 38;
        }

        return SqlType.Decimal(precision, scale);
    }

    private static SqlType MergeDecimals(SqlType a, SqlType b)
    {
        var scale = Math.Max(a.Scale, b.Scale);
        return LimitDecimal(Math.Max(a.Precision - a.Scale, b.Precision - b.Scale) + scale, scale);
    }

    private static SqlType MergeStrings(SqlType high, SqlType low)
    {
        var length = high.IsMax || low.IsMax ? SqlType.Max : Math.Max(high.Length, low.Length);
        var isVariable =
            length == SqlType.Max
            || high.Kind is SqlTypeKind.VarChar or SqlTypeKind.NVarChar
            || low.Kind is SqlTypeKind.VarChar or SqlTypeKind.NVarChar;
        var isUnicode = high.IsUnicode || low.IsUnicode;
        if (isUnicode && length > 4000)
        {
            length = 4000;
        }

        var kind = (isUnicode, isVariable) switch
        {
            (true, true) => SqlTypeKind.NVarChar,
            (true, false) => SqlTypeKind.NChar,
            (false, true) => SqlTypeKind.VarChar,
            _ => SqlTypeKind.Char,
        };
        return new SqlType(kind, length, Collation: Collations.Merge(high.Collation, low.Collation));
    }
}
