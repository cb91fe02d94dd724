// Conversions to integers, decimal, money and floating point, with SQL Server's rounding and its errors.
using System.Buffers.Binary;
using System.Globalization;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Types;

internal static class NumberConversions
{
    private const long TicksPerDay = TimeSpan.TicksPerDay;

    public static (long Least, long Most) Range(SqlTypeKind kind) =>
        kind switch
        {
            SqlTypeKind.Bit => (0, 1),
            SqlTypeKind.TinyInt => (0, 255),
            SqlTypeKind.SmallInt => (short.MinValue, short.MaxValue),
            SqlTypeKind.Int => (int.MinValue, int.MaxValue),
            _ => (long.MinValue, long.MaxValue),
        };

    public static Func<SqlValue, SqlValue> ToInteger(SqlType from, SqlType to)
    {
        if (from.IsInteger && to.Kind != SqlTypeKind.Bit && (from.Kind == SqlTypeKind.Bit || from.Kind <= to.Kind))
        {
            return Conversions.Identity;
        }

        if (to.Kind == SqlTypeKind.Bit)
        {
            return ToBit(from, to);
        }

        var (least, most) = Range(to.Kind);
        if (from.IsInteger)
        {
            var isSmall = to.Kind != SqlTypeKind.Int;
            return v =>
                v.IsNull || (v.AsInt64() >= least && v.AsInt64() <= most)
                    ? v
                    : throw (isSmall ? TypeErrors.OverflowSmall(to, v.AsInt64()) : TypeErrors.Overflow(to));
        }

        if (from.IsCharacter)
        {
            return v => v.IsNull ? v : SqlValue.FromInt64(ParseInteger(v.AsString(), from, to, least, most));
        }

        switch (from.Kind)
        {
            case SqlTypeKind.Decimal:
                var divisor = DecimalMath.Pow10(from.Scale);
                return v => v.IsNull ? v : Checked(v.AsUnscaled() / divisor, to, least, most);
            case SqlTypeKind.Money or SqlTypeKind.SmallMoney:
                return v => v.IsNull ? v : Checked(DecimalMath.DivideRounded(v.AsInt64(), 10000), to, least, most);
            case SqlTypeKind.Real or SqlTypeKind.Float:
                return v =>
                {
                    if (v.IsNull)
                    {
                        return v;
                    }

                    var d = Math.Truncate(v.AsDouble());
                    return d >= least && d <= most && d < 9.2233720368547758E+18 ? SqlValue.FromInt64((long)d)
                        : to.Kind == SqlTypeKind.BigInt ? throw TypeErrors.Overflow(to)
                        : throw TypeErrors.OverflowFloat(to, v.AsDouble());
                };
            case SqlTypeKind.DateTime or SqlTypeKind.SmallDateTime:
                return v =>
                    v.IsNull
                        ? v
                        : Checked(
                            DateMath.FloorDivide(v.Bits - DateMath.BaseTicks + (TicksPerDay / 2), TicksPerDay),
                            to,
                            least,
                            most
                        );
            default:
                var bytes = to.Kind switch
                {
                    SqlTypeKind.TinyInt => 1,
                    SqlTypeKind.SmallInt => 2,
                    SqlTypeKind.Int => 4,
                    _ => 8,
                };
                return v => v.IsNull ? v : SqlValue.FromInt64(FromBytes(v.AsBytes(), bytes));
        }
    }

