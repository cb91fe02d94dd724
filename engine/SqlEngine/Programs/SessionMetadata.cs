// Metadata functions (OBJECT_ID, TYPE_ID, HAS_PERMS_BY_NAME …) over the catalogs as the session sees them.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Programs.Modules;
using AxMonitor.Engine.Programs.Security;
using AxMonitor.Engine.SystemViews;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.Programs;

/// <summary>Catalog look-ups of one session.</summary>
internal sealed partial class SessionMetadata(Session session) : IMetadataLookup
{
    // Ids of system views are negative in SQL Server; any stable negative number tells them apart from user
    // objects.
    private const int SystemObjectBase = -1000;

    private DatabaseState Current => session.Space.View(session.Database).Catalog;

    public int? ObjectId(string name, string? objectType)
    {
        if (NameParts.Parse(name) is not { } parts)
        {
            return null;
        }

        if (parts.Name.StartsWith("##", StringComparison.Ordinal))
        {
            return CatalogOf("tempdb")?.FindObject("dbo", parts.Name)?.ObjectId;
        }

        if (parts.Name.StartsWith('#'))
        {
            var temp = session.Space.FindTempTable(parts.Name);
            return temp is not null && Matches(temp.TypeCode, objectType) ? temp.ObjectId : null;
        }

        if (
            string.Equals(parts.Schema, "sys", StringComparison.OrdinalIgnoreCase)
            || string.Equals(parts.Schema, "INFORMATION_SCHEMA", StringComparison.OrdinalIgnoreCase)
        )
        {
            var system = SystemCatalog.Find(parts.Schema!, parts.Name);
            return system is not null && Matches(system.IsFunction ? "IF" : "V", objectType)
                ? SystemObjectBase - (StringComparer.OrdinalIgnoreCase.GetHashCode(system.Name) & 0xFFFFFF)
                : null;
        }

        var catalog = Seen(parts.Database);
        if (catalog?.FindObject(parts.Schema ?? session.DefaultSchema, parts.Name) is { } item)
        {
            return Matches(item.TypeCode, objectType) && catalog.FindObject(item.ObjectId) is not null ? item.ObjectId : null;
        }

        return catalog is null ? null : ConstraintId(catalog, parts, objectType);
    }

    public string? ObjectName(int objectId, int? databaseId) => Name(objectId, databaseId).Name;

    public string? ObjectSchemaName(int objectId, int? databaseId) => Name(objectId, databaseId).Schema;

    /// <summary>The text of a module, for holders of VIEW DEFINITION; that a user may run it is not
    /// enough.</summary>
    public string? ObjectDefinition(int objectId) =>
        Current.FindObject(objectId) is ModuleDef module
        && (session.Identity.IsSysAdmin || Permissions.Allows(Current, session.Identity.User, "VIEW DEFINITION", module))
            ? module.Text
            : null;

    public int? SchemaId(string? name) => Current.FindSchema(name ?? session.DefaultSchema)?.SchemaId;

    public string? SchemaName(int? schemaId) =>
        schemaId is null ? session.DefaultSchema : Current.Schemas.Values.FirstOrDefault(s => s.SchemaId == schemaId)?.Name;

    public bool? MayEnter(string databaseName) =>
        session.Server.Storage.FindDatabase(databaseName) is { } database ? session.Identity.MayEnter(database) : null;

    public int? DatabaseId(string name) => session.Server.Storage.FindDatabase(name)?.Id;

    public string? DatabaseName(int databaseId) => session.Server.Storage.FindDatabase(databaseId)?.Name;

    public int? TypeId(string name)
    {
        if (NameParts.Parse(name) is not { } parts)
        {
            return null;
        }

        var catalog = CatalogOf(parts.Database) ?? Current;
        if (catalog.FindAliasType(parts.Schema ?? session.DefaultSchema, parts.Name) is { } alias)
        {
            return alias.UserTypeId;
        }

        if (catalog.FindTableType(parts.Schema ?? session.DefaultSchema, parts.Name) is { } table)
        {
            return table.UserTypeId;
        }

        return parts.Schema is null || string.Equals(parts.Schema, "sys", StringComparison.OrdinalIgnoreCase)
            ? SystemTypeIds.Find(parts.Name)
            : null;
    }

