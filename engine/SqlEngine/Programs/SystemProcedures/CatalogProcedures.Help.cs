// The procedures by which people and tools look at a database: sp_help and its family, sp_fkeys,
// sp_statistics, sp_who, sp_spaceused.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Programs.SystemProcedures;

internal static partial class CatalogProcedures
{
    private const string ForeignKeysText = """
        SELECT PKTABLE_QUALIFIER = CAST(DB_NAME() AS sysname), PKTABLE_OWNER = CAST(ps.name AS sysname), PKTABLE_NAME = CAST(p.name AS sysname), PKCOLUMN_NAME = CAST(pc.name AS sysname),
            FKTABLE_QUALIFIER = CAST(DB_NAME() AS sysname), FKTABLE_OWNER = CAST(fs.name AS sysname), FKTABLE_NAME = CAST(f.name AS sysname), FKCOLUMN_NAME = CAST(fc.name AS sysname),
            KEY_SEQ = CAST(x.constraint_column_id AS smallint),
            UPDATE_RULE = CAST(CASE k.update_referential_action WHEN 1 THEN 0 WHEN 0 THEN 1 ELSE k.update_referential_action END AS smallint),
            DELETE_RULE = CAST(CASE k.delete_referential_action WHEN 1 THEN 0 WHEN 0 THEN 1 ELSE k.delete_referential_action END AS smallint),
            FK_NAME = CAST(k.name AS sysname), PK_NAME = CAST(i.name AS sysname), DEFERRABILITY = CAST(7 AS smallint)
        FROM sys.foreign_keys AS k
        JOIN sys.foreign_key_columns AS x ON x.constraint_object_id = k.object_id
        JOIN sys.tables AS p ON p.object_id = k.referenced_object_id
        JOIN sys.schemas AS ps ON ps.schema_id = p.schema_id
        JOIN sys.tables AS f ON f.object_id = k.parent_object_id
        JOIN sys.schemas AS fs ON fs.schema_id = f.schema_id
        JOIN sys.columns AS pc ON pc.object_id = x.referenced_object_id AND pc.column_id = x.referenced_column_id
        JOIN sys.columns AS fc ON fc.object_id = x.parent_object_id AND fc.column_id = x.parent_column_id
        JOIN sys.indexes AS i ON i.object_id = k.referenced_object_id AND i.index_id = k.key_index_id
        WHERE (@1 IS NULL OR p.name = @1) AND (@2 IS NULL OR ps.name = @2) AND (@3 IS NULL OR f.name = @3) AND (@4 IS NULL OR fs.name = @4)
        ORDER BY FKTABLE_QUALIFIER, FKTABLE_OWNER, FKTABLE_NAME, KEY_SEQ;
        """;

    private const string StatisticsText = """
        SELECT TABLE_QUALIFIER = CAST(DB_NAME() AS sysname), TABLE_OWNER = CAST(s.name AS sysname), TABLE_NAME = CAST(t.name AS sysname), NON_UNIQUE = CAST(NULL AS smallint),
            INDEX_QUALIFIER = CAST(NULL AS sysname), INDEX_NAME = CAST(NULL AS sysname), TYPE = CAST(0 AS smallint), SEQ_IN_INDEX = CAST(NULL AS smallint), COLUMN_NAME = CAST(NULL AS sysname),
            COLLATION = CAST(NULL AS char(1)), CARDINALITY = CAST((SELECT SUM(p.rows) FROM sys.partitions AS p WHERE p.object_id = t.object_id AND p.index_id IN (0, 1)) AS int),
            PAGES = CAST((SELECT SUM(p.used_page_count) FROM sys.dm_db_partition_stats AS p WHERE p.object_id = t.object_id AND p.index_id IN (0, 1)) AS int), FILTER_CONDITION = CAST(NULL AS varchar(128))
        FROM sys.tables AS t
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        WHERE t.name = @1 AND (@2 IS NULL OR s.name = @2)
        UNION ALL
        SELECT DB_NAME(), s.name, t.name, CAST(CASE i.is_unique WHEN 1 THEN 0 ELSE 1 END AS smallint), t.name, i.name, CAST(CASE i.type WHEN 1 THEN 1 ELSE 3 END AS smallint), x.key_ordinal, c.name,
            CAST(CASE x.is_descending_key WHEN 1 THEN 'D' ELSE 'A' END AS char(1)),
            CAST((SELECT SUM(p.rows) FROM sys.partitions AS p WHERE p.object_id = t.object_id AND p.index_id = i.index_id) AS int),
            CAST((SELECT SUM(p.used_page_count) FROM sys.dm_db_partition_stats AS p WHERE p.object_id = t.object_id AND p.index_id = i.index_id) AS int), CAST(i.filter_definition AS varchar(128))
        FROM sys.tables AS t
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        JOIN sys.indexes AS i ON i.object_id = t.object_id AND i.index_id > 0
        JOIN sys.index_columns AS x ON x.object_id = i.object_id AND x.index_id = i.index_id AND x.key_ordinal > 0
        JOIN sys.columns AS c ON c.object_id = x.object_id AND c.column_id = x.column_id
        WHERE t.name = @1 AND (@2 IS NULL OR s.name = @2) AND (@3 IS NULL OR i.name LIKE @3) AND (@4 <> N'Y' OR i.is_unique = 1)
        ORDER BY NON_UNIQUE, TYPE, INDEX_NAME, SEQ_IN_INDEX;
        """;

