// The printf-like formats of RAISERROR and FORMATMESSAGE.
using System.Globalization;
using System.Text;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>Fills %s, %d, %i, %u, %o, %x, %X with flags, width and precision.</summary>
public static class MessageFormat
{
    /// <summary>Formats a message; results longer than 2047 characters are cut with an ellipsis as SQL Server
    /// cuts them.</summary>
    /// <exception cref="SqlError">2786 wrong argument type, 2787 invalid format.</exception>
    public static string Apply(string format, IReadOnlyList<SqlType> types, ReadOnlySpan<SqlValue> values)
    {
        var result = new StringBuilder(format.Length + 32);
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                result.Append(format[i]);
                continue;
            }

            var start = i++;
            if (i < format.Length && format[i] == '%')
            {
                result.Append('%');
                continue;
            }

            var spec = ReadSpec(format, ref i, start, types, values, ref next);
            var position = next;
            var text = next < values.Length ? Convert(spec, types[next], values[next], position + 1) : "(null)";
            next++;
            result.Append(Pad(text, spec));
        }

        return result.Length > 2047 ? string.Concat(result.ToString().AsSpan(0, 2044), "...") : result.ToString();
    }

    private static Spec ReadSpec(
        string format,
        ref int i,
        int start,
        IReadOnlyList<SqlType> types,
        ReadOnlySpan<SqlValue> values,
        ref int next
    )
    {
        var spec = new Spec { Precision = -1 };
        for (; i < format.Length && format[i] is '-' or '+' or '0' or '#' or ' '; i++)
        {
            spec.Left |= format[i] == '-';
            spec.Plus |= format[i] == '+';
            spec.Zero |= format[i] == '0';
            spec.Hash |= format[i] == '#';
            spec.Blank |= format[i] == ' ';
        }

        spec.Width = ReadNumber(format, ref i, types, values, ref next, 0);
        if (i < format.Length && format[i] == '.')
        {
            i++;
            spec.Precision = ReadNumber(format, ref i, types, values, ref next, 0);
        }

        if (i + 2 < format.Length && string.CompareOrdinal(format, i, "I64", 0, 3) == 0)
        {
            i += 3;
        }
        else if (i < format.Length && format[i] is 'l' or 'h')
        {
            i++;
        }

        if (i >= format.Length || format[i] is not ('s' or 'd' or 'i' or 'u' or 'o' or 'x' or 'X'))
        {
            throw new SqlError(2787, 16, 1, $"Invalid format specification: '{format[start..]}'.");
        }

        spec.Kind = format[i];
        return spec;
    }

    private static int ReadNumber(
        string format,
        ref int i,
        IReadOnlyList<SqlType> types,
        ReadOnlySpan<SqlValue> values,
        ref int next,
        int fallback
    )
    {
        if (i < format.Length && format[i] == '*')
        {
            i++;
            var value =
                next < values.Length && types[next].IsInteger && !values[next].IsNull ? (int)values[next].AsInt64() : fallback;
            next++;
            return value;
        }

        var number = fallback;
        for (; i < format.Length && char.IsAsciiDigit(format[i]); i++)
        {
            number = (number * 10) + (format[i] - '0');
        }

        return number;
    }

    private static string Convert(Spec spec, SqlType type, SqlValue value, int position)
    {
        if (value.IsNull)
        {
            return "(null)";
        }

        if (spec.Kind == 's')
        {
            if (!type.IsCharacter)
            {
                throw WrongType(position);
            }

            var text = value.AsString();
            return spec.Precision >= 0 && text.Length > spec.Precision ? text[..spec.Precision] : text;
        }

        if (!type.IsInteger)
        {
            throw WrongType(position);
        }

        var number = value.AsInt64();
        var isBig = type.Kind == SqlTypeKind.BigInt;
        var digits = spec.Kind switch
        {
            'd' or 'i' => number.ToString(CultureInfo.InvariantCulture),
            'u' => isBig
                ? ((ulong)number).ToString(CultureInfo.InvariantCulture)
                : ((uint)number).ToString(CultureInfo.InvariantCulture),
            'x' => (spec.Hash ? "0x" : "")
                + (
                    isBig
                        ? number.ToString("x", CultureInfo.InvariantCulture)
                        : ((int)number).ToString("x", CultureInfo.InvariantCulture)
                ),
            'X' => (spec.Hash ? "0X" : "")
                + (
                    isBig
                        ? number.ToString("X", CultureInfo.InvariantCulture)
                        : ((int)number).ToString("X", CultureInfo.InvariantCulture)
                ),
            _ => System.Convert.ToString(isBig ? number : (uint)number, 8),
        };
        if (spec.Kind is 'd' or 'i' && number >= 0)
        {
            digits =
                spec.Plus ? "+" + digits
                : spec.Blank ? " " + digits
                : digits;
        }

        return digits;
    }

    private static string Pad(string text, Spec spec)
    {
        if (spec.Left)
        {
            return text.PadRight(spec.Width);
        }

        if (spec.Zero && spec.Kind != 's' && text.Length < spec.Width)
        {
            var sign = text.Length > 0 && text[0] is '-' or '+' ? 1 : 0;
            return string.Concat(text.AsSpan(0, sign), new string('0', spec.Width - text.Length), text.AsSpan(sign));
        }

        return text.PadLeft(spec.Width);
    }

    private static SqlError WrongType(int position) =>
        new(
            2786,
            16,
            1,
            $"The data type of substitution parameter {position.ToString(CultureInfo.InvariantCulture)} does not match the expected type of the format specification."
        );

    private struct Spec
    {
        public bool Left;
        public bool Plus;
        public bool Zero;
        public bool Hash;
        public bool Blank;
        public int Width;
        public int Precision;
        public char Kind;
    }
}
