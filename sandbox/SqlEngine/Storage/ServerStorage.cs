// All databases of an instance, its logins and its lock table.
using System.Collections.Immutable;
using AxMonitor.Sandbox.SqlEngine.Catalog;
using AxMonitor.Sandbox.SqlEngine.Programs;

namespace AxMonitor.Sandbox.SqlEngine.Storage;

/// <summary>What an instance stores. Thread-safe.</summary>
public sealed class ServerStorage
{
    public ServerStorage(TimeProvider time)
    {
        Time = time;
    }

    public TimeProvider Time { get; }

    public LockTable Locks { get; } = new();

    /// <summary>By id: 1 master, 2 tempdb, 3 model, 4 msdb, then user databases.</summary>
    public IReadOnlyList<Database> Databases => throw SqlError.Unsupported("databases");

    public ServerSecurity Security => throw SqlError.Unsupported("logins");

    public Database? FindDatabase(string name) => throw SqlError.Unsupported("databases");

    public Database? FindDatabase(int id) => throw SqlError.Unsupported("databases");

    /// <exception cref="SqlError">1801 exists already.</exception>
    public Database CreateDatabase(string name, string ownerLogin = "sa") => throw SqlError.Unsupported("databases");

    /// <exception cref="SqlError">3701 does not exist.</exception>
    public void DropDatabase(string name) => throw SqlError.Unsupported("databases");

    /// <summary>Changes logins or server permissions.</summary>
    public void UpdateSecurity(Func<ServerSecurity, ServerSecurity> change) => throw SqlError.Unsupported("logins");
}

/// <summary>A login or server role. Type: S, R, U, G.</summary>
public sealed record ServerPrincipalDef(int PrincipalId, string Name, char Type)
{
    /// <summary>Compared as given: this is a stand-in, not a vault.</summary>
    public string Password { get; init; } = "";

    public bool IsDisabled { get; init; }

    public string DefaultDatabase { get; init; } = "master";

    public byte[] Sid { get; init; } = [];

    public bool IsFixedRole { get; init; }

    public DateTime CreatedAt { get; init; }
}

/// <summary>Logins, server roles and server permissions.</summary>
public sealed record ServerSecurity
{
    public ImmutableDictionary<string, ServerPrincipalDef> Principals { get; init; } = ImmutableDictionary.Create<string, ServerPrincipalDef>(StringComparer.OrdinalIgnoreCase);

    public ImmutableArray<RoleMemberDef> RoleMembers { get; init; } = [];

    public ImmutableArray<PermissionDef> Permissions { get; init; } = [];

    public ServerPrincipalDef? Find(string name) => Principals.GetValueOrDefault(name);

    /// <summary>True for members of sysadmin and holders of the permission (CONTROL SERVER counts for all).</summary>
    public bool Has(string login, string permission) => throw SqlError.Unsupported("logins");

    public bool IsMember(string login, string serverRole) => throw SqlError.Unsupported("logins");
}