    public static Func<SqlValue, SqlValue> ToExact(SqlType from, SqlType to)
    {
        var precision = to.Kind switch
        {
            SqlTypeKind.Money => 19,
            SqlTypeKind.SmallMoney => 10,
            _ => to.Precision,
        };
        if (TypeRules.AsDecimal(from) is { } exact)
        {
            if (to.Kind == SqlTypeKind.Decimal && exact.Scale == to.Scale && exact.Precision <= to.Precision)
            {
                return Conversions.Identity;
            }

            return BetweenExact(from, exact.Scale, to, precision);
        }

        if (from.IsCharacter)
        {
            return to.Kind == SqlTypeKind.Decimal
                ? v => v.IsNull ? v : ParseDecimal(v.AsString(), from, to)
                : v => v.IsNull ? v : CheckMoney(ParseMoney(v.AsString()), from, to);
        }

        switch (from.Kind)
        {
            case SqlTypeKind.Real or SqlTypeKind.Float:
                return v =>
                {
                    if (v.IsNull)
                    {
                        return v;
                    }

                    var unscaled = DecimalMath.FromDouble(v.AsDouble(), to.Scale);
                    return unscaled is { } u && DecimalMath.Fits(u, precision) && InMoneyRange(u, to.Kind)
                        ? SqlValue.FromUnscaled(u)
                        : throw TypeErrors.OverflowFrom(from, to);
                };
            case SqlTypeKind.DateTime or SqlTypeKind.SmallDateTime:
                return v =>
                {
                    if (v.IsNull)
                    {
                        return v;
                    }

                    var unscaled = DecimalMath.Multiply(v.Bits - DateMath.BaseTicks, DecimalMath.Pow10(12), 12, 12) is { } product
                        ? DecimalMath.Rescale(product / TicksPerDay, 12, to.Scale)
                        : null;
                    return unscaled is { } u && DecimalMath.Fits(u, precision)
                        ? SqlValue.FromUnscaled(u)
                        : throw TypeErrors.OverflowFrom(from, to);
                };
            default:
                return Conversions.NullSafe(v => BinaryConversions.ToExact(v.AsBytes(), from, to));
        }
    }

    public static Func<SqlValue, SqlValue> ToApproximate(SqlType from, SqlType to)
    {
        var isReal = to.Kind == SqlTypeKind.Real;
        SqlValue Make(double d)
        {
            if (!isReal)
            {
                return SqlValue.FromDouble(d);
            }

            var single = (float)d;
            return float.IsInfinity(single) ? throw TypeErrors.OverflowFloat(to, d) : SqlValue.FromDouble(single);
        }

        if (from.IsInteger)
        {
            return v => v.IsNull ? v : Make(v.AsInt64());
        }

        if (from.IsApproximate)
        {
            return isReal ? v => v.IsNull ? v : Make(v.AsDouble()) : Conversions.Identity;
        }

        if (TypeRules.AsDecimal(from) is { } exact)
        {
            var scale = exact.Scale;
            return v => v.IsNull ? v : Make(DecimalMath.ToDouble(v.AsUnscaled(), scale));
        }

        if (from.IsCharacter)
        {
            return v => v.IsNull ? v : Make(ParseFloat(v.AsString()) ?? throw TypeErrors.ErrorConverting(from, to));
        }

        // datetime counts in 1/300 s, which its milliseconds only show.
        return from.Kind == SqlTypeKind.DateTime
            ? v => v.IsNull ? v : Make((double)(DateMath.ExactDateTime(v.Bits) - DateMath.BaseTicks) / TicksPerDay)
            : v => v.IsNull ? v : Make((double)(v.Bits - DateMath.BaseTicks) / TicksPerDay);
    }

    /// <summary>TRY_CAST of a text without exceptions, for the types where data often fails to
    /// convert.</summary>
    public static Func<SqlValue, SqlValue>? TryFromText(SqlType to)
    {
        if (to.Kind is SqlTypeKind.TinyInt or SqlTypeKind.SmallInt or SqlTypeKind.Int or SqlTypeKind.BigInt)
        {
            var (least, most) = Range(to.Kind);
            return v =>
                v.IsNull || TryInteger(v.AsString(), least, most, out var n) != ParseStatus.Ok
                    ? SqlValue.Null
                    : SqlValue.FromInt64(n);
        }

        return to.Kind switch
        {
            SqlTypeKind.Decimal => v =>
                v.IsNull || DecimalMath.TryParse(v.AsString(), to.Precision, to.Scale, out var n) != ParseStatus.Ok
                    ? SqlValue.Null
                    : SqlValue.FromUnscaled(n),
            SqlTypeKind.Float => v => v.IsNull || ParseFloat(v.AsString()) is not { } d ? SqlValue.Null : SqlValue.FromDouble(d),
            SqlTypeKind.UniqueIdentifier => v =>
                v.IsNull || !TextConversions.TryParseGuid(v.AsString(), out var g) ? SqlValue.Null : SqlValue.FromGuid(g),
            _ => null,
        };
    }

