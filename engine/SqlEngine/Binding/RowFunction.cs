// A source of rows that is code: multi-statement functions, DMVs, system views.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Binding;

/// <summary>
/// A function that yields rows at run time: a multi-statement function, a DMV function. <see cref="Rows"/>
/// gets the arguments, converted to the parameters' types. A system view is one without parameters.
/// </summary>
public sealed record RowFunction(
    string Name,
    IReadOnlyList<SourceColumn> Columns,
    IReadOnlyList<FunctionParameter> Parameters,
    Func<Execution.IExecutionContext, SqlValue[], IEnumerable<SqlValue[]>> Rows
) : NamedSource(Name);
