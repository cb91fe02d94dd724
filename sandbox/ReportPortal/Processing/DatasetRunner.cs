// Runs a report's datasets, each at most once per rendering, with query parameters evaluated just before.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Data;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using AxMonitor.Sandbox.ReportPortal.Server;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed class DatasetRunner(
    ReportDefinition report,
    Evaluator evaluator,
    IReportDataSource source,
    SharedDataSets shared
)
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
            var command = definition.Command is { } expression
                ? Convert.ToString(evaluator.Strict(expression, default), CultureInfo.InvariantCulture) ?? ""
                : definition.Procedure;
            run = QueryAsync(definition, command, parameters, cancellationToken);
            _runs[name] = run;
        }

        return run;
    }

    private async Task<ReportRowSet> QueryAsync(
        DataSetDefinition definition,
        string command,
        IReadOnlyList<KeyValuePair<string, object?>> parameters,
        CancellationToken cancellationToken
    ) =>
        new(
            definition,
            definition.SharedReference is { } reference
                ? await shared.RunAsync(report.Name, definition.Name, reference, parameters, cancellationToken)
                : await source.ExecuteAsync(
                    SeveralValues.Of(
                        new DatasetQuery(
                            definition.Name,
                            definition.DataSource,
                            command,
                            parameters,
                            definition.TimeoutSeconds,
                            definition.IsText
                        )
                    ),
                    cancellationToken
                )
        );
}
