// Numbers and times as .NET Framework writes them, which a report server runs on: two decimals where a format
// names none, fifteen digits of a Double, halves rounded away from zero, a plain blank before AM and PM.

using System.Collections.Concurrent;
using System.Globalization;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal static class FrameworkCulture
{
    private static readonly ConcurrentDictionary<string, CultureInfo> Known = new(StringComparer.Ordinal);

    /// <summary>The culture with the defaults of .NET Framework in place of ICU's.</summary>
    public static CultureInfo Of(CultureInfo culture) =>
        Known.GetOrAdd(
            culture.Name,
            static name =>
            {
                var own = (CultureInfo)CultureInfo.GetCultureInfo(name).Clone();
                own.NumberFormat.NumberDecimalDigits = 2;
                own.NumberFormat.PercentDecimalDigits = 2;
                var times = own.DateTimeFormat;
                times.ShortTimePattern = Plain(times.ShortTimePattern);
                times.LongTimePattern = Plain(times.LongTimePattern);
                times.FullDateTimePattern = Plain(times.FullDateTimePattern);
                return CultureInfo.ReadOnly(own);
            }
        );

    /// <summary>A Double by a format, or without one.</summary>
    public static string Format(double value, string? format, CultureInfo culture)
    {
        if (string.IsNullOrEmpty(format))
        {
            return value.ToString("G15", culture);
        }

        // The fifteen digits are what is rounded, and a half goes away from zero, as a Decimal does it.
        return double.IsFinite(value)
            && Math.Abs(value) < 1e15
            && decimal.TryParse(
                value.ToString("G15", CultureInfo.InvariantCulture),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var digits
            )
            && !format.StartsWith("R", StringComparison.OrdinalIgnoreCase)
            && !format.StartsWith("G", StringComparison.OrdinalIgnoreCase)
            && !format.StartsWith("E", StringComparison.OrdinalIgnoreCase)
            ? digits.ToString(format, culture)
            : value.ToString(format, culture);
    }

    private static string Plain(string pattern) => pattern.Replace('\u202F', ' ');
}
