// Writes which heavy datasets a report server reads ahead, how often, and with which values: those with
// which each page asks when nobody has chosen anything. A server has that as plans of the items, not in
// their files.

using System.Text.Json;

namespace AxMonitor.Reports.Rdl;

/// <summary>A dataset that the server asks by itself.</summary>
/// <param name="DataSet">Name of the item.</param>
/// <param name="Minutes">How often: as long as its rows are kept.</param>
/// <param name="Description">What the server calls the plan; one of its kind for each dataset.</param>
/// <param name="Values">Values of the dataset's parameters by name; null is NULL.</param>
public sealed record RefreshPlan(
    string DataSet,
    int Minutes,
    string Description,
    IReadOnlyDictionary<string, string?> Values
);

/// <summary>From pages to plans.</summary>
public static class RefreshPlanWriter
{
    /// <summary>The plans, beside the files of the datasets.</summary>
    public const string File = "refreshplans.json";

    /// <summary>Stands for the time zone of the pages, which the deployment knows.</summary>
    public const string TimeZone = "{TimeZone}";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// A plan for each heavy dataset and set of values. A page about one thing asks nothing before the thing
    /// is chosen.
    /// </summary>
    public static IReadOnlyList<RefreshPlan> Plans(IEnumerable<Report> reports) =>
        [
            .. reports
                .Select(report => new Page(report))
                .SelectMany(page =>
                    page.DataSets.Where(d => d.Keep?.ReadAhead.Contains(d.Name) == true)
                        .Where(d => page.Report.Subject is not { } subject || !d.Parameters.Contains(subject.Key))
                        .Select(d => (Page: page.Report.Name, Data: d, Values: Values(page, d)))
                )
                .GroupBy(
                    use => (use.Data.Name, string.Join('\n', use.Values.Select(v => $"{v.Key}={v.Value ?? "NULL"}"))),
                    (_, uses) =>
                    {
                        var all = uses.ToList();
                        var (_, data, values) = all[0];
                        var pages = all.Select(u => u.Page).Order(StringComparer.Ordinal).ToList();
                        return new RefreshPlan(
                            SharedDataSet.ItemNameOf(data.Name),
                            data.Keep!.Minutes,
                            $"AxMonitor: as {string.Join(", ", pages)} {(pages.Count == 1 ? "asks" : "ask")}",
                            values
                        );
                    }
                )
                .OrderBy(p => p.DataSet, StringComparer.Ordinal)
                .ThenBy(p => p.Description, StringComparer.Ordinal),
        ];

    public static string Write(IEnumerable<Report> reports) => JsonSerializer.Serialize(Plans(reports), Json) + "\n";

    private static SortedDictionary<string, string?> Values(Page page, DataSet data) =>
        new(data.Parameters.ToDictionary(p => p, p => Value(page, p), StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>What the page passes when every parameter has its default.</summary>
    private static string? Value(Page page, string name)
    {
        switch (name)
        {
            case "PageName":
                return page.Report.Name;
            case "CollectorNames":
                return string.Join(' ', page.Report.Collectors);
            case "RetentionDays":
                return page.Report.RetentionDays is { } days ? FormattableString.Invariant($"{days}") : null;
            case "Window":
                return page.Report.Window;
            case "TimeZone":
                return TimeZone;
        }

        var parameter = page.Parameters.First(p => p.Name == name);
        return parameter.DefaultFrom is null && parameter.Default?.StartsWith('=') != true
            ? parameter.Default
            : throw new ReportDefinitionException(
                $"{page.Report.Name}: the default of {name} is computed, so no server can read ahead what depends on it."
            );
    }
}
