// Permissions of statements about logins and server roles.
using AxMonitor.Engine.Errors;
using AxMonitor.Engine.Storage;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Engine.Programs.Security;

/// <summary>Checks a session that is no sysadmin.</summary>
internal sealed class ServerPermissions(Session session)
{
    public static SqlError NoPermission => new(15247, 16, 1, "User does not have permission to perform this action.");

    private ServerSecurity Security => session.Server.Storage.Security;

    // An impersonated user has no rights at the server.
    public bool Has(string permission) => session.Identity.ActsAtServer && Security.Has(session.LoginName, permission);

    /// <exception cref="SqlError">15247, 15151.</exception>
    public void RequireLogin(TSqlStatement statement)
    {
        if (Has("ALTER ANY LOGIN"))
        {
            return;
        }

        throw statement switch
        {
            AlterLoginStatement alter => CatalogErrors.CannotFind("alter", "login", alter.Name.Value),
            DropLoginStatement drop => CatalogErrors.CannotFind("drop", "login", drop.Name.Value),
            _ => NoPermission,
        };
    }

    /// <summary>Members of a fixed server role may add others to it.</summary>
    /// <exception cref="SqlError">15151.</exception>
    public void RequireRole(AlterServerRoleStatement alter)
    {
        var name = alter.Name.Value;
        var isAllowed = Security.Find(name) is { IsFixedRole: true }
            ? session.Identity.ActsAtServer && Security.IsMember(session.LoginName, name)
            : Has("ALTER ANY SERVER ROLE");
        if (!isAllowed)
        {
            throw CatalogErrors.CannotFind("alter", "server role", name);
        }
    }
}
