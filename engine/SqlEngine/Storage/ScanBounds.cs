// Where a cursor begins and ends in each tree it walks.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Storage;

/// <summary>Direction and ends of a scan: partial keys, null for the edge of the tree.</summary>
internal sealed record ScanBounds(bool Backward, SqlValue[]? Start, bool StartInclusive, SqlValue[]? End, bool EndInclusive)
{
    /// <summary>Everything, forward.</summary>
    public static readonly ScanBounds All = new(false, null, true, null, true);
}
