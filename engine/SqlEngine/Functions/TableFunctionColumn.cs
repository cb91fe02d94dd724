// A result column of a built-in table-valued function.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Functions;

/// <summary>Name, type and nullability of a column that a table-valued function returns.</summary>
public sealed record TableFunctionColumn(string Name, SqlType Type, bool IsNullable = true);
