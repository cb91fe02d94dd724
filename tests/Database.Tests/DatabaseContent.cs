// The rows of each table as text, in a form that two databases can be compared by.

using System.Globalization;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

internal static class DatabaseContent
{
    /// <summary>The columns of each table by its name.</summary>
    public static async Task<Dictionary<string, List<string>>> TablesAsync(TestServer server)
    {
        var columns = await LinesAsync(
            server,
            "SELECT CONCAT(s.name, N'.', t.name, N'|', c.name) FROM sys.tables AS t INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id INNER JOIN sys.columns AS c ON c.object_id = t.object_id ORDER BY s.name, t.name, c.column_id;"
        );
        return columns
            .Select(line => line.Split('|'))
            .GroupBy(parts => parts[0], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Select(parts => parts[1]).ToList(), StringComparer.Ordinal);
    }

    /// <summary>The rows of each table in the given columns as text, sorted.</summary>
    public static async Task<Dictionary<string, List<string>>> RowsAsync(
        TestServer server,
        Dictionary<string, List<string>> tables
    )
    {
        Dictionary<string, List<string>> rows = new(StringComparer.Ordinal);
        foreach ((var table, var columns) in tables)
        {
            var lines = await LinesAsync(
                server,
                $"SELECT {string.Join(", ", columns.Select(column => $"[{column}]"))} FROM {table};"
            );
            lines.Sort(StringComparer.Ordinal);
            rows.Add(table, lines);
        }

        return rows;
    }

    private static async Task<List<string>> LinesAsync(TestServer server, string sql)
    {
        await using SqlConnection connection = new(server.ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(sql, connection) { CommandTimeout = 120 };
        await using var reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync())
        {
            var values = new object[reader.FieldCount];
            reader.GetValues(values);
            lines.Add(
                string.Join(
                    " | ",
                    values.Select(value =>
                        value switch
                        {
                            DBNull => "NULL",
                            byte[] bytes => Convert.ToHexString(bytes),
                            DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
                            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
                        }
                    )
                )
            );
        }

        return lines;
    }
}
