// Where the repository's files are, seen from a test's output folder.

using AxMonitor.Collectors;

namespace AxMonitor.Database.Tests;

internal static class RepositoryFolders
{
    public static string Root => RepositoryRoot.Path;

    public static string Database => Path.Combine(Root, "database");

    public static string Collectors => Path.Combine(Root, "orchestrator", "Collectors");

    /// <summary>A collector as the orchestrator reads it.</summary>
    public static CollectorFile Collector(string name) => Catalog.Get(name);

    /// <summary>The names of all collectors.</summary>
    public static IReadOnlyList<string> CollectorNames => Catalog.Names;

    private static CollectorCatalog Catalog => new(Collectors);

    public static string TestClasses => Path.Combine(Root, "tests", "tsqlt");
}
