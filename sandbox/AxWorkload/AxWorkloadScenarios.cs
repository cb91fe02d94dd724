// The incidents that can be called up by name.
namespace AxMonitor.Sandbox.AxWorkload;

/// <summary>Names of the scenarios.</summary>
public static class AxWorkloadScenarios
{
    /// <summary>A user's dialog inside a transaction blocks twelve sessions, four deep.</summary>
    public const string BlockingStorm = "blocking-storm";

    /// <summary>A second, independent head: a batch task that holds a number sequence and blocks three
    /// sessions.</summary>
    public const string NumberSequenceBlock = "number-sequence-block";

    /// <summary>Two sessions that change two tables in opposite order; five seconds later one of them is the
    /// victim.</summary>
    public const string Deadlock = "deadlock";

    /// <summary>A batch AOS is left without threads: tasks of the groups that only it works stay Ready, and
    /// grow older.</summary>
    public const string BatchBacklog = "batch-backlog";

    /// <summary>One batch class takes some percent longer every day.</summary>
    public const string SlowLeak = "slow-leak";

    /// <summary>An AOS dies: its heartbeat stops and its SQL sessions vanish, while its clients and tasks
    /// stay in the tables as they were.</summary>
    public const string AosDown = "aos-down";

    /// <summary>Reads and writes of the AX database's files take ten times as long and more.</summary>
    public const string IoStall = "io-stall";

    /// <summary>The processors are saturated.</summary>
    public const string CpuSaturation = "cpu-saturation";

    /// <summary>A long transaction and leaked temporary tables let tempdb grow without end.</summary>
    public const string TempDbGrowth = "tempdb-growth";

    /// <summary>An often run query gets a plan that reads a hundred times as much.</summary>
    public const string PlanRegression = "plan-regression";

    public static IReadOnlyList<string> Names { get; } =
    [
        BlockingStorm,
        NumberSequenceBlock,
        Deadlock,
        BatchBacklog,
        SlowLeak,
        AosDown,
        IoStall,
        CpuSaturation,
        TempDbGrowth,
        PlanRegression,
    ];
}
