// The seam to the procedures of schema collect: bookmarks in, rows out, and what is answered.
using System.Data.Common;

namespace AxMonitor.Orchestrator.Repository;

/// <summary>Procedures of schema collect.</summary>
public interface IIngestion
{
    /// <summary>collect.GetParameters: where the collector stopped reading last time, as parameters for its
    /// next run.</summary>
    Task<IReadOnlyList<BatchParameter>> GetParametersAsync(int instanceId, string collectorName, CancellationToken cancel);

    /// <summary>The collector's save procedure. The rows are streamed: none is held beyond the packet it
    /// travels in.</summary>
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
