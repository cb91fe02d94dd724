// An item of the report server's catalogue: a folder, a report, a data source.

namespace AxMonitor.Sandbox.ReportPortal.Soap;

internal sealed record CatalogItem(
    string Id,
    string Path,
    string Type,
    byte[] Definition,
    DateTime CreatedAt,
    DateTime ModifiedAt
)
{
    public const string Folder = "Folder";
    public const string Report = "Report";
    public const string DataSource = "DataSource";

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public string Parent => ParentOf(Path);

    /// <summary>For a report: where each of its data sources points to.</summary>
    public IReadOnlyDictionary<string, string> DataSources { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    public static string ParentOf(string path) => path.LastIndexOf('/') is var at and > 0 ? path[..at] : "/";

    public static string Combine(string parent, string name) => parent.EndsWith('/') ? parent + name : $"{parent}/{name}";
}
