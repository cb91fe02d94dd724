// A built-in scalar function bound to the types of its arguments.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>A bound scalar function. Argument conversions are inside <see cref="Invoke"/>; the array may be
/// reused by the caller between calls.</summary>
/// <param name="ResultType">Type of the result.</param>
/// <param name="IsDeterministic">True when equal arguments always give equal results, so that the call may be
/// folded or cached.</param>
/// <param name="Invoke">Computes the result.</param>
public sealed record BoundFunction(SqlType ResultType, bool IsDeterministic, Func<SqlValue[], IFunctionContext, SqlValue> Invoke);
