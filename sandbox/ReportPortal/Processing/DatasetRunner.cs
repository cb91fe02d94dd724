// Runs a report's datasets, each at most once per rendering, with query parameters evaluated just before.

using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Rdl;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed class DatasetRunner(ReportDefinition report, Evaluator evaluator, IReportDataSource source)
{
    private readonly Dictionary<string, Task<ReportRowSet>> _runs = new(StringComparer.Ordinal);

    public Task<ReportRowSet> RunAsync(string name, CancellationToken cancellationToken)
    {
        if (!_runs.TryGetValue(name, out var run))
        {
            var definition = report.DataSet(name);
            var parameters = definition
                .Parameters.Select(p =>
                    KeyValuePair.Create(p.Name, evaluator.Strict(p.Value, default) is { } value and not DBNull ? value : null)
                )
                .ToList();
            run = QueryAsync(
                definition,
                new DatasetQuery(name, definition.DataSource, definition.Procedure, parameters, definition.TimeoutSeconds),
                cancellationToken
            );
            _runs[name] = run;
        }

        return run;
    }

    private async Task<ReportRowSet> QueryAsync(
        DataSetDefinition definition,
        DatasetQuery query,
        CancellationToken cancellationToken
    ) => new(definition, await source.ExecuteAsync(query, cancellationToken));
}
