// Catalog views of columns and types.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.columns, computed_columns, identity_columns, types, table_types.</summary>
internal static class ColumnViews
{
    private const string ColumnColumns =
        "object_id int, name sysname?, column_id int, system_type_id tinyint, user_type_id int, max_length smallint, precision tinyint, scale tinyint, "
        + "collation_name sysname?, is_nullable bit?, is_ansi_padded bit, is_rowguidcol bit, is_identity bit, is_computed bit, is_filestream bit, is_replicated bit?, is_non_sql_subscribed bit?, "
        + "is_merge_published bit?, is_dts_replicated bit?, is_xml_document bit, xml_collection_id int, default_object_id int, rule_object_id int, is_sparse bit?, is_column_set bit?, "
        + "generated_always_type tinyint?, generated_always_type_desc nvarchar(60)?, encryption_type int?, encryption_type_desc nvarchar(64)?, encryption_algorithm_name sysname?, "
        + "column_encryption_key_id int?, column_encryption_key_database_name sysname?, is_hidden bit?, is_masked bit";

    private const string SpecialColumns =
        "object_id int, name sysname?, column_id int, system_type_id tinyint, user_type_id int, max_length smallint, precision tinyint, scale tinyint, "
        + "collation_name sysname?, is_nullable bit?, is_ansi_padded bit, is_rowguidcol bit, is_identity bit, is_filestream bit, is_replicated bit?, is_non_sql_subscribed bit?, "
        + "is_merge_published bit?, is_dts_replicated bit?, is_xml_document bit, xml_collection_id int, default_object_id int, rule_object_id int, ";

    private const string SpecialTail =
        "generated_always_type tinyint?, generated_always_type_desc nvarchar(60)?, encryption_type int?, encryption_type_desc nvarchar(64)?, "
        + "encryption_algorithm_name sysname?, column_encryption_key_id int?, column_encryption_key_database_name sysname?, is_hidden bit?, is_masked bit";

    private const string ComputedColumns =
        SpecialColumns
        + "definition nvarchar(max)?, uses_database_collation bit, is_persisted bit, is_computed bit, is_sparse bit?, is_column_set bit?, "
        + SpecialTail;

    private const string IdentityColumns =
        SpecialColumns
        + "seed_value sql_variant?, increment_value sql_variant?, last_value sql_variant?, is_not_for_replication bit?, is_computed bit, is_sparse bit?, is_column_set bit?, "
        + SpecialTail;

    private const string TypeColumns =
        "name sysname, system_type_id tinyint, user_type_id int, schema_id int, principal_id int?, max_length smallint, precision tinyint, scale tinyint, "
        + "collation_name sysname?, is_nullable bit?, is_user_defined bit, is_assembly_type bit, default_object_id int, rule_object_id int, is_table_type bit";

    // numeric (108) is the same type as decimal under another name.
    private static readonly (string Name, int Id, SqlType Type)[] BuiltInTypes =
    [
        ("image", 34, new SqlType(SqlTypeKind.Image)),
        ("text", 35, new SqlType(SqlTypeKind.Text, Collation: Collation.Default)),
        ("uniqueidentifier", 36, SqlType.UniqueIdentifier),
        ("date", 40, SqlType.Date),
        ("time", 41, SqlType.Time(7)),
        ("datetime2", 42, SqlType.DateTime2(7)),
        ("datetimeoffset", 43, SqlType.DateTimeOffset(7)),
        ("tinyint", 48, SqlType.TinyInt),
        ("smallint", 52, SqlType.SmallInt),
        ("int", 56, SqlType.Int),
        ("smalldatetime", 58, SqlType.SmallDateTime),
        ("real", 59, SqlType.Real),
        ("money", 60, SqlType.Money),
        ("datetime", 61, SqlType.DateTime),
        ("float", 62, SqlType.Float),
        ("sql_variant", 98, SqlType.SqlVariant),
        ("ntext", 99, new SqlType(SqlTypeKind.NText, Collation: Collation.Default)),
        ("bit", 104, SqlType.Bit),
        ("decimal", 106, SqlType.Decimal(38, 38)),
        ("numeric", 108, SqlType.Decimal(38, 38)),
        ("smallmoney", 122, new SqlType(SqlTypeKind.SmallMoney, Scale: 4)),
        ("bigint", 127, SqlType.BigInt),
        ("varbinary", 165, SqlType.VarBinary(8000)),
        ("varchar", 167, SqlType.VarChar(8000)),
        ("binary", 173, SqlType.Binary(8000)),
        ("char", 175, SqlType.Char(8000)),
        ("timestamp", 189, new SqlType(SqlTypeKind.RowVersion, 8)),
        ("nvarchar", 231, SqlType.NVarChar(4000)),
        ("nchar", 239, SqlType.NChar(4000)),
        ("xml", 241, SqlType.Xml),
    ];

