// Where the log goes and how much of it is kept.
using System.ComponentModel.DataAnnotations;

namespace AxMonitor.Orchestrator.Configuration;

public sealed record LogOptions
{
    /// <summary>Lower bound of what is logged.</summary>
    public LogLevel MinimumLevel { get; init; } = LogLevel.Information;

    /// <summary>What goes to standard output.</summary>
    public ConsoleLog Console { get; init; } = ConsoleLog.Auto;

    /// <summary>Folder of the log files; null writes none, except for a service, which has a folder of its
    /// own.</summary>
    public string? Folder { get; init; }

    /// <summary>A file that reaches this size is followed by the next one, in MB.</summary>
    [Range(1, 1000)]
    public int MaxFileMb { get; init; } = 20;

    /// <summary>Files kept; the oldest are deleted.</summary>
    [Range(1, 1000)]
    public int MaxFiles { get; init; } = 50;

    /// <summary>Days a file is kept.</summary>
    [Range(1, 3650)]
    public int RetainedDays { get; init; } = 30;
}