    public string? TypeName(int userTypeId) =>
        Current.AliasTypes.Values.FirstOrDefault(t => t.UserTypeId == userTypeId)?.Name
        ?? Current.TableTypes.Values.FirstOrDefault(t => t.UserTypeId == userTypeId)?.Name
        ?? SystemTypeIds.Name(userTypeId);

    public int? UserId(string name) => Current.FindPrincipal(name)?.PrincipalId;

    public string? UserName(int principalId) => Current.FindPrincipal(principalId)?.Name;

    public string? LoginName(byte[] sid) =>
        session.Server.Storage.Security.Principals.Values.FirstOrDefault(p => p.Sid.AsSpan().SequenceEqual(sid))?.Name;

    public byte[]? LoginSid(string name) => session.Server.Storage.Security.Find(name)?.Sid;

    public int? ColumnLength(string tableName, string columnName) =>
        Table(tableName)?.FindColumn(columnName) is { } column ? ColumnLengths.Bytes(column.Type) : null;

    public string? ColumnName(int objectId, int columnId) =>
        ColumnsOf(objectId).FirstOrDefault(c => c.ColumnId == columnId)?.Name;

    public int? ColumnProperty(int objectId, string columnName, string property)
    {
        var column = ColumnsOf(objectId)
            .FirstOrDefault(c => string.Equals(c.Name, columnName, StringComparison.OrdinalIgnoreCase));
        return column is null
            ? null
            : property.ToUpperInvariant() switch
            {
                "ALLOWSNULL" => column.IsNullable ? 1 : 0,
                "COLUMNID" => column.ColumnId,
                "ISIDENTITY" => column.Identity is null ? 0 : 1,
                "ISCOMPUTED" => column.Computed is null ? 0 : 1,
                "ISROWGUIDCOL" => column.IsRowGuid ? 1 : 0,
                "PRECISION" => column.Type.Kind == SqlTypeKind.Decimal ? column.Type.Precision : ColumnLengths.Bytes(column.Type),
                "SCALE" => column.Type.Scale,
                _ => null,
            };
    }

    public int? ObjectProperty(int objectId, string property)
    {
        if (FindAnywhere(objectId) is not { } item)
        {
            return null;
        }

        return property.ToUpperInvariant() switch
        {
            "ISTABLE" or "ISUSERTABLE" => item is TableDef ? 1 : 0,
            "ISVIEW" => Is(item, ModuleKind.View),
            "ISPROCEDURE" => Is(item, ModuleKind.Procedure),
            "ISTRIGGER" => Is(item, ModuleKind.Trigger),
            "ISSCALARFUNCTION" => Is(item, ModuleKind.ScalarFunction),
            "ISINLINEFUNCTION" => Is(item, ModuleKind.InlineFunction),
            "ISTABLEFUNCTION" => item is ModuleDef { Kind: ModuleKind.InlineFunction or ModuleKind.TableFunction } ? 1 : 0,
            "ISMSSHIPPED" => 0,
            "ISSCHEMABOUND" => item is ModuleDef { IsSchemaBound: true } ? 1 : 0,
            "EXECISTRIGGER" => Is(item, ModuleKind.Trigger),
            "EXECISINSTEADOFTRIGGER" => item is ModuleDef { Trigger.IsInsteadOf: true } ? 1 : 0,
            "EXECISAFTERTRIGGER" => item is ModuleDef { Trigger.IsInsteadOf: false } ? 1 : 0,
            "EXECISTRIGGERDISABLED" => item is ModuleDef { Trigger.IsDisabled: true } ? 1 : 0,
            "EXECISTRIGGERNOTFORREPL" => item is ModuleDef { Trigger.IsNotForReplication: true } ? 1 : 0,
            "EXECISINSERTTRIGGER" => Fires(item, TriggerEvents.Insert),
            "EXECISUPDATETRIGGER" => Fires(item, TriggerEvents.Update),
            "EXECISDELETETRIGGER" => Fires(item, TriggerEvents.Delete),
            "EXECISFIRSTINSERTTRIGGER" => Comes(item, static t => t.First, TriggerEvents.Insert),
            "EXECISFIRSTUPDATETRIGGER" => Comes(item, static t => t.First, TriggerEvents.Update),
            "EXECISFIRSTDELETETRIGGER" => Comes(item, static t => t.First, TriggerEvents.Delete),
            "EXECISLASTINSERTTRIGGER" => Comes(item, static t => t.Last, TriggerEvents.Insert),
            "EXECISLASTUPDATETRIGGER" => Comes(item, static t => t.Last, TriggerEvents.Update),
            "EXECISLASTDELETETRIGGER" => Comes(item, static t => t.Last, TriggerEvents.Delete),
            "TABLEINSERTTRIGGERCOUNT" => Triggers(item, TriggerEvents.Insert),
            "TABLEUPDATETRIGGERCOUNT" => Triggers(item, TriggerEvents.Update),
            "TABLEDELETETRIGGERCOUNT" => Triggers(item, TriggerEvents.Delete),
            "TABLEHASINSERTTRIGGER" => Triggers(item, TriggerEvents.Insert) > 0 ? 1 : 0,
            "TABLEHASUPDATETRIGGER" => Triggers(item, TriggerEvents.Update) > 0 ? 1 : 0,
            "TABLEHASDELETETRIGGER" => Triggers(item, TriggerEvents.Delete) > 0 ? 1 : 0,
            "SCHEMAID" => Current.FindSchema(item.SchemaName)?.SchemaId,
            "OWNERID" => 1,
            "TABLEHASPRIMARYKEY" => item is TableDef { PrimaryKey: not null } ? 1 : 0,
            "TABLEHASIDENTITY" => item is TableDef { IdentityColumn: not null } ? 1 : 0,
            "TABLEHASCLUSTINDEX" => item is TableDef { ClusteredIndex: not null } ? 1 : 0,
            "TABLEHASFOREIGNKEY" => item is TableDef { ForeignKeys.Length: > 0 } ? 1 : 0,
            "EXECISQUOTEDIDENTON" => item is ModuleDef { UsesQuotedIdentifier: true } ? 1 : 0,
            "EXECISANSINULLSON" => item is ModuleDef { UsesAnsiNulls: true } ? 1 : 0,
            _ => null,
        };
    }

