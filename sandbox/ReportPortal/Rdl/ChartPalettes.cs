// The palettes of 2016 by name: what a series or a slice is coloured with where the file names no colour.

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal static class ChartPalettes
{
    private const string Custom = "Custom";

    // Colours as RRGGBB or AARRGGBB, in their order.
    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Default"] =
            "008000 0000FF 800080 00FF00 FF00FF 008080 FFFF00 808080 00FFFF 000080 800000 FF0000 808000 C0C0C0 FF6347 FFE4B5",
        ["BrightPastel"] =
            "418CF0 FCB441 E0400A 056492 BFBFBF 1A3B69 FFE382 129CDD CA6B4B 005CDB F3D288 506381 F1B9A8 E0830A 7893BE",
        ["EarthTones"] =
            "FF8000 B8860B C04000 6B8E23 CD853F C0C000 228B22 D2691E 808000 20B2AA F4A460 00C000 8FBC8B B22222 8B4513 C00000",
        ["Excel"] =
            "9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF",
        ["GrayScale"] =
            "C8C8C8 BDBDBD B2B2B2 A7A7A7 9C9C9C 919191 868686 7B7B7B 707070 656565 5A5A5A 4F4F4F 444444 393939 2E2E2E 232323",
        ["Light"] = "E6E6FA FFF0F5 FFDAB9 FFFACD FFE4E1 F0FFF0 F0F8FF F5F5F5 FAEBD7 E0FFFF",
        ["Pastel"] =
            "87CEEB 32CD32 BA55D3 F08080 4682B4 9ACD32 40E0D0 FF69B4 F0E68C D2B48C 8FBC8B 6495ED DDA0DD 5F9EA0 FFDAB9 FFA07A",
        ["SemiTransparent"] =
            "96FF0000 9600FF00 960000FF 96FFFF00 9600FFFF 96FF00FF 96AA7814 50FF0000 5000FF00 500000FF 50FFFF00 5000FFFF 50FF00FF 50AA7814 96647832 96285A96",
        ["Berry"] = "8A2BE2 BA55D3 4169E1 C71585 0000FF 8A2BE2 DA70D6 7B68EE C000C0 0000CD 800080",
        ["Chocolate"] = "A0522D D2691E 8B0000 CD853F A52A2A F4A460 8B4513 C04000 B22222 B65C3A",
        ["Fire"] = "FFD700 FF0000 FF1493 DC143C FF8C00 FF00FF FFFF00 FF4500 C71585 DDE221",
        ["SeaGreen"] = "2E8B57 66CDAA 4682B4 008B8B 5F9EA0 3CB371 48D1CC B0C4DE 8FBC8B 87CEEB",
        ["Pacific"] =
            "01B8AA 374649 FD625E F2C80F 5F6B6D 8AD4EB FE9666 A66999 3599B8 DFBFBF 4AC5BB 5F6B6D FB8281 F4D25A 7F898A A4DDEE FDAB89 B687AC 28738A A78F8F",
        ["PacificLight"] = "4AC5BB 5F6B6D FB8281 F4D25A 7F898A A4DDEE FDAB89 B687AC 28738A A78F8F",
        ["PacificSemiTransparent"] =
            "9901B8AA 99374649 99FD625E 99F2C80F 995F6B6D 998AD4EB 99FE9666 99A66999 993599B8 99DFBFBF 994AC5BB 995F6B6D 99FB8281 99F4D25A 997F898A 99A4DDEE 99FDAB89 99B687AC 9928738A 99A78F8F",
    };

    /// <summary>Refuses a name that is none, and the palette Custom without colours.</summary>
    public static void Check(RdlNode chart, RdlExpression? palette, IReadOnlyList<RdlExpression> custom)
    {
        if (palette is not { IsLiteral: true })
        {
            return;
        }

        var isCustom = string.Equals(palette.Text, Custom, StringComparison.OrdinalIgnoreCase);
        if (!isCustom && !Known.ContainsKey(palette.Text))
        {
            chart.Problem($"<Palette> is '{palette.Text}', which is none of {string.Join(", ", Known.Keys)}, {Custom}");
        }

        if (isCustom && custom.Count == 0)
        {
            chart.Problem("has the palette Custom and no <ChartCustomPaletteColors>");
        }

        foreach (var colour in custom.Where(c => c.IsLiteral && !StyleRules.IsColour(c.Text)))
        {
            chart.Problem($"<ChartCustomPaletteColor> is '{colour.Text}', which is no colour");
        }
    }

    /// <summary>The colours of a palette as RDL writes them; custom ones where it is that one.</summary>
    public static IReadOnlyList<string> Colours(string? name, IReadOnlyList<string> custom) =>
        custom.Count > 0 && string.Equals(name, Custom, StringComparison.OrdinalIgnoreCase)
            ? custom
            : [.. (Known.GetValueOrDefault(name ?? "") ?? Known["Default"]).Split(' ').Select(c => "#" + c)];
}
