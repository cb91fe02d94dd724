// System procedures that read the catalog: each is a query over catalog views, with the columns that its page
// of the documentation names.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs.SystemProcedures;

/// <summary>sp_tables, sp_columns, sp_pkeys, sp_databases, sp_helptext, sp_helpindex, and role
/// members.</summary>
internal static partial class CatalogProcedures
{
    private const string TablesText = """
        SELECT TABLE_QUALIFIER = CAST(DB_NAME() AS sysname), TABLE_OWNER = s.name, TABLE_NAME = o.name,
            TABLE_TYPE = CAST(CASE o.type WHEN 'U ' THEN 'TABLE' ELSE 'VIEW' END AS varchar(32)), REMARKS = CAST(NULL AS varchar(254))
        FROM sys.objects AS o
        JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        WHERE o.type IN ('U', 'V') AND (@1 IS NULL OR o.name = @1 OR (@4 = N'1' AND o.name LIKE @1)) AND (@2 IS NULL OR s.name = @2 OR (@4 = N'1' AND s.name LIKE @2))
            AND (@3 IS NULL OR CHARINDEX(CASE o.type WHEN 'U ' THEN N'''TABLE''' ELSE N'''VIEW''' END, UPPER(@3)) > 0)
        ORDER BY 4, 1, 2, 3;
        """;

    // What sp_tables lists instead when all but one of its arguments are empty: databases, owners, types.
    private const string QualifiersText = """
        SELECT TABLE_QUALIFIER = d.name, TABLE_OWNER = CAST(NULL AS sysname), TABLE_NAME = CAST(NULL AS sysname), TABLE_TYPE = CAST(NULL AS varchar(32)), REMARKS = CAST(NULL AS varchar(254))
        FROM sys.databases AS d WHERE HAS_DBACCESS(d.name) = 1 ORDER BY 1;
        """;

    private const string OwnersText = """
        SELECT TABLE_QUALIFIER = CAST(NULL AS sysname), TABLE_OWNER = s.name, TABLE_NAME = CAST(NULL AS sysname), TABLE_TYPE = CAST(NULL AS varchar(32)), REMARKS = CAST(NULL AS varchar(254))
        FROM sys.schemas AS s ORDER BY 2;
        """;

    private const string TypesText = """
        SELECT TABLE_QUALIFIER = CAST(NULL AS sysname), TABLE_OWNER = CAST(NULL AS sysname), TABLE_NAME = CAST(NULL AS sysname), TABLE_TYPE = CAST(t.name AS varchar(32)),
            REMARKS = CAST(NULL AS varchar(254))
        FROM (VALUES (N'SYSTEM TABLE'), (N'TABLE'), (N'VIEW')) AS t (name) ORDER BY 4;
        """;