    public static IEnumerable<SystemView> All =>
        [
            SystemView.OfObjects("columns", ColumnColumns, static d => Columns(d).Select(static c => Row(c.ObjectId, c.Column))),
            SystemView.OfObjects("all_columns", ColumnColumns, static d => Columns(d).Select(static c => Row(c.ObjectId, c.Column))),
            SystemView.OfObjects(
                "computed_columns",
                ComputedColumns,
                static d =>
                    Columns(d)
                        .Where(static c => c.Column.Computed is not null)
                        .Select(static c =>
                            (object?[])
                                [
                                    .. Special(c.ObjectId, c.Column),
                                    c.Column.Computed!.Text,
                                    false,
                                    c.Column.Computed.IsPersisted,
                                    true,
                                    false,
                                    false,
                                    .. Tail(),
                                ]
                        )
            ),
            SystemView.Catalog("identity_columns", IdentityColumns, static (d, c) => Identities(d, c)),
            SystemView.Catalog("types", TypeColumns, static (d, _) => Types(d)),
            SystemView.Catalog(
                "table_types",
                TypeColumns + ", type_table_object_id int, is_memory_optimized bit?",
                static (d, _) =>
                    d
                        .TableTypes.Values.OrderBy(static t => t.UserTypeId)
                        .Select(t => (object?[])[.. TableType(d, t), t.Table.ObjectId, false])
            ),
        ];

    private static IEnumerable<(int ObjectId, ColumnDef Column)> Columns(DatabaseState d)
    {
        foreach (var item in d.ObjectsById.Values.OrderBy(static o => o.ObjectId))
        {
            var columns = item switch
            {
                TableDef table => table.Columns,
                ModuleDef module => module.Columns,
                _ => [],
            };
            foreach (var column in columns)
            {
                yield return (item.ObjectId, column);
            }
        }

        foreach (var type in d.TableTypes.Values)
        {
            foreach (var column in type.Table.Columns)
            {
                yield return (type.Table.ObjectId, column);
            }
        }
    }

    private static object?[] Row(int objectId, ColumnDef c) =>
        [
            objectId,
            c.Name,
            c.ColumnId,
            TypeFacts.SystemTypeId(c.Type),
            TypeFacts.UserTypeId(c.Type, c.AliasType),
            TypeFacts.MaxLength(c.Type),
            TypeFacts.Precision(c.Type),
            TypeFacts.Scale(c.Type),
            c.Type.Collation?.Name,
            c.IsNullable,
            true,
            c.IsRowGuid,
            c.Identity is not null,
            c.Computed is not null,
            false,
            false,
            false,
            false,
            false,
            false,
            0,
            c.Default?.ObjectId ?? 0,
            0,
            false,
            false,
            .. Tail(),
        ];

    private static object?[] Special(int objectId, ColumnDef c) =>
        [
            objectId,
            c.Name,
            c.ColumnId,
            TypeFacts.SystemTypeId(c.Type),
            TypeFacts.UserTypeId(c.Type, c.AliasType),
            TypeFacts.MaxLength(c.Type),
            TypeFacts.Precision(c.Type),
            TypeFacts.Scale(c.Type),
            c.Type.Collation?.Name,
            c.IsNullable,
            true,
            c.IsRowGuid,
            c.Identity is not null,
            false,
            false,
            false,
            false,
            false,
            false,
            0,
            c.Default?.ObjectId ?? 0,
            0,
        ];

    private static object?[] Tail() => [0, "NOT_APPLICABLE", null, null, null, null, null, false, false];

    private static IEnumerable<object?[]> Identities(DatabaseState d, ISystemViewContext context)
    {
        foreach (var table in d.Tables.Where(static t => t.IdentityColumn is not null).OrderBy(static t => t.ObjectId))
        {
            var column = table.IdentityColumn!;
            var home = context.Space.TempTables.Any(t => t.ObjectId == table.ObjectId) ? context.Space.Temp : context.Database;
            var last = context.Space.View(home).Data(table.ObjectId).Identity.Last;
            yield return
            [
                .. Special(table.ObjectId, column),
                Variant(column, column.Identity!.Seed),
                Variant(column, column.Identity.Increment),
                last is null ? null : Variant(column, last.Value),
                false,
                false,
                false,
                false,
                .. Tail(),
            ];
        }
    }

    private static object Variant(ColumnDef column, decimal value) =>
        column.Type.Kind is SqlTypeKind.Int or SqlTypeKind.SmallInt or SqlTypeKind.TinyInt ? (int)value : value;

    private static IEnumerable<object?[]> Types(DatabaseState d)
    {
        foreach (var (name, id, type) in BuiltInTypes)
        {
            yield return
            [
                name,
                id,
                id,
                4,
                null,
                TypeFacts.MaxLength(type),
                TypeFacts.Precision(type),
                TypeFacts.Scale(type),
                type.Collation?.Name,
                true,
                false,
                false,
                0,
                0,
                false,
            ];
        }

        yield return ["sysname", 231, 256, 4, null, 256, 0, 0, Collation.Default.Name, false, false, false, 0, 0, false];
        foreach (var alias in d.AliasTypes.Values.OrderBy(static t => t.UserTypeId))
        {
            yield return
            [
                alias.Name,
                TypeFacts.SystemTypeId(alias.Type),
                alias.UserTypeId,
                SchemaId(d, alias.SchemaName),
                null,
                TypeFacts.MaxLength(alias.Type),
                TypeFacts.Precision(alias.Type),
                TypeFacts.Scale(alias.Type),
                alias.Type.Collation?.Name,
                alias.IsNullable,
                true,
                false,
                0,
                0,
                false,
            ];
        }

        foreach (var table in d.TableTypes.Values.OrderBy(static t => t.UserTypeId))
        {
            yield return TableType(d, table);
        }
    }

    private static object?[] TableType(DatabaseState d, TableTypeDef t) =>
        [t.Name, 243, t.UserTypeId, SchemaId(d, t.SchemaName), null, -1, 0, 0, null, false, true, false, 0, 0, true];

    private static int SchemaId(DatabaseState d, string name) => d.FindSchema(name)?.SchemaId ?? 1;
}
