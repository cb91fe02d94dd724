// Finds files of the repository, and of the reference folder that may lie beside it, from wherever the tests
// run.

namespace AxMonitor.Sandbox.ReportPortal.Tests;

internal static class RepositoryFiles
{
    public static string Reports { get; } =
        Find("reports/Blocking.rdl") is { } file
            ? Path.GetDirectoryName(file)!
            : throw new DirectoryNotFoundException("reports/Blocking.rdl was found in no folder above the tests.");

    public static string Procedures { get; } = Path.Combine(Path.GetDirectoryName(Reports)!, "database", "report", "Procedures");

    public static string Collectors { get; } = Path.Combine(Path.GetDirectoryName(Reports)!, "orchestrator", "Collectors");

    public static string Playbooks { get; } = Path.Combine(Path.GetDirectoryName(Reports)!, "docs", "playbooks");

    /// <summary>The RDL schema, or null where it is not to be had.</summary>
    public static string? Schema { get; } = Find("shared/reference/ReportDefinition-2016-01.xsd");

    private static string? Find(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, relative);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
