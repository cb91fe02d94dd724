// Describes one column of a result set to a client.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>Name (may be empty), type and nullability of a result column.</summary>
public sealed record ResultColumn(string Name, SqlType Type, bool IsNullable, bool IsIdentity = false);
