// Literals, references, comparisons, logic, arithmetic, sequences, if and for.
using System.Globalization;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Xml;

internal sealed class LiteralText(string value) : XQueryExpression
{
    public string Value { get; } = value;

    public override bool IsSingleton => true;

    public override bool MayBePositional => false;

    public override void Evaluate(XQueryContext context, List<object> output) => output.Add(Value);
}

internal sealed class LiteralNumber(decimal value) : XQueryExpression
{
    private readonly object _boxed = value;

    public decimal Value { get; } = value;

    public override bool IsSingleton => true;

    public override void Evaluate(XQueryContext context, List<object> output) => output.Add(_boxed);
}

/// <summary>sql:variable or sql:column.</summary>
internal sealed class ReferenceExpression(int index) : XQueryExpression
{
    public override bool IsSingleton => true;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        if (context.References[index] is { } value)
        {
            output.Add(value);
        }
    }
}

/// <summary>A variable of for, let, some or every.</summary>
internal sealed class BoundVariable(string name, bool isSingleton) : XQueryExpression
{
    public override bool IsSingleton => isSingleton;

    public override bool IsNodes => true;

    public override void Evaluate(XQueryContext context, List<object> output) => output.AddRange(context.Variables![name]);
}

internal sealed class SequenceExpression(IReadOnlyList<XQueryExpression> parts) : XQueryExpression
{
    public bool IsEmpty => parts.Count == 0;

    public override bool IsSingleton => parts.Count == 0 || (parts.Count == 1 && parts[0].IsSingleton);

    public override bool IsNodes => parts.All(static p => p.IsNodes);

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        foreach (var part in parts)
        {
            part.Evaluate(context, output);
        }
    }
}

internal sealed class UnionExpression(XQueryExpression left, XQueryExpression right) : XQueryExpression
{
    public override bool IsSingleton => false;

    public override bool IsNodes => true;

    public override bool MayBePositional => false;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        var first = output.Count;
        left.Evaluate(context, output);
        right.Evaluate(context, output);
        XQueryPredicates.SortAndDistinct(output, first);
    }
}

internal sealed class LogicExpression(bool isAnd, XQueryExpression left, XQueryExpression right) : XQueryExpression
{
    public override bool IsSingleton => true;

    public override bool MayBePositional =>
        left is LogicExpression or GeneralComparison ? left.MayBePositional : left.MayBePositional || right.MayBePositional;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        var first = XQueryItems.IsTrue(left.Evaluate(context));
        output.Add(
            isAnd ? first && XQueryItems.IsTrue(right.Evaluate(context)) : first || XQueryItems.IsTrue(right.Evaluate(context))
        );
    }
}

/// <summary>=, != and so on: true when any pair of items compares so. The value comparisons (eq, ne …) have
/// one item on each side.</summary>
internal sealed class GeneralComparison(string op, XQueryExpression left, XQueryExpression right) : XQueryExpression
{
    public override bool IsSingleton => true;

    public override bool MayBePositional => left.MayBePositional || right.MayBePositional;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        var lefts = left.Evaluate(context);
        var rights = right.Evaluate(context);
        foreach (var a in lefts)
        {
            var x = XQueryItems.Atomize(a);
            foreach (var b in rights)
            {
                if (XQueryItems.Compare(x, XQueryItems.Atomize(b)) is { } order && Holds(order))
                {
                    output.Add(true);
                    return;
                }
            }
        }

        output.Add(false);
    }

    private bool Holds(int order) =>
        op switch
        {
            "=" or "eq" => order == 0,
            "!=" or "ne" => order != 0,
            "<" or "lt" => order < 0,
            "<=" or "le" => order <= 0,
            ">" or "gt" => order > 0,
            _ => order >= 0,
        };
}

/// <summary>is, &lt;&lt; and &gt;&gt;: identity and order of nodes.</summary>
internal sealed class NodeComparison(string op, XQueryExpression left, XQueryExpression right) : XQueryExpression
{
    public override bool IsSingleton => true;

    public override bool MayBePositional => false;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        if (left.Evaluate(context) is [XmlNode a, ..] && right.Evaluate(context) is [XmlNode b, ..])
        {
            output.Add(
                op switch
                {
                    "is" => ReferenceEquals(a, b),
                    "<<" => a.Order < b.Order,
                    _ => a.Order > b.Order,
                }
            );
        }
    }
}

internal sealed class ArithmeticExpression(string op, XQueryExpression left, XQueryExpression right) : XQueryExpression
{
    // Up to here products and sums of decimals cannot overflow; beyond, arithmetic is in doubles.
    private const decimal Small = 10_000_000_000_000m;

    public override bool IsSingleton => true;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        if (left.Evaluate(context) is not [var a, ..] || right.Evaluate(context) is not [var b, ..])
        {
            return;
        }

        if (
            XQueryItems.Atomize(a) is decimal x
            && XQueryItems.Atomize(b) is decimal y
            && Math.Abs(x) < Small
            && Math.Abs(y) < Small
        )
        {
            output.Add(
                op switch
                {
                    "+" => x + y,
                    "-" => x - y,
                    "*" => x * y,
                    "idiv" => Math.Truncate(x / NotZero(y)),
                    "mod" => x % NotZero(y),
                    _ => x / NotZero(y),
                }
            );
            return;
        }

