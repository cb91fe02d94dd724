// What a real server would refuse or pay for later, read from the files: keys longer than an index may hold,
// and deletions that look through a table for each row because no index begins with what refers to them.

using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class KeyDesignTests
{
    // Of SQL Server 2016, in bytes: above them error 1946 once a value is that long.
    private const int ClusteredKeyLimit = 900;
    private const int OtherKeyLimit = 1700;

    [Test]
    public void No_key_is_longer_than_an_index_holds()
    {
        var keys = Tables.In(RepositoryFolders.Database).Keys;
        Assert.That(keys, Has.Count.GreaterThan(100), "keys were read");
        Assert.That(keys.Where(IsTooLong).Select(key => $"{key.Where}: {key.Bytes} bytes"), Is.Empty);
    }

    [Test]
    public void What_refers_to_rows_that_are_deleted_is_found_by_an_index()
    {
        var tables = Tables.In(RepositoryFolders.Database);
        Assert.That(tables.References, Has.Count.GreaterThan(50), "foreign keys were read");
        Assert.That(Unindexed(tables), Is.Empty);
    }

    [Test]
    public void A_long_key_and_a_reference_without_index_are_found()
    {
        var tables = Tables.Of(
            [
                """
                CREATE TABLE a.Text (Hash binary(32) NOT NULL CONSTRAINT PK_Text PRIMARY KEY CLUSTERED, Name nvarchar(460) NOT NULL);
                CREATE TABLE a.Line (Id int NOT NULL, Hash binary(32) NULL,
                    CONSTRAINT PK_Line PRIMARY KEY CLUSTERED (Id), CONSTRAINT FK_Line FOREIGN KEY (Hash) REFERENCES a.Text (Hash));
                CREATE CLUSTERED INDEX IX_Text ON a.Text (Name);
                """,
                "CREATE PROCEDURE a.Purge AS DELETE t FROM a.Text AS t WHERE t.Hash = 0x;",
            ]
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tables.Keys.Where(IsTooLong).Select(key => key.Where), Is.EqualTo(new[] { "a.Text (Name)" }));
            Assert.That(Unindexed(tables), Is.EqualTo(new[] { "a.Line (Hash) refers to a.Text" }));
        }
    }

    private static bool IsTooLong(Key key) => key.Bytes > (key.IsClustered ? ClusteredKeyLimit : OtherKeyLimit);

    private static IEnumerable<string> Unindexed(Tables tables) =>
        tables
            .References.Where(reference => tables.Deleted.Contains(reference.To))
            .Where(reference =>
                !tables.Keys.Any(key =>
                    Same(key.Table, reference.From)
                    && reference.Columns.Contains(key.Columns[0], StringComparer.OrdinalIgnoreCase)
                )
            )
            .Select(reference => $"{reference.From} ({string.Join(", ", reference.Columns)}) refers to {reference.To}");

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private sealed record Key(string Table, string[] Columns, bool IsClustered, int Bytes)
    {
        public string Where => $"{Table} ({string.Join(", ", Columns)})";
    }

    private sealed record Reference(string From, string[] Columns, string To);

    /// <summary>Keys, foreign keys and deletions of a set of scripts. Rows of tables that
    /// config.DefineFactTable registers are deleted too, and texts by a statement made at run time.</summary>
    private sealed class Tables : TSqlFragmentVisitor
    {
        private readonly Dictionary<string, Dictionary<string, int>> _widths = new(StringComparer.OrdinalIgnoreCase);
        private readonly List<(string Table, string[] Columns, bool IsClustered)> _keys = [];

        public List<Reference> References { get; } = [];

        public HashSet<string> Deleted { get; } = new(StringComparer.OrdinalIgnoreCase) { "dim.StatementText" };

        public List<Key> Keys =>
            [
                .. _keys.Select(key => new Key(
                    key.Table,
                    key.Columns,
                    key.IsClustered,
                    key.Columns.Sum(column => _widths[key.Table].GetValueOrDefault(column))
                )),
            ];

        public static Tables In(string folder) =>
            Of(
                Directory
                    .EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories)
                    .Where(file => !file.EndsWith("PostDeployment.sql", StringComparison.Ordinal))
                    .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}Migrations{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                    .Select(File.ReadAllText)
            );

        public static Tables Of(IEnumerable<string> scripts)
        {
            Tables tables = new();
            foreach (var script in scripts)
            {
                using StringReader reader = new(script);
                new TSql130Parser(initialQuotedIdentifiers: true).Parse(reader, out _)?.Accept(tables);
            }

            return tables;
        }

        public override void Visit(CreateTableStatement node)
        {
            var table = Name(node.SchemaObjectName);
            if (table.StartsWith('#'))
            {
                return;
            }

            _widths[table] = node.Definition.ColumnDefinitions.ToDictionary(
                column => column.ColumnIdentifier.Value,
                column => Bytes(column.DataType),
                StringComparer.OrdinalIgnoreCase
            );
            foreach (var column in node.Definition.ColumnDefinitions)
            {
                foreach (var constraint in column.Constraints)
                {
                    Constraint(table, constraint, column.ColumnIdentifier.Value);
                }
            }

            foreach (var constraint in node.Definition.TableConstraints)
            {
                Constraint(table, constraint, null);
            }
        }

        public override void Visit(CreateIndexStatement node)
        {
            var table = Name(node.OnName);
            if (_widths.ContainsKey(table))
            {
                _keys.Add((table, Columns(node.Columns), node.Clustered == true));
            }
        }

        public override void Visit(DeleteSpecification node)
        {
            if (node.Target is not NamedTableReference target)
            {
                return;
            }

            var aliased = node
                .FromClause?.TableReferences.SelectMany(Named)
                .FirstOrDefault(source => Same(source.Alias?.Value ?? "", target.SchemaObject.BaseIdentifier.Value));
            Deleted.Add(Name((aliased ?? target).SchemaObject));
        }

        public override void Visit(ExecutableProcedureReference node)
        {
            if (
                node.ProcedureReference.ProcedureReference?.Name is { } name
                && Same(Name(name), "config.DefineFactTable")
                && node.Parameters is [{ ParameterValue: StringLiteral table }, ..]
            )
            {
                Deleted.Add(table.Value);
            }
        }

        private static IEnumerable<NamedTableReference> Named(TableReference reference) =>
            reference switch
            {
                NamedTableReference named => [named],
                JoinTableReference join => Named(join.FirstTableReference).Concat(Named(join.SecondTableReference)),
                _ => [],
            };

        private void Constraint(string table, ConstraintDefinition constraint, string? column)
        {
            switch (constraint)
            {
                case UniqueConstraintDefinition unique:
                    _keys.Add(
                        (
                            table,
                            unique.Columns.Count > 0 ? Columns(unique.Columns) : [column!],
                            unique.Clustered ?? unique.IsPrimaryKey
                        )
                    );
                    break;
                case ForeignKeyConstraintDefinition foreign:
                    References.Add(
                        new Reference(
                            table,
                            foreign.Columns.Count > 0 ? [.. foreign.Columns.Select(c => c.Value)] : [column!],
                            Name(foreign.ReferenceTableName)
                        )
                    );
                    break;
            }
        }

        private static string[] Columns(IEnumerable<ColumnWithSortOrder> columns) =>
            [.. columns.Select(column => column.Column.MultiPartIdentifier.Identifiers[^1].Value)];

        private static string Name(SchemaObjectName name) => string.Join('.', name.Identifiers.Select(part => part.Value));

        /// <summary>Of the types that keys have here.</summary>
        private static int Bytes(DataTypeReference? type)
        {
            var name = type?.Name.BaseIdentifier.Value.ToLowerInvariant();
            var length =
                type is ParameterizedDataTypeReference { Parameters: [{ } first, ..] } && int.TryParse(first.Value, out var n)
                    ? n
                    : 0;
            return name switch
            {
                "nvarchar" or "nchar" => 2 * length,
                "varchar" or "char" or "varbinary" or "binary" => length,
                "sysname" => 256,
                "bigint" or "float" or "datetime" or "datetime2" => 8,
                "uniqueidentifier" or "decimal" => 16,
                _ => 4,
            };
        }
    }
}
