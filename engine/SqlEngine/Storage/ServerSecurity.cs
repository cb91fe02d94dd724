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
                held.Contains(p.GranteePrincipalId)
                && (p.Permission.Equals(permission, StringComparison.OrdinalIgnoreCase) || p.Permission == "CONTROL SERVER")
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
