// Thrown when a script is absent, its header is wrong, or what it includes is not there; the message says
// which file and what would be right.
namespace AxMonitor.Collectors;

/// <summary>A script file cannot be used.</summary>
public sealed class ScriptFileException(string message) : InvalidOperationException(message);
