// An aggregate function bound to the types of its arguments.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>A bound aggregate; <see cref="Create"/> makes the accumulator of one group.</summary>
public sealed record BoundAggregate(SqlType ResultType, Func<IAccumulator> Create);
