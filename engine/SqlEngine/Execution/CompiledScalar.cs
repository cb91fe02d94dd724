// A compiled expression outside a query: SET @x = …, arguments of EXEC, PRINT.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Execution;

/// <summary>A compiled expression; evaluate it as often as needed.</summary>
public sealed record CompiledScalar(SqlType Type, Func<IExecutionContext, SqlValue> Evaluate);
