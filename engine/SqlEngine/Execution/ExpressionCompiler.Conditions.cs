// The other half of the expression compiler: conditions in three-valued logic.
using AxMonitor.Engine.Binding;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution;

internal sealed partial class ExpressionCompiler
{
    private const int True = 1;
    private const int False = 0;
    private const int Unknown = -1;

    public Test Condition(BoundExpr expression)
    {
        switch (expression)
        {
            case BoundComparison comparison:
                return Comparison(comparison);
            case BoundLogical { IsAnd: true } and:
                return And(Condition(and.Children[0]), Condition(and.Children[1]));
            case BoundLogical or:
                return Or(Condition(or.Children[0]), Condition(or.Children[1]));
            case BoundNot not:
                var inner = Condition(not.Operand);
                return f =>
                    inner(f) switch
                    {
                        True => False,
                        False => True,
                        _ => Unknown,
                    };
            case BoundIsNull isNull:
                var operand = Value(isNull.Children[0]);
                return isNull.IsNot ? f => operand(f).IsNull ? False : True : f => operand(f).IsNull ? True : False;
            case BoundLike like:
                return Like(like);
            case BoundInList list:
                return InList(list);
            case BoundExists exists:
                return Exists(exists.Query);
            case BoundQuantified quantified:
                return Quantified(quantified);
            default:
                throw SqlError.Unsupported($"{expression.GetType().Name} as a condition");
        }
    }

    public Test? All(IReadOnlyList<BoundExpr> conjuncts)
    {
        Test? all = null;
        foreach (var conjunct in conjuncts)
        {
            var next = Condition(conjunct);
            all = all is null ? next : And(all, next);
        }

        return all;
    }

    private static Test And(Test a, Test b) =>
        f =>
        {
            var left = a(f);
            if (left == False)
            {
                return False;
            }

            var right = b(f);
            return right == False ? False
                : left == True && right == True ? True
                : Unknown;
        };

    private static Test Or(Test a, Test b) =>
        f =>
        {
            var left = a(f);
            if (left == True)
            {
                return True;
            }

            var right = b(f);
            return right == True ? True
                : left == False && right == False ? False
                : Unknown;
        };

    /// <summary>True for types whose values compare as their integer part does.</summary>
    public static bool ComparesAsInteger(SqlType type) =>
        type.IsInteger
        || type.Kind
            is SqlTypeKind.Date
                or SqlTypeKind.Time
                or SqlTypeKind.SmallDateTime
                or SqlTypeKind.DateTime
                or SqlTypeKind.DateTime2
                or SqlTypeKind.DateTimeOffset;

    private Test Comparison(BoundComparison comparison)
    {
        var left = Value(comparison.Left);
        var op = comparison.Op;
        if (ComparesAsInteger(comparison.Left.Type))
        {
            if (comparison.Right is BoundConstant { Value: { IsNull: false } constant })
            {
                return WithConstant(op, left, constant.Bits);
            }

            var other = Value(comparison.Right);
            return f =>
            {
                var a = left(f);
                if (a.IsNull)
                {
                    return Unknown;
                }

                var b = other(f);
                return b.IsNull ? Unknown
                    : Holds(op, a.Bits.CompareTo(b.Bits)) ? True
                    : False;
            };
        }

        var right = Value(comparison.Right);
        var comparer = Comparisons.For(comparison.Left.Type);
        if (op is CompareOp.Equal or CompareOp.NotEqual)
        {
            var wanted = op == CompareOp.Equal;
            return f =>
            {
                var a = left(f);
                if (a.IsNull)
                {
                    return Unknown;
                }

                var b = right(f);
                return b.IsNull ? Unknown
                    : comparer.Equals(a, b) == wanted ? True
                    : False;
            };
        }

        return f =>
        {
            var a = left(f);
            if (a.IsNull)
            {
                return Unknown;
            }

            var b = right(f);
            return b.IsNull ? Unknown
                : Holds(op, comparer.Compare(a, b)) ? True
                : False;
        };
    }

    private static Test WithConstant(CompareOp op, Eval left, long constant)
    {
        return op switch
        {
            CompareOp.Equal => f => left(f) is { IsNull: false } a ? (a.Bits == constant ? True : False) : Unknown,
            CompareOp.NotEqual => f => left(f) is { IsNull: false } a ? (a.Bits != constant ? True : False) : Unknown,
            CompareOp.Less => f => left(f) is { IsNull: false } a ? (a.Bits < constant ? True : False) : Unknown,
            CompareOp.LessOrEqual => f => left(f) is { IsNull: false } a ? (a.Bits <= constant ? True : False) : Unknown,
            CompareOp.Greater => f => left(f) is { IsNull: false } a ? (a.Bits > constant ? True : False) : Unknown,
            _ => f => left(f) is { IsNull: false } a ? (a.Bits >= constant ? True : False) : Unknown,
        };
    }

    private static bool Holds(CompareOp op, int comparison) =>
        op switch
        {
            CompareOp.Equal => comparison == 0,
            CompareOp.NotEqual => comparison != 0,
            CompareOp.Less => comparison < 0,
            CompareOp.LessOrEqual => comparison <= 0,
            CompareOp.Greater => comparison > 0,
            _ => comparison >= 0,
        };

