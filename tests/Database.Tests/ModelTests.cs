// The database project compiles for SQL Server 2016, and the build says clearly where it would not.

using System.Text.RegularExpressions;
using AxMonitor.Database.Build;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed partial class ModelTests
{
    private static IEnumerable<TestCaseData> SqlFiles() =>
        new[] { RepositoryFolders.Database, RepositoryFolders.TestClasses, Path.Combine(RepositoryFolders.Root, "xe-sessions") }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories))
            .Where(file => !file.EndsWith("PostDeployment.sql", StringComparison.Ordinal))
            .Where(file =>
                !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            )
            .Select(file => new TestCaseData(file).SetArgDisplayNames(Path.GetRelativePath(RepositoryFolders.Root, file)));

    [Test]
    public void The_model_of_SQL_Server_2016_has_neither_errors_nor_warnings() =>
        Assert.That(DatabaseBuilder.Validate(RepositoryFolders.Database), Is.Empty);

    [Test]
    public void Every_name_is_spelt_as_it_was_defined_so_that_a_case_sensitive_repository_works() =>
        Assert.That(DatabaseBuilder.Validate(RepositoryFolders.Database, "Latin1_General_100_BIN2"), Is.Empty);

    [Test]
    public void The_package_holds_model_and_seed()
    {
        var package = Path.Combine(TestContext.CurrentContext.WorkDirectory, "AxMonitor.dacpac");
        Assert.That(DatabaseBuilder.WritePackage(RepositoryFolders.Database, package), Is.Empty);

        using (
            Microsoft.SqlServer.Dac.Model.TSqlModel model = new(package, Microsoft.SqlServer.Dac.DacSchemaModelStorageType.Memory)
        )
        {
            Assert.That(model.CopyModelOptions().TransactionIsolationReadCommittedSnapshot, Is.True);
        }

        using var archive = System.IO.Compression.ZipFile.OpenRead(package);
        Assert.That(archive.Entries.Select(entry => entry.FullName), Is.SupersetOf(new[] { "model.xml", "postdeploy.sql" }));
    }

    [TestCaseSource(nameof(SqlFiles))]
    public void The_parser_of_2016_accepts(string file) =>
        Assert.That(Errors(new TSql130Parser(initialQuotedIdentifiers: true), file), Is.Empty);

    [TestCaseSource(typeof(RepositoryFolders), nameof(RepositoryFolders.CollectorNames))]
    public void A_collector_keeps_to_compatibility_level_110(string collector)
    {
        var text = RepositoryFolders.Collector(collector).Text;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(ErrorsIn(new TSql110Parser(initialQuotedIdentifiers: true), text), Is.Empty);
            Assert.That(text, Does.Not.Contain("TRY_CONVERT"), "a database at level 100 knows it not; TRY_CAST it does");
            Assert.That(
                text,
                Does.Contain("SET LOCK_TIMEOUT").And.Contain("READ UNCOMMITTED").And.Contain("@RowLimit")
            );
        }
    }

    [TestCaseSource(typeof(RepositoryFolders), nameof(RepositoryFolders.CollectorNames))]
    public void Which_errors_pass_by_themselves_a_collector_asks_of_the_list(string collector)
    {
        var text = RepositoryFolders.Collector(collector).Text;
        var own = OwnErrorList().Matches(text).Select(match => match.Value).ToList();
        Assert.That(own, Is.Empty, "Shared/SessionSettings.sql has them: @PassingErrors, @ClosedErrors");
    }

    // 601, 1205 and 1222 in a comparison of its own.
    [GeneratedRegex(
        @"ERROR_NUMBER\(\)\s*(=|<>|IN|NOT\s+IN)[^;]*?\b(601|1205|1222)\b",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex OwnErrorList();

    [TestCaseSource(typeof(RepositoryFolders), nameof(RepositoryFolders.CollectorNames))]
    public void A_collector_writes_to_its_own_temp_tables_only(string collector)
    {
        using StringReader reader = new(RepositoryFolders.Collector(collector).Text);
        var script = new TSql130Parser(initialQuotedIdentifiers: true).Parse(reader, out _);
        WriteTargets targets = new();
        script.Accept(targets);
        Assert.That(targets.Names, Has.All.StartsWith("#"));
    }

    [Test]
    public void A_syntax_error_is_reported_with_file_and_line()
    {
        var folder = ProjectWith(("dbo/Procedures/Wrong.sql", "CREATE PROCEDURE dbo.Wrong\nAS\nSELEC 1;\n"));
        var exception = Assert.Throws<DatabaseBuildException>(() => DatabaseBuilder.Compile(folder));
        Assert.That(exception!.Message, Does.Contain("dbo/Procedures/Wrong.sql(3,"));
    }

    [Test]
    public void An_unknown_table_is_reported_with_file()
    {
        var folder = ProjectWith(("dbo/Procedures/Wrong.sql", "CREATE PROCEDURE dbo.Wrong\nAS\nSELECT a FROM dbo.Nowhere;\n"));
        Assert.That(
            DatabaseBuilder.Validate(folder).Select(message => message.ToString()),
            Has.Some.Contains("dbo/Procedures/Wrong.sql(1,1)").And.Some.Contains("Nowhere")
        );
    }

    [Test]
    public void A_name_in_other_letters_is_reported_under_a_case_sensitive_collation()
    {
        var folder = ProjectWith(
            ("dbo/Tables/A.sql", "CREATE TABLE dbo.A (Id int NOT NULL CONSTRAINT PK_A PRIMARY KEY);"),
            ("dbo/Procedures/Wrong.sql", "CREATE PROCEDURE dbo.Wrong\nAS\nSELECT ID FROM dbo.A;\n")
        );
        Assert.That(DatabaseBuilder.Validate(folder, "Latin1_General_100_BIN2"), Is.Not.Empty);
    }

    [Test]
    public void A_temp_table_nobody_declares_is_reported()
    {
        var folder = ProjectWith(("dbo/Procedures/Wrong.sql", "CREATE PROCEDURE dbo.Wrong\nAS\nSELECT a FROM #Nowhere;\n"));
        Assert.That(DatabaseBuilder.Validate(folder).Select(message => message.Text), Has.Some.Contains("#Nowhere"));
    }

    [Test]
    public void Data_in_an_object_file_is_reported()
    {
        var folder = ProjectWith(
            ("dbo/Tables/Wrong.sql", "CREATE TABLE dbo.Wrong (a int NOT NULL);\nGO\nINSERT dbo.Wrong VALUES (1);\n")
        );
        var exception = Assert.Throws<DatabaseBuildException>(() => DatabaseBuilder.Compile(folder));
        Assert.That(exception!.Message, Does.Contain("dbo/Tables/Wrong.sql(3,1): error AXD001"));
    }

    [Test]
    public void A_folder_that_does_not_exist_is_named() =>
        Assert.That(
            () => DatabaseBuilder.Compile("/no/such/folder"),
            Throws.TypeOf<DirectoryNotFoundException>().With.Message.Contains("/no/such/folder")
        );

    [Test]
    public void Referenced_tables_come_before_those_that_reference_them()
    {
        var folder = ProjectWith(
            (
                "dbo/Tables/A.sql",
                "CREATE TABLE dbo.A (Id int NOT NULL CONSTRAINT PK_A PRIMARY KEY, BId int NOT NULL CONSTRAINT FK_A_B REFERENCES dbo.B (Id));"
            ),
            ("dbo/Tables/B.sql", "CREATE TABLE dbo.B (Id int NOT NULL CONSTRAINT PK_B PRIMARY KEY);")
        );
        Assert.That(ScriptNames(folder), Is.EqualTo(new[] { "dbo/Tables/B.sql", "dbo/Tables/A.sql" }));
    }

    [Test]
    public void A_table_partitioned_by_day_compiles_and_comes_behind_its_scheme()
    {
        var folder = ProjectWith(
            ("Storage/PF_Day.sql", File.ReadAllText(Path.Combine(RepositoryFolders.Database, "Storage", "PF_Day.sql"))),
            ("Storage/PS_Day.sql", File.ReadAllText(Path.Combine(RepositoryFolders.Database, "Storage", "PS_Day.sql"))),
            (
                "dbo/Tables/A.sql",
                "CREATE TABLE dbo.A (Id int NOT NULL, CapturedAt datetime2(3) NOT NULL, CONSTRAINT PK_A PRIMARY KEY CLUSTERED (Id, CapturedAt)) ON PS_Day (CapturedAt);"
            )
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That(DatabaseBuilder.Validate(folder), Is.Empty);
            Assert.That(
                ScriptNames(folder),
                Is.EqualTo(new[] { "Storage/PF_Day.sql", "Storage/PS_Day.sql", "dbo/Tables/A.sql" })
            );
        }
    }

    private static IEnumerable<string> ScriptNames(string folder) =>
        DatabaseBuilder.Compile(folder).Scripts.Select(script => script.Name);

    private static string ProjectWith(params (string Path, string Text)[] files)
    {
        var folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, "project", TestContext.CurrentContext.Test.ID);
        Directory.CreateDirectory(Path.Combine(folder, "Seed"));
        File.WriteAllText(Path.Combine(folder, "Seed", "PostDeployment.sql"), "");
        foreach ((var path, var text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.WriteAllText(Path.Combine(folder, path), text);
        }

        return folder;
    }

    private static IEnumerable<string> Errors(TSqlParser parser, string file) => ErrorsIn(parser, File.ReadAllText(file));

    private static IEnumerable<string> ErrorsIn(TSqlParser parser, string text)
    {
        using StringReader reader = new(text);
        parser.Parse(reader, out var errors);
        return errors.Select(error => $"line {error.Line}: {error.Message}");
    }

    private sealed class WriteTargets : TSqlFragmentVisitor
    {
        public List<string> Names { get; } = [];

        public override void Visit(DataModificationSpecification node)
        {
            if (node.Target is NamedTableReference table)
            {
                // The target of UPDATE … FROM may be the alias of a table in the FROM clause.
                var name = table.SchemaObject.BaseIdentifier.Value;
                Aliases aliases = new();
                (node as UpdateDeleteSpecificationBase)?.FromClause?.Accept(aliases);
                Names.Add(aliases.Tables.GetValueOrDefault(name, name));
            }
        }

        private sealed class Aliases : TSqlFragmentVisitor
        {
            public Dictionary<string, string> Tables { get; } = new(StringComparer.OrdinalIgnoreCase);

            public override void Visit(NamedTableReference node)
            {
                if (node.Alias is { } alias)
                {
                    Tables.TryAdd(alias.Value, node.SchemaObject.BaseIdentifier.Value);
                }
            }
        }
    }
}
