// The seam to the procedures of schema collect: bookmarks in, rows out, and what is answered.
using System.Data.Common;

namespace AxMonitor.Orchestrator.Repository;

/// <summary>Procedures of schema collect.</summary>
public interface IIngestion
{
    /// <summary>collect.GetParameters: where the collector stopped reading last time, as parameters for its
    /// next run.</summary>
    Task<IReadOnlyList<BatchParameter>> GetParametersAsync(int instanceId, string collectorName, CancellationToken cancel);

    /// <summary>The collector's save procedure. The rows are streamed; those that have passed are remembered
    /// up to a limit, and a save that was the victim of a deadlock is sent again with them.</summary>
    Task<SaveResult> SaveAsync(
        ScheduledCollector collector,
        Guid runId,
        IReadOnlyList<BatchParameter> header,
        DbDataReader rows,
        CancellationToken cancel
    );
}

/// <summary>Result of handing one snapshot to the repository.</summary>
public sealed record SaveResult
{
    public int SavedRows { get; init; }

    /// <summary>The snapshot had been saved before; nothing changed.</summary>
    public bool WasDuplicate { get; init; }
}
