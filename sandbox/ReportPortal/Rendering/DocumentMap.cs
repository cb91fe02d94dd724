// The list of contents before a report that names parts of itself; each entry leads to its part.

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal static class DocumentMap
{
    private const int DeepestIndent = 9;

    /// <summary>The id of the entry at that place in the list, from 0.</summary>
    public static string Id(int index) => FormattableString.Invariant($"map-{index + 1}");

    public static void Write(HtmlWriter page, IReadOnlyList<(string Label, int Depth)> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        page.Open("nav", ("class", "map"), ("aria-label", "Document map"))
            .Open("details", ("open", ""))
            .Element("summary", "Document map")
            .Open("ul");
        foreach (var (index, (label, depth)) in entries.Index())
        {
            var indent = Math.Min(depth, DeepestIndent);
            page.Open("li", ("style", indent == 0 ? null : FormattableString.Invariant($"margin-left:{indent}em")))
                .Element("a", label, ("href", "#" + Id(index)))
                .Close("li");
        }

        page.Close("ul").Close("details").Close("nav").Line();
    }
}
