// A compiled condition outside a query: IF and WHILE.
namespace AxMonitor.Engine.Execution;

/// <summary>A compiled condition of IF or WHILE: true, false, or null for UNKNOWN (which counts as
/// false).</summary>
public sealed record CompiledPredicate(Func<IExecutionContext, bool?> Evaluate);
