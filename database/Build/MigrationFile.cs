// A file of Migrations/: NNN_what.sql, which brings tables of an earlier state to the present one, before new
// tables are made; or NNN_what.after.sql, which moves rows into new tables when they are there. Both run
// once, in the order of their numbers.

using System.Globalization;
using System.Text.RegularExpressions;

namespace AxMonitor.Database.Build;

internal sealed partial record MigrationFile(int Number, string Path, IReadOnlyList<string> Batches)
{
    public const string Folder = "Migrations";
    private const string DownSuffix = ".down.sql";
    private const string AfterSuffix = ".after.sql";

    /// <summary>Whether it runs when the new tables have been made.</summary>
    public bool IsAfterTables => Path.EndsWith(AfterSuffix, StringComparison.Ordinal);

    /// <summary>The migrations by number.</summary>
    /// <exception cref="DatabaseBuildException">A file's name does not begin with a number, or a number comes
    /// twice.</exception>
    public static IReadOnlyList<MigrationFile> ReadAll(string databaseFolder)
    {
        var folder = System.IO.Path.Combine(databaseFolder, Folder);
        if (!Directory.Exists(folder))
        {
            return [];
        }

        List<MigrationFile> files = [];
        var names = Directory
            .EnumerateFiles(folder, "*.sql")
            .Select(file => System.IO.Path.GetFileName(file))
            .Where(name => !name.EndsWith(DownSuffix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var digits = NumberOfName().Match(name);
            if (!digits.Success)
            {
                throw Wrong(name, "the name must be NNN_what.sql or NNN_what.after.sql, NNN being the next number");
            }

            var number = int.Parse(digits.Value, CultureInfo.InvariantCulture);
            MigrationFile file = new(
                number,
                $"{Folder}/{name}",
                Split(File.ReadAllText(System.IO.Path.Combine(folder, name)))
            );
            if (files.Exists(other => other.Number == number && other.IsAfterTables == file.IsAfterTables))
            {
                throw Wrong(name, $"there is another migration {number}");
            }

            files.Add(file);
        }

        return files;
    }

    /// <summary>The batches of a text that GO separates.</summary>
    public static IReadOnlyList<string> Split(string text) =>
        [.. Separator().Split(text.ReplaceLineEndings("\n")).Select(batch => batch.Trim()).Where(batch => batch.Length > 0)];

    private static DatabaseBuildException Wrong(string name, string why) =>
        new([new BuildMessage($"{Folder}/{name}", 1, 1, "AXD002", why, IsError: true)]);

    [GeneratedRegex(@"^[0-9]{3}(?=_)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NumberOfName();

    [GeneratedRegex(
        @"^[ \t]*GO[ \t]*$",
        RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Separator();
}
