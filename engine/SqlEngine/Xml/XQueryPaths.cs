// Paths: steps along axes, node tests, predicates, and filters on any expression.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Xml;

internal enum XQueryAxis
{
    Child,
    Attribute,
    Descendant,
    DescendantOrSelf,
    Self,
    Parent,
}

/// <summary>What a step lets through: a kind of node and optionally a name.</summary>
internal sealed record XQueryNodeTest(XmlNodeKind? Kind, string? Name, string? NamespaceUri, bool AnyKind = false)
{
    public bool Matches(XmlNode node, XmlNodeKind principal)
    {
        if (AnyKind)
        {
            return true;
        }

        if (node.Kind != (Kind ?? principal))
        {
            return false;
        }

        return (Name is null || string.Equals(Name, node.Name, StringComparison.Ordinal))
            && (NamespaceUri is null || string.Equals(NamespaceUri, node.NamespaceUri, StringComparison.Ordinal));
    }
}

/// <summary>The context item.</summary>
internal sealed class ContextItem : XQueryExpression
{
    public override bool IsSingleton => true;

    public override bool IsNodes => true;

    public override bool MayBePositional => false;

    public override void Evaluate(XQueryContext context, List<object> output) => output.Add(context.Item);
}

/// <summary>The root of the context node's tree.</summary>
internal sealed class RootPath : XQueryExpression
{
    public override bool IsSingleton => true;

    public override bool IsNodes => true;

    public override bool MayBePositional => false;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        if (context.Item is XmlNode node)
        {
            output.Add(node.Root);
        }
    }
}

/// <summary>One step from the nodes of an expression.</summary>
internal sealed class StepPath(
    XQueryExpression source,
    XQueryAxis axis,
    XQueryNodeTest test,
    IReadOnlyList<XQueryExpression> predicates
) : XQueryExpression
{
    public override bool IsSingleton =>
        source.IsSingleton
        && (
            axis switch
            {
                XQueryAxis.Self or XQueryAxis.Parent => true,
                XQueryAxis.Attribute => test.Name is not null,
                _ => false,
            } || predicates.Any(XQueryPredicates.PicksOne)
        );

    public override bool IsNodes => true;

    public override XmlNodeKind? NodeKind =>
        test.AnyKind ? null
        : test.Kind ?? (axis == XQueryAxis.Attribute ? XmlNodeKind.Attribute : XmlNodeKind.Element);

    public override string NodeType =>
        NodeKind switch
        {
            XmlNodeKind.Element => $"element({test.Name ?? "*"},xdt:untyped)",
            XmlNodeKind.Attribute => $"attribute({test.Name ?? "*"},xdt:untypedAtomic)",
            XmlNodeKind.Text => "text",
            XmlNodeKind.Comment => "comment",
            XmlNodeKind.Instruction => "processing-instruction",
            _ => "node()",
        };

    public override bool MayBePositional => false;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        var sources = source.Evaluate(context);
        var first = output.Count;
        foreach (var item in sources)
        {
            if (item is not XmlNode node)
            {
                continue;
            }

            if (predicates.Count == 0)
            {
                Walk(node, output);
                continue;
            }

            var found = new List<object>();
            Walk(node, found);
            foreach (var predicate in predicates)
            {
                found = XQueryPredicates.Apply(predicate, found, context);
            }

            output.AddRange(found);
        }

        if (sources.Count > 1)
        {
            XQueryPredicates.SortAndDistinct(output, first);
        }
    }

    private void Walk(XmlNode node, List<object> output)
    {
        switch (axis)
        {
            case XQueryAxis.Child:
                foreach (var child in node.Children)
                {
                    Take(child, output);
                }

                break;
            case XQueryAxis.Attribute:
                foreach (var attribute in node.Attributes)
                {
                    if (test.Matches(attribute, XmlNodeKind.Attribute))
                    {
                        output.Add(attribute);
                    }
                }

                break;
            case XQueryAxis.Self:
                Take(node, output);
                break;
            case XQueryAxis.Parent:
                if (node.Parent is { } parent)
                {
                    Take(parent, output);
                }

                break;
            default:
                if (axis == XQueryAxis.DescendantOrSelf)
                {
                    Take(node, output);
                }

                Descend(node, output);
                break;
        }
    }

    private void Descend(XmlNode node, List<object> output)
    {
        foreach (var child in node.Children)
        {
            Take(child, output);
            Descend(child, output);
        }
    }

    private void Take(XmlNode node, List<object> output)
    {
        if (test.Matches(node, XmlNodeKind.Element))
        {
            output.Add(node);
        }
    }
}

/// <summary>A predicate on a parenthesised expression: (path)[1].</summary>
internal sealed class Filter(XQueryExpression source, XQueryExpression predicate) : XQueryExpression
{
    public override bool IsSingleton => source.IsSingleton || XQueryPredicates.PicksOne(predicate);

    public override bool IsNodes => source.IsNodes;

    public override XmlNodeKind? NodeKind => source.NodeKind;

    public override string NodeType => source.NodeType;

    public override bool MayBePositional => !source.IsNodes;

    public override void Evaluate(XQueryContext context, List<object> output) =>
        output.AddRange(XQueryPredicates.Apply(predicate, source.Evaluate(context), context));
}

/// <summary>A step that is an expression, evaluated for each node before it: a/string(.).</summary>
internal sealed class MapPath(XQueryExpression source, XQueryExpression step) : XQueryExpression
{
    public override bool IsSingleton => source.IsSingleton && step.IsSingleton;

    public override bool IsNodes => step.IsNodes;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        var items = source.Evaluate(context);
        for (var i = 0; i < items.Count; i++)
        {
            step.Evaluate(context.With(items[i], i + 1, items.Count), output);
        }
    }
}

internal static class XQueryPredicates
{
    /// <summary>A predicate that lets at most one item through: a number or last().</summary>
    public static bool PicksOne(XQueryExpression predicate) => predicate is LiteralNumber or LastFunction;

    public static List<object> Apply(XQueryExpression predicate, List<object> items, XQueryContext context)
    {
        if (predicate is LiteralNumber number)
        {
            var index = number.Value;
            return index >= 1 && index <= items.Count && index == Math.Floor(index) ? [items[(int)index - 1]] : [];
        }

        var result = new List<object>();
        for (var i = 0; i < items.Count; i++)
        {
            var value = predicate.Evaluate(context.With(items[i], i + 1, items.Count));
            var isKept = value is [double or decimal] ? XQueryItems.Number(value[0]) == i + 1 : XQueryItems.IsTrue(value);
            if (isKept)
            {
                result.Add(items[i]);
            }
        }

        return result;
    }

    /// <summary>Brings nodes into document order, each once.</summary>
    public static void SortAndDistinct(List<object> items, int first)
    {
        var isOrdered = true;
        for (var i = first + 1; i < items.Count && isOrdered; i++)
        {
            isOrdered = items[i - 1] is XmlNode a && items[i] is XmlNode b && a.Order < b.Order;
        }

        if (isOrdered)
        {
            return;
        }

        var sorted = items.Skip(first).OfType<XmlNode>().Distinct().OrderBy(static n => n.Order).ToList();
        items.RemoveRange(first, items.Count - first);
        items.AddRange(sorted);
    }
}
