// A table that the simulated server holds more of than the engine does.
using AxMonitor.Engine.Catalog;

namespace AxMonitor.Engine.SystemViews;

/// <param name="Rows">Rows of the table, and so of each of its indexes.</param>
/// <param name="PageCount">Pages of the table with its indexes.</param>
internal sealed record TableSize(long Rows, long PageCount)
{
    /// <summary>Pages of one index: two thirds are the table, the rest its other indexes.</summary>
    public (long Data, long Used, long Reserved, long LobUsed, long LobReserved) Pages(TableDef table, int indexId)
    {
        var others = table.Indexes.Count(static i => !i.IsClustered);
        var data =
            others == 0 ? PageCount
            : indexId <= 1 ? PageCount * 2 / 3
            : PageCount / 3 / others;
        return (data, data + 2, (data + 9) / 8 * 8, 0, 0);
    }
}
