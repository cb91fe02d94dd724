// Whether a database user may do something: ownership and roles, then DENY before GRANT on object, schema and
// database.
using AxMonitor.Engine.Errors;

namespace AxMonitor.Engine.Catalog;

/// <summary>Permission checks of one database. Ownership chains are the caller's affair: it checks only what
/// the user names directly.</summary>
public static class Permissions
{
    /// <summary>True when the user (dbo passes always) holds the permission on an object, on its schema or on
    /// the database.</summary>
    /// <param name="permission">SELECT, INSERT, UPDATE, DELETE, EXECUTE, VIEW DEFINITION, ALTER …</param>
    public static bool Allows(DatabaseState catalog, string userName, string permission, CatalogObject item) =>
        Allows(catalog, userName, permission, (PermissionClass.ObjectOrColumn, item.ObjectId), item.SchemaName);

    /// <summary>The same for a type (EXECUTE on a table type).</summary>
    public static bool Allows(DatabaseState catalog, string userName, string permission, TableTypeDef type) =>
        Allows(catalog, userName, permission, (PermissionClass.Type, type.UserTypeId), type.SchemaName);

    /// <summary>The same for the database as a whole (CREATE TABLE, VIEW DATABASE STATE …).</summary>
    public static bool AllowsDatabase(DatabaseState catalog, string userName, string permission) =>
        Allows(catalog, userName, permission, (PermissionClass.Database, 0), null);

    /// <summary>The same for a schema (ALTER, CONTROL …).</summary>
    public static bool Allows(DatabaseState catalog, string userName, string permission, SchemaDef schema) =>
        Allows(catalog, userName, permission, (PermissionClass.Schema, schema.SchemaId), schema.Name);

    /// <summary>The same for a user or role (IMPERSONATE, ALTER …).</summary>
    public static bool Allows(DatabaseState catalog, string userName, string permission, PrincipalDef principal) =>
        Allows(catalog, userName, permission, (PermissionClass.DatabasePrincipal, principal.PrincipalId), null);

    /// <summary>True when the permission is denied or granted on single columns of the object, so that
    /// columns decide.</summary>
    public static bool HasColumnEntries(DatabaseState catalog, string userName, string permission, CatalogObject item)
    {
        if (!catalog.Permissions.Any(p => p.MinorId != 0 && p.MajorId == item.ObjectId && p.Permission == permission))
        {
            return false;
        }

        var held = PrincipalsOf(catalog, userName);
        return catalog.Permissions.Any(p =>
            p.MinorId != 0
            && p.Class == PermissionClass.ObjectOrColumn
            && p.MajorId == item.ObjectId
            && p.Permission == permission
            && held.Contains(p.GranteePrincipalId)
        );
    }

    /// <summary>True when the user holds the permission on a column: by a grant on it, or on the object
    /// without a denial on the column.</summary>
    public static bool AllowsColumn(
        DatabaseState catalog,
        string userName,
        string permission,
        CatalogObject item,
        int columnId
    )
    {
        var held = PrincipalsOf(catalog, userName);
        var entries = catalog
            .Permissions.Where(p =>
                p.Class == PermissionClass.ObjectOrColumn
                && p.MajorId == item.ObjectId
                && p.MinorId == columnId
                && p.Permission == permission
                && held.Contains(p.GranteePrincipalId)
            )
            .ToList();
        return !entries.Exists(static p => p.State == 'D')
            && (entries.Count > 0 || Allows(catalog, userName, permission, item));
    }

    /// <exception cref="SqlError">229.</exception>
    public static void Require(DatabaseState catalog, string userName, string permission, CatalogObject item)
    {
        if (!Allows(catalog, userName, permission, item))
        {
            throw new SqlError(
                229,
                14,
                5,
                $"The {permission} permission was denied on the object '{item.Name}', database '{catalog.Name}', schema '{item.SchemaName}'."
            );
        }
    }

    /// <summary>True when the user is the role or is in it, directly or through other roles. dbo is in
    /// db_owner.</summary>
    public static bool IsMember(DatabaseState catalog, string userName, string roleName) =>
        catalog.FindPrincipal(roleName) is { } role && PrincipalsOf(catalog, userName).Contains(role.PrincipalId);

    /// <summary>The user, public and all its roles.</summary>
    public static HashSet<int> PrincipalsOf(DatabaseState catalog, string userName)
    {
        var held = new HashSet<int> { 0 };
        if (catalog.FindPrincipal(userName) is not { } user)
        {
            return held;
        }

        if (user.PrincipalId == 1)
        {
            held.Add(16384);
        }

        var open = new Stack<int>([user.PrincipalId]);
        while (open.TryPop(out var id))
        {
            if (held.Add(id))
            {
                foreach (var member in catalog.RoleMembers)
                {
                    if (member.MemberPrincipalId == id)
                    {
                        open.Push(member.RolePrincipalId);
                    }
                }
            }
        }

        return held;
    }

    private static bool Allows(
        DatabaseState catalog,
        string userName,
        string permission,
        (PermissionClass Class, int MajorId) target,
        string? schemaName
    )
    {
        if (userName.Equals("dbo", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var held = PrincipalsOf(catalog, userName);
        if (held.Contains(16384))
        {
            return true;
        }

        var isRead = permission is "SELECT";
        var isWrite = permission is "INSERT" or "UPDATE" or "DELETE";
        if ((isRead && held.Contains(16392)) || (isWrite && held.Contains(16393)))
        {
            return false;
        }

        var schema = schemaName is null ? null : catalog.FindSchema(schemaName);
        var granted =
            (isRead && held.Contains(16390))
            || (isWrite && held.Contains(16391))
            || PermissionRules.RoleHolds(held, permission, target.Class)
            || (schema is not null && held.Contains(schema.PrincipalId));
        foreach (var entry in catalog.Permissions)
        {
            if (!held.Contains(entry.GranteePrincipalId) || entry.MinorId != 0)
            {
                continue;
            }

            var concerns = Concerns(entry, permission, target, schema);
            if (concerns && entry.State == 'D')
            {
                return false;
            }

            granted |= concerns;
        }

        return granted;
    }

    private static bool Concerns(
        PermissionDef entry,
        string permission,
        (PermissionClass Class, int MajorId) target,
        SchemaDef? schema
    )
    {
        if (entry.State == 'D' && entry.Permission != permission)
        {
            return false;
        }

        return entry.Class switch
        {
            PermissionClass.Database => PermissionRules.DatabaseCovers(entry.Permission, permission, target.Class),
            PermissionClass.Schema when schema is not null && entry.MajorId == schema.SchemaId => PermissionRules.Covers(
                entry.Permission,
                permission
            ),
            _ => entry.Class == target.Class
                && entry.MajorId == target.MajorId
                && PermissionRules.Covers(entry.Permission, permission),
        };
    }
}
