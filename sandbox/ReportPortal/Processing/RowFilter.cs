// Filters of datasets, regions and groups: which rows, or which instances of a group, are left.

using System.Globalization;
using AxMonitor.Sandbox.ReportPortal.Expressions;
using AxMonitor.Sandbox.ReportPortal.Rdl;
using Microsoft.VisualBasic;
using Microsoft.VisualBasic.CompilerServices;

namespace AxMonitor.Sandbox.ReportPortal.Processing;

internal sealed class RowFilter(Evaluator evaluator)
{
    /// <summary>What passes every filter; those that rank come last, over what the others leave.</summary>
    public IReadOnlyList<T> Apply<T>(IReadOnlyList<T> items, IEnumerable<FilterDefinition> filters, Func<T, DataPlace> place)
    {
        foreach (var filter in filters.OrderBy(f => f.IsRanking))
        {
            items = filter.IsRanking
                ? Ranked(items, filter, place)
                : [.. items.Where(item => Matches(filter, place(item)))];
        }

        return items;
    }

    /// <summary>The first or last by value; what is equal to the last of them stays too.</summary>
    private IReadOnlyList<T> Ranked<T>(IReadOnlyList<T> items, FilterDefinition filter, Func<T, DataPlace> place)
    {
        if (items.Count == 0)
        {
            return items;
        }

        var number = evaluator.Strict(filter.Values[0], place(items[0]));
        if (!ValueComparer.IsNumber(number))
        {
            throw new ReportProcessingException(
                $"{filter.Expression.Location}: the filter {filter.Operator} has the value '{number}'; a number is expected"
            );
        }

        var wanted = Convert.ToDouble(number, CultureInfo.InvariantCulture);
        if (filter.Operator.EndsWith("Percent", StringComparison.Ordinal))
        {
            wanted = Math.Ceiling(items.Count * wanted / 100);
        }

        var keyed = items.Select(i => (Item: i, Key: evaluator.Strict(filter.Expression, place(i)))).ToList();
        var sign = filter.Operator.StartsWith("Top", StringComparison.Ordinal) ? -1 : 1;
        var kept = keyed
            .Select(k => k.Key)
            .Order(Comparer<object?>.Create((a, b) => sign * ValueComparer.Instance.Compare(a, b)))
            .Take((int)Math.Clamp(wanted, 0, items.Count))
            .ToList();
        return kept.Count == 0
            ? []
            : [.. keyed.Where(k => sign * ValueComparer.Instance.Compare(k.Key, kept[^1]) <= 0).Select(k => k.Item)];
    }

    private bool Matches(FilterDefinition filter, DataPlace place)
    {
        var value = evaluator.Strict(filter.Expression, place);
        var values = filter.Values.Select(v => evaluator.Strict(v, place)).ToList();
        int Compare()
        {
            try
            {
                return value is null || values[0] is null
                    ? (value is null && values[0] is null ? 0 : int.MinValue)
                    : ValueComparer.Instance.Compare(value, values[0]);
            }
            catch (InvalidOperationException error)
            {
                throw new ReportProcessingException($"{filter.Expression.Location}: the filter's {error.Message}");
            }
        }

        return filter.Operator switch
        {
            "Equal" => Compare() == 0,
            "NotEqual" => Compare() != 0,
            "GreaterThan" => Compare() > 0,
            "GreaterThanOrEqual" => Compare() >= 0,
            "LessThan" => Compare() is < 0 and not int.MinValue,
            "LessThanOrEqual" => Compare() is <= 0 and not int.MinValue,
            "In" => values.Exists(v =>
                v is object?[] several
                    ? several.Contains(value, ValueComparer.Instance)
                    : ValueComparer.Instance.Equals(v, value)
            ),
            "Between" => ValueComparer.Instance.Compare(value, values[0]) >= 0
                && ValueComparer.Instance.Compare(value, values[1]) <= 0,
            _ => LikeOperator.LikeString(
                Convert.ToString(value, CultureInfo.CurrentCulture),
                Convert.ToString(values[0], CultureInfo.CurrentCulture),
                CompareMethod.Text
            ),
        };
    }
}
