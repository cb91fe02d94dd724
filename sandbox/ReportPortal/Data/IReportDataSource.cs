// Where datasets come from. A real seam: the portal calls stored procedures, tests answer from memory.

namespace AxMonitor.Sandbox.ReportPortal.Data;

/// <summary>One call of a report procedure, or one query text. A null parameter value is SQL NULL.</summary>
/// <param name="DataSet">The report's name for it.</param>
/// <param name="DataSource">Name of the data source.</param>
/// <param name="Procedure">The procedure, or the text of the query.</param>
/// <param name="Parameters">By name, with @.</param>
/// <param name="TimeoutSeconds">0 for the driver's own.</param>
/// <param name="IsText">Whether <paramref name="Procedure"/> is a text.</param>
public sealed record DatasetQuery(
    string DataSet,
    string DataSource,
    string Procedure,
    IReadOnlyList<KeyValuePair<string, object?>> Parameters,
    int TimeoutSeconds,
    bool IsText = false
);

public interface IReportDataSource
{
    /// <summary>Runs the procedure. Throws <see cref="ReportDataException"/> when the source fails or takes
    /// too long.</summary>
    Task<DatasetResult> ExecuteAsync(DatasetQuery query, CancellationToken cancellationToken);
}
