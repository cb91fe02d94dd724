// Bound conditions. Their type is bit only for form's sake: they yield true, false or unknown and are
// compiled apart from values.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Binding;

/// <summary>How two values are compared.</summary>
internal enum CompareOp
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>A condition.</summary>
internal abstract class BoundPredicate() : BoundExpr(SqlType.Bit);

/// <summary>left op right; both already of one type.</summary>
internal sealed class BoundComparison(CompareOp op, BoundExpr left, BoundExpr right) : BoundPredicate
{
    public CompareOp Op { get; } = op;

    public BoundExpr Left => Children[0];

    public BoundExpr Right => Children[1];

    public override IReadOnlyList<BoundExpr> Children { get; } = [left, right];

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => new BoundComparison(Op, children[0], children[1]);

    protected override string MakeKey() => MakeKey("cmp:" + Op);

    public static CompareOp Flip(CompareOp op) =>
        op switch
        {
            CompareOp.Less => CompareOp.Greater,
            CompareOp.LessOrEqual => CompareOp.GreaterOrEqual,
            CompareOp.Greater => CompareOp.Less,
            CompareOp.GreaterOrEqual => CompareOp.LessOrEqual,
            _ => op,
        };
}

/// <summary>AND or OR.</summary>
internal sealed class BoundLogical(bool isAnd, BoundExpr left, BoundExpr right) : BoundPredicate
{
    public bool IsAnd { get; } = isAnd;

    public override IReadOnlyList<BoundExpr> Children { get; } = [left, right];

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => new BoundLogical(IsAnd, children[0], children[1]);

    protected override string MakeKey() => MakeKey(IsAnd ? "and" : "or");
}

/// <summary>NOT.</summary>
internal sealed class BoundNot(BoundExpr operand) : BoundPredicate
{
    public BoundExpr Operand => Children[0];

    public override IReadOnlyList<BoundExpr> Children { get; } = [operand];

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => new BoundNot(children[0]);
}

/// <summary>IS [NOT] NULL.</summary>
internal sealed class BoundIsNull(BoundExpr operand, bool isNot) : BoundPredicate
{
    public bool IsNot { get; } = isNot;

    public override IReadOnlyList<BoundExpr> Children { get; } = [operand];

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => new BoundIsNull(children[0], IsNot);

    protected override string MakeKey() => MakeKey("isnull:" + IsNot);
}

/// <summary>text LIKE pattern [ESCAPE escape].</summary>
internal sealed class BoundLike(BoundExpr text, BoundExpr pattern, BoundExpr? escape, Collation collation) : BoundPredicate
{
    public Collation Collation { get; } = collation;

    public override IReadOnlyList<BoundExpr> Children { get; } = escape is null ? [text, pattern] : [text, pattern, escape];

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) =>
        new BoundLike(children[0], children[1], children.Count > 2 ? children[2] : null, Collation);
}

/// <summary>value IN (list); all of one type.</summary>
internal sealed class BoundInList(BoundExpr value, IReadOnlyList<BoundExpr> list) : BoundPredicate
{
    public override IReadOnlyList<BoundExpr> Children { get; } = [value, .. list];

    public BoundExpr Value => Children[0];

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => new BoundInList(children[0], [.. children.Skip(1)]);
}

/// <summary>EXISTS (query).</summary>
internal sealed class BoundExists(BoundQuery query) : BoundPredicate
{
    public override BoundQuery Query { get; } = query;

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => this;
}

/// <summary>value op ANY|ALL (query); IN is = ANY. The value is already of the query's column type, or the
/// query's column is converted by <see cref="ConvertColumn"/>.</summary>
internal sealed class BoundQuantified(
    CompareOp op,
    bool isAll,
    BoundExpr value,
    BoundQuery query,
    Func<SqlValue, SqlValue> convertColumn
) : BoundPredicate
{
    public CompareOp Op { get; } = op;

    public bool IsAll { get; } = isAll;

    public BoundExpr Value => Children[0];

    public Func<SqlValue, SqlValue> ConvertColumn { get; } = convertColumn;

    public override BoundQuery Query { get; } = query;

    public override IReadOnlyList<BoundExpr> Children { get; } = [value];

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) =>
        new BoundQuantified(Op, IsAll, children[0], Query, ConvertColumn);
}
