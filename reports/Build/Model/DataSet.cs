// One call of a report procedure and the columns it returns. Texts and columns name fields; a name that is
// not declared here stops the build.

namespace AxMonitor.Reports;

/// <summary>
/// A dataset: procedure <c>report.Name</c>, whose columns are the fields and whose parameters have the names
/// of the report's.
/// </summary>
public sealed class DataSet(string name, string parameters, string fields)
{
    public string Name { get; } = name;

    public IReadOnlyList<string> Parameters { get; } = Words(parameters);

    public IReadOnlyList<string> Fields { get; } =
        Keep.Of(name) is null ? Words(fields) : [.. Words(fields), SharedDataSet.MadeAt];

    /// <summary>For how long its rows may be shown again; null when they are of the moment.</summary>
    public Keep? Keep { get; } = Keep.Of(name);

    /// <summary>The word Period stands for the four parameters of one.</summary>
    private static string[] Words(string list) =>
        list.Replace("Period", "Window FromAt ToAt TimeZone", StringComparison.Ordinal)
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
