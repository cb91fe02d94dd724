// System procedures that read the catalog: each is a query over catalog views, with the columns that its page
// of the documentation names.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs.SystemProcedures;

/// <summary>sp_tables, sp_pkeys, sp_databases, sp_helptext, sp_helpindex, and role
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
