// The engine's types → TYPE_INFO in COLMETADATA and RETURNVALUE. A column that cannot be NULL has a
// fixed-length type where TDS knows one: SqlClient takes the flag's word for it when it skips values,
// whatever type byte it was sent.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Tds.Packets;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Tds.Types;

internal static class TypeInfoWriter
{
    /// <summary>The type of a not nullable column whose values have no length in front; null where there is
    /// none.</summary>
    public static WireType? FixedType(SqlType type) =>
        type.Kind switch
        {
            SqlTypeKind.Bit => WireType.Bit,
            SqlTypeKind.TinyInt => WireType.Int1,
            SqlTypeKind.SmallInt => WireType.Int2,
            SqlTypeKind.Int => WireType.Int4,
            SqlTypeKind.BigInt => WireType.Int8,
            SqlTypeKind.Real => WireType.Float4,
            SqlTypeKind.Float => WireType.Float8,
            SqlTypeKind.SmallMoney => WireType.Money4,
            SqlTypeKind.Money => WireType.Money,
            SqlTypeKind.SmallDateTime => WireType.DateTime4,
            SqlTypeKind.DateTime => WireType.DateTime,
            _ => null,
        };

    public static void Write(SqlType type, ResponseBuffer output)
    {
        switch (type.Kind)
        {
            case SqlTypeKind.Bit:
                Sized(WireType.BitN, 1, output);
                break;
            case SqlTypeKind.TinyInt:
                Sized(WireType.IntN, 1, output);
                break;
            case SqlTypeKind.SmallInt:
                Sized(WireType.IntN, 2, output);
                break;
            case SqlTypeKind.Int:
                Sized(WireType.IntN, 4, output);
                break;
            case SqlTypeKind.BigInt:
                Sized(WireType.IntN, 8, output);
                break;
            case SqlTypeKind.Real:
                Sized(WireType.FloatN, 4, output);
                break;
            case SqlTypeKind.Float:
                Sized(WireType.FloatN, 8, output);
                break;
            case SqlTypeKind.SmallMoney:
                Sized(WireType.MoneyN, 4, output);
                break;
            case SqlTypeKind.Money:
                Sized(WireType.MoneyN, 8, output);
                break;
            case SqlTypeKind.SmallDateTime:
                Sized(WireType.DateTimeN, 4, output);
                break;
            case SqlTypeKind.DateTime:
                Sized(WireType.DateTimeN, 8, output);
                break;
            case SqlTypeKind.UniqueIdentifier:
                Sized(WireType.Guid, 16, output);
                break;
            case SqlTypeKind.Date:
                output.Byte((byte)WireType.DateN);
                break;
            case SqlTypeKind.Time:
                Sized(WireType.TimeN, type.Scale, output);
                break;
            case SqlTypeKind.DateTime2:
                Sized(WireType.DateTime2N, type.Scale, output);
                break;
            case SqlTypeKind.DateTimeOffset:
                Sized(WireType.DateTimeOffsetN, type.Scale, output);
                break;
            case SqlTypeKind.Decimal:
                Sized(WireType.NumericN, (byte)DecimalLength(type.Precision), output);
                output.Byte(type.Precision);
                output.Byte(type.Scale);
                break;
            case SqlTypeKind.Char:
                Character(WireType.BigChar, type, Math.Max(type.Length, 1), output);
                break;
            case SqlTypeKind.VarChar:
                Character(WireType.BigVarChar, type, type.IsMax ? TypeInfo.PlpLength : Math.Max(type.Length, 1), output);
                break;
            case SqlTypeKind.NChar:
                Character(WireType.NChar, type, Math.Max(type.Length, 1) * 2, output);
                break;
            case SqlTypeKind.NVarChar:
                Character(WireType.NVarChar, type, type.IsMax ? TypeInfo.PlpLength : Math.Max(type.Length, 1) * 2, output);
                break;
            case SqlTypeKind.Binary:
                output.Byte((byte)WireType.BigBinary);
                output.UInt16(Math.Max(type.Length, 1));
                break;
            case SqlTypeKind.RowVersion:
                output.Byte((byte)WireType.BigBinary);
                output.UInt16(8);
                break;
            case SqlTypeKind.VarBinary:
                output.Byte((byte)WireType.BigVarBinary);
                output.UInt16(type.IsMax ? TypeInfo.PlpLength : Math.Max(type.Length, 1));
                break;
            case SqlTypeKind.Text:
                Character(WireType.BigVarChar, type, TypeInfo.PlpLength, output);
                break;
            case SqlTypeKind.NText:
                Character(WireType.NVarChar, type, TypeInfo.PlpLength, output);
                break;
            case SqlTypeKind.Image:
                output.Byte((byte)WireType.BigVarBinary);
                output.UInt16(TypeInfo.PlpLength);
                break;
            case SqlTypeKind.Xml:
                output.Byte((byte)WireType.Xml);
                output.Byte(0);
                break;
            case SqlTypeKind.SqlVariant:
                output.Byte((byte)WireType.Variant);
                output.Int32(8009);
                break;
            default:
                throw SqlError.Unsupported($"columns of type {type.Kind} in a result set");
        }
    }

    /// <summary>text, ntext or image, for a client that knows no values without a limit but these. The table
    /// name that goes with it is left empty.</summary>
    public static void WriteText(SqlType type, ResponseBuffer output)
    {
        output.Byte(
            (byte)(
                type.IsBinary ? WireType.Image
                : type.IsUnicode ? WireType.NText
                : WireType.Text
            )
        );
        output.Int32(int.MaxValue);
        if (!type.IsBinary)
        {
            CollationCodec.Write(type.Collation, output.Reserve(5));
        }

        output.UInt16(0);
    }

    public static int DecimalLength(int precision) =>
        precision switch
        {
            <= 9 => 5,
            <= 19 => 9,
            <= 28 => 13,
            _ => 17,
        };

    private static void Sized(WireType wire, byte size, ResponseBuffer output)
    {
        output.Byte((byte)wire);
        output.Byte(size);
    }

    private static void Character(WireType wire, SqlType type, int length, ResponseBuffer output)
    {
        output.Byte((byte)wire);
        output.UInt16(length);
        CollationCodec.Write(type.Collation, output.Reserve(5));
    }
}
