// A table type: the shape of table-valued parameters.
namespace AxMonitor.Engine.Catalog;

/// <summary>CREATE TYPE … AS TABLE. <see cref="Table"/> has the type's own name.</summary>
public sealed record TableTypeDef(int UserTypeId, string SchemaName, string Name, TableDef Table);
