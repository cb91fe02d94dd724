// Where datasets come from. A real seam: the portal calls stored procedures, tests answer from memory.

namespace AxMonitor.Sandbox.ReportPortal.Data;

/// <summary>One call of a report procedure. A null parameter value is SQL NULL.</summary>
public sealed record DatasetQuery(
    string DataSet,
    string DataSource,
    string Procedure,
    IReadOnlyList<KeyValuePair<string, object?>> Parameters,
    int TimeoutSeconds
);

public interface IReportDataSource
{
    /// <summary>Runs the procedure. Throws <see cref="ReportDataException"/> when the source fails or takes
    /// too long.</summary>
    Task<DatasetResult> ExecuteAsync(DatasetQuery query, CancellationToken cancellationToken);
}
