// The file of `axmonitor rules export` and `import`: everything that an administrator can say of the alert
// rules, by name, so that it can be read, compared, kept under version control and applied elsewhere.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AxMonitor.Orchestrator.Configuration;

namespace AxMonitor.Orchestrator.Rules;

/// <summary>Rules as a file has them.</summary>
public sealed record RuleFile
{
    /// <summary>What kind of file it is.</summary>
    public const string FormatName = "axmonitor-rules";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Always <see cref="FormatName"/>.</summary>
    public required string Format { get; init; }

    /// <summary>Of the format; 1.</summary>
    public required int Version { get; init; }

    /// <summary>The rules, by name.</summary>
    public required IReadOnlyList<RuleEntry> Rules { get; init; }

    /// <summary>Reads a file; what is wrong with it is a <see cref="ConfigurationException"/> that says
    /// where.</summary>
    public static RuleFile Parse(string text, string path)
    {
        RuleFile? file;
        try
        {
            file = JsonSerializer.Deserialize<RuleFile>(text, Json);
        }
        catch (JsonException e)
        {
            throw new ConfigurationException([$"{path}: {e.Message}"]);
        }

        List<string> faults = [];
        if (file is null || file.Format != FormatName || file.Version != 1)
        {
            faults.Add($"{path}: this is no file of rules: format is to be \"{FormatName}\" and version 1.");
        }
        else
        {
            faults.AddRange(Twice(file.Rules.Select(r => r.Rule)).Select(n => $"{path}: rule '{n}' stands there twice."));
            foreach (var rule in file.Rules)
            {
                faults.AddRange(
                    Twice(rule.Measures.Select(m => m.Measure))
                        .Select(n => $"{path}: rule '{rule.Rule}' has measure '{n}' twice.")
                );
                faults.AddRange(
                    Twice(rule.Overrides.Select(o => $"{o.Instance}, {o.Measure}"))
                        .Select(n => $"{path}: rule '{rule.Rule}' has an override of {n} twice.")
                );
                faults.AddRange(
                    Twice(rule.Symptoms.Select(s => s.Rule))
                        .Select(n => $"{path}: rule '{rule.Rule}' has symptom '{n}' twice.")
                );
            }
        }

        return faults.Count == 0 ? file! : throw new ConfigurationException(faults);
    }

    /// <summary>As text, ending with a line break.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json) + "\n";

    private static IEnumerable<string> Twice(IEnumerable<string> names) =>
        names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key);
}

/// <summary>A rule.</summary>
public sealed record RuleEntry
{
    public required string Rule { get; init; }
    public required string Kind { get; init; }
    public required string Template { get; init; }
    public required string? Playbook { get; init; }
    public required string Route { get; init; }
    public required int PendingMs { get; init; }
    public required int ClearPercent { get; init; }
    public required int ClearMs { get; init; }
    public required bool IsEnabled { get; init; }
    public required byte WarnPriority { get; init; }
    public required byte CriticalPriority { get; init; }
    public required int EveryMs { get; init; }
    public required bool IsDigest { get; init; }
    public required string? Subject { get; init; }
    public required string? Culprit { get; init; }
    public required string? Advice { get; init; }

    /// <summary>Null: as the settings have it.</summary>
    public required int? ReminderMs { get; init; }
    public required IReadOnlyList<RuleMeasure> Measures { get; init; }
    public required IReadOnlyList<RuleOverride> Overrides { get; init; }
    public required IReadOnlyList<RuleSymptom> Symptoms { get; init; }
}

/// <summary>What a rule measures, and its limits.</summary>
public sealed record RuleMeasure
{
    public required string Measure { get; init; }
    public required string? Metric { get; init; }
    public required string? OtherMetric { get; init; }
    public required string? Source { get; init; }
    public required string? KeyLike { get; init; }
    public required string? KeyNotLike { get; init; }
    public required string? Aggregate { get; init; }
    public required int? WindowMs { get; init; }
    public required int? MinSamples { get; init; }
    public required double? MinOtherValue { get; init; }
    public required bool IsGate { get; init; }
    public required double Warn { get; init; }
    public required double? Critical { get; init; }
}

/// <summary>What one instance does differently.</summary>
public sealed record RuleOverride
{
    public required string Instance { get; init; }
    public required string Measure { get; init; }
    public required bool IsEnabled { get; init; }
    public required double? Warn { get; init; }
    public required double? Critical { get; init; }
}

/// <summary>A rule whose alerts join this one's story.</summary>
public sealed record RuleSymptom
{
    public required string Rule { get; init; }
    public required int Rank { get; init; }
}
