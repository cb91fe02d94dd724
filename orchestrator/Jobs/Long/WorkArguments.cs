// What a job works on, as JSON in ops.Job: read and written in one place, so that the desk, the API and the
// command line ask for the same.
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AxMonitor.Orchestrator.Jobs.Long;

/// <summary>Arguments of jobs.</summary>
public static class WorkArguments
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        MaxDepth = 8,
    };

    /// <summary>As ops.Job keeps it.</summary>
    public static string Write<T>(T arguments) => JsonSerializer.Serialize(arguments, Format);

    /// <summary>What somebody asked for.</summary>
    /// <exception cref="WorkRefusedException">It cannot be understood.</exception>
    public static T Read<T>(string json)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Format)
                ?? throw new WorkRefusedException("The job's arguments are empty.");
        }
        catch (JsonException e)
        {
            throw new WorkRefusedException("The job's arguments cannot be read: " + e.Message);
        }
    }
}

/// <summary>A back-test.</summary>
/// <param name="Rule">Which rule.</param>
/// <param name="From">UTC.</param>
/// <param name="To">UTC.</param>
/// <param name="StepSeconds">Between two evaluations.</param>
/// <param name="Measure">Whose limits are tried.</param>
/// <param name="Warn">The limit to try; null: the rule's own.</param>
/// <param name="Critical">The limit to try; null beside Warn: never critical.</param>
public sealed record BacktestArguments(
    string Rule,
    DateTime From,
    DateTime To,
    int StepSeconds = 60,
    string? Measure = null,
    double? Warn = null,
    double? Critical = null
);

/// <summary>An export.</summary>
/// <param name="Sets">As alert.GetExport names them.</param>
/// <param name="From">UTC.</param>
/// <param name="To">UTC, not meant any more.</param>
/// <param name="Instance">Null: all.</param>
/// <param name="Format">csv or json.</param>
public sealed record ExportArguments(
    IReadOnlyList<string> Sets,
    DateTime From,
    DateTime To,
    string? Instance = null,
    string Format = "csv"
);

/// <summary>Rules from a file.</summary>
/// <param name="File">As `axmonitor rules export` writes it.</param>
/// <param name="DryRun">Only says what would change.</param>
public sealed record ImportArguments(string File, bool DryRun = false);
