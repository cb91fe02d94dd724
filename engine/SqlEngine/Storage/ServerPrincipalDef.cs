// A login or server role.
namespace AxMonitor.Engine.Storage;

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
