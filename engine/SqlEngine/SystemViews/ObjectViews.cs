// Catalog views of objects: sys.objects and its narrower siblings, schemas, modules, parameters.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Types;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.SystemViews;

/// <summary>sys.objects, tables, views, procedures, sql_modules, parameters, schemas …</summary>
internal static class ObjectViews
{
    public const string ObjectColumns =
        "name sysname, object_id int, principal_id int?, schema_id int, parent_object_id int, type char(2)?, type_desc nvarchar(60)?, "
        + "create_date datetime, modify_date datetime, is_ms_shipped bit, is_published bit, is_schema_published bit";

    private const string TableColumns =
        ObjectColumns
        + ", lob_data_space_id int, filestream_data_space_id int?, max_column_id_used int, lock_on_bulk_load bit, uses_ansi_nulls bit?, "
        + "is_replicated bit?, has_replication_filter bit?, is_merge_published bit?, is_sync_tran_subscribed bit?, has_unchecked_assembly_data bit, text_in_row_limit int?, "
        + "large_value_types_out_of_row bit?, is_tracked_by_cdc bit?, lock_escalation tinyint?, lock_escalation_desc nvarchar(60)?, is_filetable bit?, is_memory_optimized bit?, "
        + "durability tinyint?, durability_desc nvarchar(60)?, temporal_type tinyint?, temporal_type_desc nvarchar(60)?, history_table_id int?, is_remote_data_archive_enabled bit?, is_external bit";

    private const string ViewColumns =
        ObjectColumns
        + ", is_replicated bit?, has_replication_filter bit?, has_opaque_metadata bit, has_unchecked_assembly_data bit, with_check_option bit, "
        + "is_date_correlation_view bit, is_tracked_by_cdc bit?";

    private const string ProcedureColumns =
        ObjectColumns
        + ", is_auto_executed bit, is_execution_replicated bit?, is_repl_serializable_only bit?, skips_repl_constraints bit?";

    private const string ModuleColumns =
        "object_id int, definition nvarchar(max)?, uses_ansi_nulls bit?, uses_quoted_identifier bit?, is_schema_bound bit?, uses_database_collation bit?, "
        + "is_recompiled bit?, null_on_null_input bit?, execute_as_principal_id int?, uses_native_compilation bit?";

    private const string ParameterColumns =
        "object_id int, name sysname?, parameter_id int, system_type_id tinyint, user_type_id int, max_length smallint, precision tinyint, scale tinyint, "
        + "is_output bit, is_cursor_ref bit, has_default_value bit, is_xml_document bit, default_value sql_variant?, xml_collection_id int, is_readonly bit, is_nullable bit?, "
        + "encryption_type int?, encryption_type_desc nvarchar(64)?, encryption_algorithm_name sysname?, column_encryption_key_id int?, column_encryption_key_database_name sysname?";

    private const string TriggerColumns =
        "name sysname, object_id int, parent_class tinyint, parent_class_desc nvarchar(60)?, parent_id int, type char(2), type_desc nvarchar(60)?, "
        + "create_date datetime, modify_date datetime, is_ms_shipped bit, is_disabled bit, is_not_for_replication bit, is_instead_of_trigger bit";

    private const string TriggerEventColumns =
        "object_id int, type int, type_desc nvarchar(60)?, is_trigger_event bit?, event_group_type int?, event_group_type_desc nvarchar(60)?, "
        + "is_first bit?, is_last bit?";

    private const string SequenceColumns =
        ObjectColumns
        + ", start_value sql_variant, increment sql_variant, minimum_value sql_variant?, maximum_value sql_variant?, is_cycling bit?, is_cached bit?, "
        + "cache_size int?, system_type_id tinyint, user_type_id int, precision tinyint, scale tinyint?, current_value sql_variant, is_exhausted bit";

