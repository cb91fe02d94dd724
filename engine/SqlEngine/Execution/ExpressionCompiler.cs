// Bound expressions to closures. Everything that can be decided once (comparers, conversions, constant
// operands) is decided here.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution;

/// <summary>Compiles values; conditions are in the other half of this class.</summary>
internal sealed partial class ExpressionCompiler(ISubqueryPlanner planner)
{
    // An arithmetic error gives NULL and a message.
    private readonly bool _nullsErrors = QuerySettings.Current.NullsArithmeticErrors;

    public Eval[] Values(IEnumerable<BoundExpr> expressions) => [.. expressions.Select(Value)];

    public Eval Value(BoundExpr expression)
    {
        switch (expression)
        {
            case BoundConstant constant:
                var value = constant.Value;
                return _ => value;
            case BoundColumn column:
                return Column(column.Slot, column.Ordinal);
            case BoundVariable variable:
                var slot = variable.Slot;
                return f => f.Variables[slot];
            case BoundBinary binary:
                return Lenient(Binary(binary));
            case BoundUnary unary:
                return Lenient(Unary(unary.Operator.Apply, Value(unary.Children[0])));
            case BoundConvert { IsIdentity: true } convert:
                return Value(convert.Operand);
            case BoundConvert convert:
                return Lenient(Unary(convert.Function, Value(convert.Operand)));
            case BoundCollate collate:
                return Value(collate.Operand);
            case BoundCall call:
                return Lenient(Call(call));
            case BoundNextValue { Rank: null, Sequence: var sequence }:
                return f => f.NextValue(sequence);
            case BoundNextValue { Rank: { } rank, Sequence: var ordered }:
                var place = Value(rank);
                return f => f.NextValue(ordered, place(f).AsInt64());
            case BoundUserCall call:
                return UserCall(call);
            case BoundCase c:
                return Case(c);
            case BoundCoalesce coalesce:
                return Coalesce(Values(coalesce.Children));
            case BoundIsNullFunction isNull:
                return Coalesce(Values(isNull.Children));
            case BoundScalarSubquery subquery:
                return Scalar(subquery.Query);
            case BoundXmlCall xml:
                return Xml(xml);
            case BoundPredicate predicate:
                var test = Condition(predicate);
                return f =>
                    test(f) switch
                    {
                        1 => SqlValue.FromInt64(1),
                        0 => SqlValue.FromInt64(0),
                        _ => SqlValue.Null,
                    };
            default:
                throw SqlError.Unsupported($"{expression.GetType().Name} here");
        }
    }

    private static Eval Column(int slot, int ordinal) => f => f.Rows[slot][ordinal];

    private static Eval Unary(Func<SqlValue, SqlValue> apply, Eval operand) =>
        f =>
        {
            var value = operand(f);
            return value.IsNull ? value : apply(value);
        };

    private Eval Lenient(Eval eval) =>
        !_nullsErrors
            ? eval
            : f =>
            {
                try
                {
                    return eval(f);
                }
                catch (SqlError error) when (StatementWarnings.Of(error) is not StatementWarning.None and var met)
                {
                    f.Context.Warn(met);
                    return SqlValue.Null;
                }
            };

    private Eval Binary(BoundBinary binary)
    {
        var apply = binary.Operator.Apply;
        var left = Value(binary.Children[0]);
        if (binary.Operator.TakesNull)
        {
            var other = Value(binary.Children[1]);
            return f => apply(left(f), other(f));
        }

        if (binary.Children[1] is BoundConstant { Value: { IsNull: false } constant })
        {
            return f =>
            {
                var a = left(f);
                return a.IsNull ? a : apply(a, constant);
            };
        }

        var right = Value(binary.Children[1]);
        return f =>
        {
            var a = left(f);
            if (a.IsNull)
            {
                return a;
            }

            var b = right(f);
            return b.IsNull ? b : apply(a, b);
        };
    }

    private Eval Call(BoundCall call)
    {
        var invoke = call.Function.Invoke;
        var arguments = Values(call.Children);
        switch (arguments.Length)
        {
            case 0:
                return f => invoke([], f.Context.Functions);
            case 1:
                var only = arguments[0];
                return f => invoke([only(f)], f.Context.Functions);
            default:
                return f =>
                {
                    var values = new SqlValue[arguments.Length];
                    for (var i = 0; i < values.Length; i++)
                    {
                        values[i] = arguments[i](f);
                    }

                    return invoke(values, f.Context.Functions);
                };
        }
    }

    private Eval UserCall(BoundUserCall call)
    {
        var invoke = call.Function.Invoke;
        var arguments = Values(call.Children);
        return f =>
        {
            var values = new SqlValue[arguments.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = arguments[i](f);
            }

            return invoke(f.Context, values);
        };
    }

    private Eval Case(BoundCase expression)
    {
        var branches = expression.Children.Count / 2;
        var conditions = new Test[branches];
        var results = new Eval[branches];
        for (var i = 0; i < branches; i++)
        {
            conditions[i] = Condition(expression.Children[2 * i]);
            results[i] = Value(expression.Children[(2 * i) + 1]);
        }

        var otherwise = Value(expression.Children[^1]);
        return f =>
        {
            for (var i = 0; i < conditions.Length; i++)
            {
                if (conditions[i](f) == 1)
                {
                    return results[i](f);
                }
            }

            return otherwise(f);
        };
    }

    private static Eval Coalesce(Eval[] parts) =>
        f =>
        {
            for (var i = 0; i < parts.Length - 1; i++)
            {
                var value = parts[i](f);
                if (!value.IsNull)
                {
                    return value;
                }
            }

            return parts[^1](f);
        };

    private Eval Xml(BoundXmlCall call)
    {
        var target = Value(call.Children[0]);
        var references = Values(call.Children.Skip(1));
        var invoke = call.Method.Invoke;
        return f =>
        {
            var value = target(f);
            if (value.IsNull && !call.IsMutator)
            {
                return SqlValue.Null;
            }

            var arguments = references.Length == 0 ? [] : new SqlValue[references.Length];
            for (var i = 0; i < arguments.Length; i++)
            {
                arguments[i] = references[i](f);
            }

            return invoke(value, arguments);
        };
    }

    /// <summary>A scalar subquery; one that depends on no outer row runs once per statement.</summary>
    private Eval Scalar(BoundQuery query)
    {
        var plan = planner.PlanSubquery(query);
        var value = Value(query.Projection[0]);
        Eval run = f =>
        {
            var cursor = plan.Open(f);
            if (!cursor.Next())
            {
                return SqlValue.Null;
            }

            var result = value(f);
            return cursor.Next()
                ? throw new SqlError(
                    512,
                    16,
                    1,
                    "Subquery returned more than 1 value. This is not permitted when the subquery follows =, !=, <, <= , >, >= or when the subquery is used as an expression."
                )
                : result;
        };

        if (!query.IsStable)
        {
            return run;
        }

        var cache = planner.NewCache();
        return f => (SqlValue)(f.Cache[cache] ??= run(f));
    }
}
