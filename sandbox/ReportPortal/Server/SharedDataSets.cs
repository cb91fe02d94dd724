// Runs shared datasets for the reports that refer to them: finds the item, fills in what the report does not
// pass, and asks the cache where the item is to be kept.

using System.Collections.Concurrent;
using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Processing;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using AxMonitor.Sandbox.ReportPortal.Soap;

namespace AxMonitor.Sandbox.ReportPortal.Server;

internal sealed class SharedDataSets(CatalogStore store, DatasetCache cache, IReportDataSource source)
{
    private readonly ConcurrentDictionary<(string Id, DateTime ModifiedAt), SharedDataSetDefinition> _parsed = new();

    /// <param name="report">The report's short name.</param>
    /// <param name="dataSet">The report's own name for the dataset.</param>
    /// <param name="reference">What the report's file refers to.</param>
    /// <param name="passed">The values that the report passes.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<DatasetResult> RunAsync(
        string report,
        string dataSet,
        string reference,
        IReadOnlyList<KeyValuePair<string, object?>> passed,
        CancellationToken cancellationToken
    )
    {
        var path = store.SharedDataSetPath(report, dataSet, reference);
        var item =
            store.Find(path) is { Type: CatalogItem.DataSet } found
                ? found
                : throw new ReportProcessingException(
                    $"The dataset '{dataSet}' refers to the shared dataset '{path}', which is not published on the report server."
                );
        return await RunAsync(item, dataSet, passed, cancellationToken);
    }

    public Task<DatasetResult> RunAsync(
        CatalogItem item,
        string dataSet,
        IReadOnlyList<KeyValuePair<string, object?>> passed,
        CancellationToken cancellationToken
    )
    {
        var query = Query(item, dataSet, passed);
        return item.KeepMinutes is { } minutes
            ? cache.GetAsync(
                item.Path,
                TimeSpan.FromMinutes(minutes),
                query,
                () => source.ExecuteAsync(query, cancellationToken)
            )
            : source.ExecuteAsync(query, cancellationToken);
    }

    /// <summary>Reads the rows anew and keeps them for whoever asks with these values.</summary>
    public Task RefreshAsync(
        CatalogItem item,
        IReadOnlyList<KeyValuePair<string, string?>> values,
        CancellationToken cancellationToken
    )
    {
        if (item.KeepMinutes is null)
        {
            throw new ReportProcessingException($"The item '{item.Path}' does not have caching enabled.");
        }

        var query = Query(item, item.Name, [.. values.Select(v => KeyValuePair.Create(v.Key, (object?)v.Value))]);
        return cache.RefreshAsync(item.Path, query, () => source.ExecuteAsync(query, cancellationToken));
    }

    public static SharedDataSetDefinition Definition(CatalogItem item) =>
        SharedDataSetDefinition.Parse(item.Name, item.Definition);

    private DatasetQuery Query(CatalogItem item, string dataSet, IReadOnlyList<KeyValuePair<string, object?>> passed)
    {
        var definition = _parsed.GetOrAdd((item.Id, item.ModifiedAt), _ => Definition(item));
        return SeveralValues.Of(
            new DatasetQuery(
                dataSet,
                definition.DataSource,
                definition.Command,
                Arguments(item, definition, passed),
                definition.TimeoutSeconds,
                definition.IsText
            )
        );
    }

    private static List<KeyValuePair<string, object?>> Arguments(
        CatalogItem item,
        SharedDataSetDefinition definition,
        IReadOnlyList<KeyValuePair<string, object?>> passed
    )
    {
        foreach (var (name, _) in passed)
        {
            var known = definition.Parameters.FirstOrDefault(p =>
                string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase)
            );
            if (known is null or { IsReadOnly: true })
            {
                throw new ReportProcessingException(
                    $"The shared dataset '{item.Path}' {(known is null ? "has no parameter" : "does not let reports set its parameter")} '{name}'."
                );
            }
        }

        return
        [
            .. definition.Parameters.Select(p =>
            {
                var given = passed.Where(v => string.Equals(v.Key, p.Name, StringComparison.OrdinalIgnoreCase)).ToList();
                return given.Count > 0 ? KeyValuePair.Create(p.Name, given[0].Value)
                    : p.HasDefault || p.IsNullable ? KeyValuePair.Create(p.Name, (object?)p.Default)
                    : throw new ReportProcessingException(
                        $"The shared dataset '{item.Path}' needs a value for its parameter '{p.Name}'."
                    );
            }),
        ];
    }
}
