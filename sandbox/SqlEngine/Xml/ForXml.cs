// FOR XML RAW and PATH: rows to XML.
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Xml;

/// <summary>Serialises rows as FOR XML does.</summary>
public static class ForXml
{
    /// <summary>Binds the clause to the select list. The result is xml with TYPE, else nvarchar(max); NULL when there are no rows (and no ROOT).</summary>
    /// <exception cref="SqlError">6809 unnamed column in RAW, 6841/6850 bad names, 6852 attribute after element ….</exception>
    public static Func<IEnumerable<SqlValue[]>, SqlValue> Bind(ForXmlOptions options, IReadOnlyList<string> names, IReadOnlyList<SqlType> types) =>
        throw SqlError.Unsupported("FOR XML");
}
