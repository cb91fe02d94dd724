// FOR JSON PATH: rows to JSON text.
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Json;

/// <summary>Serialises rows as FOR JSON PATH does.</summary>
public static class ForJson
{
    /// <summary>Binds the clause to the select list. The result is nvarchar(max); NULL when there are no rows.</summary>
    /// <param name="options">The clause.</param>
    /// <param name="names">Column names; dots nest.</param>
    /// <param name="types">Column types.</param>
    /// <param name="isJson">Per column: it is a FOR JSON subquery, JSON_QUERY or JSON_MODIFY and must not be escaped.</param>
    /// <exception cref="SqlError">13601 conflicting paths, 13605 unnamed column.</exception>
    public static Func<IEnumerable<SqlValue[]>, SqlValue> Bind(ForJsonOptions options, IReadOnlyList<string> names, IReadOnlyList<SqlType> types, IReadOnlyList<bool> isJson) =>
        throw SqlError.Unsupported("FOR JSON");
}
