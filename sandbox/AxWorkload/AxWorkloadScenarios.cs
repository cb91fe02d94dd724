// The incidents that can be called up by name.
namespace AxMonitor.Sandbox.AxWorkload;

/// <summary>Names of the scenarios.</summary>
public static class AxWorkloadScenarios
{
    /// <summary>A user's dialog inside a transaction blocks twelve sessions, four deep.</summary>
    public const string BlockingStorm = "blocking-storm";

    /// <summary>A second, independent head: a batch task that holds a number sequence and blocks three sessions.</summary>
    public const string NumberSequenceBlock = "number-sequence-block";

    /// <summary>Two sessions that change two tables in opposite order; five seconds later one of them is the victim.</summary>
    public const string Deadlock = "deadlock";

    public static IReadOnlyList<string> Names { get; } = [BlockingStorm, NumberSequenceBlock, Deadlock];
}
