// Where the repository's files are, seen from a test's output folder.

using AxMonitor.Collectors;

namespace AxMonitor.Database.Tests;

internal static class RepositoryFolders
{
    public static string Root { get; } = FindRoot();

    public static string Database => Path.Combine(Root, "database");

    public static string Collectors => Path.Combine(Root, "orchestrator", "Collectors");

    /// <summary>A collector as the orchestrator reads it.</summary>
    public static CollectorFile Collector(string name) => Catalog.Get(name);

    /// <summary>The names of all collectors.</summary>
    public static IReadOnlyList<string> CollectorNames => Catalog.Names;

    private static CollectorCatalog Catalog => new(Collectors);

    public static string TestClasses => Path.Combine(Root, "tests", "tsqlt");

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AxMonitor.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException(
            $"No folder above '{AppContext.BaseDirectory}' holds AxMonitor.sln; run the tests from a clone."
        );
    }
}