    /// <summary>Reads money: digits with commas, an optional currency sign and parentheses-free sign. Null
    /// when it is not money.</summary>
    public static Int128? ParseMoney(string text)
    {
        var cleaned = text.Trim().Replace(",", "", StringComparison.Ordinal);
        var isNegative = false;
        while (cleaned.Length > 0 && cleaned[0] is '-' or '+' or '$' or '£' or '€' or '¥')
        {
            isNegative |= cleaned[0] == '-';
            cleaned = cleaned[1..].TrimStart();
        }

        if (cleaned.Length == 0)
        {
            return 0;
        }

        return DecimalMath.TryParse(cleaned, 38, 4, out var unscaled) == ParseStatus.Ok
            ? (isNegative ? -unscaled : unscaled)
            : null;
    }

    private static Func<SqlValue, SqlValue> BetweenExact(SqlType from, int fromScale, SqlType to, int precision)
    {
        var toScale = to.Scale;
        var kind = to.Kind;

        // Whole numbers and short decimals stay within long all the way.
        if (
            from.Kind != SqlTypeKind.Decimal
            && kind == SqlTypeKind.Decimal
            && toScale >= fromScale
            && toScale - fromScale <= 9
            && precision <= 18
        )
        {
            var factor = DecimalMath.SmallPow10(toScale - fromScale);
            var limit = DecimalMath.SmallPow10(precision) / factor;
            return v =>
                v.IsNull ? v
                : v.Bits < limit && v.Bits > -limit ? SqlValue.FromInt64(v.Bits * factor)
                : throw TypeErrors.OverflowFrom(from, to);
        }

        return v =>
        {
            if (v.IsNull)
            {
                return v;
            }

            return
                DecimalMath.Rescale(v.AsUnscaled(), fromScale, toScale) is { } u
                && DecimalMath.Fits(u, precision)
                && InMoneyRange(u, kind)
                ? SqlValue.FromUnscaled(u)
                : throw TypeErrors.OverflowFrom(from, to);
        };
    }

    private static bool InMoneyRange(Int128 unscaled, SqlTypeKind kind) =>
        kind switch
        {
            SqlTypeKind.Money => unscaled >= long.MinValue && unscaled <= long.MaxValue,
            SqlTypeKind.SmallMoney => unscaled >= int.MinValue && unscaled <= int.MaxValue,
            _ => true,
        };

    private static Func<SqlValue, SqlValue> ToBit(SqlType from, SqlType to)
    {
        if (from.IsCharacter)
        {
            return v => v.IsNull ? v : SqlValue.FromBool(ParseBit(v.AsString(), from, to));
        }

        if (from.IsApproximate)
        {
            return static v => v.IsNull ? v : SqlValue.FromBool(v.AsDouble() != 0);
        }

        if (from.IsBinary)
        {
            return static v => v.IsNull ? v : SqlValue.FromBool(v.AsBytes() is [.., not 0]);
        }

        return from.IsDateOrTime
            ? static v => v.IsNull ? v : SqlValue.FromBool(v.Bits != DateMath.BaseTicks)
            : static v => v.IsNull ? v : SqlValue.FromBool(v.AsUnscaled() != 0);
    }

    private static bool ParseBit(string text, SqlType from, SqlType to)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (trimmed.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return TryInteger(text, long.MinValue, long.MaxValue, out var number) switch
        {
            ParseStatus.Ok => number != 0,
            _ => throw TypeErrors.ConversionFailed(from, text, to),
        };
    }

    private static SqlValue Checked(Int128 value, SqlType to, long least, long most) =>
        value >= least && value <= most ? SqlValue.FromInt64((long)value) : throw TypeErrors.Overflow(to);

