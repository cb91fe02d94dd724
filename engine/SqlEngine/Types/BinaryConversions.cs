// Conversions to and from binary types: big-endian numbers, hexadecimal styles, code page bytes.
using System.Buffers.Binary;
using System.Text;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Types;

internal static class BinaryConversions
{
    public static Func<SqlValue, SqlValue> ToBinary(SqlType from, SqlType to, int style)
    {
        var length = to.Kind == SqlTypeKind.RowVersion ? 8 : to.Length;
        var isFixed = to.Kind is SqlTypeKind.Binary or SqlTypeKind.RowVersion;
        if (from.IsBinary && !isFixed && (length == SqlType.Max || (!from.IsMax && from.Length <= length)))
        {
            return Conversions.Identity;
        }

        if (from.IsBinary || from.IsCharacter || from.Kind is SqlTypeKind.Xml or SqlTypeKind.UniqueIdentifier)
        {
            var read = LeftAligned(from, to, style);
            return v => v.IsNull ? v : SqlValue.FromBytes(FitLeft(read(v), length, isFixed));
        }

        var number = RightAligned(from);
        return v => v.IsNull ? v : SqlValue.FromBytes(FitRight(number(v), length, isFixed));
    }

    public static string ToText(byte[] bytes, bool isUnicode, int style)
    {
        switch (style)
        {
            case 0:
                return isUnicode
                    ? Encoding.Unicode.GetString(bytes.Length % 2 == 0 ? bytes : [.. bytes, 0])
                    : TextConversions.CodePage.GetString(bytes);
            case 1:
                return "0x" + Convert.ToHexString(bytes);
            case 2:
                return Convert.ToHexString(bytes);
            default:
                throw TypeErrors.InvalidStyle(style, SqlType.VarBinary(1), "a character string");
        }
    }

    public static SqlValue ToGuid(SqlValue value)
    {
        var bytes = value.AsBytes();
        if (bytes.Length < 16)
        {
            Array.Resize(ref bytes, 16);
        }

        return SqlValue.FromGuid(new Guid(bytes.AsSpan(0, 16)));
    }

    public static string DecodeXml(byte[] bytes)
    {
        if (bytes is [0xFF, 0xFE, ..])
        {
            return Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2);
        }

        if (bytes is [0xEF, 0xBB, 0xBF, ..])
        {
            return Encoding.UTF8.GetString(bytes, 3, bytes.Length - 3);
        }

        return bytes is [_, 0, ..] ? Encoding.Unicode.GetString(bytes) : Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Binary to decimal or money: the storage form of money, and the precision-scale-sign form of
    /// decimal.</summary>
    public static SqlValue ToExact(byte[] bytes, SqlType from, SqlType to)
    {
        if (to.Kind is SqlTypeKind.Money or SqlTypeKind.SmallMoney)
        {
            Span<byte> buffer = stackalloc byte[8];
            var take = Math.Min(8, bytes.Length);
            bytes.AsSpan(bytes.Length - take).CopyTo(buffer[(8 - take)..]);
            return SqlValue.FromInt64(BinaryPrimitives.ReadInt64BigEndian(buffer));
        }

        if (bytes.Length < 5)
        {
            throw TypeErrors.ErrorConverting(from, to);
        }

        Int128 magnitude = 0;
        for (var i = bytes.Length - 1; i >= 4; i--)
        {
            magnitude = (magnitude << 8) | bytes[i];
        }

        var unscaled = DecimalMath.Rescale(bytes[3] == 0 ? -magnitude : magnitude, bytes[1], to.Scale);
        return unscaled is { } u && DecimalMath.Fits(u, to.Precision)
            ? SqlValue.FromUnscaled(u)
            : throw TypeErrors.ErrorConverting(from, to);
    }

    private static Func<SqlValue, byte[]> LeftAligned(SqlType from, SqlType to, int style)
    {
        if (from.IsBinary)
        {
            return static v => v.AsBytes();
        }

        if (from.Kind == SqlTypeKind.UniqueIdentifier)
        {
            return static v => v.AsGuid().ToByteArray();
        }

        if (from.Kind == SqlTypeKind.Xml)
        {
            return static v => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(v.Ref!.ToString()!)];
        }

