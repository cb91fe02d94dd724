// What a database is made of, by the name of each thing, and how two databases differ, in words that tell
// what to write.

using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;

namespace AxMonitor.Database.Tests;

/// <summary>Schemas, roles, tables with columns, keys, indexes and constraints, types, modules and
/// permissions: what each is, by its name. The order of a table's columns does not count.</summary>
internal sealed partial class Catalog
{
    /// <summary>What to do about a difference; a failing comparison ends with it.</summary>
    public const string HowToMend = """
        A changed table needs a migration: database/Migrations/NNN_what.sql with the next number, which ALTERs the table as it was
        into what its file declares (GO between adding a column and using it; IF OBJECT_ID(N'schema.table', N'U') IS NOT NULL where
        a kept release may lack the table). New tables and new indexes need nothing; for what is gone write DROP. See docs/database.md.
        """;

    private const string Query = """
        SELECT Thing = CONCAT(N'schema ', s.name), Definition = N'', Position = 0
        FROM sys.schemas AS s
        UNION ALL
        SELECT CONCAT(N'role ', p.name), N'', 0
        FROM sys.database_principals AS p
        WHERE p.type = N'R' AND p.is_fixed_role = 0
        UNION ALL
        SELECT CONCAT(N'column ', OBJECT_SCHEMA_NAME(t.object_id), N'.', t.name, N'.', c.name),
            CONCAT(
                y.name,
                CASE
                    WHEN y.name IN (N'nvarchar', N'nchar') THEN CONCAT(N'(', CASE c.max_length WHEN -1 THEN N'max' ELSE CONCAT(c.max_length / 2, N'') END, N')')
                    WHEN y.name IN (N'varchar', N'char', N'varbinary', N'binary') THEN CONCAT(N'(', CASE c.max_length WHEN -1 THEN N'max' ELSE CONCAT(c.max_length, N'') END, N')')
                    WHEN y.name IN (N'decimal', N'numeric') THEN CONCAT(N'(', c.precision, N', ', c.scale, N')')
                    WHEN y.name IN (N'datetime2', N'datetimeoffset', N'time') THEN CONCAT(N'(', c.scale, N')')
                END,
                N' COLLATE ' + NULLIF(c.collation_name, CONVERT(nvarchar(128), DATABASEPROPERTYEX(DB_NAME(), N'Collation'))),
                CASE WHEN c.is_identity = 1 THEN N' IDENTITY' END,
                CASE WHEN c.is_nullable = 1 THEN N' NULL' ELSE N' NOT NULL' END,
                N' CONSTRAINT ' + d.name + N' DEFAULT ' + d.definition,
                N' AS ' + m.definition,
                CASE WHEN m.is_persisted = 1 THEN N' PERSISTED' END),
            0
        FROM sys.tables AS t
        INNER JOIN sys.columns AS c ON c.object_id = t.object_id
        INNER JOIN sys.types AS y ON y.user_type_id = c.user_type_id
        LEFT JOIN sys.default_constraints AS d ON d.object_id = c.default_object_id
        LEFT JOIN sys.computed_columns AS m ON m.object_id = c.object_id AND m.column_id = c.column_id
        UNION ALL
        SELECT CONCAT(N'index ', OBJECT_SCHEMA_NAME(t.object_id), N'.', t.name, N'.', i.name),
            CONCAT(
                CASE WHEN x.index_column_id = 1 THEN CONCAT(
                    CASE WHEN i.is_primary_key = 1 THEN N'PRIMARY KEY ' WHEN i.is_unique_constraint = 1 THEN N'UNIQUE CONSTRAINT ' WHEN i.is_unique = 1 THEN N'UNIQUE ' END,
                    i.type_desc, N' ON ' + p.name, N' WHERE ' + i.filter_definition, N' ')
                END,
                CASE WHEN x.is_included_column = 1 THEN N'INCLUDE ' END, c.name, CASE WHEN x.is_descending_key = 1 THEN N' DESC' END,
                CASE WHEN x.partition_ordinal > 0 THEN N' (partitions)' END),
            CASE WHEN x.is_included_column = 1 THEN 1000 + x.index_column_id ELSE x.key_ordinal END
        FROM sys.tables AS t
        INNER JOIN sys.indexes AS i ON i.object_id = t.object_id
        INNER JOIN sys.index_columns AS x ON x.object_id = i.object_id AND x.index_id = i.index_id
        INNER JOIN sys.columns AS c ON c.object_id = x.object_id AND c.column_id = x.column_id
        LEFT JOIN sys.partition_schemes AS p ON p.data_space_id = i.data_space_id
        WHERE x.key_ordinal > 0 OR x.is_included_column = 1
        UNION ALL
        SELECT CONCAT(N'check ', OBJECT_SCHEMA_NAME(k.parent_object_id), N'.', OBJECT_NAME(k.parent_object_id), N'.', k.name),
            CONCAT(k.definition, CASE WHEN k.is_disabled = 1 THEN N' disabled' END, CASE WHEN k.is_not_trusted = 1 THEN N' not trusted' END),
            0
        FROM sys.check_constraints AS k
        UNION ALL
        SELECT CONCAT(N'foreign key ', OBJECT_SCHEMA_NAME(k.parent_object_id), N'.', OBJECT_NAME(k.parent_object_id), N'.', k.name),
            CONCAT(
                p.name, N' to ', OBJECT_SCHEMA_NAME(k.referenced_object_id), N'.', OBJECT_NAME(k.referenced_object_id), N'.', r.name,
                N' ON DELETE ' + NULLIF(k.delete_referential_action_desc, N'NO_ACTION'),
                CASE WHEN k.is_disabled = 1 THEN N' disabled' END, CASE WHEN k.is_not_trusted = 1 THEN N' not trusted' END),
            c.constraint_column_id
        FROM sys.foreign_keys AS k
        INNER JOIN sys.foreign_key_columns AS c ON c.constraint_object_id = k.object_id
        INNER JOIN sys.columns AS p ON p.object_id = c.parent_object_id AND p.column_id = c.parent_column_id
        INNER JOIN sys.columns AS r ON r.object_id = c.referenced_object_id AND r.column_id = c.referenced_column_id
        UNION ALL
        SELECT CONCAT(N'type ', s.name, N'.', t.name),
            CONCAT(c.name, N' ', y.name, N'(', c.max_length, N' ', c.precision, N' ', c.scale, N')', CASE WHEN c.is_nullable = 0 THEN N' NOT NULL' END),
            c.column_id
        FROM sys.table_types AS t
        INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        INNER JOIN sys.columns AS c ON c.object_id = t.type_table_object_id
        INNER JOIN sys.types AS y ON y.user_type_id = c.user_type_id
        UNION ALL
        SELECT CONCAT(
                CASE o.type WHEN N'P' THEN N'procedure ' WHEN N'V' THEN N'view ' WHEN N'TR' THEN N'trigger ' ELSE N'function ' END,
                OBJECT_SCHEMA_NAME(m.object_id), N'.', o.name),
            CONCAT(N'definition with hash ', CONVERT(nvarchar(64), HASHBYTES(N'SHA2_256', m.definition), 2)),
            0
        FROM sys.sql_modules AS m
        INNER JOIN sys.objects AS o ON o.object_id = m.object_id
        UNION ALL
        SELECT CONCAT(
                N'permission ', p.state_desc, N' ', p.permission_name, N' ON ', p.class_desc, N' ',
                CASE p.class WHEN 3 THEN SCHEMA_NAME(p.major_id) WHEN 1 THEN CONCAT(OBJECT_SCHEMA_NAME(p.major_id), N'.', OBJECT_NAME(p.major_id)) END,
                N' TO ', USER_NAME(p.grantee_principal_id)),
            N'',
            0
        FROM sys.database_permissions AS p
        WHERE p.major_id >= 0;
        """;

