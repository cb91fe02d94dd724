// What the command line asks `axmonitor verify` for, checked.
namespace AxMonitor.Orchestrator.Verify;

/// <summary>A verification.</summary>
internal sealed record VerifyRequest
{
    /// <summary>Connects as a login that may create databases; secrets in place.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Connects as the login of the service; null when none was given.</summary>
    public string? LeastPrivilegeConnectionString { get; init; }

    /// <summary>Name of the database to make.</summary>
    public required string DatabaseName { get; init; }

    /// <summary>Whether the database stays.</summary>
    public bool IsKept { get; init; }

    /// <summary>The AX database that collectors get; null: none, and master stands in for
    /// it.</summary>
    public string? AxDatabaseName { get; init; }

    /// <summary>How long two instances save in parallel.</summary>
    public TimeSpan ParallelTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The test classes to run, with * for any characters; empty: all.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Whether event sessions may be created on the server, and dropped again.</summary>
    public bool MakesEventSessions { get; init; }

    /// <summary>How many sessions wait for one another while Requests is measured.</summary>
    public int Victims { get; init; } = 100;
}
