// A column of OPENJSON … WITH (…).
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Json;

/// <summary>One column of the WITH clause; without a path, the property of the column's name.</summary>
public sealed record OpenJsonColumn(string Name, SqlType Type, string? Path, bool AsJson);
