// What an installation is to set up.
namespace AxMonitor.Orchestrator.Install;

/// <summary>The choices of an installation.</summary>
public sealed record InstallRequest
{
    /// <summary>Login of the service in the repository.</summary>
    public required string ServiceLogin { get; init; }

    /// <summary>Secret with its password, where it is to be created; null for one that exists or a Windows
    /// account.</summary>
    public string? ServiceSecret { get; init; }

    /// <summary>Login of the reports' data source.</summary>
    public required string ReportsLogin { get; init; }

    /// <summary>Secret with its password.</summary>
    public string? ReportsSecret { get; init; }

    /// <summary>Connection name of the first watched instance; null adds none.</summary>
    public string? Instance { get; init; }

    /// <summary>The AX database on it.</summary>
    public string? AxDatabase { get; init; }

    /// <summary>Whether its event sessions are created.</summary>
    public bool WithEvents { get; init; }

    /// <summary>Whether somebody said yes.</summary>
    public bool IsConfirmed { get; init; }
}
