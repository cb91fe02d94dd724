// How AxMonitor is a Windows service, as calls of sc.exe: each an argument list, so that no quoting is left
// to a shell.
using System.Text;

namespace AxMonitor.Orchestrator.Hosting;

/// <summary>Argument lists for sc.exe.</summary>
internal static class WindowsService
{
    public const string DefaultName = "AxMonitor";
    private const string Description =
        "Collects, evaluates and alerts for Dynamics AX 2012 on SQL Server. Settings and log: docs/operations.md of AxMonitor.";

    /// <summary>Creates the service, has it start with the machine, and restarts it after a
    /// failure.</summary>
    /// <param name="name">Name of the service.</param>
    /// <param name="account">Account it runs as, which has no password: a virtual or a group managed
    /// account.</param>
    /// <param name="command">Program and arguments.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Install(string name, string account, IReadOnlyList<string> command) =>
        [
            ["create", name, "binPath=", CommandLine(command), "start=", "delayed-auto", "DisplayName=", name],
            // Afterwards, because the virtual account of a service exists from its creation on.
            ["config", name, "obj=", account],
            ["description", name, Description],
            ["failure", name, "reset=", "86400", "actions=", "restart/5000/restart/5000/restart/60000"],
            // Also when it ended by itself with an error.
            ["failureflag", name, "1"],
        ];

    /// <summary>Stops the service and takes it away.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Uninstall(string name) => [Stop(name), ["delete", name]];

    public static IReadOnlyList<string> Start(string name) => ["start", name];

    public static IReadOnlyList<string> Stop(string name) => ["stop", name];

    public static IReadOnlyList<string> Status(string name) => ["queryex", name];

    /// <summary>The account that Windows makes for a service of this name.</summary>
    public static string VirtualAccount(string name) => @"NT SERVICE\" + name;

    /// <summary>What to do about an exit code of sc.exe; null when there is no advice.</summary>
    public static string? Advice(int exitCode) =>
        exitCode switch
        {
            5 => "Run the command as administrator.",
            1053 or 1067 =>
                "The service ended while it started; its log says why (%ProgramData%\\AxMonitor\\logs), or run: axmonitor check",
            1056 => "The service runs already.",
            1057 => "There is no such account, or its password is wrong. Choose another with --account.",
            1060 => "There is no such service; install it with: axmonitor service install",
            1062 => "The service does not run.",
            1069 => "The account may not log on as a service: grant it that right (secpol.msc, User Rights Assignment).",
            1072 => "The service is being removed; close services.msc and try again.",
            1073 => "There is a service of this name; remove it first with: axmonitor service uninstall",
            _ => null,
        };

    /// <summary>One string from which Windows programs read back the same arguments.</summary>
    public static string CommandLine(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quoted));

    private static string Quoted(string argument)
    {
        if (argument.Length > 0 && !argument.Any(c => char.IsWhiteSpace(c) || c == '"'))
        {
            return argument;
        }

        // Backslashes count only before a quotation mark: there each is doubled.
        var text = new StringBuilder("\"");
        var backslashes = 0;
        foreach (var c in argument)
        {
            if (c == '\\')
            {
                backslashes++;
                continue;
            }

            text.Append('\\', c == '"' ? (backslashes * 2) + 1 : backslashes).Append(c);
            backslashes = 0;
        }

        return text.Append('\\', backslashes * 2).Append('"').ToString();
    }
}
