// Entry point of DDL: applies a CREATE, ALTER, DROP, GRANT … statement to the catalog and the data of a
// session's transaction.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using AxMonitor.Engine.SystemViews;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Applies data definition statements. The caller has begun a statement on
/// <see cref="IDdlContext.Space"/>.</summary>
public static class DdlStatements
{
    private static readonly AliasTypeDef SysName = new(256, "sys", "sysname", SqlType.SysName, IsNullable: false);

    /// <summary>True for the statements that <see cref="Apply"/> takes.</summary>
    public static bool Handles(TSqlStatement statement) => Find(statement) is not null;

    /// <summary>Applies one statement, or throws SQL Server's error.</summary>
    public static void Apply(TSqlStatement statement, IDdlContext context)
    {
        var apply = Find(statement) ?? throw SqlError.Unsupported(statement.GetType().Name);
        apply(context);
    }

    /// <summary>Expressions of a statement that are evaluated when it runs, with the variables of the
    /// batch.</summary>
    public static IEnumerable<ScalarExpression> Arguments(TSqlStatement statement) =>
        statement switch
        {
            CreatePartitionFunctionStatement s => s.BoundaryValues,
            AlterPartitionFunctionStatement { Boundary: { } boundary } => [boundary],
            _ => [],
        };

    /// <summary>Makes the definition of a table variable or of a multi-statement function's result.</summary>
    /// <param name="name">Name with @, as duplicate key messages show it.</param>
    public static TableDef DefineTable(TableDefinition definition, string name, IDdlContext context)
    {
        var catalog = context.Space.View(context.Database).Catalog;
        return new TableBuilder(
            context,
            catalog,
            TableKind.Variable,
            "dbo",
            name,
            context.Space.Server.NextTempObjectId(),
            context.Space.Server.NextTempObjectId
        )
            .Define(definition)
            .Build();
    }

    /// <summary>Creates the target of SELECT … INTO: a permanent or temp table with these columns (names,
    /// types, nullability, identity).</summary>
    /// <exception cref="SqlError">2714 exists, 2705 column named twice, 1038 column without a
    /// name.</exception>
    public static (Database Database, TableDef Table) CreateForSelectInto(
        SchemaObjectName name,
        IReadOnlyList<ColumnDef> columns,
        IDdlContext context
    ) => TableDdl.CreateForSelectInto(context, name, columns);

    /// <summary>Resolves a declared type: built-in, alias type or table type.</summary>
    /// <exception cref="SqlError">2715 for an unknown one.</exception>
    public static ResolvedType ResolveType(DataTypeReference type, DatabaseState catalog, string defaultSchema)
    {
        if (type is UserDataTypeReference { Name: { } user })
        {
            var (schema, name) = (user.SchemaIdentifier?.Value, user.BaseIdentifier.Value);
            if (
                name.Equals("sysname", StringComparison.OrdinalIgnoreCase)
                && (schema is null || schema.Equals("sys", StringComparison.OrdinalIgnoreCase))
            )
            {
                return new ResolvedType(SysName.Type, SysName, null);
            }

            foreach (var candidate in schema is null ? (string[])[defaultSchema, "dbo"] : [schema])
            {
                if (catalog.FindAliasType(candidate, name) is { } alias)
                {
                    return new ResolvedType(alias.Type, alias, null);
                }

                if (catalog.FindTableType(candidate, name) is { } table)
                {
                    return new ResolvedType(new SqlType(SqlTypeKind.Table), null, table);
                }
            }
        }

        if (type is UserDataTypeReference { Name.BaseIdentifier.Value: var clr } && DocumentedObjects.HasType(clr))
        {
            throw SqlError.Unsupported($"the type {clr}");
        }

        return TypeRules.FromDeclaration(type) is { } known
            ? new ResolvedType(known, null, null)
            : throw new SqlError(
                2715,
                16,
                6,
                $"Column, parameter, or variable #1: Cannot find data type {string.Join('.', type.Name.Identifiers.Select(static i => i.Value))}."
            );
    }

    /// <summary>The collation a column or database asks for by name.</summary>
    /// <exception cref="SqlError">448.</exception>
    internal static Collation ColumnCollation(string name, IDdlContext context) =>
        string.Equals(name, "database_default", StringComparison.OrdinalIgnoreCase)
            ? context.Space.View(context.Database).Catalog.Collation
        : FindCollation(name) is var found && found == Collation.OfServer ? Collation.OfServer
        : found;

    /// <exception cref="SqlError">448.</exception>
    internal static Collation FindCollation(string name) =>
        Collations.Find(name) ?? throw new SqlError(448, 16, 1, $"Invalid collation '{name}'.");

    private static Action<IDdlContext>? Find(TSqlStatement statement) =>
        statement switch
        {
            CreateTableStatement s => c => TableDdl.Create(c, s),
            AlterTableStatement s => c => AlterTableDdl.Apply(c, s),
            CreateIndexStatement s => c => IndexDdl.Create(c, s),
            AlterIndexStatement s => c => IndexDdl.Alter(c, s),
            DropIndexStatement s => c => IndexDdl.Drop(c, s),
            ViewStatementBody or ProcedureStatementBody or FunctionStatementBody => c => ModuleDdl.Apply(c, statement),
            DropTableStatement or DropViewStatement or DropProcedureStatement or DropFunctionStatement => c =>
                TableDdl.Drop(c, (DropObjectsStatement)statement),
            CreateSequenceStatement s => c => SequenceDdl.Create(c, s),
            AlterSequenceStatement s => c => SequenceDdl.Alter(c, s),
            CreateSynonymStatement s => c => SequenceDdl.CreateSynonym(c, s),
            DropSequenceStatement or DropSynonymStatement => c => TableDdl.Drop(c, (DropObjectsStatement)statement),
            TriggerStatementBody s => c => TriggerDdl.Apply(c, s),
            DropTriggerStatement s => c => TriggerDdl.Drop(c, s),
            EnableDisableTriggerStatement s => c => TriggerDdl.SetEnabled(c, s),
            CreateTypeStatement s => c => TypeDdl.Create(c, s),
            DropTypeStatement s => c => TypeDdl.Drop(c, s),
            CreateSchemaStatement s => c => SchemaDdl.Create(c, s),
            AlterSchemaStatement s => c => SchemaDdl.Transfer(c, s),
            DropSchemaStatement s => c => SchemaDdl.Drop(c, s),
            AlterAuthorizationStatement s => c => SchemaDdl.AlterAuthorization(c, s),
            CreateRoleStatement
            or AlterRoleStatement
            or DropRoleStatement
            or UserStatement
            or DropUserStatement
            or CreateLoginStatement
            or AlterLoginStatement
            or DropLoginStatement => c => PrincipalDdl.Apply(c, statement),
            SecurityStatement s => c => PermissionDdl.Apply(c, s),
            AlterDatabaseStatement alter => c => DatabaseDdl.Apply(c, alter),
            CreatePartitionFunctionStatement
            or AlterPartitionFunctionStatement
            or DropPartitionFunctionStatement
            or CreatePartitionSchemeStatement
            or AlterPartitionSchemeStatement
            or DropPartitionSchemeStatement => c => PartitionDdl.Apply(c, statement),
            CreateStatisticsStatement or UpdateStatisticsStatement or DropStatisticsStatement => static _ => { }
            , // There are no statistics to keep.
            _ => null,
        };
}
