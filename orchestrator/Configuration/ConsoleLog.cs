// What the log looks like on standard output. Named in the configuration as Log:Console.
namespace AxMonitor.Orchestrator.Configuration;

public enum ConsoleLog
{
    /// <summary>Text on a terminal, JSON where standard output is redirected (systemd, containers).</summary>
    Auto,

    /// <summary>One readable line per event.</summary>
    Text,

    /// <summary>One JSON document per line.</summary>
    Json,

    /// <summary>Nothing.</summary>
    Off,
}
