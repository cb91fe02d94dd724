// What axmonitor deploy database makes is what the dacpac's model declares: both come from the same files, by
// two tools that read them independently, the parser of DacFx and the server.

using AxMonitor.Database.Build;
using Microsoft.Data.SqlClient;
using Microsoft.SqlServer.Dac;
using Microsoft.SqlServer.Dac.Model;
using ModelIndex = Microsoft.SqlServer.Dac.Model.Index;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class DeployedModelTests
{
    private const string Deployed = """
        SELECT CONCAT(N'column ', s.name, N'.', t.name, N'.', c.name, N' ', y.name,
            CASE
                WHEN y.name NOT IN (N'nvarchar', N'nchar', N'varchar', N'char', N'varbinary', N'binary') THEN N''
                WHEN c.max_length = -1 THEN N'(max)'
                WHEN y.name LIKE N'n%' THEN CONCAT(N'(', c.max_length / 2, N')')
                ELSE CONCAT(N'(', c.max_length, N')')
            END,
            CASE WHEN c.is_nullable = 1 THEN N' NULL' ELSE N' NOT NULL' END,
            CASE WHEN c.is_identity = 1 THEN N' IDENTITY' END,
            CASE WHEN c.is_computed = 1 THEN N' COMPUTED' END)
        FROM sys.tables AS t
        INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        INNER JOIN sys.columns AS c ON c.object_id = t.object_id
        INNER JOIN sys.types AS y ON y.user_type_id = c.user_type_id
        UNION ALL
        SELECT CONCAT(N'index ', s.name, N'.', t.name, N'.', i.name,
            CASE WHEN i.is_unique = 1 THEN N' UNIQUE' END,
            CASE WHEN i.type = 1 THEN N' CLUSTERED' END,
            (
                SELECT CONCAT(N' ', c.name, CASE WHEN x.is_descending_key = 1 THEN N' DESC' END)
                FROM sys.index_columns AS x
                INNER JOIN sys.columns AS c ON c.object_id = x.object_id AND c.column_id = x.column_id
                WHERE x.object_id = i.object_id AND x.index_id = i.index_id AND x.key_ordinal > 0
                ORDER BY x.key_ordinal
                FOR XML PATH(N'')
            ))
        FROM sys.tables AS t
        INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        INNER JOIN sys.indexes AS i ON i.object_id = t.object_id AND i.index_id > 0
        UNION ALL
        SELECT CONCAT(N'foreign key ', s.name, N'.', f.name)
        FROM sys.foreign_keys AS f
        INNER JOIN sys.schemas AS s ON s.schema_id = f.schema_id
        UNION ALL
        SELECT CONCAT(N'check ', s.name, N'.', k.name)
        FROM sys.check_constraints AS k
        INNER JOIN sys.schemas AS s ON s.schema_id = k.schema_id
        UNION ALL
        SELECT CONCAT(N'module ', s.name, N'.', o.name)
        FROM sys.sql_modules AS m
        INNER JOIN sys.objects AS o ON o.object_id = m.object_id
        INNER JOIN sys.schemas AS s ON s.schema_id = o.schema_id
        UNION ALL
        SELECT CONCAT(N'type ', s.name, N'.', t.name, N'.', c.name, CASE WHEN c.is_nullable = 1 THEN N' NULL' ELSE N' NOT NULL' END)
        FROM sys.table_types AS t
        INNER JOIN sys.schemas AS s ON s.schema_id = t.schema_id
        INNER JOIN sys.columns AS c ON c.object_id = t.type_table_object_id;
        """;

    [Test]
    public async Task A_deployed_database_is_what_the_model_of_the_dacpac_declares()
    {
        var package = Path.Combine(TestContext.CurrentContext.WorkDirectory, "Model.dacpac");
        Assert.That(DatabaseBuilder.WritePackage(RepositoryFolders.Database, package), Is.Empty);
        using TSqlModel model = new(package, DacSchemaModelStorageType.Memory);
        await using var server = await TestServer.StartAsync();
        await server.DeployAsync();

        var declared = Declared(model).ToHashSet(StringComparer.Ordinal);
        var deployed = await LinesAsync(server);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(declared, Has.Count.GreaterThan(1000), "the model was read");
            Assert.That(declared.Except(deployed, StringComparer.Ordinal), Is.Empty, "declared and not deployed");
            Assert.That(deployed.Except(declared, StringComparer.Ordinal), Is.Empty, "deployed and not declared");
        }
    }

    private static IEnumerable<string> Declared(TSqlModel model)
    {
        foreach (var table in model.GetObjects(DacQueryScopes.UserDefined, Table.TypeClass))
        {
            foreach (var column in table.GetReferenced(Table.Columns))
            {
                yield return $"column {Name(column)} {Definition(column)}";
            }
        }

        foreach (var type in model.GetObjects(DacQueryScopes.UserDefined, TableType.TypeClass))
        {
            foreach (var column in type.GetReferenced(TableType.Columns))
            {
                yield return $"type {Name(column)}{Null(column.GetProperty<bool>(TableTypeColumn.Nullable))}";
            }
        }

        foreach (var index in model.GetObjects(DacQueryScopes.UserDefined, ModelIndex.TypeClass))
        {
            yield return $"index {Name(index)}{Key(index, index.GetProperty<bool>(ModelIndex.Unique), index.GetProperty<bool>(ModelIndex.Clustered), ModelIndex.Columns, ModelIndex.ColumnsRelationship.Ascending)}";
        }

        foreach (var key in model.GetObjects(DacQueryScopes.UserDefined, PrimaryKeyConstraint.TypeClass))
        {
            var table = key.GetReferenced(PrimaryKeyConstraint.Host).Single();
            if (table.ObjectType == Table.TypeClass)
            {
                yield return $"index {Name(table)}.{key.Name.Parts[^1]}{Key(key, isUnique: true, key.GetProperty<bool>(PrimaryKeyConstraint.Clustered), PrimaryKeyConstraint.Columns, PrimaryKeyConstraint.ColumnsRelationship.Ascending)}";
            }
        }

        foreach (var key in model.GetObjects(DacQueryScopes.UserDefined, UniqueConstraint.TypeClass))
        {
            var table = key.GetReferenced(UniqueConstraint.Host).Single();
            if (table.ObjectType == Table.TypeClass)
            {
                yield return $"index {Name(table)}.{key.Name.Parts[^1]}{Key(key, isUnique: true, key.GetProperty<bool>(UniqueConstraint.Clustered), UniqueConstraint.Columns, UniqueConstraint.ColumnsRelationship.Ascending)}";
            }
        }

        (string Kind, ModelTypeClass Class)[] named =
        [
            ("foreign key", ForeignKeyConstraint.TypeClass),
            ("check", CheckConstraint.TypeClass),
            ("module", Procedure.TypeClass),
            ("module", ScalarFunction.TypeClass),
            ("module", TableValuedFunction.TypeClass),
            ("module", View.TypeClass),
            ("module", DmlTrigger.TypeClass),
        ];
        foreach (var (kind, type) in named)
        {
            foreach (var thing in model.GetObjects(DacQueryScopes.UserDefined, type).Where(thing => thing.Name.HasName))
            {
                yield return $"{kind} {Name(thing)}";
            }
        }
    }

    private static string Definition(TSqlObject column)
    {
        if (column.GetMetadata<ColumnType>(Column.ColumnType) != ColumnType.Column)
        {
            // The server derives the type of a computed column; the model does not.
            return "COMPUTED";
        }

        var type = column.GetReferenced(Column.DataType).Single().Name.Parts[^1];
        var size = type is "nvarchar" or "nchar" or "varchar" or "char" or "varbinary" or "binary"
            ? column.GetProperty<bool>(Column.IsMax)
                ? "(max)"
                : $"({column.GetProperty<int>(Column.Length)})"
            : "";
        var identity = column.GetProperty<bool>(Column.IsIdentity) ? " IDENTITY" : "";
        return $"{type}{size}{Null(column.GetProperty<bool>(Column.Nullable))}{identity}";
    }

    private static string Key(
        TSqlObject index,
        bool isUnique,
        bool isClustered,
        ModelRelationshipClass columns,
        ModelPropertyClass ascending
    ) =>
        string.Concat(
            isUnique ? " UNIQUE" : "",
            isClustered ? " CLUSTERED" : "",
            string.Concat(
                index
                    .GetReferencedRelationshipInstances(columns)
                    .Select(column => $" {column.ObjectName.Parts[^1]}{(column.GetProperty<bool>(ascending) ? "" : " DESC")}")
            )
        );

    private static string Name(TSqlObject thing) => string.Join('.', thing.Name.Parts);

    private static string Null(bool isNullable) => isNullable ? " NULL" : " NOT NULL";

    private static async Task<HashSet<string>> LinesAsync(TestServer server)
    {
        await using SqlConnection connection = new(server.ConnectionString);
        await connection.OpenAsync();
        await using SqlCommand command = new(Deployed, connection) { CommandTimeout = 120 };
        await using var reader = await command.ExecuteReaderAsync();
        HashSet<string> lines = new(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            var line = reader.GetString(0);
            lines.Add(
                line.EndsWith(" COMPUTED", StringComparison.Ordinal)
                    ? $"{string.Join(' ', line.Split(' ').Take(2))} COMPUTED"
                    : line
            );
        }

        return lines;
    }
}
