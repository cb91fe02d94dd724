// The methods of the xml type: value(), query(), exist(), nodes().
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Xml;

/// <summary>Compiles method calls on xml values.</summary>
public static class XmlMethods
{
    /// <summary>Compiles a method call.</summary>
    /// <param name="method">value, query, exist or nodes (XQuery names are case-sensitive).</param>
    /// <param name="xquery">The text of the query, a literal.</param>
    /// <param name="valueType">The type asked for by value(); null for the others.</param>
    /// <param name="namespaces">WITH XMLNAMESPACES: prefix to URI, "" for the default namespace.</param>
    /// <param name="resolveReference">Type of a sql:variable or sql:column.</param>
    /// <exception cref="SqlError">2389 singleton, 2205/2209 syntax, 2229, 9501 ….</exception>
    public static CompiledXmlMethod Compile(
        string method,
        string xquery,
        SqlType? valueType,
        IReadOnlyDictionary<string, string> namespaces,
        Func<XQueryReference, SqlType> resolveReference) => throw SqlError.Unsupported("xml methods");
}
