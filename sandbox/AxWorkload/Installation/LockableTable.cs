// A table of the AX database with the identifiers under which its locks appear.
using AxMonitor.Sandbox.AxWorkload.State;

namespace AxMonitor.Sandbox.AxWorkload.Installation;

/// <param name="DatabaseId">sys.databases.</param>
/// <param name="Name">Table name.</param>
/// <param name="ObjectId">sys.objects.</param>
/// <param name="HobtId">hobt_id of the clustered index.</param>
internal sealed record LockableTable(int DatabaseId, string Name, int ObjectId, long HobtId)
{
    /// <summary>A row of the table; the same number is the same row.</summary>
    public LockedKey Key(int row) =>
        new(
            DatabaseId,
            HobtId,
            Name,
            (
                unchecked((uint)HashCode(Name, row)).ToString("x8", System.Globalization.CultureInfo.InvariantCulture)
                + (row & 0xffff).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)
            )
        );

    private static int HashCode(string name, int row)
    {
        // string.GetHashCode differs from process to process; the same row must have the same key hash in
        // each run.
        var hash = 17;
        foreach (var c in name)
        {
            hash = unchecked((hash * 31) + c);
        }

        return unchecked((hash * 31) + row);
    }
}