    private Test Like(BoundLike like)
    {
        var text = Value(like.Children[0]);
        var pattern = Value(like.Children[1]);
        var escape = like.Children.Count > 2 ? Value(like.Children[2]) : null;
        var collation = like.Collation;
        var ignoresBlanks = !like.Children[0].Type.IsUnicode && !like.Children[1].Type.IsUnicode;
        if (like.Children[1] is BoundConstant { Value: { IsNull: false } constant } && escape is null)
        {
            var compiled = LikePattern.Compile(constant.AsString(), null, collation, ignoresBlanks);
            return f => text(f) is { IsNull: false } t ? (compiled.IsMatch(t.AsString()) ? True : False) : Unknown;
        }

        var cache = planner.NewCache();
        return f =>
        {
            var t = text(f);
            var p = pattern(f);
            var e = escape is null ? SqlValue.FromString("") : escape(f);
            if (t.IsNull || p.IsNull || e.IsNull)
            {
                return Unknown;
            }

            var last = f.Cache[cache] as (string Pattern, string Escape, LikePattern Compiled)?;
            if (last is null || last.Value.Pattern != p.AsString() || last.Value.Escape != e.AsString())
            {
                last = (
                    p.AsString(),
                    e.AsString(),
                    LikePattern.Compile(p.AsString(), escape is null ? null : e.AsString(), collation, ignoresBlanks)
                );
                f.Cache[cache] = last;
            }

            return last.Value.Compiled.IsMatch(t.AsString()) ? True : False;
        };
    }

    private Test InList(BoundInList list)
    {
        var value = Value(list.Value);
        var items = Values(list.Children.Skip(1));
        var comparer = Comparisons.For(list.Value.Type);
        return f =>
        {
            var v = value(f);
            if (v.IsNull)
            {
                return Unknown;
            }

            var result = False;
            foreach (var item in items)
            {
                var i = item(f);
                if (i.IsNull)
                {
                    result = Unknown;
                }
                else if (comparer.Equals(v, i))
                {
                    return True;
                }
            }

            return result;
        };
    }

    private Test Exists(BoundQuery query)
    {
        var plan = planner.PlanSubquery(query, forExists: true);
        if (!query.IsStable)
        {
            return f => plan.Open(f).Next() ? True : False;
        }

        var cache = planner.NewCache();
        return f => (int)(f.Cache[cache] ??= plan.Open(f).Next() ? True : False);
    }

    private Test Quantified(BoundQuantified quantified)
    {
        var value = Value(quantified.Value);
        var plan = planner.PlanSubquery(quantified.Query);
        var column = Value(quantified.Query.Projection[0]);
        var convert = quantified.ConvertColumn;
        var comparer = Comparisons.For(quantified.Value.Type);
        var op = quantified.Op;
        var isAll = quantified.IsAll;
        if (quantified.Query.IsStable && op == CompareOp.Equal && !isAll)
        {
            return InSet(value, plan, column, convert, comparer);
        }

        return f =>
        {
            var v = value(f);
            var result = isAll ? True : False;
            var cursor = plan.Open(f);
            while (cursor.Next())
            {
                var c = column(f);
                if (v.IsNull || c.IsNull)
                {
                    result = Unknown;
                    continue;
                }

                var holds = Holds(op, comparer.Compare(v, convert(c)));
                if (holds != isAll)
                {
                    return holds ? True : False;
                }
            }

            return result;
        };
    }

    /// <summary>IN over a query that depends on no outer row: the values are read once into a hash
    /// set.</summary>
    private Test InSet(Eval value, Operator plan, Eval column, Func<SqlValue, SqlValue> convert, IValueComparer comparer)
    {
        var cache = planner.NewCache();
        return f =>
        {
            var v = value(f);
            var set = (ValueSet)(f.Cache[cache] ??= ReadSet(f, plan, column, convert, comparer));
            if (set.Index.Count == 0 && !set.HasNull)
            {
                return False;
            }

            if (v.IsNull)
            {
                return Unknown;
            }

            ReadOnlySpan<SqlValue> key = [v];
            return set.Index.Find(key, set.Index.Hash(key)) >= 0 ? True
                : set.HasNull ? Unknown
                : False;
        };
    }

    private static ValueSet ReadSet(
        Frame frame,
        Operator plan,
        Eval column,
        Func<SqlValue, SqlValue> convert,
        IValueComparer comparer
    )
    {
        var index = new HashIndex([comparer]);
        var hasNull = false;
        var cursor = plan.Open(frame);
        while (cursor.Next())
        {
            var c = column(frame);
            if (c.IsNull)
            {
                hasNull = true;
                continue;
            }

            ReadOnlySpan<SqlValue> key = [convert(c)];
            var hash = index.Hash(key);
            if (index.Find(key, hash) < 0)
            {
                index.Add(key, hash);
            }
        }

        return new ValueSet(index, hasNull);
    }

    private sealed record ValueSet(HashIndex Index, bool HasNull);
}
