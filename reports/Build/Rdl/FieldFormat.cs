// The suffix of a field says what it is, and that decides how it is shown on every page: a new column needs
// no format of its own.

namespace AxMonitor.Reports.Rdl;

/// <summary>How a kind of field is shown.</summary>
/// <param name="Style">The format of a cell that holds the value itself; nothing where only text can show
/// it.</param>
/// <param name="IsRight">Numbers stand right.</param>
internal sealed record FieldFormat(string? Style, bool IsRight, Func<string, string> AsText)
{
    public const string Time = "yyyy-MM-dd HH:mm:ss";

    private static readonly FieldFormat Text = new(null, false, value => value);
    private static readonly FieldFormat Number = new("#,0", true, value => Vb.Format(value, "#,0"));

    /// <summary>The longer of two suffixes that end alike comes first.</summary>
    private static readonly (string Suffix, FieldFormat Format)[] BySuffix =
    [
        ("LatencyMs", Styled("0.0 'ms'")),
        ("Ms", new(null, true, Vb.Duration)),
        ("Count", Number),
        ("Depth", Number),
        ("Bytes", new(null, true, Vb.Bytes)),
        ("Percent", Styled("0.0 '%'")),
        ("PerS", Styled("#,0.0'/s'")),
        ("Ratio", new(null, true, Vb.Ratio)),
        ("InDays", new(null, true, Vb.InDays)),
        ("Local", new(Time, false, value => Vb.Format(value, Time))),
        ("Date", new("yyyy-MM-dd", false, value => Vb.Format(value, "yyyy-MM-dd"))),
        ("At", new(Time, false, value => Vb.Format(value, Time))),
    ];

    private static FieldFormat Styled(string format) =>
        new(format, true, value => Vb.If($"IsNothing({value})", $"\"{Vb.NoValue}\"", Vb.Format(value, format)));

    public static FieldFormat Of(string field) =>
        BySuffix.FirstOrDefault(s => field.EndsWith(s.Suffix, StringComparison.Ordinal)).Format ?? Text;
}