    private const string SynonymColumns = ObjectColumns + ", base_object_name nvarchar(1035)?";

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Catalog(
                "schemas",
                "name sysname, schema_id int, principal_id int?",
                static (d, _) =>
                    d
                        .Schemas.Values.OrderBy(static s => s.SchemaId)
                        .Select(static s => (object?[])[s.Name, s.SchemaId, s.PrincipalId])
            ),
            SystemView.Catalog("objects", ObjectColumns, static (d, _) => Objects(d)),
            SystemView.Catalog("all_objects", ObjectColumns, static (d, _) => Objects(d)),
            SystemView.Catalog(
                "tables",
                TableColumns,
                static (d, _) => d.Tables.OrderBy(static t => t.ObjectId).Select(t => Table(d, t))
            ),
            SystemView.Catalog(
                "views",
                ViewColumns,
                static (d, _) =>
                    Modules(d, ModuleKind.View)
                        .Select(v => (object?[])[.. Head(d, v), false, false, false, false, false, false, false])
            ),
            SystemView.Catalog(
                "procedures",
                ProcedureColumns,
                static (d, _) =>
                    Modules(d, ModuleKind.Procedure).Select(p => (object?[])[.. Head(d, p), false, false, false, false])
            ),
            SystemView.Catalog(
                "sql_modules",
                ModuleColumns,
                static (d, _) => d.Modules.OrderBy(static m => m.ObjectId).Select(m => Module(d, m))
            ),
            SystemView.Catalog(
                "all_sql_modules",
                ModuleColumns,
                static (d, _) => d.Modules.OrderBy(static m => m.ObjectId).Select(m => Module(d, m))
            ),
            SystemView.Catalog("parameters", ParameterColumns, static (d, _) => Parameters(d)),
            SystemView.Catalog("all_parameters", ParameterColumns, static (d, _) => Parameters(d)),
            SystemView.Catalog("triggers", TriggerColumns, static (d, _) => Modules(d, ModuleKind.Trigger).Select(Trigger)),
            SystemView.Catalog("trigger_events", TriggerEventColumns, static (d, _) => EventsOfTriggers(d)),
            SystemView.Catalog(
                "synonyms",
                SynonymColumns,
                static (d, _) =>
                    d
                        .ObjectsById.Values.OfType<SynonymDef>()
                        .OrderBy(static s => s.ObjectId)
                        .Select(s => (object?[])[.. Head(d, s), s.BaseObjectName])
            ),
            SystemView.Catalog(
                "sequences",
                SequenceColumns,
                static (d, _) =>
                    d.ObjectsById.Values.OfType<SequenceDef>().OrderBy(static s => s.ObjectId).Select(s => Sequence(d, s))
            ),
        ];

    /// <summary>The columns that sys.objects and all views derived from it begin with.</summary>
    public static object?[] Head(DatabaseState d, CatalogObject o) =>
        Head(d, o.Name, o.ObjectId, o.SchemaName, o is ModuleDef m ? m.ParentObjectId : 0, o.TypeCode, o.CreatedAt, o.ModifiedAt);

    public static object?[] Head(
        DatabaseState d,
        string name,
        int objectId,
        string schema,
        int parent,
        string type,
        DateTime created,
        DateTime modified
    ) =>
        [
            name,
            objectId,
            null,
            d.FindSchema(schema)?.SchemaId ?? 1,
            parent,
            type.PadRight(2),
            TypeDescription(type),
            created,
            modified,
            false,
            false,
            false,
        ];

    public static string TypeDescription(string type) =>
        type switch
        {
            "U" => "USER_TABLE",
            "V" => "VIEW",
            "P" => "SQL_STORED_PROCEDURE",
            "FN" => "SQL_SCALAR_FUNCTION",
            "IF" => "SQL_INLINE_TABLE_VALUED_FUNCTION",
            "TF" => "SQL_TABLE_VALUED_FUNCTION",
            "TR" => "SQL_TRIGGER",
            "SO" => "SEQUENCE_OBJECT",
            "SN" => "SYNONYM",
            "PK" => "PRIMARY_KEY_CONSTRAINT",
            "UQ" => "UNIQUE_CONSTRAINT",
            "C" => "CHECK_CONSTRAINT",
            "D" => "DEFAULT_CONSTRAINT",
            "F" => "FOREIGN_KEY_CONSTRAINT",
            "TT" => "TYPE_TABLE",
            _ => "",
        };

    /// <summary>Head of a constraint's row.</summary>
    public static object?[] Constraint(DatabaseState d, TableDef table, string name, int objectId, string type) =>
        Head(d, name, objectId, table.SchemaName, table.ObjectId, type, table.CreatedAt, table.ModifiedAt);

    private static IEnumerable<ModuleDef> Modules(DatabaseState d, ModuleKind kind) =>
        d.Modules.Where(m => m.Kind == kind).OrderBy(static m => m.ObjectId);

    private static object?[] Sequence(DatabaseState d, SequenceDef s)
    {
        var (current, isExhausted) = s.Counter.Current;
        SqlVariantValue Number(decimal value) =>
            new(s.Type, s.Type.IsInteger ? SqlValue.FromInt64((long)value) : SqlValue.FromUnscaled((Int128)value));
        return
        [
            .. Head(d, s),
            Number(s.Start),
            Number(s.Increment),
            Number(s.Minimum),
            Number(s.Maximum),
            s.IsCycling,
            s.IsCached,
            s.CacheSize,
            TypeFacts.SystemTypeId(s.Type),
            TypeFacts.UserTypeId(s.Type, s.AliasType),
            TypeFacts.Precision(s.Type),
            TypeFacts.Scale(s.Type),
            Number(current),
            isExhausted,
        ];
    }

    private static object?[] Trigger(ModuleDef t) =>
        [
            t.Name,
            t.ObjectId,
            1,
            "OBJECT_OR_COLUMN",
            t.ParentObjectId,
            "TR",
            "SQL_TRIGGER",
            t.CreatedAt,
            t.ModifiedAt,
            false,
            t.Trigger!.IsDisabled,
            t.Trigger.IsNotForReplication,
            t.Trigger.IsInsteadOf,
        ];

    private static IEnumerable<object?[]> EventsOfTriggers(DatabaseState d)
    {
        foreach (var trigger in Modules(d, ModuleKind.Trigger))
        {
            var facts = trigger.Trigger!;
            foreach (var change in Enum.GetValues<TriggerEvents>().Where(e => e != TriggerEvents.None && facts.Events.HasFlag(e)))
            {
                var (type, name) = change switch
                {
                    TriggerEvents.Insert => (1, "INSERT"),
                    TriggerEvents.Update => (2, "UPDATE"),
                    _ => (3, "DELETE"),
                };
                yield return
                [
                    trigger.ObjectId,
                    type,
                    name,
                    true,
                    null,
                    null,
                    facts.First.HasFlag(change),
                    facts.Last.HasFlag(change),
                ];
            }
        }
    }

    private static IEnumerable<object?[]> Objects(DatabaseState d)
    {
        foreach (var item in d.ObjectsById.Values.OrderBy(static o => o.ObjectId))
        {
            yield return Head(d, item);
            if (item is TableDef table)
            {
                foreach (var constraint in Constraints(d, table))
                {
                    yield return constraint;
                }
            }
        }

        foreach (var type in d.TableTypes.Values)
        {
            yield return Head(
                d,
                "TT_" + type.Name + "_" + type.Table.ObjectId.ToString("X8", System.Globalization.CultureInfo.InvariantCulture),
                type.Table.ObjectId,
                "sys",
                0,
                "TT",
                type.Table.CreatedAt,
                type.Table.ModifiedAt
            );
        }
    }

    private static IEnumerable<object?[]> Constraints(DatabaseState d, TableDef table) =>
        [
            .. table
                .Indexes.Where(static i => i.IsConstraint)
                .Select(i => Constraint(d, table, i.Name, i.ConstraintObjectId, i.IsPrimaryKey ? "PK" : "UQ")),
            .. table.Checks.Select(c => Constraint(d, table, c.Name, c.ObjectId, "C")),
            .. table.ForeignKeys.Select(k => Constraint(d, table, k.Name, k.ObjectId, "F")),
            .. table
                .Columns.Where(static c => c.Default is not null)
                .Select(c => Constraint(d, table, c.Default!.Name, c.Default.ObjectId, "D")),
        ];

    private static object?[] Table(DatabaseState d, TableDef t) =>
        [
            .. Head(d, t),
            t.Columns.Any(static c => c.Type.IsMax) ? 1 : 0,
            null,
            t.MaxColumnId,
            false,
            true,
            false,
            false,
            false,
            false,
            false,
            0,
            false,
            false,
            t.LockEscalation switch
            {
                LockEscalationMethod.Disable => 1,
                LockEscalationMethod.Auto => 2,
                _ => 0,
            },
            t.LockEscalation switch
            {
                LockEscalationMethod.Disable => "DISABLE",
                LockEscalationMethod.Auto => "AUTO",
                _ => "TABLE",
            },
            false,
            false,
            0,
            "SCHEMA_AND_DATA",
            0,
            "NON_TEMPORAL_TABLE",
            null,
            false,
            false,
        ];

    private static object?[] Module(DatabaseState d, ModuleDef m) =>
        [
            m.ObjectId,
            m.IsTextHidden ? null : m.Text,
            m.UsesAnsiNulls,
            m.UsesQuotedIdentifier,
            m.IsSchemaBound,
            false,
            false,
            false,
            m.ExecuteAs is null or "CALLER" ? null
            : m.ExecuteAs == "OWNER" ? -2
            : d.FindPrincipal(m.ExecuteAs)?.PrincipalId ?? 1,
            false,
        ];

    private static IEnumerable<object?[]> Parameters(DatabaseState d)
    {
        foreach (var module in d.Modules.OrderBy(static m => m.ObjectId))
        {
            if (module.ReturnType is { } type)
            {
                yield return Parameter(module.ObjectId, new ParameterDef("", type) { IsOutput = true }, 0);
            }

            for (var i = 0; i < module.Parameters.Length; i++)
            {
                yield return Parameter(module.ObjectId, module.Parameters[i], i + 1);
            }
        }
    }

    private static object?[] Parameter(int objectId, ParameterDef p, int id) =>
        [
            objectId,
            p.Name,
            id,
            TypeFacts.SystemTypeId(p.Type),
            p.TableType?.UserTypeId ?? TypeFacts.UserTypeId(p.Type, p.AliasType),
            TypeFacts.MaxLength(p.Type),
            TypeFacts.Precision(p.Type),
            TypeFacts.Scale(p.Type),
            p.IsOutput,
            false,
            false,
            false,
            null,
            0,
            p.IsReadOnly,
            true,
            null,
            null,
            null,
            null,
            null,
        ];
}
