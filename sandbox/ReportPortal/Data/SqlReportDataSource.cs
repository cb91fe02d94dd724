// Reads datasets from SQL Server (or the sandbox's engine) with Microsoft.Data.SqlClient: one procedure call
// per dataset.

using System.Data;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Sandbox.ReportPortal.Data;

/// <summary>Runs report procedures over one connection string.</summary>
public sealed class SqlReportDataSource(string connectionString) : IReportDataSource
{
    private const int TimeoutNumber = -2;

    public async Task<DatasetResult> ExecuteAsync(DatasetQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        try
        {
            await using var connection = new SqlConnection(connectionString);
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandType = query.IsText ? CommandType.Text : CommandType.StoredProcedure;
            command.CommandText = query.Procedure;
            command.CommandTimeout = query.TimeoutSeconds;
            foreach (var (name, value) in query.Parameters)
            {
                var parameter = command.Parameters.AddWithValue(name, value ?? DBNull.Value);
                if (value is DateTime)
                {
                    parameter.SqlDbType = SqlDbType.DateTime2;
                    parameter.Scale = 3;
                }
            }

            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
            var rows = new List<object?[]>();
            while (await reader.ReadAsync(cancellationToken))
            {
                var values = new object[columns.Count];
                reader.GetValues(values);
                rows.Add([.. values.Select(v => v is DBNull ? null : v)]);
            }

            return new DatasetResult(columns, rows);
        }
        catch (SqlException error) when (cancellationToken.IsCancellationRequested)
        {
            // A cancelled command surfaces as an error of the driver; the caller asked for it.
            throw new OperationCanceledException("The report was cancelled.", error, cancellationToken);
        }
        catch (SqlException error)
        {
            throw new ReportDataException(query, error.Message, error.Number == TimeoutNumber, error.Number, error);
        }
        catch (InvalidOperationException error)
        {
            // The pool reports its own time-out, and a broken connection, this way.
            throw new ReportDataException(query, error.Message, isTimeout: false, inner: error);
        }
    }
}
