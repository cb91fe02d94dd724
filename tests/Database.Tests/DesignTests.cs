// What the files of the database project must have, asked of their syntax trees: header comments, and no
// index that no statement of the project uses.

using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class DesignTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly string[] ObjectFolders = ["Tables", "Types", "Functions", "Procedures", "Views"];

    private static IEnumerable<TestCaseData> ObjectFiles() =>
        Directory
            .EnumerateFiles(RepositoryFolders.Database, "*.sql", SearchOption.AllDirectories)
            .Where(file => ObjectFolders.Contains(Path.GetFileName(Path.GetDirectoryName(file)!), StringComparer.Ordinal))
            .Select(file => new TestCaseData(file).SetArgDisplayNames(Path.GetRelativePath(RepositoryFolders.Database, file)));

    [TestCaseSource(nameof(ObjectFiles))]
    public void An_object_begins_with_a_comment_that_says_what_it_is_for(string file)
    {
        var text = File.ReadAllText(file).TrimStart('\uFEFF');
        Assert.That(text, Does.StartWith("/*"));
        var header = text[2..text.IndexOf("*/", StringComparison.Ordinal)].Trim();
        var folder = Path.GetFileName(Path.GetDirectoryName(file)!);
        if (folder is "Procedures" or "Functions" or "Views")
        {
            var schema = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file)!)!);
            Assert.That(header, Does.StartWith($"{schema}.{Path.GetFileNameWithoutExtension(file)}: "));
        }

        Assert.That(header, Has.Length.GreaterThan(30));
    }

    private static IEnumerable<TestCaseData> OtherFiles() =>
        new[] { "Seed", "Security", "Migrations" }
            .Select(folder => Path.Combine(RepositoryFolders.Database, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories))
            .Select(file => new TestCaseData(file).SetArgDisplayNames(Path.GetRelativePath(RepositoryFolders.Database, file)));

    [TestCaseSource(nameof(OtherFiles))]
    public void A_file_that_makes_no_object_begins_with_what_it_is_for(string file) =>
        Assert.That(File.ReadLines(file).First(), Does.Match(@"^(-- |/\*\s+).{20,}"));

    private static IEnumerable<TestCaseData> Migrations() =>
        Directory
            .EnumerateFiles(Path.Combine(RepositoryFolders.Database, "Migrations"), "*.sql")
            .Where(file => !file.EndsWith(".down.sql", StringComparison.Ordinal))
            .Select(file => new TestCaseData(file).SetArgDisplayNames(Path.GetFileName(file)));

    [TestCaseSource(nameof(Migrations))]
    public void A_migration_says_the_way_back(string file)
    {
        const string wayBack = "-- Way back: ";
        var line = File.ReadLines(file).TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal)).LastOrDefault("");
        var down = Path.GetFileName(Path.ChangeExtension(file, ".down.sql"));
        Assert.That(
            line,
            Is.EqualTo(wayBack + "restore the backup taken before the deployment.").Or.EqualTo($"{wayBack}{down}.")
        );
        Assert.That(
            File.Exists(Path.Combine(Path.GetDirectoryName(file)!, down)),
            Is.EqualTo(line.EndsWith(down + ".", StringComparison.Ordinal)),
            down
        );
    }

    // A guard over all keys would lock those that exist, in any order: saves of two instances would wait for
    // each other, or be deadlocked.
    [Test]
    public void A_guard_on_a_shared_dimension_is_for_missing_keys_alone_and_takes_them_in_order()
    {
        var guards = Directory
            .EnumerateFiles(RepositoryFolders.Database, "*.sql", SearchOption.AllDirectories)
            .SelectMany(file =>
                File.ReadAllText(file).Split(';').Select(statement => (File: Path.GetFileName(file), Sql: statement))
            )
            .Where(guard =>
                Regex.IsMatch(guard.Sql, @"\bdim\.\w+( AS \w+)? WITH \([^)]*HOLDLOCK", RegexOptions.ExplicitCapture, Limit)
            )
            .ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(guards, Has.Count.GreaterThanOrEqualTo(6));
            foreach (var (file, sql) in guards)
            {
                Assert.That(sql, Does.Match(@"\bFROM #New\w+ AS n\b"), $"{file}: what is missing is looked for without locks first");
                Assert.That(sql, Does.Contain("FORCESEEK").And.Match(@"\bORDER BY n\."), file);
            }
        }
    }

    [Test]
    public void Every_index_serves_a_statement_of_the_project() =>
        Assert.That(UnusedIndexes(Parse(RepositoryFolders.Database)), Is.Empty);

    [Test]
    public void An_index_that_serves_no_statement_is_found()
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, "unused-index");
        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, "A.sql"),
            "CREATE TABLE dbo.A (Id int NOT NULL, B int NULL, C int NULL);\nGO\nCREATE INDEX IX_A_B ON dbo.A (B);\nGO\nCREATE INDEX IX_A_C ON dbo.A (C);\nGO\nCREATE PROCEDURE dbo.P AS SELECT a.B FROM dbo.A AS a WHERE a.C = 1;"
        );
        Assert.That(UnusedIndexes(Parse(folder)), Is.EqualTo(new[] { "dbo.A.IX_A_B (B)" }));
    }

    private static List<TSqlFragment> Parse(string folder)
    {
        List<TSqlFragment> scripts = [];
        foreach (
            var file in Directory
                .EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith("PostDeployment.sql", StringComparison.Ordinal))
        )
        {
            using StringReader reader = new(File.ReadAllText(file));
            scripts.Add(new TSql130Parser(initialQuotedIdentifiers: true).Parse(reader, out _));
        }

        return scripts;
    }

    /// <summary>
    /// Indexes whose first column (behind InstanceId, which most begin with) no statement compares, orders or
    /// groups by in the same table. What refers to a text is asked for by ops.PurgeTexts, which learns of it
    /// from the foreign keys; uniqueness is a use of its own.
    /// </summary>
    private static List<string> UnusedIndexes(List<TSqlFragment> scripts)
    {
        ColumnUses uses = new();
        Indexes indexes = new();
        foreach (var script in scripts)
        {
            script.Accept(uses);
            script.Accept(indexes);
        }

        List<string> unused = [];
        foreach (var index in indexes.All.Where(index => !index.Unique))
        {
            var table = Name(index.OnName);
            string[] columns = [.. index.Columns.Select(column => column.Column.MultiPartIdentifier.Identifiers[^1].Value)];
            var leading = columns.Length > 1 && columns[0] is "InstanceId" ? columns[1] : columns[0];
            var isDayOfPurge = indexes.DayColumns.Contains((table, leading));
            if (!uses.Contains(table, leading) && !indexes.TextReferences.Contains((table, leading)) && !isDayOfPurge)
            {
                unused.Add($"{table}.{index.Name.Value} ({string.Join(", ", columns)})");
            }
        }

        return unused;
    }

    private static string Name(SchemaObjectName name) => $"{name.SchemaIdentifier?.Value}.{name.BaseIdentifier.Value}";

    private sealed class Indexes : TSqlFragmentVisitor
    {
        public List<CreateIndexStatement> All { get; } = [];

        public HashSet<(string Table, string Column)> TextReferences { get; } = [];

        public HashSet<(string Table, string Column)> DayColumns { get; } = [];

        public override void Visit(CreateIndexStatement node) => All.Add(node);

        public override void Visit(CreateTableStatement node)
        {
            foreach (var key in node.Definition.TableConstraints.OfType<ForeignKeyConstraintDefinition>())
            {
                if (key.ReferenceTableName.BaseIdentifier.Value is "StatementText")
                {
                    TextReferences.Add((Name(node.SchemaObjectName), key.Columns[0].Value));
                }
            }
        }

        // EXEC config.DefineFactTable N'table', N'family', N'day column': ops.PurgeRows compares that column.
        public override void Visit(ExecutableProcedureReference node)
        {
            if (
                node.ProcedureReference?.ProcedureReference?.Name.BaseIdentifier.Value is "DefineFactTable"
                && node.Parameters.Count >= 3
                && node.Parameters[0].ParameterValue is StringLiteral table
                && node.Parameters[2].ParameterValue is StringLiteral column
            )
            {
                DayColumns.Add((table.Value, column.Value));
            }
        }
    }

    /// <summary>Columns that stand in conditions, ORDER BY or GROUP BY of a statement that names their
    /// table.</summary>
    private sealed class ColumnUses : TSqlFragmentVisitor
    {
        private readonly HashSet<(string Table, string Column)> _uses = [];

        public bool Contains(string table, string column) => _uses.Contains((table, column));

        public override void Visit(StatementWithCtesAndXmlNamespaces node) => Collect(node);

        public override void Visit(CreateFunctionStatement node) => Collect(node);

        public override void Visit(CreateViewStatement node) => Collect(node);

        public override void Visit(SetVariableStatement node) => Collect(node);

        public override void Visit(IfStatement node) => Collect(node.Predicate);

        public override void Visit(DeclareVariableElement node) => Collect(node);

        private void Collect(TSqlFragment statement)
        {
            Names names = new();
            statement.Accept(names);
            foreach ((var alias, var column) in names.Columns)
            {
                foreach (
                    (var table, var tableAlias) in names.Tables.Where(known =>
                        alias is null || string.Equals(known.Alias, alias, StringComparison.OrdinalIgnoreCase)
                    )
                )
                {
                    _uses.Add((table, column));
                }
            }
        }
    }

    private sealed class Names : TSqlFragmentVisitor
    {
        public List<(string Table, string Alias)> Tables { get; } = [];

        public HashSet<(string? Alias, string Column)> Columns { get; } = [];

        public override void Visit(NamedTableReference node) =>
            Tables.Add((Name(node.SchemaObject), node.Alias?.Value ?? node.SchemaObject.BaseIdentifier.Value));

        public override void Visit(BooleanComparisonExpression node) => Add(node);

        public override void Visit(BooleanTernaryExpression node) => Add(node);

        public override void Visit(BooleanIsNullExpression node) => Add(node);

        public override void Visit(InPredicate node) => Add(node);

        public override void Visit(LikePredicate node) => Add(node);

        public override void Visit(OrderByClause node) => Add(node);

        public override void Visit(GroupByClause node) => Add(node);

        private void Add(TSqlFragment fragment) => fragment.Accept(new References(Columns));
    }

    private sealed class References(HashSet<(string? Alias, string Column)> columns) : TSqlFragmentVisitor
    {
        public override void Visit(ColumnReferenceExpression node)
        {
            if (node.MultiPartIdentifier is { } name)
            {
                columns.Add((name.Count > 1 ? name.Identifiers[^2].Value : null, name.Identifiers[^1].Value));
            }
        }
    }
}
