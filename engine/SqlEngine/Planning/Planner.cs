// The planner: bound queries in, trees of operators out. This file: whole queries; FROM and table access are
// in the files beside it. The life of one SELECT, second part (the first is in Binder.cs):
//
//   BoundSelect(From, Where, Projection, Order)
//       |  Planner, in this order:
//       |    1  OrderedAccess: TOP in the order of an index walks it, without a sort       Planner.Units.cs
//       |    2  Conjuncts: WHERE falls apart into conditions; each goes down to the first
//       |       place where its slots are filled, also below groupings and windows         Planner.From.cs
//       |    3  access: the best index for the conditions of a source, else a scan         Planner.Units.cs
//       |    4  joins: by hash, by look-ups or pair by pair; where the sizes decide, the
//       |       choice is left to the run (ChoosePlan)                                     Planner.From.cs
//       |    5  above: grouping, HAVING, windows, DISTINCT, sort, TOP                      this file
//       v
//   Sort(IndexSeek(dbo.Orders, index 2, 7))       Describe(): sort(seek(dbo.Orders.2, 1))
//       |  ExpressionCompiler: bound expressions -> closures over the frame
//       v  Operator.Open
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Execution;
using AxMonitor.Engine.Execution.Operators;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Planning;

/// <summary>Plans the queries of one statement.</summary>
internal sealed partial class Planner : ISubqueryPlanner
{
    private readonly Dictionary<int, int> _workCaches = [];
    private int _reopened;

    public Planner() => Compiler = new ExpressionCompiler(this);

    public ExpressionCompiler Compiler { get; }

    /// <summary>How many cache entries the frame needs.</summary>
    public int CacheCount { get; private set; }

    public int NewCache() => CacheCount++;

    /// <summary>Plans a query. Its projection may be evaluated whenever a cursor of the result stands on a
    /// row.</summary>
    /// <param name="query">The query.</param>
    /// <param name="extra">Conditions from outside, on columns that the query passes through; only for plain
    /// blocks.</param>
    /// <param name="forExists">Only whether there is a row matters.</param>
    public Operator Plan(BoundQuery query, IReadOnlyList<BoundExpr>? extra = null, bool forExists = false) =>
        query switch
        {
            BoundSelect select => PlanSelect(select, extra ?? [], forExists),
            BoundSetQuery set => Limit(set, Order(set, PlanSet(set))),
            BoundRecursiveQuery recursive => PlanRecursive(recursive),
            BoundSerializedQuery serialized => Serialized(serialized, isOutermost: false),
            _ => throw SqlError.Unsupported(query.GetType().Name),
        };

    /// <summary>Plans a statement's own query, whose rows SET ROWCOUNT limits.</summary>
    public Operator PlanStatement(BoundQuery query) =>
        query is BoundSerializedQuery serialized ? Serialized(serialized, isOutermost: true) : Plan(query);

    private Serialise Serialized(BoundSerializedQuery query, bool isOutermost) =>
        new(query.Slot, Project(query.Inner), query.Serialize) { IsOutermost = isOutermost };

    /// <summary>Plans a query inside an expression: one that depends on outer rows is opened again and
    /// again.</summary>
    public Operator PlanSubquery(BoundQuery query, bool forExists = false) =>
        query.IsStable ? Plan(query, forExists: forExists) : Reopened(() => Plan(query, forExists: forExists));

    /// <summary>Plans something that will be opened many times: what does not depend on outer rows is then
    /// kept between opens.</summary>
    private T Reopened<T>(Func<T> plan)
    {
        _reopened++;
        try
        {
            return plan();
        }
        finally
        {
            _reopened--;
        }
    }

    private Projected Project(BoundQuery query, IReadOnlyList<Func<SqlValue, SqlValue>>? converters = null)
    {
        var plan = Plan(query);
        var values = Compiler.Values(query.Projection);
        for (var i = 0; i < values.Length && converters is not null; i++)
        {
            var convert = converters[i];
            if (!ReferenceEquals(convert, Conversions.Identity))
            {
                var value = values[i];
                values[i] = f => value(f) is { IsNull: false } v ? convert(v) : SqlValue.Null;
            }
        }

        return new Projected(plan, values);
    }

    private Operator PlanSelect(BoundSelect select, IReadOnlyList<BoundExpr> extra, bool forExists)
    {
        var conjuncts = Conjuncts(select.Where);
        conjuncts.AddRange(extra);
        if (OrderedAccess(select, conjuncts) is { } ordered)
        {
            return Limit(select, ordered);
        }

        var plan = PlanFrom(select.From, conjuncts);
        if (select.Grouping is { } grouping)
        {
            plan = PlanGrouping(plan, grouping);
            if (select.Having is not null)
            {
                plan = new Filter(plan, Compiler.Condition(select.Having));
            }
        }

        if (forExists && !select.IsLimited)
        {
            return plan;
        }

        foreach (var step in select.Windows)
        {
            plan = PlanWindow(plan, step);
        }

        if (select.Distinct)
        {
            plan = new Distinct(
                plan,
                select.DistinctSlot,
                Compiler.Values(select.DistinctValues),
                [.. select.DistinctValues.Select(v => Comparisons.For(v.Type))]
            );
        }

        return Limit(select, Order(select, plan));
    }

