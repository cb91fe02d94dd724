// Every link in README and docs leads somewhere: the file exists, and so does the heading. What they call by
// name (settings, settings of the repository, objects of the database) exists under that name.
using System.Text.RegularExpressions;
using AxMonitor.Orchestrator.Configuration;

namespace AxMonitor.Orchestrator.Tests;

public sealed partial class DocumentLinksTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private static IEnumerable<string> Documents() =>
        Directory
            .EnumerateFiles(RepositoryRoot.Combine("docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(RepositoryRoot.Path, "*.md"))
            .Select(file => Path.GetRelativePath(RepositoryRoot.Path, file))
            .Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Documents))]
    public void Every_link_leads_to_a_file_and_a_heading(string document) =>
        Assert.That(Links(Read(document)).Select(link => Fault(document, link)).OfType<string>(), Is.Empty);

    [Test]
    public void Every_place_that_rules_of_Prometheus_name_exists()
    {
        var rules = File.ReadAllText(RepositoryRoot.Combine("deploy", "prometheus", "axmonitor.rules.yml"));
        var places = Playbooks().Matches(rules).Select(m => m.Groups["place"].Value).ToList();
        Assert.That(places, Has.Count.GreaterThan(10));
        Assert.That(places.Select(place => Fault("README.md", place)).OfType<string>(), Is.Empty);
    }

    [TestCaseSource(nameof(Documents))]
    public void Every_setting_that_a_document_names_exists(string document)
    {
        var text = Read(document);
        var keys = SettingKeys().Matches(text).Select(m => m.Groups["key"].Value);
        var variables = SettingVariables().Matches(text).Select(
            m => m.Groups["key"].Value.Replace("__", ":", StringComparison.Ordinal)
        );
        Assert.That(keys.Concat(variables).Where(key => !IsSetting(typeof(Settings), key.Split(':'))), Is.Empty);

        var ofRepository = File.ReadAllText(RepositoryRoot.Combine("database", "Seed", "Settings.sql"));
        Assert.That(
            RepositorySettings()
                .Matches(text)
                .Select(m => m.Groups["name"].Value)
                .Where(
                    name => !ofRepository.Contains($"N'{name}'", StringComparison.Ordinal) && !IsSetting(typeof(Settings), [name])
                ),
            Is.Empty
        );
    }

    [TestCaseSource(nameof(Documents))]
    public void Every_object_of_the_database_that_a_document_names_exists(string document)
    {
        // What was before is named in the changes.
        if (document == "CHANGELOG.md")
        {
            return;
        }

        var schemas = Directory
            .GetDirectories(RepositoryRoot.Combine("database"))
            .Select(f => Path.GetFileName(f))
            .Where(f => char.IsLower(f[0]))
            .ToList();
        Assert.That(
            Regex
                .Matches(string.Join('\n', Code().Matches(Read(document)).Select(m => m.Value)), $@"(?<![\w./])(?<schema>{string.Join('|', schemas)})\.(?<name>[A-Z][A-Za-z0-9]+)\b(?![…<*/.])", RegexOptions.None, Limit)
                .Select(m => (Schema: m.Groups["schema"].Value, Name: m.Groups["name"].Value))
                .Distinct()
                .Where(
                    o => Directory.GetFiles(
                        RepositoryRoot.Combine("database", o.Schema),
                        o.Name + ".sql",
                        SearchOption.AllDirectories
                    ).Length == 0
                )
                .Select(o => $"{o.Schema}.{o.Name}"),
            Is.Empty
        );
    }

    [TestCaseSource(nameof(Documents))]
    public void Every_report_and_scenario_that_a_document_names_exists(string document)
    {
        var text = Read(document);
        var pages = Directory
            .GetFiles(RepositoryRoot.Combine("reports"), "*.rdl")
            .Select(f => Path.GetFileNameWithoutExtension(f))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var scenarios = File.ReadAllText(RepositoryRoot.Combine("docs", "sandbox.md"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                Reports()
                    .Matches(text)
                    .Select(r => r.Groups["name"].Value)
                    .Where(name => !pages.Contains(name.Replace(" ", "", StringComparison.Ordinal))),
                Is.Empty
            );
            Assert.That(
                Scenarios()
                    .Matches(text)
                    .Select(m => m.Groups["name"].Value)
                    .Where(s => !scenarios.Contains($"`{s}`", StringComparison.Ordinal)),
                Is.Empty
            );
        }
    }

    [TestCase("[x](missing.md)", "docs/desk.md: missing.md: there is no such file")]
    [TestCase("[x](security.md#nowhere)", "docs/desk.md: security.md#nowhere: there is no such heading")]
    [TestCase("[x](#accounts) [y](../README.md#try-it) [z](https://example.com/#x)", null)]
    public void A_link_that_leads_nowhere_is_named(string text, string? expected) =>
        Assert.That(
            Links(text).Select(link => Fault("docs/desk.md", link)).OfType<string>().FirstOrDefault(),
            Is.EqualTo(expected)
        );

    private static string Read(string document) => File.ReadAllText(RepositoryRoot.Combine(document));

    private static IEnumerable<string> Links(string text) =>
        LinkTargets().Matches(CodeBlocks().Replace(text, "")).Select(m => m.Groups["target"].Value);

    private static string? Fault(string document, string link)
    {
        if (link.Contains("://", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return null;
        }

        var parts = link.Split('#', 2);
        var file = parts[0].Length == 0
            ? RepositoryRoot.Combine(document)
            : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(RepositoryRoot.Combine(document))!, parts[0]));
        return !File.Exists(file) && !Directory.Exists(file) ? $"{document}: {link}: there is no such file"
            : parts.Length == 2 && !Anchors(File.ReadAllText(file)).Contains(parts[1])
                ? $"{document}: {link}: there is no such heading"
            : null;
    }

    /// <summary>Headings as GitHub makes anchors of them.</summary>
    private static HashSet<string> Anchors(string text) =>
        [
            .. Headings()
                .Matches(CodeBlocks().Replace(text, ""))
                .Select(m => Regex.Replace(Markup().Replace(m.Groups["text"].Value.Trim().ToLowerInvariant(), "${text}"), @"[^\w\- ]", "", RegexOptions.None, Limit).Replace(' ', '-')),
        ];

    private static bool IsSetting(Type type, IReadOnlyList<string> path)
    {
        var property = type.GetProperty(path[0]);
        return property is not null
            && (
                path.Count == 1 ? true
                : property.PropertyType == typeof(Dictionary<string, string>) ? path.Count == 2
                : property.PropertyType == typeof(Dictionary<string, ChannelSettings>) ? path.Count == 2 || IsSetting(
                    typeof(ChannelSettings),
                    [.. path.Skip(2)]
                )
                : IsSetting(property.PropertyType, [.. path.Skip(1)])
            );
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkTargets();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeBlocks();

    [GeneratedRegex(@"^```.*?^```|`[^`\n]+`", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(
        @"^#{1,6} +(?<text>.+)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Headings();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Markup();

    [GeneratedRegex(@"playbook: (?<place>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Playbooks();

    [GeneratedRegex(
        "`(?<key>(Repository|Instances|Smtp|Secrets|Channels|Intervals|Queue|Desk|Observe|Log):[A-Za-z:]+)`",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex SettingKeys();

    [GeneratedRegex(
        @"AXMONITOR__(?<key>[A-Za-z]\w*?)(?=__…|…|[^\w])",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex SettingVariables();

    [GeneratedRegex(@"[Rr]eport \*(?<name>[^*]+)\*", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reports();

    [GeneratedRegex("--scenario (?<name>[a-z-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Scenarios();

    [GeneratedRegex("[Ss]ettings? `(?<name>[A-Z][A-Za-z0-9]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RepositorySettings();
}
