// INFORMATION_SCHEMA views.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

/// <summary>TABLES, COLUMNS, ROUTINES, SCHEMATA.</summary>
internal static class InformationSchema
{
    private const string ColumnColumns =
        "TABLE_CATALOG nvarchar(128)?, TABLE_SCHEMA nvarchar(128)?, TABLE_NAME sysname, COLUMN_NAME sysname?, ORDINAL_POSITION int?, COLUMN_DEFAULT nvarchar(4000)?, "
        + "IS_NULLABLE varchar(3)?, DATA_TYPE nvarchar(128)?, CHARACTER_MAXIMUM_LENGTH int?, CHARACTER_OCTET_LENGTH int?, NUMERIC_PRECISION tinyint?, NUMERIC_PRECISION_RADIX smallint?, NUMERIC_SCALE int?, "
        + "DATETIME_PRECISION smallint?, CHARACTER_SET_CATALOG sysname?, CHARACTER_SET_SCHEMA sysname?, CHARACTER_SET_NAME sysname?, COLLATION_CATALOG sysname?, COLLATION_SCHEMA sysname?, COLLATION_NAME sysname?, "
        + "DOMAIN_CATALOG sysname?, DOMAIN_SCHEMA sysname?, DOMAIN_NAME sysname?";

    private const string RoutineColumns =
        "SPECIFIC_CATALOG nvarchar(128)?, SPECIFIC_SCHEMA nvarchar(128)?, SPECIFIC_NAME nvarchar(128), ROUTINE_CATALOG nvarchar(128)?, ROUTINE_SCHEMA nvarchar(128)?, "
        + "ROUTINE_NAME nvarchar(128), ROUTINE_TYPE nvarchar(20)?, MODULE_CATALOG nvarchar(128)?, MODULE_SCHEMA nvarchar(128)?, MODULE_NAME nvarchar(128)?, UDT_CATALOG nvarchar(128)?, UDT_SCHEMA nvarchar(128)?, "
        + "UDT_NAME nvarchar(128)?, DATA_TYPE nvarchar(128)?, CHARACTER_MAXIMUM_LENGTH int?, CHARACTER_OCTET_LENGTH int?, COLLATION_CATALOG nvarchar(128)?, COLLATION_SCHEMA nvarchar(128)?, COLLATION_NAME nvarchar(128)?, "
        + "CHARACTER_SET_CATALOG nvarchar(128)?, CHARACTER_SET_SCHEMA nvarchar(128)?, CHARACTER_SET_NAME nvarchar(128)?, NUMERIC_PRECISION smallint?, NUMERIC_PRECISION_RADIX smallint?, NUMERIC_SCALE smallint?, "
        + "DATETIME_PRECISION smallint?, INTERVAL_TYPE nvarchar(30)?, INTERVAL_PRECISION smallint?, TYPE_UDT_CATALOG nvarchar(128)?, TYPE_UDT_SCHEMA nvarchar(128)?, TYPE_UDT_NAME nvarchar(128)?, "
        + "SCOPE_CATALOG nvarchar(128)?, SCOPE_SCHEMA nvarchar(128)?, SCOPE_NAME nvarchar(128)?, MAXIMUM_CARDINALITY bigint?, DTD_IDENTIFIER nvarchar(128)?, ROUTINE_BODY nvarchar(30)?, "
        + "ROUTINE_DEFINITION nvarchar(4000)?, EXTERNAL_NAME nvarchar(128)?, EXTERNAL_LANGUAGE nvarchar(30)?, PARAMETER_STYLE nvarchar(30)?, IS_DETERMINISTIC nvarchar(10)?, SQL_DATA_ACCESS nvarchar(30)?, "
        + "IS_NULL_CALL nvarchar(10)?, SQL_PATH nvarchar(128)?, SCHEMA_LEVEL_ROUTINE nvarchar(10)?, MAX_DYNAMIC_RESULT_SETS smallint?, IS_USER_DEFINED_CAST nvarchar(10)?, IS_IMPLICITLY_INVOCABLE nvarchar(10)?, "
        + "CREATED datetime?, LAST_ALTERED datetime?";

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Schema(
                "SCHEMATA",
                "CATALOG_NAME nvarchar(128)?, SCHEMA_NAME nvarchar(128), SCHEMA_OWNER nvarchar(128)?, DEFAULT_CHARACTER_SET_CATALOG varchar(6)?, DEFAULT_CHARACTER_SET_SCHEMA varchar(3)?, DEFAULT_CHARACTER_SET_NAME sysname?",
                static d =>
                    d.Schemas.Values.OrderBy(static s => s.SchemaId)
                        .Select(s => (object?[])[d.Name, s.Name, d.FindPrincipal(s.PrincipalId)?.Name, null, null, "iso_1"])
            ),
            SystemView.Schema(
                "TABLES",
                "TABLE_CATALOG nvarchar(128)?, TABLE_SCHEMA nvarchar(128)?, TABLE_NAME sysname, TABLE_TYPE varchar(10)?",
                static d =>
                    Relations(d).Select(o => (object?[])[d.Name, o.SchemaName, o.Name, o is TableDef ? "BASE TABLE" : "VIEW"])
            ),
            SystemView.Schema(
                "VIEWS",
                "TABLE_CATALOG nvarchar(128)?, TABLE_SCHEMA nvarchar(128)?, TABLE_NAME nvarchar(128), VIEW_DEFINITION nvarchar(4000)?, CHECK_OPTION varchar(7)?, IS_UPDATABLE varchar(2)",
                static d =>
                    Relations(d).OfType<ModuleDef>().Select(v => (object?[])[d.Name, v.SchemaName, v.Name, Text(v), "NONE", "NO"])
            ),
            SystemView.Schema(
                "COLUMNS",
                ColumnColumns,
                static d =>
                    Relations(d)
                        .SelectMany(o =>
                            (o is TableDef t ? t.Columns : ((ModuleDef)o).Columns).Select((c, i) => Column(d, o, c, i + 1))
                        )
            ),
            SystemView.Schema(
                "ROUTINE_COLUMNS",
                ColumnColumns,
                static d =>
                    d.Modules.Where(static m => m.Kind is ModuleKind.InlineFunction or ModuleKind.TableFunction)
                        .OrderBy(static m => m.ObjectId)
                        .SelectMany(m => (m.ReturnTable?.Columns ?? m.Columns).Select((c, i) => Column(d, m, c, i + 1)))
            ),
            SystemView.Schema(
                "VIEW_TABLE_USAGE",
                "VIEW_CATALOG nvarchar(128)?, VIEW_SCHEMA nvarchar(128)?, VIEW_NAME sysname, TABLE_CATALOG nvarchar(128)?, TABLE_SCHEMA nvarchar(128)?, TABLE_NAME sysname",
                static d =>
                    Relations(d)
                        .OfType<ModuleDef>()
                        .SelectMany(v =>
                            ViewUses
                                .Tables(d, v)
                                .Select(t => (object?[])[d.Name, v.SchemaName, v.Name, d.Name, t.SchemaName, t.Name])
                        )
            ),
            SystemView.Schema(
                "VIEW_COLUMN_USAGE",
                "VIEW_CATALOG nvarchar(128)?, VIEW_SCHEMA nvarchar(128)?, VIEW_NAME sysname, TABLE_CATALOG nvarchar(128)?, TABLE_SCHEMA nvarchar(128)?, TABLE_NAME sysname, "
                    + "COLUMN_NAME sysname?",
                static d =>
                    Relations(d)
                        .OfType<ModuleDef>()
                        .SelectMany(v =>
                            ViewUses
                                .Columns(d, v)
                                .Select(c =>
                                    (object?[])[d.Name, v.SchemaName, v.Name, d.Name, c.Table.SchemaName, c.Table.Name, c.Column]
                                )
                        )
            ),
            SystemView.Schema(
                "CONSTRAINT_COLUMN_USAGE",
                "TABLE_CATALOG nvarchar(128)?, TABLE_SCHEMA nvarchar(128)?, TABLE_NAME sysname, COLUMN_NAME sysname?, "
                    + "CONSTRAINT_CATALOG nvarchar(128)?, CONSTRAINT_SCHEMA nvarchar(128)?, CONSTRAINT_NAME sysname",
                static d => d.Tables.OrderBy(static t => t.ObjectId).SelectMany(t => ConstraintColumns(d, t))
            ),
            SystemView.Schema(
                "ROUTINES",
                RoutineColumns,
                static d =>
                    d.Modules.Where(static m => m.Kind is not (ModuleKind.View or ModuleKind.Trigger))
                        .OrderBy(static m => m.ObjectId)
                        .Select(m => Routine(d, m))
            ),
        ];

    // The columns that a constraint names: those of a key, and those in the condition of a check.
    private static IEnumerable<object?[]> ConstraintColumns(DatabaseState d, TableDef table)
    {
        object?[] Row(string constraint, string column) =>
            [d.Name, table.SchemaName, table.Name, column, d.Name, table.SchemaName, constraint];

        return
        [
            .. table.Indexes.Where(static i => i.IsConstraint)
                .SelectMany(i => i.KeyColumns.Select(k => Row(i.Name, table.Columns[k.Ordinal].Name))),
            .. table.ForeignKeys.SelectMany(k => k.Columns.Select(c => Row(k.Name, table.Columns[c].Name))),
            .. table.Checks.SelectMany(c =>
                {
                    var used = ColumnUses.Of(c.Expression);
                    return table.Columns
                        .Where(column => used.Contains(column.Name, StringComparer.OrdinalIgnoreCase))
                        .Select(column => Row(c.Name, column.Name));
                }),
        ];
    }

    private static IEnumerable<CatalogObject> Relations(DatabaseState d) =>
        d
            .ObjectsById.Values.Where(static o => o is TableDef or ModuleDef { Kind: ModuleKind.View })
            .OrderBy(static o => o.ObjectId);

    private static string? Text(ModuleDef m) => m.IsTextHidden || m.Text.Length > 4000 ? null : m.Text;

    private static object?[] Column(DatabaseState d, CatalogObject table, ColumnDef c, int position)
    {
        var (characters, octets) = Lengths(c.Type);
        var isNumber = c.Type.IsExactNumeric || c.Type.IsApproximate;
        return
        [
            d.Name,
            table.SchemaName,
            table.Name,
            c.Name,
            position,
            c.Default?.Text,
            c.IsNullable ? "YES" : "NO",
            TypeRules.Name(c.Type),
            characters,
            octets,
            isNumber && c.Type.Kind != SqlTypeKind.Bit ? TypeFacts.Precision(c.Type) : null,
            isNumber && c.Type.Kind != SqlTypeKind.Bit ? (c.Type.IsApproximate ? 2 : 10) : null,
            c.Type.IsExactNumeric && c.Type.Kind != SqlTypeKind.Bit ? TypeFacts.Scale(c.Type) : null,
            c.Type.IsDateOrTime ? TypeFacts.Scale(c.Type) : null,
            null,
            null,
            c.Type.IsCharacter ? (c.Type.IsUnicode ? "UNICODE" : "iso_1") : null,
            null,
            null,
            c.Type.Collation?.Name,
            c.AliasType is { UserTypeId: > 256 } ? d.Name : null,
            c.AliasType is { UserTypeId: > 256 } a ? a.SchemaName : null,
            c.AliasType is { UserTypeId: > 256 } b ? b.Name : null,
        ];
    }

    private static (int? Characters, int? Octets) Lengths(SqlType type) =>
        type switch
        {
            { Kind: SqlTypeKind.Text or SqlTypeKind.Image } => (int.MaxValue, int.MaxValue),
            { Kind: SqlTypeKind.NText } => (int.MaxValue / 2, int.MaxValue),
            { IsCharacter: true } or { Kind: SqlTypeKind.Binary or SqlTypeKind.VarBinary } => (
                type.Length,
                TypeFacts.MaxLength(type)
            ),
            { Kind: SqlTypeKind.Xml } => (-1, -1),
            _ => (null, null),
        };

    private static object?[] Routine(DatabaseState d, ModuleDef m)
    {
        var isFunction = m.Kind != ModuleKind.Procedure;
        var type = m.Kind == ModuleKind.ScalarFunction ? m.ReturnType : null;
        var (characters, octets) = type is null ? (null, null) : Lengths(type);
        return
        [
            d.Name,
            m.SchemaName,
            m.Name,
            d.Name,
            m.SchemaName,
            m.Name,
            isFunction ? "FUNCTION" : "PROCEDURE",
            null,
            null,
            null,
            null,
            null,
            null,
            type is null ? (isFunction ? "TABLE" : null) : TypeRules.Name(type),
            characters,
            octets,
            null,
            null,
            type?.Collation?.Name,
            null,
            null,
            null,
            type is { IsExactNumeric: true } ? TypeFacts.Precision(type) : null,
            type is { IsExactNumeric: true } ? 10 : null,
            type is { IsExactNumeric: true } ? TypeFacts.Scale(type) : null,
            type is { IsDateOrTime: true } ? TypeFacts.Scale(type) : null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            "SQL",
            Text(m),
            null,
            null,
            null,
            "NO",
            isFunction ? "READS" : "MODIFIES",
            isFunction ? "NO" : null,
            null,
            "YES",
            isFunction ? 0 : -1,
            "NO",
            "NO",
            m.CreatedAt,
            m.ModifiedAt,
        ];
    }
}
