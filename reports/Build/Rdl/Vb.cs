// The few pieces of Visual Basic that reports are made of. Plain functions only: where RDL sandboxing is on,
// a report server refuses reports with code of their own. IIf evaluates both sides, so each piece must bear
// Nothing.

namespace AxMonitor.Reports.Rdl;

internal static class Vb
{
    /// <summary>Shown where there is no value.</summary>
    public const string NoValue = "—";

    public static string Field(string name) => $"Fields!{name}.Value";

    public static string Literal(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string IsEmpty(string value) => $"{value} & \"\" = \"\"";

    public static string If(string condition, string then, string otherwise) => $"IIf({condition}, {then}, {otherwise})";

    public static string Format(string value, string format) => $"Format({value}, {Literal(format)})";

    /// <summary>
    /// Milliseconds as lib texts write them: 850 ms, 12 s, 3 min 05 s, 2 h 07 min, 3 d 04 h.
    /// </summary>
    public static string Duration(string ms) =>
        $"IIf(IsNothing({ms}), \"{NoValue}\", Switch({ms} = 0, \"0 s\", {ms} < 1000, {ms} & \" ms\", "
        + $"{ms} < 60000, {ms} \\ 1000 & \" s\", "
        + $"{ms} < 3600000, {ms} \\ 60000 & \" min \" & Format({ms} \\ 1000 Mod 60, \"00\") & \" s\", "
        + $"{ms} < 86400000, {ms} \\ 3600000 & \" h \" & Format({ms} \\ 60000 Mod 60, \"00\") & \" min\", "
        + $"True, {ms} \\ 86400000 & \" d \" & Format({ms} \\ 3600000 Mod 24, \"00\") & \" h\"))";

    /// <summary>The last part of a name such as Database.dbo.TABLE.</summary>
    public static string LastPart(string name) => $"Mid({name}, InStrRev({name}, \".\") + 1)";

    /// <summary>What stands before the last part of a name.</summary>
    public static string Qualifier(string name) => $"Left({name}, Math.Max(0, InStrRev({name}, \".\") - 1))";

    /// <summary>
    /// The beginning of a statement without the list of its parameters' types, which AX puts in front. The
    /// list ends at the first closing
    /// parenthesis that no comma and no other one follows.
    /// </summary>
    public static string Statement(string text) =>
        $"Left(IIf(Left({text}, 2) = \"(@\", LTrim(Mid({text}, "
        + $"InStr(Replace(Replace({text}, \"))\", \"-)\"), \"),\", \"-,\"), \")\") + 1)), {text}), 120)";
}
