// An alias type: another name for a built-in type.
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Catalog;

/// <summary>CREATE TYPE … FROM base.</summary>
public sealed record AliasTypeDef(int UserTypeId, string SchemaName, string Name, SqlType Type, bool IsNullable);
