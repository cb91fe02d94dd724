// An item of the report server's catalogue: a folder, a report, a shared dataset, a data source.

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
    public const string DataSet = "DataSet";

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public string Parent => ParentOf(Path);

    public string Description { get; init; } = "";

    public bool IsHidden { get; init; }

    /// <summary>For a shared dataset: for how many minutes its rows are kept; null for not at all.</summary>
    public int? KeepMinutes { get; init; }

    /// <summary>For a report: the paths of the shared datasets that somebody linked.</summary>
    public IReadOnlyDictionary<string, string> SharedDataSets { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>For a report or a shared dataset: where each of its data sources points to.</summary>
    public IReadOnlyDictionary<string, string> DataSources { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    public static string ParentOf(string path) => path.LastIndexOf('/') is var at and > 0 ? path[..at] : "/";

    public static string Combine(string parent, string name) => parent.EndsWith('/') ? parent + name : $"{parent}/{name}";
}