    private const string ColumnsText = """
        SELECT TABLE_QUALIFIER = CAST(DB_NAME() AS sysname), TABLE_OWNER = s.name, TABLE_NAME = o.name, COLUMN_NAME = c.name,
            DATA_TYPE = CAST(CASE t.name WHEN N'bit' THEN -7 WHEN N'tinyint' THEN -6 WHEN N'smallint' THEN 5 WHEN N'int' THEN 4 WHEN N'bigint' THEN -5 WHEN N'decimal' THEN 3
                WHEN N'numeric' THEN 2 WHEN N'money' THEN 3 WHEN N'smallmoney' THEN 3 WHEN N'real' THEN 7 WHEN N'float' THEN 6 WHEN N'date' THEN -9 WHEN N'time' THEN -9
                WHEN N'datetime2' THEN -9 WHEN N'datetimeoffset' THEN -9 WHEN N'datetime' THEN 11 WHEN N'smalldatetime' THEN 11 WHEN N'char' THEN 1 WHEN N'varchar' THEN 12
                WHEN N'text' THEN -1 WHEN N'nchar' THEN -8 WHEN N'nvarchar' THEN -9 WHEN N'sysname' THEN -9 WHEN N'ntext' THEN -10 WHEN N'binary' THEN -2 WHEN N'varbinary' THEN -3
                WHEN N'image' THEN -4 WHEN N'timestamp' THEN -2 WHEN N'uniqueidentifier' THEN -11 WHEN N'xml' THEN -10 WHEN N'sql_variant' THEN -150 ELSE 12 END AS smallint),
            TYPE_NAME = CAST(t.name + CASE WHEN c.is_identity = 1 THEN N' identity' ELSE N'' END AS sysname),
            [PRECISION] = CAST(CASE WHEN t.name IN (N'text', N'image') THEN 2147483647 WHEN t.name = N'ntext' THEN 1073741823 WHEN t.name = N'float' THEN CASE WHEN c.precision > 24 THEN 15 ELSE 7 END
                WHEN t.name = N'real' THEN 7 WHEN c.precision > 0 THEN c.precision WHEN c.max_length = -1 THEN 0 WHEN t.name IN (N'nchar', N'nvarchar', N'sysname') THEN c.max_length / 2
                ELSE c.max_length END AS int),
            LENGTH = CASE WHEN t.name IN (N'text', N'image') THEN 2147483647 WHEN t.name = N'ntext' THEN 2147483646 ELSE CAST(c.max_length AS int) END, SCALE = CAST(CASE WHEN c.precision > 0 THEN c.scale END AS smallint),
            RADIX = CAST(CASE WHEN c.precision > 0 AND t.name NOT LIKE N'%date%' THEN 10 END AS smallint), NULLABLE = CAST(c.is_nullable AS smallint), REMARKS = CAST(NULL AS varchar(254)),
            COLUMN_DEF = CAST(d.definition AS nvarchar(4000)), SQL_DATA_TYPE = CAST(c.system_type_id AS smallint), SQL_DATETIME_SUB = CAST(NULL AS smallint),
            CHAR_OCTET_LENGTH = CAST(CASE WHEN c.collation_name IS NOT NULL THEN c.max_length END AS int), ORDINAL_POSITION = c.column_id,
            IS_NULLABLE = CAST(CASE c.is_nullable WHEN 1 THEN 'YES' ELSE 'NO' END AS varchar(254)), SS_DATA_TYPE = c.system_type_id
        FROM sys.objects AS o
        JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        JOIN sys.columns AS c ON c.object_id = o.object_id
        JOIN sys.types AS t ON t.user_type_id = c.user_type_id
        LEFT JOIN sys.default_constraints AS d ON d.parent_object_id = c.object_id AND d.parent_column_id = c.column_id
        WHERE o.type IN ('U', 'V') AND o.name LIKE @1 AND (@2 IS NULL OR s.name LIKE @2) AND (@3 IS NULL OR c.name LIKE @3)
        ORDER BY 1, 2, 3, ORDINAL_POSITION;
        """;

    private const string KeysText = """
        SELECT TABLE_QUALIFIER = CAST(DB_NAME() AS sysname), TABLE_OWNER = s.name, TABLE_NAME = t.name, COLUMN_NAME = c.name, KEY_SEQ = CAST(x.key_ordinal AS smallint), PK_NAME = k.name
        FROM sys.key_constraints AS k
        JOIN sys.tables AS t ON t.object_id = k.parent_object_id
        JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        JOIN sys.index_columns AS x ON x.object_id = k.parent_object_id AND x.index_id = k.unique_index_id AND x.key_ordinal > 0
        JOIN sys.columns AS c ON c.object_id = x.object_id AND c.column_id = x.column_id
        WHERE k.type = 'PK' AND t.name = @1 AND (@2 IS NULL OR s.name = @2)
        ORDER BY 1, 2, 3, 5;
        """;

    private const string DatabasesText = """
        SELECT DATABASE_NAME = d.name, DATABASE_SIZE = CAST(NULL AS int), REMARKS = CAST(NULL AS varchar(254)) FROM sys.databases AS d ORDER BY 1;
        """;

