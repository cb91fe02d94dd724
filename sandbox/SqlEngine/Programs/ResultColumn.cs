// Describes one column of a result set to a client.
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Programs;

/// <summary>Name (may be empty), type and nullability of a result column.</summary>
public sealed record ResultColumn(string Name, SqlType Type, bool IsNullable, bool IsIdentity = false);
