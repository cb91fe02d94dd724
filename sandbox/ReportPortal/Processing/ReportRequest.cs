// What a reader asks for: parameter values as text (null = NULL), and an interactive sort.

namespace AxMonitor.Sandbox.ReportPortal.Processing;

/// <summary>A request for one rendering of a report.</summary>
public sealed record ReportRequest(
    IReadOnlyDictionary<string, string?> Parameters,
    string? SortItem = null,
    bool SortDescending = false
)
{
    public static ReportRequest Empty { get; } = new(new Dictionary<string, string?>(StringComparer.Ordinal));
}

/// <summary>A parameter with its value for this rendering, and the choices it offers, if any.</summary>
internal sealed record ResolvedParameter(
    Rdl.ParameterDefinition Definition,
    object? Value,
    string? Label,
    bool IsDefault,
    IReadOnlyList<ParameterChoice>? Choices
);

internal sealed record ParameterChoice(object? Value, string Label);
