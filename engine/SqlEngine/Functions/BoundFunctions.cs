// Built-in functions, bound to the types of their arguments.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>A bound scalar function. Argument conversions are inside <see cref="Invoke"/>; the array may be
/// reused by the caller between calls.</summary>
/// <param name="ResultType">Type of the result.</param>
/// <param name="IsDeterministic">True when equal arguments always give equal results, so that the call may be
/// folded or cached.</param>
/// <param name="Invoke">Computes the result.</param>
public sealed record BoundFunction(SqlType ResultType, bool IsDeterministic, Func<SqlValue[], IFunctionContext, SqlValue> Invoke);

/// <summary>A bound aggregate; <see cref="Create"/> makes the accumulator of one group.</summary>
public sealed record BoundAggregate(SqlType ResultType, Func<IAccumulator> Create);

/// <summary>Columns of a table-valued function and how to get its rows.</summary>
public sealed record BoundTableFunction(
    IReadOnlyList<TableFunctionColumn> Columns,
    Func<SqlValue[], IFunctionContext, IEnumerable<SqlValue[]>> Rows
);

/// <summary>Name, type and nullability of a column that a table-valued function returns.</summary>
public sealed record TableFunctionColumn(string Name, SqlType Type, bool IsNullable = true);
