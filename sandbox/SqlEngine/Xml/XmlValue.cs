// The content of an xml column or variable: a document, a fragment or, for a row of nodes(), one node of a document.
using AxMonitor.Sandbox.SqlEngine.Programs;

namespace AxMonitor.Sandbox.SqlEngine.Xml;

/// <summary>An xml value. Immutable; prints as SQL Server prints it.</summary>
public sealed class XmlValue
{
    private XmlValue()
    {
    }

    /// <summary>Parses text as CAST(… AS xml) does.</summary>
    /// <exception cref="SqlError">9400 to 9459, XML parsing errors with line and character.</exception>
    public static XmlValue Parse(string text) => throw SqlError.Unsupported("xml");

    /// <summary>The value as text.</summary>
    public override string ToString() => throw SqlError.Unsupported("xml");
}
