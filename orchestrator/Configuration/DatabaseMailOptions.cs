// Where alert mails go out when SQL Server sends them.
namespace AxMonitor.Orchestrator.Configuration;

/// <summary>Database Mail of the repository's server.</summary>
public sealed record DatabaseMailOptions
{
    /// <summary>Name of the profile that mails are sent with; its account gives the sender.</summary>
    public required string Profile { get; init; }

    /// <summary>After this long without a result an attempt ends for the moment.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <inheritdoc />
    public override string ToString() => $"Database Mail of the repository's server, profile {Profile}";
}
