// Built-in scalar functions and @@ variables by name; each family lives in a file of its own.
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Functions;

/// <summary>Finds and binds built-in scalar functions.</summary>
public static class ScalarFunctions
{
    /// <summary>Binds a function, or an @@ variable by its name with @@ and no arguments; null when SQL Server 2016 has no function of this name.</summary>
    /// <param name="name">Case-insensitive. Niladic ones (CURRENT_TIMESTAMP, SYSTEM_USER, …) too.</param>
    /// <param name="arguments">Types of the arguments. A date part is passed as an nvarchar literal.</param>
    /// <param name="literals">Per argument its value when it is a literal, else null.</param>
    /// <exception cref="SqlError">174, 189 wrong number of arguments, 8116 wrong argument type, 155 unknown date part.</exception>
    public static BoundFunction? Bind(string name, IReadOnlyList<SqlType> arguments, IReadOnlyList<SqlValue?> literals) => throw SqlError.Unsupported("functions");
}
