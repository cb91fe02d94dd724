// The first login of a fresh instance: a member of sysadmin with the password from the options.
using AxMonitor.Engine.Catalog;
using AxMonitor.Engine.Storage;

namespace AxMonitor.Engine.Programs;

/// <summary>Makes the administrator.</summary>
internal static class AdministratorSetup
{
    public static ServerSecurity Apply(ServerSecurity security, string login, string? password)
    {
        var known = security.Find(login);
        var id =
            known?.PrincipalId
            ?? Math.Max(256, security.Principals.Values.Select(static p => p.PrincipalId).DefaultIfEmpty(0).Max()) + 1;
        var principal = (known ?? new ServerPrincipalDef(id, login, 'S') { Sid = Guid.NewGuid().ToByteArray() }) with
        {
            Password = password ?? "",
            IsDisabled = false,
        };
        var result = security with { Principals = security.Principals.SetItem(login, principal) };
        return security.Find("sysadmin") is { } role && !result.RoleMembers.Contains(new RoleMemberDef(role.PrincipalId, id))
            ? result with
            {
                RoleMembers = result.RoleMembers.Add(new RoleMemberDef(role.PrincipalId, id)),
            }
            : result;
    }
}
