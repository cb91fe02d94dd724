// The seam to the watched servers: runs a collector's batch and hands out its two result sets unread.
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Collect;

/// <summary>Reads from watched instances.</summary>
public interface IWatchedSource
{
    /// <summary>Runs the batch; the reading must be disposed, which returns the connection.</summary>
    /// <param name="connectionString">The instance's connection string.</param>
    /// <param name="text">The collector's batch.</param>
    /// <param name="parameters">What the batch may use as @Name.</param>
    /// <param name="timeout">For connecting and for the batch to answer.</param>
    /// <param name="cancel">Ends the batch on the server as well.</param>
    Task<WatchedReading> ReadAsync(
        string connectionString,
        string text,
        IReadOnlyList<BatchParameter> parameters,
        TimeSpan timeout,
        CancellationToken cancel
    );
}
