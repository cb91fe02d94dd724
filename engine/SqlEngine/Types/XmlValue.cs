// The content of an xml column or variable: a document, a fragment or, for a row of nodes(), one node of a
// document.
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Types;

/// <summary>An xml value. Immutable; prints as SQL Server prints it.</summary>
public sealed class XmlValue
{
    // Text that the engine wrote itself and nobody has looked into yet.
    private readonly string? _source;
    private XmlNode? _node;
    private string? _text;

    private XmlValue(XmlNode? node, string? source)
    {
        _node = node;
        _source = source;
    }

    /// <summary>The context node: the root of the value's own tree, or a node found by nodes().</summary>
    internal XmlNode Node => _node ??= XmlTreeBuilder.Parse(_source!, keepsBlanks: true);

    /// <summary>Parses text as CAST(… AS xml) does.</summary>
    /// <exception cref="SqlError">9400 to 9459, XML parsing errors with line and character.</exception>
    public static XmlValue Parse(string text) => new(XmlTreeBuilder.Parse(text, keepsBlanks: false), null);

    /// <summary>The value as text.</summary>
    public override string ToString() => _text ??= XmlTreeWriter.Write(Node);

    /// <summary>Text that the engine itself has written and that need not be parsed before someone looks
    /// inside.</summary>
    internal static XmlValue FromWellFormed(string text) => new(null, text);

    internal static XmlValue FromNode(XmlNode node) => new(node, null);
}
