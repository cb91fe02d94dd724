// An operator bound to the types of its operands: what the binder puts into a compiled expression.
namespace AxMonitor.Engine.Types;

/// <summary>A binary operator for two given operand types. NULL in, NULL out; conversions to the common type
/// are inside.</summary>
public sealed record BoundOperator(SqlType ResultType, Func<SqlValue, SqlValue, SqlValue> Apply);