    private static int Fires(CatalogObject item, TriggerEvents change) => Comes(item, static t => t.Events, change);

    private static int Comes(CatalogObject item, Func<TriggerFacts, TriggerEvents> when, TriggerEvents change) =>
        item is ModuleDef { Trigger: { } facts } && when(facts).HasFlag(change) ? 1 : 0;

    private int Triggers(CatalogObject item, TriggerEvents change) =>
        Current.Triggers.TryGetValue(item.ObjectId, out var all) ? all.Count(t => t.Trigger!.Events.HasFlag(change)) : 0;

    public SqlVariantValue? ObjectPropertyEx(int objectId, string property)
    {
        if (string.Equals(property, "BaseType", StringComparison.OrdinalIgnoreCase))
        {
            return FindAnywhere(objectId) is { } item
                ? new SqlVariantValue(SqlType.Char(2), SqlValue.FromString(item.TypeCode.PadRight(2)))
                : null;
        }

        return ObjectProperty(objectId, property) is { } value
            ? new SqlVariantValue(SqlType.Int, SqlValue.FromInt64(value))
            : null;
    }

    public int? IndexProperty(int objectId, string indexName, string property)
    {
        var index = (FindAnywhere(objectId) as TableDef)?.FindIndex(indexName);
        return index is null
            ? null
            : property.ToUpperInvariant() switch
            {
                "ISCLUSTERED" => index.IsClustered ? 1 : 0,
                "ISUNIQUE" => index.IsUnique ? 1 : 0,
                "INDEXID" => index.IndexId,
                "ISDISABLED" => index.IsDisabled ? 1 : 0,
                "INDEXFILLFACTOR" => index.FillFactor,
                _ => null,
            };
    }

    // Properties of a database that no option here turns on.
    private static readonly HashSet<string> Off = new(StringComparer.OrdinalIgnoreCase)
    {
        "IsAnsiNullDefault",
        "IsAnsiNullsEnabled",
        "IsAnsiPaddingEnabled",
        "IsAnsiWarningsEnabled",
        "IsArithmeticAbortEnabled",
        "IsAutoClose",
        "IsAutoCreateStatisticsIncremental",
        "IsAutoShrink",
        "IsCloseCursorsOnCommitEnabled",
        "IsInStandBy",
        "IsLocalCursorsDefault",
        "IsMergePublished",
        "IsNullConcat",
        "IsNumericRoundAbortEnabled",
        "IsParameterizationForced",
        "IsPublished",
        "IsQuotedIdentifiersEnabled",
        "IsRecursiveTriggersEnabled",
        "IsSubscribed",
        "IsSyncWithBackup",
        "IsTornPageDetectionEnabled",
        "IsXTPSupported",
    };

