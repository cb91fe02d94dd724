// Prints XML trees the way SQL Server prints the xml type.
using System.Text;

namespace AxMonitor.Engine.Types;

internal static class XmlTreeWriter
{
    public static string Write(XmlNode node)
    {
        var builder = new StringBuilder();
        WriteNode(builder, node);
        return builder.ToString();
    }

    public static void AppendText(StringBuilder builder, string text)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '&':
                    builder.Append("&amp;");
                    break;
                case '<':
                    builder.Append("&lt;");
                    break;
                case '>':
                    builder.Append("&gt;");
                    break;
                case '\r':
                    builder.Append("&#x0D;");
                    break;
                case < ' ' when c is not ('\t' or '\n'):
                    builder
                        .Append("&#x")
                        .Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture))
                        .Append(';');
                    break;
                default:
                    builder.Append(c);
                    break;
            }
        }
    }

    public static void AppendAttribute(StringBuilder builder, string text)
    {
        foreach (var c in text)
        {
            switch (c)
            {
                case '&':
                    builder.Append("&amp;");
                    break;
                case '<':
                    builder.Append("&lt;");
                    break;
                case '>':
                    builder.Append("&gt;");
                    break;
                case '"':
                    builder.Append("&quot;");
                    break;
                case '\r':
                    builder.Append("&#x0D;");
                    break;
                case '\n':
                    builder.Append("&#x0A;");
                    break;
                case '\t':
                    builder.Append("&#x09;");
                    break;
                default:
                    builder.Append(c);
                    break;
            }
        }
    }

    private static void WriteNode(StringBuilder builder, XmlNode node)
    {
        switch (node.Kind)
        {
            case XmlNodeKind.Root:
                foreach (var child in node.Children)
                {
                    WriteNode(builder, child);
                }

                break;
            case XmlNodeKind.Element:
                WriteElement(builder, node);
                break;
            case XmlNodeKind.Text:
                AppendText(builder, node.Value);
                break;
            case XmlNodeKind.Attribute:
                WriteName(builder.Append(' '), node);
                AppendAttribute(builder.Append("=\""), node.Value);
                builder.Append('"');
                break;
            case XmlNodeKind.Comment:
                builder.Append("<!--").Append(node.Value).Append("-->");
                break;
            default:
                builder.Append("<?").Append(node.Name);
                if (node.Value.Length > 0)
                {
                    builder.Append(' ').Append(node.Value);
                }

                builder.Append("?>");
                break;
        }
    }

    private static void WriteElement(StringBuilder builder, XmlNode node)
    {
        WriteName(builder.Append('<'), node);
        foreach (var (prefix, uri) in node.Declarations)
        {
            builder.Append(prefix.Length == 0 ? " xmlns" : " xmlns:").Append(prefix).Append("=\"");
            AppendAttribute(builder, uri);
            builder.Append('"');
        }

        foreach (var attribute in node.Attributes)
        {
            WriteNode(builder, attribute);
        }

        if (node.Children.Count == 0)
        {
            builder.Append("/>");
            return;
        }

        builder.Append('>');
        foreach (var child in node.Children)
        {
            WriteNode(builder, child);
        }

        WriteName(builder.Append("</"), node);
        builder.Append('>');
    }

    private static void WriteName(StringBuilder builder, XmlNode node)
    {
        if (node.Prefix.Length > 0)
        {
            builder.Append(node.Prefix).Append(':');
        }

        builder.Append(node.Name);
    }
}
