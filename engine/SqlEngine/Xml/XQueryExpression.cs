// The tree of a parsed XQuery expression; each node evaluates itself into a sequence of items.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Xml;

/// <summary>An expression. Items are <see cref="XmlNode"/>, <see cref="Untyped"/>, string, double, decimal,
/// bool or byte[].</summary>
internal abstract class XQueryExpression
{
    /// <summary>Can give at most one item, as far as can be told without data: what value() and many
    /// functions ask for.</summary>
    public abstract bool IsSingleton { get; }

    /// <summary>Gives nodes (and not atomic values).</summary>
    public virtual bool IsNodes => false;

    /// <summary>The kind of its nodes, where it is known without data.</summary>
    public virtual XmlNodeKind? NodeKind => null;

    /// <summary>Its type as errors name it.</summary>
    public string StaticType => NodeType + (IsSingleton ? " ?" : " *");

    /// <summary>The type of its items as errors name it.</summary>
    public virtual string NodeType => IsNodes ? "node()" : "xdt:anyAtomicType";

    /// <summary>True when the expression looks at position() or last(), or is a number itself: then it counts
    /// in a predicate.</summary>
    public virtual bool MayBePositional => true;

    public abstract void Evaluate(XQueryContext context, List<object> output);

    public List<object> Evaluate(XQueryContext context)
    {
        var output = new List<object>();
        Evaluate(context, output);
        return output;
    }
}

/// <summary>The value of a node without a schema type: it converts to what the other side of a comparison
/// is.</summary>
internal sealed record Untyped(string Text);

/// <summary>Where an expression is evaluated.</summary>
internal sealed class XQueryContext
{
    /// <summary>The context item.</summary>
    public required object Item { get; init; }

    public int Position { get; init; } = 1;

    public int Size { get; init; } = 1;

    /// <summary>Values of sql:variable and sql:column, by index.</summary>
    public required object?[] References { get; init; }

    /// <summary>Variables bound by for, let, some and every.</summary>
    public IReadOnlyDictionary<string, List<object>>? Variables { get; init; }

    public XQueryContext With(object item, int position, int size) =>
        new()
        {
            Item = item,
            Position = position,
            Size = size,
            References = References,
            Variables = Variables,
        };

    public XQueryContext With(string variable, List<object> value)
    {
        var variables = Variables is null
            ? new Dictionary<string, List<object>>(StringComparer.Ordinal)
            : new Dictionary<string, List<object>>(Variables, StringComparer.Ordinal);
        variables[variable] = value;
        return new XQueryContext
        {
            Item = Item,
            Position = Position,
            Size = Size,
            References = References,
            Variables = variables,
        };
    }
}
