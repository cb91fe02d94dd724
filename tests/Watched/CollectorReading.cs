// What a collector handed over: its header row and its rows.

using System.Data;

namespace AxMonitor.Tests.Watched;

/// <param name="Header">The one row of the first result.</param>
/// <param name="Rows">The second result.</param>
internal sealed record CollectorReading(DataRow Header, DataTable Rows)
{
    public IEnumerable<DataRow> All => Rows.Rows.Cast<DataRow>();

    /// <summary>The only row whose column has this value.</summary>
    public DataRow Row(string column, object value) => All.Single(row => row[column].Equals(value));

    /// <summary>The rows of a kind.</summary>
    public DataRow[] OfKind(string kind) => [.. All.Where(row => (string)row["RowKind"] == kind)];

    /// <summary>One column of the rows of a kind.</summary>
    public object?[] Values(string kind, string column) =>
        [.. OfKind(kind).Select(row => row[column] is DBNull ? null : row[column])];
}
