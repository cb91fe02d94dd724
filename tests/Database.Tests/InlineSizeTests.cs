// How large the expressions become when the optimizer replaces each alias by its definition and each inline
// function by its body, as it does with CROSS APPLY (SELECT x = …). SQL Server refuses a plan beyond 65,535
// identifiers and constants in one expression (error 8632), and is slow long before.

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed class InlineSizeTests
{
    private const double Limit = 5_000;

    private static readonly Lazy<InlineSizes> Sizes = new(() =>
        InlineSizes.Of(
            Directory
                .EnumerateFiles(RepositoryFolders.Database, "*.sql", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) is "Functions" or "Procedures" or "Views")
                .Select(file => (Path.GetRelativePath(RepositoryFolders.Database, file), File.ReadAllText(file)))
        )
    );

    private static IEnumerable<TestCaseData> Modules() =>
        Sizes.Value.Modules.Select(module => new TestCaseData(module.File).SetArgDisplayNames(module.File));

    [TestCaseSource(nameof(Modules))]
    public void No_expression_grows_beyond_what_the_optimizer_takes(string file)
    {
        var (size, where) = Sizes.Value.Modules.Single(module => module.File == file).Largest();
        Assert.That(size, Is.LessThanOrEqualTo(Limit), where);
    }

    [Test]
    public void The_functions_of_the_project_are_among_them() =>
        Assert.That(Sizes.Value.Modules, Has.Count.GreaterThan(150));

    [Test]
    public void A_chain_of_aliases_multiplies()
    {
        var chain = string.Concat(
            Enumerable.Range(1, 12).Select(i => $"\nCROSS APPLY (SELECT x = NULLIF(a{i - 1}.x, LEFT(a{i - 1}.x, 1))) AS a{i}")
        );
        var text =
            $"CREATE FUNCTION dbo.F (@t nvarchar(max)) RETURNS TABLE AS RETURN (SELECT y = a12.x FROM (SELECT x = @t) AS a0{chain});";
        Assert.That(Largest(text), Is.GreaterThan(100_000));
    }

    [Test]
    public void An_aggregate_ends_it()
    {
        var chain = string.Concat(
            Enumerable
                .Range(1, 12)
                .Select(i =>
                    $"\nCROSS APPLY (SELECT x = MAX(NULLIF(a{i - 1}.x, LEFT(a{i - 1}.x, 1))) FROM (VALUES (1)) AS v (n)) AS a{i}"
                )
        );
        var text =
            $"CREATE FUNCTION dbo.F (@t nvarchar(max)) RETURNS TABLE AS RETURN (SELECT y = a12.x FROM (SELECT x = @t) AS a0{chain});";
        Assert.That(Largest(text), Is.LessThan(10));
    }

    [Test]
    public void A_function_within_a_function_is_expanded_with_its_arguments() =>
        Assert.That(
            InlineSizes
                .Of([
                    ("F", "CREATE FUNCTION dbo.F (@t int) RETURNS TABLE AS RETURN (SELECT y = @t + @t + @t);"),
                    (
                        "P",
                        "CREATE PROCEDURE dbo.P AS SELECT g.y FROM dbo.T AS t CROSS APPLY dbo.F(t.a + t.b) AS f CROSS APPLY dbo.F(f.y) AS g;"
                    ),
                ])
                .Modules.Max(module => module.Largest().Size),
            Is.EqualTo(18)
        );

    private static double Largest(string text) => InlineSizes.Of([("F", text)]).Modules.Single().Largest().Size;
}
