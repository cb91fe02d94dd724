// The shapes of state indicators by the names of RDL, as paths in a square of 16.

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

/// <summary>A shape: what is filled with the colour of the state, what is drawn on it in white, and the edge
/// of the whole.</summary>
internal sealed record IndicatorShape(string Fill, string? Sign = null, string? Outline = null);

internal static class IndicatorShapes
{
    private const string Disc = "M8 1a7 7 0 1 1 0 14a7 7 0 1 1 0-14Z";
    private const string Diamond = "M8 .7 15.3 8 8 15.3 .7 8Z";
    private const string Up = "M8 1.2 15.4 14.4H.6Z";
    private const string Arrow = "M8 1.5 13.5 8H10v6.5H6V8H2.5Z";
    private const string Check = "M4.4 8.4 7 11 11.6 5.4";
    private const string Mark = "M8 4.2v4.6M8 10.9v1";
    private const string Cross = "M5.2 5.2l5.6 5.6M10.8 5.2l-5.6 5.6";
    private const string Face = "M5.4 6v.8M10.6 6v.8";

    private static readonly Dictionary<string, IndicatorShape> Known = Shapes();

    public static bool IsKnown(string name) => name is "None" || Known.ContainsKey(name);

    /// <summary>Null for the shape None.</summary>
    public static IndicatorShape? Of(string? name) => name is null ? null : Known.GetValueOrDefault(name);

    private static Dictionary<string, IndicatorShape> Shapes()
    {
        var shapes = new Dictionary<string, IndicatorShape>(StringComparer.OrdinalIgnoreCase)
        {
            ["Circle"] = new(Disc),
            ["TrafficLight"] = new(Disc, Outline: Disc),
            ["TrafficLightUnrimmed"] = new(Disc),
            ["ThreeSignsCircle"] = new(Disc),
            ["ThreeSignsTriangle"] = new(Up, "M8 5.6v4.2M8 11.5v1"),
            ["ThreeSignsDiamond"] = new(Diamond, Mark),
            ["ThreeSymbolCheck"] = new(Disc, Check),
            ["ThreeSymbolExclamation"] = new(Disc, Mark),
            ["ThreeSymbolCross"] = new(Disc, Cross),
            ["ThreeSymbolUnCircledCheck"] = new("M2.2 8.6 4.2 6.6 6.6 9 11.8 3.4 13.8 5.4 6.6 13Z"),
            ["ThreeSymbolUnCircledExclamation"] = new("M6.8 1.5h2.4v8.5H6.8ZM6.8 11.8h2.4v2.4H6.8Z"),
            ["ThreeSymbolUnCircledCross"] = new("M3.6 2 8 6.4 12.4 2 14 3.6 9.6 8 14 12.4 12.4 14 8 9.6 3.6 14 2 12.4 6.4 8 2 3.6Z"),
            ["ArrowUp"] = new(Arrow),
            ["ArrowUpIncline"] = new("M4.5 2.5H13.5V11.5L10.4 8.4 4.9 13.9 2.1 11.1 7.6 5.6Z"),
            ["ArrowSide"] = new("M14.5 8 8 13.5V10H1.5V6H8V2.5Z"),
            ["ArrowDownIncline"] = new("M4.5 13.5H13.5V4.5L10.4 7.6 4.9 2.1 2.1 4.9 7.6 10.4Z"),
            ["ArrowDown"] = new("M8 14.5 13.5 8H10V1.5H6V8H2.5Z"),
            ["TriangleUp"] = new(Up),
            ["TriangleDash"] = new("M1 6.2h14v3.6H1Z"),
            ["TriangleDown"] = new("M8 14.8.6 1.6h14.8Z"),
            ["Flag"] = new("M3 1.2h1.6v.6h8.8l-2.6 3.4 2.6 3.4H4.6v6.4H3Z"),
            ["ButtonPlay"] = new(Disc, "M6.4 5v6l4.8-3Z"),
            ["ButtonPause"] = new(Disc, "M6.4 5v6M9.6 5v6"),
            ["ButtonStop"] = new(Disc, "M5.8 5.8h4.4v4.4H5.8Z"),
            ["FaceSmile"] = new(Disc, Face + "M5 9.6q3 3 6 0"),
            ["FaceNeutral"] = new(Disc, Face + "M5 10.4h6"),
            ["FaceFrown"] = new(Disc, Face + "M5 11.4q3-3 6 0"),
        };
        string[] parts = ["None", "One", "Two", "Three", "Four", "All"];
        foreach (var (part, count) in parts.Select((p, i) => (p, Math.Min(i, 4))))
        {
            shapes[$"Boxes{part}Filled"] = new(Boxes(count), Outline: Boxes(4));
            shapes[$"Quarters{part}Filled"] = new(Quarters(count), Outline: Disc);
            shapes[$"SignalMeter{part}Filled"] = new(Bars(count), Outline: Bars(4));
            shapes[$"StarQuarters{part}Filled"] = new(Star(count), Outline: Star(4));
        }

        return shapes;
    }

    private static string Boxes(int count) =>
        string.Concat(new[] { "M1 8.5h6.5V15H1Z", "M8.5 8.5H15V15H8.5Z", "M1 1h6.5v6.5H1Z", "M8.5 1H15v6.5H8.5Z" }.Take(count));

    private static string Bars(int count) =>
        string.Concat(new[] { "M1 11h3v4H1Z", "M4.7 8h3v7h-3Z", "M8.4 4.5h3V15h-3Z", "M12 1h3v14h-3Z" }.Take(count));

    private static string Quarters(int count) =>
        count switch
        {
            0 => "",
            1 => "M8 8V1a7 7 0 0 1 7 7Z",
            2 => "M8 1a7 7 0 0 1 0 14Z",
            3 => "M8 8V1a7 7 0 1 1-7 7Z",
            _ => Disc,
        };

    /// <summary>A star of which the left part is filled.</summary>
    private static string Star(int quarters) =>
        quarters switch
        {
            0 => "",
            1 => "M.8 6 4.4 5.6V14.2L3.4 15 4.6 9.6Z",
            2 => "M8 .8V12.4L3.4 15 4.6 9.6.8 6 6 5.4Z",
            3 => "M8 .8 10 5.4 11.6 5.6V14.2L8 12.4 3.4 15 4.6 9.6.8 6 6 5.4Z",
            _ => "M8 .8 10 5.4 15.2 6 11.4 9.6 12.6 15 8 12.4 3.4 15 4.6 9.6 .8 6 6 5.4Z",
        };
}
