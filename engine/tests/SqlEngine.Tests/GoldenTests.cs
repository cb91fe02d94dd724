// Runs every script below scripts/ in a database of its own and compares the output with the text file beside
// it. AXMONITOR_WRITE_GOLDEN=1 writes the text files anew; a rewritten file is to be read against SQL
// Server's documented behaviour. A batch with the line "-- plan" shows the plans of its queries and
// modifications before what they give.
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AxMonitor.Engine.Programs;

namespace AxMonitor.Engine.Tests;

[TestFixture]
public sealed partial class GoldenTests
{
    private static readonly TimeSpan BatchLimit = TimeSpan.FromSeconds(60);

    [TestCaseSource(nameof(Cases))]
    public void Script_gives_the_expected_output(string script)
    {
        var path = Path.Combine(Folder(), script);
        var expectedPath = Path.ChangeExtension(path, ".txt");
        var actual = Run(File.ReadAllText(path));
        if (Environment.GetEnvironmentVariable("AXMONITOR_WRITE_GOLDEN") == "1")
        {
            File.WriteAllText(expectedPath, actual);
        }

        var expected = File.Exists(expectedPath) ? File.ReadAllText(expectedPath).ReplaceLineEndings("\n") : "";
        Assert.That(actual, Is.EqualTo(expected), script);
    }

    public static IEnumerable<TestCaseData> Cases()
    {
        foreach (
            var path in Directory.EnumerateFiles(Folder(), "*.sql", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        )
        {
            var name = Path.GetRelativePath(Folder(), path).Replace('\\', '/');
            yield return new TestCaseData(name).SetArgDisplayNames(name);
        }
    }

    /// <summary>Runs the GO-separated batches of a script in a fresh database.</summary>
    public static string Run(string script)
    {
        using var server = new ServerInstance(new EngineOptions { AdministratorPassword = "golden" });
        var output = new GoldenOutput();
        using var session = server.OpenSession(
            new LoginRequest(server.Options.AdministratorLogin, "golden", null, "golden", "golden", 1)
        );
        using var limit = new CancellationTokenSource(BatchLimit);
        session.ExecuteBatch("CREATE DATABASE golden;", output, limit.Token);
        session.ExecuteBatch("USE golden;", new GoldenOutput(), limit.Token);
        var number = 0;
        foreach (var batch in Batches(script))
        {
            number++;
            if (number > 1)
            {
                output.Line(string.Create(CultureInfo.InvariantCulture, $"-- batch {number}"));
            }

            if (PlanLine().IsMatch(batch))
            {
                foreach (var plan in session.Explain(batch))
                {
                    output.Line("plan: " + plan);
                }
            }

            session.ExecuteBatch(batch, output, limit.Token);
        }

        return output.Text;
    }

    private static IEnumerable<string> Batches(string script) =>
        GoLine().Split(script.ReplaceLineEndings("\n")).Select(b => b.Trim('\n')).Where(b => b.Trim().Length > 0);

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "scripts");

    [GeneratedRegex(@"^\s*GO\s*$", RegexOptions.Multiline | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex GoLine();

    [GeneratedRegex(@"^-- plan$", RegexOptions.Multiline, 1000)]
    private static partial Regex PlanLine();
}
