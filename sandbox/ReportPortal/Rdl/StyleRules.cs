// What a server refuses in a style that is written out: colours, sizes and words that do not exist. What an
// expression says is only known when it is evaluated.

using System.Text.RegularExpressions;

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal static partial class StyleRules
{
    private static readonly string[] Weights =
    [
        "Default", "Normal", "Thin", "ExtraLight", "Light", "Medium", "SemiBold", "Bold", "ExtraBold", "Heavy",
        "100", "200", "300", "400", "500", "600", "700", "800", "900",
    ];

    private static readonly string[] Aligns = ["Default", "General", "Left", "Center", "Right"];
    private static readonly string[] VerticalAligns = ["Default", "Top", "Middle", "Bottom"];
    private static readonly string[] FontStyles = ["Default", "Normal", "Italic"];
    private static readonly string[] Decorations = ["Default", "None", "Underline", "Overline", "LineThrough"];

    /// <summary>What is wrong with a value, null for one that a server takes.</summary>
    public static string? Fault(StyleProperty property, string value) =>
        property switch
        {
            StyleProperty.Color or StyleProperty.BackgroundColor => IsColour(value) ? null : "is no colour",
            StyleProperty.FontSize => RdlSize.TryParse(value) is >= 1 and <= 200 ? null : "is no size of 1pt to 200pt",
            StyleProperty.FontWeight => OneOf(Weights, value),
            StyleProperty.FontStyle => OneOf(FontStyles, value),
            StyleProperty.TextAlign => OneOf(Aligns, value),
            StyleProperty.VerticalAlign => OneOf(VerticalAligns, value),
            StyleProperty.TextDecoration => OneOf(Decorations, value),
            StyleProperty.PaddingBottom
            or StyleProperty.PaddingLeft
            or StyleProperty.PaddingRight
            or StyleProperty.PaddingTop => RdlSize.TryParse(value) is >= 0 and <= 1000 ? null : "is no size of 0pt to 1000pt",
            _ => null,
        };

    public static bool IsColour(string value) =>
        Hexadecimal().IsMatch(value)
        || string.Equals(value, "No Color", StringComparison.OrdinalIgnoreCase)
        || System.Drawing.Color.FromName(value).IsKnownColor;

    private static string? OneOf(string[] words, string value) =>
        words.Contains(value, StringComparer.OrdinalIgnoreCase) ? null : $"is none of {string.Join(", ", words)}";

    [GeneratedRegex("^#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hexadecimal();
}
