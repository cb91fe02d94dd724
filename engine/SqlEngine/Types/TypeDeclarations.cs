// Reads type names of the syntax tree: int, nvarchar(max), decimal(18, 4) …
using System.Globalization;
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Types;

internal static class TypeDeclarations
{
    public static SqlType? Read(DataTypeReference declaration, int defaultLength)
    {
        switch (declaration)
        {
            case XmlDataTypeReference:
                return SqlType.Xml;
            case SqlDataTypeReference builtIn:
                return ReadBuiltIn(builtIn, defaultLength);
            case UserDataTypeReference user when IsSysName(user.Name):
                return SqlType.SysName;
            default:
                return null;
        }
    }

    private static bool IsSysName(SchemaObjectName name) =>
        string.Equals(name.BaseIdentifier.Value, "sysname", StringComparison.OrdinalIgnoreCase)
        && (
            name.SchemaIdentifier is null || string.Equals(name.SchemaIdentifier.Value, "sys", StringComparison.OrdinalIgnoreCase)
        );

    private static SqlType? ReadBuiltIn(SqlDataTypeReference type, int defaultLength)
    {
        switch (type.SqlDataTypeOption)
        {
            case SqlDataTypeOption.Bit:
                return SqlType.Bit;
            case SqlDataTypeOption.TinyInt:
                return SqlType.TinyInt;
            case SqlDataTypeOption.SmallInt:
                return SqlType.SmallInt;
            case SqlDataTypeOption.Int:
                return SqlType.Int;
            case SqlDataTypeOption.BigInt:
                return SqlType.BigInt;
            case SqlDataTypeOption.Decimal or SqlDataTypeOption.Numeric:
                return ReadDecimal(type);
            case SqlDataTypeOption.Money:
                return SqlType.Money;
            case SqlDataTypeOption.SmallMoney:
                return new SqlType(SqlTypeKind.SmallMoney, Scale: 4);
            case SqlDataTypeOption.Real:
                return SqlType.Real;
            case SqlDataTypeOption.Float:
                return Number(type, 0, 53, 1, 53) <= 24 ? SqlType.Real : SqlType.Float;
            case SqlDataTypeOption.Date:
                return SqlType.Date;
            case SqlDataTypeOption.DateTime:
                return SqlType.DateTime;
            case SqlDataTypeOption.SmallDateTime:
                return SqlType.SmallDateTime;
            case SqlDataTypeOption.Time:
                return SqlType.Time(Number(type, 0, 7, 0, 7));
            case SqlDataTypeOption.DateTime2:
                return SqlType.DateTime2(Number(type, 0, 7, 0, 7));
            case SqlDataTypeOption.DateTimeOffset:
                return SqlType.DateTimeOffset(Number(type, 0, 7, 0, 7));
            case SqlDataTypeOption.Char:
                return SqlType.Char(Length(type, "char", defaultLength, 8000, false));
            case SqlDataTypeOption.VarChar:
                return SqlType.VarChar(Length(type, "varchar", defaultLength, 8000, true));
            case SqlDataTypeOption.NChar:
                return SqlType.NChar(Length(type, "nchar", defaultLength, 4000, false));
            case SqlDataTypeOption.NVarChar:
                return SqlType.NVarChar(Length(type, "nvarchar", defaultLength, 4000, true));
            case SqlDataTypeOption.Binary:
                return SqlType.Binary(Length(type, "binary", defaultLength, 8000, false));
            case SqlDataTypeOption.VarBinary:
                return SqlType.VarBinary(Length(type, "varbinary", defaultLength, 8000, true));
            case SqlDataTypeOption.Text:
                return new SqlType(SqlTypeKind.Text, SqlType.Max, Collation: Collation.Default);
            case SqlDataTypeOption.NText:
                return new SqlType(SqlTypeKind.NText, SqlType.Max, Collation: Collation.Default);
            case SqlDataTypeOption.Image:
                return new SqlType(SqlTypeKind.Image, SqlType.Max);
            case SqlDataTypeOption.Timestamp or SqlDataTypeOption.Rowversion:
                return new SqlType(SqlTypeKind.RowVersion, 8);
            case SqlDataTypeOption.UniqueIdentifier:
                return SqlType.UniqueIdentifier;
            case SqlDataTypeOption.Sql_Variant:
                return SqlType.SqlVariant;
            case SqlDataTypeOption.None:
                return null;
            default:
                throw SqlError.Unsupported($"data type {type.SqlDataTypeOption}");
        }
    }

    private static SqlType ReadDecimal(SqlDataTypeReference type)
    {
        var precision = type.Parameters.Count > 0 ? Parse(type.Parameters[0]) : 18;
        var scale = type.Parameters.Count > 1 ? Parse(type.Parameters[1]) : 0;
        if (precision > 38)
        {
            throw new SqlError(
                2750,
                16,
                1,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Column or parameter #1: Specified column precision {precision} is greater than the maximum precision of 38."
                )
            );
        }

        if (precision < 1)
        {
            throw InvalidLength(precision);
        }

        if (scale > precision)
        {
            throw new SqlError(
                2751,
                16,
                1,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Column or parameter #1: Specified column scale {scale} is greater than the specified precision of {precision}."
                )
            );
        }

        return SqlType.Decimal(precision, scale);
    }

    private static int Number(SqlDataTypeReference type, int index, int defaultValue, int least, int most)
    {
        if (type.Parameters.Count <= index)
        {
            return defaultValue;
        }

        var value = Parse(type.Parameters[index]);
        if (value < least || value > most)
        {
            throw type.SqlDataTypeOption == SqlDataTypeOption.Float
                ? InvalidLength(value)
                : new SqlError(
                    1002,
                    15,
                    1,
                    string.Create(CultureInfo.InvariantCulture, $"Line 1: Specified scale {value} is invalid.")
                );
        }

        return value;
    }

    private static int Length(SqlDataTypeReference type, string name, int defaultLength, int most, bool allowsMax)
    {
        if (type.Parameters.Count == 0)
        {
            return defaultLength;
        }

        if (type.Parameters[0] is MaxLiteral)
        {
            return allowsMax ? SqlType.Max : throw new SqlError(102, 15, 1, "Incorrect syntax near 'max'.");
        }

        var length = Parse(type.Parameters[0]);
        if (length < 1)
        {
            throw InvalidLength(length);
        }

        if (length > most)
        {
            throw new SqlError(
                131,
                15,
                3,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The size ({length}) given to the type '{name}' exceeds the maximum allowed for any data type (8000)."
                )
            );
        }

        return length;
    }

    private static int Parse(Literal literal) =>
        int.TryParse(literal.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new SqlError(102, 15, 1, $"Incorrect syntax near '{literal.Value}'.");

    private static SqlError InvalidLength(int length) =>
        new(
            1001,
            15,
            1,
            string.Create(CultureInfo.InvariantCulture, $"Line 1: Length or precision specification {length} is invalid.")
        );
}
