// What a database holds, in a form that two databases can be compared by: the rows of each table as text, and
// the catalog as lines.

using System.Globalization;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

internal static class DatabaseContent
{
    private const string CatalogQuery = """
        SELECT Line = CONCAT(N'column ', s.name, N'.', t.name, N' ', c.column_id, N' ', c.name, N' ', y.name, N' ', c.max_length, N' ', c.precision, N' ', c.scale, N' ', c.collation_name, N' null ', c.is_nullable, N' identity ', c.is_identity, N' ', d.name, d.definition, m.definition)
        FROM sys.tables AS t
        INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        INNER JOIN sys.columns AS c ON c.object_id = t.object_id
        INNER JOIN sys.types AS y ON y.user_type_id = c.user_type_id
        LEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id
        LEFT JOIN sys.computed_columns AS m ON m.object_id = c.object_id AND m.column_id = c.column_id
        UNION ALL
        SELECT CONCAT(N'index ', s.name, N'.', t.name, N'.', i.name, N' ', i.type_desc, N' unique ', i.is_unique, N' primary ', i.is_primary_key, N' constraint ', i.is_unique_constraint, N' filter ', i.filter_definition, N' on ', p.name, N' key ', x.key_ordinal, N' ', c.name, N' desc ', x.is_descending_key, N' included ', x.is_included_column, N' partition ', x.partition_ordinal)
        FROM sys.tables AS t
        INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        INNER JOIN sys.indexes AS i ON i.object_id = t.object_id
        INNER JOIN sys.index_columns AS x ON x.object_id = i.object_id AND x.index_id = i.index_id
        INNER JOIN sys.columns AS c ON c.object_id = x.object_id AND c.column_id = x.column_id
        LEFT JOIN sys.partition_schemes AS p ON p.data_space_id = i.data_space_id
        UNION ALL
        SELECT CONCAT(N'check ', OBJECT_SCHEMA_NAME(k.parent_object_id), N'.', OBJECT_NAME(k.parent_object_id), N'.', k.name, N' ', k.definition, N' disabled ', k.is_disabled, N' untrusted ', k.is_not_trusted)
        FROM sys.check_constraints AS k
        UNION ALL
        SELECT CONCAT(N'foreign key ', OBJECT_SCHEMA_NAME(k.parent_object_id), N'.', OBJECT_NAME(k.parent_object_id), N'.', k.name, N' ', c.constraint_column_id, N' ', p.name, N' to ', OBJECT_SCHEMA_NAME(k.referenced_object_id), N'.', OBJECT_NAME(k.referenced_object_id), N' ', r.name, N' delete ', k.delete_referential_action_desc, N' disabled ', k.is_disabled, N' untrusted ', k.is_not_trusted)
        FROM sys.foreign_keys AS k
        INNER JOIN sys.foreign_key_columns AS c ON c.constraint_object_id = k.object_id
        INNER JOIN sys.columns AS p ON p.object_id = c.parent_object_id AND p.column_id = c.parent_column_id
        INNER JOIN sys.columns AS r ON r.object_id = c.referenced_object_id AND r.column_id = c.referenced_column_id
        UNION ALL
        SELECT CONCAT(N'type ', s.name, N'.', t.name, N' ', c.column_id, N' ', c.name, N' ', y.name, N' ', c.max_length, N' ', c.precision, N' ', c.scale, N' null ', c.is_nullable)
        FROM sys.table_types AS t
        INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        INNER JOIN sys.columns AS c ON c.object_id = t.type_table_object_id
        INNER JOIN sys.types AS y ON y.user_type_id = c.user_type_id
        UNION ALL
        SELECT CONCAT(N'module ', OBJECT_SCHEMA_NAME(m.object_id), N'.', OBJECT_NAME(m.object_id), N' ', CONVERT(nvarchar(64), HASHBYTES(N'SHA2_256', m.definition), 2))
        FROM sys.sql_modules AS m
        UNION ALL
        SELECT CONCAT(N'schema ', s.name) FROM sys.schemas AS s
        UNION ALL
        SELECT CONCAT(N'permission ', p.class_desc, N' ', p.permission_name, N' ', p.state_desc, N' ', USER_NAME(p.grantee_principal_id), N' ', CASE p.class WHEN 3 THEN SCHEMA_NAME(p.major_id) ELSE CONCAT(OBJECT_SCHEMA_NAME(p.major_id), N'.', OBJECT_NAME(p.major_id)) END)
        FROM sys.database_permissions AS p
        """;

    /// <summary>Tables, columns, keys, indexes, constraints, types, modules, schemas and permissions, one
    /// line each, sorted.</summary>
    public static async Task<List<string>> CatalogAsync(TestServer server)
    {
        var lines = await LinesAsync(server, CatalogQuery);
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

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
