// The columns of a tablix: which a narrow screen does without, what opens them, how wide the headers of rows
// are.

using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal static class TablixColumns
{
    public static List<int> HiddenWhenNarrow(TablixItem tablix, List<TablixLeaf> columns, int rowHeaderDepth)
    {
        var hidden = tablix
            .ColumnMembers.SelectMany(ReportTree.Members)
            .Where(m => m is { IsLeaf: true, HiddenWhenNarrow: true })
            .Select(m => m.LeafIndex)
            .ToHashSet();
        return [.. columns.Index().Where(c => hidden.Contains(c.Item.Index)).Select(c => c.Index + rowHeaderDepth)];
    }

    /// <summary>A cell is closed with its column; one over several with what closes them all.</summary>
    public static List<RenderedCell> Opened(IReadOnlyList<RenderedCell> cells, List<List<RenderedToggle>> openers) =>
        [
            .. cells.Select(cell =>
                cell.Column is { } first
                && openers.Skip(first).Take(cell.ColSpan).Aggregate((a, b) => [.. a.Intersect(b)]) is { Count: > 0 } toggles
                    ? cell with
                    {
                        Toggles = toggles,
                    }
                    : cell
            ),
        ];

    public static int Depth(IReadOnlyList<TablixMember> members) =>
        members.Count == 0 ? 0 : members.Max(m => (m.Header is null ? 0 : 1) + Depth(m.Members));

    public static double HeaderSize(IReadOnlyList<TablixMember> members, int depth)
    {
        foreach (var member in members)
        {
            var own = member.Header is null ? 0 : 1;
            if (own == 1 && depth == 0)
            {
                return member.Header!.Size;
            }

            var below = HeaderSize(member.Members, depth - own);
            if (below > 0)
            {
                return below;
            }
        }

        return 0;
    }
}
