// A built-in table-valued function bound to its arguments' types.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>Columns of a table-valued function and how to get its rows.</summary>
public sealed record BoundTableFunction(
    IReadOnlyList<TableFunctionColumn> Columns,
    Func<SqlValue[], IFunctionContext, IEnumerable<SqlValue[]>> Rows
);
