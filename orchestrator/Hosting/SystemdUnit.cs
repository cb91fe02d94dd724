// On Linux nothing is installed by the program: systemd reads a unit file, which is published with it.
namespace AxMonitor.Orchestrator.Hosting;

/// <summary>What an administrator does with the unit file.</summary>
internal static class SystemdUnit
{
    /// <param name="action">install, uninstall, start, stop or status.</param>
    /// <param name="programFolder">Folder of the program.</param>
    public static string Instructions(string action, string programFolder)
    {
        string[] commands = action switch
        {
            "install" =>
            [
                "sudo useradd --system --no-create-home --shell /usr/sbin/nologin axmonitor",
                "sudo install -d -m 0750 -g axmonitor /etc/axmonitor",
                $"sudo cp {Path.Combine(programFolder, "deploy", "axmonitor.service")} /etc/systemd/system/",
                "sudo systemctl daemon-reload",
                "sudo systemctl enable --now axmonitor",
            ],
            "uninstall" =>
            [
                "sudo systemctl disable --now axmonitor",
                "sudo rm /etc/systemd/system/axmonitor.service",
                "sudo systemctl daemon-reload",
            ],
            _ => [$"sudo systemctl {action} axmonitor"],
        };
        return string.Join(
            Environment.NewLine,
            [
                "Here systemd runs AxMonitor; nothing was done. The unit file expects the program in /opt/axmonitor and its settings in /etc/axmonitor. Run:",
                .. commands.Select(c => "  " + c),
            ]
        );
    }
}
