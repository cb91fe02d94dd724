// How somebody has signed in, as desk.Account.Way has it.
using AxMonitor.Orchestrator.Configuration;

namespace AxMonitor.Orchestrator.Desk.Outside;

/// <summary>The ways to sign in.</summary>
public static class SignInWays
{
    /// <summary>With a password that the desk knows.</summary>
    public const string Local = "local";

    /// <summary>By an OpenID provider.</summary>
    public const string OpenId = "openid";

    /// <summary>By a proxy that names people in headers.</summary>
    public const string Proxy = "proxy";

    /// <summary>By IIS, which has seen a Windows account.</summary>
    public const string Windows = "windows";

    private static readonly string[] All = [Local, OpenId, Proxy, Windows];

    /// <summary>Whether a desk of these settings lets people in like that. A session of a way that was
    /// switched off opens nothing.</summary>
    public static bool IsOn(string way, DeskOptions options) =>
        way switch
        {
            Local => options.LocalSignIn,
            OpenId => options.OpenId is not null,
            Proxy => options.Proxy is not null,
            Windows => options.Windows is not null,
            _ => false,
        };

    /// <summary>All that are on.</summary>
    public static IEnumerable<string> On(DeskOptions options) => All.Where(way => IsOn(way, options));

    /// <summary>How people read of them.</summary>
    public static string Title(string way) =>
        way switch
        {
            Local => "password",
            OpenId => "OpenID Connect",
            Proxy => "the proxy",
            Windows => "Windows",
            _ => way,
        };

    /// <summary>The role that groups stand for, the highest of several; None where none of them is
    /// named.</summary>
    public static DeskRole RoleOf(RoleGroups groups, Func<string, bool> isMember) =>
        groups.Admins.Any(isMember) ? DeskRole.Admin
        : groups.PowerUsers.Any(isMember) ? DeskRole.PowerUser
        : groups.Viewers.Any(isMember) ? DeskRole.Viewer
        : DeskRole.None;
}