        var p = XQueryItems.Number(XQueryItems.Atomize(a));
        var q = XQueryItems.Number(XQueryItems.Atomize(b));
        output.Add(
            op switch
            {
                "+" => p + q,
                "-" => p - q,
                "*" => p * q,
                "idiv" => Math.Truncate(p / q),
                "mod" => p % q,
                _ => p / q,
            }
        );
    }

    private static decimal NotZero(decimal number) => number != 0 ? number : throw TypeErrors.DivideByZero();
}

internal sealed class ConditionalExpression(XQueryExpression condition, XQueryExpression then, XQueryExpression otherwise)
    : XQueryExpression
{
    public override bool IsSingleton => then.IsSingleton && otherwise.IsSingleton;

    public override bool IsNodes => then.IsNodes && otherwise.IsNodes;

    public override void Evaluate(XQueryContext context, List<object> output) =>
        (XQueryItems.IsTrue(condition.Evaluate(context)) ? then : otherwise).Evaluate(context, output);
}

/// <summary>some and every: whether a condition holds for one or all items.</summary>
internal sealed class QuantifiedExpression(bool isSome, string variable, XQueryExpression source, XQueryExpression condition)
    : XQueryExpression
{
    public override bool IsSingleton => true;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        foreach (var item in source.Evaluate(context))
        {
            if (XQueryItems.IsTrue(condition.Evaluate(context.With(variable, [item]))) == isSome)
            {
                output.Add(isSome);
                return;
            }
        }

        output.Add(!isSome);
    }
}

/// <summary>for/let … where … order by … return.</summary>
internal sealed class FlworExpression(
    IReadOnlyList<(bool IsFor, string Name, XQueryExpression Source)> clauses,
    XQueryExpression? condition,
    IReadOnlyList<(XQueryExpression Key, bool IsDescending)> order,
    XQueryExpression result
) : XQueryExpression
{
    public override bool IsSingleton => clauses.All(static c => !c.IsFor || c.Source.IsSingleton) && result.IsSingleton;

    public override bool IsNodes => result.IsNodes;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        var tuples = new List<XQueryContext>();
        Bind(context, 0, tuples);
        IEnumerable<XQueryContext> ordered = tuples;
        foreach (var (key, isDescending) in order.Reverse())
        {
            var comparer = Comparer<object?>.Create(
                static (a, b) =>
                    a is null ? (b is null ? 0 : -1)
                    : b is null ? 1
                    : XQueryItems.Compare(a, b) ?? 0
            );
            object? Key(XQueryContext c) => key.Evaluate(c) is [var first, ..] ? XQueryItems.Atomize(first) : null;
            ordered = isDescending ? ordered.OrderByDescending(Key, comparer) : ordered.OrderBy(Key, comparer);
        }

        foreach (var tuple in ordered.ToList())
        {
            result.Evaluate(tuple, output);
        }
    }

    private void Bind(XQueryContext context, int clause, List<XQueryContext> tuples)
    {
        if (clause == clauses.Count)
        {
            if (condition is null || XQueryItems.IsTrue(condition.Evaluate(context)))
            {
                tuples.Add(context);
            }

            return;
        }

        var (isFor, name, source) = clauses[clause];
        var items = source.Evaluate(context);
        if (!isFor)
        {
            Bind(context.With(name, items), clause + 1, tuples);
            return;
        }

        foreach (var item in items)
        {
            Bind(context.With(name, [item]), clause + 1, tuples);
        }
    }
}

/// <summary>A direct element constructor: &lt;a b="{…}"&gt;text{…}&lt;/a&gt;.</summary>
internal sealed class ElementConstructor(
    string name,
    string namespaceUri,
    string prefix,
    IReadOnlyList<(string Prefix, string Uri)> declarations,
    IReadOnlyList<(string Name, IReadOnlyList<XQueryExpression> Parts)> attributes,
    IReadOnlyList<XQueryExpression> content
) : XQueryExpression
{
    public override bool IsSingleton => true;

    public override bool IsNodes => true;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        var builder = new XmlTreeBuilder();
        var element = builder.Element(builder.Root, name, namespaceUri, prefix);
        foreach (var (declared, uri) in declarations)
        {
            element.Declare(declared, uri);
        }

        foreach (var (attribute, parts) in attributes)
        {
            builder.Attribute(
                element,
                attribute,
                string.Concat(
                    parts.Select(p =>
                        string.Join(' ', p.Evaluate(context).Select(static i => XQueryItems.Text(XQueryItems.Atomize(i))))
                    )
                )
            );
        }

        foreach (var part in content)
        {
            var wasAtomic = false;
            foreach (var item in part.Evaluate(context))
            {
                if (item is XmlNode node)
                {
                    builder.Copy(element, node);
                    wasAtomic = false;
                }
                else
                {
                    builder.Text(element, (wasAtomic ? " " : "") + XQueryItems.Text(item));
                    wasAtomic = true;
                }
            }
        }

        output.Add(element);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"<{name}>");
}
