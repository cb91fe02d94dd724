// Answers report procedures from memory, and remembers what was asked, so that the portal's tests need no
// database.

using AxMonitor.Sandbox.ReportPortal.Data;

namespace AxMonitor.Sandbox.ReportPortal.Tests;

internal sealed class InMemoryReportDataSource : IReportDataSource
{
    private readonly Dictionary<string, Func<DatasetQuery, DatasetResult>> _procedures = new(StringComparer.OrdinalIgnoreCase);

    public List<DatasetQuery> Queries { get; } = [];

    public InMemoryReportDataSource Answer(string procedure, string columns, params object?[][] rows) =>
        Answer(procedure, _ => new DatasetResult(columns.Split(' '), rows));

    public InMemoryReportDataSource Answer(string procedure, Func<DatasetQuery, DatasetResult> answer)
    {
        _procedures[procedure] = answer;
        return this;
    }

    public Task<DatasetResult> ExecuteAsync(DatasetQuery query, CancellationToken cancellationToken)
    {
        lock (Queries)
        {
            Queries.Add(query);
        }

        return _procedures.TryGetValue(query.Procedure, out var answer)
            ? Task.FromResult(answer(query))
            : Task.FromException<DatasetResult>(
                new ReportDataException(
                    query,
                    $"Could not find stored procedure '{query.Procedure}'.",
                    isTimeout: false,
                    errorNumber: 2812
                )
            );
    }
}