    private const string IndexesText = """
        SELECT index_name = i.name,
            index_description = CAST(LOWER(i.type_desc) + CASE WHEN i.is_unique = 1 THEN N', unique' ELSE N'' END
                + CASE WHEN i.is_primary_key = 1 THEN N', primary key' WHEN i.is_unique_constraint = 1 THEN N', unique key' ELSE N'' END + N' located on PRIMARY' AS varchar(210)),
            index_keys = CAST(STUFF((SELECT N', ' + c.name + CASE WHEN x.is_descending_key = 1 THEN N'(-)' ELSE N'' END FROM sys.index_columns AS x
                JOIN sys.columns AS c ON c.object_id = x.object_id AND c.column_id = x.column_id
                WHERE x.object_id = i.object_id AND x.index_id = i.index_id AND x.key_ordinal > 0 ORDER BY x.key_ordinal FOR XML PATH(''), TYPE).value('.', 'nvarchar(2078)'), 1, 2, N'') AS nvarchar(2078))
        FROM sys.indexes AS i
        WHERE i.object_id = OBJECT_ID(@1) AND i.index_id > 0
        ORDER BY i.name;
        """;

    private const string TriggersText = """
        SELECT trigger_name = t.name, trigger_owner = CAST(USER_NAME(ISNULL(o.principal_id, s.principal_id)) AS sysname),
            isupdate = OBJECTPROPERTY(t.object_id, 'ExecIsUpdateTrigger'), isdelete = OBJECTPROPERTY(t.object_id, 'ExecIsDeleteTrigger'),
            isinsert = OBJECTPROPERTY(t.object_id, 'ExecIsInsertTrigger'), isafter = OBJECTPROPERTY(t.object_id, 'ExecIsAfterTrigger'),
            isinsteadof = OBJECTPROPERTY(t.object_id, 'ExecIsInsteadOfTrigger'), trigger_schema = s.name
        FROM sys.triggers AS t
        JOIN sys.objects AS o ON o.object_id = t.object_id
        JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        WHERE t.parent_id = OBJECT_ID(@1) AND (@2 IS NULL OR OBJECTPROPERTY(t.object_id, 'ExecIs' + @2 + 'Trigger') = 1);
        """;

    public static CallResult HelpTrigger(SystemCall call)
    {
        call.Expect("@tabname", "@triggertype");
        var name = call.RequiredText(0, "@tabname");
        if (Find(call, name) is not (TableDef or ModuleDef { Kind: ModuleKind.View }))
        {
            throw NotThere(call, name);
        }

        var kind = call.Text(1, "@triggertype");
        if (kind is not null && kind.ToUpperInvariant() is not ("INSERT" or "UPDATE" or "DELETE"))
        {
            throw new SqlError(15305, 16, 1, "The @TriggerType parameter value must be 'insert', 'update', or 'delete'.");
        }

        return Run(call, TriggersText, name, kind);
    }

    public static CallResult Tables(SystemCall call)
    {
        call.Expect("@table_name", "@table_owner", "@table_qualifier", "@table_type", "@fUsePattern");
        var (name, owner) = (call.Text(0, "@table_name"), call.Text(1, "@table_owner"));
        var (qualifier, type) = (call.Text(2, "@table_qualifier"), call.Text(3, "@table_type"));
        switch (name, owner, qualifier, type)
        {
            case ("", "", "%", _):
                return Run(call, QualifiersText);
            case ("", "%", "", _):
                return Run(call, OwnersText);
            case ("", "", "", "%"):
                return Run(call, TypesText);
        }

        RequireHere(call, qualifier);
        return Run(call, TablesText, name, owner, type, call.Number(4, "@fUsePattern") == 0 ? "0" : "1");
    }

    /// <exception cref="SqlError">15250.</exception>
    private static void RequireHere(SystemCall call, string? qualifier)
    {
        if (qualifier is not null && !qualifier.Equals(call.Database.Name, StringComparison.OrdinalIgnoreCase))
        {
            throw new SqlError(
                15250,
                16,
                1,
                "The database name component of the object qualifier must be the name of the current database."
            );
        }
    }

    public static CallResult Columns(SystemCall call)
    {
        call.Expect("@table_name", "@table_owner", "@table_qualifier", "@column_name", "@ODBCVer");
        RequireHere(call, call.Text(2, "@table_qualifier"));
        return Run(
            call,
            ColumnsText,
            call.RequiredText(0, "@table_name"),
            call.Text(1, "@table_owner"),
            call.Text(3, "@column_name")
        );
    }

