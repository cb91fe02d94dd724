// What a name in an expression can mean beside a column: a variable, a scalar function.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Binding;

/// <summary>A sequence of a database.</summary>
public sealed record SequenceRef(string Database, int ObjectId, SqlType Type);

/// <summary>Where a variable lives in <see cref="IExecutionContext.Variables"/> and its declared
/// type.</summary>
public sealed record VariableInfo(int Slot, SqlType Type);

/// <summary>A scalar user-defined function. <see cref="Invoke"/> gets the arguments converted to the
/// parameters' types.</summary>
public sealed record ScalarFunctionInfo(
    string Name,
    SqlType ResultType,
    IReadOnlyList<FunctionParameter> Parameters,
    Func<IExecutionContext, SqlValue[], SqlValue> Invoke
);
