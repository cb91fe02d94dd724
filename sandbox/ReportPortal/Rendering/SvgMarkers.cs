// The shapes that mark points: circles, squares, stars and so on.

using System.Globalization;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class SvgMarkers
{
    /// <summary>A shape around a point.</summary>
    /// <param name="html">Where it is written.</param>
    /// <param name="type">Its name in RDL.</param>
    /// <param name="x">Its middle.</param>
    /// <param name="y">Its middle, downwards.</param>
    /// <param name="size">Across.</param>
    /// <param name="colour">In CSS.</param>
    public static void Write(HtmlWriter html, string type, double x, double y, double size, string colour)
    {
        var r = size / 2;
        var path = type.ToUpperInvariant() switch
        {
            "SQUARE" => $"M{N(x - r)} {N(y - r)}h{N(size)}v{N(size)}h{N(-size)}Z",
            "DIAMOND" => $"M{N(x)} {N(y - r)}L{N(x + r)} {N(y)}L{N(x)} {N(y + r)}L{N(x - r)} {N(y)}Z",
            "TRIANGLE" => $"M{N(x)} {N(y - r)}L{N(x + r)} {N(y + r)}H{N(x - r)}Z",
            "CROSS" => Star(x, y, r, 4, 0.35, turned: true),
            "STAR4" => Star(x, y, r, 4, 0.4, turned: false),
            "STAR" or "STAR5" => Star(x, y, r, 5, 0.4, turned: false),
            "STAR6" => Star(x, y, r, 6, 0.5, turned: false),
            "STAR10" => Star(x, y, r, 10, 0.6, turned: false),
            _ => null,
        };
        if (path is null)
        {
            html.Open("circle", ("class", "marker"), ("cx", N(x)), ("cy", N(y)), ("r", N(r)), ("fill", colour)).Close("circle");
        }
        else
        {
            html.Open("path", ("class", "marker"), ("d", path), ("fill", colour)).Close("path");
        }
    }

    private static string Star(double x, double y, double radius, int rays, double inner, bool turned)
    {
        var points = Enumerable
            .Range(0, rays * 2)
            .Select(i =>
            {
                var angle = (Math.PI * i / rays) - (Math.PI / 2) + (turned ? Math.PI / rays : 0);
                var r = i % 2 == 0 ? radius : radius * inner;
                return $"{N(x + (r * Math.Cos(angle)))} {N(y + (r * Math.Sin(angle)))}";
            });
        return $"M{string.Join('L', points)}Z";
    }

    private static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
