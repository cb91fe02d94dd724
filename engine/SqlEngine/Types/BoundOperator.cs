// Operators, bound to the types of their operands.

namespace AxMonitor.Engine.Types;

/// <summary>A binary operator for two given operand types. NULL in, NULL out; conversions to the common type
/// are inside.</summary>
public sealed record BoundOperator(SqlType ResultType, Func<SqlValue, SqlValue, SqlValue> Apply)
{
    /// <summary>The operator is asked about NULLs, too.</summary>
    public bool TakesNull { get; init; }
}

/// <summary>A unary operator for a given operand type. NULL in, NULL out.</summary>
public sealed record BoundUnaryOperator(SqlType ResultType, Func<SqlValue, SqlValue> Apply);