    private const string WhoText = """
        SELECT spid = s.session_id, ecid = CAST(0 AS smallint), status = CAST(ISNULL(r.status, s.status) AS nchar(30)), loginame = CAST(s.login_name AS nchar(128)),
            hostname = CAST(ISNULL(s.host_name, N'') AS nchar(128)), blk = CAST(ISNULL(r.blocking_session_id, 0) AS char(5)), dbname = CAST(DB_NAME(ISNULL(r.database_id, s.database_id)) AS nchar(128)),
            cmd = CAST(ISNULL(r.command, N'AWAITING COMMAND') AS nchar(16)), request_id = ISNULL(r.request_id, 0)
        FROM sys.dm_exec_sessions AS s
        LEFT JOIN sys.dm_exec_requests AS r ON r.session_id = s.session_id
        WHERE @1 IS NULL OR (@1 = N'active' AND r.session_id IS NOT NULL) OR s.login_name = @1 OR s.session_id = TRY_CAST(@1 AS int)
        ORDER BY s.session_id;
        """;

    private const string Who2Text = """
        SELECT SPID = CAST(s.session_id AS char(5)), Status = CAST(ISNULL(r.status, s.status) AS varchar(30)), Login = s.login_name, HostName = ISNULL(s.host_name, N'  .'),
            BlkBy = CASE WHEN r.blocking_session_id > 0 THEN CAST(r.blocking_session_id AS char(5)) ELSE '  .' END, DBName = DB_NAME(ISNULL(r.database_id, s.database_id)),
            Command = ISNULL(r.command, N'AWAITING COMMAND'), CPUTime = CAST(s.cpu_time AS varchar(20)), DiskIO = CAST(s.reads + s.writes AS varchar(20)),
            LastBatch = CONVERT(varchar(5), s.last_request_start_time, 101) + ' ' + CONVERT(varchar(8), s.last_request_start_time, 108), ProgramName = ISNULL(s.program_name, N''),
            SPID = CAST(s.session_id AS char(5)), REQUESTID = CAST(ISNULL(r.request_id, 0) AS char(5))
        FROM sys.dm_exec_sessions AS s
        LEFT JOIN sys.dm_exec_requests AS r ON r.session_id = s.session_id
        WHERE @1 IS NULL OR (@1 = N'active' AND r.session_id IS NOT NULL) OR s.login_name = @1 OR s.session_id = TRY_CAST(@1 AS int)
        ORDER BY s.session_id;
        """;

