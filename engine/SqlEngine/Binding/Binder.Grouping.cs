// GROUP BY and aggregates: expressions above the grouping are rewritten to refer to the grouping's own row;
// what cannot be is error 8120.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    private void Group(
        BoundSelect select,
        QuerySpecification block,
        NameScope names,
        HashSet<int> fromSlots,
        List<OrderItem> orderBy
    )
    {
        var hasAggregates = select.Projection.Concat(orderBy.Select(o => o.Expression)).Any(ContainsAggregate);
        if (block.GroupByClause is null && block.HavingClause is null && !hasAggregates)
        {
            return;
        }

        var grouping = new BoundGrouping { Slot = Context.NewSlot() };
        if (block.GroupByClause is { } clause)
        {
            GroupingKeys(grouping, clause, names);
        }

        select.Grouping = grouping;
        for (var i = 0; i < select.Projection.Count; i++)
        {
            select.Projection[i] = Regroup(
                select.Projection[i],
                grouping,
                fromSlots,
                8120,
                block.SelectElements[Math.Min(i, block.SelectElements.Count - 1)]
            );
        }

        if (select.Having is not null)
        {
            select.Having = Regroup(select.Having, grouping, fromSlots, 8121, block.HavingClause!);
        }

        for (var i = 0; i < orderBy.Count; i++)
        {
            orderBy[i] = orderBy[i] with
            {
                Expression = Regroup(orderBy[i].Expression, grouping, fromSlots, 8127, block.OrderByClause!),
            };
        }
    }

    /// <summary>Aggregates of this very block; those inside subqueries belong to the subqueries.</summary>
    private static bool ContainsAggregate(BoundExpr e) =>
        e is BoundAggregateCall or BoundGroupingCall || e.Children.Any(ContainsAggregate);

    private void GroupingKeys(BoundGrouping grouping, GroupByClause clause, NameScope names)
    {
        if (clause.All)
        {
            throw BindErrors.Unsupported("GROUP BY ALL", clause);
        }

        var sets = new List<List<int>> { new() };
        foreach (var specification in clause.GroupingSpecifications)
        {
            var alternatives = Alternatives(specification, grouping, names);
            sets = [.. sets.SelectMany(s => alternatives.Select(a => s.Concat(a).Distinct().ToList()))];
        }

        if (clause.GroupByOption != GroupByOption.None)
        {
            var all = Enumerable.Range(0, grouping.Keys.Count).ToList();
            sets =
                clause.GroupByOption == GroupByOption.Rollup
                    ? Prefixes([.. all.Select(i => new List<int> { i })])
                    : Subsets([.. all.Select(i => new List<int> { i })]);
        }

        if (sets.Count > 1 || sets[0].Count < grouping.Keys.Count)
        {
            grouping.Sets = [.. sets.Select(s => Enumerable.Range(0, grouping.Keys.Count).Select(s.Contains).ToArray())];
        }
    }

    private List<List<int>> Alternatives(GroupingSpecification specification, BoundGrouping grouping, NameScope names)
    {
        switch (specification)
        {
            case ExpressionGroupingSpecification expression:
                return
                [
                    [KeyNumber(expression, grouping, names)],
                ];
            case CompositeGroupingSpecification composite:
                return
                [
                    [.. composite.Items.SelectMany(i => Alternatives(i, grouping, names)[0])],
                ];
            case GrandTotalGroupingSpecification:
                return
                [
                    [],
                ];
            case RollupGroupingSpecification rollup:
                return Prefixes([.. rollup.Arguments.Select(a => Alternatives(a, grouping, names)[0])]);
            case CubeGroupingSpecification cube:
                return Subsets([.. cube.Arguments.Select(a => Alternatives(a, grouping, names)[0])]);
            case GroupingSetsGroupingSpecification sets:
                return [.. sets.Sets.SelectMany(s => Alternatives(s, grouping, names))];
            default:
                throw BindErrors.Unsupported(specification.GetType().Name, specification);
        }
    }

    private static List<List<int>> Prefixes(List<List<int>> items) =>
        [.. Enumerable.Range(0, items.Count + 1).Select(n => items.Take(items.Count - n).SelectMany(i => i).ToList())];

    private static List<List<int>> Subsets(List<List<int>> items) =>
        [
            .. Enumerable
                .Range(0, 1 << items.Count)
                .Reverse()
                .Select(mask => items.Where((_, i) => (mask >> i & 1) != 0).SelectMany(i => i).ToList()),
        ];

    private int KeyNumber(ExpressionGroupingSpecification specification, BoundGrouping grouping, NameScope names)
    {
        var key = At(Place.GroupBy, () => Scalar(specification.Expression, names));
        if (!key.Contains(e => e is BoundColumn))
        {
            throw new SqlError(
                164,
                15,
                1,
                "Each GROUP BY expression must contain at least one column that is not an outer reference."
            )
            {
                Line = specification.StartLine,
            };
        }

        if (key.Type.Kind is SqlTypeKind.Xml or SqlTypeKind.Text or SqlTypeKind.NText or SqlTypeKind.Image)
        {
            throw BindErrors.Make(
                305,
                1,
                $"The {TypeRules.Name(key.Type)} data type cannot be compared or sorted, except when using the IS NULL operator.",
                specification
            );
        }

        var at = grouping.Keys.FindIndex(k => k.Key == key.Key);
        if (at < 0)
        {
            at = grouping.Keys.Count;
            grouping.Keys.Add(key);
        }

        return at;
    }

    /// <summary>Makes an expression refer to the grouping's row: keys first, then aggregates, last the set
    /// number.</summary>
    private BoundExpr Regroup(BoundExpr expression, BoundGrouping grouping, HashSet<int> fromSlots, int error, TSqlFragment at)
    {
        var result = expression.Rewrite(e =>
        {
            var key = grouping.Keys.FindIndex(k => k.Key == e.Key);
            if (key >= 0)
            {
                return KeyColumn(grouping, key, e);
            }

            return e switch
            {
                BoundAggregateCall call => AggregateColumn(grouping, call),
                BoundGroupingCall call => GroupingFunction(grouping, call, at),
                _ => null,
            };
        });

        result.Visit(e =>
        {
            if (e is BoundColumn column && fromSlots.Contains(column.Slot))
            {
                throw BindErrors.NotGrouped(error, column.DisplayName, "select list", at);
            }
        });
        return result;
    }

    private static BoundColumn KeyColumn(BoundGrouping grouping, int key, BoundExpr e) =>
        new(
            grouping.Slot,
            key,
            (e as BoundColumn)?.Name ?? "",
            grouping.Keys[key].Type,
            grouping.Keys[key].IsNullable || grouping.Sets.Count > 0
        );

    /// <summary>Aggregates come after all keys; the number of keys is final when this is called.</summary>
    private static BoundColumn AggregateColumn(BoundGrouping grouping, BoundAggregateCall call)
    {
        var at = grouping.Aggregates.FindIndex(a => a.Key == call.Key);
        if (at < 0)
        {
            at = grouping.Aggregates.Count;
            grouping.Aggregates.Add(call);
        }

        return new BoundColumn(grouping.Slot, grouping.Keys.Count + 1 + at, "", call.Type, call.IsNullable);
    }

    /// <summary>The slot after the keys holds a bit mask: bit i is set when key i is rolled up.</summary>
    private static BoundCall GroupingFunction(BoundGrouping grouping, BoundGroupingCall call, TSqlFragment at)
    {
        var keys = new List<int>();
        foreach (var column in call.Children)
        {
            var key = grouping.Keys.FindIndex(k => k.Key == column.Key);
            keys.Add(
                key >= 0
                    ? key
                    : throw BindErrors.Make(
                        8161,
                        1,
                        $"Argument {keys.Count + 1} of the {call.Name.ToUpperInvariant()} function does not match any of the expressions in the GROUP BY clause.",
                        at
                    )
            );
        }

        var function = new BoundFunction(
            call.Type,
            true,
            (arguments, _) =>
            {
                var mask = arguments[0].Bits;
                long result = 0;
                foreach (var key in keys)
                {
                    result = result << 1 | (mask >> key & 1);
                }

                return SqlValue.FromInt64(result);
            }
        );
        return new BoundCall(
            call.Name + ":" + string.Join(',', keys),
            function,
            [new BoundColumn(grouping.Slot, grouping.Keys.Count, "", SqlType.BigInt, false)]
        );
    }
}
