// Turns a .NET format into one of Excel's. What Excel has no words for stays text, as the reader sees it.

using System.Globalization;
using System.Text;

namespace AxMonitor.Sandbox.ReportPortal.Excel;

internal static class ExcelFormat
{
    public const string General = "General";
    public const string Date = "yyyy\\-mm\\-dd hh:mm:ss";
    private const int FractionDigits = 3;

    /// <summary>The format for a number; null when Excel has none that shows the same.</summary>
    public static string? OfNumber(string? format, CultureInfo culture)
    {
        if (string.IsNullOrEmpty(format))
        {
            return General;
        }

        if (char.IsAsciiLetter(format[0]) && (format.Length == 1 || format[1..].All(char.IsAsciiDigit)))
        {
            var digits = format.Length == 1 ? -1 : int.Parse(format[1..], CultureInfo.InvariantCulture);
            return char.ToUpperInvariant(format[0]) switch
            {
                'G' when digits < 0 => General,
                'N' => "#,##0" + Decimals(digits, culture.NumberFormat.NumberDecimalDigits),
                'F' => "0" + Decimals(digits, culture.NumberFormat.NumberDecimalDigits),
                'P' => "0" + Decimals(digits, culture.NumberFormat.PercentDecimalDigits) + "%",
                'C' => Literal(culture.NumberFormat.CurrencySymbol)
                    + "#,##0"
                    + Decimals(digits, culture.NumberFormat.CurrencyDecimalDigits),
                'D' => new string('0', Math.Max(digits, 1)),
                'E' => "0" + Decimals(digits, 6) + "E+000",
                _ => null,
            };
        }

        return Custom(format);
    }

    /// <summary>The format for a time; null when Excel has none that shows the same.</summary>
    public static string? OfTime(string? format, CultureInfo culture)
    {
        var pattern =
            string.IsNullOrEmpty(format) ? culture.DateTimeFormat.GetAllDateTimePatterns('G')[0]
            : format.Length > 1 ? format
            : "dDtTgGfFsuMmyY".Contains(format[0], StringComparison.Ordinal)
                ? culture.DateTimeFormat.GetAllDateTimePatterns(format[0])[0]
            : null;
        if (pattern is null)
        {
            return null;
        }

        var excel = new StringBuilder();
        for (var at = 0; at < pattern.Length;)
        {
            var run = 1;
            while (at + run < pattern.Length && pattern[at + run] == pattern[at])
            {
                run++;
            }

            switch (pattern[at])
            {
                case 'y' or 'M' or 'd' or 'm' or 's':
                    excel.Append(char.ToLowerInvariant(pattern[at]), run);
                    break;
                case 'H':
                    excel.Append('h', run);
                    break;
                case 'h' when pattern.Contains('t', StringComparison.Ordinal):
                    excel.Append('h', run);
                    break;
                case 't':
                    excel.Append("AM/PM");
                    break;
                case 'f' or 'F' when run <= FractionDigits:
                    excel.Append('0', run);
                    break;
                case 'f' or 'F' or 'h' or 'z' or 'K':
                    return null;
                case '\'' or '"':
                    var end = pattern.IndexOf(pattern[at], at + 1);
                    end = end < 0 ? pattern.Length : end;
                    excel.Append(Literal(pattern[(at + 1)..end]));
                    run = Math.Min(end + 1, pattern.Length) - at;
                    break;
                case '\\' when at + 1 < pattern.Length:
                    excel.Append(Literal(pattern[at + 1].ToString()));
                    run = 2;
                    break;
                case '%':
                    run = 1;
                    break;
                case ':' or ' ' or '.' or ',':
                    excel.Append(pattern[at], run);
                    break;
                default:
                    excel.Append(Literal(pattern[at..(at + run)]));
                    break;
            }

            at += run;
        }

        return excel.ToString();
    }

    private static string? Custom(string format)
    {
        var excel = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            switch (format[at])
            {
                case '0' or '#' or '.' or ',' or '%' or ';' or ' ' or '(' or ')' or '-' or '+':
                    excel.Append(format[at]);
                    break;
                case '‰':
                    return null;
                case 'E' or 'e' when at + 1 < format.Length && format[at + 1] is '+' or '-' or '0':
                    excel.Append("E+");
                    at += format[at + 1] == '0' ? 0 : 1;
                    break;
                case '\'' or '"':
                    var end = format.IndexOf(format[at], at + 1);
                    end = end < 0 ? format.Length : end;
                    excel.Append(Literal(format[(at + 1)..end]));
                    at = end;
                    break;
                case '\\' when at + 1 < format.Length:
                    excel.Append(Literal(format[++at].ToString()));
                    break;
                default:
                    excel.Append(Literal(format[at].ToString()));
                    break;
            }
        }

        return excel.ToString();
    }

    private static string Decimals(int digits, int usual) =>
        (digits < 0 ? usual : digits) is var count and > 0 ? "." + new string('0', count) : "";

    /// <summary>A text in a format; a quote cannot stand in a quoted one.</summary>
    private static string Literal(string text) =>
        text.Length == 0 ? ""
        : text.Contains('"', StringComparison.Ordinal) ? string.Concat(text.Select(c => "\\" + c))
        : text.Length == 1 ? "\\" + text
        : $"\"{text}\"";
}
