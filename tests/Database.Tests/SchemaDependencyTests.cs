// The schemas of the repository point one way: what docs/architecture.md allows is compared with what the
// files of the database project use, asked of their syntax trees.

using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class SchemaDependencyTests
{
    private const string ConfigProcedures = "procedures of config";
    private static readonly string[] ObjectFolders = ["Tables", "Types", "Functions", "Procedures", "Views"];

    [Test]
    public void Every_object_uses_only_schemas_that_its_own_may_use()
    {
        var allowed = Allowed();
        var objects = Objects(RepositoryFolders.Database);
        Assert.That(objects, Has.Count.GreaterThan(250));
        Assert.That(Forbidden(objects, allowed), Is.Empty);
    }

    [Test]
    public void The_allowed_uses_form_no_circle()
    {
        var allowed = Allowed();
        List<string> done = [];
        while (allowed.Keys.Except(done).FirstOrDefault(layer => allowed[layer].All(done.Contains)) is { } next)
        {
            done.Add(next);
        }

        Assert.That(allowed.Keys.Except(done), Is.Empty, "each of these leads back to itself");
    }

    [Test]
    public void Every_schema_has_a_place_in_the_table() =>
        Assert.That(
            Allowed().Keys,
            Is.EquivalentTo(
                Directory
                    .EnumerateFiles(Path.Combine(RepositoryFolders.Database, "Security", "Schemas"), "*.sql")
                    .Select(Path.GetFileNameWithoutExtension)
                    .Append(ConfigProcedures)
            )
        );

    [TestCase("SELECT a.B FROM report.A AS a", "dim.P uses report.A")]
    [TestCase("SELECT f.B FROM (SELECT 1 AS C) AS a CROSS APPLY report.F(a.C) AS f", "dim.P uses report.F")]
    [TestCase("SELECT report.F(1)", "dim.P uses report.F")]
    [TestCase("EXEC report.Q", "dim.P uses report.Q")]
    [TestCase("EXEC config.SetQ", "dim.P uses config.SetQ")]
    [TestCase("DECLARE @Rows report.T", "dim.P uses report.T")]
    [TestCase("SELECT c.B FROM config.A AS c", null)]
    [TestCase("SELECT sys.B FROM sys.tables AS sys", null)]
    public void An_arrow_up_is_found(string body, string? finding)
    {
        Dictionary<string, string[]> allowed = new()
        {
            ["config"] = [],
            ["dim"] = ["config"],
            ["report"] = ["dim"],
            [ConfigProcedures] = ["config", "dim"],
        };
        List<DatabaseObject> objects =
        [
            Parse("config", "Procedures", "SetQ", "CREATE PROCEDURE config.SetQ AS SELECT 1;"),
            Parse("dim", "Procedures", "P", $"CREATE PROCEDURE dim.P AS {body};"),
        ];
        Assert.That(Forbidden(objects, allowed), Is.EqualTo(finding is null ? Array.Empty<string>() : [finding]));
    }

    [Test]
    public void A_foreign_key_is_an_arrow_too()
    {
        var table = Parse(
            "config",
            "Tables",
            "A",
            "CREATE TABLE config.A (B int NOT NULL, CONSTRAINT FK_A_T FOREIGN KEY (B) REFERENCES fact.T (B));"
        );
        Assert.That(
            Forbidden([table], new Dictionary<string, string[]> { ["config"] = [], ["fact"] = ["config"] }),
            Is.EqualTo(new[] { "config.A uses fact.T" })
        );
    }

    private static List<string> Forbidden(List<DatabaseObject> objects, Dictionary<string, string[]> allowed)
    {
        var layers = objects.ToDictionary(one => one.Name, one => one.Layer, StringComparer.OrdinalIgnoreCase);
        return
        [
            .. from one in objects
            from used in one.Uses
            let schema = used.Split('.')[0]
            where allowed.ContainsKey(schema)
            let layer = layers.GetValueOrDefault(used, schema)
            where layer != one.Layer && !allowed[one.Layer].Contains(layer, StringComparer.Ordinal)
            orderby one.Name, used
            select $"{one.Name} uses {used}",
        ];
    }

    /// <summary>The table of docs/architecture.md: a line is `| who | names in back quotes |`.</summary>
    private static Dictionary<string, string[]> Allowed() =>
        File.ReadLines(Path.Combine(RepositoryFolders.Root, "docs", "architecture.md"))
            .SkipWhile(line => line is not "## Which schema may use which")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|') && line.Contains('`', StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(
                cells => cells[1].Replace("`", "", StringComparison.Ordinal),
                cells => cells[2].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(name => name.Trim('`'))
                    .ToArray(),
                StringComparer.Ordinal
            );

    private static List<DatabaseObject> Objects(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories)
                .Select(file => (File: file, Kind: Path.GetFileName(Path.GetDirectoryName(file)!)))
                .Where(found => ObjectFolders.Contains(found.Kind, StringComparer.Ordinal))
                .Select(found =>
                    Parse(
                        Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(found.File)!)!),
                        found.Kind,
                        Path.GetFileNameWithoutExtension(found.File),
                        File.ReadAllText(found.File)
                    )
                ),
        ];

    private static DatabaseObject Parse(string schema, string kind, string name, string text)
    {
        using StringReader reader = new(text);
        var script = new TSql130Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        Assert.That(errors, Is.Empty, $"{schema}.{name}");
        Names names = new();
        script.Accept(names);
        var layer = schema == "config" && kind == "Procedures" ? ConfigProcedures : schema;
        return new DatabaseObject($"{schema}.{name}", layer, [.. names.All.Where(used => used != $"{schema}.{name}").Order()]);
    }

    /// <summary>One file: the object it makes, its layer (its schema, except for procedures of config), and
    /// the objects it names.</summary>
    private sealed record DatabaseObject(string Name, string Layer, string[] Uses);

    private sealed class Names : TSqlFragmentVisitor
    {
        public HashSet<string> All { get; } = new(StringComparer.OrdinalIgnoreCase);

        public override void Visit(SchemaObjectName node)
        {
            if (node.SchemaIdentifier is { } schema)
            {
                All.Add($"{schema.Value}.{node.BaseIdentifier.Value}");
            }
        }

        // A scalar function: schema.Function(…).
        public override void Visit(FunctionCall node)
        {
            if (node.CallTarget is MultiPartIdentifierCallTarget { MultiPartIdentifier: { } target })
            {
                All.Add($"{target.Identifiers[^1].Value}.{node.FunctionName.Value}");
            }
        }
    }
}
