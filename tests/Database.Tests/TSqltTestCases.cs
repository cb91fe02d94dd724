// Finds every tSQLt test by reading the class files, so that each is a test case of its own before any server
// runs.

using System.Text.RegularExpressions;

namespace AxMonitor.Database.Tests;

internal static partial class TSqltTestCases
{
    /// <summary>The class files: one test class each.</summary>
    public static IReadOnlyList<string> Files =>
        [.. Directory.EnumerateFiles(RepositoryFolders.TestClasses, "*.class.sql").Order(StringComparer.Ordinal)];

    /// <summary>One case per procedure whose name begins with 'test'.</summary>
    public static IEnumerable<TestCaseData> All()
    {
        foreach (var file in Files)
        {
            foreach (Match match in TestProcedure().Matches(File.ReadAllText(file)))
            {
                var className = match.Groups["class"].Value;
                var testName = match.Groups["test"].Value;
                yield return new TestCaseData(className, testName).SetName($"{className}: {testName["test ".Length..]}");
            }
        }
    }

    [GeneratedRegex(
        @"^CREATE PROCEDURE (?<class>\w+)\.\[(?<test>test [^\]]+)\]",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex TestProcedure();
}
