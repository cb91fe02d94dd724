// A scalar user-defined function as the scope hands it to the binder.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Binding;

/// <summary>A scalar user-defined function. <see cref="Invoke"/> gets the arguments converted to the
/// parameters' types.</summary>
public sealed record ScalarFunctionInfo(
    string Name,
    SqlType ResultType,
    IReadOnlyList<FunctionParameter> Parameters,
    Func<Execution.IExecutionContext, SqlValue[], SqlValue> Invoke
);