    private Aggregate PlanGrouping(Operator source, BoundGrouping grouping)
    {
        var steps = grouping.Aggregates.Select(a => new AggregateStep(
            a.Aggregate!.Create,
            a.Argument is null ? null : Compiler.Value(a.Argument),
            a.IsDistinct && a.Argument is not null && a.Name.ToUpperInvariant() is not ("MIN" or "MAX")
                ? Comparisons.For(a.Argument.Type)
                : null,
            QuerySettings.Current.NullsArithmeticErrors
        ));
        return new Aggregate(
            source,
            grouping.Slot,
            Compiler.Values(grouping.Keys),
            [.. grouping.Keys.Select(k => Comparisons.For(k.Type))],
            [.. steps],
            [.. grouping.Sets]
        );
    }

    private SortKey[] SortKeys(IEnumerable<OrderItem> order) =>
        [
            .. order
                .Where(o => o.Expression is not BoundConstant)
                .Select(o => new SortKey(Compiler.Value(o.Expression), Comparisons.For(o.Expression.Type), o.Descending)),
        ];

    private Operator Order(BoundQuery query, Operator plan)
    {
        var keys = SortKeys(query.OrderBy);
        if (keys.Length == 0)
        {
            return plan;
        }

        Eval? limit = null;
        if (query.Top is not null && !query.TopPercent && !query.TopWithTies)
        {
            limit = Compiler.Value(query.Top);
        }
        else if (query.Offset is not null && query.Fetch is not null)
        {
            var offset = Compiler.Value(query.Offset);
            var fetch = Compiler.Value(query.Fetch);
            limit = f => SqlValue.FromInt64(offset(f).Bits + fetch(f).Bits);
        }

        return new Sort(plan, keys, limit);
    }

    private Operator Limit(BoundQuery query, Operator plan)
    {
        if (!query.IsLimited)
        {
            return plan;
        }

        var offset = query.Offset is null ? null : Compiler.Value(query.Offset);
        var count =
            query.Top is not null ? Compiler.Value(query.Top)
            : query.Fetch is not null ? Compiler.Value(query.Fetch)
            : null;
        Eval[]? ties = null;
        IValueComparer[]? comparers = null;
        if (query.TopWithTies)
        {
            ties = Compiler.Values(query.OrderBy.Select(o => o.Expression));
            comparers = [.. query.OrderBy.Select(o => Comparisons.For(o.Expression.Type))];
        }

        return new Top(plan, offset, count, query.TopPercent, ties, comparers)
        {
            Most = Literal(query.Top ?? query.Fetch) is { } most && !query.TopPercent ? most : Top.UsualMost,
        };
    }

    /// <summary>The whole number that an expression is written as; null for another.</summary>
    private static double? Literal(BoundExpr? expression) =>
        expression switch
        {
            BoundConvert convert => Literal(convert.Children[0]),
            BoundConstant { Value: { IsNull: false, Ref: null } value } => value.Bits,
            _ => null,
        };

    private Operator PlanSet(BoundSetQuery set)
    {
        var left = Project(set.Left, set.ConvertLeft);
        var right = Project(set.Right, set.ConvertRight);
        return set.Operation == SetOperation.UnionAll
            ? new UnionAll(set.Slot, left, right)
            : new HashSetOperation(set.Operation, set.Slot, left, right, [.. set.Columns.Select(c => Comparisons.For(c.Type))]);
    }

    private Recursion PlanRecursive(BoundRecursiveQuery query)
    {
        var cache = NewCache();
        _workCaches[query.WorkSlot] = cache;
        var anchor = Project(query.Anchor);
        return new Recursion(
            query.Slot,
            anchor,
            Reopened(() => Project(query.Recursive!, query.ConvertRecursive)),
            cache,
            query.MaxRecursion
        );
    }

    private Window PlanWindow(Operator source, BoundWindowStep step)
    {
        var window = step.Calls[0].Window;
        var partition = window
            .Partition.Where(p => p is not BoundConstant)
            .Select(p => new SortKey(Compiler.Value(p), Comparisons.For(p.Type), false))
            .ToArray();
        var calls = step.Calls.Select(c => new WindowCall(
            c.Name,
            Compiler.Values(c.Arguments),
            c.Aggregate?.Create,
            c.Window,
            c.Window.Order.Count > 0 && c.Name.StartsWith("PERCENTILE_", StringComparison.Ordinal)
                ? Compiler.Value(c.Window.Order[0].Expression)
                : null
        ));
        return new Window(source, step.Slot, partition, SortKeys(window.Order), [.. calls]);
    }

    /// <summary>Splits a condition at its ANDs.</summary>
    public static List<BoundExpr> Conjuncts(BoundExpr? condition)
    {
        var list = new List<BoundExpr>();
        void Add(BoundExpr e)
        {
            if (e is BoundLogical { IsAnd: true } and)
            {
                Add(and.Children[0]);
                Add(and.Children[1]);
            }
            else
            {
                list.Add(e);
            }
        }

        if (condition is not null)
        {
            Add(condition);
        }

        return list;
    }

    /// <summary>All slots that an expression reads, subqueries included.</summary>
    public static HashSet<int> References(BoundExpr expression)
    {
        var slots = new HashSet<int>();
        expression.Visit(e =>
        {
            if (e is BoundColumn column)
            {
                slots.Add(column.Slot);
            }
        });
        return slots;
    }
}
