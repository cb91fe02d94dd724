// What a deployment asks of a report server. Two interfaces do it: SOAP, which every version since 2016 has,
// and REST, which came with 2017.
namespace AxMonitor.Orchestrator.Reports;

/// <summary>A report server as a deployment sees it. Paths begin with a slash.</summary>
internal interface IReportServer
{
    /// <summary>Which server it is, for the first line of the output.</summary>
    Task<string> DescribeAsync(CancellationToken cancel);

    /// <summary>Folder, Report, DataSource …; null when nothing is there.</summary>
    Task<string?> TypeOfAsync(string path, CancellationToken cancel);

    Task CreateFolderAsync(string parent, string name, CancellationToken cancel);

    /// <summary>The file of a report as it was published.</summary>
    Task<byte[]> DefinitionAsync(string path, CancellationToken cancel);

    /// <summary>Publishes a report or a shared dataset, in place of what is there; returns the server's
    /// warnings.</summary>
    Task<IReadOnlyList<string>> PublishAsync(string folder, ReportItem item, CancellationToken cancel);

    /// <summary>The shared datasets of a report by its own names for them; null where one is
    /// missing.</summary>
    Task<IReadOnlyDictionary<string, string?>> DataSetLinksAsync(string report, CancellationToken cancel);

    Task LinkDataSetsAsync(string report, IReadOnlyDictionary<string, string> links, CancellationToken cancel);

    /// <summary>For how many minutes the rows of a shared dataset are kept; null for not at all, or not by
    /// minutes.</summary>
    Task<int?> KeepMinutesAsync(string dataSet, CancellationToken cancel);

    Task SetKeepMinutesAsync(string dataSet, int minutes, CancellationToken cancel);

    /// <summary>Throws away what is kept of a shared dataset.</summary>
    Task FlushAsync(string dataSet, CancellationToken cancel);

    /// <summary>The parameters of a shared dataset, by the server's names for them.</summary>
    Task<IReadOnlyList<string>> ParametersAsync(string dataSet, CancellationToken cancel);

    /// <summary>When the server reads a shared dataset by itself.</summary>
    Task<IReadOnlyList<ReportRefreshPlan>> PlansAsync(string dataSet, CancellationToken cancel);

    /// <summary>Creates a plan, or changes the one with its <see cref="ReportRefreshPlan.Id"/>.</summary>
    Task SetPlanAsync(string dataSet, ReportRefreshPlan plan, CancellationToken cancel);

    Task RemovePlanAsync(string id, CancellationToken cancel);

    /// <summary>A shared data source without its password, which no server tells.</summary>
    Task<ReportDataSource> DataSourceAsync(string path, CancellationToken cancel);

    Task SetDataSourceAsync(string folder, string name, ReportDataSource source, CancellationToken cancel);

    /// <summary>The data sources of a report or shared dataset by name, with the shared ones they refer to;
    /// null where that is missing.</summary>
    Task<IReadOnlyDictionary<string, string?>> LinksAsync(ReportItemKind kind, string path, CancellationToken cancel);

    Task LinkAsync(ReportItemKind kind, string path, IReadOnlyDictionary<string, string> links, CancellationToken cancel);

    /// <summary>Who may do what on an item, inherited rights included.</summary>
    Task<IReadOnlyList<ReportPolicy>> PoliciesAsync(string path, CancellationToken cancel);

    /// <summary>Replaces the rights of an item as a whole.</summary>
    Task SetPoliciesAsync(string path, IReadOnlyList<ReportPolicy> policies, CancellationToken cancel);

    Task<IReadOnlyList<ReportSubscription>> SubscriptionsAsync(string report, CancellationToken cancel);

    /// <summary>Creates a subscription, or changes the one with its <see
    /// cref="ReportSubscription.Id"/>.</summary>
    Task SetSubscriptionAsync(string report, ReportSubscription subscription, CancellationToken cancel);
}

/// <summary>What a deployment publishes from files.</summary>
internal enum ReportItemKind
{
    Report,
    DataSet,
}

/// <summary>A report or shared dataset and its file.</summary>
/// <param name="KeepMinutes">For how long the rows of a shared dataset are kept; null for not at all.</param>
internal sealed record ReportItem(ReportItemKind Kind, string Name, byte[] Definition, int? KeepMinutes = null)
{
    /// <summary>When the server reads a shared dataset by itself.</summary>
    public IReadOnlyList<ReportRefreshPlan> Plans { get; init; } = [];

    public string KindText => Kind == ReportItemKind.DataSet ? "dataset" : "report";

    /// <summary>Readers look for reports; what these read stands hidden beside them.</summary>
    public bool IsHidden => Kind == ReportItemKind.DataSet;
}

/// <summary>A shared data source.</summary>
/// <param name="UserName">Stored with the data source; null for the reader's own Windows account.</param>
internal sealed record ReportDataSource(string ConnectionString, string? UserName, bool IsWindowsAccount)
{
    /// <summary>Sent when the data source is written; never read back.</summary>
    public string? Password { get; init; }
}

/// <summary>The server reads a shared dataset by itself, so that its readers find rows that are
/// there.</summary>
/// <param name="Id">The server's; null for one that is not there yet.</param>
/// <param name="Minutes">How often; null for another rhythm than one by minutes.</param>
/// <param name="Values">Values of the dataset's parameters; null is NULL.</param>
internal sealed record ReportRefreshPlan(
    string? Id,
    string Description,
    int? Minutes,
    IReadOnlyDictionary<string, string?> Values
)
{
    /// <summary>What a deployment's own plans begin with: others are somebody's, and stay.</summary>
    public const string Own = "AxMonitor: ";

    public const string EventType = "RefreshCache";

    public bool SaysTheSameAs(ReportRefreshPlan other) =>
        Description == other.Description
        && Minutes == other.Minutes
        && Values.Count == other.Values.Count
        && Values.All(v => other.Values.TryGetValue(v.Key, out var value) && v.Value == value);
}

/// <summary>A user or group with its roles.</summary>
internal sealed record ReportPolicy(string Name, IReadOnlyList<string> Roles);

/// <summary>A mail with a report in it, every day or on one day of the week.</summary>
/// <param name="Id">The server's; null for one that is not there yet.</param>
/// <param name="Day">English name of the day of the week; null for every day.</param>
internal sealed record ReportSubscription(
    string? Id,
    string Description,
    string Recipients,
    string Format,
    TimeOnly Time,
    string? Day
)
{
    public const string EmailExtension = "Report Server Email";

    /// <summary>Settings of the delivery, by the names the extension has for them.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings =>
        [
            ("TO", Recipients),
            ("IncludeReport", "True"),
            ("RenderFormat", Format),
            ("Subject", "@ReportName, @ExecutionTime"),
            ("IncludeLink", "True"),
            ("Priority", "NORMAL"),
        ];

    public bool SaysTheSameAs(ReportSubscription other) => (this with { Id = null }) == (other with { Id = null });
}

/// <summary>What a report server refused.</summary>
internal sealed class ReportServerException(string code, string message, Exception? inner = null)
    : InvalidOperationException(message, inner)
{
    /// <summary>Such as rsItemAlreadyExists; a status of HTTP where there is none.</summary>
    public string Code { get; } = code;
}
