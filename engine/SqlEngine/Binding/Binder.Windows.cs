// Window functions: OVER clauses are bound where they stand and then moved into window steps, one per
// partition and order.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using FunctionCall = Microsoft.SqlServer.TransactSql.ScriptDom.FunctionCall;

namespace AxMonitor.Engine.Binding;

internal sealed partial class Binder
{
    /// <summary>The arguments, partitions or order of a window function are being bound.</summary>
    private bool _isInWindow;

    private static bool IsRankingName(string name) =>
        name.ToUpperInvariant()
            is "ROW_NUMBER"
                or "RANK"
                or "DENSE_RANK"
                or "NTILE"
                or "LAG"
                or "LEAD"
                or "FIRST_VALUE"
                or "LAST_VALUE"
                or "PERCENT_RANK"
                or "CUME_DIST"
                or "PERCENTILE_CONT"
                or "PERCENTILE_DISC";

    private BoundExpr WindowCall(FunctionCall call, NameScope? names)
    {
        if (_place is not (Place.SelectList or Place.OrderBy))
        {
            throw _place == Place.AggregateArgument ? NestedWindow(call) : BindErrors.WindowMisplaced(call);
        }

        if (_isInWindow)
        {
            throw NestedWindow(call);
        }

        _isInWindow = true;
        try
        {
            return WindowCallCore(call, names);
        }
        finally
        {
            _isInWindow = false;
        }
    }

    private static SqlError NestedWindow(FunctionCall call) =>
        new(4109, 15, 1, "Windowed functions cannot be used in the context of another windowed function or aggregate.")
        {
            Line = call.StartLine,
        };

    private BoundExpr WindowCallCore(FunctionCall call, NameScope? names)
    {
        var name = call.FunctionName.Value.ToUpperInvariant();
        if (call.OverClause is null)
        {
            throw BindErrors.Make(10753, 1, $"The function '{call.FunctionName.Value}' must have an OVER clause.", call);
        }

        var partition = call.OverClause.Partitions.Select(p => Scalar(p, names)).ToList();
        var order = WindowOrder(call.WithinGroupClause?.OrderByClause ?? call.OverClause.OrderByClause, names);
        if (
            order.Count == 0
            && name is "ROW_NUMBER" or "RANK" or "DENSE_RANK" or "NTILE" or "LAG" or "LEAD" or "PERCENT_RANK" or "CUME_DIST"
            && order.Count == 0
        )
        {
            throw BindErrors.Make(
                4112,
                1,
                $"The function '{call.FunctionName.Value}' must have an OVER clause with ORDER BY.",
                call
            );
        }

        var star = call.Parameters is [ColumnReferenceExpression { ColumnType: ColumnType.Wildcard }];
        var arguments = star ? [] : call.Parameters.Select(p => Scalar(p, names)).ToList();
        var isAggregate = AggregateFunctions.IsAggregate(name);
        var frame = Frame(call, partition, order, isAggregate || name is "FIRST_VALUE" or "LAST_VALUE");
        if (isAggregate)
        {
            if (call.UniqueRowFilter == UniqueRowFilter.Distinct)
            {
                throw BindErrors.Make(10759, 1, "Use of DISTINCT is not allowed with the OVER clause.", call);
            }

            var aggregate =
                AggregateFunctions.Bind(name, [.. arguments.Select(a => a.Type)]) ?? throw BindErrors.UnknownFunction(name, call);
            return new BoundWindowCall(name, arguments, aggregate, frame, aggregate.ResultType, true);
        }

        return name switch
        {
            "ROW_NUMBER" or "RANK" or "DENSE_RANK" => new BoundWindowCall(name, [], null, frame, SqlType.BigInt, true),
            "NTILE" => new BoundWindowCall(name, [Convert(arguments[0], SqlType.BigInt)], null, frame, SqlType.BigInt, true),
            "PERCENT_RANK" or "CUME_DIST" => new BoundWindowCall(name, [], null, frame, SqlType.Float, true),
            "LAG" or "LEAD" => LagLead(name, arguments, frame),
            "FIRST_VALUE" or "LAST_VALUE" => new BoundWindowCall(name, arguments, null, frame, arguments[0].Type, true),
            "PERCENTILE_CONT" => Percentile(name, arguments, frame, SqlType.Float, call),
            "PERCENTILE_DISC" => Percentile(
                name,
                arguments,
                frame,
                order.Count > 0 ? order[0].Expression.Type : SqlType.Float,
                call
            ),
            _ => throw BindErrors.UnknownFunction(call.FunctionName.Value, call),
        };
    }

    private static BoundWindowCall LagLead(string name, List<BoundExpr> arguments, WindowFrame frame)
    {
        var type = arguments[0].Type;
        var offset =
            arguments.Count > 1
                ? Convert(arguments[1], SqlType.BigInt)
                : new BoundConstant(SqlValue.FromInt64(1), SqlType.BigInt);
        var missing = arguments.Count > 2 ? Convert(arguments[2], type) : new BoundConstant(SqlValue.Null, type);
        return new BoundWindowCall(name, [arguments[0], offset, missing], null, frame, type, true);
    }

