// Functions in FROM that tell of securables: fn_my_permissions, fn_listextendedproperty.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Types;

namespace AxMonitor.Engine.SystemViews;

internal static class SecurableFunctions
{
    private static readonly ImmutableArray<string> OfServer = Names(
        "ADMINISTER BULK OPERATIONS;ALTER ANY AVAILABILITY GROUP;ALTER ANY CONNECTION;ALTER ANY CREDENTIAL;ALTER ANY DATABASE;ALTER ANY ENDPOINT;ALTER ANY EVENT NOTIFICATION;ALTER ANY EVENT SESSION;"
            + "ALTER ANY LINKED SERVER;ALTER ANY LOGIN;ALTER ANY SERVER AUDIT;ALTER ANY SERVER ROLE;ALTER RESOURCES;ALTER SERVER STATE;ALTER SETTINGS;ALTER TRACE;AUTHENTICATE SERVER;CONNECT ANY DATABASE;"
            + "CONNECT SQL;CONTROL SERVER;CREATE ANY DATABASE;CREATE AVAILABILITY GROUP;CREATE DDL EVENT NOTIFICATION;CREATE ENDPOINT;CREATE SERVER ROLE;CREATE TRACE EVENT NOTIFICATION;"
            + "EXTERNAL ACCESS ASSEMBLY;IMPERSONATE ANY LOGIN;SELECT ALL USER SECURABLES;SHUTDOWN;UNSAFE ASSEMBLY;VIEW ANY DATABASE;VIEW ANY DEFINITION;VIEW SERVER STATE"
    );

    private static readonly ImmutableArray<string> OfDatabase = Names(
        "ALTER;ALTER ANY APPLICATION ROLE;ALTER ANY ASSEMBLY;ALTER ANY ASYMMETRIC KEY;ALTER ANY CERTIFICATE;ALTER ANY COLUMN ENCRYPTION KEY;ALTER ANY COLUMN MASTER KEY;ALTER ANY CONTRACT;"
            + "ALTER ANY DATABASE AUDIT;ALTER ANY DATABASE DDL TRIGGER;ALTER ANY DATABASE EVENT NOTIFICATION;ALTER ANY DATABASE SCOPED CONFIGURATION;ALTER ANY DATASPACE;ALTER ANY EXTERNAL DATA SOURCE;"
            + "ALTER ANY EXTERNAL FILE FORMAT;ALTER ANY FULLTEXT CATALOG;ALTER ANY MASK;ALTER ANY MESSAGE TYPE;ALTER ANY REMOTE SERVICE BINDING;ALTER ANY ROLE;ALTER ANY ROUTE;ALTER ANY SCHEMA;"
            + "ALTER ANY SECURITY POLICY;ALTER ANY SERVICE;ALTER ANY SYMMETRIC KEY;ALTER ANY USER;AUTHENTICATE;BACKUP DATABASE;BACKUP LOG;CHECKPOINT;CONNECT;CONNECT REPLICATION;CONTROL;CREATE AGGREGATE;"
            + "CREATE ASSEMBLY;CREATE ASYMMETRIC KEY;CREATE CERTIFICATE;CREATE CONTRACT;CREATE DATABASE DDL EVENT NOTIFICATION;CREATE DEFAULT;CREATE FULLTEXT CATALOG;CREATE FUNCTION;CREATE MESSAGE TYPE;"
            + "CREATE PROCEDURE;CREATE QUEUE;CREATE REMOTE SERVICE BINDING;CREATE ROLE;CREATE ROUTE;CREATE RULE;CREATE SCHEMA;CREATE SERVICE;CREATE SYMMETRIC KEY;CREATE SYNONYM;CREATE TABLE;CREATE TYPE;"
            + "CREATE VIEW;CREATE XML SCHEMA COLLECTION;DELETE;EXECUTE;EXECUTE ANY EXTERNAL SCRIPT;INSERT;KILL DATABASE CONNECTION;REFERENCES;SELECT;SHOWPLAN;SUBSCRIBE QUERY NOTIFICATIONS;TAKE OWNERSHIP;"
            + "UNMASK;UPDATE;VIEW ANY COLUMN ENCRYPTION KEY DEFINITION;VIEW ANY COLUMN MASTER KEY DEFINITION;VIEW DATABASE STATE;VIEW DEFINITION"
    );

