// The colours of all reports, each with one meaning. Red and amber mean that a rule judged so, and never
// stand without a glyph.

namespace AxMonitor.Reports;

public static class Palette
{
    public const string Ink = "#1F2933";
    public const string Muted = "#5A6B7B";
    public const string Link = "#0B5CAD";
    public const string Ok = "#2E7D32";
    public const string Warning = "#9A6700";
    public const string Critical = "#B42318";

    public const string Raised = "#F5F7FA";
    public const string WarningGround = "#FFF6E0";
    public const string CriticalGround = "#FDF1F0";
    public const string Transparent = "#00FFFFFF";

    public const string Line = "#D9E0E7";
    public const string Rule = "#9AA7B4";
    public const string Grid = "#E7ECF1";

    /// <summary>Counts, and the bars of durations.</summary>
    public const string Volume = "#5B8DB8";
    public const string Pale = "#9DB2C9";

    /// <summary>Time spent waiting.</summary>
    public const string Wait = "#C8553D";
    public const string WaitBar = "#D98A5B";
    public const string WarningFill = "#E3B341";
    public const string CriticalFill = "#D9675C";
}
