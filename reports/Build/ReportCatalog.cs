// Finds the definitions by their interface, so that a new report is one new file and no list needs to name
// it.

using AxMonitor.Reports.Rdl;

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

    /// <summary>What of the pages' data is kept for a while.</summary>
    public static IReadOnlyList<SharedDataSet> SharedDataSets { get; } =
        SharedDataSet.Of(All.SelectMany(report => new Page(report).DataSets));

    /// <summary>What every page takes.</summary>
    public static IReadOnlyCollection<string> Common { get; } =
        [.. Parameter.Shared("").Concat(Parameter.Keys).Select(p => p.Name), "RefreshSeconds"];

    public static bool Has(string page) => All.Any(report => report.Name == page);

    /// <summary>What a link to a page may pass.</summary>
    public static IReadOnlyCollection<string> ParametersOf(string page) =>
        All.FirstOrDefault(report => report.Name == page) is { } report
            ? [.. Common, .. report.Parameters.Select(p => p.Name)]
            : throw new ReportDefinitionException($"there is no page {page}.");
}
