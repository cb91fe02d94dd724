// The part of the XQuery parser that reads direct element constructors.
using System.Text;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Xml;

internal sealed partial class XQueryParser
{
    private ElementConstructor Constructor()
    {
        Expect("<");
        var (prefix, name) = QualifiedName();
        var attributes = new List<(string, IReadOnlyList<XQueryExpression>)>();
        var declarations = new List<(string, string)>();
        while (true)
        {
            SkipBlanks();
            if (Try("/>"))
            {
                return Build([]);
            }

            if (Try(">"))
            {
                break;
            }

            var (attributePrefix, attribute) = QualifiedName();
            Expect("=");
            SkipBlanks();
            var quote = _at < _text.Length && _text[_at] is '"' or '\'' ? _text[_at++] : throw Unexpected();
            if (attributePrefix == "xmlns" || (attributePrefix.Length == 0 && attribute == "xmlns"))
            {
                var end = _text.IndexOf(quote, _at);
                var uri = _text[_at..end];
                _at = end + 1;
                declarations.Add((attributePrefix.Length == 0 ? "" : attribute, uri));
                _namespaces[attributePrefix.Length == 0 ? "" : attribute] = uri;
                continue;
            }

            attributes.Add((attribute, Content(quote)));
        }

        var content = Content('<');
        _at++;
        var (closePrefix, closeName) = QualifiedName();
        if (closePrefix != prefix || closeName != name)
        {
            throw XQueryErrors.Syntax(_method, closeName);
        }

        Expect(">");
        return Build(content);

        ElementConstructor Build(IReadOnlyList<XQueryExpression> parts)
        {
            var uri =
                prefix.Length == 0 ? _namespaces.GetValueOrDefault("", "")
                : _namespaces.TryGetValue(prefix, out var known) ? known
                : throw XQueryErrors.NoNamespace(_method, prefix);
            return new ElementConstructor(name, uri, prefix, declarations, attributes, parts);
        }
    }

    private ElementConstructor Nested()
    {
        Deepen();
        var element = Constructor();
        _depth--;
        return element;
    }

    private (string Prefix, string Name) QualifiedName()
    {
        var first = Name();
        if (_at < _text.Length && _text[_at] == ':')
        {
            _at++;
            return (first, Name());
        }

        return ("", first);
    }

    /// <summary>Text, {expressions} and nested elements up to a closing quote or, for an element, up to its
    /// end tag.</summary>
    private List<XQueryExpression> Content(char end)
    {
        var parts = new List<XQueryExpression>();
        var literal = new StringBuilder();
        void Flush()
        {
            var isBlank = end == '<' && string.IsNullOrWhiteSpace(literal.ToString());
            if (literal.Length > 0 && !isBlank)
            {
                parts.Add(new LiteralText(literal.ToString()));
            }

            literal.Clear();
        }

        while (true)
        {
            if (_at >= _text.Length)
            {
                throw XQueryErrors.Syntax(_method, "");
            }

            var c = _text[_at];
            if (c == end && (end != '<' || (_at + 1 < _text.Length && _text[_at + 1] == '/')))
            {
                Flush();
                _at++;
                return parts;
            }

            if (c == '<' && end == '<')
            {
                Flush();
                parts.Add(Nested());
            }
            else if (c is '{' or '}' && _at + 1 < _text.Length && _text[_at + 1] == c)
            {
                literal.Append(c);
                _at += 2;
            }
            else if (c == '{')
            {
                Flush();
                _at++;
                parts.Add(Expression());
                Expect("}");
            }
            else
            {
                literal.Append(c == '&' ? Entity() : _text[_at++].ToString());
            }
        }
    }
}
