// Finds the definitions by their interface, so that a new report is one new file and no list needs to name
// it.

namespace AxMonitor.Reports;

/// <summary>All reports, by name.</summary>
public static class ReportCatalog
{
    public static IReadOnlyList<Report> All { get; } =
    [
        .. typeof(IReportDefinition)
            .Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IReportDefinition)))
            .Select(type => ((IReportDefinition)Activator.CreateInstance(type)!).Define())
            .OrderBy(report => report.Name, StringComparer.Ordinal),
    ];
}
