// The printf-like substitution of RAISERROR: %d %i %o %s %u %x %X with flags, width and precision.
using System.Globalization;
using System.Text;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs.Statements;

/// <summary>An argument of RAISERROR.</summary>
internal readonly record struct MessageArgument(SqlValue Value, SqlType Type);

/// <summary>Formats messages.</summary>
internal static class MessageFormat
{
    private const int MaxLength = 2047;

    public static string Format(string format, IReadOnlyList<MessageArgument> arguments)
    {
        var result = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                result.Append(format[i]);
                continue;
            }

            if (i + 1 < format.Length && format[i + 1] == '%')
            {
                result.Append('%');
                i++;
                continue;
            }

            i = Substitute(format, i + 1, arguments, ref next, result);
        }

        // The limit of SQL Server: 2,047 characters, longer texts end in an ellipsis.
        return result.Length <= MaxLength ? result.ToString() : result.ToString(0, MaxLength - 3) + "...";
    }

    private static int Substitute(
        string format,
        int i,
        IReadOnlyList<MessageArgument> arguments,
        ref int next,
        StringBuilder result
    )
    {
        var start = i;
        var flags = "";
        while (i < format.Length && "-+0# ".Contains(format[i], StringComparison.Ordinal))
        {
            flags += format[i++];
        }

        var width = Number(format, ref i, arguments, ref next);
        int? precision = null;
        if (i < format.Length && format[i] == '.')
        {
            i++;
            precision = Number(format, ref i, arguments, ref next) ?? 0;
        }

        if (i < format.Length && format[i] is 'h' or 'l')
        {
            i++;
        }
        else if (string.CompareOrdinal(format, i, "I64", 0, 3) == 0)
        {
            i += 3;
        }

        if (i >= format.Length || !"diouxXs".Contains(format[i], StringComparison.Ordinal))
        {
            throw new SqlError(2787, 16, 1, $"Invalid format specification: '%{format[start..]}'.");
        }

        result.Append(Pad(Value(format[i], arguments, next, precision, flags), width, flags));
        next++;
        return i;
    }

    private static int? Number(string format, ref int i, IReadOnlyList<MessageArgument> arguments, ref int next)
    {
        if (i < format.Length && format[i] == '*')
        {
            i++;
            return next < arguments.Count ? (int)arguments[next++].Value.AsInt64() : 0;
        }

        var start = i;
        while (i < format.Length && char.IsAsciiDigit(format[i]))
        {
            i++;
        }

        return i == start ? null : int.Parse(format.AsSpan(start, i - start), CultureInfo.InvariantCulture);
    }

    private static string Value(char specifier, IReadOnlyList<MessageArgument> arguments, int index, int? precision, string flags)
    {
        if (index >= arguments.Count || arguments[index].Value.IsNull)
        {
            return "(null)";
        }

        var (value, type) = arguments[index];
        if (specifier == 's')
        {
            if (!type.IsCharacter)
            {
                throw WrongType(index);
            }

            var text = value.AsString();
            return precision < text.Length ? text[..precision.Value] : text;
        }

        if (
            type.Kind
            is not (SqlTypeKind.Int or SqlTypeKind.SmallInt or SqlTypeKind.TinyInt or SqlTypeKind.BigInt or SqlTypeKind.Bit)
        )
        {
            throw WrongType(index);
        }

        var number = value.AsInt64();
        var unsigned = type.Kind == SqlTypeKind.BigInt ? (ulong)number : (uint)number;
        return specifier switch
        {
            'd' or 'i' => (number >= 0 && flags.Contains('+', StringComparison.Ordinal) ? "+" : "")
                + number.ToString(CultureInfo.InvariantCulture),
            'u' => unsigned.ToString(CultureInfo.InvariantCulture),
            'o' => Convert.ToString((long)unsigned, 8),
            'x' => (flags.Contains('#', StringComparison.Ordinal) ? "0x" : "")
                + unsigned.ToString("x", CultureInfo.InvariantCulture),
            _ => (flags.Contains('#', StringComparison.Ordinal) ? "0X" : "")
                + unsigned.ToString("X", CultureInfo.InvariantCulture),
        };
    }

    private static string Pad(string text, int? width, string flags)
    {
        if (width is null || text.Length >= width)
        {
            return text;
        }

        if (flags.Contains('-', StringComparison.Ordinal))
        {
            return text.PadRight(width.Value);
        }

        return flags.Contains('0', StringComparison.Ordinal) ? text.PadLeft(width.Value, '0') : text.PadLeft(width.Value);
    }

    private static SqlError WrongType(int index) =>
        new(
            2786,
            16,
            1,
            $"The data type of substitution parameter {index + 1} does not match the expected type of the format specification."
        );
}
