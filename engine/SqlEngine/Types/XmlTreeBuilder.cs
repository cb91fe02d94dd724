// Builds XML trees: from text, with SQL Server's parsing errors, and from nodes of other trees.
using System.Globalization;
using System.Xml;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Types;

internal sealed class XmlTreeBuilder
{
    private const int DeepestNesting = 128;
    private int _order;

    public XmlTreeBuilder()
    {
        Root = new XmlNode(XmlNodeKind.Root, "", "", "", _order++);
    }

    public XmlNode Root { get; }

    public static XmlNode Parse(string text, bool keepsBlanks)
    {
        var builder = new XmlTreeBuilder();
        var settings = new XmlReaderSettings
        {
            ConformanceLevel = ConformanceLevel.Fragment,
            DtdProcessing = DtdProcessing.Prohibit,
            IgnoreWhitespace = !keepsBlanks,
            XmlResolver = null,
        };
        if (text.StartsWith('\uFEFF'))
        {
            text = text[1..];
        }

        using var reader = XmlReader.Create(new StringReader(text), settings);
        try
        {
            builder.Read(reader);
        }
        catch (XmlException error)
        {
            throw Translate(error, text);
        }

        return builder.Root;
    }

    public XmlNode Element(XmlNode parent, string name, string namespaceUri = "", string prefix = "")
    {
        var node = new XmlNode(XmlNodeKind.Element, name, namespaceUri, prefix, _order++);
        parent.Append(node);
        return node;
    }

    public void Attribute(XmlNode parent, string name, string value, string namespaceUri = "", string prefix = "") =>
        parent.Append(new XmlNode(XmlNodeKind.Attribute, name, namespaceUri, prefix, _order++) { Value = value });

    /// <summary>Adds text; adjacent texts become one node.</summary>
    public void Text(XmlNode parent, string value)
    {
        if (parent.Children is [.., { Kind: XmlNodeKind.Text } last])
        {
            last.Value += value;
        }
        else if (value.Length > 0)
        {
            parent.Append(new XmlNode(XmlNodeKind.Text, "", "", "", _order++) { Value = value });
        }
    }

    /// <summary>Copies a node with all below it, declaring the namespaces it has from outside.</summary>
    public void Copy(XmlNode parent, XmlNode source)
    {
        switch (source.Kind)
        {
            case XmlNodeKind.Text:
                Text(parent, source.Value);
                break;
            case XmlNodeKind.Attribute:
                Attribute(parent, source.Name, source.Value, source.NamespaceUri, source.Prefix);
                break;
            case XmlNodeKind.Root:
                foreach (var child in source.Children)
                {
                    Copy(parent, child);
                }

                break;
            case XmlNodeKind.Element:
                var element = Element(parent, source.Name, source.NamespaceUri, source.Prefix);
                foreach (var (prefix, uri) in source.Declarations)
                {
                    element.Declare(prefix, uri);
                }

                if (source.NamespaceUri.Length > 0 && element.LookupNamespace(source.Prefix) is null)
                {
                    element.Declare(source.Prefix, source.NamespaceUri);
                }

                foreach (var attribute in source.Attributes)
                {
                    if (
                        attribute.NamespaceUri.Length > 0
                        && attribute.Prefix != "xml"
                        && element.LookupNamespace(attribute.Prefix) is null
                    )
                    {
                        element.Declare(attribute.Prefix, attribute.NamespaceUri);
                    }

                    Attribute(element, attribute.Name, attribute.Value, attribute.NamespaceUri, attribute.Prefix);
                }

                foreach (var child in source.Children)
                {
                    Copy(element, child);
                }

                break;
            default:
                parent.Append(new XmlNode(source.Kind, source.Name, "", "", _order++) { Value = source.Value });
                break;
        }
    }

    private void Read(XmlReader reader)
    {
        var parent = Root;
        var depth = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var element = Element(parent, reader.LocalName, reader.NamespaceURI, reader.Prefix);
                    var isEmpty = reader.IsEmptyElement;
                    ReadAttributes(reader, element);
                    if (!isEmpty)
                    {
                        parent = element;
                        if (++depth > DeepestNesting)
                        {
                            throw new SqlError(
                                6335,
                                16,
                                101,
                                "XML datatype instance has too many levels of nested nodes. Maximum allowed depth is 128 levels."
                            );
                        }
                    }

                    break;
                case XmlNodeType.EndElement:
                    parent = parent.Parent!;
                    depth--;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    Text(parent, reader.Value);
                    break;
                case XmlNodeType.Comment:
                    parent.Append(new XmlNode(XmlNodeKind.Comment, "", "", "", _order++) { Value = reader.Value });
                    break;
                case XmlNodeType.ProcessingInstruction:
                    parent.Append(new XmlNode(XmlNodeKind.Instruction, reader.Name, "", "", _order++) { Value = reader.Value });
                    break;
                default:
                    break;
            }
        }
    }

    private void ReadAttributes(XmlReader reader, XmlNode element)
    {
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI == "http://www.w3.org/2000/xmlns/")
            {
                element.Declare(reader.Prefix.Length == 0 ? "" : reader.LocalName, reader.Value);
            }
            else
            {
                Attribute(element, reader.LocalName, reader.Value, reader.NamespaceURI, reader.Prefix);
            }
        }
    }

    private static SqlError Translate(XmlException error, string text)
    {
        var message = error.Message;
        bool Says(string part) => message.Contains(part, StringComparison.OrdinalIgnoreCase);
        var (number, detail) = true switch
        {
            _ when Says("DTD is prohibited") => (6359, ""),
            _ when Says("Unexpected end of file") || Says("are not closed") || Says("Data at the root level") => (
                9400,
                "unexpected end of input"
            ),
            _ when Says("does not match the end tag") || Says("Unexpected end tag") => (9436, "end tag does not match start tag"),
            _ when Says("undeclared prefix") => (9459, "undeclared prefix"),
            _ when Says("undeclared entity") => (9448, "well formed check: undeclared entity"),
            _ when Says("duplicate attribute") => (9437, "duplicate attribute"),
            _ when Says("expecting whitespace") || Says("Expecting white space") => (9410, "whitespace expected"),
            _ when Says("The expected token is ';'") || Says("parsing EntityName") => (9411, "semicolon expected"),
            _ when Says("The expected token is '='") => (9414, "equal expected"),
            _ when Says("The expected token is '\"' or '''") => (9413, "A string literal was expected"),
            _ when Says("invalid attribute character") => (9415, "well formed check: no '<' in attribute value"),
            _ when Says("invalid character in the given encoding")
                    || (Says("hexadecimal value") && Says("is an invalid character")) => (9420, "illegal xml character"),
            _ when Says("Name cannot begin with") || Says("cannot be included in a name") => (
                9455,
                "illegal qualified name character"
            ),
            _ when Says("declaration") => (9438, "text/xmldecl not at the beginning of input"),
            _ => (9422, "incorrect document syntax"),
        };
        if (number == 6359)
        {
            return new SqlError(
                6359,
                16,
                1,
                "Parsing XML with internal subset DTDs not allowed. Use CONVERT with style option 2 to enable limited internal subset DTD support."
            );
        }

        var line = Math.Max(1, error.LineNumber);
        var column = Math.Max(1, error.LinePosition);
        if (number == 9400)
        {
            var lastBreak = text.LastIndexOf('\n');
            line = text.AsSpan().Count('\n') + 1;
            column = text.Length - lastBreak - 1;
        }

        return new SqlError(
            number,
            16,
            1,
            string.Create(CultureInfo.InvariantCulture, $"XML parsing: line {line}, character {column}, {detail}")
        );
    }
}
