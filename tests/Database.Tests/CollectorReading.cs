// What a collector handed over: its header row and its rows.

using System.Data;

namespace AxMonitor.Database.Tests;

internal sealed record CollectorReading(DataRow Header, DataTable Rows)
{
    /// <summary>The rows of a kind.</summary>
    public DataRow[] OfKind(string kind) => [.. Rows.Rows.Cast<DataRow>().Where(row => (string)row["RowKind"] == kind)];

    /// <summary>One column of the rows of a kind.</summary>
    public object?[] Values(string kind, string column) => [.. OfKind(kind).Select(row => row[column] is DBNull ? null : row[column])];
}
