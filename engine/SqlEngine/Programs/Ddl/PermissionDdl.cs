// GRANT, DENY and REVOKE.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Errors;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Ddl;

/// <summary>Stores permissions; who checks them is <see cref="Permissions"/>.</summary>
internal static class PermissionDdl
{
    private static readonly HashSet<string> ServerPermissions = new(StringComparer.OrdinalIgnoreCase)
    {
        "VIEW SERVER STATE",
        "VIEW SERVER PERFORMANCE STATE",
        "VIEW SERVER SECURITY STATE",
        "ALTER SERVER STATE",
        "CONTROL SERVER",
        "CONNECT SQL",
        "VIEW ANY DATABASE",
        "VIEW ANY DEFINITION",
        "ALTER ANY LOGIN",
        "ALTER ANY LINKED SERVER",
        "ALTER ANY SERVER ROLE",
        "ALTER RESOURCES",
        "CREATE SERVER ROLE",
        "IMPERSONATE ANY LOGIN",
        "ALTER ANY EVENT SESSION",
        "ALTER TRACE",
        "ADMINISTER BULK OPERATIONS",
        "CREATE ANY DATABASE",
        "ALTER ANY DATABASE",
        "ALTER ANY CONNECTION",
        "SELECT ALL USER SECURABLES",
        "CONNECT ANY DATABASE",
        "ALTER SETTINGS",
        "SHUTDOWN",
    };

    /// <summary>True for permissions of the server as a whole, which are granted without a
    /// securable.</summary>
    public static bool IsServerPermission(string permission) => ServerPermissions.Contains(permission);

    public static void Apply(IDdlContext context, SecurityStatement statement)
    {
        foreach (var permission in statement.Permissions)
        {
            GrantRules.RequireKnown(permission);
        }

        var permissions = statement.Permissions.Select(GrantRules.Name).ToList();
        var login = statement.SecurityTargetObject is { ObjectKind: SecurityObjectKind.Login } onLogin ? onLogin : null;
        if (login is not null || (statement.SecurityTargetObject is null && permissions.TrueForAll(IsServerPermission)))
        {
            if (!context.Database.Name.Equals("master", StringComparison.OrdinalIgnoreCase))
            {
                throw new SqlError(
                    4621,
                    16,
                    10,
                    "Permissions at the server scope can only be granted when the current database is master"
                );
            }

            context.Space.Server.UpdateSecurity(security =>
            {
                var target = login?.ObjectName.MultiPartIdentifier.Identifiers[^1].Value;
                var (kind, major) = target is null
                    ? (PermissionClass.Server, 0)
                    : (
                        PermissionClass.ServerPrincipal,
                        security.Find(target)?.PrincipalId ?? throw CatalogErrors.CannotFind("find", "login", target)
                    );
                foreach (var grantee in statement.Principals)
                {
                    var name = grantee.PrincipalType == PrincipalType.Public ? "public" : grantee.Identifier.Value;
                    var principal = security.Find(name) ?? throw CatalogErrors.CannotFind("find", "login", name);
                    foreach (var permission in permissions)
                    {
                        security = security with
                        {
                            Permissions = Change(
                                security.Permissions,
                                statement,
                                new PermissionDef(kind, major, 0, principal.PrincipalId, 1, permission, 'G')
                            ),
                        };
                    }
                }

                return security;
            });
            return;
        }

        var editor = new CatalogEditor(context, context.Database);
        var (kind, major, item) = Target(editor, statement);
        foreach (var (permission, syntax) in item is null ? [] : permissions.Zip(statement.Permissions))
        {
            GrantRules.RequireFit(permission, item!, syntax.Columns.Count > 0);
        }

        var changed = editor.Catalog.Permissions;
        foreach (var grantee in statement.Principals)
        {
            var name = grantee.PrincipalType == PrincipalType.Public ? "public" : grantee.Identifier.Value;
            var principal = editor.Catalog.FindPrincipal(name) ?? throw CatalogErrors.CannotFind("find", "user", name);
            GrantRules.RequireGrantee(name, context.UserName);
            foreach (
                var (permission, columns) in permissions
                    .Zip(statement.Permissions)
                    .SelectMany(p =>
                        (p.First is "ALL" or "ALL PRIVILEGES" ? All(editor, kind, major) : [p.First]).Select(n =>
                            (n, p.Second.Columns)
                        )
                    )
            )
            {
                // A list of columns belongs to the permission it follows.
                foreach (var minor in Minors(item, [.. statement.SecurityTargetObject?.Columns ?? [], .. columns]))
                {
                    changed = Change(
                        changed,
                        statement,
                        new PermissionDef(kind, major, minor, principal.PrincipalId, 1, permission, 'G')
                    );
                }
            }
        }

        editor.Save(editor.Catalog with { Permissions = changed });
    }

