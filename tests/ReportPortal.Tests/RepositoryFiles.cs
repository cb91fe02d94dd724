// Finds files of the repository, and of the reference folder that may lie beside it, from wherever the tests
// run.

namespace AxMonitor.Sandbox.ReportPortal.Tests;

internal static class RepositoryFiles
{
    public static string Reports { get; } = RepositoryRoot.Combine("reports");

    public static string Procedures { get; } = RepositoryRoot.Combine("database", "report", "Procedures");

    public static string Collectors { get; } = RepositoryRoot.Combine("orchestrator", "Collectors");

    public static string Playbooks { get; } = RepositoryRoot.Combine("docs", "playbooks");

    /// <summary>The RDL schema, or null where it is not to be had.</summary>
    public static string? Schema { get; } = SharedFolder.Find("reference") is { } folder
        ? Path.Combine(folder, "ReportDefinition-2016-01.xsd")
        : null;
}
