// The part of the XQuery parser that reads XML DML: insert, delete, replace value of, and the computed
// constructors that these use.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Xml;

/// <summary>What modify() does.</summary>
internal enum XmlChangeKind
{
    Delete,
    Replace,
    InsertFirst,
    InsertLast,
    InsertBefore,
    InsertAfter,
}

/// <summary>A parsed modify(): where, and with what; deletes have no content.</summary>
internal sealed record XmlChange(XmlChangeKind Kind, XQueryExpression Target, XQueryExpression? Content);

internal sealed partial class XQueryParser
{
    /// <exception cref="SqlError">2205, 2207, 2209, 2226, 2337, 2356.</exception>
    public static (XmlChange Change, IReadOnlyList<XQueryReference> References) ParseChange(
        string text,
        IReadOnlyDictionary<string, string> namespaces
    )
    {
        var parser = new XQueryParser(text, "modify", namespaces);
        parser.Prolog();
        var change = parser.Change();
        parser.SkipBlanks();
        return parser._at < text.Length ? throw parser.Unexpected() : (change, parser._references);
    }

    private XmlChange Change()
    {
        if (TryWord("delete"))
        {
            var deleted = Expression();
            return deleted.IsNodes
                ? new XmlChange(XmlChangeKind.Delete, deleted, null)
                : throw new SqlError(2207, 16, 1, "XQuery [modify()]: Only nodes can be deleted.");
        }

        if (TryWord("replace"))
        {
            ExpectWord("value");
            ExpectWord("of");
            var replaced = Single();
            ExpectWord("with");
            return new XmlChange(XmlChangeKind.Replace, ReplaceTarget(replaced), Single());
        }

        ExpectWord("insert");
        var content = Single();
        if (!content.IsNodes && content is not (ReferenceExpression or SequenceExpression or ConditionalExpression))
        {
            throw new SqlError(2207, 16, 1, "XQuery [modify()]: Only non-document nodes can be inserted. Found \"xs:string\".");
        }

        var kind = Position();
        var target = Single();
        return target.IsSingleton && target.IsNodes
            ? new XmlChange(kind, target, content)
            : throw new SqlError(
                2226,
                16,
                1,
                $"XQuery [modify()]: The target of 'insert' must be a single node, found '{target.StaticType}'"
            );
    }

    private XmlChangeKind Position()
    {
        if (TryWord("before"))
        {
            return XmlChangeKind.InsertBefore;
        }

        if (TryWord("after"))
        {
            return XmlChangeKind.InsertAfter;
        }

        var isFirst = false;
        if (TryWord("as"))
        {
            isFirst = TryWord("first");
            if (!isFirst)
            {
                ExpectWord("last");
            }
        }

        ExpectWord("into");
        return isFirst ? XmlChangeKind.InsertFirst : XmlChangeKind.InsertLast;
    }

    private static XQueryExpression ReplaceTarget(XQueryExpression target)
    {
        if (!target.IsSingleton)
        {
            throw new SqlError(
                2337,
                16,
                1,
                $"XQuery [modify()]: The target of 'replace' must be at most one node, found '{target.StaticType}'"
            );
        }

        return target.NodeKind is XmlNodeKind.Text or XmlNodeKind.Attribute
            ? target
            : throw new SqlError(
                2356,
                16,
                1,
                $"XQuery [modify()]: The target of 'replace value of' must be a non-metadata attribute or an element with simple typed content, found '{target.StaticType}'"
            );
    }

    // attribute name {…}, text {…}, element name {…}
    private ComputedConstructor? Computed()
    {
        var start = _at;
        var kind =
            TryWord("attribute") ? XmlNodeKind.Attribute
            : TryWord("element") ? XmlNodeKind.Element
            : TryWord("text") ? XmlNodeKind.Text
            : (XmlNodeKind?)null;
        if (kind is null)
        {
            return null;
        }

        SkipBlanks();
        var isNamed = _at < _text.Length && (char.IsLetter(_text[_at]) || _text[_at] == '_');
        var name = kind != XmlNodeKind.Text && isNamed ? Name() : "";
        if ((name.Length == 0) != (kind == XmlNodeKind.Text) || !Try("{"))
        {
            _at = start;
            return null;
        }

        var content = Try("}") ? new SequenceExpression([]) : Expression();
        if (content is not SequenceExpression { IsEmpty: true })
        {
            Expect("}");
        }

        return new ComputedConstructor(kind.Value, name, _namespaces.GetValueOrDefault("", ""), content);
    }
}

/// <summary>attribute name {…}, element name {…}, text {…}.</summary>
internal sealed class ComputedConstructor(XmlNodeKind kind, string name, string elementNamespace, XQueryExpression content)
    : XQueryExpression
{
    public override bool IsSingleton => true;

    public override bool IsNodes => true;

    public override void Evaluate(XQueryContext context, List<object> output)
    {
        var items = content.Evaluate(context);
        var text = string.Join(' ', items.Select(static i => XQueryItems.Text(XQueryItems.Atomize(i))));
        var builder = new XmlTreeBuilder();
        switch (kind)
        {
            case XmlNodeKind.Attribute:
                builder.Attribute(builder.Root, name, text);
                output.Add(builder.Root.Attributes[0]);
                break;
            case XmlNodeKind.Text:
                builder.Text(builder.Root, text);
                output.AddRange(builder.Root.Children);
                break;
            default:
                var element = builder.Element(builder.Root, name, elementNamespace);
                foreach (var item in items)
                {
                    if (item is XmlNode node)
                    {
                        builder.Copy(element, node);
                    }
                    else
                    {
                        builder.Text(element, XQueryItems.Text(item));
                    }
                }

                output.Add(element);
                break;
        }
    }
}
