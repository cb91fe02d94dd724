// One line of ops.GetSchedule: a collector that is to run on an instance.
namespace AxMonitor.Orchestrator.Repository;

/// <summary>A collector on a watched instance, as the repository wants it run.</summary>
public sealed record ScheduledCollector
{
    public int InstanceId { get; init; }
    public string InstanceName { get; init; } = "";

    /// <summary>Key of the connection string in the configuration.</summary>
    public string ConnectionName { get; init; } = "";
    public string? AxDatabaseName { get; init; }
    public string CollectorName { get; init; } = "";

    /// <summary>data, or check: the one whose rows say what the others lack.</summary>
    public string Kind { get; init; } = "data";

    /// <summary>The effective interval: what the repository has made of the configured one.</summary>
    public int IntervalMs { get; init; }
    public int TimeoutMs { get; init; }
    public int RowLimit { get; init; }

    /// <summary>1; after time-outs 2, 4 … 64: which part of its work a reading does. The row limit has been
    /// divided by it already.</summary>
    public int ShrinkFactor { get; init; } = 1;

    /// <summary>Schema-qualified procedure that takes the rows.</summary>
    public string TargetProcedure { get; init; } = "";

    /// <summary>Schema-qualified table type of its @Rows parameter.</summary>
    public string TableType { get; init; } = "";

    /// <summary>The instance's own text of the collector; null means the collector's file.</summary>
    public string? QueryText { get; init; }

    /// <summary>False while something that the collector needs is missing on the instance.</summary>
    public bool IsDue { get; init; } = true;

    /// <summary>UTC; not to run before. Null means at once.</summary>
    public DateTime? NextRunAt { get; init; }

    /// <summary>How it stands: starting, collecting, slowed, off, failing, waiting.</summary>
    public string State { get; init; } = "starting";

    /// <summary>Why it is not collecting as it should.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether another line of the schedule asks for the same runs, how ever the collector
    /// stands.</summary>
    public bool RunsLike(ScheduledCollector other) =>
        this == other with { NextRunAt = NextRunAt, State = State, Reason = Reason };

    /// <summary>Identifies the collector on its instance in the schedule and in the queue.</summary>
    public string Key => $"{InstanceId}/{CollectorName}";
}
