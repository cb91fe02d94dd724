// Filters, sorts and groups rows. Recursive groups become trees: rows whose parent is missing are roots, and
// a cycle is cut at its first row, so that every row appears exactly once.

using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

/// <summary>One instance of a group; <see cref="Row"/> is set in a detail group, whose instances are single
/// rows.</summary>
internal sealed record GroupInstance(DataScope Scope, ReportRow? Row, DataScope? RecursiveParent);

internal sealed class GroupBuilder(Evaluator evaluator)
{
    public IReadOnlyList<ReportRow> Filter(
        IReadOnlyList<ReportRow> rows,
        IReadOnlyList<FilterDefinition> filters,
        DataScope? parent
    )
    {
        return filters.Count == 0
            ? rows
            : new RowFilter(evaluator).Apply(rows, filters, row => new DataPlace(new DataScope(null, [row], parent), row));
    }

    public IReadOnlyList<ReportRow> Sort(IReadOnlyList<ReportRow> rows, IReadOnlyList<SortDefinition> sorts, DataScope scope)
    {
        if (sorts.Count == 0)
        {
            return rows;
        }

        return [.. Ordered(rows, sorts, row => new DataPlace(scope, row))];
    }

    public IReadOnlyList<GroupInstance> Instances(GroupDefinition group, IReadOnlyList<SortDefinition> sorts, DataScope parent)
    {
        var isDetail = group.Expressions.Count == 0;
        var rows = Filter(parent.Rows, [.. group.Filters.Where(f => isDetail || !f.OnGroups)], parent);
        if (isDetail)
        {
            return
            [
                .. Sort(rows, sorts, parent)
                    .Select(row => new GroupInstance(new DataScope(group.Name, [row], parent), row, null)),
            ];
        }

        var scopes = rows.GroupBy(row => new GroupKey([
                .. group.Expressions.Select(e => evaluator.Strict(e, new DataPlace(parent, row))),
            ]))
            .Select(g => (g.Key, Scope: new DataScope(group.Name, [.. g], parent) { Key = g.Key.Values }))
            .ToList();
        scopes = [.. new RowFilter(evaluator).Apply(scopes, group.Filters.Where(f => f.OnGroups), s => new DataPlace(s.Scope))];
        return group.Parent is null
            ? [.. Ordered(scopes, sorts, s => new DataPlace(s.Scope)).Select(s => new GroupInstance(s.Scope, null, null))]
            : Recursive(group.Parent, scopes, sorts);
    }

    private List<GroupInstance> Recursive(
        RdlExpression parentOf,
        List<(GroupKey Key, DataScope Scope)> scopes,
        IReadOnlyList<SortDefinition> sorts
    )
    {
        var byKey = scopes.ToDictionary(s => s.Key, s => s.Scope);
        var children = new Dictionary<DataScope, List<DataScope>>();
        var roots = new List<DataScope>();
        foreach (var (key, scope) in scopes)
        {
            var parentKey = evaluator.Strict(parentOf, new DataPlace(scope));
            if (
                parentKey is not (null or DBNull)
                && byKey.TryGetValue(new GroupKey([parentKey]), out var parent)
                && !ReferenceEquals(parent, scope)
            )
            {
                (children.TryGetValue(parent, out var list) ? list : children[parent] = []).Add(scope);
            }
            else
            {
                roots.Add(scope);
            }
        }

        var result = new List<GroupInstance>();
        var placed = new HashSet<DataScope>();
        foreach (var root in Ordered(roots, sorts, s => new DataPlace(s)).ToList())
        {
            Place(root, null, 0);
        }

        foreach (var (_, scope) in scopes.Where(s => !placed.Contains(s.Scope)))
        {
            Place(scope, null, 0); // what no root reaches is a cycle
        }

        return result;

        void Place(DataScope scope, DataScope? parent, int level)
        {
            if (!placed.Add(scope))
            {
                return;
            }

            scope.Level = level;
            parent?.Children.Add(scope);
            result.Add(new GroupInstance(scope, null, parent));
            foreach (var child in Ordered(children.GetValueOrDefault(scope, []), sorts, s => new DataPlace(s)).ToList())
            {
                Place(child, scope, level + 1);
            }
        }
    }

    private IEnumerable<T> Ordered<T>(IReadOnlyList<T> items, IReadOnlyList<SortDefinition> sorts, Func<T, DataPlace> place)
    {
        if (sorts.Count == 0)
        {
            return items;
        }

        // Sort values are computed once per item; a list may hold thousands of rows.
        var keyed = items
            .Select(item => (Item: item, Keys: sorts.Select(s => evaluator.Strict(s.Value, place(item))).ToArray()))
            .ToList();
        IOrderedEnumerable<(T Item, object?[] Keys)>? ordered = null;
        for (var i = 0; i < sorts.Count; i++)
        {
            var at = i;
            ordered = (ordered, sorts[i].Descending) switch
            {
                (null, false) => keyed.OrderBy(k => k.Keys[at], ValueComparer.Instance),
                (null, true) => keyed.OrderByDescending(k => k.Keys[at], ValueComparer.Instance),
                (_, false) => ordered.ThenBy(k => k.Keys[at], ValueComparer.Instance),
                (_, true) => ordered.ThenByDescending(k => k.Keys[at], ValueComparer.Instance),
            };
        }

        return ordered!.Select(k => k.Item);
    }

    /// <summary>The values that make rows belong together.</summary>
    private sealed class GroupKey(object?[] values) : IEquatable<GroupKey>
    {
        public IReadOnlyList<object?> Values => values;

        public bool Equals(GroupKey? other) => other is not null && Values.SequenceEqual(other.Values, ValueComparer.Instance);

        public override bool Equals(object? obj) => Equals(obj as GroupKey);

        public override int GetHashCode() =>
            Values.Aggregate(17, (hash, v) => HashCode.Combine(hash, ValueComparer.Instance.GetHashCode(v)));
    }
}