    private static ImmutableArray<PermissionDef> Change(
        ImmutableArray<PermissionDef> permissions,
        SecurityStatement statement,
        PermissionDef permission
    )
    {
        var rest = permissions.RemoveAll(p =>
            p.Class == permission.Class
            && p.MajorId == permission.MajorId
            && p.MinorId == permission.MinorId
            && p.GranteePrincipalId == permission.GranteePrincipalId
            && p.Permission == permission.Permission
        );
        return statement switch
        {
            GrantStatement grant => rest.Add(permission with { State = grant.WithGrantOption ? 'W' : 'G' }),
            DenyStatement => rest.Add(permission with { State = 'D' }),
            _ => rest,
        };
    }

    private static IEnumerable<string> All(CatalogEditor editor, PermissionClass kind, int major) =>
        kind != PermissionClass.ObjectOrColumn ? throw SqlError.Unsupported("GRANT ALL on anything but an object")
        : editor.Catalog.FindObject(major) is ModuleDef { Kind: ModuleKind.Procedure or ModuleKind.ScalarFunction } ? ["EXECUTE"]
        : ["SELECT", "INSERT", "UPDATE", "DELETE", "REFERENCES"];

    private static int[] Minors(CatalogObject? item, IReadOnlyList<Identifier> columns) =>
        item is null || columns.Count == 0 ? [0] : [.. columns.Select(c => ColumnId(item, c.Value))];

    private static (PermissionClass Kind, int Major, CatalogObject? Item) Target(
        CatalogEditor editor,
        SecurityStatement statement
    )
    {
        if (statement.SecurityTargetObject is not { } target)
        {
            return (PermissionClass.Database, 0, null);
        }

        var parts = target.ObjectName.MultiPartIdentifier.Identifiers;
        var name = parts[^1].Value;
        var schema = parts.Count > 1 ? parts[^2].Value : editor.Context.DefaultSchema;
        switch (target.ObjectKind)
        {
            case SecurityObjectKind.Schema:
                return (
                    PermissionClass.Schema,
                    editor.Catalog.FindSchema(name)?.SchemaId ?? throw CatalogErrors.CannotFind("find", "schema", name),
                    null
                );
            case SecurityObjectKind.User or SecurityObjectKind.Role:
                return (
                    PermissionClass.DatabasePrincipal,
                    editor.Catalog.FindPrincipal(name)?.PrincipalId
                        ?? throw CatalogErrors.CannotFind("find", target.ObjectKind.ToString().ToLowerInvariant(), name),
                    null
                );
            case SecurityObjectKind.Database:
                return (PermissionClass.Database, 0, null);
            case SecurityObjectKind.Type:
                var type =
                    editor.Catalog.FindTableType(schema, name)?.UserTypeId
                    ?? editor.Catalog.FindAliasType(schema, name)?.UserTypeId;
                return (PermissionClass.Type, type ?? throw CatalogErrors.CannotFind("find", "type", name), null);
            case SecurityObjectKind.NotSpecified or SecurityObjectKind.Object:
                var item =
                    editor.Catalog.FindObject(schema, name)
                    ?? (parts.Count == 1 ? editor.Catalog.FindObject("dbo", name) : null)
                    ?? throw CatalogErrors.CannotFind("find", "object", name);
                return (PermissionClass.ObjectOrColumn, item.ObjectId, item);
            default:
                throw SqlError.Unsupported($"permissions on {target.ObjectKind}");
        }
    }

    private static int ColumnId(CatalogObject item, string name)
    {
        var columns = item switch
        {
            TableDef table => table.Columns,
            ModuleDef module => module.Columns,
            _ => [],
        };
        return columns.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.ColumnId
            ?? throw new SqlError(4615, 16, 1, $"Invalid column name '{name}'.");
    }
}
