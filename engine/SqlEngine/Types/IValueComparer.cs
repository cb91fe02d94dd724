// How two values of one type compare. Chosen once per plan, so that no comparison switches over the type
// again.
namespace AxMonitor.Engine.Types;

/// <summary>Order, equality and hash of the non-NULL values of one type.</summary>
public interface IValueComparer
{
    /// <summary>Orders two values, neither of them NULL.</summary>
    int Compare(SqlValue a, SqlValue b);

    /// <summary>True when two values, neither of them NULL, are equal to SQL Server.</summary>
    bool Equals(SqlValue a, SqlValue b);

    /// <summary>A hash that agrees with <see cref="Equals"/>; the value must not be NULL.</summary>
    int Hash(SqlValue value);

    /// <summary>Orders as ORDER BY does: NULL before everything, two NULLs equal.</summary>
    int CompareNullsFirst(SqlValue a, SqlValue b) =>
        a.IsNull ? (b.IsNull ? 0 : -1)
        : b.IsNull ? 1
        : Compare(a, b);

    /// <summary>Equality as GROUP BY and DISTINCT see it: two NULLs are equal.</summary>
    bool EqualsNullsEqual(SqlValue a, SqlValue b) => a.IsNull ? b.IsNull : !b.IsNull && Equals(a, b);
}
