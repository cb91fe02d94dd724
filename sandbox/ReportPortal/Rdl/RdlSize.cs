// Sizes in RDL are a number and a unit ("0.5in", "12pt"); everything here counts in points.

using System.Globalization;

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal static class RdlSize
{
    /// <summary>Points of a size text, or null when the text is not a size.</summary>
    public static double? TryParse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var trimmed = text.Trim();
        if (
            trimmed.Length < 3
            || !double.TryParse(
                trimmed.AsSpan(0, trimmed.Length - 2),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            )
            || !double.IsFinite(number)
        )
        {
            return null;
        }

        return trimmed[^2..].ToLowerInvariant() switch
        {
            "pt" => number,
            "in" => number * 72,
            "cm" => number * 72 / 2.54,
            "mm" => number * 72 / 25.4,
            "pc" => number * 12,
            _ => null,
        };
    }
}
