// Logins, server roles and server-level permissions as an immutable value.
using System.Collections.Immutable;
using AxMonitor.Engine.Catalog;

namespace AxMonitor.Engine.Storage;

/// <summary>Logins, server roles and server permissions.</summary>
public sealed record ServerSecurity
{
    public ImmutableDictionary<string, ServerPrincipalDef> Principals { get; init; } =
        ImmutableDictionary.Create<string, ServerPrincipalDef>(StringComparer.OrdinalIgnoreCase);

    public ImmutableArray<RoleMemberDef> RoleMembers { get; init; } = [];

    public ImmutableArray<PermissionDef> Permissions { get; init; } = [];

    public ServerPrincipalDef? Find(string name) => Principals.GetValueOrDefault(name);

    public ServerPrincipalDef? Find(int principalId) => Principals.Values.FirstOrDefault(p => p.PrincipalId == principalId);

    /// <summary>True for members of sysadmin and holders of the permission (CONTROL SERVER counts for all); a
    /// DENY wins over a GRANT.</summary>
    public bool Has(string login, string permission)
    {
        if (IsMember(login, "sysadmin"))
        {
            return true;
        }

        var held = PrincipalsOf(login);
        var relevant = Permissions
            .Where(p =>
                p.Class == PermissionClass.Server
                && held.Contains(p.GranteePrincipalId)
                && PermissionRules.ServerCover(p.Permission, permission)
            )
            .ToList();
        return relevant.TrueForAll(static p => p.State != 'D')
            && (
                relevant.Count > 0
                || held.Any(id =>
                    Find(id) is { IsFixedRole: true } role && PermissionRules.ServerRoleHolds(role.Name, permission)
                )
            );
    }

    /// <summary>True when a login may act as another one: itself, by CONTROL SERVER, or by
    /// IMPERSONATE.</summary>
    public bool MayImpersonate(string login, ServerPrincipalDef target)
    {
        if (string.Equals(login, target.Name, StringComparison.OrdinalIgnoreCase) || Has(login, "CONTROL SERVER"))
        {
            return true;
        }

        var held = PrincipalsOf(login);
        var relevant = Permissions
            .Where(p =>
                p.Class == PermissionClass.ServerPrincipal
                && p.MajorId == target.PrincipalId
                && p.Permission is "IMPERSONATE" or "CONTROL"
                && held.Contains(p.GranteePrincipalId)
            )
            .ToList();
        return relevant.Count > 0 && relevant.TrueForAll(static p => p.State != 'D');
    }

    public bool IsMember(string login, string serverRole) =>
        Find(serverRole) is { } role && PrincipalsOf(login).Contains(role.PrincipalId);

    // The login itself, public, and all roles it is in, directly or through other roles.
    private HashSet<int> PrincipalsOf(string login)
    {
        var held = new HashSet<int> { 2 };
        if (Find(login) is not { } principal)
        {
            return held;
        }

        var open = new Stack<int>([principal.PrincipalId]);
        while (open.TryPop(out var id))
        {
            if (held.Add(id))
            {
                foreach (var member in RoleMembers.Where(m => m.MemberPrincipalId == id))
                {
                    open.Push(member.RolePrincipalId);
                }
            }
        }

        return held;
    }
}
