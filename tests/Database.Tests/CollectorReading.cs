// What one run of a collector handed over.

using System.Data;

namespace AxMonitor.Database.Tests;

/// <param name="Header">The one row of the first result.</param>
/// <param name="Rows">The second result.</param>
internal sealed record CollectorReading(DataRow Header, DataTable Rows)
{
    public IEnumerable<DataRow> All => Rows.Rows.Cast<DataRow>();

    /// <summary>The only row whose column has this value.</summary>
    public DataRow Row(string column, object value) => All.Single(row => row[column].Equals(value));
}
