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
    private static readonly (string Suffix, FieldFormat Format)[] BySuffix =
    [
        ("Ms", new(null, true, Vb.Duration)),
        ("Count", new("#,0", true, value => Vb.Format(value, "#,0"))),
        ("Depth", new("#,0", true, value => Vb.Format(value, "#,0"))),
        ("At", new(Time, false, value => Vb.Format(value, Time))),
    ];

    public static FieldFormat Of(string field) =>
        BySuffix.FirstOrDefault(s => field.EndsWith(s.Suffix, StringComparison.Ordinal)).Format ?? Text;
}
