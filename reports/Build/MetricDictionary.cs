// What a figure means, for its tool tip: the words of docs/metrics.md, which is written from the definitions
// of the metrics. A page cannot name a metric that does not exist.

using System.Text.RegularExpressions;

namespace AxMonitor.Reports;

public static partial class MetricDictionary
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Known = new(Read);

    /// <summary>Name and meaning of a metric.</summary>
    public static string Describe(string metric) =>
        Known.Value.TryGetValue(metric, out var meaning)
            ? $"{metric}: {meaning}"
            : throw new ReportDefinitionException($"'{metric}' is not a metric; docs/metrics.md lists them.");

    private static Dictionary<string, string> Read()
    {
        using var stream =
            typeof(MetricDictionary).Assembly.GetManifestResourceStream("metrics.md")
            ?? throw new InvalidOperationException("The resource metrics.md is missing.");
        using StreamReader reader = new(stream);
        return Row()
            .Matches(reader.ReadToEnd())
            .ToDictionary(m => m.Groups["name"].Value, m => m.Groups["meaning"].Value, StringComparer.Ordinal);
    }

    [GeneratedRegex(
        @"^\| `(?<name>[a-z_.]+)` \|(?:[^|]*\|){4} (?<meaning>.+) \|\r?$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex Row();
}
