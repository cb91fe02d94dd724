// OPENJSON, with its default schema and with explicit columns.
using AxMonitor.Sandbox.SqlEngine.Functions;
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Json;

/// <summary>Binds OPENJSON. Row arguments: the JSON text and, when given, the path.</summary>
public static class OpenJson
{
    /// <summary>Columns key, value, type.</summary>
    public static BoundTableFunction DefaultSchema(IReadOnlyList<SqlType> arguments) => throw SqlError.Unsupported("OPENJSON");

    /// <summary>Explicit columns. Errors 13608, 13609, 13618, 13624 ….</summary>
    public static BoundTableFunction WithSchema(IReadOnlyList<SqlType> arguments, IReadOnlyList<OpenJsonColumn> columns) => throw SqlError.Unsupported("OPENJSON");
}
