// Bound expressions that call something: functions, CASE, subqueries, xml methods, aggregates and window
// functions before they are planned.
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Types;
using AxMonitor.Engine.Xml;

namespace AxMonitor.Engine.Binding;

/// <summary>A built-in function or @@ variable.</summary>
internal sealed class BoundCall(string name, BoundFunction function, IReadOnlyList<BoundExpr> arguments)
    : BoundExpr(function.ResultType)
{
    public string Name { get; } = name;

    public BoundFunction Function { get; } = function;

    public override IReadOnlyList<BoundExpr> Children { get; } = arguments;

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => new BoundCall(Name, Function, children);

    protected override string MakeKey() => MakeKey(Name.ToUpperInvariant());
}

/// <summary>NEXT VALUE FOR: one value for a row, however often the row names the sequence; with OVER the
/// value of the row's place in that order.</summary>
internal sealed class BoundNextValue(SequenceRef sequence, BoundExpr? rank) : BoundExpr(sequence.Type)
{
    public SequenceRef Sequence { get; } = sequence;

    public BoundExpr? Rank => Children.Count > 0 ? Children[0] : null;

    public override IReadOnlyList<BoundExpr> Children { get; } = rank is null ? [] : [rank];

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) =>
        new BoundNextValue(Sequence, children.Count > 0 ? children[0] : null);

    protected override string MakeKey() => MakeKey("next:" + Sequence.Database + "." + Sequence.ObjectId);
}

/// <summary>A scalar user-defined function.</summary>
internal sealed class BoundUserCall(ScalarFunctionInfo function, IReadOnlyList<BoundExpr> arguments)
    : BoundExpr(function.ResultType)
{
    public ScalarFunctionInfo Function { get; } = function;

    public override IReadOnlyList<BoundExpr> Children { get; } = arguments;

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => new BoundUserCall(Function, children);

    protected override string MakeKey() => MakeKey("udf:" + Function.Name);
}

/// <summary>CASE, IIF, NULLIF: pairs of condition and value, then the ELSE value.</summary>
internal sealed class BoundCase(IReadOnlyList<BoundExpr> parts, SqlType type) : BoundExpr(type)
{
    public override IReadOnlyList<BoundExpr> Children { get; } = parts;

    public override bool IsNullable => Children.Where((_, i) => i % 2 == 1 || i == Children.Count - 1).Any(c => c.IsNullable);

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => new BoundCase(children, Type);

    protected override string MakeKey() => MakeKey("case");
}

/// <summary>COALESCE.</summary>
internal sealed class BoundCoalesce(IReadOnlyList<BoundExpr> parts, SqlType type) : BoundExpr(type)
{
    public override IReadOnlyList<BoundExpr> Children { get; } = parts;

    public override bool IsNullable => Children.Any(c => c.IsNullable);

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => new BoundCoalesce(children, Type);

    protected override string MakeKey() => MakeKey("coalesce");
}

/// <summary>ISNULL: the second value only when the first is NULL.</summary>
internal sealed class BoundIsNullFunction(BoundExpr value, BoundExpr replacement, SqlType type) : BoundExpr(type)
{
    public override IReadOnlyList<BoundExpr> Children { get; } = [value, replacement];

    public override bool IsNullable => Children[1].IsNullable;

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => new BoundIsNullFunction(children[0], children[1], Type);

    protected override string MakeKey() => MakeKey("isnull");
}

/// <summary>(SELECT one value): error 512 when there is more than one row.</summary>
internal sealed class BoundScalarSubquery(BoundQuery query) : BoundExpr(query.Columns[0].Type)
{
    public override BoundQuery Query { get; } = query;

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => this;

    protected override string MakeKey() => $"subquery:{System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Query)}";
}

/// <summary>value(), query() or exist() of an xml expression.</summary>
internal sealed class BoundXmlCall(string text, CompiledXmlMethod method, BoundExpr target, IReadOnlyList<BoundExpr> references)
    : BoundExpr(method.ResultType)
{
    public CompiledXmlMethod Method { get; } = method;

    /// <summary>modify(), which asks for a value.</summary>
    public bool IsMutator { get; init; }

    public override IReadOnlyList<BoundExpr> Children { get; } = [target, .. references];

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) =>
        new BoundXmlCall(text, Method, children[0], [.. children.Skip(1)]) { IsMutator = IsMutator };

    protected override string MakeKey() => MakeKey("xml:" + text);
}

/// <summary>An aggregate as it stands in the query; becomes a column of the grouping.</summary>
internal sealed class BoundAggregateCall(
    string name,
    BoundAggregate? aggregate,
    BoundExpr? argument,
    bool isDistinct,
    SqlType type
) : BoundExpr(type)
{
    public string Name { get; } = name;

    /// <summary>Null for GROUPING and GROUPING_ID, which the grouping itself answers.</summary>
    public BoundAggregate? Aggregate { get; } = aggregate;

    public BoundExpr? Argument => Children.Count == 0 ? null : Children[0];

    public bool IsDistinct { get; } = isDistinct;

    public override IReadOnlyList<BoundExpr> Children { get; } = argument is null ? [] : [argument];

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) =>
        new BoundAggregateCall(Name, Aggregate, children.Count == 0 ? null : children[0], IsDistinct, Type);

    protected override string MakeKey() => MakeKey($"agg:{Name.ToUpperInvariant()}:{IsDistinct}");
}

/// <summary>A window function as it stands in the query; becomes a column of a window step.</summary>
internal sealed class BoundWindowCall(
    string name,
    IReadOnlyList<BoundExpr> arguments,
    BoundAggregate? aggregate,
    WindowFrame window,
    SqlType type,
    bool isNullable
) : BoundExpr(type)
{
    public string Name { get; } = name;

    public BoundAggregate? Aggregate { get; } = aggregate;

    public WindowFrame Window { get; } = window;

    public int ArgumentCount { get; } = arguments.Count;

    public override bool IsNullable { get; } = isNullable;

    public override IReadOnlyList<BoundExpr> Children { get; } =
    [.. arguments, .. window.Partition, .. window.Order.Select(o => o.Expression)];

    public IEnumerable<BoundExpr> Arguments => Children.Take(ArgumentCount);

    public override BoundExpr With(IReadOnlyList<BoundExpr> children)
    {
        var partition = Window.Partition.Count;
        return new BoundWindowCall(
            Name,
            [.. children.Take(ArgumentCount)],
            Aggregate,
            Window with
            {
                Partition = [.. children.Skip(ArgumentCount).Take(partition)],
                Order = [.. Window.Order.Select((o, i) => o with { Expression = children[ArgumentCount + partition + i] })],
            },
            Type,
            IsNullable
        );
    }

    protected override string MakeKey() => MakeKey($"win:{Name.ToUpperInvariant()}:{Window.Describe()}");
}

/// <summary>GROUPING(c) and GROUPING_ID(c, …); becomes an expression over the grouping's set
/// number.</summary>
internal sealed class BoundGroupingCall(string name, IReadOnlyList<BoundExpr> columns, SqlType type) : BoundExpr(type)
{
    public string Name { get; } = name;

    public override bool IsNullable => false;

    public override IReadOnlyList<BoundExpr> Children { get; } = columns;

    public override BoundExpr With(IReadOnlyList<BoundExpr> children) => new BoundGroupingCall(Name, children, Type);
}
