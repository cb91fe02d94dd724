// The data a fresh repository needs (rules, settings, collectors) lives in Seed/*.sql and in the headers of
// the collector files. Seed/PostDeployment.sql lists it in order by SQLCMD's :r; where a line ends in *, the
// files of that folder follow by name. Each part is safe to repeat.

using System.IO.Packaging;
using AxMonitor.Collectors;

namespace AxMonitor.Database.Build;

internal static class SeedScript
{
    private const string Folder = "Seed";
    private const string ListName = "PostDeployment.sql";
    private const string AllFiles = "/*.sql";

    /// <summary>The parts of the seed in the order PostDeployment.sql names them.</summary>
    /// <exception cref="DatabaseBuildException">The header of a collector file is wrong.</exception>
    public static IReadOnlyList<(string Name, string Text)> Read(string databaseFolder)
    {
        var folder = Path.Combine(databaseFolder, Folder);
        var list = Path.Combine(folder, ListName);
        if (!File.Exists(list))
        {
            throw new FileNotFoundException($"'{list}' is missing: it names the seed files in their order.", list);
        }

        List<(string, string)> parts = [];
        foreach (var name in Names(list))
        {
            if (IsCollectors(name))
            {
                parts.Add((CollectorSeed.Name, CollectorSeed.Text(Collectors(databaseFolder))));
            }
            else if (name.EndsWith(AllFiles, StringComparison.Ordinal))
            {
                parts.AddRange(
                    Directory
                        .EnumerateFiles(Path.Combine(folder, name[..^AllFiles.Length]), "*.sql")
                        .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
                        .Order(StringComparer.Ordinal)
                        .Select(path => Part(folder, path))
                );
            }
            else
            {
                parts.Add(Part(folder, name));
            }
        }

        return parts;
    }

    /// <summary>The collectors that belong to the seed; none for a project whose list names no folder of
    /// them.</summary>
    /// <exception cref="DatabaseBuildException">The header of a collector file is wrong.</exception>
    public static IReadOnlyList<CollectorFile> Collectors(string databaseFolder)
    {
        var folder = Path.Combine(databaseFolder, Folder);
        var list = Path.Combine(folder, ListName);
        return File.Exists(list) && Names(list).FirstOrDefault(IsCollectors) is { } name
            ? CollectorSeed.Read(Path.GetFullPath(Path.Combine(folder, name[..^AllFiles.Length])))
            : [];
    }

    /// <summary>The seed as one script, its parts separated by GO.</summary>
    public static string Whole(IReadOnlyList<(string Name, string Text)> parts) =>
        string.Concat(parts.Select(part => $"-- {part.Name}\n{part.Text}\nGO\n"));

    /// <summary>Adds the seed to the dacpac as the post-deployment script that SqlPackage runs after the
    /// schema.</summary>
    public static void AddTo(string packagePath, IReadOnlyList<(string Name, string Text)> parts)
    {
        using var package = Package.Open(packagePath, FileMode.Open, FileAccess.ReadWrite);
        var part = package.CreatePart(new Uri("/postdeploy.sql", UriKind.Relative), "text/plain", CompressionOption.Normal);
        using StreamWriter writer = new(part.GetStream(FileMode.Create, FileAccess.Write));
        writer.Write(Whole(parts));
    }

    private static IEnumerable<string> Names(string list) =>
        File.ReadLines(list)
            .Where(line => line.StartsWith(":r ", StringComparison.Ordinal))
            .Select(line => line[3..].Trim().Replace('\\', '/'))
            .Select(name => name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name);

    /// <summary>A folder outside the seed's own is that of the collectors: each file gives its
    /// definition.</summary>
    private static bool IsCollectors(string name) =>
        name.StartsWith("../", StringComparison.Ordinal) && name.EndsWith(AllFiles, StringComparison.Ordinal);

    private static (string Name, string Text) Part(string folder, string name) =>
        ($"{Folder}/{name}", File.ReadAllText(Path.Combine(folder, name)).ReplaceLineEndings("\n").Trim());
}
