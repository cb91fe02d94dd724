// Keywords in labels, tooltips and legends of a chart, which a server fills in after the points are known:
// #PERCENT, #VALY, #AXISLABEL and their kin, each with a format in braces.

using System.Globalization;
using System.Text.RegularExpressions;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal static partial class ChartKeywords
{
    public static RenderedChart Apply(RenderedChart chart, Evaluator evaluator) =>
        chart.Series.Any(s => s.Points.Any(IsUsed))
            ? chart with
            {
                Series = [.. chart.Series.Select(s => Series(chart, s, evaluator))],
            }
            : chart;

    private static bool IsUsed(RenderedPoint point) =>
        point.Label?.Contains('#', StringComparison.Ordinal) == true
        || point.ToolTip?.Contains('#', StringComparison.Ordinal) == true;

    private static RenderedSeries Series(RenderedChart chart, RenderedSeries series, Evaluator evaluator) =>
        series with
        {
            Points =
            [
                .. series.Points.Select(
                    (point, i) =>
                        point with
                        {
                            Label = Text(point.Label, chart, series, i, evaluator),
                            ToolTip = Text(point.ToolTip, chart, series, i, evaluator),
                        }
                ),
            ],
        };

    private static string? Text(string? text, RenderedChart chart, RenderedSeries series, int index, Evaluator evaluator)
    {
        if (text?.Contains('#', StringComparison.Ordinal) != true)
        {
            return text;
        }

        var values = series.Points.Select(p => p.Y ?? 0).ToList();
        var category = index < chart.Categories.Count ? chart.Categories[index] : new RenderedCategory(null, "");
        return Keyword()
            .Replace(
                text,
                match =>
                {
                    var (value, format) = match.Groups["name"].Value switch
                    {
                        "PERCENT" => ((object?)(values.Sum() is not 0 and var sum ? values[index] / sum : 0.0), "P2"),
                        "VALY" or "VALY1" => (values[index], null),
                        "VALX" => (category.Value, null),
                        "AXISLABEL" or "LABEL" => (category.Label, null),
                        "SERIESNAME" or "SER" or "LEGENDTEXT" => (series.Name, null),
                        "TOTAL" => (values.Sum(), null),
                        "AVG" => (values.Average(), null),
                        "MIN" => (values.Min(), null),
                        "MAX" => (values.Max(), null),
                        _ => (index.ToString(CultureInfo.InvariantCulture), (string?)null),
                    };
                    return evaluator.Format(value, match.Groups["format"].Success ? match.Groups["format"].Value : format);
                }
            );
    }

    [GeneratedRegex(
        @"#(?<name>PERCENT|VALY1|VALY|VALX|AXISLABEL|LABEL|SERIESNAME|SER|LEGENDTEXT|TOTAL|AVG|MIN|MAX|INDEX)(\{(?<format>[^}]*)\})?",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Keyword();
}