    private static readonly ImmutableArray<string> OfObject = Names(
        "SELECT;UPDATE;REFERENCES;INSERT;DELETE;EXECUTE;VIEW CHANGE TRACKING;VIEW DEFINITION;ALTER;TAKE OWNERSHIP;CONTROL"
    );

    // Classes and levels that exist and are not told of here.
    private static readonly ImmutableArray<string> OtherClasses = Names(
        "APPLICATION ROLE;ASSEMBLY;ASYMMETRIC KEY;CERTIFICATE;CONTRACT;ENDPOINT;FULLTEXT CATALOG;LOGIN;MESSAGE TYPE;REMOTE SERVICE BINDING;ROLE;ROUTE;SCHEMA;SERVICE;SYMMETRIC KEY;TYPE;USER;"
            + "XML SCHEMA COLLECTION"
    );

    private static readonly ImmutableArray<string> OtherLevels = Names(
        "ASSEMBLY;CONTRACT;EVENT NOTIFICATION;FILEGROUP;MESSAGE TYPE;PARTITION FUNCTION;PARTITION SCHEME;PLAN GUIDE;REMOTE SERVICE BINDING;ROUTE;SERVICE;TRIGGER;TYPE"
    );

    /// <summary>True for the name of a permission on the server, a database or what they hold.</summary>
    public static bool IsPermission(string name) =>
        OfServer.Contains(name) || OfDatabase.Contains(name) || OfObject.Contains(name);

    public static IEnumerable<SystemView> All =>
        [
            SystemView.Function(
                "fn_my_permissions",
                "nvarchar(776), nvarchar(60)",
                "entity_name nvarchar(776), subentity_name sysname, permission_name nvarchar(60)",
                static (c, a) => MyPermissions(c, Text(a[0]), Text(a[1])),
                permission: null
            ) with
            {
                HasProviders = false,
            },
            SystemView.Function(
                "fn_listextendedproperty",
                "sysname, varchar(128), sysname, varchar(128), sysname, varchar(128), sysname",
                "objtype sysname?, objname sysname?, name sysname, value sql_variant?",
                static (c, a) => Properties(c, [.. a.Select(Text)]),
                permission: null
            ) with
            {
                HasProviders = false,
            },
        ];

    private static ImmutableArray<string> Names(string list) => [.. list.Split(';')];

    private static string? Text(SqlValue value) => value.IsNull ? null : value.AsString();

    // Without a class it is the server's.
    private static IEnumerable<object?[]> MyPermissions(ISystemViewContext context, string? securable, string? securableClass)
    {
        switch (securableClass?.ToUpperInvariant())
        {
            case null or "SERVER":
                return OfServer
                    .Where(p => p is "CONNECT SQL" or "VIEW ANY DATABASE" || context.HasPermission(null, "SERVER", p) == 1)
                    .Select(static p => (object?[])["server", "", p]);
            case "DATABASE":
                return OfDatabase
                    .Where(p => context.HasPermission(securable ?? context.Database.Name, "DATABASE", p) == 1)
                    .Select(static p => (object?[])["database", "", p]);
            case "OBJECT":
                return OfObject
                    .Where(p => context.HasPermission(securable, "OBJECT", p) == 1)
                    .SelectMany(p =>
                        (p is "SELECT" or "UPDATE" or "REFERENCES" ? [.. Columns(context, securable), ""] : (string[])[""])
                            .Select(column => (object?[])[securable, column, p])
                    );
            case { } other when OtherClasses.Contains(other):
                throw SqlError.Unsupported($"fn_my_permissions of the class {other}");
            default:
                return [];
        }
    }

    private static IEnumerable<string> Columns(ISystemViewContext context, string? name) =>
        name is not null && context.FindObject(name) is { } found ? ColumnsOf(found).Select(static c => c.Name) : [];

    private static IEnumerable<ColumnDef> ColumnsOf(CatalogObject item) =>
        item switch
        {
            TableDef table => table.Columns,
            ModuleDef { Kind: ModuleKind.View } view => view.Columns,
            _ => [],
        };

