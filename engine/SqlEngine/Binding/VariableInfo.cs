// A scalar variable as the binder sees it: a slot in the frame of its batch or module.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Binding;

/// <summary>Where a variable lives in <see cref="Execution.IExecutionContext.Variables"/> and its declared
/// type.</summary>
public sealed record VariableInfo(int Slot, SqlType Type);
