// Built-in aggregate functions by name.
using AxMonitor.Sandbox.SqlEngine.Programs;
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Functions;

/// <summary>Finds and binds aggregate functions.</summary>
public static class AggregateFunctions
{
    /// <summary>True for COUNT, SUM and the other aggregates.</summary>
    public static bool IsAggregate(string name) => throw SqlError.Unsupported("aggregates");

    /// <summary>Binds an aggregate; COUNT(*) has no arguments. Null when the name is no aggregate.</summary>
    /// <exception cref="SqlError">8117 operand type.</exception>
    public static BoundAggregate? Bind(string name, IReadOnlyList<SqlType> arguments) => throw SqlError.Unsupported("aggregates");
}