    public SqlVariantValue? DatabaseProperty(string databaseName, string property)
    {
        if (session.Server.Storage.FindDatabase(databaseName) is not { } database)
        {
            return null;
        }

        var catalog = session.Space.View(database).Catalog;
        return property.ToUpperInvariant() switch
        {
            "STATUS" => Text("ONLINE"),
            "UPDATEABILITY" => Text("READ_WRITE"),
            "USERACCESS" => Text("MULTI_USER"),
            "RECOVERY" => Text(catalog.Options.GetValueOrDefault("recovery_model_desc", "SIMPLE")),
            "COLLATION" => Text(catalog.Collation.Name),
            "VERSION" => Number(852),
            "ISREADCOMMITTEDSNAPSHOTON" => Number(1),
            "ISAUTOCREATESTATISTICS" or "ISAUTOUPDATESTATISTICS" => Number(1),
            "LCID" => Number(1033),
            _ when Off.Contains(property) => Number(0),
            _ => null,
        };
    }

    public SqlVariantValue? ServerProperty(string property) =>
        property.ToUpperInvariant() switch
        {
            "SERVERNAME" or "MACHINENAME" or "COMPUTERNAMEPHYSICALNETBIOS" => Text(session.Server.Options.ServerName),
            "INSTANCENAME" => null,
            "PRODUCTVERSION" => Text(session.Server.Options.ProductVersion),
            "PRODUCTLEVEL" => Text("SP2"),
            "PRODUCTMAJORVERSION" => Text(session.Server.Options.ProductVersion.Split('.')[0]),
            "EDITION" => Text("Developer Edition (64-bit)"),
            "ENGINEEDITION" => Number(3),
            "COLLATION" => Text(Collation.Default.Name),
            "ISCLUSTERED" or "ISHADRENABLED" or "ISINTEGRATEDSECURITYONLY" or "ISSINGLEUSER" or "ISFULLTEXTINSTALLED" => Number(
                0
            ),
            "PROCESSID" => Number(Environment.ProcessId),
            _ => null,
        };

    public int? HasPermission(string? securable, string? securableClass, string? permission)
    {
        if (permission is null)
        {
            return null;
        }

        var isKnown =
            !string.Equals(securableClass, "OBJECT", StringComparison.OrdinalIgnoreCase)
            || securable is null
            || NameParts.Parse(securable) is not { Database: null } own
            || Current.FindObject(own.Schema, own.Name) is not { } target
            || AppliesTo(permission, target);
        if (session.Identity.IsSysAdmin || !isKnown)
        {
            return isKnown ? 1 : null;
        }

        if (
            securable is null
            && (securableClass is null || string.Equals(securableClass, "SERVER", StringComparison.OrdinalIgnoreCase))
        )
        {
            return new ServerPermissions(session).Has(permission) ? 1 : 0;
        }

        if (
            string.Equals(securableClass, "OBJECT", StringComparison.OrdinalIgnoreCase)
            && securable is not null
            && NameParts.Parse(securable) is { } parts
        )
        {
            var database = parts.Database is null ? session.Database : session.Server.Storage.FindDatabase(parts.Database);
            var item = database is null ? null : session.Space.View(database).Catalog.FindObject(parts.Schema, parts.Name);
            return item is null || !AppliesTo(permission, item) ? null
                : Permissions.Allows(
                    session.Space.View(database!).Catalog,
                    session.Identity.User,
                    permission.ToUpperInvariant(),
                    item
                )
                    ? 1
                : 0;
        }

        return Permissions.AllowsDatabase(Current, session.Identity.User, permission.ToUpperInvariant()) ? 1 : 0;
    }

