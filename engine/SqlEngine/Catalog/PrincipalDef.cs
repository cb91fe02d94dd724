// A user or role of a database.
namespace AxMonitor.Engine.Catalog;

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
