// Entry point of DDL: applies a CREATE, ALTER, DROP, GRANT … statement to the catalog and the data of a session's transaction.
using AxMonitor.Sandbox.SqlEngine.Programs;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Sandbox.SqlEngine.Catalog;

/// <summary>Applies data definition statements. The caller has begun a statement on <see cref="IDdlContext.Space"/>.</summary>
public static class Ddl
{
    /// <summary>True for the statements that <see cref="Apply"/> takes.</summary>
    public static bool Handles(TSqlStatement statement) => false;

    /// <summary>Applies one statement, or throws SQL Server's error.</summary>
    public static void Apply(TSqlStatement statement, IDdlContext context) => throw SqlError.Unsupported(statement.GetType().Name);

    /// <summary>Makes the definition of a table variable or of a multi-statement function's result. Names no constraint.</summary>
    public static TableDef DefineTable(TableDefinition definition, string name, IDdlContext context) => throw SqlError.Unsupported("table variables");

    /// <summary>Resolves a declared type: built-in, alias type (type.AliasType) or table type.</summary>
    public static ResolvedType ResolveType(DataTypeReference type, DatabaseState catalog, string defaultSchema) => throw SqlError.Unsupported("types");
}

/// <summary>A declared type: its SqlType, plus the alias or table type it came from.</summary>
public sealed record ResolvedType(Types.SqlType Type, AliasTypeDef? AliasType, TableTypeDef? TableType);
