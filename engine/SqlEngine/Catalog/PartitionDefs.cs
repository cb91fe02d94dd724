// Partition functions, the schemes that place their partitions, and what a table or index says of them.
using System.Collections.Immutable;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Catalog;

/// <summary>A partition function. Partitions are numbered from 1; a NULL belongs below every other
/// value.</summary>
public sealed record PartitionFunctionDef(
    int FunctionId,
    string Name,
    SqlType Type,
    bool IsRight,
    ImmutableArray<SqlValue> Boundaries
)
{
    public DateTime CreatedAt { get; init; }

    public DateTime ModifiedAt { get; init; }

    /// <summary>Number of partitions.</summary>
    public int Fanout => Boundaries.Length + 1;

    /// <summary>Number of the partition that a value of the function's type belongs to.</summary>
    public int PartitionOf(SqlValue value)
    {
        var comparer = Comparisons.For(Type);
        int low = 0,
            high = Boundaries.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            var order = comparer.CompareNullsFirst(Boundaries[middle], value);
            if (order < 0 || (order == 0 && IsRight))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low + 1;
    }

    /// <summary>Number of the partition that the values just inside a bound belong to: those above a low one,
    /// or those below a high one.</summary>
    public int PartitionNextTo(KeyBound bound, bool isAbove)
    {
        var comparer = Comparisons.For(Type);
        var same = false;
        foreach (var boundary in Boundaries)
        {
            same |= comparer.EqualsNullsEqual(boundary, bound.Value);
        }

        // A boundary parts its own value from what lies below it (RIGHT) or above it (LEFT); a bound that
        // leaves its value out begins or ends on the other side.
        return PartitionOf(bound.Value)
            + (
                bound.IsInclusive || !same ? 0
                : isAbove ? (IsRight ? 0 : 1)
                : (IsRight ? -1 : 0)
            );
    }

    /// <summary>Bounds of neighbouring partitions; null where there is none.</summary>
    public (KeyBound? Low, KeyBound? High) Range(int from, int to) =>
        (
            from == 1 ? null : new KeyBound(Boundaries[from - 2], IsRight),
            to == Fanout ? null : new KeyBound(Boundaries[to - 1], !IsRight)
        );
}

/// <summary>One end of a range. The value may be NULL: a lower bound "after NULL" leaves out rows whose
/// column is NULL.</summary>
public readonly record struct KeyBound(SqlValue Value, bool IsInclusive);

/// <summary>A partition scheme; its id is one of sys.data_spaces. A function can be split while every scheme
/// on it has a filegroup marked NEXT USED.</summary>
public sealed record PartitionSchemeDef(int DataSpaceId, string Name, int FunctionId, bool HasNextUsed);

/// <summary>The scheme (its data space id) and the partitioning column.</summary>
public sealed record Partitioning(int SchemeId, int ColumnOrdinal);
