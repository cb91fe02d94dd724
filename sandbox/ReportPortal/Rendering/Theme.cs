// The colours of the reports by day and by night: each has a CSS variable of its own, which a reader's
// preference for dark pages changes. Paper is always light.

using System.Text;
using System.Text.RegularExpressions;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static partial class Theme
{
    private static readonly Dictionary<string, string> DarkOf = new(StringComparer.OrdinalIgnoreCase)
    {
        ["EEF2F6"] = "0F161D",
        ["FFFFFF"] = "17212B",
        ["F5F7FA"] = "1E2A35",
        ["1F2933"] = "E6EBF0",
        ["5A6B7B"] = "A3B1BF",
        ["D9E0E7"] = "2A3742",
        ["9AA7B4"] = "4A5A69",
        ["B8C4D0"] = "4A5A69",
        ["C3CCD6"] = "4A5A69",
        ["E7ECF1"] = "24303A",
        ["0B5CAD"] = "7DB4EC",
        ["B42318"] = "FF8A7D",
        ["D9675C"] = "B5483F",
        ["9A6700"] = "E8B84A",
        ["E3B341"] = "8A6A1F",
        ["2E7D32"] = "7CC98A",
        ["8795A3"] = "8FA0B1",
        ["9DB2C9"] = "4C6B87",
        ["C8553D"] = "E7957F",
        ["D98A5B"] = "B9734A",
        ["DCE6F0"] = "243647",
        ["FDF1F0"] = "3A1F1E",
        ["F0B8B2"] = "B5483F",
        ["FFF6E0"] = "3A3118",
        ["F3F8FD"] = "1B2B3A",
        ["E3ECF5"] = "1E2F40",
        ["C6D8EA"] = "24405A",
        ["A3C0DE"] = "2C5478",
        ["7FA8CF"] = "336A9A",
        ["2F6DA8"] = "6FA8D6",
        ["1B4B7A"] = "A9CBEA",
        ["D8702B"] = "F29B55",
        ["6A45C4"] = "A456D8",
        ["593E2C"] = "99613D",
        ["7A1F63"] = "EDF2E6",
        ["A58E6B"] = "D8BE97",
    };

    /// <summary>What a page's style sheet begins with.</summary>
    public static string Variables { get; } = Declare();

    /// <summary>A colour #RRGGBB, as its variable where it has one.</summary>
    public static string Of(string colour) =>
        colour.Length == 7 && DarkOf.ContainsKey(colour[1..]) ? $"var(--{colour[1..].ToUpperInvariant()})" : colour;

    /// <summary>A style sheet with variables for its colours; white is a colour of the theme as a ground
    /// only.</summary>
    public static string Apply(string css) =>
        SixDigits()
            .Replace(
                css.Replace("background:#fff", "background:#FFFFFF", StringComparison.Ordinal),
                match => Of(match.Value)
            );

    private static string Declare()
    {
        var text = new StringBuilder(":root{color-scheme:light dark;");
        foreach (var light in DarkOf.Keys)
        {
            text.Append("--").Append(light).Append(":#").Append(light).Append(';');
        }

        text.Append("}\n@media screen and (prefers-color-scheme:dark){:root{");
        foreach (var (light, dark) in DarkOf)
        {
            text.Append("--").Append(light).Append(":#").Append(dark).Append(';');
        }

        return text.Append("}body .parameters button{color:#17212B}}\n").ToString();
    }

    [GeneratedRegex("#[0-9A-Fa-f]{6}(?![0-9A-Fa-f])", RegexOptions.None, 1000)]
    private static partial Regex SixDigits();
}
