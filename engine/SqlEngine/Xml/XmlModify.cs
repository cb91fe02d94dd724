// modify(): applies one insert, delete or replace to a copy of an xml value.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Xml;

/// <summary>A new tree made of an old one and what changes in it.</summary>
internal sealed class XmlModify
{
    private readonly XmlTreeBuilder _builder = new();
    private readonly HashSet<XmlNode> _targets;
    private readonly XmlChangeKind _kind;
    private readonly List<object> _content;

    private XmlModify(XmlChangeKind kind, HashSet<XmlNode> targets, List<object> content)
    {
        _kind = kind;
        _targets = targets;
        _content = content;
    }

    public static XmlNode Apply(XmlChange change, XQueryContext context)
    {
        var targets = change.Target.Evaluate(context).OfType<XmlNode>().ToHashSet();
        var root = ((XmlNode)context.Item).Root;
        if (targets.Count == 0)
        {
            return root;
        }

        var modify = new XmlModify(change.Kind, targets, change.Content?.Evaluate(context) ?? []);
        modify.Content(modify._builder.Root, root);
        return modify._builder.Root;
    }

    // The attributes and children of a node, with what is put in at their ends.
    private void Content(XmlNode parent, XmlNode source)
    {
        var isTarget = _targets.Contains(source);
        foreach (var attribute in source.Attributes)
        {
            Attribute(parent, attribute);
        }

        if (isTarget && _kind is XmlChangeKind.InsertFirst or XmlChangeKind.InsertLast)
        {
            RequireContainer(source);
            InsertAttributes(parent);
        }

        if (isTarget && _kind == XmlChangeKind.InsertFirst)
        {
            InsertNodes(parent);
        }

        foreach (var child in source.Children)
        {
            Child(parent, child);
        }

        if (isTarget && _kind == XmlChangeKind.InsertLast)
        {
            InsertNodes(parent);
        }
    }

    private static void RequireContainer(XmlNode target)
    {
        if (target.Kind is not (XmlNodeKind.Element or XmlNodeKind.Root))
        {
            throw new SqlError(
                2228,
                16,
                1,
                "XQuery [modify()]: The target of 'insert into' must be an element/document node, found another node"
            );
        }
    }

    private void Attribute(XmlNode parent, XmlNode attribute)
    {
        if (!_targets.Contains(attribute))
        {
            _builder.Copy(parent, attribute);
            return;
        }

        if (_kind is XmlChangeKind.InsertFirst or XmlChangeKind.InsertLast)
        {
            RequireContainer(attribute);
        }

        if (_kind == XmlChangeKind.Replace)
        {
            _builder.Attribute(parent, attribute.Name, Text(), attribute.NamespaceUri, attribute.Prefix);
        }
    }

    private void Child(XmlNode parent, XmlNode child)
    {
        var isTarget = _targets.Contains(child);
        if (isTarget && _kind == XmlChangeKind.Delete)
        {
            return;
        }

        if (isTarget && _kind == XmlChangeKind.InsertBefore)
        {
            InsertNodes(parent);
        }

        if (child.Kind == XmlNodeKind.Element)
        {
            var element = _builder.Element(parent, child.Name, child.NamespaceUri, child.Prefix);
            foreach (var (prefix, uri) in child.Declarations)
            {
                element.Declare(prefix, uri);
            }

            Content(element, child);
        }
        else if (isTarget && _kind == XmlChangeKind.Replace)
        {
            _builder.Text(parent, Text());
        }
        else
        {
            if (isTarget && _kind is XmlChangeKind.InsertFirst or XmlChangeKind.InsertLast)
            {
                RequireContainer(child);
            }

            _builder.Copy(parent, child);
        }

        if (isTarget && _kind == XmlChangeKind.InsertAfter)
        {
            InsertNodes(parent);
        }
    }

    private string Text() => string.Join(' ', _content.Select(static i => XQueryItems.Text(XQueryItems.Atomize(i))));

    private void InsertAttributes(XmlNode parent)
    {
        foreach (var attribute in _content.OfType<XmlNode>().Where(static n => n.Kind == XmlNodeKind.Attribute))
        {
            if (
                parent.Attributes.Any(a =>
                    string.Equals(a.Name, attribute.Name, StringComparison.Ordinal)
                    && string.Equals(a.NamespaceUri, attribute.NamespaceUri, StringComparison.Ordinal)
                )
            )
            {
                throw new SqlError(
                    6908,
                    16,
                    1,
                    $"XML Validation: Invalid content. Duplicate attribute '{attribute.Name}'."
                );
            }

            _builder.Copy(parent, attribute);
        }
    }

    private void InsertNodes(XmlNode parent)
    {
        foreach (var item in _content)
        {
            if (item is XmlNode { Kind: XmlNodeKind.Attribute })
            {
                continue;
            }

            if (item is not XmlNode node)
            {
                throw new SqlError(
                    2207,
                    16,
                    1,
                    "XQuery [modify()]: Only non-document nodes can be inserted. Found \"xs:string\"."
                );
            }

            _builder.Copy(parent, node);
        }
    }
}
