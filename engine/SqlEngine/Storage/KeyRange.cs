// Which rows of an index a scan visits.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Storage;

/// <summary>
/// A seek: rows whose first key columns equal <see cref="Prefix"/> (NULL equals NULL here) and whose next key
/// column lies between the bounds. Bounds are by value (low ≤ high), also when the key column is descending;
/// values have the column's own type.
/// </summary>
public readonly struct KeyRange
{
    public KeyRange(SqlValue[] prefix, KeyBound? low = null, KeyBound? high = null)
    {
        Prefix = prefix;
        Low = low;
        High = high;
    }

    public SqlValue[] Prefix { get; }

    public KeyBound? Low { get; }

    public KeyBound? High { get; }

    /// <summary>Least value of the partitioning column that is wanted: partitions below it are not
    /// entered.</summary>
    public KeyBound? PartitionLow { get; init; }

    /// <summary>Greatest value of the partitioning column that is wanted.</summary>
    public KeyBound? PartitionHigh { get; init; }
}

/// <summary>Direction and ends of a scan: partial keys, null for the edge of the tree.</summary>
internal sealed record ScanBounds(bool Backward, SqlValue[]? Start, bool StartInclusive, SqlValue[]? End, bool EndInclusive)
{
    /// <summary>Everything, forward.</summary>
    public static readonly ScanBounds All = new(false, null, true, null, true);
}
