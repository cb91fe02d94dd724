// Runs every script under scripts/ and compares what a client would see with the text file beside it.
// A case starts on a fresh instance with an empty database; GO separates batches. A first line "-- types" adds column types.
// To accept new output after reading it, run with the environment variable AXMONITOR_ACCEPT_GOLDEN=1.
using AxMonitor.Sandbox.SqlEngine.Programs;
using NUnit.Framework;

namespace AxMonitor.Sandbox.SqlEngine.Tests.Golden;

[TestFixture]
[Parallelizable(ParallelScope.All)]
public sealed class GoldenScripts
{
    private static readonly string Source = Find();

    public static IEnumerable<TestCaseData> Cases()
    {
        foreach (var file in Directory.EnumerateFiles(Source, "*.sql", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.ChangeExtension(Path.GetRelativePath(Source, file), null).Replace('\\', '/');
            yield return new TestCaseData(name).SetName("Script " + name);
        }
    }

    [TestCaseSource(nameof(Cases))]
    public void Output_is_as_written_beside_the_script(string name)
    {
        var script = File.ReadAllText(Path.Combine(Source, name + ".sql")).ReplaceLineEndings("\n");
        var actual = Run(script);
        var expectedFile = Path.Combine(Source, name + ".txt");
        if (Environment.GetEnvironmentVariable("AXMONITOR_ACCEPT_GOLDEN") == "1")
        {
            File.WriteAllText(expectedFile, actual);
        }

        Assert.That(File.Exists(expectedFile), Is.True, $"{name}.txt is missing. The script's output was:\n{actual}");
        Assert.That(actual, Is.EqualTo(File.ReadAllText(expectedFile).ReplaceLineEndings("\n")));
    }

    internal static string Run(string script)
    {
        using var server = new ServerInstance(new EngineOptions());
        server.Storage.CreateDatabase("Test");
        using var session = server.OpenAdministratorSession("Test", "golden");
        var sink = new TranscriptSink { ShowTypes = script.StartsWith("-- types", StringComparison.Ordinal) };
        foreach (var batch in Split(script))
        {
            session.ExecuteBatch(batch, sink, CancellationToken.None);
        }

        return sink.ToString();
    }

    // By hand and not by BatchParser: a batch that does not parse is a case of its own.
    private static IEnumerable<string> Split(string script)
    {
        var batch = new List<string>();
        foreach (var line in script.Split('\n'))
        {
            if (string.Equals(line.Trim(), "GO", StringComparison.OrdinalIgnoreCase))
            {
                yield return string.Join('\n', batch);
                batch.Clear();
            }
            else
            {
                batch.Add(line);
            }
        }

        if (batch.Any(static l => l.Trim().Length > 0))
        {
            yield return string.Join('\n', batch);
        }
    }

    // The scripts lie in the source tree, so that a changed expectation is a changed file of the repository.
    private static string Find()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (folder is not null)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "SqlEngine.Tests", "scripts");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }

            folder = folder.Parent;
        }

        throw new DirectoryNotFoundException("tests/SqlEngine.Tests/scripts is not above " + TestContext.CurrentContext.TestDirectory);
    }
}
