// Reads filters: which operators there are, how many values each takes, and values with a type of their own.

using System.Globalization;
using System.Text.RegularExpressions;

namespace AxMonitor.Sandbox.ReportPortal.Rdl;

internal static partial class RdlFilters
{
    private static readonly string[] Single =
    [
        "Equal",
        "NotEqual",
        "GreaterThan",
        "GreaterThanOrEqual",
        "LessThan",
        "LessThanOrEqual",
        "Like",
        "TopN",
        "BottomN",
        "TopPercent",
        "BottomPercent",
    ];

    /// <summary>Filters of a dataset or a region.</summary>
    public static IReadOnlyList<FilterDefinition> Of(RdlParser report, RdlNode parent, ExpressionScope scope) =>
        [.. parent.Many("Filters", "Filter").Select(f => Filter(report, f, scope.At(ExpressionPlace.RowFilter)))];

    /// <summary>Filters of a group, which may compare aggregates of its instances.</summary>
    public static IReadOnlyList<FilterDefinition> OfGroup(RdlParser report, RdlNode parent, ExpressionScope scope) =>
        [
            .. parent
                .Many("Filters", "Filter")
                .Select(f => Filter(report, f, scope.At(ExpressionPlace.GroupFilter)))
                .Select(f =>
                    f with
                    {
                        OnGroups =
                            f.IsRanking
                            || f.Values.Append(f.Expression).Any(e => !e.IsLiteral && Aggregate().IsMatch(e.Code)),
                    }
                ),
        ];

    private static FilterDefinition Filter(RdlParser report, RdlNode node, ExpressionScope scope)
    {
        var name = node.Required("Operator")?.Text ?? "Equal";
        var values = node.Many("FilterValues", "FilterValue");
        var isKnown = Single.Contains(name, StringComparer.Ordinal) || name is "In" or "Between";
        if (!isKnown)
        {
            node.Problem($"<Operator> is '{name}'; {string.Join(", ", Single)}, In or Between is expected");
        }
        else if (name is "Between" ? values.Count != 2 : name is not "In" && values.Count != 1)
        {
            node.Problem($"compares by {name} with {values.Count} values; {(name is "Between" ? "two are" : "one is")} expected");
        }

        return new FilterDefinition(
            report.RequiredValue(node, "FilterExpression", scope),
            name,
            [.. values.Select(v => Value(report, v, scope))]
        );
    }

    /// <summary>A written value has the type that the file says; without one it is a text.</summary>
    private static RdlExpression Value(RdlParser report, RdlNode node, ExpressionScope scope)
    {
        var type = node.Attribute("DataType") ?? "String";
        if (node.Text.TrimStart().StartsWith('=') || type == "String")
        {
            return report.Value(node, scope);
        }

        var text = node.Text.Trim();
        var written = type switch
        {
            "Integer" when long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) =>
                FormattableString.Invariant($"={number}L"),
            "Float" when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
                FormattableString.Invariant($"={number:R}R"),
            "Boolean" when bool.TryParse(text, out var flag) => flag ? "=True" : "=False",
            "DateTime" when DateTime.TryParse(text, CultureInfo.InvariantCulture, out var time) => FormattableString.Invariant(
                $"=New DateTime({time.Ticks}L)"
            ),
            _ => null,
        };
        if (written is null)
        {
            node.Problem($"is '{text}', which is no {type}");
        }

        return report.Value(written ?? "", node.Place, scope);
    }

    [GeneratedRegex(
        @"\b(Sum|Avg|Max|Min|Count|CountDistinct|CountRows|First|Last|StDevP?|VarP?)\s*\(",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Aggregate();
}