    private const string ObjectSpaceText = """
        SELECT name = OBJECT_NAME(OBJECT_ID(@1)), rows = CAST(SUM(CASE WHEN p.index_id IN (0, 1) THEN p.row_count ELSE 0 END) AS char(20)),
            reserved = CAST(SUM(p.reserved_page_count) * 8 AS varchar(15)) + ' KB',
            data = CAST(SUM(CASE WHEN p.index_id IN (0, 1) THEN p.in_row_data_page_count + p.lob_used_page_count + p.row_overflow_used_page_count ELSE 0 END) * 8 AS varchar(15)) + ' KB',
            index_size = CAST((SUM(p.used_page_count)
                - SUM(CASE WHEN p.index_id IN (0, 1) THEN p.in_row_data_page_count + p.lob_used_page_count + p.row_overflow_used_page_count ELSE 0 END)) * 8 AS varchar(15)) + ' KB',
            unused = CAST((SUM(p.reserved_page_count) - SUM(p.used_page_count)) * 8 AS varchar(15)) + ' KB'
        FROM sys.dm_db_partition_stats AS p
        WHERE p.object_id = OBJECT_ID(@1);
        """;

    private const string DatabaseSpaceText = """
        SELECT database_name = DB_NAME(), database_size = CAST(CAST(SUM(f.size) / 128.0 AS decimal(15, 2)) AS varchar(15)) + ' MB',
            [unallocated space] = CAST(CAST((SUM(CASE f.type WHEN 0 THEN f.size ELSE 0 END)
                - (SELECT ISNULL(SUM(p.reserved_page_count), 0) FROM sys.dm_db_partition_stats AS p)) / 128.0 AS decimal(15, 2)) AS varchar(15)) + ' MB'
        FROM sys.database_files AS f;
        SELECT reserved = CAST(ISNULL(SUM(p.reserved_page_count), 0) * 8 AS varchar(15)) + ' KB',
            data = CAST(ISNULL(SUM(CASE WHEN p.index_id IN (0, 1) THEN p.in_row_data_page_count + p.lob_used_page_count + p.row_overflow_used_page_count ELSE 0 END), 0) * 8 AS varchar(15)) + ' KB',
            index_size = CAST(ISNULL(SUM(p.used_page_count)
                - SUM(CASE WHEN p.index_id IN (0, 1) THEN p.in_row_data_page_count + p.lob_used_page_count + p.row_overflow_used_page_count ELSE 0 END), 0) * 8 AS varchar(15)) + ' KB',
            unused = CAST(ISNULL(SUM(p.reserved_page_count) - SUM(p.used_page_count), 0) * 8 AS varchar(15)) + ' KB'
        FROM sys.dm_db_partition_stats AS p;
        """;

    private const string ConstraintsText = """
        SELECT constraint_type = CAST(c.kind AS nvarchar(146)), constraint_name = c.name, delete_action = CAST(c.on_delete AS nvarchar(9)), update_action = CAST(c.on_update AS nvarchar(9)),
            status_enabled = CAST(c.enabled AS varchar(8)), status_for_replication = CAST(c.replicated AS varchar(19)), constraint_keys = CAST(c.keys AS nvarchar(2126))
        FROM
        (
            SELECT k.name, k.object_id,
                CASE k.type WHEN 'PK' THEN N'PRIMARY KEY' ELSE N'UNIQUE' END + CASE i.type WHEN 1 THEN N' (clustered)' ELSE N' (non-clustered)' END, N'(n/a)', N'(n/a)', N'(n/a)', N'(n/a)',
                STUFF((SELECT N', ' + c.name FROM sys.index_columns AS x JOIN sys.columns AS c ON c.object_id = x.object_id AND c.column_id = x.column_id
                    WHERE x.object_id = i.object_id AND x.index_id = i.index_id AND x.key_ordinal > 0 ORDER BY x.key_ordinal FOR XML PATH(''), TYPE).value('.', 'nvarchar(2078)'), 1, 2, N'')
            FROM sys.key_constraints AS k
            JOIN sys.indexes AS i ON i.object_id = k.parent_object_id AND i.index_id = k.unique_index_id
            WHERE k.parent_object_id = OBJECT_ID(@1)
            UNION ALL
            SELECT k.name, k.object_id, N'FOREIGN KEY', CASE k.delete_referential_action WHEN 0 THEN N'No Action' ELSE N'Cascade' END,
                CASE k.update_referential_action WHEN 0 THEN N'No Action' ELSE N'Cascade' END, CASE k.is_disabled WHEN 1 THEN N'Disabled' ELSE N'Enabled' END,
                CASE k.is_not_for_replication WHEN 1 THEN N'Not_For_Replication' ELSE N'Is_For_Replication' END,
                STUFF((SELECT N', ' + c.name FROM sys.foreign_key_columns AS x JOIN sys.columns AS c ON c.object_id = x.parent_object_id AND c.column_id = x.parent_column_id
                    WHERE x.constraint_object_id = k.object_id ORDER BY x.constraint_column_id FOR XML PATH(''), TYPE).value('.', 'nvarchar(2078)'), 1, 2, N'')
            FROM sys.foreign_keys AS k
            WHERE k.parent_object_id = OBJECT_ID(@1)
            UNION ALL
            SELECT k.name, k.object_id, CASE WHEN k.parent_column_id > 0 THEN N'CHECK on column ' + c.name ELSE N'CHECK Table Level ' END, N'(n/a)', N'(n/a)',
                CASE k.is_disabled WHEN 1 THEN N'Disabled' ELSE N'Enabled' END, CASE k.is_not_for_replication WHEN 1 THEN N'Not_For_Replication' ELSE N'Is_For_Replication' END, k.definition
            FROM sys.check_constraints AS k
            LEFT JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
            WHERE k.parent_object_id = OBJECT_ID(@1)
            UNION ALL
            SELECT k.name, k.object_id, N'DEFAULT on column ' + c.name, N'(n/a)', N'(n/a)', N'(n/a)', N'(n/a)', k.definition
            FROM sys.default_constraints AS k
            JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
            WHERE k.parent_object_id = OBJECT_ID(@1)
        ) AS c (name, object_id, kind, on_delete, on_update, enabled, replicated, keys)
        ORDER BY c.kind, c.name;
        """;

