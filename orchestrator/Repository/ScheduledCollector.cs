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
    public int IntervalMs { get; init; }
    public int TimeoutMs { get; init; }
    public int RowLimit { get; init; }

    /// <summary>Schema-qualified procedure that takes the rows.</summary>
    public string TargetProcedure { get; init; } = "";

    /// <summary>Schema-qualified table type of its @Rows parameter.</summary>
    public string TableType { get; init; } = "";

    /// <summary>The instance's own text of the collector; null means the collector's file.</summary>
    public string? QueryText { get; init; }

    /// <summary>Identifies the collector on its instance in the schedule and in the queue.</summary>
    public string Key => $"{InstanceId}/{CollectorName}";
}