    private static long ParseInteger(string text, SqlType from, SqlType to, long least, long most)
    {
        var status = TryInteger(text, least, most, out var result);
        if (status == ParseStatus.Ok)
        {
            return result;
        }

        if (to.Kind == SqlTypeKind.BigInt)
        {
            throw status == ParseStatus.Invalid ? TypeErrors.ErrorConverting(from, to) : TypeErrors.Overflow(to);
        }

        throw status == ParseStatus.Invalid
            ? TypeErrors.ConversionFailed(from, text, to)
            : TypeErrors.StringOverflow(
                from,
                text,
                to.Kind switch
                {
                    SqlTypeKind.TinyInt => "INT1",
                    SqlTypeKind.SmallInt => "INT2",
                    _ => null,
                }
            );
    }

    private static ParseStatus TryInteger(string text, long least, long most, out long result)
    {
        result = 0;
        var span = text.AsSpan().Trim(' ');
        if (span.Length == 0)
        {
            return least <= 0 ? ParseStatus.Ok : ParseStatus.Invalid;
        }

        var isNegative = span[0] == '-';
        if (span[0] is '-' or '+')
        {
            span = span[1..].TrimStart(' ');
        }

        if (span.Length == 0)
        {
            return ParseStatus.Ok;
        }

        Int128 number = 0;
        foreach (var c in span)
        {
            if (!char.IsAsciiDigit(c))
            {
                return ParseStatus.Invalid;
            }

            if (number <= long.MaxValue)
            {
                number = (number * 10) + (c - '0');
            }
        }

        number = isNegative ? -number : number;
        if (number < least || number > most)
        {
            return ParseStatus.Overflow;
        }

        result = (long)number;
        return ParseStatus.Ok;
    }

    private static SqlValue ParseDecimal(string text, SqlType from, SqlType to) =>
        DecimalMath.TryParse(text, to.Precision, to.Scale, out var unscaled) switch
        {
            ParseStatus.Ok => SqlValue.FromUnscaled(unscaled),
            ParseStatus.Invalid => throw TypeErrors.ErrorConverting(from, to),
            _ => throw TypeErrors.OverflowFrom(from, to),
        };

    private static SqlValue CheckMoney(Int128? unscaled, SqlType from, SqlType to)
    {
        if (unscaled is not { } u)
        {
            throw to.Kind == SqlTypeKind.SmallMoney ? TypeErrors.SmallMoneyFromString(from) : TypeErrors.MoneyFromString();
        }

        return InMoneyRange(u, to.Kind) ? SqlValue.FromUnscaled(u) : throw TypeErrors.OverflowFrom(from, to);
    }

    internal static double? ParseFloat(string text)
    {
        var span = text.AsSpan().Trim(' ');
        if (span.Length == 0)
        {
            return 0;
        }

        foreach (var c in span)
        {
            if (!char.IsAsciiDigit(c) && c is not ('+' or '-' or '.' or 'e' or 'E' or 'd' or 'D'))
            {
                return null;
            }
        }

        // The exponent may be written with a d.
        if (span.IndexOfAny('d', 'D') is >= 0 and var at && span.IndexOfAny('e', 'E') < 0)
        {
            span = string.Concat(span[..at], "e", span[(at + 1)..]);
        }

        return
            double.TryParse(span, NumberStyles.Float, CultureInfo.InvariantCulture, out var result) && !double.IsInfinity(result)
            ? result
            : null;
    }

    private static long FromBytes(byte[] bytes, int size)
    {
        Span<byte> buffer = stackalloc byte[8];
        var take = Math.Min(size, bytes.Length);
        bytes.AsSpan(bytes.Length - take).CopyTo(buffer[(8 - take)..]);
        var value = BinaryPrimitives.ReadInt64BigEndian(buffer);
        return size switch
        {
            1 => value & 0xFF,
            2 => (short)value,
            4 => (int)value,
            _ => value,
        };
    }
}
