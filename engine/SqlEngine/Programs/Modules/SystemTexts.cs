// System views that are queries over others: compatibility views and what INFORMATION_SCHEMA tells of
// constraints. Columns and their order are those of SQL Server 2016.
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Modules;

/// <summary>Finds them by name.</summary>
internal static class SystemTexts
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sys.sysobjects"] = """
            SELECT o.name, id = o.object_id, xtype = o.type, uid = CAST(o.schema_id AS smallint), info = CAST(0 AS smallint), status = 0, base_schema_ver = 0,
                replinfo = 0, parent_obj = o.parent_object_id, crdate = o.create_date, ftcatid = CAST(0 AS smallint), schema_ver = 0, stats_schema_ver = 0,
                type = CAST(CASE WHEN o.type IN ('PK', 'UQ') THEN 'K' WHEN o.type IN ('IF', 'TF') THEN o.type ELSE o.type END AS char(2)),
                userstat = CAST(CASE WHEN o.type = 'U' THEN 1 ELSE 0 END AS smallint), sysstat = CAST(0 AS smallint), indexdel = CAST(0 AS smallint), refdate = o.create_date,
                version = 0, deltrig = 0, instrig = 0, updtrig = 0, seltrig = 0, category = 0, cache = CAST(0 AS smallint)
            FROM sys.objects AS o
            """,
        ["sys.syscolumns"] = """
            SELECT c.name, id = c.object_id, xtype = c.system_type_id, typestat = CAST(CASE WHEN c.is_nullable = 1 THEN 0 ELSE 1 END AS tinyint),
                xusertype = CAST(c.user_type_id AS smallint), length = c.max_length, xprec = c.precision, xscale = c.scale, colid = CAST(c.column_id AS smallint),
                xoffset = CAST(0 AS smallint), bitpos = CAST(0 AS tinyint), reserved = CAST(0 AS tinyint), colstat = CAST(CASE WHEN c.is_identity = 1 THEN 1 ELSE 0 END AS smallint),
                cdefault = c.default_object_id, domain = 0, number = CAST(0 AS smallint), colorder = CAST(c.column_id AS smallint), autoval = CAST(NULL AS varbinary(8000)),
                offset = CAST(0 AS smallint), collationid = 0, language = 0, status = CAST(CASE WHEN c.is_identity = 1 THEN 128 ELSE 0 END + CASE WHEN c.is_nullable = 1 THEN 8 ELSE 0 END AS tinyint),
                type = c.system_type_id, usertype = CAST(c.user_type_id AS smallint), printfmt = CAST(NULL AS varchar(255)), prec = CAST(c.precision AS smallint), scale = CAST(c.scale AS int),
                iscomputed = CAST(c.is_computed AS int), isoutparam = 0, isnullable = CAST(c.is_nullable AS int), collation = c.collation_name, tdscollation = CAST(NULL AS binary(5))
            FROM sys.columns AS c
            """,
        ["sys.sysusers"] = """
            SELECT uid = CAST(p.principal_id AS smallint), status = CAST(0 AS smallint), p.name, p.sid, roles = CAST(NULL AS varbinary(2048)), createdate = p.create_date,
                updatedate = p.modify_date, altuid = CAST(0 AS smallint), password = CAST(NULL AS varbinary(256)), gid = CAST(CASE WHEN p.type = 'R' THEN p.principal_id ELSE 0 END AS smallint),
                environ = CAST(NULL AS varchar(255)), hasdbaccess = CASE WHEN p.type = 'R' THEN 0 ELSE 1 END, islogin = CASE WHEN p.type = 'R' THEN 0 ELSE 1 END, isntname = 0, isntgroup = 0,
                isntuser = 0, issqluser = CASE WHEN p.type = 'S' THEN 1 ELSE 0 END, isaliased = 0, issqlrole = CASE WHEN p.type = 'R' THEN 1 ELSE 0 END, isapprole = 0
            FROM sys.database_principals AS p
            """,
        ["sys.systypes"] = """
            SELECT t.name, xtype = t.system_type_id, status = CAST(0 AS tinyint), xusertype = CAST(t.user_type_id AS smallint), length = t.max_length, xprec = t.precision, xscale = t.scale,
                tdefault = 0, domain = 0, uid = CAST(t.schema_id AS smallint), reserved = CAST(0 AS smallint), collationid = 0, usertype = CAST(t.user_type_id AS smallint),
                variable = CAST(CASE WHEN t.name IN (N'varchar', N'nvarchar', N'varbinary') THEN 1 ELSE 0 END AS bit), allownulls = t.is_nullable, type = t.system_type_id,
                printfmt = CAST(NULL AS varchar(255)), prec = CAST(t.precision AS smallint), scale = t.scale, collation = t.collation_name
            FROM sys.types AS t
            """,
        ["sys.sysindexes"] = """
            SELECT
                id = i.object_id,
                status = CAST(
                    CASE WHEN i.ignore_dup_key = 1 THEN 1 ELSE 0 END
                    + CASE WHEN i.is_unique = 1 THEN 2 ELSE 0 END
                    + CASE WHEN i.type = 1 THEN 16 ELSE 0 END
                    + CASE WHEN i.is_primary_key = 1 THEN 2048 ELSE 0 END
                    + CASE WHEN i.is_unique_constraint = 1 THEN 4096 ELSE 0 END AS int),
                first = CAST(NULL AS binary(6)),
                indid = CAST(i.index_id AS smallint),
                root = CAST(NULL AS binary(6)),
                minlen = CAST(0 AS smallint),
                keycnt = CAST(COALESCE(k.n, 0) AS smallint),
                groupid = CAST(i.data_space_id AS smallint),
                dpages = CAST(COALESCE(a.data_pages, 0) AS int),
                reserved = CAST(COALESCE(a.total_pages, 0) AS int),
                used = CAST(COALESCE(a.used_pages, 0) AS int),
                rowcnt = COALESCE(p.n, 0),
                rowmodctr = 0,
                reserved3 = CAST(0 AS tinyint),
                reserved4 = CAST(0 AS tinyint),
                xmaxlen = CAST(0 AS smallint),
                maxirow = CAST(0 AS smallint),
                OrigFillFactor = i.fill_factor,
                StatVersion = CAST(0 AS tinyint),
                reserved2 = 0,
                FirstIAM = CAST(NULL AS binary(6)),
                impid = CAST(0 AS smallint),
                lockflags = CAST(
                    CASE WHEN i.allow_row_locks = 1 THEN 0 ELSE 1 END
                    + CASE WHEN i.allow_page_locks = 1 THEN 0 ELSE 2 END AS smallint),
                pgmodctr = 0,
                keys = CAST(NULL AS varbinary(1088)),
                name = CAST(i.name AS sysname),
                statblob = CAST(NULL AS image),
                maxlen = 8000,
                rows = CAST(COALESCE(p.n, 0) AS int)
            FROM sys.indexes AS i
            LEFT JOIN
            (
                SELECT x.object_id, x.index_id, n = COUNT(*)
                FROM sys.index_columns AS x
                WHERE x.key_ordinal > 0
                GROUP BY x.object_id, x.index_id
            ) AS k ON k.object_id = i.object_id AND k.index_id = i.index_id
            LEFT JOIN
            (
                SELECT x.object_id, x.index_id, n = SUM(x.rows)
                FROM sys.partitions AS x
                GROUP BY x.object_id, x.index_id
            ) AS p ON p.object_id = i.object_id AND p.index_id = i.index_id
            LEFT JOIN
            (
                SELECT
                    x.object_id,
                    x.index_id,
                    data_pages = SUM(u.data_pages),
                    total_pages = SUM(u.total_pages),
                    used_pages = SUM(u.used_pages)
                FROM sys.partitions AS x
                JOIN sys.allocation_units AS u ON u.container_id = x.partition_id
                GROUP BY x.object_id, x.index_id
            ) AS a ON a.object_id = i.object_id AND a.index_id = i.index_id
            """,
        ["sys.sysindexkeys"] = """
            SELECT id = k.object_id, indid = CAST(k.index_id AS smallint), colid = CAST(k.column_id AS smallint), keyno = CAST(k.key_ordinal AS smallint)
            FROM sys.index_columns AS k
            """,
        ["sys.syscomments"] = """
            SELECT id = m.object_id, number = CAST(1 AS smallint), colid = CAST(1 AS smallint), status = CAST(2 AS smallint), ctext = CAST(CAST(LEFT(m.definition, 4000) AS nvarchar(4000)) AS varbinary(8000)),
                texttype = CAST(2 AS smallint), language = CAST(0 AS smallint), encrypted = CAST(0 AS bit), compressed = CAST(0 AS bit), text = CAST(m.definition AS nvarchar(4000))
            FROM sys.sql_modules AS m
            """,
        ["sys.sysdatabases"] = """
            SELECT d.name, dbid = CAST(d.database_id AS smallint), sid = d.owner_sid, mode = CAST(0 AS smallint), status = 0, status2 = 0, crdate = d.create_date,
                reserved = CAST('1900-01-01' AS datetime), category = 0, cmptlevel = d.compatibility_level, filename = CAST(NULL AS nvarchar(260)), version = CAST(852 AS smallint)
            FROM sys.databases AS d
            """,
        ["sys.sysforeignkeys"] = """
            SELECT constid = k.constraint_object_id, fkeyid = k.parent_object_id, rkeyid = k.referenced_object_id, fkey = CAST(k.parent_column_id AS smallint),
                rkey = CAST(k.referenced_column_id AS smallint), keyno = CAST(k.constraint_column_id AS smallint)
            FROM sys.foreign_key_columns AS k
            """,
        ["sys.system_objects"] = """
            SELECT o.name, o.object_id, o.principal_id, o.schema_id, o.parent_object_id, o.type, o.type_desc, o.create_date, o.modify_date, o.is_ms_shipped,
                o.is_published, o.is_schema_published
            FROM sys.all_objects AS o WHERE o.object_id < 0
            """,
        ["sys.xml_schema_collections"] = """
            SELECT xml_collection_id = 1, schema_id = 4, principal_id = CAST(NULL AS int), name = CAST(N'sys' AS sysname), create_date = CAST('2009-04-13T12:59:13' AS datetime),
                modify_date = CAST('2009-04-13T12:59:13' AS datetime)
            """,
        ["INFORMATION_SCHEMA.PARAMETERS"] = """
            SELECT SPECIFIC_CATALOG = DB_NAME(), SPECIFIC_SCHEMA = s.name, SPECIFIC_NAME = o.name, ORDINAL_POSITION = p.parameter_id,
                PARAMETER_MODE = CAST(CASE WHEN p.parameter_id = 0 THEN N'OUT' WHEN p.is_output = 1 THEN N'INOUT' ELSE N'IN' END AS nvarchar(10)),
                IS_RESULT = CAST(CASE WHEN p.parameter_id = 0 THEN N'YES' ELSE N'NO' END AS nvarchar(10)), AS_LOCATOR = CAST(N'NO' AS nvarchar(10)), PARAMETER_NAME = p.name,
                DATA_TYPE = CASE WHEN t.is_table_type = 1 THEN N'table type' ELSE ISNULL(TYPE_NAME(p.system_type_id), t.name) END,
                CHARACTER_MAXIMUM_LENGTH = CASE WHEN p.system_type_id IN (231, 239) AND p.max_length > 0 THEN p.max_length / 2 WHEN p.system_type_id IN (165, 167, 173, 175, 231, 239, 241) THEN CAST(p.max_length AS int) END,
                CHARACTER_OCTET_LENGTH = CASE WHEN p.system_type_id IN (165, 167, 173, 175, 231, 239, 241) THEN CAST(p.max_length AS int) END,
                COLLATION_CATALOG = CAST(NULL AS sysname), COLLATION_SCHEMA = CAST(NULL AS sysname),
                COLLATION_NAME = CASE WHEN p.system_type_id IN (35, 99, 167, 175, 231, 239) THEN CAST(DATABASEPROPERTYEX(DB_NAME(), 'Collation') AS sysname) END,
                CHARACTER_SET_CATALOG = CAST(NULL AS sysname), CHARACTER_SET_SCHEMA = CAST(NULL AS sysname),
                CHARACTER_SET_NAME = CAST(CASE WHEN p.system_type_id IN (35, 167, 175) THEN N'iso_1' WHEN p.system_type_id IN (99, 231, 239) THEN N'UNICODE' END AS sysname),
                NUMERIC_PRECISION = CAST(CASE WHEN p.system_type_id IN (48, 52, 56, 59, 60, 62, 106, 108, 122, 127) THEN p.precision END AS tinyint),
                NUMERIC_PRECISION_RADIX = CAST(CASE WHEN p.system_type_id IN (59, 62) THEN 2 WHEN p.system_type_id IN (48, 52, 56, 60, 106, 108, 122, 127) THEN 10 END AS smallint),
                NUMERIC_SCALE = CASE WHEN p.system_type_id IN (48, 52, 56, 60, 106, 108, 122, 127) THEN CAST(p.scale AS int) END,
                DATETIME_PRECISION = CAST(CASE WHEN p.system_type_id IN (40, 41, 42, 43, 58, 61) THEN p.scale END AS smallint), INTERVAL_TYPE = CAST(NULL AS nvarchar(30)),
                INTERVAL_PRECISION = CAST(NULL AS smallint), USER_DEFINED_TYPE_CATALOG = CASE WHEN t.is_user_defined = 1 THEN DB_NAME() END,
                USER_DEFINED_TYPE_SCHEMA = CASE WHEN t.is_user_defined = 1 THEN SCHEMA_NAME(t.schema_id) END, USER_DEFINED_TYPE_NAME = CASE WHEN t.is_user_defined = 1 THEN t.name END,
                SCOPE_CATALOG = CAST(NULL AS sysname), SCOPE_SCHEMA = CAST(NULL AS sysname), SCOPE_NAME = CAST(NULL AS sysname)
            FROM sys.parameters AS p
            JOIN sys.objects AS o ON o.object_id = p.object_id
            JOIN sys.schemas AS s ON s.schema_id = o.schema_id
            JOIN sys.types AS t ON t.user_type_id = p.user_type_id
            WHERE o.type IN ('P', 'FN', 'TF', 'IF')
            """,
        ["INFORMATION_SCHEMA.SEQUENCES"] = """
            SELECT SEQUENCE_CATALOG = DB_NAME(), SEQUENCE_SCHEMA = s.name, SEQUENCE_NAME = q.name, DATA_TYPE = TYPE_NAME(q.system_type_id), NUMERIC_PRECISION = q.precision,
                NUMERIC_PRECISION_RADIX = CAST(10 AS smallint), NUMERIC_SCALE = CAST(q.scale AS int), START_VALUE = q.start_value, MINIMUM_VALUE = q.minimum_value,
                MAXIMUM_VALUE = q.maximum_value, INCREMENT = q.increment, CYCLE_OPTION = q.is_cycling,
                DECLARED_DATA_TYPE = CAST(NULL AS sysname), DECLARED_NUMERIC_PRECISION = CAST(NULL AS tinyint), DECLARED_NUMERIC_SCALE = CAST(NULL AS tinyint)
            FROM sys.sequences AS q
            JOIN sys.schemas AS s ON s.schema_id = q.schema_id
            """,
        ["INFORMATION_SCHEMA.DOMAINS"] = """
            SELECT DOMAIN_CATALOG = DB_NAME(), DOMAIN_SCHEMA = SCHEMA_NAME(t.schema_id), DOMAIN_NAME = t.name,
                DATA_TYPE = CASE WHEN t.is_table_type = 1 THEN N'table type' ELSE TYPE_NAME(t.system_type_id) END,
                CHARACTER_MAXIMUM_LENGTH = CASE WHEN t.system_type_id IN (231, 239) AND t.max_length > 0 THEN t.max_length / 2 WHEN t.system_type_id IN (165, 167, 173, 175, 231, 239) THEN CAST(t.max_length AS int) END,
                CHARACTER_OCTET_LENGTH = CASE WHEN t.system_type_id IN (165, 167, 173, 175, 231, 239) THEN CAST(t.max_length AS int) END,
                COLLATION_CATALOG = CAST(NULL AS sysname), COLLATION_SCHEMA = CAST(NULL AS sysname), COLLATION_NAME = t.collation_name, CHARACTER_SET_CATALOG = CAST(NULL AS sysname),
                CHARACTER_SET_SCHEMA = CAST(NULL AS sysname), CHARACTER_SET_NAME = CAST(CASE WHEN t.system_type_id IN (167, 175) THEN N'iso_1' WHEN t.system_type_id IN (231, 239) THEN N'UNICODE' END AS sysname),
                NUMERIC_PRECISION = CAST(CASE WHEN t.system_type_id IN (48, 52, 56, 59, 60, 62, 106, 108, 122, 127) THEN t.precision END AS tinyint),
                NUMERIC_PRECISION_RADIX = CAST(CASE WHEN t.system_type_id IN (59, 62) THEN 2 WHEN t.system_type_id IN (48, 52, 56, 60, 106, 108, 122, 127) THEN 10 END AS smallint),
                NUMERIC_SCALE = CAST(CASE WHEN t.system_type_id IN (48, 52, 56, 60, 106, 108, 122, 127) THEN t.scale END AS tinyint),
                DATETIME_PRECISION = CAST(CASE WHEN t.system_type_id IN (40, 41, 42, 43, 58, 61) THEN t.scale END AS smallint), DOMAIN_DEFAULT = CAST(NULL AS nvarchar(4000))
            FROM sys.types AS t WHERE t.is_user_defined = 1
            """,
        ["INFORMATION_SCHEMA.DOMAIN_CONSTRAINTS"] = """
            SELECT CONSTRAINT_CATALOG = DB_NAME(), CONSTRAINT_SCHEMA = s.name, CONSTRAINT_NAME = s.name, DOMAIN_CATALOG = DB_NAME(), DOMAIN_SCHEMA = s.name, DOMAIN_NAME = s.name,
                IS_DEFERRABLE = CAST('NO' AS varchar(2)), INITIALLY_DEFERRED = CAST('NO' AS varchar(2))
            FROM sys.schemas AS s WHERE 1 = 0
            """,
        ["INFORMATION_SCHEMA.COLUMN_DOMAIN_USAGE"] = """
            SELECT DOMAIN_CATALOG = DB_NAME(), DOMAIN_SCHEMA = SCHEMA_NAME(t.schema_id), DOMAIN_NAME = t.name, TABLE_CATALOG = DB_NAME(), TABLE_SCHEMA = SCHEMA_NAME(o.schema_id),
                TABLE_NAME = o.name, COLUMN_NAME = c.name
            FROM sys.columns AS c
            JOIN sys.objects AS o ON o.object_id = c.object_id AND o.type IN ('U', 'V')
            JOIN sys.types AS t ON t.user_type_id = c.user_type_id AND t.is_user_defined = 1
            """,
        ["INFORMATION_SCHEMA.TABLE_PRIVILEGES"] = """
            SELECT GRANTOR = r.name, GRANTEE = g.name, TABLE_CATALOG = DB_NAME(), TABLE_SCHEMA = s.name, TABLE_NAME = o.name,
                PRIVILEGE_TYPE = CAST(p.permission_name AS varchar(10)), IS_GRANTABLE = CAST(CASE WHEN p.state = 'W' THEN 'YES' ELSE 'NO' END AS varchar(3))
            FROM sys.database_permissions AS p
            JOIN sys.objects AS o ON o.object_id = p.major_id AND o.type IN ('U', 'V')
            JOIN sys.schemas AS s ON s.schema_id = o.schema_id
            JOIN sys.database_principals AS r ON r.principal_id = p.grantor_principal_id
            JOIN sys.database_principals AS g ON g.principal_id = p.grantee_principal_id
            WHERE p.class = 1 AND p.minor_id = 0 AND p.type IN ('RF', 'SL', 'IN', 'DL', 'UP') AND p.state IN ('W', 'G')
            """,
        ["INFORMATION_SCHEMA.COLUMN_PRIVILEGES"] = """
            SELECT GRANTOR = r.name, GRANTEE = g.name, TABLE_CATALOG = DB_NAME(), TABLE_SCHEMA = s.name, TABLE_NAME = o.name, COLUMN_NAME = c.name,
                PRIVILEGE_TYPE = CAST(p.permission_name AS varchar(10)), IS_GRANTABLE = CAST(CASE WHEN p.state = 'W' THEN 'YES' ELSE 'NO' END AS varchar(3))
            FROM sys.database_permissions AS p
            JOIN sys.objects AS o ON o.object_id = p.major_id AND o.type IN ('U', 'V')
            JOIN sys.schemas AS s ON s.schema_id = o.schema_id
            JOIN sys.columns AS c ON c.object_id = o.object_id AND (p.minor_id = 0 OR p.minor_id = c.column_id)
            JOIN sys.database_principals AS r ON r.principal_id = p.grantor_principal_id
            JOIN sys.database_principals AS g ON g.principal_id = p.grantee_principal_id
            WHERE p.class = 1 AND p.type IN ('RF', 'SL', 'IN', 'UP') AND p.state IN ('W', 'G')
            """,
        ["sys.servers"] = """
            SELECT server_id = 0, name = @@SERVERNAME, product = CAST(N'SQL Server' AS sysname), provider = CAST(N'SQLNCLI' AS sysname), data_source = CAST(@@SERVERNAME AS nvarchar(4000)),
                location = CAST(NULL AS nvarchar(4000)), provider_string = CAST(NULL AS nvarchar(4000)), catalog = CAST(NULL AS sysname), connect_timeout = 0, query_timeout = 0,
                is_linked = CAST(0 AS bit), is_remote_login_enabled = CAST(1 AS bit), is_rpc_out_enabled = CAST(1 AS bit), is_data_access_enabled = CAST(0 AS bit),
                is_collation_compatible = CAST(0 AS bit), uses_remote_collation = CAST(1 AS bit), collation_name = CAST(NULL AS sysname), lazy_schema_validation = CAST(0 AS bit),
                is_system = CAST(0 AS bit), is_publisher = CAST(0 AS bit), is_subscriber = CAST(0 AS bit), is_distributor = CAST(0 AS bit), is_nonsql_subscriber = CAST(0 AS bit),
                is_remote_proc_transaction_promotion_enabled = CAST(0 AS bit), modify_date = CAST('2016-01-01' AS datetime), is_rda_server = CAST(0 AS bit)
            """,
        ["sys.sysprocesses"] = """
            SELECT spid = s.session_id, kpid = CAST(0 AS smallint), blocked = ISNULL(r.blocking_session_id, CAST(0 AS smallint)), waittype = CAST(0x0000 AS binary(2)),
                waittime = CAST(ISNULL(r.wait_time, 0) AS bigint), lastwaittype = CAST(ISNULL(r.wait_type, N'MISCELLANEOUS') AS nchar(32)), waitresource = CAST(ISNULL(r.wait_resource, N'') AS nchar(256)),
                dbid = s.database_id, uid = CAST(1 AS smallint), cpu = s.cpu_time, physical_io = s.reads + s.writes, memusage = s.memory_usage, login_time = s.login_time,
                last_batch = s.last_request_start_time, ecid = CAST(0 AS smallint), open_tran = CAST(s.open_transaction_count AS smallint), status = CAST(ISNULL(r.status, s.status) AS nchar(30)),
                sid = CAST(s.security_id AS binary(86)), hostname = CAST(s.host_name AS nchar(128)), program_name = CAST(s.program_name AS nchar(128)), hostprocess = CAST(s.host_process_id AS nchar(10)),
                cmd = CAST(ISNULL(r.command, N'AWAITING COMMAND') AS nchar(26)), nt_domain = CAST(s.nt_domain AS nchar(128)), nt_username = CAST(s.nt_user_name AS nchar(128)), net_address = CAST(N'' AS nchar(12)),
                net_library = CAST(N'TCP/IP' AS nchar(12)), loginame = CAST(s.login_name AS nchar(128)), context_info = CAST(s.context_info AS binary(128)), sql_handle = CAST(ISNULL(r.sql_handle, 0x00) AS binary(20)),
                stmt_start = ISNULL(r.statement_start_offset, 0), stmt_end = ISNULL(r.statement_end_offset, 0), request_id = ISNULL(r.request_id, 0)
            FROM sys.dm_exec_sessions AS s
            LEFT JOIN sys.dm_exec_requests AS r ON r.session_id = s.session_id
            """,
        ["INFORMATION_SCHEMA.TABLE_CONSTRAINTS"] = """
            SELECT CONSTRAINT_CATALOG = DB_NAME(), CONSTRAINT_SCHEMA = s.name, CONSTRAINT_NAME = c.name, TABLE_CATALOG = DB_NAME(), TABLE_SCHEMA = s.name, TABLE_NAME = t.name,
                CONSTRAINT_TYPE = CAST(CASE c.type WHEN 'C ' THEN 'CHECK' WHEN 'UQ' THEN 'UNIQUE' WHEN 'PK' THEN 'PRIMARY KEY' WHEN 'F ' THEN 'FOREIGN KEY' END AS varchar(11)),
                IS_DEFERRABLE = CAST('NO' AS varchar(2)), INITIALLY_DEFERRED = CAST('NO' AS varchar(2))
            FROM sys.objects AS c
            JOIN sys.tables AS t ON t.object_id = c.parent_object_id
            JOIN sys.schemas AS s ON s.schema_id = t.schema_id
            WHERE c.type IN ('C', 'UQ', 'PK', 'F')
            """,
        ["INFORMATION_SCHEMA.KEY_COLUMN_USAGE"] = """
            SELECT CONSTRAINT_CATALOG = DB_NAME(), CONSTRAINT_SCHEMA = s.name, CONSTRAINT_NAME = k.name, TABLE_CATALOG = DB_NAME(), TABLE_SCHEMA = s.name, TABLE_NAME = t.name,
                COLUMN_NAME = c.name, ORDINAL_POSITION = CAST(x.key_ordinal AS int)
            FROM sys.key_constraints AS k
            JOIN sys.tables AS t ON t.object_id = k.parent_object_id
            JOIN sys.schemas AS s ON s.schema_id = t.schema_id
            JOIN sys.index_columns AS x ON x.object_id = k.parent_object_id AND x.index_id = k.unique_index_id AND x.is_included_column = 0
            JOIN sys.columns AS c ON c.object_id = x.object_id AND c.column_id = x.column_id
            UNION ALL
            SELECT DB_NAME(), s.name, k.name, DB_NAME(), s.name, t.name, c.name, x.constraint_column_id
            FROM sys.foreign_keys AS k
            JOIN sys.tables AS t ON t.object_id = k.parent_object_id
            JOIN sys.schemas AS s ON s.schema_id = t.schema_id
            JOIN sys.foreign_key_columns AS x ON x.constraint_object_id = k.object_id
            JOIN sys.columns AS c ON c.object_id = x.parent_object_id AND c.column_id = x.parent_column_id
            """,
        ["INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS"] = """
            SELECT CONSTRAINT_CATALOG = DB_NAME(), CONSTRAINT_SCHEMA = s.name, CONSTRAINT_NAME = k.name, UNIQUE_CONSTRAINT_CATALOG = DB_NAME(), UNIQUE_CONSTRAINT_SCHEMA = rs.name,
                UNIQUE_CONSTRAINT_NAME = i.name, MATCH_OPTION = CAST('SIMPLE' AS varchar(7)), UPDATE_RULE = CAST(REPLACE(k.update_referential_action_desc, '_', ' ') AS varchar(11)),
                DELETE_RULE = CAST(REPLACE(k.delete_referential_action_desc, '_', ' ') AS varchar(11))
            FROM sys.foreign_keys AS k
            JOIN sys.schemas AS s ON s.schema_id = k.schema_id
            JOIN sys.tables AS r ON r.object_id = k.referenced_object_id
            JOIN sys.schemas AS rs ON rs.schema_id = r.schema_id
            JOIN sys.indexes AS i ON i.object_id = k.referenced_object_id AND i.index_id = k.key_index_id
            """,
        ["INFORMATION_SCHEMA.CHECK_CONSTRAINTS"] = """
            SELECT CONSTRAINT_CATALOG = DB_NAME(), CONSTRAINT_SCHEMA = s.name, CONSTRAINT_NAME = c.name, CHECK_CLAUSE = CAST(c.definition AS nvarchar(4000))
            FROM sys.check_constraints AS c
            JOIN sys.schemas AS s ON s.schema_id = c.schema_id
            """,
        ["INFORMATION_SCHEMA.CONSTRAINT_TABLE_USAGE"] = """
            SELECT TABLE_CATALOG = c.TABLE_CATALOG, TABLE_SCHEMA = c.TABLE_SCHEMA, TABLE_NAME = c.TABLE_NAME, CONSTRAINT_CATALOG = c.CONSTRAINT_CATALOG,
                CONSTRAINT_SCHEMA = c.CONSTRAINT_SCHEMA, CONSTRAINT_NAME = c.CONSTRAINT_NAME
            FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS AS c
            """,
    };

    private static readonly Dictionary<string, Lazy<SelectStatement>> Parsed = Texts.ToDictionary(
        static t => t.Key,
        static t => new Lazy<SelectStatement>(() => (SelectStatement)BatchParser.Parse(t.Value, quotedIdentifier: true)[0]),
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Their names, with the schema.</summary>
    public static IEnumerable<string> Names => Texts.Keys;

    /// <summary>The query behind a view; null when there is none of that name.</summary>
    public static SelectStatement? Find(string schema, string name) => Parsed.GetValueOrDefault(schema + "." + name)?.Value;
}
