// User-defined types: alias types and table types.
using AxMonitor.Sandbox.SqlEngine.Types;

namespace AxMonitor.Sandbox.SqlEngine.Catalog;

/// <summary>CREATE TYPE … FROM base.</summary>
public sealed record AliasTypeDef(int UserTypeId, string SchemaName, string Name, SqlType Type, bool IsNullable);

/// <summary>CREATE TYPE … AS TABLE. <see cref="Table"/> has the type's own name.</summary>
public sealed record TableTypeDef(int UserTypeId, string SchemaName, string Name, TableDef Table);
