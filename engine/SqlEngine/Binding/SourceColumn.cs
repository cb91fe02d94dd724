// A column of whatever stands in FROM without being a stored table.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Binding;

/// <summary>Name, type and nullability of a column of a view, function or system view.</summary>
public sealed record SourceColumn(string Name, SqlType Type, bool IsNullable = true);