    private const string ReferencesText = """
        SELECT [Table is referenced by foreign key] = DB_NAME() + N'.' + s.name + N'.' + t.name + N': ' + k.name
        FROM sys.foreign_keys AS k
        JOIN sys.tables AS t ON t.object_id = k.parent_object_id
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        WHERE k.referenced_object_id = OBJECT_ID(@1)
        ORDER BY 1;
        """;

    private const string AllObjectsText = """
        SELECT Name = o.name, Owner = USER_NAME(s.principal_id), Object_type = CAST(CASE o.type WHEN 'U' THEN 'user table' WHEN 'V' THEN 'view' WHEN 'P' THEN 'stored procedure' WHEN 'FN' THEN 'scalar function' WHEN 'IF' THEN 'inline function'
                WHEN 'TF' THEN 'table function' WHEN 'TR' THEN 'trigger' WHEN 'PK' THEN 'primary key cns' WHEN 'UQ' THEN 'unique key cns' WHEN 'C' THEN 'check cns' WHEN 'D' THEN 'default (maybe cns)'
                WHEN 'F' THEN 'foreign key cns' WHEN 'SN' THEN 'synonym' WHEN 'SO' THEN 'sequence object' WHEN 'TT' THEN 'table type' END AS nvarchar(31))
        FROM sys.objects AS o
        JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        ORDER BY Owner, Object_type DESC, Name;
        """;

    private const string HeadText = """
        SELECT Name = o.name, Owner = USER_NAME(s.principal_id), Type = CAST(CASE o.type WHEN 'U' THEN 'user table' WHEN 'V' THEN 'view' WHEN 'P' THEN 'stored procedure' WHEN 'FN' THEN 'scalar function' WHEN 'IF' THEN 'inline function'
                WHEN 'TF' THEN 'table function' WHEN 'TR' THEN 'trigger' WHEN 'PK' THEN 'primary key cns' WHEN 'UQ' THEN 'unique key cns' WHEN 'C' THEN 'check cns' WHEN 'D' THEN 'default (maybe cns)'
                WHEN 'F' THEN 'foreign key cns' WHEN 'SN' THEN 'synonym' WHEN 'SO' THEN 'sequence object' WHEN 'TT' THEN 'table type' END AS nvarchar(31)), Created_datetime = o.create_date
        FROM sys.objects AS o
        JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        WHERE o.object_id = OBJECT_ID(@1);
        """;

