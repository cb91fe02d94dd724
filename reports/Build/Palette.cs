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
    public const string InfoGround = "#F3F8FD";
    public const string Transparent = "#00FFFFFF";

    public const string Line = "#D9E0E7";
    public const string Rule = "#9AA7B4";
    public const string Grid = "#E7ECF1";

    /// <summary>What is idle, and the edge of what is usual.</summary>
    public const string Idle = "#8795A3";

    /// <summary>What is usual, behind a line.</summary>
    public const string Band = "#DCE6F0";

    /// <summary>Counts, and the bars of durations.</summary>
    public const string Volume = "#5B8DB8";
    public const string Pale = "#9DB2C9";

    /// <summary>Time spent waiting.</summary>
    public const string Wait = "#C8553D";
    public const string WaitBar = "#D98A5B";
    public const string WarningFill = "#E3B341";
    public const string CriticalFill = "#D9675C";

    /// <summary>Categories, by name and never by their order.</summary>
    public const string Lock = "#D8702B";
    public const string PageIo = "#2F6DA8";
    public const string Log = "#6A45C4";
    public const string Latch = "#593E2C";
    public const string Memory = "#7A1F63";
    public const string Network = "#A58E6B";

    /// <summary>Steps of a heat map, from little to much.</summary>
    public const string Heat1 = "#E3ECF5";
    public const string Heat2 = "#C6D8EA";
    public const string Heat3 = "#A3C0DE";
    public const string Heat4 = "#7FA8CF";
    public const string Heat5 = PageIo;
    public const string Heat6 = "#1B4B7A";
    public const string OnDark = "#FFFFFF";
}
