// docs/sandbox-coverage.md says what the engine supports and what it refuses by name; it is written from the
// engine itself and must not differ from it: AXMONITOR_WRITE_DOCS=1 writes it anew.
using System.Runtime.CompilerServices;
using System.Text;
using AxMonitor.Engine.Functions;
using AxMonitor.Engine.Programs;
using AxMonitor.Engine.SystemViews;

namespace AxMonitor.Engine.Tests;

[TestFixture]
public sealed class CoverageTests
{
    private const int Columns = 110;
    private const string Refusal = "! Msg 40000,";

    [Test]
    public void The_page_of_coverage_is_what_the_engine_does()
    {
        var path = Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/sandbox-coverage.md");
        var page = Page();
        if (Environment.GetEnvironmentVariable("AXMONITOR_WRITE_DOCS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.That(
            File.ReadAllText(path).ReplaceLineEndings("\n"),
            Is.EqualTo(page),
            "write it anew with AXMONITOR_WRITE_DOCS=1"
        );
    }

    /// <summary>What the engine has is documented, or it could not be of 2016.</summary>
    [Test]
    public void Every_system_object_of_the_engine_is_documented()
    {
        var known = DocumentedObjects.Sources.ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.That(EngineCoverage.Sources.Where(s => !known.Contains(s)), Is.Empty);
    }

    /// <summary>An example fails with the refusal alone, or not at all.</summary>
    [TestCaseSource(nameof(Names))]
    public void An_example_is_supported_or_refused_by_name(int number)
    {
        var output = Run(CoverageSamples.All[number].Sql);
        var errors = output.Split('\n').Where(static l => l.StartsWith("! Msg", StringComparison.Ordinal)).ToList();
        Assert.That(
            errors.TrueForAll(e =>
                e.StartsWith(Refusal, StringComparison.Ordinal) || e.Contains("Level 0,", StringComparison.Ordinal)
            ),
            Is.True,
            output
        );
    }

    private static IEnumerable<TestCaseData> Names() =>
        CoverageSamples.All.Select(static (s, i) => new TestCaseData(i).SetArgDisplayNames(s.Name));

    private static string Page()
    {
        var page = new StringBuilder();
        page.Append("# What the engine supports\n\n");
        page.Append("Written from the engine by its tests; do not change it by hand. What is supported behaves as SQL Server 2016 SP2 does,\n");
        page.Append("but for what [sandbox.md](sandbox.md) calls coarser, with the reasons. What is refused fails with an error that names it\n");
        page.Append("(40000); what SQL Server 2016 does not know either fails with SQL Server's own error (208, 2812, 195 …).\n");
        foreach (var section in CoverageSamples.All.GroupBy(static s => s.Section))
        {
            page.Append("\n## ").Append(section.Key).Append("\n\n| | |\n|---|---|\n");
            foreach (var (_, name, sql) in section)
            {
                var isRefused = Run(sql).Contains(Refusal, StringComparison.Ordinal);
                page.Append("| ").Append(name).Append(" | ").Append(isRefused ? "refused by name" : "supported").Append(" |\n");
            }
        }

        var sources = EngineCoverage.Sources.ToList();
        List(page, "Views and table functions: supported", sources);
        List(
            page,
            "Views and table functions: refused by name",
            DocumentedObjects.Sources.Except(sources, StringComparer.OrdinalIgnoreCase)
        );
        var procedures = EngineCoverage.Procedures.ToList();
        List(page, "System procedures: supported", procedures);
        List(
            page,
            "System procedures: refused by name",
            DocumentedObjects.AllProcedures.Except(procedures, StringComparer.OrdinalIgnoreCase)
        );
        List(
            page,
            "Functions: supported",
            ScalarFunctions.Names.Concat(AggregateFunctions.All).Where(static n => n.All(IsOfName))
        );
        List(page, "Functions: refused by name", ScalarFunctions.RefusedNames);
        return page.ToString();
    }

    // AT TIME ZONE and the like are no functions.
    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '@';

    private static void List(StringBuilder page, string title, IEnumerable<string> names)
    {
        page.Append("\n## ").Append(title).Append('\n');
        var width = Columns;
        foreach (var name in names.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase))
        {
            page.Append(width + name.Length + 3 > Columns ? "\n" : " ").Append('`').Append(name).Append('`');
            width = width + name.Length + 3 > Columns ? name.Length + 2 : width + name.Length + 3;
        }

        page.Append('\n');
    }

    private static string Run(string sql)
    {
        using var server = new ServerInstance(new EngineOptions { AdministratorPassword = "golden" });
        using var session = server.OpenSession(
            new LoginRequest(server.Options.AdministratorLogin, "golden", null, "test", "test", 1)
        );
        var ready = new GoldenOutput();
        string[] start = ["CREATE DATABASE coverage;", "USE coverage;", CoverageSamples.Setup, CoverageSamples.View];
        foreach (var batch in start)
        {
            session.ExecuteBatch(batch, ready, CancellationToken.None);
        }

        Assert.That(ready.LastError, Is.Zero, ready.Text);
        var output = new GoldenOutput();
        session.ExecuteBatch(sql, output, CancellationToken.None);
        return output.Text;
    }

    private static string Here([CallerFilePath] string file = "") => file;
}
