// Finds every tSQLt test by reading the class files, so that each is a test case of its own before any server
// runs.

using System.Text.RegularExpressions;
using AxMonitor.Orchestrator.Verify;

namespace AxMonitor.Database.Tests;

internal static partial class TSqltTestCases
{
    /// <summary>One case per procedure whose name begins with 'test'.</summary>
    public static IEnumerable<TestCaseData> All()
    {
        foreach (var file in new TestClasses(RepositoryFolders.TestClasses).Files)
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
