// The files that run on a public CI service, which nothing here can run: they name what is there, commands as
// they are, and grants as the documentation lists them.
using System.Text.RegularExpressions;
using AxMonitor.Orchestrator.Commands;

namespace AxMonitor.Orchestrator.Tests;

public sealed partial class PipelineTests
{
    private static string Workflow => Read(".github/workflows/ci.yml");

    [Test]
    public void The_workflow_runs_scripts_that_exist_and_can_be_executed()
    {
        var named = OwnFile().Matches(Workflow).Select(match => match.Value).Distinct(StringComparer.Ordinal).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(named, Has.Member(".ci/run").And.Member("deploy/service-login.sql"));
            foreach (var file in named)
            {
                Assert.That(File.Exists(RepositoryRoot.Combine(file)), Is.True, file);
            }
        }
    }

    [Test]
    public void The_workflow_has_two_jobs_and_every_step_does_one_thing()
    {
        var lines = Workflow.Split('\n');
        var steps = lines.Where(line => line.StartsWith("      - ", StringComparison.Ordinal)).ToList();
        var does = lines.Count(line => StepAction().IsMatch(line));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Workflow, Does.Not.Contain("\t"), "YAML has no tabs");
            Assert.That(
                lines
                    .SkipWhile(line => line != "jobs:")
                    .Where(line => JobName().IsMatch(line))
                    .Select(line => line.Trim(' ', ':')),
                Is.EqualTo(new[] { "sandbox", "servers" })
            );
            Assert.That(does, Is.EqualTo(steps.Count), "each step has one 'uses' or one 'run'");
            Assert.That(
                lines.Where(line => line.Trim().Length > 0 && line.TakeWhile(c => c == ' ').Count() % 2 == 1),
                Is.Empty,
                "indented by twos"
            );
        }
    }

    [Test]
    public void The_command_line_of_the_workflow_is_one_that_axmonitor_takes()
    {
        var call = Workflow[Workflow.IndexOf("axmonitor verify ", StringComparison.Ordinal)..];
        call = call[..call.IndexOf("\n      - ", StringComparison.Ordinal)].Replace("\\\n", " ", StringComparison.Ordinal);
        List<string> arguments = [.. Argument().Matches(call["axmonitor ".Length..]).Select(match => match.Value.Trim('"'))];
        var parsed = CommandLine.Build(TextWriter.Null, TextWriter.Null).Parse(arguments);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(arguments[0], Is.EqualTo("verify"));
            Assert.That(parsed.Errors.Select(error => error.Message), Is.Empty);
        }
    }

    [Test]
    public void No_secret_stands_in_the_pipeline()
    {
        var scripts = Directory.EnumerateFiles(RepositoryRoot.Combine(".ci"), "server-*").Select(File.ReadAllText);
        var text = Workflow + string.Concat(scripts);
        Assert.That(
            PasswordWord().Matches(text).Select(match => match.Value),
            Is.All.Matches<string>(value =>
                value.Contains("{secret:", StringComparison.Ordinal) || value.Contains('$', StringComparison.Ordinal)
            )
        );
    }

    [Test]
    public void The_script_of_the_login_grants_what_the_documentation_lists()
    {
        var text = Read("docs/operations.md");
        var start = text.IndexOf("### On a watched server", StringComparison.Ordinal);
        var documented = text[start..text.IndexOf("\n### ", start + 5, StringComparison.Ordinal)];
        var script = Read("deploy/service-login.sql");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Tables(script), Is.EquivalentTo(Tables(documented)));
            Assert.That(Permissions(script), Is.EquivalentTo(Permissions(documented)));
        }
    }

    private static IEnumerable<string> Tables(string text) =>
        Table().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Permissions(string text) =>
        Granted().Matches(text).Select(match => match.Groups["what"].Value).Distinct(StringComparer.Ordinal);

    private static string Read(string file) =>
        File.ReadAllText(RepositoryRoot.Combine(file)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"(?<![\w/.])(?:\.ci|deploy)/[\w.-]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnFile();

    [GeneratedRegex(@"^(?:      - |        )(?:uses|run): ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StepAction();

    [GeneratedRegex(@"^  \w+:$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex JobName();

    [GeneratedRegex("\"[^\"]*\"|[^\\s\"]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Argument();

    [GeneratedRegex(@"(?i)password=[^\s;]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PasswordWord();

    [GeneratedRegex(@"\bdbo\.\w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Table();

    [GeneratedRegex(
        @"^\s*GRANT (?<what>[A-Z ]+?) (?:TO|ON) ",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Granted();
}
