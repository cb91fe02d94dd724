// What a declared type name turned out to be.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Catalog;

/// <summary>A declared type: its SqlType, plus the alias or table type it came from.</summary>
public sealed record ResolvedType(SqlType Type, AliasTypeDef? AliasType, TableTypeDef? TableType);