    private const string HelpColumnsText = """
        SELECT Column_name = c.name, Type = TYPE_NAME(c.user_type_id), Computed = CAST(CASE c.is_computed WHEN 1 THEN 'yes' ELSE 'no' END AS varchar(35)), Length = CAST(c.max_length AS int),
            Prec = CAST(CASE WHEN t.name IN (N'tinyint', N'smallint', N'int', N'bigint', N'decimal', N'numeric', N'money', N'smallmoney', N'float', N'real', N'date', N'time', N'datetime2', N'datetimeoffset')
                THEN CAST(c.precision AS varchar(5)) ELSE '     ' END AS char(5)),
            Scale = CAST(CASE WHEN t.name IN (N'tinyint', N'smallint', N'int', N'bigint', N'decimal', N'numeric', N'money', N'smallmoney', N'time', N'datetime2', N'datetimeoffset')
                THEN CAST(c.scale AS varchar(5)) ELSE '     ' END AS char(5)),
            Nullable = CAST(CASE c.is_nullable WHEN 1 THEN 'yes' ELSE 'no' END AS varchar(35)),
            TrimTrailingBlanks = CAST(CASE WHEN t.name IN (N'char', N'varchar', N'binary', N'varbinary') THEN 'no' ELSE '(n/a)' END AS varchar(35)),
            FixedLenNullInSource = CAST(CASE WHEN t.name NOT IN (N'char', N'binary', N'varchar', N'varbinary') THEN '(n/a)' WHEN c.is_nullable = 1 THEN 'yes' ELSE 'no' END AS varchar(35)), Collation = c.collation_name
        FROM sys.columns AS c
        JOIN sys.types AS t ON t.user_type_id = c.user_type_id
        WHERE c.object_id = OBJECT_ID(@1)
        ORDER BY c.column_id;
        """;

    private const string HelpTableText = """
        IF EXISTS (SELECT * FROM sys.identity_columns AS i WHERE i.object_id = OBJECT_ID(@1))
            SELECT [Identity] = i.name, Seed = CAST(i.seed_value AS numeric(38, 0)), Increment = CAST(i.increment_value AS numeric(38, 0)), [Not For Replication] = CAST(i.is_not_for_replication AS int)
            FROM sys.identity_columns AS i WHERE i.object_id = OBJECT_ID(@1);
        ELSE
            SELECT [Identity] = CAST(N'No identity column defined.' AS sysname), Seed = CAST(NULL AS numeric(38, 0)), Increment = CAST(NULL AS numeric(38, 0)), [Not For Replication] = CAST(NULL AS int);
        IF EXISTS (SELECT * FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(@1) AND c.is_rowguidcol = 1)
            SELECT [RowGuidCol] = c.name FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(@1) AND c.is_rowguidcol = 1;
        ELSE
            SELECT [RowGuidCol] = CAST(N'No rowguidcol column defined.' AS sysname);
        SELECT Data_located_on_filegroup = ISNULL(d.name, N'PRIMARY')
        FROM sys.indexes AS i LEFT JOIN sys.data_spaces AS d ON d.data_space_id = i.data_space_id
        WHERE i.object_id = OBJECT_ID(@1) AND i.index_id IN (0, 1);
        """;

    private const string HelpParametersText = """
        IF EXISTS (SELECT * FROM sys.parameters AS p WHERE p.object_id = OBJECT_ID(@1))
            SELECT Parameter_name = p.name, Type = TYPE_NAME(p.user_type_id), Length = p.max_length, Prec = CAST(CASE WHEN p.precision > 0 THEN p.precision ELSE p.max_length END AS int),
                Scale = CAST(CASE WHEN p.precision > 0 THEN p.scale END AS int), Param_order = p.parameter_id, Collation = CAST(NULL AS sysname)
            FROM sys.parameters AS p WHERE p.object_id = OBJECT_ID(@1)
            ORDER BY p.parameter_id;
        """;

    /// <exception cref="SqlError">15252: neither table is named.</exception>
    public static CallResult ForeignKeys(SystemCall call)
    {
        call.Expect(
            "@pktable_name",
            "@pktable_owner",
            "@pktable_qualifier",
            "@fktable_name",
            "@fktable_owner",
            "@fktable_qualifier"
        );
        var (parent, child) = (call.Text(0, "@pktable_name"), call.Text(3, "@fktable_name"));
        return parent is null && child is null
            ? throw new SqlError(15252, 16, 1, "The primary or foreign key table name must be given.")
            : Run(call, ForeignKeysText, parent, call.Text(1, "@pktable_owner"), child, call.Text(4, "@fktable_owner"));
    }

