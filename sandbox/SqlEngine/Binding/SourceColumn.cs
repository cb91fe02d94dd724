// A column of whatever stands in FROM without being a stored table.
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Binding;

/// <summary>Name, type and nullability of a column of a view, function or system view.</summary>
public sealed record SourceColumn(string Name, SqlType Type, bool IsNullable = true);
