// A unary operator bound to the type of its operand.
namespace AxMonitor.Engine.Types;

/// <summary>A unary operator for a given operand type. NULL in, NULL out.</summary>
public sealed record BoundUnaryOperator(SqlType ResultType, Func<SqlValue, SqlValue> Apply);
