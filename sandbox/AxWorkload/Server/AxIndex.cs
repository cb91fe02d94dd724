// An index of the simulated AX database and what does not change about it.
namespace AxMonitor.Sandbox.AxWorkload.Server;

/// <param name="ObjectId">Of its table.</param>
/// <param name="Table">Name of the table.</param>
/// <param name="IndexId">1: clustered.</param>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Rows in life.</param>
internal sealed record AxIndex(int ObjectId, string Table, int IndexId, string Name, long Rows)
{
    /// <summary>Pages it would take.</summary>
    public long Pages => Math.Max(1, (long)(Rows / (IndexId == 1 ? 22.0 : 130.0)));

    /// <summary>Nobody reads it: one in five of the secondary ones, but not of the small tables.</summary>
    public bool IsUnused => IndexId > 1 && Rows > 10_000 && AxIndexes.Hash(Name + Table) % 5 == 0;

    /// <summary>Percent of pages out of order.</summary>
    public double Fragmentation => Pages < 50 ? 0 : AxIndexes.Hash(Table + Name) % 9_700 / 100.0;
}
