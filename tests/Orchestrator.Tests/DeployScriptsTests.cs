// The scripts of deploy/ that an administrator runs by sqlcmd are T-SQL of SQL Server 2016, name each
// variable that they use at their top, and stop at the first error.
using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AxMonitor.Orchestrator.Tests;

public sealed partial class DeployScriptsTests
{
    private static IEnumerable<string> Scripts() =>
        Directory.GetFiles(
            RepositoryRoot.Combine("deploy"),
            "*.sql"
        ).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Scripts))]
    public void A_script_is_T_SQL_and_says_how_to_run_it(string script)
    {
        var text = File.ReadAllText(RepositoryRoot.Combine("deploy", script));
        using var reader = new StringReader(Variables().Replace(text, "x"));
        new TSql130Parser(initialQuotedIdentifiers: true).Parse(reader, out var errors);
        Assert.That(errors.Select(e => $"{script}({e.Line}): {e.Message}"), Is.Empty);

        var comment = string.Join('\n', text.Split('\n').TakeWhile(l => l.StartsWith("--", StringComparison.Ordinal)));
        Assert.That(comment, Does.Contain("sqlcmd").And.Contain("-b"));
        Assert.That(
            Variables().Matches(text).Select(m => m.Groups["name"].Value).Distinct().Where(name => !comment.Contains(name + "=", StringComparison.Ordinal)),
            Is.Empty,
            "the call names each variable"
        );
    }

    [GeneratedRegex(@"\$\((?<name>\w+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variables();
}
