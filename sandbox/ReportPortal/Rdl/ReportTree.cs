// Walks the items of a report, those inside rectangles and tablix cells included.

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal static class ReportTree
{
    /// <summary>The item itself and everything inside it.</summary>
    public static IEnumerable<ReportItem> Descendants(ReportItem item)
    {
        yield return item;
        var inner = item switch
        {
            RectangleItem rectangle => rectangle.Items,
            TablixItem tablix => tablix
                .Corner.SelectMany(r => r)
                .Concat(tablix.Rows.SelectMany(r => r.Cells))
                .Select(c => c.Content)
                .Concat(tablix.RowMembers.Concat(tablix.ColumnMembers).SelectMany(Members).Select(m => m.Header?.Content))
                .OfType<ReportItem>(),
            _ => [],
        };
        foreach (var child in inner.SelectMany(Descendants))
        {
            yield return child;
        }
    }

    /// <summary>The member itself and all below it.</summary>
    public static IEnumerable<TablixMember> Members(TablixMember member) => [member, .. member.Members.SelectMany(Members)];
}
