// Permission checks of calls. Inside a module, ownership chaining makes further checks unnecessary: all objects belong to dbo.
using AxMonitor.Sandbox.SqlEngine.Catalog;
using AxMonitor.Sandbox.SqlEngine.Programs.Modules;
using AxMonitor.Sandbox.SqlEngine.Storage;

namespace AxMonitor.Sandbox.SqlEngine.Programs;

/// <summary>Checks what the session's user may do.</summary>
internal sealed class PermissionCheck(Session session)
{
    /// <summary>EXECUTE on a procedure called from a batch or from dynamic SQL.</summary>
    /// <exception cref="SqlError">229.</exception>
    public void RequireExecute(Frame? caller, Database database, ModuleDef procedure)
    {
        if (caller is not null && caller.Module.Role is ModuleRole.Procedure or ModuleRole.Function)
        {
            return;
        }

        if (!Has(database, "EXECUTE", PermissionClass.ObjectOrColumn, procedure.ObjectId, procedure.SchemaName))
        {
            throw ProgramErrors.PermissionDenied("EXECUTE", procedure.Name, database.Name, procedure.SchemaName);
        }
    }

    /// <summary>True when a permission on an object is granted, on it, its schema or the database, and nowhere denied.</summary>
    public bool Has(Database database, string permission, PermissionClass kind, int majorId, string schemaName)
    {
        var user = session.Identity.User;
        if (string.Equals(user, "dbo", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var catalog = session.Space.View(database).Catalog;
        var principals = Principals(catalog, user);
        if (principals.Any(id => catalog.FindPrincipal(id)?.Name is "db_owner"))
        {
            return true;
        }

        var schemaId = catalog.FindSchema(schemaName)?.SchemaId ?? 0;
        var granted = permission is "SELECT" && principals.Any(id => catalog.FindPrincipal(id)?.Name is "db_datareader");
        foreach (var item in catalog.Permissions)
        {
            var applies = item.Class switch
            {
                PermissionClass.Database => true,
                PermissionClass.Schema => item.MajorId == schemaId,
                _ => item.Class == kind && item.MajorId == majorId,
            };
            if (!applies || !principals.Contains(item.GranteePrincipalId) || !Covers(item.Permission, permission))
            {
                continue;
            }

            if (item.State == 'D')
            {
                return false;
            }

            granted = true;
        }

        return granted;
    }

    /// <summary>The user, its roles (also nested) and public.</summary>
    public static HashSet<int> Principals(DatabaseState catalog, string user)
    {
        var result = new HashSet<int>();
        if (catalog.FindPrincipal("public") is { } everyone)
        {
            result.Add(everyone.PrincipalId);
        }

        var pending = new Stack<int>();
        if (catalog.FindPrincipal(user) is { } principal)
        {
            pending.Push(principal.PrincipalId);
        }

        while (pending.TryPop(out var id))
        {
            if (!result.Add(id))
            {
                continue;
            }

            foreach (var member in catalog.RoleMembers)
            {
                if (member.MemberPrincipalId == id)
                {
                    pending.Push(member.RolePrincipalId);
                }
            }
        }

        return result;
    }

    private static bool Covers(string granted, string wanted) =>
        string.Equals(granted, wanted, StringComparison.OrdinalIgnoreCase) || string.Equals(granted, "CONTROL", StringComparison.OrdinalIgnoreCase);
}
