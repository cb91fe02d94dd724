// A node of the engine's own compact XML tree. Nodes know their place in document order, so sequences sort
// without walking the tree.
using System.Text;

namespace AxMonitor.Engine.Types;

internal enum XmlNodeKind : byte
{
    Root,
    Element,
    Attribute,
    Text,
    Comment,
    Instruction,
}

/// <summary>A root, element, attribute, text, comment or processing instruction. Not changed after the tree
/// is built.</summary>
internal sealed class XmlNode(XmlNodeKind kind, string name, string namespaceUri, string prefix, int order)
{
    private static readonly IReadOnlyList<XmlNode> None = [];

    private List<XmlNode>? _children;
    private List<XmlNode>? _attributes;
    private List<(string Prefix, string Uri)>? _declarations;

    public XmlNodeKind Kind { get; } = kind;

    public string Name { get; } = name;

    public string NamespaceUri { get; } = namespaceUri;

    public string Prefix { get; } = prefix;

    public int Order { get; } = order;

    /// <summary>Content of attributes, texts, comments and instructions.</summary>
    public string Value { get; set; } = "";

    public XmlNode? Parent { get; private set; }

    public IReadOnlyList<XmlNode> Children => _children ?? None;

    public IReadOnlyList<XmlNode> Attributes => _attributes ?? None;

    public IReadOnlyList<(string Prefix, string Uri)> Declarations => _declarations ?? (IReadOnlyList<(string, string)>)[];

    public XmlNode Root
    {
        get
        {
            var node = this;
            while (node.Parent is not null)
            {
                node = node.Parent;
            }

            return node;
        }
    }

    /// <summary>The text of a node as string() gives it.</summary>
    public string StringValue
    {
        get
        {
            if (Kind is not (XmlNodeKind.Root or XmlNodeKind.Element))
            {
                return Value;
            }

            if (_children is null)
            {
                return "";
            }

            if (_children.Count == 1 && _children[0].Kind == XmlNodeKind.Text)
            {
                return _children[0].Value;
            }

            var builder = new StringBuilder();
            AppendText(builder);
            return builder.ToString();
        }
    }

    public void Append(XmlNode child)
    {
        child.Parent = this;
        if (child.Kind == XmlNodeKind.Attribute)
        {
            (_attributes ??= []).Add(child);
        }
        else
        {
            (_children ??= []).Add(child);
        }
    }

    public void Declare(string prefix, string uri) => (_declarations ??= []).Add((prefix, uri));

    /// <summary>The URI a prefix has at this node; null when it has none.</summary>
    public string? LookupNamespace(string prefix)
    {
        for (var node = this; node is not null; node = node.Parent)
        {
            foreach (var (declared, uri) in node.Declarations)
            {
                if (string.Equals(declared, prefix, StringComparison.Ordinal))
                {
                    return uri;
                }
            }
        }

        return null;
    }

    private void AppendText(StringBuilder builder)
    {
        foreach (var child in Children)
        {
            if (child.Kind == XmlNodeKind.Text)
            {
                builder.Append(child.Value);
            }
            else if (child.Kind == XmlNodeKind.Element)
            {
                child.AppendText(builder);
            }
        }
    }
}
