// A schema of a database.
namespace AxMonitor.Engine.Catalog;

/// <summary>A schema and its owner.</summary>
public sealed record SchemaDef(int SchemaId, string Name, int PrincipalId);
