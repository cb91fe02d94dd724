// What an incident can be told when it is started.
namespace AxMonitor.Sandbox.AxWorkload;

/// <summary>Settings of one incident; each scenario uses those that mean something to it.</summary>
public sealed record AxScenarioParameters
{
    /// <summary>How long it lasts; null until it is stopped.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>slow-leak: growth of the run time in percent a day.</summary>
    public double PercentPerDay { get; init; } = 5;

    /// <summary>slow-leak: name of the batch class that gets slower; null for the usual one.</summary>
    public string? ClassName { get; init; }

    /// <summary>aos-down and batch-backlog: number of the AOS (SYSSERVERSESSIONS.SERVERID).</summary>
    public int ServerId { get; init; } = 4;
}