        return style switch
        {
            0 => from.IsUnicode
                ? static v => Encoding.Unicode.GetBytes(v.AsString())
                : static v => TextConversions.CodePage.GetBytes(v.AsString()),
            1 or 2 => v => ParseHex(v.AsString(), style) ?? throw TypeErrors.ErrorConverting(from, to),
            _ => throw TypeErrors.InvalidStyle(style, from, TypeRules.Name(to)),
        };
    }

    private static byte[]? ParseHex(string text, int style)
    {
        var span = text.AsSpan();
        if (style == 1)
        {
            if (!span.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }

            span = span[2..];
        }

        span = span.TrimEnd(' ');
        if (span.Length % 2 != 0 || span.ContainsAnyExcept(HexDigits))
        {
            return null;
        }

        return Convert.FromHexString(span);
    }

    private static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create(
        "0123456789abcdefABCDEF"
    );

    private static Func<SqlValue, byte[]> RightAligned(SqlType from)
    {
        switch (from.Kind)
        {
            case SqlTypeKind.Bit or SqlTypeKind.TinyInt:
                return static v => [(byte)v.AsInt64()];
            case SqlTypeKind.SmallInt:
                return static v => BigEndian(v.AsInt64(), 2);
            case SqlTypeKind.Int or SqlTypeKind.SmallMoney:
                return static v => BigEndian(v.AsInt64(), 4);
            case SqlTypeKind.BigInt or SqlTypeKind.Money:
                return static v => BigEndian(v.AsInt64(), 8);
            case SqlTypeKind.Float:
                return static v => BigEndian(v.Bits, 8);
            case SqlTypeKind.Real:
                return static v => BigEndian(BitConverter.SingleToInt32Bits((float)v.AsDouble()), 4);
            case SqlTypeKind.DateTime:
                return static v =>
                    BigEndian(
                        (DateMath.FloorDivide(v.Bits - DateMath.BaseTicks, TimeSpan.TicksPerDay) << 32)
                            | (uint)DateMath.ThreeHundredths(v.Bits),
                        8
                    );
            case SqlTypeKind.SmallDateTime:
                return static v =>
                    BigEndian(
                        ((v.Bits - DateMath.BaseTicks) / TimeSpan.TicksPerDay << 16)
                            | (v.Bits % TimeSpan.TicksPerDay / TimeSpan.TicksPerMinute),
                        4
                    );
            case SqlTypeKind.Decimal:
                return v => DecimalBytes(v.AsUnscaled(), from);
            case SqlTypeKind.Date:
                return static v => [(byte)v.Bits, (byte)(v.Bits >> 8), (byte)(v.Bits >> 16)];
            default:
                throw SqlError.Unsupported($"conversion of {TypeRules.Name(from)} to binary");
        }
    }

    private static byte[] DecimalBytes(Int128 unscaled, SqlType type)
    {
        var size = type.Precision switch
        {
            <= 9 => 4,
            <= 19 => 8,
            <= 28 => 12,
            _ => 16,
        };
        var bytes = new byte[4 + size];
        bytes[0] = type.Precision;
        bytes[1] = type.Scale;
        bytes[3] = unscaled < 0 ? (byte)0 : (byte)1;
        var magnitude = Int128.Abs(unscaled);
        for (var i = 0; i < size; i++)
        {
            bytes[4 + i] = (byte)(magnitude & 0xFF);
            magnitude >>= 8;
        }

        return bytes;
    }

    private static byte[] BigEndian(long value, int size)
    {
        var bytes = new byte[size];
        for (var i = size - 1; i >= 0; i--)
        {
            bytes[i] = (byte)value;
            value >>= 8;
        }

        return bytes;
    }

    private static byte[] FitLeft(byte[] bytes, int length, bool isFixed)
    {
        if (length == SqlType.Max || bytes.Length == length || (bytes.Length < length && !isFixed))
        {
            return bytes;
        }

        var result = new byte[length];
        bytes.AsSpan(0, Math.Min(length, bytes.Length)).CopyTo(result);
        return result;
    }

    private static byte[] FitRight(byte[] bytes, int length, bool isFixed)
    {
        if (length == SqlType.Max || bytes.Length == length || (bytes.Length < length && !isFixed))
        {
            return bytes;
        }

        var result = new byte[length];
        var take = Math.Min(length, bytes.Length);
        bytes.AsSpan(bytes.Length - take).CopyTo(result.AsSpan(length - take));
        return result;
    }
}