    private static BoundWindowCall Percentile(
        string name,
        List<BoundExpr> arguments,
        WindowFrame frame,
        SqlType type,
        FunctionCall call
    )
    {
        if (frame.Order.Count != 1 || arguments.Count != 1)
        {
            throw BindErrors.Make(10754, 1, $"The function '{call.FunctionName.Value}' must have a WITHIN GROUP clause.", call);
        }

        var fraction = Convert(arguments[0], SqlType.Float);
        if (fraction is BoundConstant { Value: var value } && (value.IsNull || value.AsDouble() is < 0 or > 1 or double.NaN))
        {
            throw BindErrors.Make(
                10757,
                1,
                $"The function '{call.FunctionName.Value}' may not be used with a percentile value outside of 0 and 1.",
                call
            );
        }

        var order =
            name == "PERCENTILE_CONT"
                ? frame.Order[0] with
                {
                    Expression = Convert(frame.Order[0].Expression, SqlType.Float),
                }
                : frame.Order[0];
        return new BoundWindowCall(name, [fraction], null, frame with { Order = [order] }, type, true);
    }

    private List<OrderItem> WindowOrder(OrderByClause? clause, NameScope? names)
    {
        var order = new List<OrderItem>();
        foreach (var item in clause?.OrderByElements ?? [])
        {
            if (item.Expression is IntegerLiteral)
            {
                throw BindErrors.Make(
                    5308,
                    1,
                    "Windowed functions, aggregates and NEXT VALUE FOR functions do not support integer indices as ORDER BY clause expressions.",
                    item
                );
            }

            if (item.Expression is Literal)
            {
                throw BindErrors.Make(
                    5309,
                    1,
                    "Windowed functions, aggregates and NEXT VALUE FOR functions do not support constants as ORDER BY clause expressions.",
                    item
                );
            }

            order.Add(new OrderItem(Scalar(item.Expression, names), item.SortOrder == SortOrder.Descending));
        }

        return order;
    }

    private WindowFrame Frame(FunctionCall call, List<BoundExpr> partition, List<OrderItem> order, bool mayFrame)
    {
        var clause = call.OverClause.WindowFrameClause;
        if (clause is null)
        {
            return order.Count == 0 || !mayFrame
                ? new WindowFrame(partition, order, false, FrameBound.UnboundedPreceding, 0, FrameBound.UnboundedFollowing, 0)
                : new WindowFrame(partition, order, false, FrameBound.UnboundedPreceding, 0, FrameBound.CurrentRow, 0);
        }

        if (!mayFrame)
        {
            throw BindErrors.Make(10752, 3, $"The function '{call.FunctionName.Value}' may not have a window frame.", call);
        }

        var (start, startOffset) = Delimiter(clause.Top);
        var (end, endOffset) = clause.Bottom is null ? (FrameBound.CurrentRow, 0L) : Delimiter(clause.Bottom);
        var isRows = clause.WindowFrameType == WindowFrameType.Rows;
        if (
            !isRows
            && (start is FrameBound.Preceding or FrameBound.Following || end is FrameBound.Preceding or FrameBound.Following)
        )
        {
            throw BindErrors.Make(
                4194,
                1,
                "RANGE is only supported with UNBOUNDED and CURRENT ROW window frame delimiters.",
                clause
            );
        }

        return new WindowFrame(partition, order, isRows, start, startOffset, end, endOffset);
    }

    private (FrameBound Bound, long Offset) Delimiter(WindowDelimiter delimiter) =>
        delimiter.WindowDelimiterType switch
        {
            WindowDelimiterType.UnboundedPreceding => (FrameBound.UnboundedPreceding, 0),
            WindowDelimiterType.UnboundedFollowing => (FrameBound.UnboundedFollowing, 0),
            WindowDelimiterType.CurrentRow => (FrameBound.CurrentRow, 0),
            WindowDelimiterType.ValuePreceding => (FrameBound.Preceding, FrameOffset(delimiter)),
            _ => (FrameBound.Following, FrameOffset(delimiter)),
        };

    private long FrameOffset(WindowDelimiter delimiter) =>
        Scalar(delimiter.OffsetValue, null) is BoundConstant { Value.IsNull: false } constant
            ? constant.Value.Bits
            : throw BindErrors.Unsupported("a window frame offset that is not a literal", delimiter);

    /// <summary>Moves window calls out of the select list and ORDER BY into window steps.</summary>
    private void PlaceWindows(BoundSelect select, List<OrderItem> orderBy)
    {
        var steps = new Dictionary<string, BoundWindowStep>(StringComparer.Ordinal);
        BoundExpr? Place(BoundExpr e)
        {
            if (e is not BoundWindowCall call)
            {
                return null;
            }

            if (!steps.TryGetValue(call.Window.SortKey, out var step))
            {
                step = new BoundWindowStep { Slot = Context.NewSlot() };
                steps.Add(call.Window.SortKey, step);
                select.Windows.Add(step);
            }

            var at = step.Calls.FindIndex(c => c.Key == call.Key);
            if (at < 0)
            {
                at = step.Calls.Count;
                step.Calls.Add(call);
            }

            return new BoundColumn(step.Slot, at, "", call.Type, call.IsNullable);
        }

        for (var i = 0; i < select.Projection.Count; i++)
        {
            select.Projection[i] = select.Projection[i].Rewrite(Place);
        }

        for (var i = 0; i < orderBy.Count; i++)
        {
            orderBy[i] = orderBy[i] with { Expression = orderBy[i].Expression.Rewrite(Place) };
        }
    }
}
