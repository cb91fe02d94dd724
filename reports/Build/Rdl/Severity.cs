// Severity as glyph, colour and rank. The glyphs say what the colours say: red and amber look alike to some,
// and on paper to all.

namespace AxMonitor.Reports.Rdl;

internal static class Severity
{
    public const string Field = "Severity";

    private static readonly string Value = Vb.Field(Field);

    /// <summary>Unknown is what could not be told, which is not the same as well.</summary>
    public static string Glyph =>
        $"Switch({Value} = \"critical\", \"■\", {Value} = \"warning\", \"▲\", {Value} = \"notice\", \"●\", "
        + $"{Value} = \"unknown\", \"{Vb.NoValue}\", True, \"○\")";

    public static string Colour => Choose(Vb.Literal(Palette.Critical), Vb.Literal(Palette.Warning), Vb.Literal(Palette.Muted));

    public static string Fill =>
        Choose(Vb.Literal(Palette.CriticalFill), Vb.Literal(Palette.WarningFill), Vb.Literal(Palette.Pale));

    /// <summary>For sorting: the worst is the largest.</summary>
    public static string Rank =>
        $"Switch({Value} = \"critical\", 3, {Value} = \"warning\", 2, {Value} = \"notice\", 1, True, 0)";

    public static string ToolTip => $"IIf({Vb.IsEmpty(Value)}, \"no alert\", \"Severity \" & {Value})";

    /// <summary>By the worst of a dataset; <paramref name="none"/> when it has no row.</summary>
    public static string Worst(Scope scope, string critical, string warning, string other, string none) =>
        $"Switch({scope.Count(Field, "critical")} > 0, {critical}, {scope.Count(Field, "warning")} > 0, {warning}, "
        + $"{scope.Count(null, null)} = 0, {none}, True, {other})";

    private static string Choose(string critical, string warning, string other) =>
        $"Switch({Value} = \"critical\", {critical}, {Value} = \"warning\", {warning}, True, {other})";
}
