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
        ["INFORMATION_SCHEMA.CONSTRAINT_COLUMN_USAGE"] = """
            SELECT TABLE_CATALOG = u.TABLE_CATALOG, TABLE_SCHEMA = u.TABLE_SCHEMA, TABLE_NAME = u.TABLE_NAME, COLUMN_NAME = u.COLUMN_NAME,
                CONSTRAINT_CATALOG = u.CONSTRAINT_CATALOG, CONSTRAINT_SCHEMA = u.CONSTRAINT_SCHEMA, CONSTRAINT_NAME = u.CONSTRAINT_NAME
            FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE AS u
            UNION ALL
            SELECT DB_NAME(), s.name, t.name, c.name, DB_NAME(), s.name, k.name
            FROM sys.check_constraints AS k
            JOIN sys.tables AS t ON t.object_id = k.parent_object_id
            JOIN sys.schemas AS s ON s.schema_id = t.schema_id
            JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
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
