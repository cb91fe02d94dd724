// A file of Migrations/: NNN_what.sql. Its number is the version that the database has when it was run; the
// highest is this version's.

using System.Globalization;
using System.Text.RegularExpressions;

namespace AxMonitor.Database.Build;

internal sealed partial record MigrationFile(int Version, string Name, IReadOnlyList<string> Batches)
{
    public const string Folder = "Migrations";

    /// <summary>The migrations by number.</summary>
    /// <exception cref="DatabaseBuildException">A file's name does not begin with a number, or a number comes
    /// twice.</exception>
    public static IReadOnlyList<MigrationFile> ReadAll(string databaseFolder)
    {
        var folder = Path.Combine(databaseFolder, Folder);
        if (!Directory.Exists(folder))
        {
            return [];
        }

        List<MigrationFile> files = [];
        foreach (var path in Directory.EnumerateFiles(folder, "*.sql").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            var number = Number().Match(name);
            if (!number.Success)
            {
                throw Wrong(path, "the name must be NNN_what.sql, NNN being the version that the migration leads to");
            }

            var version = int.Parse(number.Value, CultureInfo.InvariantCulture);
            if (files.Exists(file => file.Version == version))
            {
                throw Wrong(path, $"there is another migration {version}");
            }

            var text = File.ReadAllText(path).ReplaceLineEndings("\n");
            files.Add(
                new MigrationFile(
                    version,
                    name,
                    [.. Separator().Split(text).Select(batch => batch.Trim()).Where(batch => batch.Length > 0)]
                )
            );
        }

        return files;
    }

    private static DatabaseBuildException Wrong(string path, string why) =>
        new([new BuildMessage($"{Folder}/{Path.GetFileName(path)}", 1, 1, "AXD002", why, IsError: true)]);

    [GeneratedRegex(@"^[0-9]{3}(?=_)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    [GeneratedRegex(
        @"^[ \t]*GO[ \t]*$",
        RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Separator();
}
