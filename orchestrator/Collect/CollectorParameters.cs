// Everything that a collector's batch may use as @Name: its limits, its bookmark, and what a source of its
// own adds.
using System.Data;
using AxMonitor.Orchestrator.Repository;

namespace AxMonitor.Orchestrator.Collect;

/// <summary>Puts the parameters of a run together.</summary>
public sealed class CollectorParameters(IIngestion ingestion, IEnumerable<IParameterSource> sources)
{
    private readonly Dictionary<string, IParameterSource> _sources = sources.ToDictionary(
        s => s.CollectorName,
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The parameters for a run of a collector on its instance.</summary>
    public async Task<IReadOnlyList<BatchParameter>> ForAsync(ScheduledCollector collector, CancellationToken cancel)
    {
        var parameters = new List<BatchParameter>
        {
            new("RowLimit", SqlDbType.Int, collector.RowLimit),
            new("ShrinkFactor", SqlDbType.Int, collector.ShrinkFactor),
            new("AxDatabaseName", SqlDbType.NVarChar, collector.AxDatabaseName),
        };
        parameters.AddRange(await ingestion.GetParametersAsync(collector.InstanceId, collector.CollectorName, cancel));
        if (_sources.TryGetValue(collector.CollectorName, out var source))
        {
            parameters.AddRange(await source.ForAsync(collector, cancel));
        }

        return parameters;
    }
}