    public static CallResult PrimaryKeys(SystemCall call)
    {
        call.Expect("@table_name", "@table_owner", "@table_qualifier");
        RequireHere(call, call.Text(2, "@table_qualifier"));
        return Run(call, KeysText, call.RequiredText(0, "@table_name"), call.Text(1, "@table_owner"));
    }

    public static CallResult Databases(SystemCall call)
    {
        call.Expect();
        return Run(call, DatabasesText);
    }

    public static CallResult HelpIndex(SystemCall call)
    {
        call.Expect("@objname");
        var name = call.RequiredText(0, "@objname");
        if (Find(call, name) is not TableDef { Indexes: var indexes })
        {
            throw NotThere(call, name);
        }

        if (indexes.Length == 0)
        {
            call.Session.Send(15472, 0, 1, $"The object '{name}' does not have any indexes, or you do not have permissions.");
            return call.Return(0);
        }

        return Run(call, IndexesText, name);
    }

    /// <summary>The text of a module, a row for each line.</summary>
    public static CallResult HelpText(SystemCall call)
    {
        call.Expect("@objname", "@columnname");
        var name = call.RequiredText(0, "@objname");
        var found = Find(call, name) ?? throw NotThere(call, name);
        var text =
            found is ModuleDef module ? call.Session.Functions.Metadata.ObjectDefinition(module.ObjectId) : null;
        if (text is null)
        {
            throw new SqlError(15197, 16, 1, $"There is no text for object '{name}'.");
        }

        var session = call.Session;
        session.Sink.Columns([new Execution.ResultColumn("Text", SqlType.NVarChar(255), IsNullable: true)]);
        var count = 0;
        foreach (var line in Lines(text))
        {
            session.Sink.Row([SqlValue.FromString(line)]);
            count++;
        }

        session.Done(count);
        session.Sink.StatementDone(session.Options.NoCount ? null : count, inProcedure: true, wasSelect: true);
        return call.Return(0);
    }

    /// <summary>sp_addrolemember: ALTER ROLE … ADD MEMBER.</summary>
    public static CallResult AddRoleMember(SystemCall call)
    {
        call.Expect("@rolename", "@membername");
        return Role(call, "ADD");
    }

    public static CallResult DropRoleMember(SystemCall call)
    {
        call.Expect("@rolename", "@membername");
        return Role(call, "DROP");
    }

    private static CallResult Role(SystemCall call, string verb)
    {
        var (role, member) = (call.RequiredText(0, "@rolename"), call.RequiredText(1, "@membername"));
        return ProcedureCalls.DynamicSql(
            call.Session,
            call.Caller,
            $"ALTER ROLE {Quoted(role)} {verb} MEMBER {Quoted(member)};",
            "",
            [],
            call.Database
        );
    }

    private static string Quoted(string name) => "[" + name.Replace("]", "]]", StringComparison.Ordinal) + "]";

    // Lines of at most 255 characters, each with its end.
    private static IEnumerable<string> Lines(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            for (; start < end; start += 255)
            {
                yield return text[start..Math.Min(end, start + 255)];
            }

            start = end;
        }
    }

    private static CatalogObject? Find(SystemCall call, string name)
    {
        var catalog = call.Session.Space.View(call.Database).Catalog;
        return NameParts.Parse(name) is { } parts
            ? catalog.FindObject(parts.Schema ?? call.Session.DefaultSchema, parts.Name)
                ?? (parts.Schema is null ? catalog.FindObject("dbo", parts.Name) : null)
            : null;
    }

    private static SqlError NotThere(SystemCall call, string name) =>
        new(15009, 16, 1, $"The object '{name}' does not exist in database '{call.Database.Name}' or is invalid for this operation.");

    private static CallResult Run(SystemCall call, string text, params string?[] values)
    {
        var arguments = new List<Argument>();
        var declarations = new List<string>();
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = "@" + (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
            declarations.Add(parameter + " nvarchar(776)");
            arguments.Add(new Argument(parameter) { Type = SqlType.NVarChar(776), Value = SqlValue.FromString(values[i]) });
        }

        return ProcedureCalls.DynamicSql(
            call.Session,
            call.Caller,
            text,
            string.Join(", ", declarations),
            arguments,
            call.Database
        );
    }
}