    // name, then three pairs of type and name; a name left out stands for all.
    private static IEnumerable<object?[]> Properties(ISystemViewContext context, string?[] a)
    {
        var catalog = context.Space.View(context.Database).Catalog;
        var found = catalog.ExtendedProperties.Where(p => a[0] is null || Same(a[0], p.Name));
        var (level0, level1, level2) = (a[1]?.ToUpperInvariant(), a[3]?.ToUpperInvariant(), a[5]?.ToUpperInvariant());
        if (level0 is null)
        {
            return found.Where(static p => p.Class == 0).Select(static p => Row(null, null, p));
        }

        if (level0 is not ("SCHEMA" or "USER"))
        {
            return OtherLevels.Contains(level0)
                ? throw SqlError.Unsupported($"fn_listextendedproperty of the level {level0}")
                : [];
        }

        var schemas = catalog.Schemas.Values.Where(s => a[2] is null || Same(a[2], s.Name)).ToDictionary(static s => s.SchemaId);
        if (level1 is null)
        {
            return found
                .Where(p => p.Class == 3 && schemas.ContainsKey(p.MajorId))
                .Select(p => Row(level0, schemas[p.MajorId].Name, p));
        }

        var objects = catalog
            .ObjectsById.Values.Where(o => IsKind(o, level1) && (a[4] is null || Same(a[4], o.Name)))
            .Where(o => schemas.Values.Any(s => Same(s.Name, o.SchemaName)))
            .ToDictionary(static o => o.ObjectId);
        return level2 switch
        {
            null => found
                .Where(p => p is { Class: 1, MinorId: 0 } && objects.ContainsKey(p.MajorId))
                .Select(p => Row(level1, objects[p.MajorId].Name, p)),
            "COLUMN" => found
                .Where(p => p is { Class: 1, MinorId: > 0 } && objects.ContainsKey(p.MajorId))
                .Select(p =>
                    (Property: p, Name: ColumnsOf(objects[p.MajorId]).FirstOrDefault(c => c.ColumnId == p.MinorId)?.Name)
                )
                .Where(p => p.Name is not null && (a[6] is null || Same(a[6], p.Name)))
                .Select(static p => Row("COLUMN", p.Name, p.Property)),
            "INDEX" => found
                .Where(p => p.Class == 7 && objects.GetValueOrDefault(p.MajorId) is TableDef)
                .Select(p =>
                    (
                        Property: p,
                        ((TableDef)objects[p.MajorId]).Indexes.FirstOrDefault(i => i.IndexId == p.MinorId)?.Name
                    )
                )
                .Where(p => p.Name is not null && (a[6] is null || Same(a[6], p.Name)))
                .Select(static p => Row("INDEX", p.Name, p.Property)),
            "CONSTRAINT" or "EVENT NOTIFICATION" or "PARAMETER" or "TRIGGER" => throw SqlError.Unsupported(
                $"fn_listextendedproperty of the level {level2}"
            ),
            _ => [],
        };
    }

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static bool IsKind(CatalogObject item, string kind) =>
        kind switch
        {
            "TABLE" => item is TableDef,
            "VIEW" => item is ModuleDef { Kind: ModuleKind.View },
            "PROCEDURE" => item is ModuleDef { Kind: ModuleKind.Procedure },
            "FUNCTION" => item
                is ModuleDef { Kind: ModuleKind.ScalarFunction or ModuleKind.InlineFunction or ModuleKind.TableFunction },
            "SYNONYM" => item is SynonymDef,
            "SEQUENCE" => item is SequenceDef,
            "AGGREGATE" or "DEFAULT" or "LOGICAL FILE NAME" or "QUEUE" or "RULE" or "TABLE_TYPE" or "TYPE"
            or "XML SCHEMA COLLECTION" => throw SqlError.Unsupported($"fn_listextendedproperty of the level {kind}"),
            _ => false,
        };

    private static object?[] Row(string? type, string? name, ExtendedPropertyDef property) =>
        [
            type,
            name,
            property.Name,
            new SqlVariantValue(SqlType.NVarChar(3750), SqlValue.FromString(property.Value)),
        ];
}
