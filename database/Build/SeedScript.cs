// The data a fresh repository needs (rules, settings, collector schedule) lives in Seed/*.sql, each file safe
// to repeat. Seed/PostDeployment.sql lists them in order by SQLCMD's :r, as the SQL project system wants it;
// this reads that list.

using System.IO.Packaging;

namespace AxMonitor.Database.Build;

internal static class SeedScript
{
    private const string ListName = "PostDeployment.sql";

    /// <summary>The seed files in the order PostDeployment.sql names them.</summary>
    public static IReadOnlyList<(string Name, string Text)> Read(string databaseFolder)
    {
        var folder = Path.Combine(databaseFolder, "Seed");
        var list = Path.Combine(folder, ListName);
        if (!File.Exists(list))
        {
            throw new FileNotFoundException($"'{list}' is missing: it names the seed files in their order.", list);
        }

        List<(string, string)> files = [];
        foreach (var line in File.ReadLines(list).Where(line => line.StartsWith(":r ", StringComparison.Ordinal)))
        {
            var name = line[3..].Trim().Replace('\\', '/').TrimStart('.', '/');
            files.Add((name, File.ReadAllText(Path.Combine(folder, name)).ReplaceLineEndings("\n").Trim()));
        }

        return files;
    }

    /// <summary>Adds the seed to the dacpac as the post-deployment script that SqlPackage runs after the
    /// schema.</summary>
    public static void AddTo(string packagePath, IReadOnlyList<(string Name, string Text)> files)
    {
        using var package = Package.Open(packagePath, FileMode.Open, FileAccess.ReadWrite);
        var part = package.CreatePart(new Uri("/postdeploy.sql", UriKind.Relative), "text/plain", CompressionOption.Normal);
        using StreamWriter writer = new(part.GetStream(FileMode.Create, FileAccess.Write));
        foreach ((var name, var text) in files)
        {
            writer.Write($"-- {name}\n{text}\nGO\n");
        }
    }
}
