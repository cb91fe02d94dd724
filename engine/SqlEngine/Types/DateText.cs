// Dates and times as text, in the numbered styles of CONVERT.
using System.Globalization;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Types;

/// <summary>Formats date and time values.</summary>
public static class DateText
{
    /// <summary>The text of a value in a style; null is the style of CAST.</summary>
    /// <exception cref="SqlError">281 for a style that does not exist.</exception>
    public static string Format(SqlType type, SqlValue value, int? style)
    {
        var local = new DateTime(DateMath.LocalTicks(type.Kind, value), DateTimeKind.Unspecified);
        var chosen = style ?? (type.Kind is SqlTypeKind.DateTime or SqlTypeKind.SmallDateTime ? 0 : 121);
        return type.Kind switch
        {
            SqlTypeKind.Date => DateOnly(local, chosen, type),
            SqlTypeKind.Time => TimeOnly(local, chosen, type),
            SqlTypeKind.DateTimeOffset => WithOffset(local, chosen, type, value.AsOffsetMinutes()),
            _ => Whole(local, chosen, type),
        };
    }

    /// <summary>±hh:mm.</summary>
    internal static string Offset(short minutes)
    {
        var size = Math.Abs((int)minutes);
        return string.Create(CultureInfo.InvariantCulture, $"{(minutes < 0 ? '-' : '+')}{size / 60:00}:{size % 60:00}");
    }

    private static string Whole(DateTime t, int style, SqlType type)
    {
        switch (style)
        {
            case 0 or 100:
                return F(t, "MMM ") + Padded(t.Day) + F(t, " yyyy ") + Hour12(t) + F(t, ":mm") + Meridiem(t);
            case 9 or 109:
                return F(t, "MMM ")
                    + Padded(t.Day)
                    + F(t, " yyyy ")
                    + Hour12(t)
                    + F(t, ":mm:ss")
                    + Fraction(t, type, ':')
                    + Meridiem(t);
            case 13 or 113:
                return F(t, "dd MMM yyyy HH:mm:ss") + Fraction(t, type, ':');
            case 20 or 120:
                return F(t, "yyyy-MM-dd HH:mm:ss");
            case 21 or 25 or 121:
                return F(t, "yyyy-MM-dd HH:mm:ss") + Fraction(t, type, '.');
            case 22:
                return F(t, "MM/dd/yy ") + Hour12(t) + F(t, ":mm:ss ") + Meridiem(t);
            case 126 or 127:
                var isWhole = t.Ticks % TimeSpan.TicksPerSecond == 0;
                return F(t, "yyyy-MM-ddTHH:mm:ss") + (isWhole ? "" : Fraction(t, type, '.'));
            case 8 or 24 or 108:
                return F(t, "HH:mm:ss");
            case 14 or 114:
                return F(t, "HH:mm:ss") + Fraction(t, type, ':');
            default:
                return DatePart(t, style) ?? throw Invalid(style, type);
        }
    }

    private static string WithOffset(DateTime t, int style, SqlType type, short offset)
    {
        if (style == 127)
        {
            return Whole(t.AddMinutes(-offset), 126, type) + "Z";
        }

        var separator = style == 126 ? "" : " ";
        var text = Whole(t, style, type);
        return style is 0 or 100 or 9 or 109 or 13 or 113 or 20 or 120 or 21 or 25 or 121 or 126
            ? text + separator + Offset(offset)
            : text;
    }

    private static string DateOnly(DateTime t, int style, SqlType type) =>
        style switch
        {
            0 or 100 or 9 or 109 => F(t, "MMM ") + Padded(t.Day) + F(t, " yyyy"),
            13 or 113 => F(t, "dd MMM yyyy"),
            20 or 120 or 21 or 25 or 121 or 126 or 127 => F(t, "yyyy-MM-dd"),
            22 => F(t, "MM/dd/yy"),
            _ => DatePart(t, style) ?? throw Invalid(style, type),
        };

    private static string TimeOnly(DateTime t, int style, SqlType type) =>
        style switch
        {
            0 or 100 => Hour12(t) + F(t, ":mm") + Meridiem(t),
            9 or 109 or 22 => Hour12(t) + F(t, ":mm:ss") + Fraction(t, type, '.') + Meridiem(t),
            8 or 24 or 108 or 20 or 120 => F(t, "HH:mm:ss"),
            14 or 114 or 13 or 113 => F(t, "HH:mm:ss") + Fraction(t, type, ':'),
            21 or 25 or 121 or 126 or 127 => F(t, "HH:mm:ss") + Fraction(t, type, '.'),
            _ => throw Invalid(style, type),
        };

    private static string? DatePart(DateTime t, int style) =>
        style switch
        {
            1 => F(t, "MM/dd/yy"),
            101 => F(t, "MM/dd/yyyy"),
            2 => F(t, "yy.MM.dd"),
            102 => F(t, "yyyy.MM.dd"),
            3 => F(t, "dd/MM/yy"),
            103 => F(t, "dd/MM/yyyy"),
            4 => F(t, "dd.MM.yy"),
            104 => F(t, "dd.MM.yyyy"),
            5 => F(t, "dd-MM-yy"),
            105 => F(t, "dd-MM-yyyy"),
            6 => F(t, "dd MMM yy"),
            106 => F(t, "dd MMM yyyy"),
            7 => F(t, "MMM dd, yy"),
            107 => F(t, "MMM dd, yyyy"),
            10 => F(t, "MM-dd-yy"),
            110 => F(t, "MM-dd-yyyy"),
            11 => F(t, "yy/MM/dd"),
            111 => F(t, "yyyy/MM/dd"),
            12 => F(t, "yyMMdd"),
            112 => F(t, "yyyyMMdd"),
            23 => F(t, "yyyy-MM-dd"),
            130 or 131 => throw SqlError.Unsupported("CONVERT style 130 and 131 (Hijri calendar)"),
            _ => null,
        };

    // MMM is the short name of the month in the session's language.
    private static string F(DateTime t, string format) =>
        t.ToString(
            format
                .Replace("/", "\\/", StringComparison.Ordinal)
                .Replace("MMM", "'" + QuerySettings.Current.Language.ShortMonths[t.Month - 1] + "'", StringComparison.Ordinal),
            CultureInfo.InvariantCulture
        );

    private static string Padded(int number) => number.ToString(CultureInfo.InvariantCulture).PadLeft(2);

    private static string Hour12(DateTime t) => Padded(t.Hour % 12 == 0 ? 12 : t.Hour % 12);

    private static string Meridiem(DateTime t) => t.Hour < 12 ? "AM" : "PM";

    private static string Fraction(DateTime t, SqlType type, char separator)
    {
        var digits = type.Kind == SqlTypeKind.SmallDateTime ? 3 : TypeRules.FractionDigits(type);
        if (digits == 0)
        {
            return "";
        }

        var all = (t.Ticks % TimeSpan.TicksPerSecond).ToString("0000000", CultureInfo.InvariantCulture);
        return (type.Kind is SqlTypeKind.DateTime or SqlTypeKind.SmallDateTime ? separator : '.') + all[..digits];
    }

    private static SqlError Invalid(int style, SqlType type) => TypeErrors.InvalidStyle(style, type, "a character string");
}
