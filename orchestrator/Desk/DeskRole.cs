// The roles of people at the desk, and the users of the repository that stand for them.
namespace AxMonitor.Orchestrator.Desk;

/// <summary>What somebody may do; a higher one may all that a lower one may.</summary>
public enum DeskRole
{
    /// <summary>Nobody is signed in.</summary>
    None = 0,

    /// <summary>Sees.</summary>
    Viewer = 1,

    /// <summary>Acts on alerts.</summary>
    PowerUser = 2,

    /// <summary>Administers.</summary>
    Admin = 3,
}

/// <summary>Names of roles.</summary>
public static class DeskRoles
{
    /// <summary>As desk.Account.RoleName has it.</summary>
    public static DeskRole Parse(string name) =>
        name switch
        {
            "viewer" => DeskRole.Viewer,
            "poweruser" => DeskRole.PowerUser,
            "admin" => DeskRole.Admin,
            _ => DeskRole.None,
        };

    /// <summary>As desk.Account.RoleName has it.</summary>
    public static string Name(this DeskRole role) =>
        role switch
        {
            DeskRole.Viewer => "viewer",
            DeskRole.PowerUser => "poweruser",
            DeskRole.Admin => "admin",
            _ => "none",
        };

    /// <summary>As people read it.</summary>
    public static string Title(this DeskRole role) =>
        role switch
        {
            DeskRole.Viewer => "viewer",
            DeskRole.PowerUser => "power user",
            DeskRole.Admin => "administrator",
            _ => "nobody",
        };

    /// <summary>The user of the repository as which the desk acts for somebody of this role.</summary>
    public static string DatabaseUser(this DeskRole role) =>
        role == DeskRole.None
            ? throw new InvalidOperationException("Nobody acts without a role.")
            : "axmonitor_desk_" + role.Name();
}