    // Tables have no EXECUTE, procedures no SELECT.
    private static bool AppliesTo(string permission, CatalogObject item)
    {
        var isProgram = item is ModuleDef { Kind: ModuleKind.Procedure or ModuleKind.ScalarFunction };
        return permission.ToUpperInvariant() switch
        {
            "EXECUTE" => isProgram,
            "SELECT" or "INSERT" or "UPDATE" or "DELETE" => !isProgram,
            "ALTER" or "CONTROL" or "REFERENCES" or "TAKE OWNERSHIP" or "VIEW DEFINITION" => true,
            "VIEW CHANGE TRACKING" => item is TableDef,
            "RECEIVE" => false,
            _ => false,
        };
    }

    public int? IsServerRoleMember(string role, string? login) =>
        session.Server.Storage.Security.Find(role) is null ? null
        : login is not null && session.Server.Storage.Security.Find(login) is null ? null
        : session.Server.Storage.Security.IsMember(login ?? session.LoginName, role) ? 1
        : 0;

    public int? IsRoleMember(string role, string? user)
    {
        var catalog = Current;
        if (catalog.FindPrincipal(role) is not { } principal)
        {
            return null;
        }

        return Permissions.IsMember(catalog, user ?? session.Identity.User, principal.Name) ? 1 : 0;
    }

    public IdentityInfo? Identity(string tableName)
    {
        if (NameParts.Parse(tableName) is not { } parts)
        {
            return null;
        }

        var database =
            parts.Name.StartsWith('#') ? session.Space.Temp
            : parts.Database is null ? session.Database
            : session.Server.Storage.FindDatabase(parts.Database);
        if (database is null || Table(tableName) is not { IdentityColumn.Identity: { } identity } table)
        {
            return null;
        }

        var last = session.Space.View(database).Data(table.ObjectId).Identity.Last;
        return new IdentityInfo((Int128)(last ?? identity.Seed), (Int128)identity.Seed, (Int128)identity.Increment);
    }

    private static bool Matches(string typeCode, string? wanted) =>
        wanted is null || string.Equals(typeCode, wanted.Trim(), StringComparison.OrdinalIgnoreCase);

    private static int Is(CatalogObject item, ModuleKind kind) => item is ModuleDef module && module.Kind == kind ? 1 : 0;

    private static SqlVariantValue Text(string value) => new(SqlType.NVarChar(128), SqlValue.FromString(value));

    private static SqlVariantValue Number(int value) => new(SqlType.Int, SqlValue.FromInt64(value));

    private static int? ConstraintId(DatabaseState catalog, NameParts parts, string? objectType)
    {
        foreach (var table in catalog.Tables)
        {
            if (parts.Schema is not null && !string.Equals(table.SchemaName, parts.Schema, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            bool Is(string name, string type) =>
                string.Equals(name, parts.Name, StringComparison.OrdinalIgnoreCase) && Matches(type, objectType);
            var id =
                table.Checks.FirstOrDefault(c => Is(c.Name, "C"))?.ObjectId
                ?? table.ForeignKeys.FirstOrDefault(k => Is(k.Name, "F"))?.ObjectId
                ?? table
                    .Indexes.FirstOrDefault(i => i.IsConstraint && Is(i.Name, i.IsPrimaryKey ? "PK" : "UQ"))
                    ?.ConstraintObjectId
                ?? table.Columns.FirstOrDefault(c => c.Default is { } d && Is(d.Name, "D"))?.Default!.ObjectId;
            if (id is not null)
            {
                return id;
            }
        }

        return null;
    }

    private (string? Schema, string? Name) Name(int objectId, int? databaseId)
    {
        var database = databaseId is null ? session.Database : session.Server.Storage.FindDatabase(databaseId.Value);
        if (database is null)
        {
            return default;
        }

        var catalog = Seen(database);
        if (catalog.FindObject(objectId) is { } item)
        {
            return (item.SchemaName, item.Name);
        }

        foreach (var table in catalog.Tables)
        {
            var name =
                table.Checks.FirstOrDefault(c => c.ObjectId == objectId)?.Name
                ?? table.ForeignKeys.FirstOrDefault(k => k.ObjectId == objectId)?.Name
                ?? table.Indexes.FirstOrDefault(i => i.ConstraintObjectId == objectId && i.IsConstraint)?.Name
                ?? table.Columns.FirstOrDefault(c => c.Default?.ObjectId == objectId)?.Default!.Name;
            if (name is not null)
            {
                return (table.SchemaName, name);
            }
        }

        return default;
    }
}
