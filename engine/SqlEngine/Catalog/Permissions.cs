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

    /// <summary>The same for another principal (IMPERSONATE on a user).</summary>
    public static bool AllowsPrincipal(DatabaseState catalog, string userName, string permission, PrincipalDef principal) =>
        Allows(catalog, userName, permission, (PermissionClass.DatabasePrincipal, principal.PrincipalId), null);

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
            || (schema is not null && held.Contains(schema.PrincipalId));
        foreach (var entry in catalog.Permissions)
        {
            if (
                !held.Contains(entry.GranteePrincipalId)
                || entry.MinorId != 0
                || !(entry.Permission == permission || (entry.Permission == "CONTROL" && entry.State != 'D'))
            )
            {
                continue;
            }

            var concerns =
                (entry.Class == target.Class && entry.MajorId == target.MajorId)
                || (entry.Class == PermissionClass.Schema && schema is not null && entry.MajorId == schema.SchemaId)
                || entry.Class == PermissionClass.Database;
            if (concerns && entry.State == 'D')
            {
                return false;
            }

            granted |= concerns;
        }

        return granted;
    }
}
