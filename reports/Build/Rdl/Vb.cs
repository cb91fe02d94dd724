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

    /// <summary>Bytes in three digits: 512 B, 4.20 MB, 44.7 GB.</summary>
    public static string Bytes(string bytes)
    {
        string Unit(string size, string name) =>
            $"Format({bytes} / {size}, IIf({bytes} / {size} >= 100, \"0\", IIf({bytes} / {size} >= 10, \"0.0\", \"0.00\"))) & \" {name}\"";
        return $"IIf(IsNothing({bytes}), \"{NoValue}\", Switch({bytes} < 1024, Format({bytes}, \"0\") & \" B\", "
            + $"{bytes} < 1048576, {Unit("1024", "KB")}, {bytes} < 1073741824, {Unit("1048576", "MB")}, "
            + $"{bytes} < 1099511627776, {Unit("1073741824", "GB")}, True, {Unit("1099511627776", "TB")}))";
    }

    /// <summary>How many times as much: ×3.1, ×99+.</summary>
    public static string Ratio(string value) =>
        $"IIf(IsNothing({value}), \"{NoValue}\", IIf({value} > 99, \"×99+\", Format({value}, \"×0.0\")))";

    /// <summary>Days until something is full: in 12 d, now, > 1 year.</summary>
    public static string InDays(string value) =>
        $"IIf(IsNothing({value}), \"{NoValue}\", Switch({value} <= 0, \"now\", {value} > 365, \"> 1 year\", "
        + $"{value} < 1, \"today\", True, \"in \" & Format({value}, \"0\") & \" d\"))";

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
