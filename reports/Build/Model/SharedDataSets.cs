// The datasets that a report server keeps for a while, by what kind of thing they tell. All others are of the
// moment at which the page is asked for: heads with the age of the data, banners, tiles of now, who blocks
// whom.

namespace AxMonitor.Reports;

/// <summary>A kind of dataset, and for how long its rows may be shown again.</summary>
public sealed record Keep(string Kind, int Minutes, IReadOnlyList<string> Names)
{
    /// <summary>
    /// The heavy ones that the server asks by itself, as often as their rows grow too old, the way each page
    /// asks unprompted: their readers find rows that are there.
    /// </summary>
    public IReadOnlyList<string> ReadAhead { get; init; } = [];

    /// <summary>Curves over a period: they end where the page's period ends, so a minute is all.</summary>
    public static Keep Curves { get; } =
        new(
            "curves",
            1,
            [
                "BatchBacklogBy",
                "BatchBacklogTrend",
                "BlockedSessionsOverTime",
                "CpuTrend",
                "InstanceTrend",
                "MemoryTrend",
                "SessionTrend",
                "StatementTrend",
                "TempDbTrend",
                "TopStatementTrend",
                "TransactionTrend",
                "WaitTrend",
            ]
        );

    /// <summary>Sums over a period and their order: one more minute changes neither.</summary>
    public static Keep Rankings { get; } =
        new(
            "rankings",
            5,
            [
                "AlertNoise",
                "BatchClasses",
                "BatchHeatMap",
                "BatchJobs",
                "BlockingOffenders",
                "PlanRegressions",
                "TopStatements",
                "WaitTypes",
            ]
        )
        {
            ReadAhead = ["BatchClasses", "BatchHeatMap", "BatchJobs", "PlanRegressions", "TopStatements", "WaitTypes"],
        };

    /// <summary>What is found once an hour or once a day.</summary>
    public static Keep Daily { get; } =
        new(
            "daily findings",
            15,
            [
                "BatchClassDays",
                "Forecasts",
                "FragmentedIndexes",
                "IndexTiles",
                "LeakSeries",
                "Leaks",
                "MissingIndexes",
                "RepositorySize",
                "RepositoryTables",
                "RepositoryTrend",
                "StaleStatistics",
                "UnusedIndexes",
                "WeeklyBatch",
                "WeeklyIncidents",
                "WeeklyReport",
            ]
        )
        {
            ReadAhead = ["Forecasts", "Leaks", "MissingIndexes", "UnusedIndexes"],
        };

    public static IReadOnlyList<Keep> All { get; } = [Curves, Rankings, Daily];

    public static Keep? Of(string dataSet) => All.FirstOrDefault(k => k.Names.Contains(dataSet));
}

/// <summary>
/// A dataset as an item of its own on the server, with what any page asks of it: the file
/// <c>NameData.rsd</c>.
/// </summary>
public sealed record SharedDataSet(
    string Name,
    Keep Keep,
    IReadOnlyList<string> Parameters,
    IReadOnlyList<string> Fields
)
{
    /// <summary>The column with the moment, UTC, at which the rows were read: what makes their age
    /// known.</summary>
    public const string MadeAt = "MadeAt";

    /// <summary>Beside a report of the same name on the server, so the item has another.</summary>
    public string ItemName => ItemNameOf(Name);

    public static string ItemNameOf(string dataSet) => dataSet + "Data";

    /// <summary>
    /// All of a set of pages. A name that is said to be kept and that no page has stops the build.
    /// </summary>
    public static IReadOnlyList<SharedDataSet> Of(IEnumerable<DataSet> dataSets) =>
        [
            .. dataSets
                .Where(d => d.Keep is not null)
                .GroupBy(d => d.Name, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new SharedDataSet(
                    g.Key,
                    g.First().Keep!,
                    [.. g.SelectMany(d => d.Parameters).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                    [.. g.SelectMany(d => d.Fields).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
                )),
        ];
}