    private static readonly string[] TableThings = ["column ", "index ", "check ", "foreign key "];

    private readonly SortedDictionary<string, string> _things = new(StringComparer.Ordinal);

    /// <summary>Reads the catalog of a database.</summary>
    public static async Task<Catalog> ReadAsync(string connectionString)
    {
        await using SqlConnection connection = new(connectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(Query, connection) { CommandTimeout = 120 };
        await using var reader = await command.ExecuteReaderAsync();
        List<(string Thing, string Definition, int Position)> rows = [];
        while (await reader.ReadAsync())
        {
            var definition = WhiteSpace().Replace(reader.GetString(1), " ");
            rows.Add((reader.GetString(0), definition, Convert.ToInt32(reader.GetValue(2), CultureInfo.InvariantCulture)));
        }

        Catalog catalog = new();
        foreach (var thing in rows.GroupBy(row => row.Thing, StringComparer.Ordinal))
        {
            catalog._things.Add(thing.Key, string.Join(", ", thing.OrderBy(row => row.Position).Select(row => row.Definition)));
        }

        return catalog;
    }

    /// <summary>How this database differs from the one it should equal, one thing a line.</summary>
    public IReadOnlyList<string> DifferencesFrom(Catalog wanted) =>
        [
            .. wanted
                ._things.Where(thing => !_things.ContainsKey(thing.Key))
                .Select(thing => $"{thing.Key} is missing: {thing.Value}"),
            .. _things
                .Where(thing => !wanted._things.ContainsKey(thing.Key))
                .Select(thing => $"{thing.Key} should be gone: {thing.Value}"),
            .. _things
                .Where(thing => wanted._things.TryGetValue(thing.Key, out var value) && value != thing.Value)
                .Select(thing => $"{thing.Key} is {thing.Value}; it should be {wanted._things[thing.Key]}"),
        ];

    /// <summary>How those tables differ that both have: what a deployment that stopped at a module has not
    /// mended.</summary>
    public IReadOnlyList<string> TableDifferencesFrom(Catalog wanted)
    {
        var tables = _things.Keys.Select(TableOf).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. DifferencesFrom(wanted).Where(difference => TableOf(difference) is { } table && tables.Contains(table)),
        ];
    }

    private static string? TableOf(string thing) =>
        TableThings.FirstOrDefault(prefix => thing.StartsWith(prefix, StringComparison.Ordinal)) is { } kind
            ? string.Join('.', thing[kind.Length..].Split('.').Take(2))
            : null;

    /// <summary>Fails with the differences and what to do about them.</summary>
    public void RequireEqual(Catalog wanted, string which)
    {
        var differences = DifferencesFrom(wanted);
        if (differences.Count > 0)
        {
            Assert.Fail($"{which} differs from a new one:\n  {string.Join("\n  ", differences)}\n{HowToMend}");
        }
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WhiteSpace();
}
