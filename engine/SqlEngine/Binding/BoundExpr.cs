// Bound expressions: names resolved, types known, conversions explicit. A closed tree that the planner
// rearranges and Execution compiles.
using System.Globalization;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Binding;

/// <summary>A bound scalar expression or predicate.</summary>
internal abstract class BoundExpr
{
    private string? _key;

    protected BoundExpr(SqlType type) => Type = type;

    public SqlType Type { get; }

    public virtual bool IsNullable => true;

    /// <summary>Equal keys mean equal expressions: how GROUP BY finds its expressions in the select
    /// list.</summary>
    public string Key => _key ??= MakeKey();

    public virtual IReadOnlyList<BoundExpr> Children => [];

    /// <summary>The subquery inside this node, if it is one.</summary>
    public virtual BoundQuery? Query => null;

    /// <summary>The same node over other children (same count and order).</summary>
    public abstract BoundExpr With(IReadOnlyList<BoundExpr> children);

    /// <summary>Replaces top-down: where <paramref name="replace"/> gives a node, that one stands; elsewhere
    /// the children are rewritten.</summary>
    public BoundExpr Rewrite(Func<BoundExpr, BoundExpr?> replace)
    {
        if (replace(this) is { } other)
        {
            return other;
        }

        Query?.Rewrite(replace);
        var children = Children;
        BoundExpr[]? changed = null;
        for (var i = 0; i < children.Count; i++)
        {
            var child = children[i].Rewrite(replace);
            if (!ReferenceEquals(child, children[i]))
            {
                changed ??= [.. children];
                changed[i] = child;
            }
        }

        return changed is null ? this : With(changed);
    }

    /// <summary>Visits this node and all below, subqueries included.</summary>
    public void Visit(Action<BoundExpr> visit)
    {
        visit(this);
        foreach (var child in Children)
        {
            child.Visit(visit);
        }

        Query?.Visit(visit);
    }

    /// <summary>True when no node below (outside subqueries) satisfies the condition.</summary>
    public bool Contains(Func<BoundExpr, bool> condition)
    {
        var found = false;
        Visit(e => found |= condition(e));
        return found;
    }

    protected virtual string MakeKey() => GetType().Name + "(" + string.Join(',', Children.Select(c => c.Key)) + ")";

    protected string MakeKey(string head) => head + "(" + string.Join(',', Children.Select(c => c.Key)) + ")";
}

/// <summary>A literal.</summary>
internal sealed class BoundConstant(SqlValue value, SqlType type) : BoundExpr(type)
{
    public SqlValue Value { get; } = value;

    public override bool IsNullable => Value.IsNull;

    /// <summary>NULL without a type of its own: takes the type of whatever it meets.</summary>
    public bool IsUntypedNull { get; init; }

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => this;

    protected override string MakeKey() =>
        Value.IsNull ? "null"
        : Value.Ref is { } r ? $"const:{Type.Kind}:{(r is byte[] b ? Convert.ToHexString(b) : r)}"
        : $"const:{Type.Kind}:{Type.Scale}:{Value.Bits.ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>A column of a row source: frame slot and ordinal in its row.</summary>
internal sealed class BoundColumn(int slot, int ordinal, string name, SqlType type, bool isNullable) : BoundExpr(type)
{
    public int Slot { get; } = slot;

    public int Ordinal { get; } = ordinal;

    public string Name { get; } = name;

    public override bool IsNullable { get; } = isNullable;

    /// <summary>"alias.column", as error 8120 names it.</summary>
    public string DisplayName { get; init; } = name;

    public bool IsIdentity { get; init; }

    /// <summary>True for what nodes() gives.</summary>
    public bool IsNode { get; init; }

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => this;

    protected override string MakeKey() => $"col({Slot},{Ordinal})";
}

/// <summary>A scalar variable or parameter.</summary>
internal sealed class BoundVariable(int slot, string name, SqlType type) : BoundExpr(type)
{
    public int Slot { get; } = slot;

    public string Name { get; } = name;

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => this;

    protected override string MakeKey() => $"var({Slot})";
}

/// <summary>An arithmetic, string or bitwise operator.</summary>
internal sealed class BoundBinary(string name, BoundOperator op, BoundExpr left, BoundExpr right) : BoundExpr(op.ResultType)
{
    public BoundOperator Operator { get; } = op;

    public string Name { get; } = name;

    /// <summary>Arithmetic counts as nullable, since an overflow may become NULL under some settings;
    /// concatenation does not.</summary>
    public override bool IsNullable => left.IsNullable || right.IsNullable || !(Type.IsCharacter || Type.IsBinary);

    public override IReadOnlyList<BoundExpr> Children { get; } = [left, right];

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) =>
        new BoundBinary(Name, Operator, children[0], children[1]);

    protected override string MakeKey() => MakeKey(Name);
}

/// <summary>Minus or bitwise not.</summary>
internal sealed class BoundUnary(string name, BoundUnaryOperator op, BoundExpr operand) : BoundExpr(op.ResultType)
{
    public BoundUnaryOperator Operator { get; } = op;

    public string Name { get; } = name;

    public override bool IsNullable => operand.IsNullable || QuerySettings.Current.NullsArithmeticErrors;

    public override IReadOnlyList<BoundExpr> Children { get; } = [operand];

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => new BoundUnary(Name, Operator, children[0]);

    protected override string MakeKey() => MakeKey(Name);
}

/// <summary>A conversion, explicit or implicit. <see cref="Function"/> may be the identity, when only the
/// type changes and not the representation.</summary>
internal sealed class BoundConvert(BoundExpr operand, SqlType type, Func<SqlValue, SqlValue> function, bool isTry = false)
    : BoundExpr(type)
{
    public Func<SqlValue, SqlValue> Function { get; } = function;

    public BoundExpr Operand => Children[0];

    public bool IsTry { get; } = isTry;

    public override bool IsNullable =>
        IsTry || Operand.IsNullable || (!IsIdentity && QuerySettings.Current.NullsArithmeticErrors);

    public override IReadOnlyList<BoundExpr> Children { get; } = [operand];

    public bool IsIdentity => ReferenceEquals(Function, Conversions.Identity);

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => new BoundConvert(children[0], Type, Function, IsTry);

    protected override string MakeKey() => MakeKey($"convert:{Type}:{IsTry}");
}

/// <summary>expression COLLATE name: only the type changes.</summary>
internal sealed class BoundCollate(BoundExpr operand, SqlType type) : BoundExpr(type)
{
    public BoundExpr Operand => Children[0];

    public override bool IsNullable => Operand.IsNullable;

    public override IReadOnlyList<BoundExpr> Children { get; } = [operand];

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => new BoundCollate(children[0], Type);

    protected override string MakeKey() => MakeKey("collate:" + Type.Collation?.Name);
}
