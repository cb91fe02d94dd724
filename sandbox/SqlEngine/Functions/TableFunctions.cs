// Built-in table-valued functions by name: STRING_SPLIT, OPENJSON without WITH.
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Functions;

/// <summary>Finds and binds built-in table-valued functions.</summary>
public static class TableFunctions
{
    /// <summary>Binds a function; null when the name is unknown.</summary>
    public static BoundTableFunction? Bind(string name, IReadOnlyList<SqlType> arguments) => throw SqlError.Unsupported("table functions");
}
