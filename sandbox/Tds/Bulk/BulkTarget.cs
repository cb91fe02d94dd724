// The INSERT BULK statement that announces a bulk load: which table and columns the rows that follow are for.
using AxMonitor.Sandbox.SqlEngine.Programs;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Sandbox.Tds.Bulk;

/// <param name="Table">Quoted, as many parts as the client named.</param>
/// <param name="Columns">Column names in the order of the values.</param>
internal sealed record BulkTarget(string Table, IReadOnlyList<string> Columns)
{
    /// <summary>Null when the batch is not an INSERT BULK statement.</summary>
    public static BulkTarget? TryParse(string batch)
    {
        var text = batch.AsSpan().TrimStart();
        if (!text.StartsWith("insert", StringComparison.OrdinalIgnoreCase) || !text[6..].TrimStart().StartsWith("bulk", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        using var reader = new StringReader(batch);
        var fragment = new TSql130Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        if (errors.Count > 0)
        {
            throw new SqlError(102, 15, 1, errors[0].Message);
        }

        if (((TSqlScript)fragment).Batches is not [{ Statements: [InsertBulkStatement statement] }])
        {
            throw SqlError.Unsupported("INSERT BULK together with other statements in a batch");
        }

        string table = string.Join('.', statement.To.Identifiers.Select(i => i.Value.Length == 0 ? "" : Identifier.EncodeIdentifier(i.Value)));
        return new BulkTarget(table, [.. statement.ColumnDefinitions.Select(c => c.Column.ColumnIdentifier.Value)]);
    }
}
