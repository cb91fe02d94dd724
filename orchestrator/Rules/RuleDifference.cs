// What a file of rules would change: field by field, so that a person can read it before it is done.
using System.Globalization;
using System.Text.Json;

namespace AxMonitor.Orchestrator.Rules;

/// <summary>One field of a rule that differs.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="Field">Such as <c>pendingMs</c> or <c>measure log.used_percent, warn</c>.</param>
/// <param name="Before">Null: there is none.</param>
/// <param name="After">Null: it goes.</param>
public sealed record RuleDifference(string Rule, string Field, string? Before, string? After)
{
    /// <summary>As a line.</summary>
    public override string ToString() =>
        (Before, After) switch
        {
            (null, _) => $"{Rule}: {Field} = {After}",
            (_, null) => $"{Rule}: {Field} is taken away (was {Before})",
            _ => $"{Rule}: {Field} {Before} -> {After}",
        };

    /// <summary>What differs; rules that only the repository has stay as they are.</summary>
    public static IReadOnlyList<RuleDifference> Between(RuleFile repository, RuleFile wanted)
    {
        var now = repository.Rules.ToDictionary(r => r.Rule, StringComparer.OrdinalIgnoreCase);
        return [.. wanted.Rules.SelectMany(rule => Between(now.GetValueOrDefault(rule.Rule), rule))];
    }

    private static IEnumerable<RuleDifference> Between(RuleEntry? before, RuleEntry after)
    {
        var old = before is null ? [] : Fields(before);
        var wanted = Fields(after);
        foreach (var (field, value) in wanted)
        {
            var was = old.GetValueOrDefault(field);
            if (!string.Equals(was, value, StringComparison.Ordinal))
            {
                yield return new RuleDifference(after.Rule, field, was, value);
            }
        }

        foreach (var (field, value) in old.Where(o => !wanted.ContainsKey(o.Key)))
        {
            yield return new RuleDifference(after.Rule, field, value, null);
        }
    }

    private static SortedDictionary<string, string> Fields(RuleEntry rule)
    {
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(fields, "", rule with { Measures = [], Overrides = [], Symptoms = [] }, "rule");
        foreach (var measure in rule.Measures)
        {
            Add(fields, $"measure {measure.Measure}, ", measure, "measure");
        }

        foreach (var own in rule.Overrides)
        {
            Add(fields, $"instance {own.Instance}, measure {own.Measure}, ", own, "instance", "measure");
        }

        foreach (var symptom in rule.Symptoms)
        {
            fields[$"symptom {symptom.Rule}, rank"] = symptom.Rank.ToString(CultureInfo.InvariantCulture);
        }

        return fields;
    }

    private static void Add<T>(SortedDictionary<string, string> fields, string prefix, T row, params string[] names)
    {
        var element = JsonSerializer.SerializeToElement(row, JsonSerializerOptions.Web);
        foreach (var property in element.EnumerateObject().Where(p => !names.Contains(p.Name, StringComparer.Ordinal)))
        {
            if (property.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Array))
            {
                fields[prefix + property.Name] =
                    property.Value.ValueKind == JsonValueKind.Number
                        ? property.Value.GetDouble().ToString("R", CultureInfo.InvariantCulture)
                        : property.Value.ToString();
            }
        }
    }
}