    public static CallResult Statistics(SystemCall call)
    {
        call.Expect("@table_name", "@table_owner", "@table_qualifier", "@index_name", "@is_unique", "@accuracy");
        return Run(
            call,
            StatisticsText,
            call.RequiredText(0, "@table_name"),
            call.Text(1, "@table_owner"),
            call.Text(3, "@index_name"),
            call.Text(4, "@is_unique")?.ToUpperInvariant() ?? "N"
        );
    }

    public static CallResult Who(SystemCall call) => Who(call, WhoText);

    public static CallResult Who2(SystemCall call) => Who(call, Who2Text);

    /// <summary>Pages of a table, or of the database.</summary>
    public static CallResult SpaceUsed(SystemCall call)
    {
        call.Expect("@objname", "@updateusage", "@mode", "@oneresultset", "@include_total_xtp_storage");
        if (call.Text(0, "@objname") is not { } name)
        {
            return Run(call, DatabaseSpaceText);
        }

        return Find(call, name) switch
        {
            TableDef => Run(call, ObjectSpaceText, name),
            null => throw NotThere(call, name),
            _ => throw new SqlError(15234, 16, 1, "Objects of this type have no space allocated."),
        };
    }

    /// <summary>The constraints of a table, and the foreign keys that refer to it.</summary>
    public static CallResult HelpConstraint(SystemCall call)
    {
        call.Expect("@objname", "@nomsg");
        var name = call.RequiredText(0, "@objname");
        var table = Find(call, name) as TableDef ?? throw NotThere(call, name);
        var isQuiet = string.Equals(call.Text(1, "@nomsg"), "nomsg", StringComparison.OrdinalIgnoreCase);
        if (!isQuiet)
        {
            Run(call, "SELECT [Object Name] = CAST(@1 AS nvarchar(776));", name);
        }

        Constraints(call, name, table, isQuiet);
        return call.Return(0);
    }

    /// <summary>What an object is made of; without a name, all objects.</summary>
    public static CallResult Help(SystemCall call)
    {
        call.Expect("@objname");
        if (call.Text(0, "@objname") is not { } name)
        {
            return Run(call, AllObjectsText);
        }

        var found = Find(call, name) ?? throw NotThere(call, name);
        Run(call, HeadText, name);
        switch (found)
        {
            case TableDef table:
                Run(call, HelpColumnsText, name);
                Run(call, HelpTableText, name);
                if (table.Indexes.Length == 0)
                {
                    call.Session.Send(15472, 0, 1, $"The object '{name}' does not have any indexes, or you do not have permissions.");
                }
                else
                {
                    Run(call, IndexesText, name);
                }

                Constraints(call, name, table, isQuiet: false);
                break;
            case ModuleDef { Kind: ModuleKind.View or ModuleKind.InlineFunction or ModuleKind.TableFunction }:
                Run(call, HelpColumnsText, name);
                Run(call, HelpParametersText, name);
                break;
            case ModuleDef:
                Run(call, HelpParametersText, name);
                break;
            default:
                break;
        }

        return call.Return(0);
    }

    private static void Constraints(SystemCall call, string name, TableDef table, bool isQuiet)
    {
        if (table.Constraints().Any())
        {
            Run(call, ConstraintsText, name);
        }
        else if (!isQuiet)
        {
            call.Session.Send(
                15469,
                0,
                1,
                $"No constraints are defined on object '{name}', or you do not have permissions."
            );
        }

        if (call.Session.Server.ForeignKeys.Referencing(call.Session.Space.View(call.Database).Catalog, table.ObjectId).Count > 0)
        {
            Run(call, ReferencesText, name);
        }
        else if (!isQuiet)
        {
            call.Session.Send(
                15470,
                0,
                1,
                $"No foreign keys reference table '{name}', or you do not have permissions on referencing tables."
            );
        }
    }

    private static CallResult Who(SystemCall call, string text)
    {
        call.Expect("@loginame");
        return Run(call, text, call.Text(0, "@loginame"));
    }
}
