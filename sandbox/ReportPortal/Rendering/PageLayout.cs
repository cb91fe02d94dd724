// Report files place items absolutely; a browser page flows. Items are cut into bands that stand below each
// other and, inside a band, columns that stand side by side, so that what grows pushes down what follows, as
// on a report server.

using AxMonitor.Sandbox.ReportPortal.Processing;

namespace AxMonitor.Sandbox.ReportPortal.Rendering;

internal abstract record LayoutBlock(double Left, double Right, double Top, double Bottom);

internal sealed record LayoutItem(RenderedItem Item)
    : LayoutBlock(Item.Frame.Left, Item.Frame.Left + Item.Frame.Width, Item.Frame.Top, Item.Frame.Top + Item.Frame.Height);

/// <summary>Blocks below each other (<see cref="IsRow"/> false) or side by side (true).</summary>
internal sealed record LayoutGroup(IReadOnlyList<LayoutBlock> Blocks, bool IsRow)
    : LayoutBlock(Blocks.Min(b => b.Left), Blocks.Max(b => b.Right), Blocks.Min(b => b.Top), Blocks.Max(b => b.Bottom));

internal static class PageLayout
{
    private const double Tolerance = 0.75;

    public static LayoutBlock? Arrange(IReadOnlyList<RenderedItem> items)
    {
        var blocks = items.Select(i => (LayoutBlock)new LayoutItem(i)).ToList();
        return blocks.Count == 0 ? null : Cut(blocks);
    }

    private static LayoutBlock Cut(List<LayoutBlock> blocks)
    {
        if (blocks.Count == 1)
        {
            return blocks[0];
        }

        var bands = Split(blocks, b => b.Top, b => b.Bottom);
        if (bands.Count > 1)
        {
            return new LayoutGroup([.. bands.Select(Cut)], IsRow: false);
        }

        var columns = Split(blocks, b => b.Left, b => b.Right);
        return columns.Count > 1
            ? new LayoutGroup([.. columns.Select(Cut)], IsRow: true)
            : new LayoutGroup([.. blocks.OrderBy(b => b.Top).ThenBy(b => b.Left)], IsRow: false);
    }

    private static List<List<LayoutBlock>> Split(
        List<LayoutBlock> blocks,
        Func<LayoutBlock, double> start,
        Func<LayoutBlock, double> end
    )
    {
        var result = new List<List<LayoutBlock>>();
        var reach = double.NegativeInfinity;
        foreach (var block in blocks.OrderBy(start))
        {
            if (start(block) >= reach - Tolerance)
            {
                result.Add([]);
            }

            result[^1].Add(block);
            reach = Math.Max(reach, end(block));
        }

        return result;
    }
}
