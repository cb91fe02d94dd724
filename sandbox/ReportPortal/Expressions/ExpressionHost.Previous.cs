// The function Previous: the row before, or the instance of a group before, as they are shown.

using AxMonitor.Sandbox.ReportPortal.Processing;

namespace AxMonitor.Sandbox.ReportPortal.Expressions;

public abstract partial class ExpressionHost
{
    /// <summary>
    /// The value for what comes before: without an aggregate the row before the current one, with one the
    /// instance before of the group, or, of what stands in the group that is named, the one with the same
    /// values in that group's instance before. Nothing for the first.
    /// </summary>
    public object? Previous(Func<object?> value, bool isAggregate, object? scope = null)
    {
        var current = Context.Scope ?? throw NoScope();
        if (!isAggregate)
        {
            var within = scope is null ? current.Outermost : ScopeOf(scope);
            var at = RowNumber(scope);
            return at < 2 ? null : AtRow(value, within, within.Rows[at - 2]);
        }

        if (scope is null && current.ColumnParent is not null)
        {
            throw new InvalidOperationException(
                "Previous stands where a row group and a column group meet; its second argument says which of them"
            );
        }

        var target = scope is string name
            ? current.Find(name) ?? throw new InvalidOperationException($"there is no scope '{name}' here")
            : current;
        return Before(current, target) is { } before
            ? At(value, before, before.Key is null && before.Rows.Count == 1 ? before.Rows[0] : null)
            : null;
    }

    /// <summary>What corresponds to a scope in the instance before of one that encloses it.</summary>
    private static DataScope? Before(DataScope current, DataScope target)
    {
        if (ReferenceEquals(current, target))
        {
            return current.Previous;
        }

        if (current.ColumnParent is { } column)
        {
            var isInRow = Encloses(target, current.Parent);
            var row = isInRow ? Before(current.Parent!, target) : current.Parent;
            var across = isInRow ? column : Before(column, target);
            return row is null || across is null ? null : DataScope.Meet(row, across);
        }

        return current.Parent is { } parent && Before(parent, target) is { } before
            ? before.Inner.FirstOrDefault(i =>
                string.Equals(i.Name, current.Name, StringComparison.Ordinal)
                && current.Key is not null
                && i.Key?.SequenceEqual(current.Key, ValueComparer.Instance) == true
            )
            : null;
    }

    private static bool Encloses(DataScope target, DataScope? scope) =>
        scope is not null && (ReferenceEquals(target, scope) || Encloses(target, scope.Parent));
}
