// Every command line of axmonitor that README and docs show is one that the program takes: its commands and
// options exist.
using System.CommandLine;
using System.Text.RegularExpressions;

namespace AxMonitor.Orchestrator.Tests;

public sealed partial class DocumentedCommandsTests
{
    private static readonly RootCommand Root = Commands.CommandLine.Build(TextWriter.Null, TextWriter.Null);

    private static IEnumerable<string> Documents() =>
        Directory
            .EnumerateFiles(RepositoryRoot.Combine("docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(RepositoryRoot.Path, "*.md"))
            .Select(file => Path.GetRelativePath(RepositoryRoot.Path, file))
            .Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Documents))]
    public void Every_command_that_a_document_shows_exists(string document)
    {
        var text = File.ReadAllText(RepositoryRoot.Combine(document));
        var wrong = Shown().Matches(text).Select(match => match.Groups["rest"].Value).Select(Unknown).OfType<string>();
        Assert.That(wrong, Is.Empty, document);
    }

    /// <summary>As a shell would hand it over. What is only named, without what it requires, is left to the
    /// test before.</summary>
    [TestCaseSource(nameof(Documents))]
    public void Every_command_that_a_document_shows_parses(string document)
    {
        var text = File.ReadAllText(RepositoryRoot.Combine(document));
        var faults = Shown()
            .Matches(text)
            .Select(match => match.Groups["rest"].Value.Replace("\\|", "|", StringComparison.Ordinal).Split(" > ")[0].TrimEnd())
            .SelectMany(rest => Root.Parse(rest).Errors.Select(error => $"axmonitor {rest}: {error.Message}"))
            .Where(fault => !Missing().IsMatch(fault));
        Assert.That(faults, Is.Empty, document);
    }

    [Test]
    public void Commands_are_found_in_the_documents() =>
        Assert.That(
            Documents().Sum(document => Shown().Count(File.ReadAllText(RepositoryRoot.Combine(document)))),
            Is.GreaterThan(20)
        );

    [TestCase("deploy database --dry-run", null)]
    [TestCase("instance ad --name X", "axmonitor instance ad --name X: 'ad' is no command of it")]
    [TestCase("status --jsn", "axmonitor status --jsn: '--jsn' is no option of it")]
    public void A_command_that_does_not_exist_is_named(string rest, string? expected) =>
        Assert.That(Unknown(rest), Is.EqualTo(expected));

    private static string? Unknown(string rest)
    {
        Command command = Root;
        List<Option> options = [.. Root.Options];
        foreach (var word in rest.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.StartsWith('-'))
            {
                var name = word.Split('=')[0].TrimEnd(',', ';', '.', ']');
                if (!options.Exists(option => option.Name == name || option.Aliases.Contains(name)))
                {
                    return $"axmonitor {rest}: '{name}' is no option of it";
                }
            }
            else if (command.Subcommands.FirstOrDefault(sub => sub.Name == word) is { } next)
            {
                command = next;
                options.AddRange(next.Options);
            }
            else if (command.Subcommands.Count > 0 && !word.Contains('|', StringComparison.Ordinal) && Word().IsMatch(word))
            {
                return $"axmonitor {rest}: '{word}' is no command of it";
            }
        }

        return null;
    }

    // In a code span, or a line of a code block.
    [GeneratedRegex(
        @"(?:`|^)axmonitor (?<rest>[a-z][^`\n#]*?)(?=`|\s{2,}|\n|#)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Shown();

    [GeneratedRegex("is required|Required command was not provided|Required argument missing", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Missing();

    [GeneratedRegex("^[a-z-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
