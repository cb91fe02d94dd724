// User-defined types: alias types and table types.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Catalog;

/// <summary>CREATE TYPE … FROM base.</summary>
public sealed record AliasTypeDef(int UserTypeId, string SchemaName, string Name, SqlType Type, bool IsNullable);

/// <summary>CREATE TYPE … AS TABLE. <see cref="Table"/> has the type's own name.</summary>
public sealed record TableTypeDef(int UserTypeId, string SchemaName, string Name, TableDef Table);

/// <summary>A declared type: its SqlType, plus the alias or table type it came from.</summary>
public sealed record ResolvedType(SqlType Type, AliasTypeDef? AliasType, TableTypeDef? TableType);
