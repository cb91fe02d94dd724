// Schemas, the principals that own them, their roles and their permissions.
using System.Runtime.InteropServices;

namespace AxMonitor.Engine.Catalog;

/// <summary>A schema and its owner.</summary>
public sealed record SchemaDef(int SchemaId, string Name, int PrincipalId);

/// <summary>A database principal. Type: S (SQL user), R (role), U (Windows user), G (Windows
/// group).</summary>
public sealed record PrincipalDef(int PrincipalId, string Name, char Type)
{
    public string? DefaultSchema { get; init; }

    public byte[]? Sid { get; init; }

    public bool IsFixedRole { get; init; }

    public int? OwnerId { get; init; }

    /// <summary>Login the user belongs to; null for roles and users without login.</summary>
    public string? LoginName { get; init; }

    public DateTime CreatedAt { get; init; }
}

/// <summary>Member of a role.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RoleMemberDef(int RolePrincipalId, int MemberPrincipalId);

/// <summary>A granted or denied permission. State: G grant, D deny, W grant with grant option.</summary>
public sealed record PermissionDef(
    PermissionClass Class,
    int MajorId,
    int MinorId,
    int GranteePrincipalId,
    int GrantorPrincipalId,
    string Permission,
    char State
);

/// <summary>What a permission is on: sys.database_permissions.class.</summary>
public enum PermissionClass : byte
{
    Database = 0,
    ObjectOrColumn = 1,
    Schema = 3,
    DatabasePrincipal = 4,
    Type = 6,
    Server = 100,
    ServerPrincipal = 101,
}
