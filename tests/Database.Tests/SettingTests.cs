// A setting's default stands in Seed/Settings.sql alone: what reads a setting names one that is there, and
// nothing reads config.Setting by itself.

using System.Text.RegularExpressions;

namespace AxMonitor.Database.Tests;

[TestFixture]
public sealed partial class SettingTests
{
    /// <summary>What may name the table: the readers, the writers, the list that people see, and the one that
    /// hands settings to collectors.</summary>
    private static readonly string[] Doors =
    [
        "SettingNumber.sql",
        "SettingText.sql",
        "SetSetting.sql",
        "GetParameters.sql",
        "GetSettingFaults.sql",
        "Masking.sql",
        "SettingList.sql",
        "SettingState.sql",
        "SettingRow.sql",
        "Setting.sql",
        "Settings.sql",
    ];

    /// <summary>What config.Masking makes the names of its settings of.</summary>
    private static readonly string[] Stages = ["DEV", "TST", "UAT", "PRD", "Other"];

    [Test]
    public void Every_setting_that_is_read_has_a_default_and_every_default_is_read()
    {
        var read = Files()
            .SelectMany(file => ReadName().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value)
            .Concat(Stages.SelectMany(stage => new[] { "Masking" + stage, "Masking" + stage + "AtCollection" }))
            .ToHashSet(StringComparer.Ordinal);
        Assert.That(read, Is.EquivalentTo(Defaults()));
    }

    [Test]
    public void Nothing_else_reads_the_table() =>
        Assert.That(
            Files()
                .Where(file => !Doors.Contains(Path.GetFileName(file), StringComparer.Ordinal))
                .Where(file => Table().IsMatch(Code(File.ReadAllText(file))))
                .Select(file => Path.GetRelativePath(RepositoryFolders.Root, file)),
            Is.Empty
        );

    private static IEnumerable<string> Files() =>
        new[] { RepositoryFolders.Database, RepositoryFolders.Collectors }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories))
            .Where(file => !file.Contains("Migrations", StringComparison.Ordinal));

    private static IEnumerable<string> Defaults() =>
        DefaultRow()
            .Matches(File.ReadAllText(Path.Combine(RepositoryFolders.Database, "Seed", "Settings.sql")))
            .Select(match => match.Groups["name"].Value);

    /// <summary>Without comments and texts: an error message may name the table.</summary>
    private static string Code(string text) => NoCode().Replace(text, "");

    [GeneratedRegex(
        @"config\.Setting(Number|Text)\s*\(\s*N'(?<name>\w+)'\s*\)|/s\[@n=""(?<name>\w+)""\]",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex ReadName();

    [GeneratedRegex(
        @"^    \(N'(?<name>\w+)', N'[^']*', N'(text|number|milliseconds|url)',",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial Regex DefaultRow();

    [GeneratedRegex(@"\bconfig\.Setting\b", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Table();

    [GeneratedRegex(@"/\*.*?\*/|--[^\n]*|'[^']*'", RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NoCode();
}
